internal import GenPhysNumerics
internal import Numerics

extension MixingSlice {
  /// The shares of the normalised law of |x − y| inside and outside a radius, with bounds on what the
  /// errors of nodes make of them.
  ///
  /// `P(|x − y| < r | u) = P(N/2, r²/4u)`, averaged over the law on a grid fine enough for that step,
  /// whose width in ln u is about 2/√N. Both keep their relative accuracy.
  func shares(dimension: Int, radius r: Double) -> (inside: Estimate, outside: Estimate) {
    let half = Double(dimension) / 2
    let gamma = GammaLaw(shape: half)
    var inside = (value: 0.0, error: 0.0)
    var outside = (value: 0.0, error: 0.0)
    func add(_ node: MixingNode, logShare: Double) {
      let (lower, upper) = gamma.logTails(radius: r, scale: node.scale)
      let (within, beyond) = (Double.exp(logShare + lower), Double.exp(logShare + upper))
      let error = node.error + half * node.scaleError
      inside = (inside.value + within, inside.error + error * within)
      outside = (outside.value + beyond, outside.error + error * beyond)
    }
    // A node spans up to 0.15 in ln u; steps of a third of the width of the step suffice.
    let subdivision = max(1, Int((0.35 * half.squareRoot()).rounded(.up)))
    let logSpacing = Double.log(step / Double(subdivision))
    for index in nodes.indices {
      add(nodes[index], logShare: nodes[index].logWeight - logMass + logSpacing)
      guard index + 1 < nodes.count else { break }
      for part in 1..<max(subdivision, 1) {
        let node = interpolated(at: Double(index) + Double(part) / Double(subdivision))
        add(node, logShare: node.logWeight - logMass + logSpacing)
      }
    }
    if let atom { add(atom, logShare: atom.logWeight - logMass) }
    if rest > 0, let last = nodes.last { add(last, logShare: Double.log(rest)) }
    let total = inside.value + outside.value
    func share(_ sum: (value: Double, error: Double)) -> Estimate {
      Estimate(sum.value / total, error: sum.error / total)
    }
    return (share(inside), share(outside))
  }
}
