extension DiagnosticCode {
  /// The title and the explanation of the code.
  var explained: (title: String, text: String) {
    switch self {
    case .unexpectedCharacter:
      (
        "unexpected character",
        """
        The text holds a character that no token begins with. Outside strings and comments the \
        language uses letters (Greek ones too), digits, brackets and the operators of the grammar.
        """
      )
    case .unterminatedString:
      (
        "unterminated string",
        """
        A string begins with `"` and must end with `"` on the same line. A quotation mark inside is \
        written `\\"`, a line break `\\n`.
        """
      )
    case .invalidEscape:
      (
        "invalid escape in a string",
        """
        After a backslash a string may hold `n`, `t`, `r`, `"`, `\\` or `u{…}` with the hexadecimal \
        number of a character. A backslash itself is written `\\\\`.
        """
      )
    case .foreignSpelling:
      (
        "spelling of another language",
        """
        Some operators are spelled differently elsewhere: powers are `^` (not `**`), logic is `and`, \
        `or`, `not` (not `&&`, `||`, `!`), strings use `"`, assignment is `=`. The parser goes on as \
        if the right spelling stood there.
        """
      )
    case .unexpectedToken:
      (
        "unexpected token",
        """
        The statement or list item was finished, but something else followed. Statements end at a \
        newline or `;`, the items of a list or call are separated by `,`.
        """
      )
    case .expectedExpression:
      (
        "expected an expression",
        """
        A value must stand here: a number, a name, a call, a bracketed expression, … Often an \
        operator or a comma lacks its right side.
        """
      )
    case .missingOperator:
      (
        "missing operator",
        """
        Two operands stand side by side. Multiplication is always written: `2*k`, not `2 k` or `2k`; \
        a call needs its parentheses inside a larger expression: `lap(phi)`, not `lap phi`. Only `2i` \
        is a literal, the imaginary number.
        """
      )
    case .unclosedBracket:
      (
        "unclosed bracket",
        """
        A `(`, `[` or `{` has no partner. Newlines inside brackets do not end a statement, so the \
        place where the partner is missed may be some lines below.
        """
      )
    case .unmatchedBracket:
      (
        "closing bracket without an opening one",
        "A `)`, `]` or `}` closes nothing that is open here."
      )
    case .expectedName:
      (
        "expected a name",
        """
        A name must stand here: letters, digits and `_`, beginning with a letter. The words `pde`, \
        `equation`, `true`, `false`, `and`, `or`, `not` are reserved.
        """
      )
    case .expectedSymbol:
      (
        "expected a particular symbol",
        """
        The grammar leaves only one way to go on. A process is `pde name(parameters) { … }`; its \
        body holds `omega = …`, `source = …`, a relation `left = right` or `equation left = right`.
        """
      )
    case .invalidTarget:
      (
        "this cannot be assigned to",
        """
        Left of `=` stands a name (`x = 3`) or a function with its parameters (`f(r, s) = r*s`). To \
        compare two values write `==`.
        """
      )
    case .chainedComparison:
      (
        "comparisons do not chain",
        "Write `a < b and b < c` for what mathematics writes as a < b < c."
      )
    case .nestedTooDeeply:
      (
        "expression too deep",
        """
        Expressions may nest \(Syntax.maximumNesting) levels deep and be \(Syntax.maximumHeight) \
        operators tall. Give parts of the expression a name.
        """
      )
    case .sourceTooLong:
      (
        "source too long",
        "A text may hold \(SourceText.maximumLength >> 20) MiB. Data belongs in a data file: `load(\"points.csv\")`."
      )
    case .tooManyDiagnostics:
      (
        "too many errors",
        "After \(Syntax.maximumDiagnostics) diagnostics the parser stops reporting. Mend the first ones: the rest may vanish."
      )
    case .unknownField:
      (
        "unknown field of a pde",
        """
        The body of a `pde` sets `omega` (the dispersion relation) and `source` (the source term). An \
        implicit relation has more than a bare name on its left: `omega^2 = k^2`.
        """
      )
    case .fieldWithParameters:
      (
        "a field takes no parameters",
        """
        Write `omega = …`, not `omega(k) = …`: the wave number `k` and the time `t` are always \
        known, everything else is a parameter of the process.
        """
      )
    case .duplicateField:
      (
        "field set twice",
        "A `pde` sets each field once. Several branches are a list: `omega = {k, -k}`."
      )
    case .duplicateParameter:
      ("parameter named twice", "The parameters of a function or process have different names.")
    case .duplicateArgument:
      ("argument given twice", "A call names each keyword argument once.")
    case .positionalAfterLabelled:
      (
        "positional argument after a keyword argument",
        "Arguments without a name come first: `train(yukawa, moons, steps = 3000)`."
      )
    case .unknownCommand:
      (
        "unknown session command",
        """
        A line that begins with `:` speaks to the session. `:help` lists the commands.
        """
      )
    case .commandArgument:
      (
        "wrong argument of a session command",
        "`:load` and `:save` need a file, `:time` an expression, `:explain` a code; `:vars`, `:reset` and `:quit` take nothing."
      )
    case .reservedName:
      (
        "this name cannot be defined",
        """
        `_` is always the last result and `Out` the list of all results: neither can be given \
        another value.
        """
      )
    default: explainedMeaning
    }
  }
}
