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
          .power, x, .number(.decimal(0.5)), at: arguments.span)
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
      guard case .number(let order)? = arguments["order"] else { return .nothing }
      // Refuses what is no number.
      _ = try arguments.numbers("x")
      let numbers = arguments["x"]?.realNumbers ?? []
      let results = try numbers.map { x throws(Fault) -> Value in
        let value = Double.apply(function, order: order.value, x.value)
        guard !value.isNaN else {
          throw Fault(
            .undefined,
            "\(function.rawValue)(\(NumberFormat.text(order.value)), "
              + "\(NumberFormat.text(x.value))) is not a real number", at: arguments.span)
        }
        guard numbers.count <= Arithmetic.longestExactList, let exactOrder = order.exact,
          let argument = x.exact,
          let exact = ExactArithmetic.bounded(.call(function, [exactOrder, argument]))
        else { return .number(Estimate(value, error: spread(function, order, x))) }
        return .number(.exactly(exact, near: value))
      }
      if case .list? = arguments["x"] { return .list(results) }
      return results.first ?? .nothing
    }
  }

  /// How far the errors of order and argument move the value, to first order.
  private static func spread(
    _ function: Formula.Function, _ order: RealNumber, _ x: RealNumber
  ) -> Double {
    guard order.error > 0 || x.error > 0 else { return 0 }
    func value(_ orderChange: Double, _ change: Double) -> Double {
      Double.apply(function, order: order.value + orderChange, x.value + change)
    }
    let middle = value(0, 0)
    let byOrder = [order.error, -order.error].map { (value($0, 0) - middle).magnitude }
    let byArgument = [x.error, -x.error].map { (value(0, $0) - middle).magnitude }
    let error = byOrder.reduce(0, max) + byArgument.reduce(0, max) + middle.ulp
    return error.isNaN ? .infinity : error
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
