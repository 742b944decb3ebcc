import Foundation
import GenPhysPlot
import Testing

@Suite struct TickTests {
  /// The width of a label when every character takes seven pixels.
  static func extent(_ label: String) -> Double {
    7 * Double(RichText(label).runs.reduce(0) { $0 + $1.text.count })
  }

  static func ticks(_ low: Double, _ high: Double, _ scale: AxisScale, length: Double = 500)
    -> (TickSet, Interval)
  {
    let interval = Interval(low, high, scale: scale)
    let ticks = TickSet.fitting(interval, length: length, spacing: 45, extent: extent)
    return (ticks, interval)
  }

  @Test(
    arguments: [
      (
        0.0, 1.0, ["0.0", "0.1", "0.2", "0.3", "0.4", "0.5", "0.6", "0.7", "0.8", "0.9", "1.0"], ""
      ),
      (-1, 3, ["−1.0", "−0.5", "0.0", "0.5", "1.0", "1.5", "2.0", "2.5", "3.0"], ""),
      (0, 7, ["0", "1", "2", "3", "4", "5", "6", "7"], ""),
      (0, 3000, ["0", "500", "1000", "1500", "2000", "2500", "3000"], ""),
      (0, 8e-6, ["0", "1", "2", "3", "4", "5", "6", "7", "8"], "×10^{−6}"),
      (0, 4e7, ["0.0", "0.5", "1.0", "1.5", "2.0", "2.5", "3.0", "3.5", "4.0"], "×10^{7}"),
      (1_000_000, 1_000_004, ["0", "1", "2", "3", "4"], "+10^{6}"),
    ] as [(Double, Double, [String], String)])
  func labelsLinearAxes(low: Double, high: Double, labels: [String], note: String) {
    let ticks = TickSet.linear(Interval(low, high, scale: .linear), most: labels.count)
    #expect(ticks.major.map(\.label) == labels)
    #expect(ticks.note == note || note == "+10^{6}" && ticks.note == "+1×10^{6}")
  }

  @Test func labelsDecades() {
    let (wide, _) = Self.ticks(1e-9, 1, .log)
    #expect(wide.major.first?.label == "10^{−9}")
    #expect(wide.major.last?.label == "10^{0}")
    let (plain, _) = Self.ticks(0.01, 100, .log)
    #expect(plain.major.map(\.label) == ["0.01", "0.1", "1", "10", "100"])
    #expect(plain.minor.count == 32)
    let (part, _) = Self.ticks(1, 9, .log)
    #expect(part.major.map(\.label) == ["1", "2", "5"])
    let (huge, _) = Self.ticks(1e-300, 1e300, .log)
    #expect(huge.major.count >= 3)
  }

  /// Ticks lie on the axis, rise, are multiples of a nice step and have labels that neither overlap
  /// nor repeat.
  @Test func keepsItsPromisesForManyRanges() {
    var random = Gallery.Noise(state: 42)
    for _ in 0..<4000 {
      let magnitude = pow(10, 600 * random.uniform() - 300)
      let center = (random.uniform() - 0.5) * magnitude
      let width = magnitude * pow(10, -12 * random.uniform())
      let scale: AxisScale = random.uniform() < 0.3 ? .log : .linear
      let (low, high) =
        scale == .log
        ? (magnitude, magnitude * pow(10, 30 * random.uniform())) : (center, center + width)
      let length = 40 + 900 * random.uniform()
      let (ticks, interval) = Self.ticks(low, high, scale, length: length)
      #expect(interval.low < interval.high)
      let slack = (interval.high - interval.low) * 1e-8
      for value in ticks.major.map(\.value) + ticks.minor {
        #expect(
          value >= interval.low - slack && value <= interval.high + slack, "\(low) … \(high)")
      }
      #expect(ticks.isLegible(on: interval, length: length, extent: Self.extent))
      let values = ticks.major.map(\.value)
      #expect(zip(values, values.dropFirst()).allSatisfy { $0 < $1 })
      #expect(Set(ticks.major.map(\.label)).count == ticks.major.count, "\(low) … \(high)")
      #expect(ticks.major.count <= 12)
      if length > 300 { #expect(ticks.major.count >= 2, "\(low) … \(high) \(scale) \(length)") }
    }
  }

  @Test(
    arguments: [
      (0.0, 0.0), (5, 5), (1e300, 1e300), (-1e308, 1e308), (0, Double.leastNonzeroMagnitude),
      (.nan, 1), (-.infinity, 3),
      (1, 1.0000000000000002),
    ] as [(Double, Double)])
  func intervalsAreNeverEmpty(first: Double, second: Double) {
    for scale in [AxisScale.linear, .log] {
      let interval = Interval(first, second, scale: scale)
      #expect(interval.low < interval.high)
      #expect((interval.high - interval.low).isFinite)
      #expect(interval.fraction(of: interval.value(at: 0.5)).isFinite)
      #expect(interval.fraction(of: .nan).isNaN)
    }
  }
}
