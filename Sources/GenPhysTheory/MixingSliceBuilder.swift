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
  private var anchor = 0.0

  init(contour: SaddleContour, dimension: Int, step: Double) {
    self.contour = contour
    self.dimension = dimension
    self.step = step
  }

  /// How far a weight must fall below its maximum before the grid ends: e^{−46} ≈ 1e-20.
  private static let depth = 46.0
  /// The widest grid on either side, in η: ξ then spans 10⁵.
  private static let maximumSpan = 80.0

  /// The slice that serves radii up to `radius`, or `nil` where P has no positive mixing density.
  mutating func slice(upTo radius: Double) -> MixingSlice? {
    let atom = contour.atom
    if contour.action.isPoint {
      return atom.flatMap { $0.scale > 0 ? MixingSlice(step: step, nodes: [], atom: $0) : nil }
    }
    guard let anchor = contour.bulk else { return nil }
    self.anchor = anchor
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
    let nodes = large.reversed() + [middle] + small
    // Laws that pile up at u = 0 hold mass below any grid.
    let peak = nodes.reduce(-.infinity) { max($0, $1.logWeight) }
    let isCut = small.last.map { $0.logWeight > peak - 40 } ?? false
    let rest = isCut ? contour.mass(below: position(Double(small.count) + 0.5)) : 0
    return MixingSlice(
      step: step, nodes: nodes, atom: atom,
      rest: max(0, rest - (atom.map { Double.exp($0.logWeight) } ?? 0)))
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

  /// A node of the grid, which is uniform in η with `ξ = anchor + η − e^{−(η+6)/5}`.
  ///
  /// That is dense in the bulk and towards small u, where many dimensions look, and ever wider in
  /// heavy tails, where a law may extend over hundreds of units of ξ. The map is entire, so the
  /// trapezoid rule keeps its exponential accuracy. Tuned: λ = k^1.3 + 0.2 k² takes 350 nodes
  /// instead of 1700.
  ///
  /// The half step keeps s = 0 off the grid: near it ∂²S/∂s² is a difference of nearly equal terms.
  private func node(_ index: Int) -> MixingNode? {
    let eta = (Double(index) + 0.5) * step
    return contour.node(at: position(Double(index)), stretch: 1 + Double.exp(-(eta + 6) / 5) / 5)
  }

  /// ξ at a place of the grid.
  private func position(_ index: Double) -> Double {
    let eta = (index + 0.5) * step
    return anchor + eta - Double.exp(-(eta + 6) / 5)
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
      index += direction
    }
    return true
  }
}
