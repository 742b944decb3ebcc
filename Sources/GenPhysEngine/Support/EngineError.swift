public import GenPhysTheory
internal import GenPhysSupport

/// Why the engine cannot do what was asked, in words a user can act on.
public enum EngineError: Error, Hashable, Sendable {
  /// A parameter is outside its range; the message names it, its value and the range.
  case invalidParameter(String)
  /// Data cannot be read or used; `line` is the 1-based line of a text file where one is to blame.
  case invalidData(String, line: Int?)
  /// A file of numbers cannot be read; the problem says where and what was found.
  case invalidTable(TableProblem)
  /// The work would need more memory than the machine has.
  case tooLarge(what: String, bytes: Double, limit: Double)
  /// The process has no kernel that can be sampled in every dimension.
  case notSampleable(String)
  /// The Green's function failed at a place the engine needs.
  case kernel(GreensFunctionError, what: String)
  /// Training produced a loss that is not finite, or a weight beyond `ModelRange.largestWeight`.
  case diverged(step: Int, advice: String)
  /// A checkpoint belongs to another training; the message says what differs.
  case mismatch(String)
  /// A file could not be written.
  case notStored(String)
  /// A solver produced a value that is not finite, or ran out of steps.
  case solverFailed(String)
  /// The user asked to stop.
  case cancelled

  /// One or two sentences: what is wrong, and what would help.
  public var message: String {
    switch self {
    case .invalidParameter(let text), .notSampleable(let text), .solverFailed(let text),
      .mismatch(let text), .notStored(let text):
      return text
    case .invalidData(let text, let line):
      return line.map { "line \($0): \(text)" } ?? text
    case .invalidTable(let problem):
      return problem.message
    case .tooLarge(let what, let bytes, let limit):
      return
        "\(what) would need \(readable(bytes)), more than the \(readable(limit)) the engine may use"
    case .kernel(let error, let what):
      return "the Green's function has no value for \(what): \(describe(error))"
    case .diverged(let step, let advice):
      return "the loss or a weight is out of all bounds at step \(step); \(advice)"
    case .cancelled:
      return "cancelled"
    }
  }
}

extension EngineError: CustomStringConvertible {
  public var description: String { message }
}

/// A byte count with a unit, to three digits.
private func readable(_ bytes: Double) -> String {
  let units = ["B", "kB", "MB", "GB", "TB", "PB", "EB"]
  var value = bytes
  var index = 0
  while value >= 1000, index < units.count - 1 {
    value /= 1000
    index += 1
  }
  return "\(value.shortText) \(units[index])"
}

private func describe(_ error: GreensFunctionError) -> String {
  switch error {
  case .outsideDomain(let radius, let time): "r = \(radius), t = \(time) lies outside its domain"
  case .unbounded(let time): "it is unbounded at r = 0 at t = \(time)"
  case .notPositive(let radius, let time, let density):
    "it is not positive at r = \(radius), t = \(time), where G = \(density)"
  case .notConverged(let radius, let time, let error):
    "quadrature at r = \(radius), t = \(time) only came to an error of \(error)"
  case .unsupported(let text): text
  }
}

extension Double {
  /// Three significant digits, without a trailing ".0".
  package var shortText: String {
    guard isFinite, self != 0 else { return "\(self)" }
    guard magnitude < 1e15, magnitude >= 1e-4 else { return "\(self)" }
    var unit = 1.0
    while magnitude / unit >= 1000 { unit *= 10 }
    while magnitude / unit < 100 { unit /= 10 }
    let rounded = (self / unit).rounded() * unit
    // Multiplying back leaves rounding dust for units below 1; dividing does not.
    let clean = unit < 1 ? (self / unit).rounded() / (1 / unit).rounded() : rounded
    return clean == clean.rounded() ? "\(Int(saturating: clean))" : "\(clean)"
  }
}
