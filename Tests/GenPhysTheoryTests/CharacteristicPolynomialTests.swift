import ComplexModule
import GenPhysNumerics
import GenPhysTheory
import Numerics
import Testing

/// Roots of polynomials in λ against the polynomial itself.
@Suite struct CharacteristicPolynomialTests {
  /// A polynomial by its coefficients, from the constant term upwards.
  struct Case: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let coefficients: [Formula]

    init(_ name: String, _ coefficients: [Formula]) {
      testDescription = name
      self.coefficients = coefficients
    }
  }

  static let k = Formula.variable("k")
  static let s = k * k

  static let solvable: [Case] = [
    Case("linear", [-s, 1]),
    Case("pure square", [-s - 4, 0, 1]),
    Case("telegraph", [s, -2, 1]),
    Case("complex coefficients", [s, .imaginaryUnit, 2]),
    Case("cube", [-s, 0, 0, 1]),
    Case("cubic", [-s, 1 + s, -1, .rational(1, 5)]),
    Case("cubic with a root 0", [0, s, -3, 1]),
    Case("biquadratic", [s * s, 0, 1 + s, 0, 1]),
    Case("shifted biquadratic", [s, -4, 6, -4, 1]),
    Case("eighth order", [-s, 0, 0, 0, 0, 0, 0, 0, 1]),
    Case("fifth roots", [s, 0, 0, 0, 0, 2]),
    Case("three heats", [-6 * s * s * s, 11 * s * s, -6 * s, 1]),
    Case("Poisson and heat", [s * s, -s, -s, 1]),
    Case("quintic of factors", [0, -s, s, s + 1, -1 - s, 1]),
  ]

  @Test(arguments: solvable)
  func rootsAreRoots(example: Case) throws {
    let polynomial = CharacteristicPolynomial(coefficients: example.coefficients)
    guard let roots = polynomial.roots else {
      // Not every polynomial has a formula here.
      #expect(example.testDescription == "quintic of factors")
      return
    }
    #expect(roots.count == polynomial.degree)
    let programs = try roots.map { try $0.compiled(variables: ["k"]) }
    let coefficients = try polynomial.coefficients.map { try $0.compiled(variables: ["k"]) }
    for k in [0.3, 0.77, 1.9, 5.3] {
      let place = [Complex(k)]
      let c = coefficients.map { $0.evaluate(place) }
      let values = programs.map { $0.evaluate(place) }
      for root in values {
        var value = Complex<Double>.zero
        var scale = 0.0
        for coefficient in c.reversed() {
          value = value * root + coefficient
          scale = scale * root.length + coefficient.length
        }
        #expect(value.length <= 1e-11 * scale, "\(example) at k = \(k): \(root)")
      }
      // Multiplicities count: the sum of the roots is −c_{n−1}/c_n.
      let sum = values.reduce(Complex<Double>.zero, +)
      let expected = -c[c.count - 2] / c[c.count - 1]
      #expect((sum - expected).length <= 1e-11 * (1 + values.map(\.length).reduce(0, +)))
    }
  }

  @Test func generalQuarticHasNoFormulaHere() {
    let s = Self.s
    #expect(CharacteristicPolynomial(coefficients: [s, 1, s + 1, 2, 1]).roots == nil)
  }

  @Test(arguments: [
    ([Formula.variable("k") * .imaginaryUnit, -Formula.variable("k") * .imaginaryUnit], "wave"),
    ([Formula.variable("k"), -Formula.variable("k")], "Poisson"),
  ])
  func dampingActsOnTheSecondDerivative(roots: [Formula], name: String) throws {
    // λ² + s → λ² − 2ελ + s has the roots ε ± √(ε² − s).
    let eps = Number(2)
    let process = Process(name: name, frequencies: roots.map { -.imaginaryUnit * $0 })
    let damped = try process.damped(eps: eps)
    let sign = name == "wave" ? -1.0 : 1.0
    for k in [0.5, 1.7, 3.0] {
      let expected = Complex<Double>.sqrt(Complex(4 + sign * k * k))
      let rates = try damped.decayRates.map {
        try $0.compiled(variables: ["k", "t"]).evaluate([Complex(k), .one])
      }
      for (rate, value) in zip(rates, [2 + expected, 2 - expected]) {
        #expect((rate - value).length < 1e-12)
      }
    }
  }
}
