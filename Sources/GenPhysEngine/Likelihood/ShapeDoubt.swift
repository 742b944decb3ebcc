import Foundation

/// How wrong it may be to take cells of data for Gaussians: what the density of all data as one
/// Gaussian changes if along its longest axis, or the next, it is two points instead, of equal mean
/// and variance but skew, to either side.
///
/// The change is of third order in the length of a cell over the width of the kernel: it counts by the
/// mean cube of the cells' lengths over that of all data. An estimate, no bound.
struct ShapeDoubt {
  private let whole: BlurredGaussian
  /// The same without its extent along an axis, for the longest two.
  private let flats: [(axis: Int, length: Double, density: BlurredGaussian)]
  private let share: Double

  /// `nil` where all points coincide.
  init?(_ cells: DataCells, nodes: [BlurredGaussian.Node]) {
    guard let spread = cells.merged.principalSpreads.first else { return nil }
    let axes = spread.variances.indices.sorted { spread.variances[$0] > spread.variances[$1] }
    guard let longest = axes.first, spread.variances[longest] > 0 else { return nil }
    whole = BlurredGaussian(spread, nodes: nodes)
    flats = axes.prefix(2).map { axis in
      var variances = spread.variances
      variances[axis] = 0
      let flat = PrincipalSpread(center: spread.center, variances: variances, axes: spread.axes)
      return (axis, spread.variances[axis].squareRoot(), BlurredGaussian(flat, nodes: nodes))
    }
    share = zip(cells.shares, cells.principalSpreads).reduce(0) {
      $0 + $1.0 * pow(($1.1.variances.max() ?? 0) / spread.variances[longest], 1.5)
    }
  }

  /// The error of ln of the density at a point.
  func error(at point: ArraySlice<Double>) -> Double {
    let components = whole.spread.components(point)
    let center = whole.logDensity(components)
    // A tenth of the mass lies three deviations to one side: a skewness of 2.7, as data seldom has.
    let changes = flats.map { axis, length, density in
      [1.0, -1].map { side in
        let parts = [(0.1, 3.0), (0.9, -1.0 / 3)].map { mass, place in
          var moved = components
          moved[axis] -= side * place * length
          return log(mass) + density.logDensity(moved)
        }
        return (Resampling.logTotal(parts) - center).magnitude
      }.max() ?? 0
    }
    return share * changes.reduce(0, +)
  }
}
