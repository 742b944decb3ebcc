internal import GenPhysNumerics

/// A polynomial in s with rational coefficients, exactly.
///
/// Operations whose numbers would not fit return `nil`: nothing is ever rounded.
struct RationalPolynomial: Hashable {
  /// By ascending powers; the last is not 0, but for the polynomial 0.
  let coefficients: [Number]

  /// Drops zeros at the top; `nil` for rounded numbers.
  init?(_ coefficients: [Number]) {
    guard coefficients.allSatisfy(\.isExact) else { return nil }
    var kept = coefficients.isEmpty ? [.zero] : coefficients
    while kept.count > 1, kept[kept.count - 1].isZero { kept.removeLast() }
    self.coefficients = kept
  }

  private init(exactly coefficients: [Number]) { self.coefficients = coefficients }

  /// The polynomial 1.
  static let one = RationalPolynomial(exactly: [.one])
  /// The polynomial 0.
  static let zero = RationalPolynomial(exactly: [.zero])
  /// The polynomial s.
  static let identity = RationalPolynomial(exactly: [.zero, .one])

  /// Reads a formula in s alone, of degree 24 at most.
  init?(_ formula: Formula) {
    let variable = ProofContext.variable
    guard
      let powers = formula.asPolynomial(
        in: variable, assuming: ProofContext.assumptions(for: formula)),
      (powers.keys.min() ?? 0) >= 0, let degree = [0, powers.keys.max() ?? 0].max(), degree <= 24
    else { return nil }
    var numbers: [Number] = []
    for power in 0...degree {
      guard let number = (powers[power] ?? .zero).numberValue else { return nil }
      numbers.append(number)
    }
    self.init(numbers)
  }

  /// The degree; 0 for constants, 0 among them.
  var degree: Int { coefficients.count - 1 }
  /// The coefficient of the highest power.
  var lead: Number { coefficients[coefficients.count - 1] }
  var isZero: Bool { lead.isZero }

  /// The formula in s.
  var formula: Formula {
    Formula.sum(
      coefficients.enumerated().map {
        .number($1) * Formula.s.raised(to: .number(Number($0)))
      } + [.zero]
    ).canonical
  }

  // MARK: - Arithmetic

  static func + (a: RationalPolynomial, b: RationalPolynomial) -> RationalPolynomial? {
    RationalPolynomial(
      (0...max(a.degree, b.degree)).map {
        ($0 <= a.degree ? a.coefficients[$0] : .zero)
          + ($0 <= b.degree ? b.coefficients[$0] : .zero)
      })
  }

  static func * (a: RationalPolynomial, b: RationalPolynomial) -> RationalPolynomial? {
    var result = [Number](repeating: .zero, count: a.coefficients.count + b.degree)
    for (i, x) in a.coefficients.enumerated() {
      for (j, y) in b.coefficients.enumerated() { result[i + j] = result[i + j] + x * y }
    }
    return RationalPolynomial(result)
  }

  /// The polynomial times a number.
  func scaled(by factor: Number) -> RationalPolynomial? {
    RationalPolynomial(coefficients.map { $0 * factor })
  }

  /// Quotient and remainder; `nil` for the divisor 0 as well.
  func divided(
    by divisor: RationalPolynomial
  ) -> (quotient: RationalPolynomial, remainder: RationalPolynomial)? {
    guard !divisor.isZero else { return nil }
    var rest = coefficients
    var quotient = [Number](repeating: .zero, count: max(degree - divisor.degree + 1, 1))
    while rest.count > divisor.degree {
      let place = rest.count - 1 - divisor.degree
      let factor = rest[rest.count - 1] / divisor.lead
      guard factor.isExact else { return nil }
      quotient[place] = factor
      for (j, y) in divisor.coefficients.enumerated() {
        rest[place + j] = rest[place + j] - factor * y
      }
      guard rest.allSatisfy(\.isExact) else { return nil }
      rest.removeLast()
    }
    guard let quotient = RationalPolynomial(quotient), let rest = RationalPolynomial(rest) else {
      return nil
    }
    return (quotient, rest)
  }

  /// The quotient where nothing remains.
  func dividedExactly(by divisor: RationalPolynomial) -> RationalPolynomial? {
    guard let (quotient, remainder) = divided(by: divisor), remainder.isZero else { return nil }
    return quotient
  }

  /// The monic greatest common divisor.
  static func greatestDivisor(
    _ a: RationalPolynomial, _ b: RationalPolynomial
  ) -> RationalPolynomial? {
    var (a, b) = (a, b)
    while !b.isZero {
      guard let (_, rest) = a.divided(by: b),
        // Monic remainders keep the numbers small.
        let next = rest.isZero ? rest : rest.lead.reciprocal.flatMap({ rest.scaled(by: $0) })
      else { return nil }
      (a, b) = (b, next)
    }
    return a.lead.reciprocal.flatMap { a.scaled(by: $0) }
  }

  /// The derivative.
  var derivative: RationalPolynomial? {
    RationalPolynomial(coefficients.enumerated().dropFirst().map { Number($0.offset) * $0.element })
  }

  // MARK: - Roots

  /// Cauchy's index of a/b on (−∞, 0]: how often it jumps from −∞ to +∞ there less how often from
  /// +∞ to −∞, by the signs of Sturm's chain at −∞ and 0+. [Gantmacher, The Theory of Matrices II,
  /// chapter XV §2]
  static func cauchyIndex(_ a: RationalPolynomial, over b: RationalPolynomial) -> Int? {
    var chain = [b, a]
    while let last = chain.last, !last.isZero {
      guard let (_, rest) = chain[chain.count - 2].divided(by: last),
        let next = rest.isZero
          ? rest : rest.lead.magnitude.reciprocal.flatMap({ rest.scaled(by: -$0) })
      else { return nil }
      chain.append(next)
    }
    func changes(_ signs: [Int]) -> Int {
      let kept = signs.filter { $0 != 0 }
      return zip(kept, kept.dropFirst()).count { $0 != $1 }
    }
    let before = chain.map { $0.degree & 1 == 0 ? $0.lead.signum : -$0.lead.signum }
    let after = chain.map { $0.coefficients.first { !$0.isZero }?.signum ?? 0 }
    return changes(before) - changes(after)
  }

  /// Whether every root is real and ≤ 0: the distinct ones on (−∞, 0] are as many as there are.
  var hasOnlyNonpositiveRoots: Bool {
    guard !isZero, let slope = derivative,
      let divisor = RationalPolynomial.greatestDivisor(self, slope),
      let count = RationalPolynomial.cauchyIndex(slope, over: self)
    else { return false }
    return count == degree - divisor.degree
  }
}
