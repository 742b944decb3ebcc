internal import GenPhysEngine
internal import GenPhysSyntax
internal import GenPhysTheory

/// What running code may use: settings, files, and a monitor for progress and cancellation.
struct Evaluation: Sendable {
  /// The seed of whatever is not given one.
  var seed: Int
  /// The number of threads; 0 means all processors.
  var threads: Int
  /// Where files may be read and written.
  var files: FileAccess
  /// Progress and cancellation of long work.
  var monitor: RunMonitor
  /// How long one verdict may take.
  var budget: Duration
  /// The names that functions passed to figures may use.
  var environment = Environment()

  /// For expressions that are known to be cheap and to touch no file.
  static var pure: Evaluation {
    Evaluation(
      seed: 0, threads: 1, files: .none, monitor: .silent, budget: .zero)
  }

  /// Ends the work here if the user asked to stop.
  func checkCancellation(at span: SourceSpan) throws(Fault) {
    if monitor.isCancelled() { throw Fault(.cancelled, "cancelled", at: span) }
  }

  /// Runs engine code and gives its errors a place and a code.
  func engine<T>(
    at span: SourceSpan, _ body: () throws(EngineError) -> T
  ) throws(Fault) -> T {
    do {
      return try body()
    } catch {
      var hint: String?
      if case .mismatch = error { hint = Self.remedy }
      if case .invalidTable(let problem) = error { hint = problem.hint }
      let code: DiagnosticCode =
        switch error {
        case .cancelled: .cancelled
        case .invalidData, .invalidTable: .invalidData
        case .invalidParameter: .outOfRange
        case .tooLarge: .tooLarge
        case .notSampleable, .kernel: .kernelUnavailable
        case .diverged, .solverFailed: .computationFailed
        case .mismatch: .checkpointMismatch
        case .notStored: .fileNotWritten
        }
      throw Fault(code, error.message, at: span, hint: hint)
    }
  }

  /// Runs kernel code, one value of perhaps many, and gives its errors a place and a code.
  func kernel<T>(
    at span: SourceSpan, _ body: () throws(GreensFunctionError) -> T
  ) throws(Fault) -> T {
    try checkCancellation(at: span)
    do {
      return try body()
    } catch {
      throw Fault(.kernelUnavailable, error.message, at: span)
    }
  }
}
