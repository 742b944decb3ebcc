public import GenPhysNumerics
internal import Numerics

extension GreensFunction {
  /// Averages the Gaussian's shares over the quantiles of the mixing law.
  ///
  /// With q = 1/(1 + e^{−y}) the average is an integral over all y, in which both tails of the law are
  /// as wide as its bulk: the trapezoid rule converges exponentially, however far out r lies.
  public func radialShares(
    radius r: Double, time t: Double
  ) throws(GreensFunctionError) -> (inside: Estimate, outside: Estimate) {
    try checkDomain(radius: r, time: t)
    guard let mixture else {
      throw .unsupported("the distribution of |x - y| is not computed for this kernel")
    }
    let gamma = GammaLaw(shape: Double(dimension) / 2)
    if let atom = try mixture.atom(time: t), atom.share == 1 {
      let (lower, upper) = gamma.logTails(radius: r, scale: atom.scale)
      func share(_ log: Double) -> Estimate {
        let value = Double.exp(log)
        return Estimate(value, error: max(2e-12 * value, .leastNonzeroMagnitude))
      }
      return (share(lower), share(upper))
    }
    func share(_ part: (_ tails: (lower: Double, upper: Double)) -> Double) -> Integral {
      LogisticAverage.value { q, complement in
        guard let u = try? mixture.quantile(q, complement: complement, time: t) else { return .nan }
        return Double.exp(part(gamma.logTails(radius: r, scale: u)))
      }
    }
    let (inside, outside) = (share(\.lower), share(\.upper))
    guard inside.value.isFinite, outside.value.isFinite else {
      throw .notConverged(radius: r, time: t, error: .infinity)
    }
    // Quantiles are promised to 1e-8; in heavy tails a share moves by as much.
    func estimate(_ share: Integral) -> Estimate {
      Estimate(
        share.value, error: max(share.error + 2e-8 * share.value, .leastNonzeroMagnitude))
    }
    // The larger share is known as well as the smaller.
    func complement(_ share: Integral) -> Estimate {
      Estimate(1 - share.value, error: estimate(share).error + Double.ulpOfOne)
    }
    return inside.value <= outside.value
      ? (estimate(inside), complement(inside)) : (complement(outside), estimate(outside))
  }
}

extension GammaLaw {
  /// ln P and ln Q of `r²/4u`, which may leave the range of doubles: the tails of |x| for a Gaussian
  /// of scale u.
  func logTails(radius r: Double, scale u: Double) -> (lower: Double, upper: Double) {
    if u == 0 { return (0, -.infinity) }
    let root = r / 2 / u.squareRoot()
    guard root < 1e-145, r > 0 else { return logTails(root * root) }
    // P(a, x) = x^a/Γ(a + 1) for tiny x.
    let lower = 2 * shape * Double.log(root) - SpecialFunctions.logGamma(shape + 1)
    return (lower, Self.logOneMinusExp(min(lower, 0)))
  }
}

/// `∫₀¹ f(q) dq` for functions that may live in either tail.
enum LogisticAverage {
  /// Doubles end at q = e^{−745}.
  private static let reach = 740.0
  private static let coarse = 4.0

  /// - Parameter f: a bounded function of q and 1 − q that changes smoothly with `ln q/(1 − q)`.
  static func value(_ f: (_ q: Double, _ complement: Double) -> Double) -> Integral {
    var evaluations = 0
    func term(_ y: Double) -> Double {
      let (q, complement) = (1 / (1 + Double.exp(-y)), 1 / (1 + Double.exp(y)))
      evaluations += 1
      return q * complement * f(q, complement)
    }
    // Where the integrand counts: it falls by less than e^coarse from one place to the next.
    let places = Array(stride(from: -reach, through: reach, by: coarse))
    let values = places.map(term)
    let peak = values.reduce(0) { max($0, $1) }
    guard values.allSatisfy(\.isFinite), peak > 0,
      let first = values.firstIndex(where: { $0 > 1e-19 * peak }),
      let last = values.lastIndex(where: { $0 > 1e-19 * peak })
    else {
      let isZero = values.allSatisfy { $0 == 0 }
      return Integral(
        value: isZero ? 0 : .nan, error: isZero ? .leastNormalMagnitude : .infinity,
        converged: isZero, evaluations: evaluations)
    }
    let (start, end) = (places[first] - coarse, places[last] + coarse)
    var step = coarse
    var sum = values[first...last].reduce(0, +)
    var best = Integral(value: .nan, error: .infinity, converged: false, evaluations: 0)
    // Down to a thousandth: the step of a Gaussian in a million dimensions is as sharp.
    for _ in 0..<12 {
      let count = Int((end - start) / step)
      for index in 0..<count { sum += term(start + (Double(index) + 0.5) * step) }
      let previous = best.value
      step *= 0.5
      let value = sum * step
      // An exponentially convergent rule: the finer of two that differ by d is off by about d².
      let miss = ((value - previous) / value).magnitude
      let error = value * (miss * miss.squareRoot() + 1e-15)
      best = Integral(
        value: value, error: error, converged: miss < 1e-8, evaluations: evaluations)
      if miss < 1e-8 || Deadline.isOver { break }
    }
    return best
  }
}
