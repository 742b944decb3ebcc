internal import GenPhysNumerics
internal import Numerics
internal import GenPhysSupport

/// The mixing measure at one time, on a uniform grid of a stretched saddle coordinate η.
///
/// Everything a kernel needs is a posterior mean over these nodes: the trapezoid rule in η is
/// exponentially accurate. Where N is so large that the posterior over u is narrower than the grid,
/// the smooth node data are interpolated (14-point Lagrange) rather than
/// recomputed. η grows as u shrinks.
struct MixingSlice: Sendable {
  /// The grid step in η.
  let step: Double
  /// D, the lower end of the law.
  let drift: Double
  /// Nodes by descending u.
  let nodes: [MixingNode]
  /// A point mass of the law, below all nodes; at u = 0 it is a point mass of the kernel.
  let atom: MixingNode?
  /// The share between the atom and the smallest node, at scales too small to matter otherwise.
  let rest: Double
  /// What was made part of the atom at D > 0.
  private let lowerEnd: LowerEnd?
  /// What leaves the atom, which the nodes' transport is without.
  let stream: AtomStream?
  /// ln of the mass of the law, which its shares are of.
  let logMass: Double
  /// The share of the law that the slice does not hold, or holds in excess, beyond rounding.
  ///
  /// The trapezoid rule is as exact for the mass as for densities: what is missing was cut off.
  let missing: Double
  /// The shares of the law between neighbouring nodes.
  private(set) var cellShares: [Double] = []
  // Of all nodes, apart: what a radius looks at first.
  private let logScales: [Double]
  private let logWeights: [Double]
  private let inverseScales: [Double]
  /// ln of the flux; NaN where it is not positive.
  private let logFluxes: [Double]

  /// - Parameters:
  ///   - drift: D with a bound on its error.
  ///   - rest: where D is positive doubles cannot tell such mass from an atom there, and it is made
  ///     part of it.
  init(
    step: Double, drift: Estimate, nodes: [MixingNode], atom: MixingNode? = nil, rest: Double = 0,
    stream: AtomStream? = nil, logMass: Double
  ) {
    lowerEnd = LowerEnd(
      nodes: nodes, atom: atom, rest: rest, stream: stream, drift: drift.value, step: step,
      logMass: logMass)
    let atom = lowerEnd?.merged(into: atom, drift: drift) ?? atom
    let rest = lowerEnd == nil ? rest : 0
    let drift = drift.value
    self.step = step
    self.drift = drift
    self.logMass = logMass
    self.stream = stream
    self.nodes = nodes
    self.atom = atom
    self.rest = rest
    logScales = nodes.map(\.logScale)
    logWeights = nodes.map(\.logWeight)
    inverseScales = nodes.map { 1 / $0.scale }
    logFluxes = nodes.map { $0.flux > 0 ? Double.log($0.flux) : .nan }
    let total = nodes.reduce((atom.map { Double.exp($0.logWeight - logMass) } ?? 0) + rest) {
      $0 + step * Double.exp($1.logWeight - logMass)
    }
    let gap = (total - 1).magnitude
    missing = gap < 1e-12 ? 0 : gap
    cellShares = Self.cellShares(self)
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

    /// Nothing.
    static let unknown = Posterior(
      logDensity: .nan, expansionRate: .nan, growthRate: .nan, relativeError: .infinity,
      transportError: .infinity, isCutAtSmallScales: false, isCutAtLargeScales: false)
  }

  /// Averages over the nodes with the weight of a Gaussian of each scale at distance r.
  ///
  /// About 0.2 µs for the search of the peak and 10 ns for each node that counts.
  func posterior(dimension: Int, radius r: Double) -> Posterior {
    let half = Double(dimension) / 2
    let quarter = r / 2 * (r / 2)
    let constant = half * Double.log(4 * .pi)
    let atomTerm = atom.map { atom in
      atom.scale > 0
        ? atom.logWeight - constant - half * atom.logScale - quarter / atom.scale : -.infinity
    }
    return withUnsafeTemporaryAllocation(of: Double.self, capacity: nodes.count) { terms in
      var peak = 0
      var top = -Double.infinity
      for index in nodes.indices {
        let term = logWeights[index] - half * logScales[index] - quarter * inverseScales[index]
        terms.initializeElement(at: index, to: term)
        if term > top { (peak, top) = (index, term) }
      }
      let (first, last) = (terms.first ?? -.infinity, terms.last ?? -.infinity)
      // Only what lies between the outermost nodes that count is looked at again.
      let floor = top - Self.depth - 5
      let start = max(0, (terms.firstIndex { $0 > floor } ?? 0) - 1)
      let window = start..<max(start, terms.lastIndex { $0 > floor }.map { $0 + 1 } ?? 0)
      // Width of the narrowest peak that counts in units of the grid, from its curvature.
      let curvature = window.reduce(1e-300) { curvature, index in
        guard terms[index] > top - Self.depth else { return curvature }
        let left = index > 0 ? terms[index - 1] : terms[index] - 1
        let right = index + 1 < terms.count ? terms[index + 1] : terms[index] - 1
        guard terms[index] >= max(left, right) else { return curvature }
        return max(curvature, 2 * terms[index] - left - right)
      }
      // Trapezoid error e^{−2π²w²} in the width w: w ≥ 1.5 reaches 1e-19, half of it 1e-5.
      let wanted = 2.2 * curvature.squareRoot()
      let subdivision = wanted > 1 ? Int(saturating: min(wanted.rounded(.up), 10_000)) : 1
      let spacing = step / Double(subdivision)
      let isCut = last > top - Self.depth
      var fine = Average(half: half, quarter: quarter)
      if subdivision == 1 {
        for index in window where terms[index] > top - Self.depth {
          fine.add(nodes[index], log: terms[index] - top, even: (index - peak) % 2 == 0)
        }
      } else if top.isFinite {
        // All cells that count, which need not hang together: a law may have several bulks.
        var isOpen = false
        for index in window.lowerBound..<min(window.upperBound + 1, nodes.count) {
          let isLast = index + 1 == nodes.count
          let opens = !isLast && max(terms[index], terms[index + 1]) > floor
          for part in 0..<(opens ? subdivision : isOpen ? 1 : 0) {
            let coarse = isCut ? end(index, Double(part) / Double(subdivision)) : 0
            if part > 0, coarse == 1 { break }
            let node =
              part == 0
              ? nodes[index]
              : interpolated(at: Double(index) + Double(part) / Double(subdivision))
            let term = node.logWeight - half * node.logScale - quarter / node.scale - top
            guard term > -Self.depth else { continue }
            if coarse < 1 {
              let offset = (index - peak) * subdivision + part
              fine.add(node, log: term, share: 1 - coarse, even: offset % 2 == 0)
            }
            if coarse > 0, part == 0 {
              fine.add(
                node, log: term, share: coarse * Double(subdivision), even: (index - peak) % 2 == 0)
            }
          }
          isOpen = opens
        }
      }
      // A law that piles up at its lower end is cut there between nodes, half a cell below the last.
      if isCut, let end = nodes.last {
        fine.close(
          end, log: last - top, share: Double(subdivision), even: (nodes.count - 1 - peak) % 2 == 0)
      }
      let interpolation =
        subdivision == 1
        ? (weight: 0, rates: 0)
        : interpolationError(near: peak, dimension: dimension, quarter: quarter)
      var miss = nodes.isEmpty ? (weight: 0, rate: 0) : fine.miss
      let rounding = nodes.isEmpty ? 0 : fine.rounding / fine.weight
      var held = (weight: fine.weight, rate: fine.rate.magnitude)
      if let atom, let atomTerm, atomTerm > -.infinity {
        // In units of the sums above, or they in units of the atom where it is larger: what streams
        // off it is, too, and may exceed the smaller of the two by more than doubles hold.
        let log = atomTerm - (top - constant) - Double.log(spacing)
        if !top.isFinite {
          (fine, top) = (Average(half: half, quarter: quarter), atomTerm + constant)
          fine.add(atom, log: -Double.log(spacing), even: true)
          (miss, held) = ((0, 0), (0, 0))
        } else if log > 0 {
          let factor = Double.exp(-log)
          fine.scale(by: factor)
          (miss.rate, held) = (miss.rate * factor, (held.weight * factor, held.rate * factor))
          top += log
          fine.add(atom, log: 0, even: true)
        } else {
          fine.add(atom, log: log, even: true)
        }
      }
      if let stream {
        let part = stream.averages(drift: drift, half: half, quarter: quarter, level: top)
        fine.rate += part.rate / spacing
        fine.growth += part.growth / spacing
      }
      // What nodes miss counts by their part of the whole. The halved grid misses by δ; an exponentially
      // convergent rule then misses by about δ².
      let share = nodes.isEmpty ? 0 : held.weight / fine.weight
      // Scales end at a positive drift, where the Gaussian is bounded; what is below all nodes is next to
      // nothing there, or it would be an atom.
      let isBounded = drift > 0
      var below = isBounded && atom == nil ? 4 * Double.exp(last - top) : 0
      var belowRate = 0.0
      if let lowerEnd {
        let level = top + Double.log(fine.weight * spacing)
        let miss = lowerEnd.miss(half: half, quarter: quarter, level: level)
        below += miss.weight
        belowRate = miss.rate * (fine.weight / max(fine.rate.magnitude, .leastNormalMagnitude))
      }
      // A rate weighs small scales more: where all of it is in the nodes it tells more of their grid.
      let seen =
        stream == nil && held.rate > 0 ? max(miss.weight, miss.rate / held.rate) : miss.weight
      let error =
        max(rounding, fine.rounding / fine.weight) + 2 * Double.ulpOfOne + 4 * missing + below
        + share * (seen * seen + interpolation.weight)
      let (rateMiss, rateShare) =
        fine.rate == 0
        ? (0, 0) : (miss.rate / fine.rate.magnitude, held.rate / fine.rate.magnitude)
      return Posterior(
        logDensity: top - constant + Double.log(fine.weight * spacing),
        expansionRate: fine.rate / fine.weight, growthRate: fine.growth / fine.weight,
        relativeError: error,
        transportError: error + belowRate + rateMiss * rateMiss
          + fine.transportRounding / fine.weight + rateShare * interpolation.rates,
        isCutAtSmallScales: last > top - 36 && !isBounded,
        isCutAtLargeScales: first > top - 36)
    }
  }

  /// The share of a place, some parts of a cell below a node, that the grid as it is sums where it is
  /// divided elsewhere: 1 at the lower end of the nodes, 0 two dozen nodes above.
  ///
  /// Where the law is cut at its last node, what lies below was told from sums over the nodes, up to half
  /// of their cell: parts of cells would leave a gap there. The error function fades over as many cells as
  /// make the trapezoid rule on either side exact to e^{−2π²·1.4²} = 2e-17.
  func end(_ index: Int, _ part: Double) -> Double {
    let distance = Double(nodes.count - 1 - index) - part
    let share = 0.5 * Double.erfc((distance - 12) / (1.4 * 2.0.squareRoot()))
    return share < 1e-16 ? 0 : share > 1 - 1e-16 ? 1 : share
  }

  /// Terms e^{−45} below the largest, 3e-20, do not count.
  private static let depth = 45.0

  /// Relative errors of interpolated weights and rates, from the difference that two points less
  /// make midway between nodes.
  ///
  /// - Parameter quarter: r²/4: far out a Gaussian feels its scale r²/4u times.
  private func interpolationError(
    near peak: Int, dimension: Int, quarter: Double = 0
  ) -> (weight: Double, rates: Double) {
    let position = min(Double(peak) + 0.5, Double(nodes.count) - 1.5)
    let full = interpolated(at: position)
    let less = interpolated(at: position, points: 12)
    func difference(_ a: Double, _ b: Double) -> Double {
      a == b ? 0 : ((a - b) / max(a.magnitude, b.magnitude)).magnitude
    }
    return (
      (full.logWeight - less.logWeight).magnitude
        + (Double(dimension) + quarter / full.scale) * (full.logScale - less.logScale).magnitude,
      max(difference(full.flux, less.flux), difference(full.growth, less.growth))
    )
  }

  /// What interpolation between nodes misses of weights and rates, in the posteriors up to a radius.
  func roughness(dimension: Int, upTo radius: Double) -> Double {
    let shares = nodes.logShares(dimension: dimension, upTo: radius)
    return nodes.indices.dropLast().reduce(0) { worst, index in
      let share = Double.exp(max(shares[index], shares[index + 1]))
      // Where the grid is cut nothing is interpolated.
      if share < 1e-9 || drift > 0 && end(index, 0.5) > 0.5 { return worst }
      let miss = interpolationError(near: index, dimension: dimension)
      return max(worst, share * max(miss.weight, miss.rates))
    }
  }

  /// Barycentric weights of equispaced nodes, by their number: signed binomials.
  private static let binomials: [[Double]] = (0...14).map { count in
    var weight = 1.0
    return (0..<count).map { index in
      defer { weight *= -Double(count - 1 - index) / Double(index + 1) }
      return weight
    }
  }

  /// Node data at a fractional grid position, by Lagrange interpolation on the nearest points.
  func interpolated(at position: Double, points: Int = 14) -> MixingNode {
    let count = min(points, nodes.count)
    let first = max(0, min(Int(saturating: position) - count / 2 + 1, nodes.count - count))
    let x = position - Double(first)
    let nearest = Int(saturating: x.rounded())
    if x == Double(nearest), nodes.indices.contains(first + nearest) {
      return nodes[first + nearest]
    }
    let binomials = Self.binomials[count]
    var total = 0.0
    var logExcess = 0.0
    var logWeight = 0.0
    var flux = 0.0
    var logFlux = 0.0
    var growth = 0.0
    for index in 0..<count {
      let weight = binomials[index] / (x - Double(index))
      let node = nodes[first + index]
      total += weight
      logExcess += weight * node.logExcess
      logWeight += weight * node.logWeight
      flux += weight * node.flux
      logFlux += weight * logFluxes[first + index]
      growth += weight * node.growth
    }
    logExcess /= total
    let excess = Double.exp(logExcess)
    let scale = drift + excess
    return MixingNode(
      scale: scale, logScale: drift == 0 ? logExcess : Double.log(scale), logExcess: logExcess,
      logWeight: logWeight / total,
      // Near an atom there may be next to no law, relative to which the flux grows by orders of
      // magnitude from node to node.
      flux: logFlux.isNaN ? flux / total : Double.exp(logFlux / total),
      growth: growth / total, error: nodes[first + nearest].error,
      transportError: nodes[first + nearest].transportError,
      scaleError: nodes[first + nearest].scaleError)
  }

  /// Weighted sums over all nodes and over every second one, whose difference tells the error.
  private struct Average {
    /// N/2 and r²/4, by which a Gaussian feels its scale.
    let half: Double
    let quarter: Double
    var weight = 0.0
    var rate = 0.0
    var growth = 0.0
    private var evenWeight = 0.0
    private var evenRate = 0.0
    private(set) var rounding = 0.0
    private(set) var transportRounding = 0.0

    init(half: Double, quarter: Double) {
      self.half = half
      self.quarter = quarter
    }

    mutating func add(_ node: MixingNode, log: Double, share: Double = 1, even: Bool) {
      let w = share * Double.exp(log)
      let r = w * node.flux / (2 * node.scale)
      weight += w
      rate += r
      growth += w * node.growth
      let shift = node.scaleError == 0 ? 0 : node.scaleError * (half + quarter / node.scale)
      rounding += w * (node.error + shift)
      transportRounding += w * (node.transportError + node.scaleError + shift)
      if even {
        evenWeight += w
        evenRate += r
      }
    }

    /// Puts all sums in another unit.
    mutating func scale(by factor: Double) {
      weight *= factor
      rate *= factor
      growth *= factor
      evenWeight *= factor
      evenRate *= factor
      rounding *= factor
      transportRounding *= factor
    }

    /// Lets the cells of every second node end where those of all nodes do, half a cell beyond the
    /// last: by the value there, which is exact to the square of a cell.
    mutating func close(_ node: MixingNode, log: Double, share: Double, even: Bool) {
      let part = (even ? -0.25 : 0.25) * share * Double.exp(log)
      evenWeight += part
      evenRate += part * node.flux / (2 * node.scale)
    }

    /// What the halved grid misses: of the weight relative, of the rate absolute.
    var miss: (weight: Double, rate: Double) {
      ((2 * evenWeight / weight - 1).magnitude, (2 * evenRate - rate).magnitude)
    }
  }
}
