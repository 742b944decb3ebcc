import GenPhys
import GenPhysNumerics
import GenPhysSyntax
import GenPhysTheory
import Testing

/// Declarations whose truth was worked out by hand, most of them judged wrongly or not at all once.
@Suite struct VerdictRegressionTests {
  struct Case: CustomTestStringConvertible, Sendable {
    let body: String
    /// C1 and C2; `nil` where only a wrong answer is excluded, which `never` names.
    var c1: Bool?
    var c2: Bool?
    var dimensions: Verdict.Dimensions?
    var atomRate: Double?
    /// A verdict that must not be given.
    var never: Bool?
    var testDescription: String { body }
  }

  static let cases: [Case] = [
    // A sawtooth has a positive derivative, and jumps.
    Case(body: "omega = -i*log(exp(i*k))*(-i)", never: true),
    Case(body: "omega = -i*(log(1+k^2)+log(exp(i*k))/i)", never: true),
    // Exact numbers stay exact: what is left of a difference counts.
    Case(body: "omega = -i*(k^2 - (2^70 - (2^35-1)*(2^35+1))*k)", never: true),
    Case(
      body: "omega = -i*(k^2 - (4000000007/4000000009 - 4000000009/4000000011)*k^4)", c1: false),
    Case(body: "omega = -i*(k^2+((1+1e-10)^2-1.0000000002)*k^4)", c1: false),
    Case(body: "omega = -i*((1+1e-10)^2-1.0000000002)*k^2", c1: true, c2: true),
    Case(body: "omega = -i*(1.00000000000000000001-1)*k", c1: true, c2: true),
    Case(body: "omega = -i*1e-20*k^2", c1: true, c2: true),
    Case(body: "omega = -i*(1e19*k^2+k)", c1: true, c2: true),
    Case(body: "omega = -i*(0.1234567890123456789*k^2 + 1e300*k)", c1: true, c2: true),
    // The closure: poles, real symbols, and the current far out.
    Case(body: "omega = -i*k^2; source = -lap(phi)+lap(lap(lap(phi)))", c1: false),
    Case(body: "omega = -i*k^2; source = -lap(phi)-lap(lap(phi))", c1: false),
    Case(body: "equation dt(phi)+dt(lap(phi))+phi-lap(lap(phi)) = 0", never: true),
    Case(body: "omega = -i*k^2; source = i*lap(p)", never: true),
    Case(body: "equation dtt(phi) = phi + sqrt(-lap)*phi", c1: true, c2: true),
    Case(body: "omega = -i*(k^2-1); source = phi", c1: true, c2: true),
    Case(body: "omega = -i*k^0.3", c1: true, c2: true),
    Case(body: "omega = -i*t", c1: false, c2: false),
    Case(body: "omega = -i*(k^2+t); source = -0.5*p", c1: false),
    Case(body: "omega = -i*k^2/t", c1: false),
    Case(
      body: "omega = -i*k^2*(abs(1 + cos(pi*k) - 4e-17*cos(2*pi*k)) + 1e-17)", c1: false),
    Case(
      body: "omega = -i*(1000*(1-exp(-k^2)) + 1 - exp(-k^2)*cos(k))", c1: true, c2: true,
      dimensions: .within(1, nil), atomRate: 1001),
    // Branches keep their numbers where a radicand changes its sign.
    Case(body: "equation (dt - lap)*(dt + lap + 1)*phi = 0", c1: true, c2: true, dimensions: .all),
    Case(
      body: "equation dtt(phi) + dt(phi) = lap(lap(phi)) + lap(phi)", c1: true, c2: true,
      dimensions: .all),
    Case(body: "equation (dt - lap - 1)*(dt + lap)*phi = 0", c1: false, c2: true),
    // Rough ones.
    Case(body: "omega = -i*(1-1/cosh(k))", c1: true, c2: true, atomRate: 1),
    Case(body: "omega = -i*(1-k*besselk(1,k))", c1: true, c2: true, atomRate: 1),
    Case(body: "omega = -i*tanh(log(1+k))", c1: true, c2: true, atomRate: 1),
    Case(body: "omega = -i*(1-1/(1+log(1+k^2)))", c1: true, c2: true, atomRate: 1),
    Case(body: "omega = -i*(1-2^(-k))", c1: true, c2: true, atomRate: 1),
    // Special functions of roots.
    Case(body: "omega = -i*tanh(sqrt(k^2+k))", c1: true, c2: true, dimensions: .all),
    Case(body: "omega = -i*log(cosh(sqrt(k^2+k)))", c1: true, c2: true, dimensions: .all),
    Case(body: "omega = -i*(1-besselk(0,sqrt(1+k^2))/besselk(0,1))", c1: true, c2: true),
    Case(body: "omega = -i*log(k/(1-exp(-k)))", c1: true, c2: true),
    Case(body: "omega = -i*sinh(log(1+k))", c1: true, c2: true),
    // Equations of two and three branches, linear in one function of k.
    Case(
      body: "equation dtt(phi) = lap(phi) + dt(lap(phi))", c1: true, c2: true,
      dimensions: .upTo(1), atomRate: 1),
    Case(
      body: "equation dtt(phi) + dt(phi) = lap(phi) + 0.5*dt(lap(phi))", c1: true, c2: true,
      atomRate: 2),
    Case(
      body: "equation dtt(phi) + dt(phi) = lap(phi) + 2*dt(lap(phi))", c1: true, c2: true,
      dimensions: .all, atomRate: 0.5),
    Case(
      body: "equation dttt(phi) + dtt(phi) = lap(phi) + 2*dt(lap(phi))", c1: true, c2: true,
      dimensions: .upTo(1)),
    Case(body: "equation (dt+3)*(dt-lap+2)*phi = 0", c1: true, c2: true, dimensions: .all),
    Case(body: "equation (dt+1)*(dt+2)*(dt-lap)*phi = 0", c1: true, c2: true, dimensions: .all),
    Case(body: "omega^2 + i*omega*(1+k) = k", c1: true, c2: true, dimensions: .all),
    // Growth in time.
    Case(body: "omega = -i*k^2*cos(t)", c1: false, c2: false),
    Case(body: "equation dttt(phi) + dtt(phi) = lap(phi) + 0.5*dt(lap(phi))", c1: false, c2: false),
  ]

  private static func verdict(_ body: String) throws -> Verdict {
    var session = Session()
    let script = Syntax.parse(SourceText(name: "case", "pde p { \(body) };\np"))
    var result: Value?
    for cell in script.cells {
      result = session.run(cell, in: script.source).value
    }
    guard case .process(let process)? = result else { throw Missing() }
    return try process.verdict()
  }

  private struct Missing: Error {}

  @Test(arguments: cases)
  func isJudgedRightly(_ example: Case) throws {
    let verdict = try Self.verdict(example.body)
    if let c1 = example.c1 {
      #expect(verdict.c1.holds == c1 && verdict.c1.proved, "\(verdict.c1.reason)")
    }
    if let c2 = example.c2 {
      #expect(verdict.c2.holds == c2 && verdict.c2.proved, "\(verdict.c2.reason)")
    }
    if let dimensions = example.dimensions { #expect(verdict.dimensions == dimensions) }
    if let rate = example.atomRate {
      #expect(((verdict.atomRate ?? .nan) - rate).magnitude < 1e-9)
    }
    if let never = example.never { #expect(verdict.isGenerative != never) }
  }

  /// A parameter may be called like the variable that proofs use.
  @Test func parametersMayHaveAnyName() throws {
    for name in ["s", "u", "x", "z", "m"] {
      let formula = "k^2 + k + \(name)*sqrt(k)"
      let script = Syntax.parse(
        SourceText(name: "case", "pde p(\(name)) { omega = -i*(\(formula)) };\np"))
      var session = Session()
      var value: Value?
      for cell in script.cells { value = session.run(cell, in: script.source).value }
      guard case .process(let process)? = value else {
        Issue.record("no process")
        continue
      }
      let verdict = process.generalVerdict()
      #expect(verdict.isGenerative == true && verdict.isProved, "\(verdict.c1.reason)")
    }
  }
}
