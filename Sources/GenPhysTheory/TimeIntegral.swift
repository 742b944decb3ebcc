internal import ComplexModule
internal import GenPhysNumerics
internal import Numerics

/// `∫₀ᵗ g(τ) dτ` of a factor of the decay rate that holds time alone.
enum TimeIntegral: Sendable {
  /// g = c t^p: exact; without a limit for p ≤ −1.
  case power(coefficient: Double, exponent: Double)
  /// Any other g, by quadrature.
  case numeric(CompiledFormula)

  /// `nil` where g is not real.
  init?(_ factor: Formula) {
    if let monomial = factor.asMonomial(in: "t"), let c = monomial.coefficient.realValue,
      let p = monomial.exponent.realValue
    {
      self = .power(coefficient: c, exponent: p)
      return
    }
    guard let program = try? factor.compiled(variables: ["t"]), program.realValue([1]).isFinite
    else { return nil }
    self = .numeric(program)
  }

  /// Whether it is not known to diverge at 0.
  var hasValue: Bool {
    if case .power(_, let exponent) = self { return exponent > -1 }
    return true
  }

  /// g(t).
  func rate(at t: Double) -> Double {
    switch self {
    case .power(let c, let p): c * Double.pow(t, p)
    case .numeric(let g): g.realValue([t])
    }
  }

  /// The integral from 0 to t; its error is infinite where it diverges.
  func value(upTo t: Double) -> Estimate {
    switch self {
    case .power(let c, let p):
      guard p > -1 else { return Estimate(.nan, error: .infinity) }
      let value = c * Double.pow(t, p + 1) / (p + 1)
      // g = 1, for terms without time, is exact.
      return Estimate(value, ulps: p == 0 ? 1 : 4)
    case .numeric(let g):
      let integral = TimeRule.integral(upTo: t) { g.realValue([$0]) }
      return Estimate(integral.value, error: integral.converged ? integral.error : .infinity)
    }
  }
}

/// Rules for integrals over (0, t) of rates that may change on any scale, or be singular at 0.
struct TimeRule: Sendable {
  /// Times and weights.
  let nodes: [(time: Double, weight: Double)]
  /// What the rule misses of an integral, relative to that of the magnitude: an estimate.
  let error: Double

  /// The largest relative error of an integral that is taken to have a value.
  static let worst = 1e-6

  /// `∫₀ᵗ g`, adaptively from eight pieces an octave.
  ///
  /// A rate may vary over times far below t: so many places are looked at to begin with that only a
  /// spike narrower than a thousandth of its distance from 0 could go unseen.
  static func integral(
    upTo t: Double, octaves: Int = 60, pieces: Int = 8, _ g: (Double) -> Double
  ) -> Integral {
    let points =
      [0]
      + (0...(octaves * pieces)).map { index in
        t * Double.exp2(Double(index - octaves * pieces) / Double(pieces))
      }
    let tolerance = Quadrature.Tolerance(relative: 1e-14, evaluations: 400_000)
    let result = Quadrature.adaptive(over: points, tolerance: tolerance, g)
    let size = tanhSinh.reduce(0) { $0 + t * $1.weight * g(t * $1.position).magnitude }
    // A divergent integral keeps an error at 0, where bisection ends: about 1/700 of 1/τ.
    let scale = size.isFinite ? max(result.value.magnitude, size) : result.value.magnitude
    return Integral(
      value: result.value, error: result.error, converged: result.error <= worst * scale,
      evaluations: result.evaluations)
  }

  /// A rule for one integrand at several parameters: the 61 points of a tanh–sinh rule where they do,
  /// else pieces of (0, t) with 21 points each, halved where any parameter needs it.
  ///
  /// - Parameter rate: the integrand of one of the parameters, real.
  init(
    upTo t: Double, parameters: [Double], _ rate: (_ parameter: Double, _ time: Double) -> Double
  ) {
    typealias Probe = (parameter: Double, exact: Integral, size: Double)
    let probes = parameters.compactMap { parameter -> Probe? in
      let exact = Self.integral(upTo: t, octaves: 30, pieces: 2) { rate(parameter, $0) }
      guard exact.value.isFinite else { return nil }
      let size = Self.tanhSinh.reduce(0) {
        $0 + t * $1.weight * rate(parameter, t * $1.position).magnitude
      }
      return size > 0 && size.isFinite ? (parameter, exact, size) : nil
    }
    func miss(_ nodes: [(time: Double, weight: Double)]) -> Double {
      probes.reduce(0) { worst, probe in
        let sum = nodes.reduce(0) { $0 + $1.weight * rate(probe.parameter, $1.time) }
        let error = (sum - probe.exact.value).magnitude + probe.exact.error
        return max(worst, error.isFinite ? error / probe.size : .infinity)
      }
    }
    // Where nothing is known at any parameter, nothing is promised.
    guard !probes.isEmpty else {
      (nodes, error) = ([], .infinity)
      return
    }
    var best = Self.tanhSinh.map { (time: t * $0.position, weight: t * $0.weight) }
    var least = miss(best)
    var cuts = [0, t]
    while least > 1e-13, cuts.count < 64 {
      // Pieces are halved where the finer half differs most from the whole.
      var worst = (index: 0, excess: -1.0)
      for index in cuts.indices.dropLast() {
        let (a, b) = (cuts[index], cuts[index + 1])
        let excess = probes.reduce(0) { worst, probe in
          let whole = GaussKronrod.apply(a, b) { rate(probe.parameter, $0) }
          return max(worst, whole.error / probe.size)
        }
        if excess > worst.excess { worst = (index, excess) }
      }
      let (a, b) = (cuts[worst.index], cuts[worst.index + 1])
      cuts.insert(0.5 * (a + b), at: worst.index + 1)
      let nodes = zip(cuts, cuts.dropFirst()).flatMap {
        GaussKronrod.rule($0, $1).map { (time: $0.place, weight: $0.weight) }
      }
      let now = miss(nodes)
      if now < least { (best, least) = (nodes, now) }
    }
    nodes = best
    error = least
  }

  /// The tanh–sinh rule of 61 points on (0,1), which resolves algebraic end points to about 1e-13.
  private static let tanhSinh: [(position: Double, weight: Double)] = (-30...30).map { index in
    let step = 0.105
    let x = Double(index) * step
    let inner = Double.pi / 2 * Double.sinh(x)
    // 1/(1+e^{−2y}) keeps the relative distance to 0, where rates may be singular.
    let position = 1 / (1 + Double.exp(-2 * inner))
    let weight = step * Double.pi / 4 * Double.cosh(x) / Double.pow(Double.cosh(inner), 2)
    return (position, weight)
  }
}
