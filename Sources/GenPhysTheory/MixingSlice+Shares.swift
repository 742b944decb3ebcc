internal import GenPhysNumerics
internal import Numerics
internal import GenPhysSupport

extension MixingSlice {
  /// The shares of the normalised law of |x − y| inside and outside a radius, with bounds on what the
  /// errors of nodes make of them; `nil` where nodes are too far apart.
  ///
  /// `P(|x − y| < r | u) = P(N/2, r²/4u)` is averaged over the law. Its step is about 2/√N wide in ln u,
  /// while nodes of a heavy tail lie up to 25 apart there: a grid fine enough for the step is laid where
  /// either share comes from, and fades into the nodes' own grid where both tails are flat.
  ///
  /// - Parameter error: an error relative to either share.
  func shares(
    dimension: Int, radius r: Double, error: Double
  ) -> (inside: RadialShare, outside: RadialShare)? {
    let gamma = GammaLaw(shape: Double(dimension) / 2)
    let tails = nodes.map { gamma.radialTails(radius: r, scale: $0.scale) }
    let fineness = fineness(tails, dimension: dimension)
    guard fineness.parts <= Self.mostParts else { return nil }
    let parts = max(1, fineness.parts)
    let logStep = Double.log(step)
    // Mass below the last node is told from half a cell beyond it on, whole cells at a time.
    let isCut = drift > 0 || rest > 0
    var sums = RadialSums()
    var even = RadialSums()
    func add(
      _ node: MixingNode, _ tails: RadialTails, logCount: Double, even evenShare: Double,
      error: Double,
      shift: Double
    ) {
      let logShare = node.logWeight - logMass + logStep + logCount
      sums.add(
        tails, logShare: logShare, error: node.error + error, scaleError: node.scaleError + shift)
      guard evenShare > 0 else { return }
      even.add(
        tails, logShare: logShare + Double.log(2 * evenShare), error: 0, scaleError: 0)
    }
    for index in nodes.indices {
      // What interpolation in this cell misses, from the difference that two points less make.
      let miss: (weight: Double, scale: Double) =
        fineness.divides(index) ? interpolationMiss(inCell: index) : (0, 0)
      let isLast = index + 1 == nodes.count
      for part in 0..<(fineness.divides(index) ? parts : 1) {
        let fraction = Double(part) / Double(parts)
        let fine =
          fineness.parts == 1
          ? 0 : (1 - (isCut ? end(index, fraction) : 0)) * fineness.share(index, fraction)
        if part > 0, fine == 0 { continue }
        let place = index * parts + part
        if part == 0 {
          if fine < 1 {
            // Where the grid is cut, every second node ends where all do: half a cell beyond the last.
            let share = isLast && isCut ? (index % 2 == 0 ? 0.75 : 0.25) : 1
            add(
              nodes[index], tails[index], logCount: Double.log(1 - fine),
              even: index % 2 == 0 || share < 1 ? share : 0.0, error: 0, shift: 0)
          }
          if fine > 0 {
            add(
              nodes[index], tails[index], logCount: Double.log(fine / Double(parts)),
              even: place % 2 == 0 ? 1 : 0, error: 0, shift: 0)
          }
        } else {
          let node = interpolated(at: Double(index) + fraction)
          add(
            node, fineness.flat[index] ?? gamma.radialTails(radius: r, scale: node.scale),
            logCount: Double.log(fine / Double(parts)), even: place % 2 == 0 ? 1 : 0,
            error: miss.weight, shift: miss.scale)
        }
      }
    }
    if let atom {
      let held = gamma.radialTails(radius: r, scale: atom.scale)
      let logShare = atom.logWeight - logMass
      sums.add(held, logShare: logShare, error: atom.error, scaleError: atom.scaleError)
      even.add(held, logShare: logShare, error: 0, scaleError: 0)
    }
    if r > 0, rest > 0, let last = tails.last {
      sums.addBelow(last, logShare: Double.log(rest))
      even.addBelow(last, logShare: Double.log(rest))
    } else if r > 0, drift == 0, let last = tails.last,
      counts(\.lower, of: tails, at: nodes.count - 1),
      let share = logShareBeyond(nodes.suffix(2).reversed())
    {
      // A share near r = 0 may come from below the grid, though that holds nothing of the mass.
      sums.addBelow(last, logShare: share)
      even.addBelow(last, logShare: share)
    }
    if r > 0, let first = tails.first, counts(\.upper, of: tails, at: 0),
      let share = logShareBeyond(nodes.prefix(2))
    {
      sums.addAbove(first, logShare: share)
      even.addAbove(first, logShare: share)
    }
    func halved(_ whole: Double, _ half: Double) -> Double {
      let miss = whole == half ? 0 : Double.expMinusOne(half - whole).magnitude
      // The coarse grid misses by δ; an exponentially convergent rule then misses by about δ².
      return miss < 1 ? miss * miss : .infinity
    }
    let (whole, half) = (sums.logarithms, even.logarithms)
    guard !whole.inside.isNaN, !whole.outside.isNaN else { return nil }
    return sums.shares(
      errors: (
        error + halved(whole.inside, half.inside), error + halved(whole.outside, half.outside)
      ),
      missing: missing)
  }

  /// Whether a share still comes from an end of the grid: within e^{−36} of where most of it does.
  private func counts(
    _ part: KeyPath<RadialTails, Double>, of tails: [RadialTails], at index: Int
  ) -> Bool {
    func term(_ index: Int) -> Double { nodes[index].logWeight + tails[index][keyPath: part] }
    return term(index) > nodes.indices.reduce(-.infinity) { max($0, term($1)) } - 36
  }

  /// ln of the share of the law beyond an end of the grid, of its last two nodes from there inwards: as a
  /// geometric series that goes on as they fall; `nil` where they do not.
  private func logShareBeyond(_ ends: some Collection<MixingNode>) -> Double? {
    guard let end = ends.first, let inner = ends.dropFirst().first,
      end.logWeight < inner.logWeight
    else { return nil }
    let fall = inner.logWeight - end.logWeight
    return end.logWeight - logMass + Double.log(step) - fall - GammaLaw.logOneMinusExp(-fall)
  }

  /// Parts of a cell beyond which a slice is too coarse for its shares.
  private static let mostParts = 10_000

  /// Where cells are divided, and into how many parts.
  private struct Fineness {
    let parts: Int
    /// The nodes between which cells are divided.
    let range: ClosedRange<Double>
    /// Whether a cell counts in either share.
    let counts: [Bool]
    /// The tails in cells of which all mass lies on one side, as far as either share can tell.
    let flat: [RadialTails?]

    /// Whether a cell is divided at all.
    func divides(_ cell: Int) -> Bool {
      parts > 1 && cell < counts.count && counts[cell] && share(cell, 0.5) > 0
    }

    /// The share of the fine grid at a place of the nodes' own: 1 within the range, 0 three dozen cells off.
    ///
    /// The error function fades over as many cells as make the trapezoid rule on every second place
    /// exact to e^{−2π²} = 3e-9, the square of which is nothing.
    func share(_ index: Int, _ fraction: Double) -> Double {
      let place = Double(index) + fraction
      let distance = max(range.lowerBound - place, place - range.upperBound)
      let share = 0.5 * Double.erfc((distance - 18) / (2 * 2.0.squareRoot()))
      return share < 1e-16 ? 0 : share > 1 - 1e-16 ? 1 : share
    }
  }

  /// The cells that count in either share and in which its tail is not flat, and the grid they need.
  private func fineness(_ tails: [RadialTails], dimension: Int) -> Fineness {
    let half = Double(dimension) / 2
    // The transform of the step is Γ(a + iω)/Γ(a): at these spacings below 1e-17 beyond the grid's ω.
    let spacing = min(0.25, 0.45 / half.squareRoot())
    var parts = 1.0
    var (first, last) = (Int.max, Int.min)
    let cells = max(0, nodes.count - 1)
    var counting = [false, false].map { [Bool](repeating: $0, count: cells) }
    var isFlat = counting
    for (side, part) in [\RadialTails.lower, \RadialTails.upper].enumerated() {
      let logs = nodes.indices.map { nodes[$0].logWeight + tails[$0][keyPath: part] }
      let top = logs.reduce(-.infinity) { max($0, $1) }
      guard top.isFinite else { continue }
      for index in nodes.indices.dropLast() {
        counting[side][index] = max(logs[index], logs[index + 1]) > top - Self.shareDepth
        isFlat[side][index] =
          min(tails[index][keyPath: part], tails[index + 1][keyPath: part]) > -1e-17
        guard counting[side][index], !isFlat[side][index] else { continue }
        (first, last) = (min(first, index), max(last, index + 1))
        let width = nodes[index].logScale - nodes[index + 1].logScale
        parts = max(parts, (width / spacing).rounded(.up))
        // A peak far out in a tail is as narrow as its curvature, as those of densities are.
        guard index > 0, logs[index] >= max(logs[index - 1], logs[index + 1]) else { continue }
        let curvature = 2 * logs[index] - logs[index - 1] - logs[index + 1]
        if curvature.isFinite { parts = max(parts, (2.2 * curvature.squareRoot()).rounded(.up)) }
      }
    }
    guard first <= last, parts > 1 else {
      return Fineness(parts: 1, range: 0...0, counts: [], flat: [])
    }
    let (within, beyond) = (
      RadialTails(lower: 0, upper: -.infinity, lowerSlope: 0, upperSlope: 0),
      RadialTails(lower: -.infinity, upper: 0, lowerSlope: 0, upperSlope: 0)
    )
    return Fineness(
      parts: Int(saturating: min(parts, 1e9)), range: Double(first)...Double(last),
      counts: (0..<cells).map { counting[0][$0] || counting[1][$0] },
      flat: (0..<cells).map {
        isFlat[0][$0] && !counting[1][$0]
          ? within : isFlat[1][$0] && !counting[0][$0] ? beyond : nil
      })
  }

  /// Terms e^{−45} below the largest, 3e-20, do not count.
  private static let shareDepth = 45.0

  /// Errors of ln weight and of ln u midway in a cell, from the difference that two points less make.
  private func interpolationMiss(inCell cell: Int) -> (weight: Double, scale: Double) {
    let position = min(Double(cell) + 0.5, Double(nodes.count) - 1.5)
    guard position > 0 else { return (0, 0) }
    let full = interpolated(at: position)
    let less = interpolated(at: position, points: 12)
    return (
      (full.logWeight - less.logWeight).magnitude, (full.logScale - less.logScale).magnitude
    )
  }
}
