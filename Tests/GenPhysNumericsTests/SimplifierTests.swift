import GenPhysNumerics
import Testing

private let i = Formula.imaginaryUnit
private let k: Formula = "k"
private let m: Formula = "m"
private let t: Formula = "t"
private let wave = Assumptions.wave.assuming("m", .positive).assuming("c", .positive)

struct SimplifierCase: Sendable, CustomTestStringConvertible {
  let formula: Formula
  let expected: String
  var testDescription: String { formula.description }

  init(_ formula: Formula, _ expected: String) {
    self.formula = formula
    self.expected = expected
  }
}

@Suite struct SimplifierTests {
  @Test(arguments: [
    SimplifierCase(i * (-i * pow(k, 2)), "k^2"),
    SimplifierCase(pow(k + 1, 2) - 2 * k - 1, "k^2"),
    SimplifierCase(sqrt(pow(k, 4)), "k^2"),
    SimplifierCase(exp(2 * log(k)), "k^2"),
    SimplifierCase(k * k, "k^2"),
    SimplifierCase(sqrt(4 * pow(k, 2) + 4), "2*sqrt(k^2 + 1)"),
    SimplifierCase(sqrt(pow(k, 2) + 2) * sqrt(pow(k, 2) + 2), "k^2 + 2"),
    SimplifierCase((pow(k, 2) + pow(m, 2)) / sqrt(pow(k, 2) + pow(m, 2)), "sqrt(k^2 + m^2)"),
    SimplifierCase(.call(.abs, [k]), "k"),
    SimplifierCase(pow(k, 3) / k, "k^2"),
    SimplifierCase(pow(sqrt(k), 4), "k^2"),
    SimplifierCase(1 / (1 / k), "k"),
    SimplifierCase(i * (-i * sqrt(pow(k, 2) + pow(m, 2))), "sqrt(k^2 + m^2)"),
    SimplifierCase(sqrt(pow("c", 2) * k), "c*sqrt(k)"),
    SimplifierCase(sqrt(pow("c", 2) * pow(k, 2) + pow("c", 2) * pow(m, 2)), "c*sqrt(k^2 + m^2)"),
    SimplifierCase(exp(k) * exp(m), "exp(k + m)"),
    SimplifierCase(log(exp(k)), "k"),
    SimplifierCase(pow(pow(k, 2), "a"), "k^(2*a)"),
    SimplifierCase(sqrt(-(1 + pow(k, 2))), "i*sqrt(k^2 + 1)"),
    SimplifierCase(.call(.besselk, [-.half, k]) / .call(.besselk, [.half, k]), "1"),
    SimplifierCase(k / k - 1, "0"),
    SimplifierCase(.call(.sin, [-k]), "-sin(k)"),
    SimplifierCase(.call(.cosh, [-k]), "cosh(k)"),
    SimplifierCase(sqrt(8), "2*sqrt(2)"),
    SimplifierCase(sqrt(.rational(9, 4)), "3/2"),
    SimplifierCase(sqrt(-4), "2*i"),
    SimplifierCase(pow(1 + i, 2) - 2 * i, "0"),
    SimplifierCase(sqrt(pow(k, 2) + 2 * k + 1), "k + 1"),
    SimplifierCase(
      pow(k, 2) / sqrt(pow(k, 2) + pow(m, 2)) + pow(m, 2) / sqrt(pow(k, 2) + pow(m, 2)),
      "sqrt(k^2 + m^2)"),
    SimplifierCase(.real(0.1) + .real(0.2), "3/10"),
    SimplifierCase(-i * sqrt(pow(k, 2) + pow(m, 2)), "-i*sqrt(k^2 + m^2)"),
    SimplifierCase(1 - exp(-pow(k, 2)), "1 - exp(-k^2)"),
    SimplifierCase((pow(k, 2) - 1) / (k - 1) - 1, "k"),
    SimplifierCase(.power(pow(k, 2), .real(0.65)), "k^(13/10)"),
    SimplifierCase(.call(.tanh, [i * k]), "i*tan(k)"),
    SimplifierCase(exp(i * .pi), "-1"),
    SimplifierCase(.call(.re, [(Formula.half + i) * pow(k, 2)]), "k^2/2"),
  ])
  func canonicalForm(_ example: SimplifierCase) {
    #expect(example.formula.simplified(assuming: wave).description == example.expected)
  }

  @Test func complexVariablesKeepTheirBranches() {
    let x: Formula = "x"
    let root = sqrt(pow(x, 2))
    #expect(root.simplified() == root)
    #expect(root.simplified(assuming: ["x": .real]).description == "abs(x)")
    #expect(log(exp(x)).simplified() == log(exp(x)))
    #expect(sqrt(x * "y").simplified().description == "sqrt(x*y)")
  }

  @Test func matchers() throws {
    let poly = try #require((pow(k, 4) - m * pow(k, 2)).asPolynomial(in: "k"))
    #expect(poly == [4: 1, 2: -m])
    let mono = try #require((2 * m * pow(pow(k, 2), "a")).asMonomial(in: "k", assuming: wave))
    #expect(mono.coefficient.description == "2*m")
    #expect(mono.exponent.description == "2*a")
    let root = try #require(
      (i * (-i * sqrt(4 * pow(k, 2) + 4 * pow(m, 2)))).asPowerOfPolynomial(in: "k", assuming: wave))
    #expect(root.coefficient == 2 && root.exponent == .half)
    #expect(root.polynomial == [2: 1, 0: pow(m, 2)])
    let source = try #require(
      (-pow(m, 2) * "phi" + 3 * ("p" - "phi")).coefficients(linearIn: ["phi", "p"]))
    #expect(source["p"] == 3)
    #expect(source["phi"]?.description == "-m^2 - 3")
    #expect((Formula.variable("phi") * "p").coefficients(linearIn: ["phi", "p"]) == nil)
    #expect((Formula.variable("phi") + 1).coefficients(linearIn: ["phi", "p"]) == nil)
  }

  @Test func evaluation() throws {
    let f = i * (-i * sqrt(pow(k, 2) + pow(m, 2)))
    let compiled = try f.compiled(variables: ["k", "m"])
    #expect(compiled.realValue([3, 4]) == 5)
    let g = try (pow(k, 3) / (2 * m) - 1).compiled(variables: ["k", "m"])
    #expect(g.evaluate([2.0, 4.0]) == 0)
    #expect(g.evaluate([0, 4], varying: 0, through: [2.0, 4.0]) == [0, 7])
  }
}
