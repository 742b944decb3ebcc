internal import ComplexModule
internal import GenPhysNumerics
internal import Numerics

/// Lays the saddle grid of a contour so that it covers every radius up to a given one.
struct MixingSliceBuilder {
  let contour: SaddleContour
  let dimension: Int
  /// The grid step in η.
  let step: Double
  /// ξ at η = 0, in the bulk of the law.
  private let anchor: Double
  /// dξ/dη at η = 0 where the law has a mean.
  private let narrowness: Double

  /// - Parameter anchor: where the grid starts; the bulk of the law unless given.
  /// - Returns: `nil` where the law has no bulk.
  init?(contour: SaddleContour, dimension: Int, step: Double, anchor: Double? = nil) {
    guard let anchor = anchor ?? contour.bulk else { return nil }
    self.contour = contour
    self.dimension = dimension
    self.step = step
    self.anchor = anchor
    narrowness = contour.narrowness
  }

  /// How far a weight must fall below its maximum before the grid ends: e^{−46} ≈ 1e-20.
  private static let depth = 46.0
  /// The widest grid on either side, in η: ξ then spans 10⁵.
  private static let maximumSpan = 80.0

  /// The slice that serves radii up to `radius`, or `nil` where P has no positive mixing density.
  func slice(upTo radius: Double) -> MixingSlice? {
    grid(upTo: radius).map { grid in
      let (atom, rest) = ends(grid.nodes, from: grid.first)
      return MixingSlice(step: step, nodes: grid.nodes, atom: atom, rest: rest)
    }
  }

  /// Nodes by descending u for radii up to `radius`, and the place of the first in the grid.
  func grid(upTo radius: Double) -> (first: Int, nodes: [MixingNode])? {
    guard let middle = node(0) else { return nil }
    var small: [MixingNode] = []
    var large: [MixingNode] = []
    // Towards small u the weight at r = 0 in N dimensions decides; towards large u that at `radius`
    // and that of the law itself, which mass and quantiles need.
    let half = Double(dimension) / 2
    func atOrigin(_ node: MixingNode) -> Double {
      node.logWeight - half * Double.log(node.scale)
    }
    func atRadius(_ node: MixingNode) -> Double {
      atOrigin(node) - radius * radius / (4 * node.scale)
    }
    guard
      walk(direction: 1, into: &small, weights: [Peak(middle, atOrigin)]),
      walk(
        direction: -1, into: &large,
        weights: [Peak(middle, atRadius), Peak(middle, \.logWeight)])
    else { return nil }
    return (-large.count, large.reversed() + [middle] + small)
  }

  /// What lies below the smallest of some nodes: the law's atom and the rest of its mass.
  ///
  /// Laws that pile up at their lower end hold mass below any grid. Where that end is a positive drift
  /// doubles cannot tell such mass from an atom there, and it is made part of it.
  func ends(_ nodes: [MixingNode], from first: Int) -> (atom: MixingNode?, rest: Double) {
    let atom = contour.atom
    let peak = nodes.reduce(-.infinity) { max($0, $1.logWeight) }
    guard let last = nodes.last, last.logWeight > peak - 40 else { return (atom, 0) }
    let held = atom.map { Double.exp($0.logWeight) } ?? 0
    let below = contour.mass(below: position(Double(first + nodes.count) - 0.5))
    // The sum over nodes ends as a midpoint rule: it misses the integral by h²/24 of the slope there.
    let weights = nodes.suffix(3).map { Double.exp($0.logWeight) }
    let slope =
      weights.count == 3 ? 2 * (weights[2] - weights[1]) - (weights[1] - weights[0]) : 0
    let rest = max(0, below - held + step * slope / 24)
    let drift = contour.action.drift
    guard drift > 0, rest > 0 else { return (atom, rest) }
    return (
      MixingNode(
        scale: drift, logScale: Double.log(drift), logWeight: Double.log(held + rest),
        flux: atom?.flux ?? last.flux, growth: atom?.growth ?? last.growth,
        error: last.error + 1e-13, transportError: last.transportError + 1e-13,
        scaleError: contour.action.driftError / drift), 0
    )
  }

  /// A weight with the highest value met so far.
  private struct Peak {
    private let weight: (MixingNode) -> Double
    private var top: Double
    private var drop = 0.0

    init(_ first: MixingNode, _ weight: @escaping (MixingNode) -> Double) {
      self.weight = weight
      top = weight(first)
    }

    mutating func meet(_ node: MixingNode) {
      let value = weight(node)
      top = max(top, value)
      drop = top - value
    }

    func hasFallen(by depth: Double) -> Bool { drop > depth }
  }

  /// A node of the grid.
  ///
  /// The half step keeps s = 0 off the grid: near it ∂²S/∂s² is a difference of nearly equal terms.
  func node(_ index: Int) -> MixingNode? {
    let eta = (Double(index) + 0.5) * step
    let stretch: Double
    if contour.singularity < 0 {
      let inner = narrowness * Double.sinh(eta)
      stretch = narrowness * Double.cosh(eta) / (1 + inner * inner).squareRoot()
    } else {
      stretch = 1 + Double.exp(-(eta + 6) / 5) / 5
    }
    guard var node = contour.node(at: position(Double(index)), stretch: stretch) else { return nil }
    // u is as uncertain as the transport, and a Gaussian of N dimensions feels that N/2 times.
    let spread =
      0.5 * Double(dimension)
      * max(0, node.transportError - node.error - 4 * Double.ulpOfOne)
    node.error += spread
    node.transportError += spread
    return node
  }

  /// ξ at a place of the grid, which is uniform in η.
  ///
  /// Where the law has no mean `ξ = anchor + η − e^{−(η+6)/5}`: dense in the bulk and towards small u,
  /// where many dimensions look, and ever wider in heavy tails, where a law may extend over hundreds of
  /// units of ξ. Tuned: λ = k^1.3 + 0.2 k² takes 350 nodes instead of 1700. Where it has one
  /// `ξ = anchor + asinh(w sinh η)`: as dense about the mean as the law is narrow, w, and logarithmic
  /// beyond. Both maps are analytic for |Im η| < π/2, so the trapezoid rule keeps its exponential
  /// accuracy.
  private func position(_ index: Double) -> Double {
    let eta = (index + 0.5) * step
    return contour.singularity < 0
      ? anchor + Double.asinh(narrowness * Double.sinh(eta))
      : anchor + eta - Double.exp(-(eta + 6) / 5)
  }

  /// Appends nodes in one direction until every weight has fallen; false where the density stops
  /// being positive before that.
  private func walk(
    direction: Int, into nodes: inout [MixingNode], weights: [Peak]
  ) -> Bool {
    var weights = weights
    var index = direction
    while nodes.count < Int(Self.maximumSpan / step) {
      if Deadline.isOver { return false }
      guard let next = node(index) else {
        // At the very ends of the range of doubles a node may fail without meaning anything.
        // Nor where P has come so close to the weight of its atom that nothing is left of the rest.
        return weights.allSatisfy { $0.hasFallen(by: 20) } || nodes.count > Int(50 / step)
          || direction > 0 && contour.action.limit != nil && nodes.count > Int(8 / step)
      }
      nodes.append(next)
      for index in weights.indices { weights[index].meet(next) }
      if weights.allSatisfy({ $0.hasFallen(by: Self.depth) }) { return true }
      // Smaller scales are the drift to rounding.
      if direction > 0, next.scale == contour.action.drift { return true }
      index += direction
    }
    return true
  }
}
