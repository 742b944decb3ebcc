import Foundation
import GenPhysNumerics
import GenPhysTheory

/// A kernel looked at from end to end: widths and quantiles of its mixing law at Chebyshev times.
///
/// These are analytic in ln t and know nothing of the dimension, so that interpolation through Chebyshev
/// times converges geometrically: the number of times doubles until the columns of the new times are
/// what the old ones foretold to `tolerance`; with the new ones included the error is then about its
/// square. A few rates in each column tell whether velocity and growth depend on the radius at all;
/// their tables (`TransportTables`) find their own places.
///
/// Where an atom of the mixing law falls below one half of it, the median leaves it and ln σ has a kink
/// in ln t, which polynomials through 129 times turn into ripples at all others. σ is smoothed then:
/// k²/(1 + k²) + k²/10 is tabulated in 900 rectangles instead of 3,900, all of them accurate.
struct KernelSurvey: Sendable {
  /// What a kernel is at one time.
  struct Column: Sendable {
    let time: Double
    /// ln σ, σ in units of the data's `unit`.
    let logWidth: Double
    /// ln(2u/σ²) over `MixingTable.deviates`, of what is no atom.
    let variances: [Double]
    /// d ln M/d ln t.
    let mean: Double
    /// t·v_r/r at a few radii; NaN where the kernel has no value.
    let rates: [Double]
    /// t·(R/p − mean), likewise.
    let growth: [Double]
    /// `nil` where the mixing law has no atom.
    let atom: MixingAtom.Reading?

    /// The same kernel with its width called differently.
    func measured(by width: Double) -> Column {
      let shift = logWidth - width
      return Column(
        time: time, logWidth: width, variances: variances.map { $0 + 2 * shift }, mean: mean,
        rates: rates, growth: growth,
        atom: atom.map { .init(logRatio: $0.logRatio + shift, logRest: $0.logRest) })
    }
  }

  /// ln t.
  let axis: ChebyshevAxis
  let columns: [Column]
  /// How well the last doubling was foretold, of ln u absolute and of the rates relative.
  let miss: Double

  /// The largest ln(r/σ) that counts: where a point in a million still comes, and no less than
  /// `RadialAxis.rates`.
  let farthest: Double

  /// Beyond this tails are taken to go on as they are.
  private static let horizon = 40.0

  private static func farthest(
    _ kernel: any GreensFunction, _ mixture: any MixingMeasure, logTimes: [Double]
  ) -> Double {
    let spreads = logTimes.map { logTime in
      let time = exp(logTime)
      guard let rare = try? mixture.quantile(1 - 1e-6, complement: 1e-6, time: time),
        let median = try? mixture.quantile(0.5, complement: 0.5, time: time), median > 0
      else { return 0.0 }
      return 0.5 * log(rare / median)
    }
    let center = 0.5 * log(Double(kernel.dimension))
    return min(
      max(
        RadialAxis.rates(dimension: kernel.dimension).upperBound, center + 1 + (spreads.max() ?? 0)),
      horizon + center)
  }

  /// By how much a doubling may surprise.
  private static let tolerance = 1e-5
  /// By how much a width that surprises is smoothed, in the angle of the Chebyshev points: one unit of
  /// ln t in the middle of the usual range.
  private static let smoothing = 0.1
  private static let counts = [17, 33, 65, 129]

  let isPoint: Bool
  let isUniform: Bool
  let hasGrowth: Bool
  /// How tables hold rates.
  let rateScale: RateScale
  /// The kernel, quick at any time of the range.
  let kernel: any GreensFunction
  /// The length in which widths are measured.
  let unit: Double

  /// ln(r/σ) less ½ ln N where columns hold rates.
  private static let probes: [Double] = [
    -3, -2, -1, -0.5, -0.25, -0.1, -0.05, -0.02, -0.01, 0, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 1.3,
    1.6, 2, 2.5, 3, 4, 6, 9,
  ]

  init(
    _ kernel: any GreensFunction, _ mixture: any MixingMeasure, unit: Double,
    logWidths: ClosedRange<Double>, monitor: RunMonitor
  ) throws(EngineError) {
    let start = try WidthClock.solve(mixture, logWidth: logWidths.lowerBound + log(unit), guess: 0)
    let end = try WidthClock.solve(
      mixture, logWidth: logWidths.upperBound + log(unit), guess: start + 1)
    guard end > start else { throw WidthClock.notWidening(start) }
    farthest = KernelSurvey.farthest(kernel, mixture, logTimes: [start, 0.5 * (start + end), end])
    // The ends are met to a tolerance only, and masses are differenced across them.
    let kernel = kernel.prepared(
      times: exp(start - 0.01)...exp(end + 0.01), reach: 1.1 * exp(farthest))
    guard let mixture = kernel.mixture else { throw WidthClock.notWidening(start) }
    // All times or none have one; its share is largest at the first.
    let hasAtom = [start, end].allSatisfy { KernelSurvey.atom(of: mixture, time: exp($0)) != nil }
    var axis = ChebyshevAxis(start...end, count: KernelSurvey.counts[0])
    var meter = ProgressMeter(
      monitor, stage: "compile", total: KernelSurvey.counts[KernelSurvey.counts.count - 1])
    var columns = try KernelSurvey.columns(
      kernel, mixture, hasAtom: hasAtom, unit: unit, logTimes: axis.nodes, farthest: farthest,
      origin: 0, &meter)
    var (miss, widthMiss) = (Double.infinity, Double.infinity)
    for count in KernelSurvey.counts.dropFirst() {
      let finer = ChebyshevAxis(start...end, count: count)
      let new = try KernelSurvey.columns(
        kernel, mixture, hasAtom: hasAtom, unit: unit,
        logTimes: stride(from: 1, to: count, by: 2).map { finer.nodes[$0] }, farthest: farthest,
        origin: columns.count, &meter)
      widthMiss = KernelSurvey.miss(of: new, foretoldBy: columns, on: axis) { [$0.logWidth] }
      miss = max(
        widthMiss, KernelSurvey.miss(of: new, foretoldBy: columns, on: axis, \.variances))
      var all: [Column] = []
      for index in 0..<count { all.append(index % 2 == 0 ? columns[index / 2] : new[index / 2]) }
      (axis, columns) = (finer, all)
      if miss <= KernelSurvey.tolerance { break }
    }
    for (column, next) in zip(columns, columns.dropFirst()) where next.logWidth <= column.logWidth {
      throw WidthClock.notWidening(log(column.time))
    }
    if widthMiss > KernelSurvey.tolerance {
      let smooth = axis.smoothed(columns.map(\.logWidth), deviation: KernelSurvey.smoothing)
      columns = zip(columns, smooth).map { $0.measured(by: $1) }
    }
    func spread(_ part: (Column) -> [Double]) -> Double {
      columns.reduce(0) { worst, column in
        let values = part(column).filter(\.isFinite)
        return max(worst, (values.max() ?? 0) - (values.min() ?? 0))
      }
    }
    self.axis = axis
    self.columns = columns
    self.miss = miss
    self.kernel = kernel
    self.unit = unit
    isPoint = spread(\.variances) < 1e-9
    isUniform = spread(\.rates) < 1e-6
    hasGrowth = columns.contains { $0.growth.contains { $0.magnitude > 1e-6 } }
    rateScale =
      columns.contains { ($0.rates + $0.growth).contains { $0.magnitude > 100 } } ? .asinh : .linear
  }

  /// t·v_r/r and t·(R/p − mean) at some radii, with their errors; NaN where the kernel has no value.
  static func transport(
    _ kernel: any GreensFunction, time: Double, width: Double, mean: Double, logRatios: [Double]
  ) -> (rates: [Estimate], growth: [Estimate]) {
    var rates: [Estimate] = []
    var growth: [Estimate] = []
    for ratio in logRatios {
      guard let (expansion, birth) = try? kernel.transport(radius: width * exp(ratio), time: time)
      else {
        rates.append(Estimate(.nan, error: .infinity))
        growth.append(Estimate(.nan, error: .infinity))
        continue
      }
      rates.append(Estimate(time * expansion.value, error: time * expansion.error))
      let value = time * birth.value - mean
      // Below the accuracy of the difference of two large numbers there is only noise.
      growth.append(
        Estimate(
          value.magnitude < 1e-9 * mean.magnitude ? 0 : value, error: time * birth.error))
    }
    return (rates, growth)
  }

  /// Results of a function of an index, computed in parallel.
  private static func parallel<T: Sendable>(
    _ count: Int, origin: Int, _ meter: inout ProgressMeter,
    _ body: (Int) throws(EngineError) -> T
  ) throws(EngineError) -> [T] {
    var results = [Result<T, EngineError>?](repeating: nil, count: count)
    try results.withUnsafeMutableBufferPointer { (buffer) throws(EngineError) in
      try Parallel.forEach(lanes: count, meter: &meter, origin: origin) { lane in
        do throws(EngineError) {
          buffer[lane] = .success(try body(lane))
        } catch {
          buffer[lane] = .failure(error)
        }
      }
    }
    var values: [T] = []
    for result in results {
      if let result { values.append(try result.get()) }
    }
    return values
  }

  private static func columns(
    _ kernel: any GreensFunction, _ mixture: any MixingMeasure, hasAtom: Bool, unit: Double,
    logTimes: [Double], farthest: Double, origin: Int, _ meter: inout ProgressMeter
  ) throws(EngineError) -> [Column] {
    try parallel(logTimes.count, origin: origin, &meter) { (index) throws(EngineError) -> Column in
      try column(
        kernel, mixture, hasAtom: hasAtom, unit: unit, time: exp(logTimes[index]),
        farthest: farthest)
    }
  }

  private static func column(
    _ kernel: any GreensFunction, _ mixture: any MixingMeasure, hasAtom: Bool, unit: Double,
    time: Double, farthest: Double
  ) throws(EngineError) -> Column {
    let center = 0.5 * log(Double(kernel.dimension))
    // The farthest radius comes first: the law that serves it serves all, and the median reads it.
    _ = try? kernel.transport(
      radius: exp(farthest) * ((try? mixture.medianWidth(time: time)) ?? unit), time: time)
    let atom = hasAtom ? atom(of: mixture, time: time) : nil
    guard hasAtom == (atom != nil) else {
      throw .kernel(
        .unsupported("its atom cannot be told from the rest of it"),
        what: "its mixing law at t = \(time)")
    }
    let rest = atom.map { 1 - $0.share } ?? 1
    var variances: [Double] = []
    for index in 0..<MixingTable.deviates.count {
      variances.append(
        try MixingTable.logVariance(
          mixture, rest: rest, deviate: MixingTable.deviates.node(index), time: time, unit: unit))
    }
    let logWidth = 0.5 * (try MixingTable.logVariance(mixture, deviate: 0, time: time, unit: unit))
    let mean = try GrowthTable.mean(kernel, time: time)
    let width = unit * exp(logWidth)
    let (rates, growth) = transport(
      kernel, time: time, width: width, mean: mean, logRatios: probes.map { $0 + center })
    guard 2 * rates.filter(\.value.isFinite).count >= rates.count else {
      do throws(GreensFunctionError) {
        _ = try kernel.transport(radius: width * exp(center), time: time)
      } catch {
        throw .kernel(error, what: "the velocity at t = \(time)")
      }
      throw .kernel(.unsupported("a value is not finite"), what: "the velocity at t = \(time)")
    }
    return Column(
      time: time, logWidth: logWidth, variances: variances.map { $0 - 2 * logWidth }, mean: mean,
      rates: rates.map(\.value), growth: growth.map(\.value),
      atom: atom.map { .init(logRatio: 0.5 * log(2 * $0.scale) - log(width), logRest: log(rest)) })
  }

  /// The atom of a law away from the source, where doubles can tell the rest of the law from it.
  private static func atom(
    of mixture: any MixingMeasure, time: Double
  ) -> (scale: Double, share: Double)? {
    guard let atom = (try? mixture.atom(time: time)).flatMap({ $0 }), atom.scale > 0,
      1 - atom.share > 1e-12
    else { return nil }
    return atom
  }

  /// The largest difference between a part of new columns and what old ones say there.
  private static func miss(
    of new: [Column], foretoldBy old: [Column], on axis: ChebyshevAxis, _ part: (Column) -> [Double]
  ) -> Double {
    let parts = old.map(part)
    var worst = 0.0
    for column in new {
      let shares = axis.coefficients(at: log(column.time))
      for (index, exact) in part(column).enumerated() {
        var value = 0.0
        for j in parts.indices { value += shares[j] * parts[j][index] }
        worst = max(worst, (value - exact).magnitude / max(1, exact.magnitude))
      }
    }
    return worst
  }
}
