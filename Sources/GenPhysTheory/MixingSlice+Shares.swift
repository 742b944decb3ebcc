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
    let isCut = drift > 0
    for index in nodes.indices {
      let isLast = index + 1 == nodes.count
      for part in 0..<(isLast ? 1 : subdivision) {
        let fraction = Double(part) / Double(subdivision)
        let coarse = isCut ? end(index, fraction) : 0
        let weight = 1 - coarse + (part == 0 ? coarse * Double(subdivision) : 0)
        if weight == 0 { break }
        let node = part == 0 ? nodes[index] : interpolated(at: Double(index) + fraction)
        add(node, logShare: node.logWeight - logMass + logSpacing + Double.log(weight))
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
