import Foundation
import GenPhysTheory

/// A cheap look at a kernel before its tables are built.
///
/// Is it a Gaussian, are its rays straight, has it births and deaths, and how well does interpolation
/// in ln σ do?
struct TableProbe: Sendable {
  /// Interpolation in ln σ should be at least this good, in ln u and relative in the rates.
  static let tolerance = 1e-5

  let isPoint: Bool
  let isUniform: Bool
  let hasGrowth: Bool
  let error: Double

  /// Normal deviates at which quantiles of u are compared.
  private static let deviates = [-3.0, -1, 0, 1.5, 4]
  /// Relative radii ln(r/σ), to which ½ ln N is added.
  private static let logRatios = [-3.0, -1, 0, 1, 3]

  init(
    _ kernel: any GreensFunction, _ mixture: any MixingMeasure, clock: WidthClock, unit: Double
  ) throws(EngineError) {
    let axis = clock.axis
    let shift = 0.5 * log(Double(kernel.dimension))
    let ratios = TableProbe.logRatios.map { $0 + shift }
    // Nodes at even places, midpoints at odd ones.
    let fine = BicubicTable.Axis(
      origin: axis.origin, step: axis.step / 2, count: 2 * axis.count - 1)
    let width = TableProbe.deviates.count + 3 * ratios.count
    let table = try BicubicTable(
      x: .init(origin: 0, step: 1, count: width), y: fine
    ) { (s, _) throws(EngineError) -> [Double] in
      let time = exp(clock.logTime(s))
      var row: [Double] = []
      for z in TableProbe.deviates {
        row.append(try MixingTable.logVariance(mixture, deviate: z, time: time, unit: unit) - 2 * s)
      }
      row += try RateTable.column(kernel, time: time, unit: unit, logWidth: s, logRatios: ratios)
      row += try GrowthTable.column(kernel, time: time, unit: unit, logWidth: s, logRatios: ratios)
      row += try KernelShape.column(kernel, time: time, unit: unit, logWidth: s, logRatios: ratios)
      return row
    }
    let rows = (0..<fine.count).map { table.section(y: fine.node($0)) }
    let spread = { (columns: Range<Int>) -> Double in
      rows.reduce(0) { worst, row in
        let part = row[columns]
        return max(worst, (part.max() ?? 0) - (part.min() ?? 0))
      }
    }
    let rateColumns = TableProbe.deviates.count..<(TableProbe.deviates.count + ratios.count)
    let growthColumns = rateColumns.upperBound..<(rateColumns.upperBound + ratios.count)
    isPoint = spread(0..<TableProbe.deviates.count) < 1e-9
    isUniform = spread(rateColumns) < 1e-6
    hasGrowth = rows.contains { $0[growthColumns].contains { $0.magnitude > 1e-6 } }

    var worst = 0.0
    for column in 0..<width {
      let even = stride(from: 0, to: fine.count, by: 2).map { rows[$0][column] }
      let spline = BicubicTable(
        x: .init(origin: 0, step: 1, count: 4), y: axis,
        values: even.flatMap { [$0, $0, $0, $0] })
      for i in stride(from: 1, to: fine.count, by: 2) {
        let exact = rows[i][column]
        let miss = (spline(1, fine.node(i)) - exact).magnitude / max(1, exact.magnitude)
        worst = max(worst, miss)
      }
    }
    error = worst
  }
}
