import GenPhysNumerics
import Testing

private let x = Formula.variable("x")

/// One formula for each function, smooth at the points tried.
private let formulas: [Formula] = [
  exp(2 * x), log(1 + x), x.squareRoot, x.raised(to: .rational(-7, 3)), 1 / (1 + x * x),
  .call(.sin, [x]), .call(.cos, [3 * x]), .call(.tan, [x / 4]), .call(.asin, [x / 9]),
  .call(.acos, [x / 9]), .call(.atan, [x]), .call(.sinh, [x]), .call(.cosh, [x]),
  .call(.tanh, [x]), .call(.asinh, [x]), .call(.acosh, [1 + x]), .call(.atanh, [x / 9]),
  .call(.erf, [x]), .call(.erfc, [x]), .call(.abs, [1 - 4 * x]), .call(.besselk, [1, x]),
  .call(.besseli, [0, x]), .call(.besselj, [.half, x]),
  log(.call(.cosh, [x.squareRoot])) * exp(-x) / (x + .pi),
]

@Suite struct JetTests {
  @Test("Taylor coefficients are derivatives over factorials", arguments: formulas)
  func coefficients(_ formula: Formula) throws {
    for point in [Number.rational(2, 3), .rational(7, 5)] {
      let program = try formula.compiled(variables: ["x"])
      let jet = program.evaluate([Jet(variable: Ball(point, precision: 128), count: 5)])
      var derivative = formula
      var factorial = 1.0
      for (n, coefficient) in jet.coefficients.enumerated() {
        let value = try derivative.evaluated(at: ["x": Ball(point, precision: 128)])
        #expect(
          coefficient.isFinite && (Ball(factorial, precision: 128) * coefficient).overlaps(value),
          "derivative \(n) of \(formula) at \(point)")
        #expect(coefficient.radius < 1e-15)
        derivative = try derivative.derivative(in: "x")
        factorial *= Double(n + 1)
      }
    }
  }

  @Test("Over a ball every derivative on the ball is enclosed", arguments: formulas)
  func enclosure(_ formula: Formula) throws {
    let program = try formula.compiled(variables: ["x"])
    let wide = program.evaluate([Jet(variable: Ball(lower: 0.5, upper: 0.75), count: 4)])
    for point in [0.5, 0.6, 0.75] {
      let narrow = program.evaluate([Jet(variable: Ball(point), count: 4)])
      for (outer, inner) in zip(wide.coefficients, narrow.coefficients) {
        #expect(!outer.isFinite || outer.overlaps(inner), "\(formula)")
      }
    }
  }

  @Test("What has no derivative has no coefficients")
  func undefined() throws {
    let gamma = try Formula.call(.gamma, [x]).compiled(variables: ["x"])
    #expect(!gamma.evaluate([Jet(variable: Ball(2.0), count: 3)]).coefficients[1].isFinite)
    let absolute = try Formula.call(.abs, [x]).compiled(variables: ["x"])
    let jet = absolute.evaluate([Jet(variable: Ball(lower: -1, upper: 1), count: 3)])
    #expect(!jet.coefficients[1].isFinite)
  }
}
