internal import GenPhysNumerics
internal import Numerics

extension MixingSlice {
  /// The shares of the normalised law of |x − y| inside and outside a radius.
  ///
  /// `P(|x − y| < r | u) = P(N/2, r²/4u)`, averaged over the law on a grid fine enough for that step,
  /// whose width in ln u is about 2/√N. Both keep their relative accuracy.
  func shares(dimension: Int, radius r: Double) -> (inside: Double, outside: Double) {
    let half = Double(dimension) / 2
    let gamma = GammaLaw(shape: half)
    func tails(_ scale: Double) -> (lower: Double, upper: Double) {
      gamma.logTails(radius: r, scale: scale)
    }
    var inside = 0.0
    var outside = 0.0
    func add(_ scale: Double, logWeight: Double) {
      let (lower, upper) = tails(scale)
      inside += Double.exp(logWeight + lower)
      outside += Double.exp(logWeight + upper)
    }
    // A node spans up to 0.15 in ln u; steps of a third of the width of the step suffice.
    let subdivision = max(1, Int((0.35 * half.squareRoot()).rounded(.up)))
    let spacing = step / Double(subdivision)
    for index in nodes.indices {
      add(nodes[index].scale, logWeight: nodes[index].logWeight + Double.log(spacing))
      guard index + 1 < nodes.count else { break }
      for part in 1..<max(subdivision, 1) {
        let node = interpolated(at: Double(index) + Double(part) / Double(subdivision))
        add(node.scale, logWeight: node.logWeight + Double.log(spacing))
      }
    }
    if let atom { add(atom.scale, logWeight: atom.logWeight) }
    if rest > 0, let last = nodes.last { add(last.scale, logWeight: Double.log(rest)) }
    let total = inside + outside
    return (inside / total, outside / total)
  }
}
