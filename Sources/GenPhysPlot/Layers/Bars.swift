import Foundation
internal import GenPhysSupport

/// Bars between neighbouring edges, standing on zero (on the frame of a logarithmic axis).
public struct Bars: Sendable {
  /// The ends of the bars, rising, one more than there are heights.
  public var edges: [Double]
  /// The heights.
  public var heights: [Double]
  /// The name in the legend.
  public var label: String
  /// The colour.
  public var color: Ink
  /// The opacity, 0 … 1.
  public var opacity: Double

  /// Bars of given heights.
  public init(
    edges: [Double], heights: [Double], label: String = "", color: Ink = .automatic,
    opacity: Double = 0.6
  ) {
    self.edges = edges
    self.heights = heights
    self.label = label
    self.color = color
    self.opacity = opacity
  }

  /// The histogram of values; those that are not finite or outside `range` are not counted.
  ///
  /// - Parameters:
  ///   - values: what is counted.
  ///   - bins: the number of bars; `nil` follows Freedman and Diaconis (1981), at most 200. To
  ///     compare histograms give them the same `bins` and `range`.
  ///   - range: what the bars cover; `nil` covers all values.
  ///   - isDensity: whether the areas add up to one instead of the heights to the count.
  public init(
    histogramOf values: [Double], bins: Int? = nil, range: ClosedRange<Double>? = nil,
    isDensity: Bool = true, label: String = "", color: Ink = .automatic, opacity: Double = 0.6
  ) {
    let limit: ClosedRange<Double> = range ?? -Interval.largest...Interval.largest
    let sorted = values.filter { $0.isFinite && limit.contains($0) }.sorted()
    let interval = Interval(
      range?.lowerBound ?? sorted.first ?? 0, range?.upperBound ?? sorted.last ?? 1, scale: .linear)
    let count = min(max(bins ?? Self.freedmanDiaconis(sorted, interval), 1), 10_000)
    var counts = Array(repeating: 0.0, count: count)
    for value in sorted {
      let bin = Int(saturating: (interval.fraction(of: value) * Double(count)).rounded(.down))
      counts[min(max(bin, 0), count - 1)] += 1
    }
    if isDensity, !sorted.isEmpty {
      let unit = Double(sorted.count) * ((interval.high - interval.low) / Double(count))
      counts = counts.map { $0 / unit }
    }
    self.init(
      edges: (0...count).map { interval.value(at: Double($0) / Double(count)) }, heights: counts,
      label: label, color: color, opacity: opacity)
  }

  /// Histograms of several sets of values with common bars, so that they can be compared.
  public static func histograms(
    of series: [(label: String, values: [Double])], bins: Int? = nil,
    range: ClosedRange<Double>? = nil, isDensity: Bool = true
  ) -> [Bars] {
    let pooled = Bars(histogramOf: series.flatMap(\.values), bins: bins, range: range)
    let common = pooled.edges.first.flatMap { low in pooled.edges.last.map { low...max(low, $0) } }
    return series.map { label, values in
      Bars(
        histogramOf: values, bins: pooled.count, range: range ?? common, isDensity: isDensity,
        label: label)
    }
  }

  /// Freedman and Diaconis' number of bins, from the narrower of two measures of spread: the
  /// distance of the quartiles, and the shortest range of a quarter of the values, scaled to agree
  /// for a normal distribution.
  ///
  /// The second sees the width of the peaks of a mixture.
  private static func freedmanDiaconis(_ sorted: [Double], _ interval: Interval) -> Int {
    guard sorted.count > 1 else { return 1 }
    let quarter = max(sorted.count / 4, 1)
    let quartiles = sorted[sorted.count * 3 / 4] - sorted[sorted.count / 4]
    let shortest =
      (0..<sorted.count - quarter).map { sorted[$0 + quarter] - sorted[$0] }.min() ?? quartiles
    let width = 2 * min(quartiles, 2.117 * shortest) / cbrt(Double(sorted.count))
    let fallback = Double(sorted.count).squareRoot()
    let bins = width > 0 ? (interval.high - interval.low) / width : fallback
    return Int(saturating: bins.rounded(.up).clamped(to: 1...200))
  }

  /// The number of bars.
  var count: Int { min(max(edges.count - 1, 0), heights.count) }
}
