internal import ComplexModule
internal import Numerics

/// Lays the saddle grid of a contour so that it covers every radius up to a given one.
struct MixingSliceBuilder {
  let contour: SaddleContour
  let dimension: Int

  /// How far a weight must fall below its maximum before the grid ends: e^{−46} ≈ 1e-20.
  private static let depth = 46.0
  /// The grid never has more nodes than this; ξ then spans 500, that is u spans 10^{200}.
  private static let maximumCount = 4000

  /// The slice that serves radii up to `radius`, or `nil` where P has no positive mixing density.
  func slice(upTo radius: Double) -> MixingSlice? {
    guard let start = startingIndex(), let middle = node(start) else { return nil }
    var small: [MixingNode] = []
    var large: [MixingNode] = []
    // Towards small u the weight at r = 0 in N dimensions decides, towards large u that at `radius`
    // and that of the law itself, which the total mass needs.
    let half = Double(dimension) / 2
    func atOrigin(_ node: MixingNode) -> Double {
      node.logWeight - half * Double.log(node.scale)
    }
    func farOut(_ node: MixingNode) -> Double {
      let gauss = -half * Double.log(node.scale) - radius * radius / (4 * node.scale)
      return node.logWeight + max(gauss, farOffset(radius))
    }
    guard
      walk(from: start, direction: 1, into: &small, top: atOrigin(middle), weight: atOrigin),
      walk(from: start, direction: -1, into: &large, top: farOut(middle), weight: farOut)
    else { return nil }
    let origin = Double(start - large.count) * MixingSlice.step
    return MixingSlice(origin: origin, nodes: large.reversed() + [middle] + small)
  }

  /// The Gaussian factor at its best scale, so that the law's own tail is kept as well.
  private func farOffset(_ radius: Double) -> Double {
    let scale = max(radius * radius / (2 * Double(dimension)), 1e-300)
    return -Double(dimension) / 2 * (Double.log(scale) + 1)
  }

  private func node(_ index: Int) -> MixingNode? {
    contour.node(at: Double(index) * MixingSlice.step)
  }

  /// Appends nodes in one direction until the weight has fallen; false if positivity is lost early.
  private func walk(
    from start: Int, direction: Int, into nodes: inout [MixingNode], top: Double,
    weight: (MixingNode) -> Double
  ) -> Bool {
    var top = top
    var index = start + direction
    while nodes.count < Self.maximumCount {
      guard let next = node(index) else {
        // The far ends leave the range of doubles; losing positivity near the top is a verdict.
        return !nodes.isEmpty && weight(nodes[nodes.count - 1]) < top - 20 || nodes.count > 200
      }
      nodes.append(next)
      let value = weight(next)
      top = max(top, value)
      if value < top - Self.depth { return true }
      index += direction
    }
    return true
  }

  /// A grid index near the bulk of the law, where the contour's decay B passes 1.
  private func startingIndex() -> Int? {
    let perUnit = Int(1 / MixingSlice.step)
    return (-160...160).first { unit in
      contour.decay(at: Double.exp(Double(unit))) >= 1
    }.map { $0 * perUnit }
  }
}
