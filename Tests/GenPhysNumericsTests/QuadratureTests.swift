import GenPhysNumerics
import Numerics
import Testing

private func holds(_ integral: Integral, _ exact: Double, tolerance: Double) -> Bool {
  let miss = (integral.value - exact).magnitude
  return miss <= integral.error + exact.ulp && miss <= tolerance
}

@Suite struct QuadratureTests {
  @Test func adaptive() {
    let smooth = Quadrature.adaptive(from: 0, to: 1) { Double.exp($0) }
    #expect(holds(smooth, Double.exp(1) - 1, tolerance: 1e-14) && smooth.converged)
    let peak = Quadrature.adaptive(from: -1, to: 1) { 1 / (1e-6 + $0 * $0) }
    #expect(holds(peak, 2e3 * Double.atan(1e3), tolerance: 1e-8) && peak.converged)
    let root = Quadrature.adaptive(from: 0, to: 1) { $0.squareRoot() }
    #expect(holds(root, 2.0 / 3, tolerance: 1e-11))
    let infinite = Quadrature.adaptive(from: -1, to: 1) { 1 / $0 }
    #expect(!infinite.converged || infinite.value.isFinite)
    // The rule is exact for polynomials up to degree 31.
    let power = Quadrature.adaptive(from: 0, to: 1) { Double.pow($0, 31) }
    #expect(holds(power, 1.0 / 32, tolerance: 1e-16) && power.evaluations <= 400)
  }

  @Test func doubleExponential() {
    let beta = Quadrature.tanhSinh(from: 0, to: 1) { _, d in 1 / (d * (1 - d)).squareRoot() }
    #expect(holds(beta, Double.pi, tolerance: 1e-13) && beta.converged)
    let log = Quadrature.tanhSinh(from: 0, to: 1) { x, _ in Double.log(x) }
    #expect(holds(log, -1, tolerance: 1e-13) && log.converged)
    let gamma = Quadrature.expSinh { Double.exp(-$0) / $0.squareRoot() }
    #expect(holds(gamma, Double.pi.squareRoot(), tolerance: 1e-13) && gamma.converged)
    let algebraic = Quadrature.expSinh { 1 / (1 + $0 * $0) }
    #expect(holds(algebraic, Double.pi / 2, tolerance: 1e-13) && algebraic.converged)
  }

  @Test(arguments: [0.01, 0.3, 1, 5, 40, 1000], [0.01, 1, 30])
  func hankel(_ r: Double, _ t: Double) {
    // ∫ e^{−kt} J_0(kr) dk = 1/ρ; ∫ k e^{−kt} J_0 dk = t/ρ³; ∫ e^{−kt} cos(kr) dk = t/ρ².
    let rho = (r * r + t * t).squareRoot()
    let tolerance = Quadrature.Tolerance(relative: 1e-12)
    let a = Quadrature.hankel(order: 0, radius: r, tolerance: tolerance) { Double.exp(-$0 * t) }
    #expect(holds(a, 1 / rho, tolerance: 1e-10 / rho), "\(a) \(1 / rho)")
    let b = Quadrature.hankel(order: 0, radius: r, tolerance: tolerance) {
      $0 * Double.exp(-$0 * t)
    }
    #expect(holds(b, t / (rho * rho * rho), tolerance: 1e-9 / (t * rho)), "\(b)")
    let c = Quadrature.hankel(order: -0.5, radius: r, tolerance: tolerance) {
      (0.5 * Double.pi * $0 * r).squareRoot() * Double.exp(-$0 * t)
    }
    #expect(holds(c, t / (rho * rho), tolerance: 1e-9 / rho), "\(c) \(t / (rho * rho))")
    let e = Quadrature.hankel(order: 0, radius: r, tolerance: tolerance) {
      $0 * Double.exp(-$0 * $0 * t)
    }
    #expect(holds(e, Double.exp(-r * r / (4 * t)) / (2 * t), tolerance: 1e-9 / t), "\(e)")
  }

  /// Matérn kernels: ∫ k (1 + k²)^{−a} J_0(kr) dk = (r/2)^{a−1} K_{1−a}(r) / Γ(a), an Abel sum for
  /// a ≤ ¼, conditionally convergent up to ¾.
  @Test(arguments: [0.1, 0.3, 0.75, 1.5, 3], [1e-3, 0.1, 1, 8])
  func matern(_ a: Double, _ r: Double) {
    let exact =
      Double.pow(r / 2, a - 1) * SpecialFunctions.besselK(order: 1 - a, r) / Double.gamma(a)
    let integral = Quadrature.hankel(
      order: 0, radius: r, tolerance: .init(absolute: 1e-12, relative: 1e-10)
    ) { $0 * Double.pow(1 + $0 * $0, -a) }
    #expect(holds(integral, exact, tolerance: 1e-7 * max(exact, 1)), "\(integral) \(exact)")
  }

  @Test func rigorous() throws {
    let k: Formula = "k"
    let program = try (exp(-k) * sqrt(1 + pow(k, 2))).compiled(variables: ["k"])
    let ball = RigorousIntegral.integrate(
      program, values: [Ball(0.0)], varying: 0, from: Ball(0.0), to: Ball(3.0))
    let plain = Quadrature.adaptive(from: 0, to: 3) { program.evaluate([$0]) }
    #expect(ball.radius < 1e-15)
    #expect((plain.value - ball.midpoint.real).magnitude <= plain.error + 1e-15)
  }
}
