import Foundation
internal import GenPhysSupport

extension TickSet {
  /// At most `most` ticks at multiples of 1, 2 or 5 times a power of ten.
  package static func linear(_ interval: Interval, most: Int) -> TickSet {
    let span = interval.high - interval.low
    let exponent = Int(
      saturating: log10(span / Double(max(most, 1))).rounded(.down).clamped(to: -400...400))
    for candidate in [
      (1, exponent), (2, exponent), (5, exponent), (1, exponent + 1), (2, exponent + 1),
    ] {
      let numbers = multiples(of: candidate.0, exponent: candidate.1, in: interval)
      if numbers.count <= max(most, 1) { return labelled(numbers) }
    }
    return TickSet()
  }

  /// The multiples of `digit · 10^exponent` within the interval.
  private static func multiples(
    of digit: Int, exponent: Int, in interval: Interval
  ) -> [DecimalNumber] {
    let step = DecimalNumber(digits: digit, exponent: exponent).value
    guard step > 0, step.isFinite else { return [] }
    // The tolerance keeps an end that is itself a multiple, up to rounding.
    let tolerance = 1e-9
    let first = (interval.low / step - tolerance).rounded(.up)
    let last = (interval.high / step + tolerance).rounded(.down)
    guard first <= last, last - first < 1000, abs(first) < 1e15, abs(last) < 1e15 else { return [] }
    return (Int(saturating: first)...Int(saturating: last)).map {
      DecimalNumber(digits: $0 * digit, exponent: exponent)
    }
  }

  /// Gives every number the same number of decimals, and takes a common offset or power of ten out
  /// of labels that would be long.
  static func labelled(_ numbers: [DecimalNumber]) -> TickSet {
    guard let exponent = numbers.first?.exponent else { return TickSet() }
    var notes: [String] = []
    var shown = numbers
    if let offset = commonOffset(numbers) {
      shown = numbers.map { DecimalNumber(digits: $0.digits - offset, exponent: exponent) }
      notes.append((offset < 0 ? "\u{2212}" : "+") + magnitudeMarkup(offset, exponent: exponent))
    }
    if let place = shown.compactMap(\.leadingPlace).max(), place >= 5 || place < -3 {
      shown = shown.map { DecimalNumber(digits: $0.digits, exponent: exponent - place) }
      notes.insert("\u{00D7}" + DecimalNumber.markupPower(place), at: 0)
    }
    let ticks = zip(numbers, shown).map { number, label in
      Tick(value: number.value, label: label.plain)
    }
    return TickSet(major: ticks, minor: [], note: notes.joined(separator: " "))
  }

  /// The round number, in units of the last digit, to subtract from labels that differ only in
  /// their last digits; `nil` where the labels are short enough.
  private static func commonOffset(_ numbers: [DecimalNumber]) -> Int? {
    guard let low = numbers.first?.digits, let high = numbers.last?.digits else { return nil }
    let places = String(max(low.magnitude, high.magnitude)).count
    let varying = String((high - low).magnitude).count
    guard places > varying + 3, places > 5, (low > 0) == (high > 0) else { return nil }
    var unit = 1
    for _ in 0..<varying { unit *= 10 }
    let nearZero = low > 0 ? low : high
    return nearZero / unit * unit
  }

  /// A positive number written shortly: `1.5×10^{6}`, or plain where that is short.
  private static func magnitudeMarkup(_ digits: Int, exponent: Int) -> String {
    var number = DecimalNumber(digits: Int(digits.magnitude), exponent: exponent)
    while number.digits != 0, number.digits % 10 == 0 {
      number = DecimalNumber(digits: number.digits / 10, exponent: number.exponent + 1)
    }
    guard let place = number.leadingPlace, place >= 5 || place < -3 else { return number.plain }
    let mantissa = DecimalNumber(digits: number.digits, exponent: number.exponent - place)
    return mantissa.plain + "\u{00D7}" + DecimalNumber.markupPower(place)
  }
}
