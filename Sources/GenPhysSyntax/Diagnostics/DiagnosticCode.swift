/// The stable codes of all diagnostics: the one table behind messages, `:explain` and the tests.
///
/// GP01xx is syntax, GP02xx names, arities and kinds, GP03xx process declarations, GP04xx what goes
/// wrong at run time, GP05xx data and files. A code is never reused for something else.
public enum DiagnosticCode: String, CaseIterable, Hashable, Sendable {
  // MARK: Characters and tokens
  case unexpectedCharacter = "GP0101"
  case unterminatedString = "GP0102"
  case invalidEscape = "GP0103"
  case foreignSpelling = "GP0104"

  // MARK: Grammar
  case unexpectedToken = "GP0105"
  case expectedExpression = "GP0106"
  case missingOperator = "GP0107"
  case unclosedBracket = "GP0108"
  case unmatchedBracket = "GP0109"
  case expectedName = "GP0110"
  case expectedSymbol = "GP0111"
  case invalidTarget = "GP0112"
  case chainedComparison = "GP0113"

  // MARK: Limits
  case nestedTooDeeply = "GP0114"
  case sourceTooLong = "GP0115"
  case tooManyDiagnostics = "GP0116"

  // MARK: What the grammar cannot say
  case unknownField = "GP0121"
  case fieldWithParameters = "GP0122"
  case duplicateField = "GP0123"
  case duplicateParameter = "GP0124"
  case duplicateArgument = "GP0125"
  case positionalAfterLabelled = "GP0126"
  case unknownCommand = "GP0127"
  case commandArgument = "GP0128"
  case reservedName = "GP0129"

  // MARK: Names, arities and kinds
  case unknownName = "GP0201"
  case wrongArity = "GP0202"
  case unknownLabel = "GP0203"
  case kindMismatch = "GP0204"
  case notCallable = "GP0205"
  case nameTaken = "GP0206"

  // MARK: Process declarations
  case missingDispersion = "GP0301"
  case notAFormula = "GP0302"
  case sourceNotLinear = "GP0303"
  case notYetSupported = "GP0304"
  case reservedVariable = "GP0305"
  case processUnusable = "GP0306"
  case invalidEquation = "GP0307"

  // MARK: Run time
  case outOfRange = "GP0401"
  case undefined = "GP0402"
  case kernelUnavailable = "GP0403"
  case notGenerative = "GP0404"
  case computationFailed = "GP0405"
  case tooLarge = "GP0406"
  case cancelled = "GP0407"

  // MARK: Data and files
  case fileNotFound = "GP0501"
  case invalidData = "GP0502"
  case pathNotAllowed = "GP0503"
  case unknownFormat = "GP0504"
  case fileNotWritten = "GP0505"
  case checkpointMismatch = "GP0506"
}

extension DiagnosticCode: CustomStringConvertible {
  /// The code as people quote it, such as `GP0101`.
  public var description: String { rawValue }

  /// What the code means in a few words.
  public var title: String { explained.title }

  /// A paragraph or two on what the code means and how to mend it.
  public var explanation: String { explained.text }

  /// Whether the code is about the shape of the text (GP01xx).
  public var isSyntactic: Bool { rawValue.hasPrefix("GP01") }
}
