extension Formula {
  /// Coefficients of a Laurent polynomial in one variable: `3*k^2 + m` is `[2: 3, 0: m]`.
  ///
  /// `nil` unless every term is an integer power of the variable times something free of it. Zero
  /// is `[:]`.
  public func asPolynomial(
    in name: String, assuming assumptions: Assumptions = .none
  ) -> [Int: Formula]? {
    guard let expanded = expanded(assuming: assumptions) else { return nil }
    var result: [Int: [Formula]] = [:]
    for term in expanded.terms where term != .zero {
      guard let (coefficient, exponent) = term.splitMonomial(name) else { return nil }
      guard let n = exponent == .zero ? 0 : exponent.numberValue?.integer else { return nil }
      result[n, default: []].append(coefficient)
    }
    return result.mapValues { parts in
      Formula.sum(parts).simplified(assuming: assumptions)
    }
  }

  /// `(c, a)` where the formula is `c·x^a` with c and a free of x; `nil` where it is not.
  ///
  /// A formula free of x is `(itself, 0)`.
  public func asMonomial(
    in name: String, assuming assumptions: Assumptions = .none
  ) -> (coefficient: Formula, exponent: Formula)? {
    let simplified = simplified(assuming: assumptions)
    if let split = simplified.splitMonomial(name) { return split }
    // A sum may share its power of x in every term: a*k + b*k = (a + b)*k.
    guard case .sum(let terms) = simplified else { return nil }
    var exponent: Formula?
    var coefficients: [Formula] = []
    for term in terms {
      guard let (c, e) = term.splitMonomial(name), exponent == nil || exponent == e else {
        return nil
      }
      exponent = e
      coefficients.append(c)
    }
    return exponent.map { (Formula.sum(coefficients).simplified(assuming: assumptions), $0) }
  }

  /// `(c, polynomial, a)` where the formula is `c·polynomial(x)^a` with c and a free of x.
  ///
  /// `2*sqrt(k^2 + m^2)` gives 2, `[2: 1, 0: m^2]` and 1/2. `nil` where it is not of this form, or
  /// free of x.
  public func asPowerOfPolynomial(
    in name: String, assuming assumptions: Assumptions = .none
  ) -> (coefficient: Formula, polynomial: [Int: Formula], exponent: Formula)? {
    let simplified = simplified(assuming: assumptions)
    guard simplified.isWithinLimits else { return nil }
    var rest: [Formula] = []
    var found: (base: Formula, exponent: Formula)?
    for factor in simplified.factors {
      if !factor.mentions(name) {
        rest.append(factor)
      } else if found == nil {
        found = factor.baseAndExponent
      } else {
        return nil
      }
    }
    guard let found, !found.exponent.mentions(name),
      let polynomial = found.base.asPolynomial(in: name, assuming: assumptions)
    else { return nil }
    return (
      rest.isEmpty ? .one : rest.count == 1 ? rest[0] : .product(rest), polynomial, found.exponent
    )
  }

  /// A canonical product split into its power of x and the rest.
  private func splitMonomial(_ name: String) -> (coefficient: Formula, exponent: Formula)? {
    var exponent = Formula.zero
    var rest: [Formula] = []
    for factor in factors {
      let (base, power) = factor.baseAndExponent
      if base == .variable(name), !power.mentions(name) {
        exponent = power
      } else if factor.mentions(name) {
        return nil
      } else {
        rest.append(factor)
      }
    }
    return (rest.isEmpty ? .one : rest.count == 1 ? rest[0] : .product(rest), exponent)
  }

  /// The coefficients of a linear form without constant: `R = a·phi + b·p` gives
  /// `["phi": a, "p": b]`, zeros included; `nil` where the formula is no such form.
  public func coefficients(
    linearIn names: [String], assuming assumptions: Assumptions = .none
  ) -> [String: Formula]? {
    guard let expanded = expanded(assuming: assumptions) else { return nil }
    var parts: [String: [Formula]] = [:]
    for term in expanded.terms where term != .zero {
      var owner: String?
      var rest: [Formula] = []
      for factor in term.factors {
        if case .variable(let name) = factor, names.contains(name) {
          if owner != nil { return nil }
          owner = name
        } else if names.contains(where: factor.mentions) {
          return nil
        } else {
          rest.append(factor)
        }
      }
      guard let owner else { return nil }
      parts[owner, default: []].append(rest.isEmpty ? .one : .product(rest))
    }
    var result: [String: Formula] = [:]
    for name in names {
      result[name] = Formula.sum(parts[name] ?? []).simplified(assuming: assumptions)
    }
    return result
  }
}
