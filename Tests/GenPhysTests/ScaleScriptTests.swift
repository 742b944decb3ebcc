import Foundation
import GenPhys
import GenPhysEngine
import GenPhysNumerics
import GenPhysTheory
import Testing

/// Processes with SI constants, as a user writes them: verdicts, numbers against exact scaling relations,
/// and samples.
@Suite struct ScaleScriptTests {
  /// What is declared, in the order of their use below.
  static let declarations = """
    pde heat(D = 1e-12) { omega = -i*D*k^2 };
    pde free { omega = -i*1.054571817e-34/(2*9.1093837e-31)*k^2 };
    pde electron(c = 2.99792458e8, w = 7.763440e20) { omega = -i*(sqrt(c^2*k^2 + w^2) - w) };
    pde written { omega = -i*(sqrt(8.988004e16*k^2 + 6.0264169e41) - 7.763e20) };
    pde nuclear(c = 3e8, m = 7.1e14) { omega = -i*c*sqrt(k^2 + m^2); source = -m^2*phi };
    pde screened { omega = -i*sqrt(k^2 + 1e30); source = -1e15*p };
    pde debye(D = 1e-9, q = 1e9) { omega = -i*D*(k^2 + q^2); source = -D*q^2*p };
    pde levy(D = 1e100) { omega = -i*D*k^1.5 };
    pde gamma_law(c = 1e12, l = 1e-9) { omega = -i*c*log(1 + l^2*k^2) };
    pde tempered(c = 1e3, q = 1e10) { omega = -i*c*((k^2 + q^2)^0.4 - q^0.8) };
    pde jumps(D = 1e-5, l = 1e-6) { omega = -i*D*k^2/(1 + l^2*k^2) };
    pde shallow(g = 9.81, h = 1e-9) { omega = -i*sqrt(g*h)*k*tanh(h*k) };
    pde warming(D = 1e-9, tau = 1e-9) { omega = -i*D*k^2*(1 + t/tau) };
    pde augmented(c = 3e8) { omega = -i*c*k*besselk(0.5, c*k*t)/besselk(1.5, c*k*t) };
    pde mixed(D = 1e-9, v = 1e3) { omega = -i*(D*k^2 + v*k) };
    pde cattaneo(eps = 1e13, c = 3e8) { equation dtt(phi) + 2*eps*dt(phi) = c^2*lap(phi) };
    pde massive(c = 3e8, m = 1e15) { equation dtt(phi) = c^2*lap(phi) - c^2*m^2*phi };
    pde film(a = 1e-27, b = 1e-9) { omega = -i*(a*k^4 + b*k^2) };
    pde ripple(D = 1e-9, q = 1e12) { omega = -i*D*k^2*(1 - q^2/(k^2 + q^2))^2 };
    """

  /// Generative or not, and all proved.
  static let verdicts: [(String, Bool)] = [
    ("heat", true), ("free", true), ("electron", true), ("written", true), ("nuclear", true),
    ("screened", true), ("debye", true), ("levy", true), ("gamma_law", true), ("tempered", true),
    ("jumps", true), ("shallow", true), ("warming", true), ("augmented", true), ("mixed", true),
    ("cattaneo", true), ("massive", false), ("film", false), ("ripple", false),
    ("relativistic(m = 1e16)", true), ("relativistic(m = 1e20)", true),
    ("relativistic(m = 7.763e20)", true), ("relativistic(m = 1e-20)", true),
    ("yukawa(m = 1e15)", true), ("yukawa_uniform(m = 1e-18)", true),
    ("dissipative_wave(eps = 1e10)", true), ("dissipative_wave(eps = 1e-10)", true),
    ("fractional(alpha = 0.05)", true), ("fractional(alpha = 0.14)", true),
    ("pfgmpp(D = 0.05)", true), ("pfgmpp(D = 0.5)", true), ("pfgmpp(D = 1.9)", true),
    ("pfgmpp(D = 20000)", true), ("pfgmpp(D = 1e6)", true), ("klein_gordon(m = 1e20)", false),
    ("helmholtz(k0 = 1e12)", false), ("flip_mass(helmholtz)(k0 = 1e12)", true),
  ]

  private static func notebook() throws -> Notebook {
    var notebook = try Notebook()
    _ = notebook.run(declarations)
    return notebook
  }

  @Test(arguments: verdicts)
  func isJudgedAtOnce(_ name: String, _ isGenerative: Bool) throws {
    var notebook = try Self.notebook()
    let start = ContinuousClock.now
    guard case .verdict(let report) = notebook.value("check(\(name))") else {
      Issue.record("no verdict")
      return
    }
    #expect(report.verdict.isGenerative == isGenerative, "\(report.verdict.c1.reason)")
    #expect(report.verdict.isProved, "\(report.verdict.c2.reason)")
    #expect(start.duration(to: .now) < .seconds(4), "the proof of every value is inherited at once")
  }

  /// The telegraph equation keeps its one dimension at any scale.
  @Test func dimensionsStay() throws {
    var notebook = try Self.notebook()
    for name in ["cattaneo", "dissipative_wave(eps = 1e10)"] {
      guard case .verdict(let report) = notebook.value("check(\(name))") else { continue }
      #expect(report.verdict.dimensions == .upTo(1))
      #expect(report.verdict.isRough)
    }
  }

  /// What is asked, the same at scale 1, and the factor between them.
  static let values: [(String, String, Double)] = [
    ("green(heat, dim = 2)(r = 1e-6, t = 1)", "green(diffusion, dim = 2)(r = 1, t = 1)", 1e12),
    (
      "velocity(green(heat, dim = 3), r = 1e-6, t = 1)",
      "velocity(green(diffusion, dim = 3), r = 1, t = 1)", 1e-6
    ),
    (
      "quantile(green(heat, dim = 2), q = 0.9, t = 4)",
      "quantile(green(diffusion, dim = 2), q = 0.9, t = 4)", 1e-6
    ),
    (
      "velocity(green(levy, dim = 2), r = 1, t = 1e-100)",
      "velocity(green(fractional, dim = 2), r = 1, t = 1)", 1e100
    ),
    ("green(levy, dim = 3)(r = 2, t = 1e-100)", "green(fractional, dim = 3)(r = 2, t = 1)", 1),
    (
      "quantile(green(levy, dim = 1), q = 0.3, t = 1e-100)",
      "quantile(green(fractional, dim = 1), q = 0.3, t = 1)", 1
    ),
    (
      "velocity(green(relativistic(m = 1e16), dim = 2), r = 1e-16, t = 2e-16)",
      "velocity(green(relativistic, dim = 2), r = 1, t = 2)", 1
    ),
    (
      "velocity(green(relativistic(m = 1e20), dim = 3), r = 3e-20, t = 2e-20)",
      "velocity(green(relativistic, dim = 3), r = 3, t = 2)", 1
    ),
    (
      "quantile(green(relativistic(m = 1e16), dim = 2), q = 0.5, t = 1e-16)",
      "quantile(green(relativistic, dim = 2), q = 0.5, t = 1)", 1e-16
    ),
    (
      "cdf(green(relativistic(m = 1e20), dim = 2), r = 2e-20, t = 1e-20)",
      "cdf(green(relativistic, dim = 2), r = 2, t = 1)", 1
    ),
    (
      "velocity(green(relativistic(m = 1e-20), dim = 2), r = 1e20, t = 2e20)",
      "velocity(green(relativistic, dim = 2), r = 1, t = 2)", 1
    ),
    (
      "velocity(green(yukawa_uniform(m = 1e15), dim = 2), r = 1e-15, t = 1e-15)",
      "velocity(green(yukawa_uniform, dim = 2), r = 1, t = 1)", 1
    ),
    (
      "growth(green(yukawa(m = 1e15), dim = 3), r = 1e-15, t = 1e-15)",
      "growth(green(yukawa, dim = 3), r = 1, t = 1)", 1e15
    ),
    (
      "velocity(green(screened, dim = 3), r = 1e-15, t = 2e-15)",
      "velocity(green(yukawa_uniform, dim = 3), r = 1, t = 2)", 1
    ),
    ("mass(green(screened, dim = 3), t = 2e-15)", "mass(green(yukawa_uniform, dim = 3), t = 2)", 1),
    (
      "growth(green(screened, dim = 1), r = 1e-15, t = 1e-15)",
      "growth(green(yukawa_uniform, dim = 1), r = 1, t = 1)", 1e15
    ),
    (
      "velocity(green(gamma_law, dim = 2), r = 1e-9, t = 3e-12)",
      "velocity(green(variance_gamma, dim = 2), r = 1, t = 3)", 1e3
    ),
    (
      "green(gamma_law, dim = 2)(r = 1e-9, t = 3e-12)",
      "green(variance_gamma, dim = 2)(r = 1, t = 3)", 1e18
    ),
    (
      "velocity(green(augmented, dim = 2), r = 3e8, t = 1)",
      "velocity(green(pfgmpp(D = 3), dim = 2), r = 1, t = 1)", 3e8
    ),
    (
      "green(dissipative_wave(eps = 1e10), dim = 1)(r = 0.5e-10, t = 1e-10)",
      "green(dissipative_wave, dim = 1)(r = 0.5, t = 1)", 1e10
    ),
    (
      "velocity(green(dissipative_wave(eps = 1e10), dim = 1), r = 0.5e-10, t = 1e-10)",
      "velocity(green(dissipative_wave, dim = 1), r = 0.5, t = 1)", 1
    ),
    (
      "quantile(green(dissipative_wave(eps = 1e10), dim = 1), q = 0.4, t = 3e-10)",
      "quantile(green(dissipative_wave, dim = 1), q = 0.4, t = 3)", 1e-10
    ),
    (
      "green(cattaneo, dim = 1)(r = 1.5e-5, t = 1e-13)",
      "green(dissipative_wave, dim = 1)(r = 0.5, t = 1)", 1e13 / 3e8
    ),
    ("mass(green(nuclear, dim = 3), t = 1e-23)", "mass(green(yukawa, dim = 3), t = 2.13)", 1),
    (
      "growth(green(nuclear, dim = 3), r = 1e-15, t = 1e-23)",
      "growth(green(yukawa, dim = 3), r = 0.71, t = 2.13)", 2.13e23
    ),
  ]

  @Test(arguments: values)
  func isScaled(_ text: String, _ unit: String, _ factor: Double) throws {
    var notebook = try Self.notebook()
    guard case .number(let value) = notebook.value(text),
      case .number(let other) = notebook.value(unit)
    else {
      Issue.record("\(notebook.run(text))")
      return
    }
    let expected = other.value * factor
    let error = value.error + other.error * factor + 1e-12 * expected.magnitude
    #expect((value.value - expected).magnitude <= error, "\(value) is not \(expected)")
    #expect(value.error <= 1e-6 * expected.magnitude, "\(value)")
  }

  /// Values at late times of a huge mass, where only leading orders are left: `v = r/(ρ + t)`.
  @Test func lateTimes() throws {
    var notebook = try Self.notebook()
    for (text, expected) in [
      ("velocity(green(relativistic(m = 1e16), dim = 2), r = 1, t = 1)", 2.0.squareRoot() - 1),
      ("velocity(green(relativistic(m = 1e20), dim = 3), r = 0.75, t = 1)", 1.0 / 3),
      ("velocity(green(electron, dim = 3), r = 1e-6, t = 1)", 5e-7),
      (
        "quantile(green(relativistic(m = 1e16), dim = 2), q = 0.5, t = 1e17)",
        (20 * log(2.0)).squareRoot()
      ),
      ("cdf(green(relativistic(m = 1e16), dim = 2), r = 1, t = 1e16)", 1 - exp(-0.5)),
    ] {
      guard case .number(let value) = notebook.value(text) else {
        Issue.record("\(notebook.run(text))")
        continue
      }
      #expect((value.value / expected - 1).magnitude < 1e-9, "\(text) is \(value)")
    }
  }

  /// Samples from a process at any scale are distributed as the data.
  @Test(arguments: [
    "relativistic(m = 1e16)", "relativistic(m = 1e-12)", "heat", "levy", "electron",
    "yukawa_uniform(m = 1e15)", "gamma_law", "mixed", "shallow",
  ])
  func samples(_ name: String) throws {
    var notebook = try Self.notebook()
    _ = notebook.run("moons = two_moons(n = 500, seed = 1)")
    let value = notebook.value(
      "score(sample(\(name), data = moons, n = 500, seed = 2), moons, seed = 3)")
    guard case .scores(let score) = value else {
      Issue.record(
        "\(notebook.run("score(sample(\(name), data = moons, n = 500, seed = 2), moons)"))")
      return
    }
    #expect(score.energyDistance.ratio < 3, "\(score)")
  }
}
