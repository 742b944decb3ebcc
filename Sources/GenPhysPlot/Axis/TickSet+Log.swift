import Foundation
internal import GenPhysSupport

extension TickSet {
  /// At most `most` labelled decades with minor marks; inside less than two decades, labels at 1, 2
  /// and 5, or at round differences.
  package static func logarithmic(_ interval: Interval, most: Int) -> TickSet {
    let tolerance = 1e-9
    let first = decade((log10(interval.low) - tolerance).rounded(.up))
    let last = decade((log10(interval.high) + tolerance).rounded(.down))
    guard last > first else {
      return withinDecade(interval, around: first - 1...max(last, first) + 1, most: most)
    }
    let strides = [1, 2, 3, 4, 5, 10, 20, 25, 30, 50, 100, 200, 500]
    for stride in strides {
      let decades = (first...last).filter { $0 % stride == 0 }
      if decades.count <= most, !decades.isEmpty {
        return TickSet(
          major: decadeTicks(decades, plain: first >= -2 && last <= 3),
          minor: stride == 1
            ? subdivisions(first - 1...last, in: interval)
            : (first...last).filter { $0 % stride != 0 }.map(DecimalNumber.powerOfTen))
      }
    }
    return TickSet()
  }

  /// A power of ten of doubles, −324 … 308; those of 0 and of infinity would be walked through for ever.
  private static func decade(_ logarithm: Double) -> Int {
    Int(saturating: logarithm.clamped(to: -400...400))
  }

  private static func decadeTicks(_ decades: [Int], plain: Bool) -> [Tick] {
    decades.map { decade in
      let label =
        plain
        ? DecimalNumber(digits: 1, exponent: decade).plain : DecimalNumber.markupPower(decade)
      return Tick(value: DecimalNumber.powerOfTen(decade), label: label)
    }
  }

  /// The twofold to ninefold of each decade that lie on the axis.
  private static func subdivisions(_ decades: ClosedRange<Int>, in interval: Interval) -> [Double] {
    guard decades.count <= 20 else { return [] }
    return decades.flatMap { decade in
      (2...9).map { DecimalNumber(digits: $0, exponent: decade).value }
    }.filter(interval.contains)
  }

  private static func withinDecade(
    _ interval: Interval, around decades: ClosedRange<Int>, most: Int
  ) -> TickSet {
    let numbers = decades.flatMap { decade in
      [1, 2, 5].map { DecimalNumber(digits: $0, exponent: decade) }
    }.filter { interval.contains($0.value) }
    let minor = subdivisions(decades, in: interval)
    if numbers.count >= 3, numbers.count <= most {
      let places = numbers.compactMap(\.leadingPlace)
      let isPlain = (places.min() ?? 0) >= -3 && (places.max() ?? 0) <= 4
      let ticks = numbers.map { number in
        let label =
          isPlain
          ? number.plain
          : (number.digits == 1 ? "" : "\(number.digits)\u{00D7}")
            + DecimalNumber.markupPower(number.exponent)
        return Tick(value: number.value, label: label)
      }
      let majors = Set(numbers.map(\.value))
      return TickSet(major: ticks, minor: minor.filter { !majors.contains($0) })
    }
    return linear(Interval(interval.low, interval.high, scale: .linear), most: most)
  }
}
