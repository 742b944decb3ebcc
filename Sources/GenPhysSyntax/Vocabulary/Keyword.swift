/// The reserved words of the language: the one list behind lexer, grammar, highlighter, completion.
public enum Keyword: String, CaseIterable, Hashable, Sendable {
  case pde
  case equation
  case `true`
  case `false`
  case and
  case or
  case not
}
