internal import GenPhysNumerics

extension Formula {
  /// Whether the formula is certainly real and analytic for positive values of all its variables: no
  /// pole, no cut and no kink is met.
  ///
  /// Functions with cuts or poles count where the sign of their argument keeps clear of them.
  var isCertainlySmooth: Bool {
    switch self {
    case .number(.rational), .pi, .variable: return true
    case .number(.real), .imaginaryUnit: return false
    case .sum(let parts), .product(let parts): return parts.allSatisfy(\.isCertainlySmooth)
    case .power(let base, let exponent):
      guard base.isCertainlySmooth, exponent.isCertainlySmooth else { return false }
      switch ExactSign.of(base.canonical) {
      case .positive?: return true
      case .negative?: return exponent.numberValue?.integer != nil
      default: return (exponent.numberValue?.integer).map { $0 >= 0 } ?? false
      }
    case .call(let function, let arguments):
      guard arguments.count == function.arity, arguments.allSatisfy(\.isCertainlySmooth),
        let x = arguments.last
      else { return false }
      switch function {
      case .exp, .sin, .cos, .sinh, .cosh, .tanh, .asinh, .atan, .erf, .erfc: return true
      case .log: return ExactSign.of(x.canonical) == .positive
      case .besselj, .besseli, .besselk:
        return !arguments[0].dependsOnS && ExactSign.of(x.canonical) == .positive
      case .tan, .asin, .acos, .acosh, .atanh, .gamma, .abs, .re, .im, .conj: return false
      }
    }
  }
}
