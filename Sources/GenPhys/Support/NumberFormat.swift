public import Numerics
public import GenPhysNumerics
public import ComplexModule
internal import GenPhysSupport

/// How numbers are shown: only digits that hold.
public enum NumberFormat {
  /// An estimate with its error, `0.0330267376882 ± 2e-17`; exact and merely rounded values alone.
  public static func text(_ estimate: Estimate) -> String {
    guard estimate.error > 0 else { return text(estimate.value) }
    guard estimate.error.isFinite else {
      return "\(text(estimate.value)) ± \(error(estimate.error))"
    }
    return "\(digits(estimate.value, downTo: estimate.error)) ± \(error(estimate.error))"
  }

  /// An error in one digit, rounded up, or "unknown" where there is no bound.
  static func error(_ error: Double) -> String {
    error.isFinite ? error.leadingDigitRoundedUp : "unknown"
  }

  /// A double at 12 significant digits, without trailing zeros.
  public static func text(_ value: Double) -> String {
    guard value.isFinite else { return value.isNaN ? "nan" : value < 0 ? "-inf" : "inf" }
    if value == value.rounded(), value.magnitude < 1e15 { return String(Int(saturating: value)) }
    return significant(value, 12)
  }

  /// A complex number as `a + b i`.
  public static func text(_ value: Complex<Double>) -> String {
    guard value.isFinite else { return "inf" }
    if value.imaginary == 0 { return text(value.real) }
    let imaginary = text(value.imaginary.magnitude)
    let unit = imaginary == "1" ? "i" : imaginary + "i"
    if value.real == 0 { return (value.imaginary < 0 ? "-" : "") + unit }
    return text(value.real) + (value.imaginary < 0 ? " - " : " + ") + unit
  }

  /// A value rounded to `count` significant digits, in scientific notation where that is shorter.
  public static func significant(_ value: Double, _ count: Int) -> String {
    guard value != 0, value.isFinite else { return value == 0 ? "0" : text(value) }
    return trimmed(value, significant: count)
  }

  /// The digits of a value down to the first that its error touches, at most 12.
  ///
  /// Where every digit of 12 holds, more would only show the rounding of the last places.
  private static func digits(_ value: Double, downTo error: Double) -> String {
    // Not even the first digit of a value below its error holds.
    guard value.magnitude >= error else { return "0" }
    guard value != 0 else { return "0" }
    let leading = exponent(of: value)
    let last = exponent(of: error)
    return significant(value, min(12, max(1, leading - last)))
  }

  /// ⌊log₁₀|x|⌋.
  private static func exponent(of x: Double) -> Int {
    var exponent = 0
    var scaled = x.magnitude
    while scaled >= 10, exponent < 400 {
      scaled /= 10
      exponent += 1
    }
    while scaled < 1, exponent > -400 {
      scaled *= 10
      exponent -= 1
    }
    return exponent
  }

  private static func trimmed(_ value: Double, significant count: Int) -> String {
    var scientific = formatted(value, "%.\(max(count, 1) - 1)e")
    guard let mark = scientific.firstIndex(of: "e"),
      let power = Int(scientific[scientific.index(after: mark)...])
    else { return scientific }
    if power >= -4, power < 15 {
      // Digits before the point that are not wanted become zeros.
      let rounded = count - 1 < power ? Double(scientific) ?? value : value
      return trimZeros(formatted(rounded, "%.\(max(0, count - 1 - power))f"))
    }
    scientific = trimZeros(String(scientific[..<mark])) + "e\(power)"
    return scientific
  }

  private static func trimZeros(_ text: String) -> String {
    guard text.contains(".") else { return text }
    var text = Substring(text)
    while text.hasSuffix("0") { text = text.dropLast() }
    if text.hasSuffix(".") { text = text.dropLast() }
    return String(text)
  }
}

extension Double {
  /// One significant digit, rounded up, as an error is quoted.
  fileprivate var leadingDigitRoundedUp: String {
    let rounded = formatted(self, "%.0e")
    guard let value = Double(rounded) else { return rounded }
    let up = value < self ? formatted(self * 1.5, "%.0e") : rounded
    return up.replacing("e-0", with: "e-").replacing("e+0", with: "e+").replacing("e+", with: "e")
  }
}
