import Foundation

/// The flow that data with law N(0, σ_d² I) would have: what a network starts from, and what weights
/// may be foreseen with.
///
/// Tables over ln(|x|/√N) and ln σ; what a process has the same everywhere has none.
struct ReferenceFlow: Sendable {
  /// ln σ_loc; `nil` for Gaussian kernels, where it is ln σ.
  let localWidth: BicubicTable?
  /// The expansion e₀; `nil` where rays are straight.
  let expansion: BicubicTable?
  /// The growth; `nil` without births and deaths.
  let growth: BicubicTable?
  /// How much the growth fluctuates given x.
  private let growthDeviation: BicubicTable?
  private let rays: CompiledRays

  /// Values at one place and width.
  struct Values {
    var logLocalWidth: Double
    var expansion: Double
    var growth = 0.0
    var growthDeviation = 0.0

    /// c_skip: the share of x in the best linear guess of y.
    @inline(__always)
    var skip: Double {
      let variance = Preconditioner.dataDeviation * Preconditioner.dataDeviation
      return variance / (variance + exp(2 * logLocalWidth))
    }
  }

  init(_ rays: CompiledRays, logWidths: ClosedRange<Double>) {
    self.rays = rays
    let isGaussian = rays.mixing.isPoint
    let isStraight = rays.rates.isUniform
    let hasGrowth = rays.growthTable != nil
    guard !isGaussian || !isStraight || hasGrowth else {
      localWidth = nil
      expansion = nil
      growth = nil
      growthDeviation = nil
      return
    }
    let posterior = WidthPosterior(rays)
    // From well inside the data out to where a heavy tail ends; constant ratios beyond.
    let x = BicubicTable.Axis(-4...26, step: 0.25)
    let y = BicubicTable.Axis(logWidths, step: 0.125)
    var columns = [[WidthPosterior.Summary]](repeating: [], count: y.count)
    columns.withUnsafeMutableBufferPointer { buffer in
      Parallel.forEach(lanes: y.count) { j in
        buffer[j] = (0..<x.count).map { i in
          posterior.summary(logRadius: x.node(i), logWidth: y.node(j))
        }
      }
    }
    func table(_ value: (WidthPosterior.Summary) -> Double) -> BicubicTable {
      BicubicTable(x: x, y: y, values: columns.flatMap { $0.map(value) })
    }
    localWidth = isGaussian ? nil : table(\.logLocalWidth)
    expansion = isStraight ? nil : table(\.expansion)
    growth = hasGrowth ? table(\.growth) : nil
    growthDeviation = hasGrowth ? table(\.growthDeviation) : nil
  }

  /// - Parameter logRadius: ln(|x|/√N) in units of the data's `unit`; used where a table needs it.
  @inline(__always)
  func callAsFunction(_ logRadius: @autoclosure () -> Double, _ s: Double) -> Values {
    guard localWidth != nil || expansion != nil || growth != nil else {
      return Values(logLocalWidth: s, expansion: rays.expansion(logRatio: 0, logWidth: s))
    }
    let logRadius = logRadius()
    var values = Values(
      logLocalWidth: localWidth?(logRadius, s) ?? s,
      expansion: expansion?(logRadius, s) ?? rays.expansion(logRatio: 0, logWidth: s),
      growth: growth?(logRadius, s) ?? 0,
      growthDeviation: growthDeviation?(logRadius, s) ?? 0)
    if let localWidth {
      // Beyond the table the local width grows in proportion to |x|.
      let end = localWidth.x.node(localWidth.x.count - 1)
      if logRadius > end { values.logLocalWidth += logRadius - end }
    }
    return values
  }

  /// Carries ln(|x|/√N) and the growth gathered from one ln σ to another.
  func follow(_ start: Ray, from: Double, to: Double) -> Ray {
    start.followed(from: from, to: to) { logRadius, s in
      let values = self(logRadius, s)
      return Ray(logRadius: values.expansion * (1 - values.skip), gathered: values.growth)
    }
  }
}
