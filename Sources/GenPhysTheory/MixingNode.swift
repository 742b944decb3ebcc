internal import Numerics

/// One node of the mixing measure: a scale u with the density of μ_t there and its transport.
struct MixingNode: Sendable {
  /// u, in length².
  let scale: Double
  /// ln u.
  let logScale: Double
  /// ln(u − D), D being the lower end of the law; −∞ for a point mass there.
  ///
  /// Smooth along the grid where ln u turns from ln D to the rest of the law within a cell.
  let logExcess: Double
  /// `ln (f(u) |du/dη|)`, f being the density of μ_t and η the coordinate of the grid.
  var logWeight: Double
  /// `η/f`: the density of the flux potential's mixture relative to that of p, in length²/time.
  let flux: Double
  /// The same for the source R, per time.
  let growth: Double
  /// A bound on the relative rounding error of the weight.
  var error: Double
  /// A bound on the relative error of flux and growth, which may be singular where P is.
  var transportError: Double
  /// A bound on the relative error of u itself, by which all nodes are shifted alike.
  var scaleError = 0.0

  /// u − D, or u for a point mass at D: what rates of a drifted law are smooth relative to.
  var excess: Double { logExcess > -.infinity ? Double.exp(logExcess) : scale }
}
