#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <readline/history.h>
#include <readline/readline.h>

/* Readline speaks through global variables, which Swift 6 refuses to touch: these few functions do. */

/* The line being edited; never NULL. */
static inline const char *gp_rl_line(void) { return rl_line_buffer ? rl_line_buffer : ""; }

/* The offset of the cursor in bytes. */
static inline int gp_rl_point(void) { return rl_point; }

/* Sets up names and completion; the strings must live for ever. */
static inline void gp_rl_configure(
    const char *name, rl_completion_func_t *complete, char *(*word_breaks)(void)) {
  rl_readline_name = name;
  rl_attempted_completion_function = complete;
  rl_completion_word_break_hook = word_breaks;
  /* We hear of new window sizes ourselves, between keys. */
  rl_catch_sigwinch = 0;
}

/* How the completion under way ends: no default by file names, what to append, whether paths. */
static inline void gp_rl_completion_ends(char append, int are_files) {
  rl_attempted_completion_over = 1;
  rl_completion_append_character = append;
  rl_filename_completion_desired = are_files;
  rl_filename_quoting_desired = 0;
  rl_completion_suppress_append = append == '\0';
}

/* Leaves the line where it is, with a mark at its end, and goes below it. */
static inline void gp_rl_abandon_line(void) {
  rl_callback_sigcleanup();
  rl_point = rl_end;
  rl_redisplay();
  fputs("^C", rl_outstream);
  rl_crlf();
  rl_replace_line("", 0);
}

/* Draws prompt and line again after the terminal was used by others. */
static inline void gp_rl_redraw(void) {
  rl_on_new_line();
  rl_redisplay();
}
