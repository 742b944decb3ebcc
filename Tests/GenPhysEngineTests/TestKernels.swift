import Foundation
import GenPhysNumerics
import GenPhysTheory

/// The heat kernel, written out for tests: u = t.
struct GaussianKernel: GreensFunction, MixingMeasure {
  var dimension = 2
  var method: GreensFunctionMethod { .closedForm }
  var mixture: (any MixingMeasure)? { self }

  func logDensity(radius r: Double, time t: Double) throws(GreensFunctionError) -> Estimate {
    Estimate(-0.5 * Double(dimension) * log(4 * .pi * t) - r * r / (4 * t), error: 0)
  }

  func density(radius r: Double, time t: Double) throws(GreensFunctionError) -> Estimate {
    Estimate(exp(try logDensity(radius: r, time: t).value), error: 0)
  }

  func expansionRate(radius r: Double, time t: Double) throws(GreensFunctionError) -> Estimate {
    Estimate(1 / (2 * t), error: 0)
  }

  func growthRate(radius r: Double, time t: Double) throws(GreensFunctionError) -> Estimate {
    Estimate(0, error: 0)
  }

  func logMass(time t: Double) throws(GreensFunctionError) -> Double { 0 }

  func quantile(
    _ q: Double, complement: Double, time t: Double
  ) throws(GreensFunctionError) -> Double { t }
}

/// The inverse of erfc on (0, 2) by Newton's method on ln erfc.
func inverseErfc(_ y: Double) -> Double {
  if y > 1 { return -inverseErfc(2 - y) }
  var x = y < 0.1 ? (-log(y)).squareRoot() : (1 - y) * 0.886
  for _ in 0..<60 {
    let value = erfc(x)
    let slope = -2 / Double.pi.squareRoot() * exp(-x * x)
    let step = (log(value) - log(y)) * value / slope
    x -= step
    if step.magnitude < 1e-15 * max(1, x.magnitude) { break }
  }
  return x
}

/// Poisson's kernel, written out for tests: u is inverse-gamma(½, t²/4), Lévy's law.
struct PoissonKernel: GreensFunction, MixingMeasure {
  var dimension = 2
  /// A death rate, the same everywhere.
  var uniformDeath = 0.0
  var method: GreensFunctionMethod { .closedForm }
  var mixture: (any MixingMeasure)? { self }

  func logDensity(radius r: Double, time t: Double) throws(GreensFunctionError) -> Estimate {
    let half = 0.5 * Double(dimension + 1)
    let value = lgamma(half) - half * log(.pi) + log(t) - half * log(r * r + t * t)
    return Estimate(value - uniformDeath * t, error: 0)
  }

  func density(radius r: Double, time t: Double) throws(GreensFunctionError) -> Estimate {
    Estimate(exp(try logDensity(radius: r, time: t).value), error: 0)
  }

  func expansionRate(radius r: Double, time t: Double) throws(GreensFunctionError) -> Estimate {
    Estimate(1 / t, error: 0)
  }

  func growthRate(radius r: Double, time t: Double) throws(GreensFunctionError) -> Estimate {
    Estimate(-uniformDeath, error: 0)
  }

  func logMass(time t: Double) throws(GreensFunctionError) -> Double { -uniformDeath * t }

  func quantile(
    _ q: Double, complement: Double, time t: Double
  ) throws(GreensFunctionError) -> Double {
    // P(u < U) = erfc(t/(2√U)).
    let x = q < 0.5 ? inverseErfc(q) : inverseErf(complement)
    return t * t / (4 * x * x)
  }

  /// erf(x) = y for small y, where 1 − erfc would lose digits.
  private func inverseErf(_ y: Double) -> Double {
    var x = 0.886 * y
    for _ in 0..<60 {
      let step = (erf(x) - y) * 0.5 * Double.pi.squareRoot() * exp(x * x)
      x -= step
      if step.magnitude <= 1e-16 * x.magnitude { break }
    }
    return x
  }
}

/// Yukawa's kernel with R = −m²φ in the plane, where its Bessel function is elementary.
///
/// G = 2t (m/2π)^{3/2} ρ^{−3/2} K_{3/2}(mρ).
struct YukawaKernel: GreensFunction, MixingMeasure {
  var mass = 1.0
  var dimension: Int { 2 }
  var method: GreensFunctionMethod { .closedForm }
  var mixture: (any MixingMeasure)? { self }

  func logDensity(radius r: Double, time t: Double) throws(GreensFunctionError) -> Estimate {
    let rho = (r * r + t * t).squareRoot()
    let z = mass * rho
    let bessel = 0.5 * log(.pi / (2 * z)) - z + log1p(1 / z)
    return Estimate(
      log(2 * t) + 1.5 * log(mass / (2 * .pi)) - 1.5 * log(rho) + bessel, error: 0)
  }

  func density(radius r: Double, time t: Double) throws(GreensFunctionError) -> Estimate {
    Estimate(exp(try logDensity(radius: r, time: t).value), error: 0)
  }

  func expansionRate(radius r: Double, time t: Double) throws(GreensFunctionError) -> Estimate {
    Estimate(1 / t, error: 0)
  }

  /// −mρ K_{1/2}(mρ)/(t K_{3/2}(mρ)) = −m²ρ²/(t(1 + mρ)).
  func growthRate(radius r: Double, time t: Double) throws(GreensFunctionError) -> Estimate {
    let z = mass * (r * r + t * t).squareRoot()
    return Estimate(-z * z / (t * (1 + z)), error: 0)
  }

  func logMass(time t: Double) throws(GreensFunctionError) -> Double { -mass * t }

  /// Inverse Gaussian: with u = t/(2m)·w, P(u < U) = Φ(a) + e^{2mt}Φ(b); inverted by bisection in
  /// ln u.
  func quantile(
    _ q: Double, complement: Double, time t: Double
  ) throws(GreensFunctionError) -> Double {
    let mt = mass * t
    func logTails(_ u: Double) -> (below: Double, above: Double) {
      let a = (2 * mass * u - t) / (2 * u).squareRoot()
      let b = (2 * mass * u + t) / (2 * u).squareRoot()
      let second = exp(2 * mt + logUpperNormal(b))
      return (exp(logUpperNormal(-a)) + second, exp(logUpperNormal(a)) - second)
    }
    var (low, high) = (log(t) * 2 - 12, log(t) * 2 + 40)
    low = min(low, log(t / (2 * mass)) - 12)
    for _ in 0..<90 {
      let middle = 0.5 * (low + high)
      let tails = logTails(exp(middle))
      let isBelow = q < 0.5 ? tails.below < q : tails.above > complement
      if isBelow { low = middle } else { high = middle }
    }
    return exp(0.5 * (low + high))
  }

  /// ln of the normal law's upper tail; asymptotic where erfc underflows.
  private func logUpperNormal(_ x: Double) -> Double {
    if x < 25 { return log(0.5 * erfc(x / 2.squareRoot())) }
    let y = 1 / (x * x)
    return -0.5 * x * x - log(x) - 0.5 * log(2 * .pi) + log1p(-y * (1 - 3 * y * (1 - 5 * y)))
  }
}

/// λ = k + k², whose rays bend: the sum of independent Gaussian and Cauchy steps, through a numeric
/// mixture, u = t + Lévy(t).
struct BentKernel: GreensFunction, MixingMeasure {
  var dimension = 1
  var method: GreensFunctionMethod { .scaleMixture }
  var mixture: (any MixingMeasure)? { self }
  private let poisson = PoissonKernel(dimension: 1)

  /// Weights and values of Lévy's law at t = 1, on nodes in the normal deviate; at t they grow as t².
  private static let nodes: [(weight: Double, levy: Double)] = stride(
    from: -6.0, through: 7.5, by: 0.06
  ).map { z in
    let q = 0.5 * erfc(-z / 2.squareRoot())
    let c = 0.5 * erfc(z / 2.squareRoot())
    let levy = try? PoissonKernel(dimension: 1).quantile(q, complement: c, time: 1)
    return (exp(-0.5 * z * z), levy ?? .nan)
  }

  /// Σ w (4πu)^{−N/2} e^{−r²/4u} f(u) with the largest exponent left in, for moderate r only.
  private func average(
    _ r: Double, _ t: Double, _ f: (Double, Double) -> Double
  ) -> Double {
    var (sum, total) = (0.0, 0.0)
    for (w, unit) in BentKernel.nodes {
      let levy = t * t * unit
      let u = t + levy
      sum += w * pow(4 * .pi * u, -0.5 * Double(dimension)) * exp(-r * r / (4 * u)) * f(u, levy)
      total += w
    }
    return sum / total
  }

  func density(radius r: Double, time t: Double) throws(GreensFunctionError) -> Estimate {
    Estimate(average(r, t) { _, _ in 1 }, error: 0)
  }

  func logDensity(radius r: Double, time t: Double) throws(GreensFunctionError) -> Estimate {
    let value = try density(radius: r, time: t).value
    guard value > 0 else { throw .notPositive(radius: r, time: t, density: value) }
    return Estimate(log(value), error: 0)
  }

  /// Flux = Σ w G_u (r/2u)·(du/dt at fixed quantile): dt of t + t²·c is 1 + 2 levy/t.
  func expansionRate(radius r: Double, time t: Double) throws(GreensFunctionError) -> Estimate {
    let flux = average(r, t) { u, levy in (1 + 2 * levy / t) / (2 * u) }
    return Estimate(flux / (try density(radius: r, time: t).value), error: 0)
  }

  func growthRate(radius r: Double, time t: Double) throws(GreensFunctionError) -> Estimate {
    Estimate(0, error: 0)
  }

  func logMass(time t: Double) throws(GreensFunctionError) -> Double { 0 }

  func quantile(
    _ q: Double, complement: Double, time t: Double
  ) throws(GreensFunctionError) -> Double {
    t + (try poisson.quantile(q, complement: complement, time: t))
  }
}

/// Kernels by name, for tests that run over several.
enum TestKernels {
  static func kernel(_ name: String) -> any GreensFunction {
    switch name {
    case "poisson": PoissonKernel()
    case "yukawa": YukawaKernel()
    case "bent": BentKernel(dimension: 2)
    case "poisson64": PoissonKernel(dimension: 64)
    case "gaussian64": GaussianKernel(dimension: 64)
    default: GaussianKernel()
    }
  }
}
