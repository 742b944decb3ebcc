internal import CFlint

/// Integrals with a proven error bound: Petras' algorithm, as implemented in Arb.
package enum RigorousIntegral {
  /// What the C callback sees.
  private final class Context {
    let integrand: (Ball) -> Ball
    init(_ integrand: @escaping (Ball) -> Ball) { self.integrand = integrand }
  }

  /// `∫ f(x) dx` from a to b along the segment, enclosed.
  ///
  /// - Parameters:
  ///   - relativeBits, absoluteBits: the goal 2^−bits; a failure only widens the enclosure.
  ///   - precision: the working precision in bits.
  ///   - integrand: maps a ball to an enclosure of f on it. Where the argument `requiresAnalytic` it
  ///     must return everything unless f is analytic there; functions of `Ball` do this themselves.
  /// - Returns: a ball that contains the integral, possibly everything.
  package static func integrate(
    from a: Ball, to b: Ball, relativeBits: Int = 60, absoluteBits: Int = 60,
    precision: Int = 96, integrand: @escaping (Ball) -> Ball
  ) -> Ball {
    let bits = Ball.clamp(precision)
    let context = Context(integrand)
    let callback: acb_calc_func_t = { output, input, parameter, order, bits in
      guard let output, let input, let parameter else { return 0 }
      let context = Unmanaged<Context>.fromOpaque(parameter).takeUnretainedValue()
      // Past the deadline nothing is enclosed any more, and the bisection soon gives up.
      if Deadline.isOver {
        acb_indeterminate(output)
        return 0
      }
      // order 1 asks whether f is analytic on the ball; 0 asks for an enclosure only.
      let argument = Ball.make(bits, requiresAnalytic: order != 0) { acb_set($0, input) }
      context.integrand(argument).read { acb_set(output, $0) }
      return 0
    }
    return withExtendedLifetime(context) {
      a.map(b) { result, a, b, _ in
        var tolerance = mag_struct()
        mag_init(&tolerance)
        mag_set_ui_2exp_si(&tolerance, 1, -absoluteBits)
        _ = acb_calc_integrate(
          result, callback, Unmanaged.passUnretained(context).toOpaque(), a, b, relativeBits,
          &tolerance, nil, bits)
        mag_clear(&tolerance)
      }
    }
  }

  /// `∫ f` over one variable of a compiled formula, the others held at `values`.
  package static func integrate(
    _ formula: CompiledFormula, values: [Ball], varying slot: Int, from a: Ball, to b: Ball,
    precision: Int = 96
  ) -> Ball {
    integrate(from: a, to: b, precision: precision) { x in
      var arguments = values
      arguments[slot] = x
      return formula.evaluate(arguments)
    }
  }
}
