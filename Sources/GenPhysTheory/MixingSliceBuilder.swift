internal import ComplexModule
internal import GenPhysNumerics
internal import Numerics
internal import GenPhysSupport

/// Lays the saddle grid of a contour so that it covers every radius up to a given one.
struct MixingSliceBuilder {
  let contour: SaddleContour
  let dimension: Int
  /// The grid step in η.
  let step: Double
  /// ξ at η = 0, in the bulk of the law.
  private let anchor: Double
  /// How far left of it a law without a mean takes the form of its tail.
  private let shoulder: Double
  /// The law's atom, which every node near it is held against.
  private let atom: MixingNode?
  /// What leaves it, apart from the nodes.
  let stream: AtomStream?
  /// dξ/dη at η = 0 where the law has a mean.
  private let narrowness: Double

  /// - Parameters:
  ///   - anchor: where the grid starts; the bulk of the law unless given.
  ///   - shoulder: the contour's unless given.
  /// - Returns: `nil` where the law has no bulk.
  init?(
    contour: SaddleContour, dimension: Int, step: Double, anchor: Double? = nil,
    shoulder: Double? = nil
  ) {
    guard let anchor = anchor ?? contour.bulk else { return nil }
    self.contour = contour
    self.dimension = dimension
    self.step = step
    self.anchor = anchor
    self.shoulder = shoulder ?? contour.shoulder
    narrowness = contour.narrowness
    atom = contour.atom
    stream = contour.stream(cut: Self.streamCut(anchor: anchor))
  }

  private func maximumCount(direction: Int) -> Int {
    let span = contour.singularity < 0 ? Self.maximumReach : Self.maximumSpan
    return Int(saturating: (span + (direction < 0 ? shoulder : 0)) / step)
  }

  /// β where a grid starts at `anchor`: what leaves an atom is in the nodes about the bulk of the law.
  static func streamCut(anchor: Double) -> Double { 9 * Double.exp(anchor) }

  /// How far a weight must fall below its maximum before the grid ends: e^{−46} ≈ 1e-20.
  private static let depth = 46.0
  /// The widest grid on either side, in η: ξ then spans 10⁵.
  private static let maximumSpan = 80.0
  /// The same where the law has a mean and η is ξ: bulk and mean of √(k² + m²) − m at t = 1e-40/m are 92
  /// apart.
  private static let maximumReach = 320.0

  /// The slice that serves radii up to `radius`, or `nil` where P has no positive mixing density.
  func slice(upTo radius: Double, holdsTails: Bool = false) -> MixingSlice? {
    grid(upTo: radius, holdsTails: holdsTails).map { grid in
      let (atom, rest) = ends(grid.nodes, from: grid.first)
      return MixingSlice(
        step: step, drift: contour.action.driftEstimate, nodes: grid.nodes, atom: atom, rest: rest,
        stream: stream, logMass: contour.logMass)
    }
  }

  /// Nodes by descending u for radii up to `radius`, and the place of the first in the grid.
  ///
  /// - Parameter holdsTails: whether nodes go on until the share beyond `radius` has none left, however
  ///   small it is of the law.
  func grid(upTo radius: Double, holdsTails: Bool = false) -> (first: Int, nodes: [MixingNode])? {
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
    /// e^{−r²/4u}, which ends where the share 1 − P of a Gaussian beyond the radius does: where it is 1.
    func beyond(_ node: MixingNode) -> Double {
      let root = radius / 2 / node.scale.squareRoot()
      return node.logWeight - root * root
    }
    guard
      walk(direction: 1, into: &small, from: middle, weights: [atOrigin]),
      walk(
        direction: -1, into: &large, from: middle,
        weights: [atRadius, \.logWeight] + (holdsTails && radius > 0 ? [beyond] : []))
    else { return nil }
    return (-large.count, large.reversed() + [middle] + small)
  }

  /// The last place in one direction at which a weight rises again to where it counts.
  ///
  /// A law may have several bulks, such as one about its mean and one near its atom, which thousands of
  /// dimensions see from afar; saddles tell of them without contours.
  private func horizon(direction: Int, weight: (MixingNode) -> Double) -> Int {
    let stride = max(1, Int(saturating: 0.5 / step))
    var horizon = 0
    var top = -Double.infinity
    var bottom = Double.infinity
    for place in Swift.stride(from: 0, to: maximumCount(direction: direction), by: stride) {
      let index = direction * place
      guard
        let sketch = contour.sketch(
          at: position(Double(index)), stretch: stretch(Double(index)))
      else { break }
      let value = weight(sketch)
      guard value.isFinite else { break }
      if value > top { (top, bottom) = (value, value) }
      bottom = min(bottom, value)
      // Sketches are rough to a few units.
      if value >= top || value > bottom + 3, value > top - Self.depth - 10 { horizon = place }
    }
    return horizon
  }

  /// What lies below the smallest of some nodes: the law's atom and the rest of its share.
  ///
  /// Laws that pile up at their lower end hold mass below any grid.
  func ends(_ nodes: [MixingNode], from first: Int) -> (atom: MixingNode?, rest: Double) {
    let peak = nodes.reduce(-.infinity) { max($0, $1.logWeight) }
    guard let last = nodes.last, last.logWeight > peak - 40, !isLostInAtom(last) else {
      return (atom, 0)
    }
    let logMass = contour.logMass
    let held = atom.map { Double.exp($0.logWeight - logMass) } ?? 0
    // The sum over nodes ends as a midpoint rule: it misses the integral by h²/24 of the slope there.
    let weights = nodes.suffix(3).map { Double.exp($0.logWeight - logMass) }
    let slope =
      weights.count == 3 ? 2 * (weights[2] - weights[1]) - (weights[1] - weights[0]) : 0
    let end = Double(first + nodes.count) - 0.5
    let below: Double
    if let share = contour.share(below: position(end)) {
      below = share
    } else if let share = contour.share(below: position(end - 0.5)), let weight = weights.last {
      // Beyond the last node the law is lost in its atom: what the sum holds of the half cell is taken off.
      below = share - step * (0.5 * weight + slope / 8)
    } else {
      below = held
    }
    return (atom, max(0, below - held + step * slope / 24))
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
    contour.node(
      at: position(Double(index)), stretch: stretch(Double(index)), dimension: dimension,
      without: stream)
  }

  /// ξ at a place of the grid, which is uniform in η.
  ///
  /// Where the law has no mean `ξ = anchor + η − e^{−(η+d+6)/5}`: dense in the bulk, down to its shoulder
  /// d and towards small u, where many dimensions look, and ever wider in heavy tails, where a law may
  /// extend over hundreds of units of ξ. Tuned: λ = k^1.3 + 0.2 k² takes 350 nodes instead of 1700.
  /// Where it has one `ξ = anchor + asinh(w sinh η)`: as dense about the mean as the law is narrow, w,
  /// and logarithmic beyond. Both maps are analytic for |Im η| < π/2, so the trapezoid rule keeps its
  /// exponential accuracy.
  private func position(_ index: Double) -> Double {
    let eta = (index + 0.5) * step
    return contour.singularity < 0
      ? anchor + Double.asinh(narrowness * Double.sinh(eta))
      : anchor + eta - Double.exp(-(eta + shoulder + 6) / 5)
  }

  /// dξ/dη at a place of the grid.
  private func stretch(_ index: Double) -> Double {
    let eta = (index + 0.5) * step
    guard contour.singularity < 0 else { return 1 + Double.exp(-(eta + shoulder + 6) / 5) / 5 }
    let inner = narrowness * Double.sinh(eta)
    return narrowness * Double.cosh(eta) / (1 + inner * inner).squareRoot()
  }

  /// Whether a node is so close to the atom that their Gaussians are the same, and has neither mass nor
  /// flow beside it: e^{−36} = 2e-16.
  private func isLostInAtom(_ node: MixingNode) -> Bool {
    guard let atom, atom.scale > 0,
      node.excess * Double(dimension) < 1e-3 * atom.scale
    else { return false }
    let ratio = node.flux > 0 && atom.flux > 0 ? node.flux / atom.flux : .infinity
    return node.logWeight + max(0, Double.log(ratio)) < atom.logWeight - 36
  }

  /// Appends nodes in one direction until every weight has fallen; false where the density stops
  /// being positive before that.
  private func walk(
    direction: Int, into nodes: inout [MixingNode], from middle: MixingNode,
    weights functions: [(MixingNode) -> Double]
  ) -> Bool {
    var weights = functions.map { Peak(middle, $0) }
    var law = Peak(middle, \.logWeight)
    let horizon = functions.reduce(0) { max($0, self.horizon(direction: direction, weight: $1)) }
    var index = direction
    while nodes.count < maximumCount(direction: direction) {
      if Deadline.isOver { return false }
      guard let next = node(index) else {
        // At the very ends of the range of doubles a node may fail without meaning anything.
        // Nor where P has come so close to the weight of its atom that nothing is left of the rest.
        return weights.allSatisfy { $0.hasFallen(by: 20) }
          || nodes.count > Int(saturating: 50 / step)
          || direction > 0 && contour.action.limit != nil && nodes.count > Int(saturating: 8 / step)
      }
      nodes.append(next)
      for index in weights.indices { weights[index].meet(next) }
      law.meet(next)
      if nodes.count >= horizon, weights.allSatisfy({ $0.hasFallen(by: Self.depth) }) {
        return true
      }
      // What is left so close to the atom is nothing beside it, in any dimension.
      if direction > 0, law.hasFallen(by: Self.depth), next.excess < 1e-10 * middle.scale,
        contour.isNearAtom(position(Double(index)))
      {
        return true
      }
      if direction > 0, isLostInAtom(next) { return true }
      // Smaller scales are the drift to rounding.
      if direction > 0, next.scale == contour.action.drift { return true }
      index += direction
    }
    return true
  }
}
