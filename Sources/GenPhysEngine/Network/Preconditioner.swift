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
/// order 1 whatever t is. c_out also grows by the doubt about κ, |x|² Var(κ)/N. [EDM 2206.00364, table 1; generalisation derived here]
///
/// Any smooth choice would be *correct*, because the network learns what is left; a good one is
/// quick to learn.
package struct Preconditioner: Sendable {
  /// The deviation of the data inside the engine.
  static let dataDeviation = 0.5

  let process: CompiledProcess
  /// ln σ_loc over ln(|x|/√N) and ln σ; `nil` for Gaussian kernels.
  private let localWidth: BicubicTable?
  /// ln of a factor of c_out; `nil` for Gaussian kernels.
  private let doubt: BicubicTable?
  /// Reference expansion rate and growth over the same axes, where they depend on place.
  private let expansion: BicubicTable?
  private let growth: BicubicTable?
  /// The size of growth fluctuations over ln σ.
  private let growthScale: BicubicTable?

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
    var growthScale: Double
  }

  /// Time features: ln σ/4, and ln σ_loc/4 where it differs.
  var featureCount: Int { localWidth == nil ? 1 : 2 }
  /// Coordinates of D, and one for the growth.
  var outputCount: Int { process.dimension + (process.hasGrowth ? 1 : 0) }

  package init(_ process: CompiledProcess) {
    self.process = process
    guard !process.isGaussian || !process.hasStraightRays || process.hasGrowth else {
      localWidth = nil
      doubt = nil
      expansion = nil
      growth = nil
      growthScale = nil
      return
    }
    let posterior = WidthPosterior(process)
    // From well inside the data out to where a heavy tail ends; constant ratios beyond.
    let x = BicubicTable.Axis(-4...26, step: 0.25)
    let y = BicubicTable.Axis(process.logWidths, step: 0.125)
    func table(_ value: @escaping (WidthPosterior.Summary) -> Double) -> BicubicTable {
      BicubicTable(x: x, y: y) { s, nodes in
        nodes.map { value(posterior.summary(logRadius: $0, logWidth: s)) }
      }
    }
    localWidth = process.isGaussian ? nil : table(\.logLocalWidth)
    doubt = process.isGaussian ? nil : table(\.logDoubt)
    expansion = process.hasStraightRays ? nil : table(\.expansion)
    growth = process.hasGrowth ? table(\.growth) : nil
    growthScale =
      process.hasGrowth
      ? BicubicTable(x: .init(origin: 0, step: 1, count: 4), y: y) { s, _ in
        [Double](repeating: posterior.growthDeviation(logWidth: s), count: 4)
      } : nil
  }

  /// - Parameter meanSquare: |x|²/N, in units of the data's `unit`.
  @inline(__always)
  package func coefficients(meanSquare: Double, logWidth s: Double) -> Coefficients {
    let variance = Preconditioner.dataDeviation * Preconditioner.dataDeviation
    var logLocal = s
    var logDoubt = 0.0
    var reference = (expansion: 0.0, growth: 0.0, scale: 1.0)
    if localWidth != nil || expansion != nil || growth != nil {
      let logRadius = 0.5 * log(max(meanSquare, 1e-12))
      if let localWidth {
        logLocal = localWidth(logRadius, s)
        // Beyond the table the local width grows in proportion to |x|.
        let end = localWidth.x.node(localWidth.x.count - 1)
        if logRadius > end { logLocal += logRadius - end }
      }
      logDoubt = doubt?(logRadius, s) ?? 0
      reference.expansion = expansion?(logRadius, s) ?? 0
      reference.growth = growth?(logRadius, s) ?? 0
      reference.scale = growthScale?(0, s) ?? 1
    }
    if expansion == nil { reference.expansion = process.expansion(logRatio: 0, logWidth: s) }
    let local = exp(2 * logLocal)
    let total = variance + local
    return Coefficients(
      skip: variance / total, out: (variance * local / total).squareRoot() * exp(logDoubt),
      input: 1 / total.squareRoot(), logLocalWidth: logLocal, expansion: reference.expansion,
      growth: reference.growth, growthScale: reference.scale)
  }
}
