internal import ComplexModule
internal import GenPhysNumerics
internal import Numerics
internal import GenPhysSupport

/// The Laplace transform of a density h(u) on u > 0 made of `c u^n e^{−au}`, `c e^{−au} cos bu` and
/// `c e^{−au} sin bu`.
///
/// `L[u^n e^{−au}] = n!/(s + a)^{n+1}`, `L[e^{−au} cos bu] = (s + a)/((s + a)² + b²)` and
/// `L[e^{−au} sin bu] = b/((s + a)² + b²)`, for s > −a. [DLMF 1.14(iii), Table 1.14.4]
struct DensityTransform {
  /// The variable of densities.
  static let variable = "u"

  /// The transform, in s.
  let transform: Formula
  /// The smallest a.
  let slowest: Number
  /// h(u) e^{a u} for the smallest a.
  let scaledDensity: Formula

  /// Reads a density; `nil` where it is not of this form.
  init?(_ density: Formula) {
    let u = Formula.variable(Self.variable)
    var parts: [(Formula, rate: Number)] = []
    for term in density.simplified(assuming: [Self.variable: .positive]).terms {
      guard let part = Self.transformed(term) else { return nil }
      parts.append(part)
    }
    guard let slowest = parts.map(\.rate).min() else { return nil }
    self.slowest = slowest
    transform = Formula.sum(parts.map(\.0) + [.zero])
    // Term by term, so that exponentials of u meet.
    scaledDensity = Formula.sum(
      density.simplified(assuming: [Self.variable: .positive]).terms.map {
        $0 * exp(.number(slowest) * u)
      } + [.zero]
    ).simplified(assuming: [Self.variable: .positive])
  }

  private static func transformed(_ term: Formula) -> (Formula, rate: Number)? {
    var factor = Formula.one
    var rate = Number.zero
    var power = 0
    var wave: (isCosine: Bool, frequency: Formula)?
    let u = Formula.variable(variable)
    func slope(_ argument: Formula) -> Formula? {
      let ratio = (argument / u).simplified(assuming: [variable: .positive])
      return ratio.contains(variable) ? nil : ratio
    }
    for part in term.factors {
      switch part {
      case _ where !part.contains(variable): factor = factor * part
      case u: power += 1
      case .power(u, let exponent):
        guard let n = exponent.numberValue?.integer, n > 0, n <= 12 else { return nil }
        power += n
      case .call(.exp, let arguments):
        guard let a = arguments.first.flatMap(slope)?.numberValue, a.isExact else { return nil }
        rate = rate - a
      case .call(let function, let arguments) where function == .cos || function == .sin:
        guard wave == nil, let b = arguments.first.flatMap(slope) else { return nil }
        wave = (function == .cos, b)
      default: return nil
      }
    }
    guard rate.isExact, ExactSign.isReal(factor) else { return nil }
    let shifted = .s + .number(rate)
    if let wave {
      guard power == 0 else { return nil }
      let below = shifted.raised(to: 2) + wave.frequency.raised(to: 2)
      return (factor * (wave.isCosine ? shifted : wave.frequency) / below, rate)
    }
    let factorial = (1...max(power, 1)).reduce(Number.one) { $0 * Number($1) }
    return (
      factor * .number(factorial) / shifted.raised(to: .number(Number(power + 1))), rate
    )
  }

  /// Whether h(u) > 0 is certain for every u > 0.
  var isPositive: Bool {
    let inK = scaledDensity.substituting([Self.variable: .variable("k")])
    if !inK.contains("k") { return ExactSign.of(inK.canonical) == .positive }
    return SignChart(of: inK).isEverywhere(.positive)
  }
}

extension RationalFunction {
  /// A density whose Laplace transform is the function, by partial fractions: where it vanishes at
  /// ∞, and its poles are rational but for one pair of complex ones.
  var density: Formula? {
    guard numerator.degree < denominator.degree, denominator.degree <= 8, !numerator.isZero else {
      return nil
    }
    var rest = denominator
    var poles: [(place: Number, order: Int)] = []
    for place in denominator.rationalRoots {
      guard let factor = RationalPolynomial([-place, .one]) else { return nil }
      var order = 0
      while let next = rest.dividedExactly(by: factor) {
        rest = next
        order += 1
      }
      if order > 0 { poles.append((place, order)) }
    }
    let u = Formula.variable(DensityTransform.variable)
    // What each unknown weight contributes to numerator and density.
    var unknowns: [(polynomial: RationalPolynomial, density: Formula)] = []
    for (place, order) in poles {
      guard place.signum <= 0, var factor = RationalPolynomial([.one]),
        let linear = RationalPolynomial([-place, .one])
      else { return nil }
      var factorial = Number.one
      for power in 0..<order {
        guard let next = factor * linear, let polynomial = denominator.dividedExactly(by: next)
        else { return nil }
        factor = next
        if power > 0 { factorial = factorial * Number(power) }
        unknowns.append(
          (
            polynomial,
            u.raised(to: .number(Number(power))) / .number(factorial) * exp(.number(place) * u)
          ))
      }
    }
    if rest.degree == 2 {
      // (s + a)² + b², b² > 0.
      let a = rest.coefficients[1] / (2 * rest.lead)
      let square = rest.coefficients[0] / rest.lead - a * a
      guard a.isExact, square.isExact, square.signum > 0, a.signum >= 0,
        let monic = rest.lead.reciprocal.flatMap({ rest.scaled(by: $0) }),
        let polynomial = denominator.dividedExactly(by: monic),
        let shifted = RationalPolynomial([a, .one]).flatMap({ $0 * polynomial })
      else { return nil }
      let b = Formula.number(square).squareRoot
      let decay = exp(.number(-a) * u)
      unknowns.append((shifted, decay * .call(.cos, [b * u])))
      unknowns.append((polynomial, decay * .call(.sin, [b * u]) / b))
    } else if rest.degree > 0 {
      return nil
    }
    guard
      let weights = Self.solve(
        unknowns.map(\.polynomial.coefficients), numerator.coefficients,
        count: denominator.degree)
    else { return nil }
    return Formula.sum(zip(weights, unknowns).map { .number($0) * $1.density } + [.zero])
      .simplified(assuming: [DensityTransform.variable: .positive])
  }

  /// The weights with which columns add up to a target, by exact elimination.
  private static func solve(_ columns: [[Number]], _ target: [Number], count: Int) -> [Number]? {
    guard columns.count == count else { return nil }
    func entry(_ list: [Number], _ index: Int) -> Number {
      index < list.count ? list[index] : .zero
    }
    var rows = (0..<count).map { row in columns.map { entry($0, row) } + [entry(target, row)] }
    for column in 0..<count {
      guard let pivot = (column..<count).first(where: { !rows[$0][column].isZero }) else {
        return nil
      }
      rows.swapAt(column, pivot)
      let lead = rows[column][column]
      rows[column] = rows[column].map { $0 / lead }
      for other in 0..<count where other != column && !rows[other][column].isZero {
        let factor = rows[other][column]
        rows[other] = zip(rows[other], rows[column]).map { $0 - factor * $1 }
      }
      guard rows.allSatisfy({ $0.allSatisfy(\.isExact) }) else { return nil }
    }
    return rows.map { $0[count] }
  }
}

extension RationalPolynomial {
  /// The rational roots with denominators up to 60, found numerically and checked by division.
  var rationalRoots: [Number] {
    var result: [Number] = []
    for root in PolynomialRoots.numeric(coefficients.map { Complex($0.doubleValue) })
    where root.imaginary.magnitude < 1e-3 * (1 + root.length) {
      for denominator in 1...60 {
        let numerator = (root.real * Double(denominator)).rounded()
        guard numerator.magnitude < 1e12,
          let number = Number(Int(saturating: numerator), over: denominator),
          !result.contains(number),
          (number.doubleValue - root.real).magnitude < 1e-4 * (1 + root.length),
          let factor = RationalPolynomial([-number, .one]),
          dividedExactly(by: factor) != nil
        else { continue }
        result.append(number)
        break
      }
    }
    return result
  }
}
