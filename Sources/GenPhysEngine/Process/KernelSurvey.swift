import Foundation
import GenPhysNumerics
import GenPhysTheory

/// A kernel looked at from end to end: columns over radius and quantile at Chebyshev times.
///
/// Kernels are analytic in ln t, so that interpolation through Chebyshev times converges
/// geometrically: the number of times doubles until the columns of the new times are what the old
/// ones foretold to `tolerance`; with the new ones included the error is then about its square. All
/// tables of a compiled process are drawn from these columns.
struct KernelSurvey: Sendable {
  /// What a kernel is at one time.
  struct Column: Sendable {
    let time: Double
    /// ln σ, σ in units of the data's `unit`.
    let logWidth: Double
    /// ln(2u/σ²) over `MixingTable.deviates`.
    let variances: [Double]
    /// d ln M/d ln t.
    let mean: Double
    /// t·v_r/r at a few radii; NaN where the kernel has no value.
    let rates: [Double]
    /// t·(R/p − mean), likewise.
    let growth: [Double]
  }

  /// ln t.
  let axis: ChebyshevAxis
  let columns: [Column]
  /// How well the last doubling was foretold, of ln u absolute and of the rates relative.
  let miss: Double

  /// By how much a doubling may surprise.
  private static let tolerance = 1e-5
  private static let counts = [17, 33, 65, 129]

  let isPoint: Bool
  let isUniform: Bool
  let hasGrowth: Bool
  /// The panels of ln(r/σ), with t·v_r/r and t·(R/p − mean) by time and panel; none where rays are
  /// straight and there is no growth.
  let radial: (panels: RadialPanels, rates: [[[Double]]], growth: [[[Double]]])?

  /// ln(r/σ) less ½ ln N where new columns are compared with what was foretold.
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
    var axis = ChebyshevAxis(start...end, count: KernelSurvey.counts[0])
    var columns = try KernelSurvey.columns(
      kernel, mixture, unit: unit, logTimes: axis.nodes)
    var miss = Double.infinity
    for count in KernelSurvey.counts.dropFirst() {
      try monitor.checkCancellation()
      let finer = ChebyshevAxis(start...end, count: count)
      let new = try KernelSurvey.columns(
        kernel, mixture, unit: unit,
        logTimes: stride(from: 1, to: count, by: 2).map { finer.nodes[$0] })
      miss = KernelSurvey.miss(of: new, foretoldBy: columns, on: axis, dimension: kernel.dimension)
      var all: [Column] = []
      for index in 0..<count { all.append(index % 2 == 0 ? columns[index / 2] : new[index / 2]) }
      (axis, columns) = (finer, all)
      if miss <= KernelSurvey.tolerance { break }
    }
    for (column, next) in zip(columns, columns.dropFirst()) where next.logWidth <= column.logWidth {
      throw WidthClock.notWidening(log(column.time))
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
    isPoint = spread(\.variances) < 1e-9
    isUniform = spread(\.rates) < 1e-6
    hasGrowth = columns.contains { $0.growth.contains { $0.magnitude > 1e-6 } }
    radial =
      isUniform && !hasGrowth
      ? nil : try KernelSurvey.radial(kernel, columns, unit: unit, monitor: monitor)
  }

  /// Lays the panels and fills them.
  private static func radial(
    _ kernel: any GreensFunction, _ columns: [Column], unit: Double, monitor: RunMonitor
  ) throws(EngineError) -> (panels: RadialPanels, rates: [[[Double]]], growth: [[[Double]]]) {
    let standard = RadialAxis.rates(dimension: kernel.dimension)
    let square = GammaLaw(shape: 0.5 * Double(kernel.dimension))
    let visited = columns.map { KernelSurvey.visited($0, square, rarity: 1e-11) }
    // Laws that pile up at the source send points far closer to it than their width.
    let often = columns.map { KernelSurvey.visited($0, square, rarity: 1e-6).lowerBound }
    let lowest = max(-40, min(standard.lowerBound, often.min() ?? 0))
    let (panels, values) = try RadialPanels.fit(
      lowest...standard.upperBound, functions: 2, visited: visited
    ) { (panels) throws(EngineError) -> [[[[Double]]]] in
      try monitor.checkCancellation()
      let nodes = panels.map(\.nodes)
      return try parallel(columns.count) { (index) throws(EngineError) -> [[[Double]]] in
        try transport(kernel, columns[index], unit: unit, logRatios: nodes)
      }
    }
    return (panels, values.map { $0[0] }, values.map { $0[1] })
  }

  /// t·v_r/r and t·(R/p − mean) on panels at one time; where the kernel fails, the nearest value.
  private static func transport(
    _ kernel: any GreensFunction, _ column: Column, unit: Double, logRatios: [[Double]]
  ) throws(EngineError) -> [[[Double]]] {
    let flat = logRatios.flatMap(\.self)
    let (rates, growth) = transport(
      kernel, time: column.time, width: unit * exp(column.logWidth), mean: column.mean,
      logRatios: flat)
    func panels(_ values: [Double]) -> [[Double]] {
      let known = values.indices.filter { values[$0].isFinite }
      let filled = values.indices.map { i in
        values[i].isFinite
          ? values[i] : known.min { abs($0 - i) < abs($1 - i) }.map { values[$0] } ?? 0
      }
      return stride(from: 0, to: filled.count, by: RadialPanels.order).map {
        Array(filled[$0..<($0 + RadialPanels.order)])
      }
    }
    return [panels(rates), panels(growth)]
  }

  /// Both rates at some radii; NaN where the kernel has no value.
  private static func transport(
    _ kernel: any GreensFunction, time: Double, width: Double, mean: Double, logRatios: [Double]
  ) -> (rates: [Double], growth: [Double]) {
    var rates: [Double] = []
    var growth: [Double] = []
    for ratio in logRatios {
      guard let (expansion, birth) = try? kernel.transport(radius: width * exp(ratio), time: time)
      else {
        rates.append(.nan)
        growth.append(.nan)
        continue
      }
      rates.append(time * expansion.value)
      let value = time * birth.value - mean
      // Below the accuracy of the difference of two large numbers there is only noise.
      growth.append(value.magnitude < 1e-9 * mean.magnitude ? 0 : value)
    }
    return (rates, growth)
  }

  /// Results of a function of an index, computed in parallel.
  private static func parallel<T: Sendable>(
    _ count: Int, _ body: (Int) throws(EngineError) -> T
  ) throws(EngineError) -> [T] {
    var results = [Result<T, EngineError>?](repeating: nil, count: count)
    results.withUnsafeMutableBufferPointer { buffer in
      Parallel.forEach(lanes: count) { lane in
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
    _ kernel: any GreensFunction, _ mixture: any MixingMeasure, unit: Double, logTimes: [Double]
  ) throws(EngineError) -> [Column] {
    try parallel(logTimes.count) { (index) throws(EngineError) -> Column in
      try column(kernel, mixture, unit: unit, time: exp(logTimes[index]))
    }
  }

  private static func column(
    _ kernel: any GreensFunction, _ mixture: any MixingMeasure, unit: Double, time: Double
  ) throws(EngineError) -> Column {
    let center = 0.5 * log(Double(kernel.dimension))
    let farthest = RadialAxis.rates(dimension: kernel.dimension).upperBound
    // The farthest radius comes first: the law that serves it serves all, and the median reads it.
    _ = try? kernel.transport(
      radius: unit * exp(farthest) * widthGuess(mixture, unit, time), time: time)
    var variances: [Double] = []
    for index in 0..<MixingTable.deviates.count {
      variances.append(
        try MixingTable.logVariance(
          mixture, deviate: MixingTable.deviates.node(index), time: time, unit: unit))
    }
    let logWidth = 0.5 * (try MixingTable.logVariance(mixture, deviate: 0, time: time, unit: unit))
    let mean = try GrowthTable.mean(kernel, time: time)
    let width = unit * exp(logWidth)
    let (rates, growth) = transport(
      kernel, time: time, width: width, mean: mean, logRatios: probes.map { $0 + center })
    guard 2 * rates.filter(\.isFinite).count >= rates.count else {
      do throws(GreensFunctionError) {
        _ = try kernel.transport(radius: width * exp(center), time: time)
      } catch {
        throw .kernel(error, what: "the velocity at t = \(time)")
      }
      throw .kernel(.unsupported("a value is not finite"), what: "the velocity at t = \(time)")
    }
    return Column(
      time: time, logWidth: logWidth, variances: variances.map { $0 - 2 * logWidth }, mean: mean,
      rates: rates, growth: growth)
  }

  /// A width close to σ, in units of `unit`.
  private static func widthGuess(
    _ mixture: any MixingMeasure, _ unit: Double, _ time: Double
  ) -> Double {
    ((try? mixture.medianWidth(time: time)) ?? unit) / unit
  }

  /// The ln(r/σ) where all but a rare few of the kernel's points lie at a time.
  private static func visited(
    _ column: Column, _ square: GammaLaw, rarity: Double
  ) -> ClosedRange<Double> {
    // r² = 2u χ², χ²/2 being gamma distributed.
    let low = square.quantile(rarity, complement: 1 - rarity)
    let high = square.quantile(1 - rarity, complement: rarity)
    let start = 0.5 * ((column.variances.first ?? 0) + log(2 * low))
    return start...max(start, 0.5 * ((column.variances.last ?? 0) + log(2 * high)))
  }

  /// The largest difference between new columns and what old ones say there, where both have values
  /// and kernel points come.
  private static func miss(
    of new: [Column], foretoldBy old: [Column], on axis: ChebyshevAxis, dimension: Int
  ) -> Double {
    let center = 0.5 * log(Double(dimension))
    let square = GammaLaw(shape: 0.5 * Double(dimension))
    var worst = 0.0
    for column in new {
      let shares = axis.coefficients(at: log(column.time))
      func compare(over range: [Int]? = nil, _ part: (Column) -> [Double]) {
        let exact = part(column)
        let parts = old.map { part($0) }
        for index in exact.indices where range?.contains(index) ?? true {
          var value = 0.0
          for j in parts.indices { value += shares[j] * parts[j][index] }
          let miss = (value - exact[index]).magnitude / max(1, exact[index].magnitude)
          if miss > worst { worst = miss }
        }
      }
      compare { [$0.logWidth] }
      compare(\.variances)
      let visited = visited(column, square, rarity: 1e-11)
      let range = probes.indices.filter { visited.contains(probes[$0] + center) }
      compare(over: range, \.rates)
      compare(over: range, \.growth)
    }
    return worst
  }
}
