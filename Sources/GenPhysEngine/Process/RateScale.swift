import Foundation
import GenPhysNumerics

/// How a table holds rates: as they are, or as their asinh where they span orders of magnitude.
///
/// Between the Gaussian of an atom and the points that have jumped off it there may be next to nothing,
/// through which all that leaves must pass: velocities there are e^(a polynomial in r).
enum RateScale: Sendable {
  case linear
  case asinh

  /// What the table holds of a rate.
  func forward(_ rate: Estimate) -> Estimate {
    switch self {
    case .linear: rate
    case .asinh: Estimate(Foundation.asinh(rate.value), error: rate.error / hypot(1, rate.value))
    }
  }

  /// What an error of a table's values is compared with.
  ///
  /// Of asinh it is relative where rates are large. Those where points come are of order 1.
  func size(_ values: [Double]) -> Double {
    let largest = values.reduce(1e-3) { max($0, $1.magnitude) }
    return self == .linear ? largest : min(largest, 0.5)
  }

  /// The rate that a table's value stands for.
  @inline(__always)
  func inverse(_ value: Double) -> Double {
    if self == .linear { return value }
    let power = exp(value)
    return 0.5 * (power - 1 / power)
  }
}

/// A table of rates held on some scale, over ln σ and ln r less the logarithm of a width.
struct ScaledTable: Sendable {
  let table: PatchTable
  /// That of an atom, or `nil` for σ.
  let atom: MixingAtom?
  let scale: RateScale

  /// The rate at ln(r/σ) and ln σ.
  @inline(__always)
  func callAsFunction(_ logRatio: Double, _ logWidth: Double) -> Double {
    scale.inverse(table(logRatio - atom.shift(logWidth), logWidth))
  }
}
