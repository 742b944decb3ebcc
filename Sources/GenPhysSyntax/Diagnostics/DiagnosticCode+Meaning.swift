extension DiagnosticCode {
  /// Titles and explanations of the codes that are found after parsing.
  var explainedMeaning: (title: String, text: String) {
    switch self {
    case .unknownName:
      (
        "unknown name",
        """
        The text uses a name that neither the language nor the session knows. Names are \
        case-sensitive; Greek letters and their ASCII spellings are the same name. Define it \
        first, or look it up with `?`.
        """
      )
    case .wrongArity:
      (
        "wrong number of arguments",
        """
        A call has too many or too few arguments. `?name` shows the signature of a function; \
        arguments without a default are required.
        """
      )
    case .unknownLabel:
      (
        "unknown argument name",
        """
        A call labels an argument with a name that the function or process does not have. \
        `?name` shows its signature.
        """
      )
    case .kindMismatch:
      (
        "wrong kind of value",
        """
        A value is of a kind that has no meaning here, such as a string where a number is \
        needed. `?name` says what each argument must be.
        """
      )
    case .notCallable:
      (
        "not callable",
        """
        Only functions, processes, Green's functions and dispersion relations can be called \
        with arguments in parentheses.
        """
      )
    case .nameTaken:
      (
        "name belongs to the language",
        """
        Built-in functions and constants cannot be redefined, so that scripts keep their \
        meaning. Choose another name.
        """
      )
    case .missingDispersion:
      (
        "no dispersion relation",
        """
        A `pde` must say how plane waves evolve: `omega = …`, a formula in `k`, `t` and the \
        parameters, or several branches in braces; a relation such as `omega^2 = k^2`; or the \
        equation itself, `equation dt(phi) = lap(phi)`.
        """
      )
    case .notAFormula:
      (
        "not a formula",
        """
        Dispersion relations and sources are formulas: numbers, `i`, `pi`, `e`, the \
        variables and parameters, arithmetic, and elementary or Bessel functions. Lists, \
        strings and comparisons have no meaning in them.
        """
      )
    case .sourceNotLinear:
      (
        "source is not linear",
        """
        A source must be linear in the flux potential `phi` and the density `p`: `R = a*phi \
        + b*p`, where a and b may hold parameters and `lap`. Constant and product terms \
        would make the process nonlinear.
        """
      )
    case .notYetSupported:
      (
        "no formula for the branches",
        """
        An equation of higher order in time has as many branches. They are found up to order 3, \
        and beyond that where the polynomial in omega falls into simpler ones. The hint says what to \
        write instead.
        """
      )
    case .reservedVariable:
      (
        "reserved variable",
        """
        `k`, `t`, `i`, `p`, `phi`, `omega` and `lap` have a fixed meaning in a declaration \
        and cannot be parameters.
        """
      )
    case .processUnusable:
      (
        "process cannot be used",
        """
        A formula of the process cannot be evaluated: a parameter has no value, the formula \
        is too large, or it has no finite value at all, as after a division by zero.
        """
      )
    case .invalidEquation:
      (
        "equation that declares no process",
        """
        `equation left = right` is linear in the field `phi`, with `dt(…)`, `dtt(…)` and `lap(…)` \
        repeated at will and coefficients of numbers and parameters. Terms with a time derivative \
        become the density, terms with a Laplacian alone the flux, terms with neither the source. \
        A relation such as `omega^2 + 2i*omega = k^2` is a polynomial in `omega`. A `pde` has one \
        of these, or `omega = …`.
        """
      )
    case .outOfRange:
      (
        "value out of range",
        """
        An argument lies outside the range in which the function has a meaning. The message \
        gives the range.
        """
      )
    case .undefined:
      (
        "undefined value",
        """
        The expression has no value, such as a division by zero or a function outside its \
        domain.
        """
      )
    case .kernelUnavailable:
      (
        "Green's function unavailable",
        """
        The Green's function could not be computed as asked: the message says for which \
        radius, time, dimension or process, and what is supported.
        """
      )
    case .notGenerative:
      (
        "process is not s-generative",
        """
        Training and sampling need a process that is a density flow (C1) and smooths (C2). \
        `check` shows which condition fails and where.
        """
      )
    case .computationFailed:
      (
        "computation failed",
        """
        A long computation ended without a usable result, such as a loss that is not finite. \
        The message says what to try.
        """
      )
    case .tooLarge:
      (
        "too large",
        """
        The work would need more memory than the machine has. It was refused before anything \
        was allocated.
        """
      )
    case .cancelled:
      (
        "cancelled",
        """
        The work was interrupted. The session is as it was before the cell. Training is different: \
        it ends early and keeps the model, and the cell ends there.
        """
      )
    case .fileNotFound:
      (
        "file not found",
        """
        The file does not exist or cannot be read. Paths are relative to the working \
        directory.
        """
      )
    case .invalidData:
      (
        "invalid data",
        """
        The data cannot be used: rows of different lengths, values that are not finite \
        numbers, an unsupported type, or a truncated file. The message names the place.
        """
      )
    case .pathNotAllowed:
      (
        "path not allowed",
        """
        Scripts read and write below the working directory. Start with `--allow-path FOLDER` \
        to allow another folder.
        """
      )
    case .unknownFormat:
      (
        "unknown file format",
        """
        The extension of a file name picks its format: csv and npy for points; png, svg and \
        pdf for figures; safetensors for models.
        """
      )
    case .fileNotWritten:
      (
        "file not written",
        """
        The file could not be written: the folder may be missing or read-only, or the disk \
        full.
        """
      )
    case .checkpointMismatch:
      (
        "checkpoint of another training",
        """
        `train(…, checkpoint = "m.safetensors")` goes on from the file if it is there, and then \
        process, data, settings and seed must be those of the training that wrote it: only so \
        does it end with the same bytes as if it had never stopped. Run the same command again \
        to go on, choose another name, or remove the file to begin anew.
        """
      )
    default: ("", "")
    }
  }
}
