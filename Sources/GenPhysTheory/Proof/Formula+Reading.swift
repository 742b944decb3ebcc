internal import GenPhysNumerics

extension Formula {
  /// The formula as a function of `u`, with s in the place of u; `nil` where s occurs otherwise.
  ///
  /// u is found as a part, as what products share with a power of it, and as a multiple of it in a sum
  /// up to a constant: `√s/√(s + 1)` is √u for u = s/(s + 1), and `2s + 7` is 2u + 5 for u = s + 1.
  /// Nothing is trusted here: a proof built on it states the composition, which is checked.
  func read(through u: Formula) -> Formula? {
    let parts = PowerProduct(u)
    guard let pivot = parts.powers.min(by: { ($0.key.size() ?? 0) < ($1.key.size() ?? 0) }) else {
      return nil
    }
    let marker = Formula.variable("\u{2022}")
    let coefficient = parts.coefficient
    let denominators = parts.bases.filter { $0.exponent.signum < 0 }.map(\.base)

    /// Bases q + r with the denominator q of u in them as q·(1 + r/q).
    func sharing(_ product: PowerProduct) -> PowerProduct {
      var result = PowerProduct(product.coefficient)
      result.power = product.power
      for (base, exponent) in product.bases {
        guard case .sum(let terms) = base,
          let q = denominators.first(where: { q in
            base != q && q.terms.count < terms.count && q.terms.allSatisfy(terms.contains)
          })
        else {
          result.multiply(base, exponent)
          continue
        }
        let rest = terms.filter { !q.terms.contains($0) }
        result.multiply(q, exponent)
        result.multiply(.sum([.one] + rest.map { ($0 / q).canonical }), exponent)
      }
      return result
    }

    func product(_ formula: Formula) -> Formula? {
      let own = sharing(PowerProduct(formula))
      var powers = own.powers
      var result = [own.coefficient]
      if let e = powers[pivot.key].map({ $0 / pivot.value }), e.isExact {
        var rest = powers
        let fits = parts.powers.allSatisfy { base, exponent in
          let left = (rest[base] ?? .zero) - e * exponent
          rest[base] = left.isZero ? nil : left
          return left.isExact && (left.isZero || powers[base] != nil)
        }
        // Only the pivot must match; what is left over of the others must be read on its own.
        if fits, rest[pivot.key] == nil {
          powers = rest
          result.append((marker / coefficient).raised(to: .number(e)))
        }
      }
      for (base, exponent) in powers {
        guard base != .s, let inner = visit(base) else { return nil }
        result.append(inner.raised(to: .number(exponent)))
      }
      return .product(result)
    }

    func visit(_ formula: Formula) -> Formula? {
      if !formula.dependsOnS { return formula }
      if formula == u { return marker }
      switch formula {
      case .sum(let terms):
        if let (factor, rest) = formula.multiple(of: u) { return factor * marker + rest }
        var read: [Formula] = []
        for term in terms {
          guard let part = visit(term) else { return nil }
          read.append(part)
        }
        return .sum(read)
      case .call(let function, let arguments):
        var read: [Formula] = []
        for argument in arguments {
          guard let part = visit(argument) else { return nil }
          read.append(part)
        }
        return .call(function, read)
      case .product, .power(_, .number), .variable:
        return product(formula)
      case .power(let base, let exponent):
        guard let base = visit(base), let exponent = visit(exponent) else { return nil }
        return base.raised(to: exponent)
      case .number, .imaginaryUnit, .pi: return formula
      }
    }
    return visit(self)?.substituting(["\u{2022}": .s]).canonical
  }

  /// `(c, d)` where a sum is c·u + d with c and d free of s, and u is a sum.
  private func multiple(of u: Formula) -> (factor: Formula, rest: Formula)? {
    guard case .sum = u, let lead = u.terms.first(where: \.dependsOnS) else { return nil }
    for term in terms where term.dependsOnS {
      let factor = (term / lead).canonical
      guard !factor.dependsOnS else { continue }
      let rest = (self - factor * u).canonical
      return rest.dependsOnS ? nil : (factor, rest)
    }
    return nil
  }

  /// Parts through which the formula might depend on s, smallest first: its subformulas, and the
  /// squares of the arguments of functions.
  var innerCandidates: [Formula] {
    var seen: Set<Formula> = [.s, self]
    var result: [Formula] = []
    func add(_ part: Formula) {
      // Without a constant factor, which is no matter.
      let part = PowerProduct(part).coefficient == .one ? part : part.withoutCoefficient
      if seen.insert(part).inserted { result.append(part) }
    }
    func visit(_ part: Formula) {
      for child in part.children where child.dependsOnS && child != .s {
        add(child)
        if case .sum(let terms) = child {
          // A sum without its constant.
          let rest = terms.filter(\.dependsOnS)
          if rest.count < terms.count {
            add(rest.count == 1 ? rest[0] : Formula.sum(rest).canonical)
          }
        }
        if case .call(_, let arguments) = part, child == arguments.last {
          add((child * child).canonical)
        }
        visit(child)
      }
    }
    visit(self)
    return result.sorted { ($0.size() ?? 0) < ($1.size() ?? 0) }
  }

  private var withoutCoefficient: Formula {
    (self / PowerProduct(self).coefficient).canonical
  }
}
