internal import GenPhysNumerics

/// A polynomial in y with rational coefficients, up to a constant factor, where s = 10^m y.
///
/// Powers of ten are taken out of coefficients, so that (s + 10¹⁶)² is read as (y + 1)²: numbers that
/// differ by their unit fit into 64 bits all the same. Nothing is rounded.
struct ScaledPolynomial {
  /// The polynomial in y.
  let polynomial: RationalPolynomial
  /// m.
  let scale: Int

  /// Reads a formula in s alone.
  ///
  /// - Parameter scale: m; left out, it is chosen by the first and the last coefficient.
  init?(_ formula: Formula, scale: Int? = nil) {
    guard
      let powers = formula.asPolynomial(
        in: ProofContext.variable, assuming: ProofContext.assumptions(for: formula)),
      let highest = powers.keys.max(), let lowest = powers.keys.min(), lowest >= 0, highest <= 24
    else { return nil }
    var terms: [(power: Int, value: Decimal)] = []
    for (power, coefficient) in powers {
      guard let value = Decimal(coefficient) else { return nil }
      if !value.mantissa.isZero { terms.append((power, value)) }
    }
    terms.sort { $0.power < $1.power }
    guard let first = terms.first, let last = terms.last else { return nil }
    let m =
      scale
      ?? (last.power > first.power
        ? (first.value.exponent - last.value.exponent) / (last.power - first.power) : 0)
    let exponents = terms.map { $0.value.exponent + m * $0.power }
    guard m.magnitude <= 400, let least = exponents.min() else { return nil }
    var coefficients = [Number](repeating: .zero, count: last.power + 1)
    for (term, exponent) in zip(terms, exponents) {
      guard let unit = Number(10).power(exponent - least) else { return nil }
      coefficients[term.power] = term.value.mantissa * unit
    }
    guard let polynomial = RationalPolynomial(coefficients) else { return nil }
    self.polynomial = polynomial
    self.scale = m
  }
}

/// A constant as `mantissa·10^exponent`, exactly.
private struct Decimal {
  private(set) var mantissa: Number
  private(set) var exponent: Int

  private init?(_ mantissa: Number, _ exponent: Int) {
    guard case .rational(var p, var q) = mantissa, exponent.magnitude < 10_000 else { return nil }
    var exponent = exponent
    while p != 0, p % 10 == 0 {
      p /= 10
      exponent += 1
    }
    while q % 10 == 0 {
      q /= 10
      exponent -= 1
    }
    self.mantissa = .rational(p, q)
    self.exponent = exponent
  }

  /// Reads sums, products and whole powers of rational numbers.
  init?(_ formula: Formula) {
    switch formula {
    case .number(let number): self.init(number, 0)
    case .product(let factors):
      var result = Decimal(.one, 0)
      for factor in factors {
        guard let left = result, let right = Decimal(factor) else { return nil }
        result = Decimal(left.mantissa * right.mantissa, left.exponent + right.exponent)
      }
      guard let result else { return nil }
      self = result
    case .sum(let terms):
      let values = terms.map(Decimal.init)
      guard let least = values.compactMap({ $0?.exponent }).min() else { return nil }
      var total = Number.zero
      for value in values {
        guard let value, let unit = Number(10).power(value.exponent - least) else { return nil }
        total = total + value.mantissa * unit
      }
      self.init(total, least)
    case .power(let base, .number(let n)):
      guard let n = n.integer, n.magnitude < 1_000, let value = Decimal(base),
        let power = value.mantissa.power(n)
      else { return nil }
      self.init(power, value.exponent * n)
    case .imaginaryUnit, .pi, .variable, .power, .call: return nil
    }
  }
}
