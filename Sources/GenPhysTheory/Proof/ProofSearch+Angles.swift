internal import GenPhysNumerics

extension ProofSearch {
  /// How a function F of an argument A, such as tanh, is taken in a product.
  private enum Taking {
    /// As F(A)/A, a Stieltjes function of A².
    case quotient
    /// As A·F(A), a complete Bernstein function of A².
    case product
  }

  /// A factor of known angle: `f(s^inner)^exponent` with a proof for f.
  private struct Turning {
    let proof: Proof
    let exponent: Number
    let inner: Number

    /// The turn it adds, as a share of arg s.
    var turn: Number {
      inner * (proof.claim.membership.isIncreasing ? exponent : -exponent)
    }
  }

  /// Products of powers, by the angles through which they turn: as they stand, or with tanh and its
  /// like taken as Stieltjes or complete Bernstein functions.
  mutating func angleProof(
    _ f: Formula, _ membership: FunctionClass, _ depth: Int, _ derivatives: Int
  ) -> Proof? {
    let product = PowerProduct(f)
    guard ExactSign.of(product.coefficient) == .positive else { return nil }
    let calls = product.bases.count { Self.axiom(for: $0.base) != nil }
    var choices: [[Taking]] = [[]]
    if calls > 0 {
      choices += [.quotient, .product].map { [Taking](repeating: $0, count: calls) }
      if calls == 2 { choices += [[.quotient, .product], [.product, .quotient]] }
    }
    for choice in choices {
      if let proof = angleProof(f, product, choice, membership, depth, derivatives) {
        return proof
      }
    }
    for grouped in product.groupings(depth: 2) {
      if let proof = angleProof(f, grouped, [], membership, depth, derivatives) { return proof }
    }
    return nil
  }

  /// The same for one way to take the functions.
  private mutating func angleProof(
    _ f: Formula, _ whole: PowerProduct, _ choice: [Taking], _ membership: FunctionClass,
    _ depth: Int, _ derivatives: Int
  ) -> Proof? {
    var product = whole
    var turnings: [Turning] = []
    if !choice.isEmpty {
      guard let taken = takeFunctions(from: &product, choice) else { return nil }
      turnings = taken
    }
    // A lone base to the power 1 is no product.
    if turnings.isEmpty, product.powers == [f: .one] { return nil }
    let coefficient = product.coefficient
    guard ExactSign.of(coefficient) == .positive else { return nil }
    let bases = product.bases.map { (exponent: $0.exponent, readings: $0.base.powerReadings) }
    func fits(_ turns: [Number]) -> Bool {
      var lower = product.power
      var upper = product.power
      for turn in turns {
        if turn.signum > 0 { upper = upper + turn } else { lower = lower + turn }
      }
      return membership == .completeBernstein
        ? lower.signum >= 0 && upper <= .one : Number.minusOne <= lower && upper.signum <= 0
    }
    // The cheap test first: could the angles fit at all?
    guard
      fits(
        turnings.map(\.turn)
          + bases.compactMap { base in base.readings.first.map { base.exponent * $0.turn } }),
      bases.allSatisfy({ !$0.readings.isEmpty })
    else { return nil }
    for base in bases {
      guard let found = turning(base.readings, base.exponent, depth, derivatives) else {
        return nil
      }
      turnings.append(found)
    }
    guard fits(turnings.map(\.turn)) else { return nil }
    let inner = turnings.map(\.inner)
    let proof: Proof
    if turnings.isEmpty, product.power == .one {
      proof = Proof(Claim(.s, .completeBernstein), by: .identity)
    } else if product.power.isZero, turnings.map(\.exponent) == [.one], inner == [.one] {
      proof = turnings[0].proof
    } else {
      proof = Proof(
        Claim(coefficient == .one ? f : (f / coefficient).canonical, membership),
        by: .angle(
          power: product.power, exponents: turnings.map(\.exponent),
          inner: inner.allSatisfy { $0 == .one } ? [] : inner), from: turnings.map(\.proof))
    }
    if coefficient == .one { return proof }
    return Proof(Claim(f, membership), by: .multiple(coefficient), from: [proof])
  }

  /// The first reading of a base with a proof.
  private mutating func turning(
    _ readings: [PowerReading], _ exponent: Number, _ depth: Int, _ derivatives: Int
  ) -> Turning? {
    for reading in readings {
      let proof =
        reading.degree == .one
        ? prove(
          reading.outer, reading.isIncreasing ? .completeBernstein : .stieltjes, depth: depth,
          derivatives: derivatives)
        : Proof(
          Claim(reading.outer, .completeBernstein), by: .realRooted(reading.degree.integer ?? 1))
      if let proof {
        return Turning(proof: proof, exponent: exponent * reading.degree, inner: reading.inner)
      }
    }
    return nil
  }

  // MARK: - Functions of squares

  /// Takes tanh, atan, asinh and Bessel quotients out of a product, each as a function of the square of
  /// its argument A to a power; what A contributes goes back into the product.
  private mutating func takeFunctions(
    from product: inout PowerProduct, _ choice: [Taking]
  ) -> [Turning]? {
    var result: [Turning] = []
    var pending = product.bases
    var choice = choice
    product.bases = []
    while !pending.isEmpty {
      let (base, exponent) = pending.removeFirst()
      if exponent.isZero { continue }
      guard let taking = choice.first,
        let (rule, power, square) = Self.function(base, exponent, among: &pending)
      else {
        product.bases.append((base, exponent))
        continue
      }
      choice.removeFirst()
      guard let found = composed(rule, with: square, taking) else { return nil }
      result.append(Turning(proof: found.proof, exponent: power, inner: found.inner))
      // F(A)^e = (F(A)/A)^e (A²)^(e/2) = (A F(A))^e (A²)^(−e/2).
      var rest = PowerProduct()
      rest.multiply(square, power * (taking == .quotient ? .half : -.half))
      product.multiply(rest.coefficient)
      product.power = product.power + rest.power
      for (base, exponent) in rest.bases {
        if let place = pending.firstIndex(where: { $0.base == base }) {
          pending[place].exponent = pending[place].exponent + exponent
        } else {
          product.multiply(base, exponent)
        }
      }
    }
    return result
  }

  /// The axiom on F(A)/A for a function that has one.
  private static func axiom(for base: Formula) -> ProofRule? {
    guard case .call(let function, _) = base else { return nil }
    return switch function {
    case .tanh: .hyperbolicTangent
    case .atan: .arctangent
    case .asinh: .areaSine
    case .besselk, .besseli: .besselKQuotient(.zero)
    default: nil
    }
  }

  /// The axiom for a function, the power to which F(A)/A occurs, and A².
  private static func function(
    _ base: Formula, _ exponent: Number, among pending: inout [(base: Formula, exponent: Number)]
  ) -> (rule: ProofRule, power: Number, square: Formula)? {
    guard let axiom = axiom(for: base), case .call(let function, let arguments) = base,
      let x = arguments.last
    else { return nil }
    let square = (x * x).canonical
    guard function.arity == 2 else { return (axiom, exponent, square) }
    // A partner of the neighbouring order to the opposite power; K_{ν−1} is K_{1−ν}, so that for K two
    // orders that add up to 1 are neighbours as well.
    func partner(
      _ other: (base: Formula, exponent: Number)
    ) -> (order: Formula, isMirrored: Bool)? {
      guard case .call(function, let partner) = other.base, partner.last == x,
        other.exponent == -exponent
      else { return nil }
      let order = partner[0]
      let step = (order - arguments[0]).canonical
      if step == .one || step == .number(.minusOne) { return (order, false) }
      return function == .besselk && (order + arguments[0]).canonical == .one
        ? (order, true) : nil
    }
    let order = arguments[0]
    guard let place = pending.firstIndex(where: { partner($0) != nil }),
      let (second, isMirrored) = partner(pending[place])
    else { return nil }
    let isAscending = (second - order).canonical == .one
    let upper = isAscending ? second : order
    let rule: ProofRule
    let power: Number
    if isMirrored {
      // K_{1−ν}/K_ν = K_{ν−1}/K_ν, ν being the order that stands below.
      rule = .besselKQuotient(exponent.signum < 0 ? order : second)
      power = exponent.magnitude
    } else if function == .besselk {
      // K_{ν−1}/K_ν: the lower order stands above.
      rule = .besselKQuotient(upper)
      power = isAscending ? exponent : -exponent
    } else {
      guard let lower = (upper - 1).canonical.numberValue else { return nil }
      rule = .besselIQuotient(lower)
      power = isAscending ? -exponent : exponent
    }
    pending.remove(at: place)
    return (rule, power, square)
  }

  /// F(A)/A or A·F(A) as a function of u = A², itself read as a function of a power of s.
  private mutating func composed(
    _ rule: ProofRule, with u: Formula, _ taking: Taking
  ) -> (proof: Proof, inner: Number)? {
    guard let axiom = rule.conclusion(from: [], goal: Claim(.s, .stieltjes)) else { return nil }
    var base = Proof(Claim(axiom.formula.canonical, axiom.membership), by: rule)
    if taking == .product {
      base = Proof(
        Claim((.s * axiom.formula).canonical, .completeBernstein),
        by: .angle(power: .one, exponents: [.one]), from: [base])
    }
    for reading in u.powerReadings where reading.isIncreasing && reading.degree == .one {
      if reading.outer == .s { return (base, reading.inner) }
      guard let premise = prove(reading.outer, .completeBernstein) else { continue }
      let whole = Proof(
        Claim(base.claim.formula.replacingS(by: reading.outer), base.claim.membership),
        by: .composition, from: [base, premise])
      return (whole, reading.inner)
    }
    return nil
  }
}
