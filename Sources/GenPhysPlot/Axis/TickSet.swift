import Foundation
internal import GenPhysSupport

/// The marks and labels of an axis.
package struct TickSet: Sendable {
  /// A labelled mark.
  package struct Tick: Sendable {
    /// The value where the mark stands.
    package let value: Double
    /// The label, in the markup of ``RichText``.
    package let label: String
  }

  /// Labelled marks, rising, all within the axis.
  package var major: [Tick] = []
  /// Unlabelled marks between them.
  package var minor: [Double] = []
  /// What every label is to be multiplied by or added to (`×10^{−3}`), or empty.
  package var note = ""

  /// The most numerous nice ticks whose labels keep their distance.
  ///
  /// - Parameters:
  ///   - interval: the axis.
  ///   - length: its length in pixels.
  ///   - spacing: the least distance between marks worth having, in pixels.
  ///   - extent: the length of a label along the axis, in pixels.
  package static func fitting(
    _ interval: Interval, length: Double, spacing: Double, extent: (String) -> Double
  ) -> TickSet {
    let most = Int(saturating: (length / max(spacing, 1)).clamped(to: 1...10))
    // A second mark is worth tighter spacing: one alone gives no scale.
    let attempts = Array((1...most).reversed()) + [most + 1, most + 2]
    var best = TickSet()
    for attempt in attempts {
      let ticks =
        interval.scale == .log
        ? logarithmic(interval, most: attempt) : linear(interval, most: attempt)
      guard ticks.major.count > best.major.count,
        ticks.isLegible(on: interval, length: length, extent: extent)
      else { continue }
      best = ticks
      if best.major.count > 1 { break }
    }
    if interval.scale == .log { best.thinMinor(interval, length: length) }
    return best
  }

  /// Whether neighbouring labels keep at least the width of a letter between them.
  package func isLegible(
    on interval: Interval, length: Double, extent: (String) -> Double
  ) -> Bool {
    let gap = 6.0
    var end = -Double.infinity
    for tick in major {
      let center = interval.fraction(of: tick.value) * length
      let half = extent(tick.label) / 2
      if center - half < end + gap { return false }
      end = center + half
    }
    return true
  }

  /// Drops minor marks that would merge into a grey bar.
  private mutating func thinMinor(_ interval: Interval, length: Double) {
    let positions = minor.map { interval.fraction(of: $0) * length }
    let tooClose = zip(positions, positions.dropFirst()).contains { $1 - $0 < 2 }
    if tooClose { minor = [] }
  }
}
