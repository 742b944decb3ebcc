import GenPhys
import GenPhysSyntax
import GenPhysTheory
import Testing

/// Processes that no table lists, with the answer known by hand: general rules, not cases.
private let generative = [
  // Water waves, phonons, quasi-particles as decay rates.
  "sqrt(k*tanh(k))", "sqrt(k*tanh(k)*(1+k^2))", "sqrt(k^2*(k^2+2))", "k^2/(1+k^2)", "k*tanh(k)",
  // Tempered, geometric and mixed stable laws.
  "(k^2+4)^(3/4)-4^(3/4)", "log(1+k^1.5)", "k^0.5+k^1.5", "k^1.999", "k^(pi/2)", "k^sqrt(2)",
  "log(1+log(1+k^2))", "log(1+k)^2", "asinh(k)^2", "acosh(1+k^2)", "k*sqrt(1+k^2)+asinh(k)",
  // Removable singularities.
  "k/tanh(k)-1", "1-log(1+k^2)/k^2", "1-atan(k)/k", "1-tanh(k)/k", "1-sqrt(pi)/2*erf(k)/k",
  "1-log(1+k)/k", "k^2/log(1+k^2)-1", "1-k/sinh(k)",
  // Bessel functions.
  "1-k*besselk(1,k)", "k*besseli(1,k)/besseli(0,k)", "log(besseli(0,k))", "1-1/besseli(0,k)",
  // Differences over shifts, limits from below, harmonic means.
  "1+sqrt(k^2+1)-sqrt(k^2+4)", "log((2*k^2+2)/(k^2+2))",
  "log(1+k^2)+log(1+3*k^2)-log(1+2*k^2)", "k-log(1+k)", "k-1+exp(-k)", "1-exp(-k)*(1+k)",
  "1/(k^-2+1/log(1+k^2))", "k^2/(1+log(1+k^2))", "k*log(1+k)", "k^2*log(1+1/k)",
  "k^2-0.1*k^4/(1+k^2)", "tanh(k)", "tanh(k)^2", "1-1/cosh(k)", "erf(k)", "1-exp(k^2)*erfc(k)",
  // Only in few dimensions.
  "k^2+sin(k)^2", "k^2+1-cos(k)", "1-besselj(0,k)", "1-sin(k)/k", "1-cos(k)*exp(-k^2/2)",
  // With time.
  "k^2*(1+t)", "k^2/(1+t)", "sqrt(k^2+t)-sqrt(t)", "log(1+t*k^2)", "k*t^2",
]

private let failing = [
  "abs(sin(k/2))", "sqrt(k^2*((k^2-2)^2+1/10))", "k^4-2*k^2", "k^2+i*k", "log(1+k^2.5)",
  "1-exp(-k^4)", "(1-exp(-k^2))/k^2", "k-atan(k)", "k^2-log(1+k^2)", "k^2+0.001*k^2.2",
  "k^2*(k^2+1)/(k^2+2)", "sqrt(k^4+1)-1", "k^3/(1+k)", "exp(k)-1", "sinh(k)^2", "k*sinh(k)",
  "1-1/(1+k^4)", "k+sin(k)", "k^2*(k^2-1)^2", "k^2*(k^2-2)^2", "k^2*((k^2-3)^2+1e-6)",
  "k^2/(1+k^4)", "log(1+k^4)", "k^1.2*sqrt(1+k^2)", "sqrt(k^2+4)-sqrt(k^2+1)", "k^2*exp(-k^2)",
  "(1-exp(-k^2))/(1+exp(-k^2))", "k^2+0.5*exp(-k^2)-0.5", "k-tanh(k)", "k*sqrt(1+k^2)-asinh(k)",
  "sqrt(1+k^2+k^4)-1", "(1+2i)*k^2", "i*k/(1+k^2)", "k-k^3", "k^2-k", "-k^2*log(k)",
  "k^2*(2-cos(k))", "k^2.001", "k^pi", "k^2*exp(-t)", "k^2/(1+t)^2", "k^4*t", "k^2+t*k^4",
  "besseli(0,k)-1", "1-exp(-k^2)-k^2*exp(-k^2)", "-i*k^3+k^2",
]

/// Rates with parameters that stand for every positive number.
private let general: [(parameters: String, rate: String, source: String, verdict: String)] = [
  ("m", "sqrt(k^2 + m^2)", "-m^2*phi", "s-generative"),
  ("m", "sqrt(k^2 + m^2)", "-m*p", "s-generative"),
  ("m", "sqrt(k^2 + m^2) - m", "0", "s-generative"),
  ("kappa", "k^2 + kappa", "-kappa*p", "s-generative"),
  ("alpha", "k^alpha", "0", "s-generative"),
  ("c, alpha", "c*k^alpha", "0", "s-generative"),
  ("m, alpha", "(k^2 + m^2)^(alpha/2) - m^alpha", "0", "s-generative"),
  ("D", "k*besselk(D/2 - 1, k*t)/besselk(D/2, k*t)", "0", "s-generative"),
  ("eps, c", "eps ± sqrt(eps^2 - c^2*k^2)", "0", "s-generative"),
  ("g, h", "sqrt(g*k*tanh(k*h))", "0", "s-generative"),
  ("k0", "sqrt(k^2 - k0^2)", "k0^2*phi", "not s-generative"),
  ("m", "±i*sqrt(k^2 + m^2)", "-m^2*phi", "not s-generative"),
  ("nu", "nu*k^4", "0", "not s-generative"),
  ("a, b", "a*k^4 - b*k^2", "0", "not s-generative"),
]

@Suite struct InventedProcessTests {
  private func verdict(_ declaration: String) throws -> String {
    var session = Session()
    let reports = session.judge(Syntax.parse(SourceText(declaration)))
    guard case .report(let report)? = reports.first else { return "none" }
    return report.verdict.summary
  }

  @Test("s-generative", arguments: generative)
  func isGenerative(_ rate: String) throws {
    #expect(try verdict("pde p { omega = -i*(\(rate)); source = -phi }") == "s-generative")
  }

  @Test("Not s-generative", arguments: failing)
  func fails(_ rate: String) throws {
    #expect(try verdict("pde p { omega = -i*(\(rate)); source = -phi }") == "not s-generative")
  }

  @Test("For every positive value of the parameters", arguments: general)
  func holdsInGeneral(
    _ row: (parameters: String, rate: String, source: String, verdict: String)
  ) throws {
    let declaration =
      "pde p(\(row.parameters)) { omega = -i*(\(row.rate)); source = \(row.source) }"
    #expect(try verdict(declaration) == row.verdict)
  }

  @Test("Units of the violating range are those of the parameters")
  func namesUnits() throws {
    var session = Session()
    let parsed = Syntax.parse(
      SourceText("pde p(k0) { omega = -i*sqrt(k^2 - k0^2); source = k0^2*phi }"))
    guard case .report(let report)? = session.judge(parsed).first else {
      Issue.record("no verdict")
      return
    }
    #expect(report.verdict.c2.reason.contains("0 < k <= k0"))
  }
}
