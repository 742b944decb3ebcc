import Foundation

/// The range of an axis, never empty: `low < high`, both finite, both positive on a logarithmic scale.
package struct Interval: Sendable {
  package let scale: AxisScale
  package let low: Double
  package let high: Double

  /// Magnitudes beyond this are drawn at the edge: sums and differences of ends then stay finite.
  static let largest = 1e306
  /// The smallest positive end of a logarithmic axis and the smallest width of a linear one.
  static let smallest = 1e-306

  /// The interval between two values, widened where it would be empty or too narrow for Double.
  package init(_ first: Double, _ second: Double, scale: AxisScale) {
    self.scale = scale
    let floor = scale == .log ? Self.smallest : -Self.largest
    var low = min(first, second).clamped(to: floor...Self.largest)
    var high = max(first, second).clamped(to: floor...Self.largest)
    switch scale {
    case .linear:
      // Twelve digits of difference are the least that tick labels and pixels can still resolve.
      let magnitude = max(abs(low), abs(high))
      if high - low <= max(magnitude * 1e-12, Self.smallest) {
        let reach = magnitude <= Self.smallest ? 1 : magnitude * 0.1
        (low, high) = (low - reach, high + reach)
      }
    case .log:
      if log(high) - log(low) < 1e-9 {
        (low, high) = (max(low / 2, Self.smallest), min(high * 2, Self.largest))
      }
    }
    (self.low, self.high) = (low, high)
  }

  /// Where a value lies, 0 at the low end and 1 at the high end; NaN where it has no place.
  ///
  /// The result is limited to ±10,000 so that it can be multiplied by any picture's size.
  package func fraction(of value: Double) -> Double {
    guard value.isFinite else { return .nan }
    let fraction: Double
    switch scale {
    case .linear: fraction = (value - low) / (high - low)
    case .log:
      guard value > 0 else { return .nan }
      // Differences of logarithms: the quotient of the ends of a huge axis would overflow.
      fraction = (log(value) - log(low)) / (log(high) - log(low))
    }
    return fraction.isNaN ? .nan : fraction.clamped(to: -10_000...10_000)
  }

  /// The value at a fraction of the way, the inverse of ``fraction(of:)``.
  package func value(at fraction: Double) -> Double {
    switch scale {
    case .linear: low + (high - low) * fraction
    case .log: exp(log(low) + (log(high) - log(low)) * fraction)
    }
  }

  /// Whether the value lies on the axis.
  package func contains(_ value: Double) -> Bool {
    value >= low && value <= high
  }

  /// The interval widened on both sides by fractions of its length on the axis.
  func padded(low lowFraction: Double, high highFraction: Double) -> Interval {
    Interval(value(at: -lowFraction), value(at: 1 + highFraction), scale: scale)
  }
}

/// The smallest and largest of the values that have a place on an axis.
struct Extent {
  let scale: AxisScale
  private(set) var low: Double?
  private(set) var high: Double?

  init(scale: AxisScale) {
    self.scale = scale
  }

  /// Whether the value has a place on an axis of this scale.
  func accepts(_ value: Double) -> Bool {
    value.isFinite && (scale == .linear || value > 0)
  }

  /// Widens the extent to a value, if it has a place.
  mutating func include(_ value: Double) {
    guard accepts(value) else { return }
    low = low.map { min($0, value) } ?? value
    high = high.map { max($0, value) } ?? value
  }

  /// The axis that shows the extent, with a margin as a fraction of its length on both sides; a
  /// unit axis when nothing was included.
  func interval(padding: Double) -> Interval {
    guard let low, let high else {
      return scale == .log ? Interval(1, 10, scale: .log) : Interval(0, 1, scale: .linear)
    }
    return Interval(low, high, scale: scale).padded(low: padding, high: padding)
  }
}
