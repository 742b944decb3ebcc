internal import ComplexModule
internal import Numerics

/// Lays the saddle grid of a contour so that it covers every radius up to a given one.
struct MixingSliceBuilder {
  let contour: SaddleContour
  let dimension: Int
  /// The grid step in ξ.
  let step: Double

  /// How far a weight must fall below its maximum before the grid ends: e^{−46} ≈ 1e-20.
  private static let depth = 46.0
  /// The widest grid on either side: ξ spans 500, so that u spans 10^{200}.
  private static let maximumSpan = 500.0

  /// The slice that serves radii up to `radius`, or `nil` where P has no positive mixing density.
  func slice(upTo radius: Double) -> MixingSlice? {
    guard let start = startingIndex(), let middle = node(start) else { return nil }
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
      walk(from: start, direction: 1, into: &small, weights: [Peak(middle, atOrigin)]),
      walk(
        from: start, direction: -1, into: &large,
        weights: [Peak(middle, atRadius), Peak(middle, \.logWeight)])
    else { return nil }
    let origin = anchor + Double(start - large.count) * step
    return MixingSlice(origin: origin, step: step, nodes: large.reversed() + [middle] + small)
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

  private func node(_ index: Int) -> MixingNode? {
    contour.node(at: anchor + Double(index) * step)
  }

  /// The coordinate of index 0. Where b < 0 the grid straddles s = 0, near which ∂²S/∂s² is a
  /// difference of nearly equal terms.
  private var anchor: Double {
    guard contour.singularity < 0 else { return 0 }
    return Double.log(-contour.singularity) + 0.5 * step
  }

  /// Appends nodes in one direction until every weight has fallen; false where the density stops
  /// being positive before that.
  private func walk(
    from start: Int, direction: Int, into nodes: inout [MixingNode], weights: [Peak]
  ) -> Bool {
    var weights = weights
    var index = start + direction
    while nodes.count < Int(Self.maximumSpan / step) {
      guard let next = node(index) else {
        // At the very ends of the range of doubles a node may fail without meaning anything.
        return weights.allSatisfy { $0.hasFallen(by: 20) } || nodes.count > Int(50 / step)
      }
      nodes.append(next)
      for index in weights.indices { weights[index].meet(next) }
      if weights.allSatisfy({ $0.hasFallen(by: Self.depth) }) { return true }
      index += direction
    }
    return true
  }

  /// A grid index near the bulk of the law: s = 0, where u is the mean, or for kernels without a
  /// mean (b = 0) the scale at which S has grown to 1.
  private func startingIndex() -> Int? {
    if contour.singularity < 0 { return 0 }
    let base = contour.action.value(.zero, time: contour.time).real
    return (-160...160).first { unit in
      let s = Complex(Double.exp(Double(unit)))
      return contour.action.value(s, time: contour.time).real - base >= 1
    }.map { $0 * Int(1 / step) }
  }
}
