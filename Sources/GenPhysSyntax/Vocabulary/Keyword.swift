/// The reserved words of the language: the one list behind lexer, grammar, highlighter, completion.
public enum Keyword: String, CaseIterable, Hashable, Sendable {
  case pde
  case equation
  case `true`
  case `false`
  case and
  case or
  case not

  /// What the word is for, in one sentence or two, for help.
  public var summary: String {
    switch self {
    case .pde:
      "Declares a process: `pde name(parameters) { omega = …; source = … }`, or by its equation."
    case .equation:
      "Begins the equation of a process: `pde yukawa(m = 1) { equation dtt(phi) + lap(phi) - m^2*phi = 0 }`."
    case .true, .false: "One of the two truth values."
    case .and: "True where both sides are: `x > 0 and x < 1`."
    case .or: "True where either side is: `x < 0 or x > 1`."
    case .not: "True where what follows is false: `not x > 0`."
    }
  }
}
