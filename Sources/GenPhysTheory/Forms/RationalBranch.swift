internal import ComplexModule
internal import GenPhysNumerics
internal import Numerics
internal import GenPhysSupport

/// A branch λ = α + βk + γk² with rational α, β, γ that divides a polynomial in λ.
///
/// Candidates pass through the roots at k = 0, 1 and 2, found numerically; only what divides the
/// polynomial exactly counts.
struct RationalBranch {
  /// α + βk + γk².
  let root: Formula
  /// The polynomial divided by λ − root.
  let quotient: [Formula]

  /// A branch that divides, or `nil`.
  static func dividing(_ coefficients: [Formula]) -> RationalBranch? {
    let values = [0, 1, 2].map { rationalRoots(coefficients, k: $0) }
    guard let check = numbers(coefficients, k: 3) else { return nil }
    let k = Formula.variable("k")
    for a in values[0] {
      for b in values[1] {
        for c in values[2] {
          // The parabola through (0,a), (1,b), (2,c).
          let gamma = (c - Number(2) * b + a) * .half
          let beta = b - a - gamma
          // A division is long; a look at k = 3 is not.
          let there = Complex((a + Number(3) * beta + Number(9) * gamma).doubleValue)
          let value = check.reversed().reduce(Complex<Double>.zero) { $0 * there + $1 }
          let scale = check.reversed().reduce(0) { $0 * there.length + $1.length }
          guard value.length <= 1e-6 * scale else { continue }
          let root = (.number(a) + .number(beta) * k + .number(gamma) * k * k)
            .simplified(assuming: Process.assumptions)
          if let quotient = divide(coefficients, by: root) {
            return RationalBranch(root: root, quotient: quotient)
          }
        }
      }
    }
    return nil
  }

  /// Horner's division by λ − root; `nil` where it leaves a remainder.
  private static func divide(_ c: [Formula], by root: Formula) -> [Formula]? {
    var quotient: [Formula] = []
    var carry = Formula.zero
    for coefficient in c.reversed() {
      carry = coefficient + root * carry
      carry = carry.expanded(assuming: Process.assumptions) ?? carry
      quotient.append(carry)
    }
    guard let remainder = quotient.popLast(), remainder.isZero(assuming: Process.assumptions) else {
      return nil
    }
    return quotient.reversed()
  }

  /// The roots at one k that look like short rationals, without repetition.
  private static func rationalRoots(_ coefficients: [Formula], k: Int) -> [Number] {
    guard let numbers = numbers(coefficients, k: k) else { return [] }
    var found: [Number] = []
    for root in PolynomialRoots.numeric(numbers) where root.imaginary.magnitude < 1e-6 {
      // Multiple roots are only found to a few digits.
      let candidate = (1...12).lazy.map { denominator in
        Number(Int(saturating: (root.real * Double(denominator)).rounded()), over: denominator)
      }.first {
        ($0?.doubleValue ?? .nan).isApproximatelyEqual(to: root.real, absoluteTolerance: 1e-4)
      }
      if let number = candidate ?? nil, !found.contains(number) { found.append(number) }
    }
    return found
  }

  /// The coefficients at one k; `nil` where parameters have no value.
  private static func numbers(_ coefficients: [Formula], k: Int) -> [Complex<Double>]? {
    var numbers: [Complex<Double>] = []
    for coefficient in coefficients {
      guard let program = try? coefficient.compiled(variables: ["k"]) else { return nil }
      let value = program.evaluate([Complex(Double(k))])
      guard value.isFinite else { return nil }
      numbers.append(value)
    }
    return numbers
  }
}
