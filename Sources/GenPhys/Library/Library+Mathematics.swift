internal import GenPhysSyntax
internal import GenPhysNumerics
internal import Numerics

extension Library {
  /// The functions of formulas, applied to numbers, and a few of real numbers only.
  static let mathematicsBuiltins: [Builtin] =
    Formula.Function.allCases.map(elementary) + [
      Builtin(
        name: "sqrt", topic: .mathematics, summary: "The principal square root.",
        parameters: [.init("x", .numeric, "a number or a list")], result: .numeric,
        examples: ["sqrt(2)"]
      ) { arguments, _ throws(Fault) in
        guard let x = arguments["x"] else { return .nothing }
        return try Arithmetic.apply(
          .power, x, .number(Estimate(0.5, error: 0)), at: arguments.span)
      },
      Builtin(
        name: "ln", topic: .mathematics, summary: "The natural logarithm, as log.",
        parameters: [.init("x", .numeric, "a number or a list")], result: .numeric,
        examples: ["ln(e)"]
      ) { arguments, _ throws(Fault) in
        guard let x = arguments["x"] else { return .nothing }
        return try Arithmetic.apply(.log, x, at: arguments.span)
      },
    ]

  private static func elementary(_ function: Formula.Function) -> Builtin {
    if function.arity == 2 { return bessel(function) }
    return Builtin(
      name: function.rawValue, topic: .mathematics, summary: summary(of: function),
      parameters: [.init("x", .numeric, "a number or a list")], result: .numeric,
      examples: ["\(function.rawValue)(0.5)"]
    ) { arguments, _ throws(Fault) in
      guard let x = arguments["x"] else { return .nothing }
      return try Arithmetic.apply(function, x, at: arguments.span)
    }
  }

  private static func bessel(_ function: Formula.Function) -> Builtin {
    Builtin(
      name: function.rawValue, topic: .mathematics, summary: summary(of: function),
      parameters: [
        .init("order", .number, "the order, a real number"),
        .init("x", [.number, .list], "a real number or a list"),
      ], result: .numeric, examples: ["\(function.rawValue)(0.5, 1)"]
    ) { arguments, _ throws(Fault) in
      let order = try arguments.number("order", default: 0)
      let results = try (arguments.numbers("x") ?? []).map { x throws(Fault) -> Value in
        let value = Double.apply(function, order: order, x)
        guard !value.isNaN else {
          throw Fault(
            .undefined,
            "\(function.rawValue)(\(NumberFormat.text(order)), "
              + "\(NumberFormat.text(x))) is not a real number", at: arguments.span)
        }
        return .number(Estimate(value, error: 0))
      }
      if case .list? = arguments["x"] { return .list(results) }
      return results.first ?? .nothing
    }
  }

  private static func summary(of function: Formula.Function) -> String {
    switch function {
    case .exp: "The exponential."
    case .log: "The natural logarithm, cut along the negative axis."
    case .abs: "The magnitude."
    case .re: "The real part."
    case .im: "The imaginary part."
    case .conj: "The complex conjugate."
    case .gamma: "Euler's gamma function."
    case .erf: "The error function."
    case .erfc: "The complementary error function, 1 - erf(x)."
    case .besselj: "The Bessel function J of real order."
    case .besseli: "The modified Bessel function I of real order."
    case .besselk: "The modified Bessel function K of real order."
    case .sin, .cos, .tan: "The trigonometric function, of an angle in radians."
    case .asin, .acos, .atan: "The inverse trigonometric function, in radians."
    case .sinh, .cosh, .tanh: "The hyperbolic function."
    case .asinh, .acosh, .atanh: "The inverse hyperbolic function."
    }
  }
}
