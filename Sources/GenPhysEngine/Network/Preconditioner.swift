import Foundation

/// EDM's preconditioning for kernels of any shape.
///
/// A kernel that mixes Gaussians of variance 2u tells the network, through |x|, how wide the
/// Gaussian was that moved a point. With data taken as N(0, σ_d² I) the best linear answer given u
/// is κx, κ = σ_d²/(σ_d² + 2u); averaging κ over the law of u given |x| and t defines a **local
/// width** σ_loc(|x|, t) by
///
///     σ_d² / (σ_d² + σ_loc²) = E[σ_d² / (σ_d² + 2u) | |x|, t],
///
/// and EDM's c_skip, c_out, c_in then hold with σ_loc in the place of σ. For a Gaussian kernel
/// σ_loc = σ(t) and this is EDM exactly; for heavy tails a point thrown far away is scaled back to
/// order 1 whatever t is. [EDM 2206.00364, table 1; generalisation derived here]
///
/// Any smooth choice would be *correct*, because the network learns what is left; a good one is
/// quick to learn.
package struct Preconditioner: Sendable {
  /// The deviation of the data inside the engine.
  static let dataDeviation = 0.5
  /// A growth per ln σ that no one will miss.
  private static let leastGrowthScale = 1e-3

  let process: CompiledProcess
  private let reference: ReferenceFlow
  /// What the network sees and what its output means, at one point and width.
  package struct Coefficients {
    package var skip: Double
    package var out: Double
    package var input: Double
    /// ln σ_loc.
    package var logLocalWidth: Double
    /// The reference expansion e₀: dx/dlnσ = e₀ (x − D).
    package var expansion: Double
    /// The growth is `growth + growthScale · output`.
    package var growth: Double
    package var growthScale: Double
  }

  /// Time features: ln σ/4, and ln σ_loc/4 where it differs.
  var featureCount: Int { reference.localWidth == nil ? 1 : 2 }
  /// Coordinates of D, and one for the growth.
  var outputCount: Int { process.dimension + (process.hasGrowth ? 1 : 0) }

  package init(_ process: CompiledProcess) {
    self.process = process
    reference =
      process.lookahead?.reference ?? ReferenceFlow(process.rays, logWidths: process.logDepths)
  }

  /// - Parameter meanSquare: |x|²/N, in units of the data's `unit`.
  @inline(__always)
  package func coefficients(meanSquare: Double, logWidth s: Double) -> Coefficients {
    let variance = Preconditioner.dataDeviation * Preconditioner.dataDeviation
    let flow = reference(0.5 * log(max(meanSquare, 1e-12)), s)
    let local = exp(2 * flow.logLocalWidth)
    let total = variance + local
    return Coefficients(
      skip: variance / total, out: (variance * local / total).squareRoot(),
      input: 1 / total.squareRoot(), logLocalWidth: flow.logLocalWidth,
      expansion: flow.expansion, growth: flow.growth,
      growthScale: max(flow.growthDeviation, Preconditioner.leastGrowthScale))
  }
}
