internal import ComplexModule
internal import GenPhysNumerics
internal import Numerics

/// The action at one time: `S = D s + S₁(s)`, with S₁ and its derivatives in s.
struct ActionSlice: Sendable {
  /// One formula of k and τ with its weight in S₁.
  ///
  /// A class, because slices are passed about in the innermost loops: copies of the programs' arrays
  /// took a sixth of the time to compile a process.
  final class Part: Sendable {
    let value: CompiledFormula
    let slope: CompiledFormula
    let bend: CompiledFormula
    /// The value at k = ∞ less that at k, where known without cancellation.
    let remainder: CompiledFormula?
    /// The k from which on `slope` and `bend` lose digits.
    let noisyFrom: Double
    /// Whether it does not depend on k.
    let isConstant: Bool
    let time: Complex<Double>
    let weight: Complex<Double>
    /// What the integral over time may miss of the weight.
    let weightError: Double

    init(_ term: WaveTerm, time: Double, weight: Estimate) {
      value = term.value
      slope = term.slope
      bend = term.bend
      remainder = term.remainder
      noisyFrom = term.noisyFrom
      isConstant = term.isConstant
      self.time = Complex(time)
      self.weight = Complex(weight.value)
      weightError = weight.error
    }
  }

  /// D, by which the law of u is shifted, in length².
  let drift: Double
  /// c = dD/dt.
  let driftRate: Double
  private let parts: [Part]
  private let excess: CompiledFormula
  /// What λ − c k² is below its limit, where it depends on time and this is known without cancellation.
  private let excessRemainder: CompiledFormula?
  private let time: Double
  private let dependsOnTime: Bool
  /// What the integral over time may miss of D.
  let driftError: Double
  /// Whether the integrals over time have values.
  private let isIntegrable: Bool
  /// `S₁(∞)` where that is finite: then e^{−S₁(∞)} of the law of u is a point mass at D.
  let limit: Double?
  /// Whether `S₁(∞) − S₁` is known without cancellation.
  let knowsRemainder: Bool
  /// Whether S₁ is known to approach its limit faster than powers do, as 1 − e^{−k} does.
  ///
  /// The transform of what leaves an atom then loses the digits of e^{su} at the saddle,
  /// su = −∂ ln(S₁(∞) − S₁)/∂ ln s: the power where the limit is algebraic, so that 2–3 digits are all
  /// there is to lose; without bound where it is steep.
  let hasSteepLimit: Bool
  /// The s from which on derivatives come from values around s.
  private let circledFrom: Double

  init(
    drift: Estimate, driftRate: Double, parts: [Part], excess: CompiledFormula,
    excessRemainder: CompiledFormula?, time: Double, dependsOnTime: Bool, isIntegrable: Bool
  ) {
    self.drift = drift.value
    driftError = drift.error
    self.driftRate = driftRate
    self.parts = parts
    self.excess = excess
    self.excessRemainder = excessRemainder
    self.time = time
    self.dependsOnTime = dependsOnTime
    self.isIntegrable = isIntegrable
    limit = Self.limit { k in
      Self.sum(parts, at: k) { $0.value }
    }
    knowsRemainder = limit != nil && parts.allSatisfy { $0.remainder != nil }
    let noisy = parts.reduce(.infinity) { min($0, $1.noisyFrom) }
    circledFrom = noisy * noisy
    hasSteepLimit =
      knowsRemainder && (!dependsOnTime || excessRemainder != nil)
      && [1e2, 1e3, 1e5, 1e10, 1e20].contains { k in
        let gaps = Self.remainders(parts, roots: [Complex(k), Complex(1.1 * k)])
        let fall = Double.log(gaps[0].real / gaps[1].real) / (2 * Double.log(1.1))
        return gaps[1].real == 0 || fall > Self.steep
      }
  }

  /// The largest su whose loss, e^6 = 400 roundings, is let be.
  private static let steep = 6.0

  /// The value at k = ∞: three far values that agree to rounding.
  static func limit(_ function: (Complex<Double>) -> Complex<Double>) -> Double? {
    let far = [1e30, 1e45, 1e60].map { function(Complex($0)) }
    guard far.allSatisfy({ $0.isFinite && $0.imaginary.magnitude <= 1e-14 * $0.length }),
      far.allSatisfy({ ($0 - far[2]).length <= 1e-13 * (1e-300 + far[2].length) })
    else { return nil }
    return far[2].real
  }

  /// D with what the integral over time may miss.
  var driftEstimate: Estimate { Estimate(drift, error: driftError) }

  /// Why there is no action, where its integrals over time have no value.
  var problem: String? {
    isIntegrable
      ? nil
      : "the integral of lambda over time from 0 to t = \(time) diverges or cannot be computed"
  }

  /// Whether the law of u is a point mass and nothing else, as for diffusion.
  var isPoint: Bool { parts.allSatisfy(\.isConstant) }

  private static func sum(
    _ parts: [Part], at k: Complex<Double>, _ program: (Part) -> CompiledFormula
  ) -> Complex<Double> {
    parts.reduce(.zero) { $0 + $1.weight * program($1).evaluate([k, $1.time]) }
  }

  /// S₁ at complex s; where a formula has no value at s = 0, as k/sinh k, that close by.
  func value(_ s: Complex<Double>) -> Complex<Double> {
    let value = Self.sum(parts, at: Complex.sqrt(s)) { $0.value }
    guard s == .zero, !value.isFinite else { return value }
    return Self.sum(parts, at: Complex(Self.nearZero)) { $0.value }
  }

  /// The k that stands in for 0: so small that what follows the limit there is below rounding.
  static let nearZero = 1e-30

  /// S₁ at many k = √s.
  func values(roots: [Complex<Double>]) -> [Complex<Double>] {
    var total: [Complex<Double>] = []
    for part in parts {
      let values = part.value.evaluate([.zero, part.time], varying: 0, through: roots)
      if total.isEmpty {
        total = part.weight == .one ? values : values.map { part.weight * $0 }
      } else {
        for index in total.indices { total[index] += part.weight * values[index] }
      }
    }
    return total.isEmpty ? [Complex<Double>](repeating: .zero, count: roots.count) : total
  }

  /// `S₁(∞) − S₁` at many k = √s where S₁ is known and has a limit.
  func gaps(roots: [Complex<Double>], values: [Complex<Double>]) -> [Complex<Double>] {
    knowsRemainder
      ? Self.remainders(parts, roots: roots) : values.map { Complex(limit ?? .nan) - $0 }
  }

  /// `S₁(∞) − S₁` at many k = √s where all parts know theirs.
  private static func remainders(
    _ parts: [Part], roots: [Complex<Double>]
  ) -> [Complex<Double>] {
    var total = [Complex<Double>](repeating: .zero, count: roots.count)
    for part in parts {
      guard let remainder = part.remainder else { continue }
      let rests = remainder.evaluate([.zero, part.time], varying: 0, through: roots)
      for index in total.indices { total[index] += part.weight * rests[index] }
    }
    return total
  }

  /// `S₁(∞) − S₁` at real s; `nil` without a limit, NaN where it cannot be told from nothing.
  func gap(_ s: Double) -> Double? {
    guard limit != nil else { return nil }
    let root = Complex.sqrt(Complex(s))
    let gap = gaps(roots: [root], values: knowsRemainder ? [] : [value(Complex(s))])[0].real
    return gap > (knowsRemainder ? 1e-290 : 30 * limitRounding) ? gap : .nan
  }

  /// Whether S₁ is its limit to rounding at real s: the law there is part of its atom for its mass.
  func isNearLimit(_ s: Double) -> Bool {
    guard let gap = gap(s) else { return false }
    return !(gap > 500 * Double.ulpOfOne * (1 + (limit ?? 0).magnitude))
  }

  /// The limit of the rate λ₁ = λ − c k².
  var limitRate: Double? {
    guard dependsOnTime else { return limit.map { $0 / time } }
    return Self.limit { excess.evaluate([$0, Complex(time)]) }
  }

  /// What λ₁ is below its limit at many k = √s where S₁ has the `gaps`; NaN where that is not known.
  func gapRates(roots: [Complex<Double>], gaps: [Complex<Double>]) -> [Complex<Double>] {
    guard dependsOnTime else { return gaps.map { $0.divided(by: time) } }
    return excessRemainder?.evaluate([.zero, Complex(time)], varying: 0, through: roots)
      ?? gaps.map { _ in Complex(.nan) }
  }

  /// A bound on the error of `gap`.
  func gapError(_ s: Double) -> Double {
    guard knowsRemainder else { return limitRounding }
    return Self.error(parts, at: Complex.sqrt(Complex(s))) { $0.remainder ?? $0.value }
  }

  /// What differences of S₁ from its limit lose: both are rounded to the size of the limit at least.
  private var limitRounding: Double { 16 * Double.ulpOfOne * (limit ?? 0).magnitude }

  /// λ − c k² at many k = √s where S₁ is known.
  func excessRates(
    roots: [Complex<Double>], values: [Complex<Double>]
  ) -> [Complex<Double>] {
    guard dependsOnTime else { return values.map { $0.divided(by: time) } }
    return excess.evaluate([.zero, Complex(time)], varying: 0, through: roots)
  }

  /// `∂S₁/∂s` and `d ∂²S₁/∂s²` at real s ≠ 0, where S₁ is real.
  ///
  /// - Parameter d: a factor of the size of s, with which the second derivative stays in the range of
  ///   doubles: 1e-160 of a heavy tail has 1e300 without it.
  func derivatives(_ s: Double, times d: Double = 1) -> (first: Double, second: Double) {
    if s >= circledFrom { return circleDerivatives(s, times: d) }
    let k = Complex.sqrt(Complex(s))
    let first = Self.sum(parts, at: k) { $0.slope } / (k * Complex(2))
    // A complex quotient would square the divisor, which leaves the doubles long before s does.
    let second = Self.sum(parts, at: k) { $0.bend }.real / 4 * (d / s)
    return (first.real, second)
  }

  /// Derivatives from values on a circle about s > 0, by Cauchy's integral.
  ///
  /// S₁ is analytic to the right of 0, so that the trapezoid rule on 16 points of a circle of radius s/8
  /// misses 8^{−16} of what S₁ varies by; its rounding weighs s²/ρ² = 64 times as much in ∂²S₁/∂s².
  private func circleDerivatives(_ s: Double, times d: Double) -> (first: Double, second: Double) {
    let radius = s * Self.circle
    let roots = Self.directions.map { Complex.sqrt(Complex(s) + Complex(radius) * $0) }
    // The values on the lower half are the conjugates of those on the upper.
    let values =
      knowsRemainder ? gaps(roots: roots, values: []).map { -$0 } : self.values(roots: roots)
    var (first, second) = (0.0, 0.0)
    for (index, direction) in Self.directions.enumerated() {
      let count = index == 0 || index == Self.directions.count - 1 ? 1.0 : 2.0
      let turned = values[index] * direction.conjugate
      first += count * turned.real
      second += count * (turned * direction.conjugate).real
    }
    let points = Double(2 * (Self.directions.count - 1))
    return (first / (points * radius), 2 * second / (points * radius) * (d / radius))
  }

  private static let circle = 0.125
  /// By how much more than by k² the error of f exceeds that of f″ − f′/k, 4s times its second derivative
  /// in s, from a circle.
  static let circleLoss = 4 * 2 / (circle * circle)
  /// The upper half of 16 points on the unit circle.
  private static let directions = (0...8).map { index in
    Complex(length: 1, phase: .pi * Double(index) / 8)
  }
}

// MARK: - Errors

extension ActionSlice {
  /// A bound on the error of S₁ at complex s: of terms that cancel, and of integrals over time.
  func error(_ s: Complex<Double>) -> Double {
    Self.error(parts, at: Complex.sqrt(s)) { $0.value }
  }

  /// Bounds on the errors of `derivatives` at real s ≠ 0.
  func derivativeErrors(_ s: Double, times d: Double = 1) -> (first: Double, second: Double) {
    if s >= circledFrom {
      let radius = s * Self.circle
      let value = knowsRemainder ? gapError(s) : error(Complex(s))
      return (value / radius, 2 * value / radius * (d / radius))
    }
    let k = Complex.sqrt(Complex(s))
    let (slope, bend) = (
      Self.error(parts, at: k) { $0.slope }, Self.error(parts, at: k) { $0.bend }
    )
    let first = Self.sum(parts, at: k) { $0.slope }.length / (2 * k.length)
    let ratio = d / s.magnitude
    let second = Self.sum(parts, at: k) { $0.bend }.length / 4 * ratio
    return (
      slope / (2 * k.length) + 2 * Double.ulpOfOne * first,
      bend / 4 * ratio + 2 * Double.ulpOfOne * second
    )
  }

  private static func error(
    _ parts: [Part], at k: Complex<Double>, _ program: (Part) -> CompiledFormula
  ) -> Double {
    parts.reduce(0) { sum, part in
      let (value, error) = program(part).evaluateWithError([k, part.time])
      return sum + part.weight.length * (error + Double.ulpOfOne * value.length)
        + part.weightError * value.length
    }
  }
}
