internal import GenPhysNumerics
internal import Numerics

/// What a law with a positive drift D holds below the last of its nodes, and what flows there.
///
/// Doubles cannot tell such mass from an atom at D, and it is made part of one. Weights and fluxes go on
/// below the last node as they went before it: what the nodes there would hold is a geometric series.
struct LowerEnd: Sendable {
  /// The share of the law.
  let share: Double
  /// Its flux, ∫ f h du of what is left out: finite where jumps cross it that have no share to speak of.
  let flow: Double
  /// By how much the flux may differ from that.
  private let unseen: Double
  /// The last node: what is left out lies between D and its scale.
  private let end: MixingNode
  /// The share of the law that it stands for.
  private let held: Double
  private let drift: Double
  private let step: Double
  private let logMass: Double

  /// - Parameters:
  ///   - nodes: by descending u.
  ///   - rest: the share of the law below the nodes, and above its atom.
  ///   - stream: what leaves the atom where that is known apart; the nodes' fluxes then end with it.
  ///   - step: of the grid in η.
  /// - Returns: `nil` where nothing is left out that is known of.
  init?(
    nodes: [MixingNode], atom: MixingNode?, rest: Double, stream: AtomStream?, drift: Double,
    step: Double, logMass: Double
  ) {
    guard drift > 0, let end = nodes.last, atom != nil || rest > 0 else { return nil }
    self.end = end
    self.drift = drift
    self.step = step
    self.logMass = logMass
    held = step * Double.exp(end.logWeight - logMass)
    share = rest
    if let atom {
      // What is so close to an atom flows as it does; only the mass of what jumps from there is lost.
      let jumps = stream == nil ? Self.jumps(nodes, atom: atom, held: held) : Estimate(0, error: 0)
      flow = rest * atom.flux + jumps.value
      unseen = jumps.error
    } else {
      let mean =
        Falls(nodes, flux: \.flux).map {
          end.flux * Double.expMinusOne($0.weight) / Double.expMinusOne($0.product)
        } ?? end.flux
      flow = rest * mean
      let change = (nodes.suffix(2).first?.flux ?? 0) - end.flux
      unseen = rest * (0.1 * (end.flux - mean).magnitude + change.magnitude)
    }
    guard share > 0 || flow.magnitude > 1e-30 else { return nil }
  }

  /// What flows below the nodes beyond the atom's own flux: the geometric series, right to a tenth, and to
  /// what its ratio changes by at the end.
  private static func jumps(_ nodes: [MixingNode], atom: MixingNode, held: Double) -> Estimate {
    func excess(_ node: MixingNode) -> Double { node.flux - atom.flux }
    let last = held * (nodes.last.map(excess) ?? 0)
    guard let falls = Falls(nodes, flux: excess) else {
      return Estimate(last, error: last.magnitude)
    }
    let series = last / Double.expMinusOne(falls.product)
    let other = last / Double.expMinusOne(falls.lastProduct)
    return Estimate(series, error: 0.1 * series + (series - other).magnitude)
  }

  /// By how much the logarithms of weights, and of their products with fluxes, fall from node to node
  /// below the end.
  private struct Falls {
    let weight: Double
    let product: Double
    /// Between the last two nodes.
    let lastProduct: Double

    init?(_ nodes: [MixingNode], flux: (MixingNode) -> Double) {
      let last = nodes.suffix(3)
      guard last.count == 3, last.allSatisfy({ flux($0) > 0 }) else { return nil }
      func falls(_ value: (MixingNode) -> Double) -> (last: Double, next: Double) {
        let values = last.map(value)
        let (far, near) = (values[0] - values[1], values[1] - values[2])
        return (near, 2 * near - far)
      }
      let near = falls(\.logExcess).last
      guard near > 0 else { return nil }
      // Of x^{a−1} with a < 0.05 the end is all.
      let least = 0.05 * near
      weight = max(falls(\.logWeight).next, least)
      let products = falls { $0.logWeight + Double.log(flux($0)) }
      product = max(products.next, least)
      lastProduct = max(products.last, least)
    }
  }

  /// An atom at D with all this made part of it.
  func merged(into atom: MixingNode?, drift: Estimate) -> MixingNode {
    let held = atom.map { Double.exp($0.logWeight - logMass) } ?? 0
    let mass = held + share
    let flux = held * (atom?.flux ?? 0)
    /// The mean of the errors of atom and end, by what is theirs of a sum of magnitudes.
    func error(_ atomError: Double?, _ endError: Double, _ atom: Double, _ end: Double) -> Double {
      (atom.magnitude * (atomError ?? 0) + end.magnitude * endError)
        / max(atom.magnitude + end.magnitude, .leastNormalMagnitude)
    }
    // The share is what the atom leaves of one that holds both.
    let rounding = share > 0 ? 1e-13 : 0
    return MixingNode(
      scale: drift.value, logScale: Double.log(drift.value), logExcess: -.infinity,
      logWeight: Double.log(mass) + logMass, flux: (flux + flow) / mass,
      growth: atom?.growth ?? end.growth,
      error: error(atom?.error, end.error, held, share) + rounding,
      transportError: error(atom?.transportError, end.transportError, flux, flow) + rounding,
      scaleError: drift.error / drift.value)
  }

  /// What a posterior misses where this may lie as far above D as the last node, in units of e^level.
  ///
  /// - Parameters:
  ///   - half: N/2.
  ///   - quarter: r²/4.
  func miss(half: Double, quarter: Double, level: Double) -> (weight: Double, rate: Double) {
    func gaussian(_ u: Double) -> Double {
      Double.exp(logMass - half * Double.log(u) - quarter / u - level)
    }
    let (near, far) = (gaussian(drift), gaussian(end.scale))
    let shift = (quarter / end.scale - half).magnitude * end.excess / end.scale
    let (nearRate, farRate) = (near / (2 * drift), far / (2 * end.scale))
    return (
      share * far * min(1, shift),
      flow.magnitude * (farRate - nearRate).magnitude + unseen * max(farRate, nearRate)
    )
  }

  /// The most that any posterior up to a radius misses, of weights and of rates in units of 1/t.
  func miss(
    nodes: [MixingNode], atom: MixingNode?, dimension: Int, upTo radius: Double, time t: Double
  ) -> Double {
    var atom = merged(into: atom, drift: Estimate(drift, error: 0))
    let held = (end: held, atom: Double.exp(atom.logWeight - logMass))
    atom.logWeight -= Double.log(step)
    let shares = (nodes + [atom]).logShares(dimension: dimension, upTo: radius)
    // The largest values of both Gaussians in units of the posterior's sum.
    let far = Double.exp(shares[nodes.count - 1]) / held.end
    let near = Double.exp(shares[nodes.count]) / held.atom
    // Where the node counts its Gaussian is not e^50 times the atom's.
    let shift = min(1, (0.5 * Double(dimension) + 50) * end.excess / end.scale)
    let rate = max(far / (2 * end.scale), near / (2 * drift))
    return max(share * far * shift, t * (flow.magnitude * shift + unseen) * rate)
  }
}
