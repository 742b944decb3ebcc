internal import ComplexModule
internal import GenPhysNumerics
internal import Numerics

extension Formula {
  /// Whether nothing at a few points speaks against a class: a numerical sieve for the search.
  ///
  /// Signs of the function and of its first derivatives, and for the complete classes the sign of
  /// Im f in the upper half-plane. Only what is wrong by far more than rounding speaks against it.
  func isPlausible(_ membership: FunctionClass) -> Bool {
    let names = variables
    guard names.contains(ProofContext.variable), let program = try? compiled(variables: names)
    else {
      return true
    }
    func arguments<T>(_ s: T, _ other: (Double) -> T) -> [T] {
      names.enumerated().map { index, name in
        name == ProofContext.variable
          ? s
          : other(min(1 + Double(index) / 13, (ProofContext.bounds[name]?.doubleValue ?? 9) / 2))
      }
    }
    return [0.02, 0.7, 9, 300].allSatisfy { s in
      let jet = program.evaluate(
        arguments(Jet(variable: s, count: 5)) { Jet(constant: $0) })
      return !Self.speaksAgainst(membership, jet, at: s)
    }
      && (!membership.isComplete || mentionsManyValued
        || [0.05, 1, 20].allSatisfy { size in
          [0.6, 1.6, 2.6, 3.05].allSatisfy { angle in
            let value = program.evaluate(
              arguments(Complex(length: size, phase: angle)) { Complex($0) })
            guard value.isFinite else { return true }
            let rise = membership == .stieltjes ? -value.imaginary : value.imaginary
            return rise > -1e-7 * value.length
          }
        })
  }

  /// Whether a logarithm or a root is taken of what winds around 0: then the continuation from the
  /// half-line is not by principal values.
  private var mentionsManyValued: Bool {
    func winds(_ part: Formula) -> Bool { part.growth > 1 + 1e-9 }
    switch self {
    case .call(.log, let arguments) where arguments.contains(where: winds): return true
    case .power(let base, let exponent) where exponent.numberValue?.integer == nil && winds(base):
      return true
    default: return children.contains(where: \.mentionsManyValued)
    }
  }

  /// How many half-turns the function makes at most while s makes one, roughly: its power at ∞ or 0.
  private var growth: Double {
    switch self {
    case .variable: self == .s ? 1 : 0
    case .number, .imaginaryUnit, .pi: 0
    case .sum(let terms): terms.map(\.growth).max() ?? 0
    case .product(let factors): factors.map(\.growth).reduce(0, +)
    case .power(let base, let exponent):
      base.growth * (exponent.numberValue?.doubleValue.magnitude ?? 1)
    case .call(let function, let arguments):
      switch function {
      case .exp, .cosh, .sinh, .besseli: dependsOnS ? .infinity : 0
      default: arguments.map(\.growth).max() ?? 0
      }
    }
  }

  private static func speaksAgainst(
    _ membership: FunctionClass, _ jet: Jet<Double>, at s: Double
  ) -> Bool {
    var power = 1.0
    var values: [Double] = []
    for coefficient in jet.coefficients {
      values.append(coefficient * power)
      power *= s
    }
    guard values.allSatisfy(\.isFinite) else { return false }
    let size = values.map(\.magnitude).max() ?? 0
    return values.enumerated().contains { n, value in
      // Members decrease in absolute value with alternating derivatives, from f or from f′ on.
      let isPositive = n == 0 || (membership.isIncreasing ? n & 1 == 1 : n & 1 == 0)
      return (isPositive ? value : -value) < -1e-6 * size
    }
  }

  /// Whether the function is smaller at s = 2 than at s = 1, numerically; parameters are near 1.
  var decreases: Bool {
    let names = variables
    guard let program = try? compiled(variables: names) else { return false }
    func value(_ s: Double) -> Double {
      program.realValue(names.map { $0 == ProofContext.variable ? s : 1.1 })
    }
    return value(2) < value(1)
  }
}
