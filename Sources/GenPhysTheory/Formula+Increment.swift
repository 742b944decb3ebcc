internal import GenPhysNumerics

/// A function of k as its value at k = 0 and its increment `f(k) − f(0)`.
///
/// The increment is written so that no constants cancel in it: `√(k² + m²) − m` is
/// `k²/(√(k² + m²) + m)`. As a difference it has no correct digit where k < 1e-8 m, which is everywhere
/// in units in which the mass is 1e16.
private struct Increment {
  /// f(0), free of k.
  let start: Formula
  /// f(k) − f(0).
  let change: Formula

  /// Splits a function of k; `nil` where it has no value at 0, or its increment no such form.
  init?(_ formula: Formula) {
    guard formula.contains("k") else {
      self.init(start: formula, change: .zero)
      return
    }
    switch formula {
    case .variable: self.init(start: .zero, change: formula)
    case .sum(let terms):
      var (base, rest) = (Formula.zero, Formula.zero)
      for term in terms {
        guard let part = Increment(term) else { return nil }
        (base, rest) = (base + part.start, rest + part.change)
      }
      self.init(start: base, change: rest)
    case .product(let factors):
      self.init(product: factors)
    case .power(let base, let exponent):
      self.init(base, raisedTo: exponent)
    case .call(let function, let arguments):
      guard arguments.count == 1, let argument = arguments.first else { return nil }
      self.init(function, of: argument)
    case .number, .imaginaryUnit, .pi: return nil
    }
  }

  private init(start: Formula, change: Formula) {
    self.start = start.simplified(assuming: Process.assumptions)
    self.change = change
  }

  /// `Δ(fg) = Δf·g + f(0)·Δg`.
  private init?(product factors: [Formula]) {
    var whole = Formula.one
    var result = Increment(start: .one, change: .zero)
    for factor in factors {
      guard let part = Increment(factor) else { return nil }
      let value = factor.withoutCancellation
      if result.start == .zero {
        result = Increment(start: .zero, change: whole * value)
      } else if part.start == .zero {
        result = Increment(start: .zero, change: whole * value)
      } else {
        let change =
          (result.change == .zero ? .zero : result.change * value)
          + (part.change == .zero ? .zero : result.start * part.change)
        result = Increment(start: result.start * part.start, change: change)
      }
      whole = whole * value
    }
    self = result
  }

  /// `Δ√f = Δf/(√f + √f(0))`, and `f(0)^a (e^{a ln(1 + Δf/f(0))} − 1)` for other powers.
  private init?(_ base: Formula, raisedTo exponent: Formula) {
    guard !exponent.contains("k"), let inner = Increment(base) else { return nil }
    let value = base.withoutCancellation
    if inner.start == .zero {
      guard ExactSign.of(exponent) == .positive else { return nil }
      self.init(start: .zero, change: .power(value, exponent))
      return
    }
    guard ExactSign.of(inner.start) == .positive else { return nil }
    let origin = Formula.power(inner.start, exponent)
    switch exponent {
    case .half:
      self.init(start: origin, change: inner.change / (value.squareRoot + inner.start.squareRoot))
    case .minusOne:
      if case .call(.cosh, let arguments) = base, let x = arguments.first,
        Increment(x)?.start == .zero
      {
        // 1/cosh x − 1 = −tanh x tanh(x/2), which stays finite where cosh x overflows.
        self.init(start: origin, change: -.call(.tanh, [x]) * .call(.tanh, [x * .half]))
        return
      }
      // Both parts of the quotient would overflow at large k.
      guard !base.calls([.cosh, .sinh, .exp]) else { return nil }
      self.init(start: origin, change: -(inner.change / (value * inner.start)))
    default:
      let logarithm = Formula.call(.log, [.sum([.one, inner.change / inner.start])])
      let growth = Formula.sum([.call(.exp, [exponent * logarithm]), .minusOne])
      self.init(start: origin, change: origin * growth)
    }
  }

  private init?(_ function: Formula.Function, of argument: Formula) {
    guard let inner = Increment(argument) else { return nil }
    let value = argument.withoutCancellation
    let half = inner.change * .half
    switch function {
    case .exp:
      let growth = Formula.sum([.call(.exp, [inner.change]), .minusOne])
      self.init(
        start: .call(.exp, [inner.start]),
        change: inner.start == .zero ? growth : .call(.exp, [inner.start]) * growth)
    case .log:
      guard ExactSign.of(inner.start) == .positive else { return nil }
      let ratio = inner.start == .one ? inner.change : inner.change / inner.start
      self.init(
        start: .call(.log, [inner.start]), change: .call(.log, [.sum([.one, ratio])]))
    case .cosh:
      // cosh a − cosh b = 2 sinh((a + b)/2) sinh((a − b)/2).
      self.init(
        start: .call(.cosh, [inner.start]),
        change: 2 * .call(.sinh, [inner.start + half]) * .call(.sinh, [half]))
    case .cos:
      self.init(
        start: .call(.cos, [inner.start]),
        change: -2 * .call(.sin, [inner.start + half]) * .call(.sin, [half]))
    case .sin, .tan, .sinh, .tanh, .asin, .atan, .asinh, .atanh, .erf:
      guard inner.start == .zero else { return nil }
      self.init(start: .zero, change: .call(function, [value]))
    default: return nil
    }
  }
}

extension Formula {
  /// The same function of k, for evaluation: sums whose terms cancel at k = 0 are sums of increments.
  ///
  /// The values agree exactly; only rounding differs. For the formula as it is written, ask no further.
  var withoutCancellation: Formula {
    // Each level of nesting doubles the work, so that a tower of 60 roots never ended.
    guard contains("k"), size(upTo: 60) != nil else { return self }
    guard case .sum(let terms) = self else { return mapChildren(\.withoutCancellation) }
    var starts: [Formula] = []
    var changes = Formula.zero
    var others = Formula.zero
    for term in terms {
      // A term that vanishes at 0 has nothing to cancel, and keeps its form for large k.
      if let part = Increment(term), part.start != .zero {
        starts.append(part.start)
        changes = changes + part.change
      } else {
        others = others + term.withoutCancellation
      }
    }
    // Starts of one sign, or that stay apart, do not cancel: there is nothing to gain.
    let signs = Set(starts.compactMap(\.realValue).map(\.sign))
    let start = Formula.sum(starts + [.zero]).simplified(assuming: Process.assumptions)
    guard starts.count > 1, signs.count != 1,
      start == .zero || start.terms.count < starts.count - 1
    else { return mapChildren(\.withoutCancellation) }
    return start + changes + others
  }
}
