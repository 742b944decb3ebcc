import Foundation

/// ln G, expansion and growth at one width as cubics over ln r, as the C kernels read them.
struct FieldTable: Sendable {
  let origin: Double
  let inverseStep: Double
  let intervals: Int
  /// Twelve numbers an interval: four coefficients each of ln G, e and g.
  let coefficients: [Double]

  /// Intervals of the source table are divided by this.
  private static let refinement = 4

  init(_ process: CompiledProcess, logDensity: BicubicTable, logWidth s: Double) {
    let axis = logDensity.x
    let section = logDensity.section(y: s)
    let step = axis.step / Double(FieldTable.refinement)
    let count = (axis.count - 1) * FieldTable.refinement
    var coefficients: [Double] = []
    coefficients.reserveCapacity(12 * count)
    let slopeStep = 0.25 * step
    func rates(_ ratio: Double) -> (Double, Double) {
      (
        process.expansion(logRatio: ratio, logWidth: s),
        process.growth(logRatio: ratio, logWidth: s)
      )
    }
    func slopes(_ ratio: Double) -> (Double, Double) {
      let (a, b) = (rates(ratio - slopeStep), rates(ratio + slopeStep))
      let scale = step / (2 * slopeStep)
      return ((b.0 - a.0) * scale, (b.1 - a.1) * scale)
    }
    var leftDensity = SexticLagrange.evaluate(section, 0)
    var (leftRates, leftSlopes) = (rates(axis.origin), slopes(axis.origin))
    for i in 1...count {
      let position = Double(i) / Double(FieldTable.refinement)
      let ratio = axis.origin + Double(i) * step
      let density = SexticLagrange.evaluate(section, position)
      let (rightRates, rightSlopes) = (rates(ratio), slopes(ratio))
      let scale = 1 / Double(FieldTable.refinement)
      FieldTable.append(
        &coefficients, leftDensity.value, density.value, leftDensity.slope * scale,
        density.slope * scale)
      FieldTable.append(
        &coefficients, leftRates.0, rightRates.0, leftSlopes.0, rightSlopes.0)
      FieldTable.append(
        &coefficients, leftRates.1, rightRates.1, leftSlopes.1, rightSlopes.1)
      (leftDensity, leftRates, leftSlopes) = (density, rightRates, rightSlopes)
    }
    origin = axis.origin + s
    inverseStep = 1 / step
    intervals = count
    self.coefficients = coefficients
  }

  /// Hermite's cubic from values and slopes (per interval) at both ends.
  private static func append(
    _ list: inout [Double], _ left: Double, _ right: Double, _ leftSlope: Double,
    _ rightSlope: Double
  ) {
    let d = right - left
    list.append(left)
    list.append(leftSlope)
    list.append(3 * d - 2 * leftSlope - rightSlope)
    list.append(leftSlope + rightSlope - 2 * d)
  }
}

/// Interpolation through six neighbours on an equally spaced grid.
enum SexticLagrange {
  /// Value and derivative at `position`, in units of the grid's step.
  static func evaluate(_ values: [Double], _ position: Double) -> (value: Double, slope: Double) {
    let first = min(max(Int(position) - 2, 0), values.count - 6)
    let u = position - Double(first)
    var value = 0.0
    var slope = 0.0
    for i in 0..<6 {
      var weight = 1.0
      var derivative = 0.0
      for j in 0..<6 where j != i {
        let scale = 1 / Double(i - j)
        derivative = derivative * (u - Double(j)) * scale + weight * scale
        weight *= (u - Double(j)) * scale
      }
      value += weight * values[first + i]
      slope += derivative * values[first + i]
    }
    return (value, slope)
  }
}
