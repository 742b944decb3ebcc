package import GenPhysNumerics
internal import Numerics

extension Verdict {
  /// Ranges that violate C2 in words: `0 < k <= 1.73205, k >= 4`, with ends rounded inwards.
  ///
  /// - Parameters:
  ///   - unit: the unit of k, where parameters were absorbed in one.
  ///   - count: how many are named; `…` stands for the others.
  package static func text(
    of ranges: [Violation], unit: Formula? = nil, count: Int = ViolatingSet.listed
  ) -> String {
    text(of: ranges, unit: unit, count: count, lower: .up, upper: .down)
  }

  /// Open ranges in words, with ends rounded outwards.
  package static func text(ofOpen ranges: [Violation], unit: Formula? = nil) -> String {
    text(of: ranges, unit: unit, count: ViolatingSet.listed, lower: .down, upper: .up)
  }

  private static func text(
    of ranges: [Violation], unit: Formula?, count: Int,
    lower down: FloatingPointRoundingRule, upper up: FloatingPointRoundingRule
  ) -> String {
    ranges.prefix(count).map { range in
      func number(_ k: Double, _ rule: FloatingPointRoundingRule) -> String {
        wavenumber(k, unit, rule)
      }
      guard let upper = range.upper else {
        return range.lower == 0 ? "every k > 0" : "k >= \(number(range.lower, down))"
      }
      if range.lower == upper { return "k = \(number(upper, .toNearestOrEven))" }
      let end = "k <= \(number(upper, up))"
      return range.lower == 0 ? "0 < \(end)" : "\(number(range.lower, down)) <= \(end)"
    }.joined(separator: ", ") + (ranges.count > count ? ", …" : "")
  }

  private static func wavenumber(
    _ k: Double, _ unit: Formula?, _ rule: FloatingPointRoundingRule
  ) -> String {
    let number = text(k, rule)
    guard k != 0, let unit, unit != .one else { return number }
    return number == "1" ? unit.description : "\(number) \(unit.description)"
  }

  /// A number at 7 significant digits, rounded by a rule.
  package static func text(
    _ x: Double, _ rule: FloatingPointRoundingRule = .toNearestOrEven
  ) -> String {
    guard x.isFinite, x != 0 else { return x == 0 ? "0" : "\(x)" }
    let exponent = Double.log10(x.magnitude).rounded(.down)
    guard exponent > -300, exponent < 300 else { return "\(x)" }
    // A number of fewer digits is not rounded at all: 0.1 stays 0.1, in any direction.
    let scale = Double.pow(10, (6 - exponent).magnitude)
    let scaled = exponent <= 6 ? x * scale : x / scale
    func unscaled(_ digits: Double) -> Double {
      exponent <= 6 ? digits / scale : digits * scale
    }
    let nearest = unscaled(scaled.rounded())
    let text = "\(nearest == x ? x : unscaled(scaled.rounded(rule)))"
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }
}
