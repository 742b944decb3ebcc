internal import Numerics

/// The mixing measure at one time, on a uniform grid of a stretched saddle coordinate η.
///
/// Everything a kernel needs is a posterior mean over these nodes: the trapezoid rule in η is
/// exponentially accurate. Where N is so large that the posterior over u is narrower than the grid,
/// the smooth node data are interpolated (10-point Lagrange) rather than
/// recomputed. η grows as u shrinks.
struct MixingSlice: Sendable {
  /// The grid step in η.
  let step: Double
  /// Nodes by descending u.
  let nodes: [MixingNode]
  /// The mass of the law between neighbouring nodes.
  private(set) var cellMasses: [Double] = []

  init(step: Double, nodes: [MixingNode]) {
    self.step = step
    self.nodes = nodes
    cellMasses = Self.cellMasses(self)
  }

  /// Posterior means at one radius.
  struct Posterior {
    /// `ln G`.
    let logDensity: Double
    /// `v_r/r`.
    let expansionRate: Double
    /// `R/p`.
    let growthRate: Double
    /// Relative error of the density: of the quadrature, from halving the grid, and of rounding.
    let relativeError: Double
    /// Relative error of the two rates.
    let transportError: Double
    /// Whether the integral has run off the small-u end: G is unbounded there.
    let isCutAtSmallScales: Bool
    /// Whether it has run off the large-u end: the grid must be extended.
    let isCutAtLargeScales: Bool
  }

  /// Averages over the nodes with the weight of a Gaussian of each scale at distance r.
  func posterior(dimension: Int, radius r: Double) -> Posterior {
    let half = Double(dimension) / 2
    let quarter = r * r / 4
    let logFourPi = Double.log(4 * .pi)
    func logTerm(_ node: MixingNode) -> Double {
      node.logWeight - half * (logFourPi + node.logScale) - quarter / node.scale
    }
    let terms = nodes.map(logTerm)
    let peak = terms.indices.max { terms[$0] < terms[$1] } ?? 0
    let top = terms[peak]
    // Width of the peak in units of the grid, from its curvature.
    let left = peak > 0 ? terms[peak - 1] : top - 1
    let right = peak + 1 < terms.count ? terms[peak + 1] : top - 1
    let curvature = max(2 * top - left - right, 1e-300)
    // Trapezoid error e^{−2π²w²} in the width w: w ≥ 1.5 reaches 1e-19, half of it 1e-5.
    let subdivision = max(1, Int((2.2 * curvature.squareRoot()).rounded(.up)))
    var fine = Average()
    if subdivision == 1 {
      for (index, term) in terms.enumerated() where term > top - 45 {
        fine.add(nodes[index], log: term - top, even: (index - peak) % 2 == 0)
      }
    } else {
      refine(around: peak, subdivision: subdivision) { node, offset in
        let term = logTerm(node) - top
        if term > -45 { fine.add(node, log: term, even: offset % 2 == 0) }
        return term > -45
      }
    }
    let spacing = step / Double(subdivision)
    let interpolation =
      subdivision == 1
      ? (weight: 0, rates: 0) : interpolationError(near: peak, dimension: dimension)
    return Posterior(
      logDensity: top + Double.log(fine.weight * spacing),
      expansionRate: fine.rate / fine.weight, growthRate: fine.growth / fine.weight,
      relativeError: fine.relativeError + interpolation.weight,
      transportError: fine.transportError + interpolation.weight + interpolation.rates,
      isCutAtSmallScales: (terms.last ?? 0) > top - 36, isCutAtLargeScales: terms[0] > top - 36)
  }

  /// Visits interpolated nodes on both sides of the peak while the visitor asks for more.
  private func refine(
    around peak: Int, subdivision: Int, _ visit: (MixingNode, Int) -> Bool
  ) {
    for direction in [1, -1] {
      var offset = direction == 1 ? 0 : -1
      while true {
        let position = Double(peak) + Double(offset) / Double(subdivision)
        guard position >= 0, position <= Double(nodes.count - 1) else { break }
        guard visit(interpolated(at: position), offset) else { break }
        offset += direction
      }
    }
  }

  /// Relative errors of interpolated weights and rates, from the difference that two points less
  /// make midway between nodes.
  private func interpolationError(
    near peak: Int, dimension: Int
  ) -> (weight: Double, rates: Double) {
    let position = min(Double(peak) + 0.5, Double(nodes.count) - 1.5)
    let full = interpolated(at: position)
    let less = interpolated(at: position, points: 8)
    func difference(_ a: Double, _ b: Double) -> Double {
      a == b ? 0 : ((a - b) / max(a.magnitude, b.magnitude)).magnitude
    }
    return (
      (full.logWeight - less.logWeight).magnitude
        + Double(dimension) * (full.logScale - less.logScale).magnitude,
      max(difference(full.flux, less.flux), difference(full.growth, less.growth))
    )
  }

  /// Node data at a fractional grid position, by Lagrange interpolation on the nearest points.
  func interpolated(at position: Double, points: Int = 10) -> MixingNode {
    let count = min(points, nodes.count)
    let first = max(0, min(Int(position) - count / 2 + 1, nodes.count - count))
    let x = position - Double(first)
    let nearest = Int(x.rounded())
    if x == Double(nearest) { return nodes[first + nearest] }
    // Barycentric weights of equispaced nodes are signed binomials.
    var binomial = 1.0
    var total = 0.0
    var logScale = 0.0
    var logWeight = 0.0
    var flux = 0.0
    var growth = 0.0
    for index in 0..<count {
      let weight = (index % 2 == 0 ? binomial : -binomial) / (x - Double(index))
      let node = nodes[first + index]
      total += weight
      logScale += weight * node.logScale
      logWeight += weight * node.logWeight
      flux += weight * node.flux
      growth += weight * node.growth
      binomial *= Double(count - 1 - index) / Double(index + 1)
    }
    return MixingNode(
      scale: Double.exp(logScale / total), logScale: logScale / total, logWeight: logWeight / total,
      flux: flux / total,
      growth: growth / total, error: nodes[first + nearest].error,
      transportError: nodes[first + nearest].transportError)
  }

  /// Weighted sums over all nodes and over every second one, whose difference tells the error.
  private struct Average {
    var weight = 0.0
    var rate = 0.0
    var growth = 0.0
    private var evenWeight = 0.0
    private var evenRate = 0.0
    private var rounding = 0.0
    private var transportRounding = 0.0

    mutating func add(_ node: MixingNode, log: Double, even: Bool) {
      let w = Double.exp(log)
      let r = w * node.flux / (2 * node.scale)
      weight += w
      rate += r
      growth += w * node.growth
      rounding += w * node.error
      transportRounding += w * node.transportError
      if even {
        evenWeight += w
        evenRate += r
      }
    }

    /// The same for rates.
    var transportError: Double {
      relativeError + transportRounding / weight
    }

    /// The halved grid misses by δ; an exponentially convergent rule then misses by about δ².
    var relativeError: Double {
      let miss = max(
        (2 * evenWeight / weight - 1).magnitude,
        rate == 0 ? 0 : (2 * evenRate / rate - 1).magnitude)
      return rounding / weight + Double.ulpOfOne + miss * miss
    }
  }
}
