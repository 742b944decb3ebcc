#ifndef GENPHYS_CLONES_H
#define GENPHYS_CLONES_H

// Compiles a function once for each x86-64 level; the loader picks one (ELF only).
#if defined(__x86_64__) && defined(__linux__) && defined(__has_attribute)
#if __has_attribute(target_clones)
#define GP_CLONES __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#endif
#endif
#ifndef GP_CLONES
#define GP_CLONES
#endif

#define GP_INLINE static inline __attribute__((always_inline))

#endif
