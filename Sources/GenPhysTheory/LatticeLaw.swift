internal import GenPhysNumerics
internal import Numerics
internal import GenPhysSupport

/// The mixing law of jumps that are whole multiples of one step: a compound Poisson law on a lattice.
///
/// Where λ less its drift depends on k through x = e^{−ck²} alone, `λ = κ + d k² + Σ aⱼ(1 − xʲ)` with
/// aⱼ ≥ 0, u is the drift dt plus c times a number of steps. Its weights follow Panjer's recursion
/// `n wₙ = t Σ j aⱼ wₙ₋ⱼ`, in which nothing cancels. [Panjer, ASTIN Bulletin 12 (1981)]
struct LatticeLaw: Sendable {
  /// c.
  let spacing: Double
  /// d.
  let drift: Double
  /// κ.
  let decay: Double
  /// The rates aⱼ of jumps by j steps, from j = 1 on.
  let jumps: [Double]

  /// The longest series of weights that is computed.
  static let longest = 20_000

  /// Recognises λ(k); `nil` for anything else.
  init?(decayRate: Formula) {
    guard !decayRate.contains("t"),
      let expanded = decayRate.expanded(assuming: Process.assumptions)
    else { return nil }
    let terms: [Formula] = if case .sum(let terms) = expanded { terms } else { [expanded] }
    var drift = 0.0
    var rest: [Formula] = []
    for term in terms {
      if let monomial = term.asMonomial(in: "k"), monomial.exponent == 2,
        let c = monomial.coefficient.realValue
      {
        drift += c
      } else {
        rest.append(term)
      }
    }
    let formula = Formula.sum(rest)
    let steps = Self.steps(formula)
    guard drift >= 0, let shortest = steps.min(),
      let spacing = (1...12).lazy.map({ shortest / Double($0) }).first(where: { spacing in
        steps.allSatisfy {
          let multiple = $0 / spacing
          return multiple < 200 && (multiple - multiple.rounded()).magnitude < 1e-12 * multiple
        }
      })
    else { return nil }
    let series = Self.series(formula, spacing: spacing).simplified(assuming: Process.assumptions)
    guard !series.contains("k"), let program = try? series.compiled(variables: ["x"]) else {
      return nil
    }
    let coefficients = program.evaluate([Jet<Double>(variable: 0, count: 257)]).coefficients
    let decay = program.realValue([1])
    let jumps = coefficients.dropFirst().map { -$0 }
    let total = jumps.reduce(0, +)
    guard decay.isFinite, coefficients.allSatisfy(\.isFinite), total > 0,
      jumps.allSatisfy({ $0 >= -1e-14 * total }),
      (coefficients[0] - decay - total).magnitude <= 1e-13 * (total + decay.magnitude)
    else { return nil }
    let last = jumps.lastIndex { $0 > 1e-17 * total } ?? 0
    self.spacing = spacing
    self.drift = drift
    self.decay = decay
    self.jumps = jumps.prefix(last + 1).map { max(0, $0) }
  }

  /// The a of every e^{−ak²} in a formula.
  private static func steps(_ formula: Formula) -> [Double] {
    if let step = step(formula) { return [step] }
    return switch formula {
    case .sum(let parts), .product(let parts), .call(_, let parts): parts.flatMap(steps)
    case .power(let base, let exponent): steps(base) + steps(exponent)
    default: []
    }
  }

  private static func step(_ formula: Formula) -> Double? {
    guard case .call(.exp, let arguments) = formula,
      let monomial = arguments[0].asMonomial(in: "k"), monomial.exponent == 2,
      let a = monomial.coefficient.realValue, a < 0
    else { return nil }
    return -a
  }

  /// The formula in x = e^{−ck²}.
  private static func series(_ formula: Formula, spacing: Double) -> Formula {
    if let step = step(formula) {
      return Formula.variable("x").raised(
        to: .rational(Int(saturating: (step / spacing).rounded()), 1))
    }
    return switch formula {
    case .sum(let parts): .sum(parts.map { series($0, spacing: spacing) })
    case .product(let parts): .product(parts.map { series($0, spacing: spacing) })
    case .power(let base, let exponent):
      .power(series(base, spacing: spacing), series(exponent, spacing: spacing))
    case .call(let function, let arguments):
      .call(function, arguments.map { series($0, spacing: spacing) })
    default: formula
    }
  }

  // MARK: - Weights

  /// The rate of all jumps: the law's weight at no jump is e^{−rate·t} of the mass.
  var rate: Double { jumps.reduce(0, +) }

  /// u after n steps.
  func scale(_ n: Int, time t: Double) -> Double { drift * t + spacing * Double(n) }

  /// Weights of 0, 1, 2, … steps of the normalised law and `Σ_{m ≤ n} w_m Σ_{j > n−m} aⱼ`, the rates at
  /// which step n + 1 is crossed, in logarithms, as long as `goesOn` asks for more.
  func weights(
    time t: Double, while goesOn: (_ n: Int, _ logWeight: Double) -> Bool
  ) -> (weights: [Double], crossings: [Double]) {
    // Numbers are kept in units of e^level, so that neither end of the law leaves the doubles.
    var level = -rate * t
    var recent: [Double] = [1]
    var logWeights = [level]
    var crossings = [level + Double.log(rate)]
    let beyond = jumps.indices.map { jumps[$0...].reduce(0, +) }
    for n in 1...Self.longest {
      guard goesOn(n - 1, logWeights[n - 1]) else { break }
      var sum = 0.0
      let count = min(n, jumps.count)
      for j in 1...count { sum += Double(j) * jumps[j - 1] * recent[recent.count - j] }
      recent.append(t * sum / Double(n))
      var crossing = 0.0
      for j in 0..<min(recent.count, jumps.count) {
        crossing += recent[recent.count - 1 - j] * beyond[j]
      }
      logWeights.append(level + Double.log(recent[recent.count - 1]))
      crossings.append(level + Double.log(crossing))
      if recent.count > 2 * jumps.count + 16 { recent.removeFirst(recent.count - jumps.count) }
      let top = recent.reduce(0) { max($0, $1) }
      if top > 1e200 || top < 1e-200 && top > 0 {
        recent = recent.map { $0 / top }
        level += Double.log(top)
      }
    }
    return (logWeights, crossings)
  }

  /// Weights of the normalised law, all that count.
  func shares(time t: Double) -> [Double]? {
    var end = end(time: t)
    let (logWeights, _) = weights(time: t) { n, logWeight in
      end.meet(n, term: logWeight, growth: 0)
      return !end.isReached
    }
    return end.isReached ? logWeights.map { Double.exp($0) } : nil
  }

  /// A search for the last term that counts in a sum over numbers of steps.
  func end(time t: Double) -> SeriesEnd {
    SeriesEnd(
      mean: t * jumps.enumerated().reduce(0) { $0 + Double($1.offset + 1) * $1.element },
      longestJump: jumps.count)
  }

  /// The relative rounding error of the weight of n steps.
  ///
  /// Each step of the recursion rounds three times, and e^{−rate·t} as often as its exponent is large.
  func rounding(_ n: Int, time t: Double) -> Double {
    Double.ulpOfOne * (8 + 2 * Double(n) + Double(jumps.count) + 8 * rate * t)
  }

  /// The last term that counts of a sum of weights times a factor.
  ///
  /// A weight beyond the mean is at most mean/n times the largest of the J before it, J being the longest
  /// jump. Single weights may be 0, such as that of one step where jumps are by 2 or 3.
  struct SeriesEnd {
    /// The mean number of steps.
    let mean: Double
    let longestJump: Int
    /// The number of steps of the largest term.
    private(set) var peak = 0
    private(set) var isReached = false
    private var top = -Double.infinity
    /// The last n whose term was within e^{−46} of the largest.
    private var lastCounting = 0

    init(mean: Double, longestJump: Int) {
      self.mean = mean
      self.longestJump = longestJump
    }

    /// - Parameter growth: how much ln of the factor grows from n to n + 1, or more; it must not grow
    ///   faster later.
    mutating func meet(_ n: Int, term: Double, growth: Double) {
      if term > top { (top, peak) = (term, n) }
      if top == -.infinity || term > top - 46 { lastCounting = n }
      // From here on the largest of J terms falls by more than √(mean/n) every J steps.
      isReached =
        n - lastCounting >= longestJump && Double(n) > mean
        && Double(longestJump) * growth <= 0.5 * Double.log(Double(n) / mean)
    }
  }
}
