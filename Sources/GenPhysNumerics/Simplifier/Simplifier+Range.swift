#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

// Where real values surely lie. `nil` means "may be complex, or nothing is known".

extension Assumptions {
  /// An interval that surely contains the value of `formula`; `nil` where it may not be real.
  package func range(of formula: Formula) -> RealRange? {
    switch formula {
    case .number(let n):
      let x = n.doubleValue
      let slack = n.integer == nil ? x.ulp : 0
      return RealRange(x - slack, x + slack, excludesZero: x != 0)
    case .pi: return RealRange(Double.pi, Double.pi.nextUp)
    case .imaginaryUnit: return nil
    case .variable(let name): return range(of: name)
    case .sum(let terms): return combine(terms, RealRange(0, 0), +)
    case .product(let factors): return combine(factors, RealRange(1, 1), *)
    case .power(let base, let exponent): return powerRange(base, exponent)
    case .call(let function, let arguments): return callRange(function, arguments)
    }
  }

  private func combine(
    _ parts: [Formula], _ start: RealRange, _ join: (RealRange, RealRange) -> RealRange
  ) -> RealRange? {
    var result = start
    for part in parts {
      guard let range = range(of: part) else { return nil }
      result = join(result, range)
    }
    return result
  }

  private func powerRange(_ base: Formula, _ exponent: Formula) -> RealRange? {
    guard let range = range(of: base) else { return nil }
    if let n = exponent.numberValue?.integer {
      if n & 1 == 0 {
        return range.excludesZero || n > 0
          ? RealRange(0, .infinity, excludesZero: range.excludesZero) : .nonnegative
      }
      if range.isNonnegative {
        return RealRange(0, .infinity, excludesZero: range.excludesZero || n < 0)
      }
      return range.isNonpositive
        ? RealRange(-.infinity, 0, excludesZero: range.excludesZero) : .all
    }
    guard range.isNonnegative, let power = self.range(of: exponent) else { return nil }
    if exponent == .half { return range.increasing { $0.squareRoot() } }
    _ = power
    return RealRange(0, .infinity, excludesZero: range.excludesZero)
  }

  private func callRange(_ function: Formula.Function, _ arguments: [Formula]) -> RealRange? {
    guard arguments.count == function.arity, let first = arguments.first else { return nil }
    if function == .abs {
      return RealRange(0, .infinity, excludesZero: range(of: first)?.excludesZero ?? false)
    }
    if function == .re || function == .im { return range(of: first) ?? .all }
    guard let x = range(of: first) else { return nil }
    switch function {
    case .exp: return RealRange(0, .infinity, excludesZero: true)
    case .log:
      return x.isPositive ? RealRange(x.lower >= 1 ? 0 : -.infinity, .infinity) : nil
    case .sin, .cos: return RealRange(-1, 1)
    case .tan: return .all
    case .asin, .acos, .atanh:
      guard x.lower >= -1, x.upper <= 1 else { return nil }
      return function == .acos ? RealRange(0, Double.pi.nextUp) : signed(x)
    case .acosh: return x.lower >= 1 ? .nonnegative : nil
    case .cosh: return RealRange(1, .infinity)
    case .sinh, .asinh, .atan: return signed(x)
    case .tanh, .erf:
      let sign = signed(x)
      return RealRange(
        max(-1, sign.lower), min(1, sign.upper), excludesZero: x.excludesZero)
    case .erfc: return RealRange(0, 2, excludesZero: true)
    case .gamma: return x.isPositive ? .positive : .all
    case .conj: return x
    case .besselj, .besseli, .besselk:
      guard let argument = range(of: arguments[1]) else { return nil }
      if function == .besselk { return argument.isPositive ? .positive : nil }
      if function == .besseli, x.isNonnegative, argument.isPositive { return .positive }
      return argument.isNonnegative ? .all : nil
    case .abs, .re, .im: return .all
    }
  }

  /// The range of an odd increasing function of a value in `x`.
  private func signed(_ x: RealRange) -> RealRange {
    RealRange(
      x.isNonnegative ? 0 : -.infinity, x.isNonpositive ? 0 : .infinity,
      excludesZero: x.excludesZero)
  }

  package func isReal(_ formula: Formula) -> Bool { range(of: formula) != nil }
  package func isNonnegative(_ formula: Formula) -> Bool {
    range(of: formula)?.isNonnegative ?? false
  }
  package func isPositive(_ formula: Formula) -> Bool { range(of: formula)?.isPositive ?? false }
  package func isNonpositive(_ formula: Formula) -> Bool {
    range(of: formula)?.isNonpositive ?? false
  }
}
