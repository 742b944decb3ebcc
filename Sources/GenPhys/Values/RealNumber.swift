public import GenPhysNumerics

/// A real number of the language: a double, its error, and the exact number where that is known.
///
/// Verdicts are exact, so `1/3`, `pi` and `sqrt(2)` must reach a process as what they are. Arithmetic
/// therefore works on exact numbers beside doubles, as long as both operands have one.
public struct RealNumber: Sendable {
  /// The double.
  public let value: Double
  /// A bound on |value − true value|; 0 where nothing beyond rounding is known of.
  public let error: Double
  private let form: Form

  /// The ways in which the exact number is kept; most numbers are decimals, which take no memory.
  private enum Form {
    case unknown
    /// The shortest decimal that reads back as `value`.
    case decimal
    case formula(Formula)
  }

  /// A number that was computed approximately.
  public init(_ estimate: Estimate) {
    self.init(estimate.value, error: estimate.error, .unknown)
  }

  private init(_ value: Double, error: Double = 0, _ form: Form) {
    self.value = value
    self.error = error
    self.form = form
  }

  /// The shortest decimal that reads back as `value`, exactly: 1/10 for 0.1.
  static func decimal(_ value: Double) -> RealNumber {
    RealNumber(value, value.isFinite ? .decimal : .unknown)
  }

  /// A decimal literal, exactly; `nil` for one beyond the range of doubles.
  static func literal(_ text: String) -> RealNumber? {
    guard let value = Double(text), value.isFinite else { return nil }
    // Fifteen digits survive the way into a double and back.
    if text.utf8.count <= 15 { return .decimal(value) }
    guard let formula = Formula(decimal: text) else { return nil }
    return formula == .exactly(Number(value))
      ? .decimal(value) : RealNumber(value, .formula(formula))
  }

  /// The largest number of nodes of a form.
  ///
  /// Longer ones, as of a sum over hundreds of square roots, are given up for the double: no proof
  /// would be found with them.
  static let largestForm = 64

  /// A number known exactly, in canonical form, with the double that was computed for it.
  ///
  /// A rational number gets the double nearest to it. A form that is too long is dropped.
  static func exactly(_ formula: Formula, near value: Double) -> RealNumber {
    guard value.isFinite else { return RealNumber(value, .unknown) }
    if let number = formula.numberValue, number.isExact {
      return RealNumber(number.doubleValue, .formula(formula))
    }
    return RealNumber(value, formula.size(upTo: largestForm) == nil ? .unknown : .formula(formula))
  }

  /// The double with its error.
  public var estimate: Estimate { Estimate(value, error: error) }

  /// The exact number; `nil` where it was computed approximately or rounded.
  public var exact: Formula? {
    switch form {
    case .unknown: nil
    case .decimal: .exactly(Number(value))
    case .formula(let formula): formula
    }
  }

  /// The number as formulas hold it: exactly, or else as the decimal that it prints as.
  var formula: Formula { exact ?? .exactly(Number(value)) }

  /// The number as people type it: `1/3`, `pi`, 0.5; a long form as a decimal.
  var shortText: String {
    guard case .formula(let formula) = form else { return NumberFormat.text(value) }
    return formula.shortText(near: value)
  }

  /// Whether the exact number is known.
  var isExact: Bool { if case .unknown = form { false } else { true } }

  /// Whether the exact number is a whole number that a double holds, as are those near it.
  var isWhole: Bool {
    guard isExact, value == value.rounded(), value.magnitude < 0x1p53 else { return false }
    if case .formula(let formula) = form { return formula.numberValue?.integer != nil }
    return true
  }

  /// The negative.
  static prefix func - (x: RealNumber) -> RealNumber {
    switch x.form {
    case .unknown: RealNumber(-x.value, error: x.error, .unknown)
    case .decimal: .decimal(-x.value)
    case .formula(let formula): .exactly((-formula).simplified(), near: -x.value)
    }
  }

  /// The number without what is known of it exactly.
  var rounded: RealNumber { RealNumber(value, error: error, .unknown) }
}

extension Formula {
  /// A constant as people type it; as a decimal where that is exact, or much shorter.
  func shortText(near value: Double) -> String {
    let decimal = NumberFormat.text(value)
    let text = description
    return numberValue == Number(decimal: decimal) || text.utf8.count > 20 ? decimal : text
  }
}
