public import GenPhysNumerics
internal import Numerics
internal import GenPhysSupport

extension GreensFunction {
  /// The shares of `logShares` as numbers.
  public func radialShares(
    radius r: Double, time t: Double
  ) throws(GreensFunctionError) -> (inside: Estimate, outside: Estimate) {
    let (inside, outside) = try logShares(radius: r, time: t)
    return (inside.estimate, outside.estimate)
  }

  /// By the mixing law.
  public func logShares(
    radius r: Double, time t: Double
  ) throws(GreensFunctionError) -> (inside: RadialShare, outside: RadialShare) {
    try mixtureShares(radius: r, time: t)
  }

  /// Averages the Gaussian's shares over the quantiles of the mixing law.
  ///
  /// With q = 1/(1 + e^{−y}) the average is an integral over all y, in which both tails of the law are
  /// as wide as its bulk: the trapezoid rule converges exponentially, however far out r lies.
  func mixtureShares(
    radius r: Double, time t: Double
  ) throws(GreensFunctionError) -> (inside: RadialShare, outside: RadialShare) {
    try checkDomain(radius: r, time: t)
    guard let mixture else {
      throw .unsupported("the distribution of |x - y| is not computed for this kernel")
    }
    let gamma = GammaLaw(shape: Double(dimension) / 2)
    if let atom = try mixture.atom(time: t), atom.share == 1 {
      var sums = RadialSums()
      sums.add(
        gamma.radialTails(radius: r, scale: atom.scale), logShare: 0, error: 0,
        scaleError: 2 * Double.ulpOfOne)
      return sums.shares()
    }
    if r == 0 { return (.nothing, .everything) }
    let average = LogisticAverage(scaleError: mixture.quantileError) { q, complement in
      guard let logScale = try? mixture.logQuantile(q, complement: complement, time: t),
        !logScale.isNaN
      else { return nil }
      return gamma.radialTails(radius: r, logScale: logScale)
    }
    guard let shares = average?.shares else {
      throw .notConverged(radius: r, time: t, error: .infinity)
    }
    return shares
  }
}

/// `∫₀¹ P dq` and `∫₀¹ (1 − P) dq` of a Gaussian's tails at the quantile q of its scale.
private struct LogisticAverage {
  /// Doubles end at q = e^{−745}.
  private static let reach = 740.0
  private static let coarse = 4.0
  /// Terms e^{−45} below the largest, 3e-20, do not count.
  private static let depth = 45.0

  let shares: (inside: RadialShare, outside: RadialShare)

  /// ln of the terms of both averages at a place y, with the tails.
  private typealias Term = (logWeight: Double, tails: RadialTails)

  /// - Parameters:
  ///   - scaleError: the relative error of the scales behind the tails.
  ///   - tails: those at a share q of the law and 1 − q; smooth in `ln q/(1 − q)`.
  /// - Returns: `nil` where tails are missing or the rule does not converge.
  init?(scaleError: Double, _ tails: (_ q: Double, _ complement: Double) -> RadialTails?) {
    func term(_ y: Double) -> Term? {
      // Not 1/(1 + e^y), which is 0 from y = 710 on.
      let odds = Double.exp(-y.magnitude)
      let (small, large) = (odds / (1 + odds), 1 / (1 + odds))
      let (q, complement) = y < 0 ? (small, large) : (large, small)
      guard let tails = tails(q, complement) else { return nil }
      // dq = q (1 − q) dy
      return (-y.magnitude - 2 * Double.log(onePlus: Double.exp(-y.magnitude)), tails)
    }
    // Where the integrands count: they fall by less than e^coarse from one place to the next.
    let places = Array(stride(from: -Self.reach, through: Self.reach, by: Self.coarse))
    var terms: [Term] = []
    for place in places {
      guard let term = term(place) else { return nil }
      terms.append(term)
    }
    func counts(_ part: KeyPath<RadialTails, Double>) -> [Bool] {
      let logs = terms.map { $0.logWeight + $0.tails[keyPath: part] }
      let top = logs.reduce(-.infinity) { max($0, $1) }
      return logs.map { $0 > top - Self.depth }
    }
    let count = zip(counts(\.lower), counts(\.upper)).map { $0 || $1 }
    guard let first = count.firstIndex(of: true), let last = count.lastIndex(of: true) else {
      return nil
    }
    let (start, end) = (places[first] - Self.coarse, places[last] + Self.coarse)
    var step = Self.coarse
    var sums = RadialSums()
    func add(_ term: Term) {
      sums.add(term.tails, logShare: term.logWeight, error: 0, scaleError: scaleError)
    }
    terms[first...last].forEach(add)
    var before = sums.logarithms
    // Down to a thousandth: the step of a Gaussian in a million dimensions is as sharp.
    for _ in 0..<12 {
      for index in 0..<Int(saturating: (end - start) / step) {
        guard let term = term(start + (Double(index) + 0.5) * step) else { return nil }
        add(term)
      }
      step *= 0.5
      let after = sums.logarithms
      // An exponentially convergent rule: the finer of two that differ by d is off by about d².
      func miss(_ before: Double, _ after: Double) -> Double {
        before == after ? 0 : Double.expMinusOne(before + Double.log(2) - after).magnitude
      }
      let misses = (miss(before.inside, after.inside), miss(before.outside, after.outside))
      guard !misses.0.isNaN, !misses.1.isNaN else { return nil }
      func error(_ miss: Double) -> Double { miss * miss.squareRoot() + 1e-15 }
      // What lies beyond the quantiles that doubles can ask for is a bound alone.
      let isCut = count.first == true || count.last == true
      if max(misses.0, misses.1) < 1e-8 || Deadline.isOver || isCut && step < 0.3 {
        shares = sums.shares(
          logUnit: Double.log(step), errors: (error(misses.0), error(misses.1)),
          missing: isCut ? Double.exp(-Self.reach) : 0)
        return
      }
      if step * 4096 == Self.coarse, max(misses.0, misses.1) < 0.1 {
        // Laws of tiny shapes are steeper than that: what a halving changes is more than is missed.
        shares = sums.shares(
          logUnit: Double.log(step), errors: (4 * misses.0, 4 * misses.1))
        return
      }
      before = after
    }
    return nil
  }
}
