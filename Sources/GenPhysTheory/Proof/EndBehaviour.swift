internal import GenPhysNumerics
internal import Numerics

/// A function of k enclosed on all of one end of the half-line: `x^p·G` with `x = k` on (0, δ], or
/// `x = 1/k` on k ≥ 1/δ.
///
/// Enclosures are rounded outwards. The imaginary part is not followed; where a value is complex,
/// only what is certain of its real part is kept.
struct EndBehaviour {
  /// The end of the half-line.
  enum End { case zero, infinity }

  /// p.
  let exponent: Number
  /// G, for the real part.
  let range: RealRange
  /// Whether there is an imaginary part.
  let isComplex: Bool

  private init(_ exponent: Number, _ range: RealRange, isComplex: Bool = false) {
    self.exponent = exponent
    self.range = range
    self.isComplex = isComplex
  }

  private static let imaginary = EndBehaviour(.zero, RealRange(0, 0), isComplex: true)

  /// Whether the real part is certainly > 0 on the whole end.
  var isPositive: Bool { range.lower > 0 && exponent.isExact }
  /// Whether the real part is certainly ≤ 0 on the whole end.
  var isNonpositive: Bool { range.upper <= 0 && exponent.isExact }

  /// Encloses a formula in k alone, or `nil` where the rules below do not reach.
  init?(of formula: Formula, end: End, reach delta: Double) {
    let evaluator = Evaluator(end: end, delta: delta)
    guard delta > 0, delta < 1, let value = evaluator.value(formula) else { return nil }
    self = value
  }

  private struct Evaluator {
    let end: End
    let delta: Double

    func value(_ formula: Formula) -> EndBehaviour? {
      switch formula {
      case .number(let n):
        let x = n.doubleValue
        if n.integer != nil, x.magnitude < 0x1p53 { return EndBehaviour(.zero, RealRange(x, x)) }
        return EndBehaviour(.zero, RealRange(x.nextDown, x.nextUp))
      case .pi: return EndBehaviour(.zero, RealRange(Double.pi, Double.pi.nextUp))
      case .imaginaryUnit: return .imaginary
      case .variable("k"):
        return EndBehaviour(end == .zero ? .one : .minusOne, RealRange(1, 1))
      case .variable: return nil
      case .sum(let terms): return sum(terms)
      case .product(let factors): return product(factors)
      case .power(let base, let exponent):
        guard let e = exponent.numberValue, e.isExact else { return nil }
        return power(base, e)
      case .call(let function, let arguments):
        guard arguments.count == 1, function.arity == 1 else { return nil }
        return call(function, arguments[0])
      }
    }

    private func sum(_ terms: [Formula]) -> EndBehaviour? {
      var parts: [EndBehaviour] = []
      for term in terms {
        guard let part = value(term) else { return nil }
        parts.append(part)
      }
      let isComplex = parts.contains(where: \.isComplex)
      let real = parts.filter { !($0.range.lower == 0 && $0.range.upper == 0) }
      guard let lowest = real.map(\.exponent).min() else {
        return EndBehaviour(.zero, RealRange(0, 0), isComplex: isComplex)
      }
      var range = RealRange(0, 0)
      for part in real {
        range = range + part.range * small(part.exponent - lowest)
      }
      return EndBehaviour(lowest, range, isComplex: isComplex)
    }

    private func product(_ factors: [Formula]) -> EndBehaviour? {
      var result = EndBehaviour(.zero, RealRange(1, 1))
      for factor in factors {
        guard let part = value(factor) else { return nil }
        if part.isComplex && result.isComplex { return nil }
        // The real part of a complex number times a real one is the product of the real parts.
        result = EndBehaviour(
          result.exponent + part.exponent, result.range * part.range,
          isComplex: part.isComplex || result.isComplex)
      }
      return result
    }

    private func power(_ base: Formula, _ e: Number) -> EndBehaviour? {
      guard let inner = value(base), !inner.isComplex else { return nil }
      let exponent = inner.exponent * e
      guard exponent.isExact else { return nil }
      if inner.range.lower > 0 {
        return raised(inner.range, e).map { EndBehaviour(exponent, $0) }
      }
      guard let n = e.integer else {
        // The root of something negative has no real part.
        return e.magnitude == .half && inner.range.upper < 0 ? .imaginary : nil
      }
      if inner.range.upper < 0 {
        let positive = RealRange(-inner.range.upper, -inner.range.lower)
        guard let power = raised(positive, e) else { return nil }
        return EndBehaviour(exponent, n & 1 == 0 ? power : RealRange(-power.upper, -power.lower))
      }
      guard n > 0, n <= 16 else { return nil }
      var range = RealRange(1, 1)
      for _ in 0..<n { range = range * inner.range }
      if n & 1 == 0 { range = RealRange(max(range.lower, 0), range.upper) }
      return EndBehaviour(exponent, range)
    }

    private func call(_ function: Formula.Function, _ x: Formula) -> EndBehaviour? {
      guard let inner = value(x) else { return nil }
      if function == .re { return EndBehaviour(inner.exponent, inner.range) }
      guard !inner.isComplex else { return nil }
      let range = spread(inner)
      // f(x) = x·f′(ξ) for odd functions of what vanishes at the end.
      if inner.exponent.signum > 0, let slope = function.slopeOfOdd {
        let hull = RealRange(min(range.lower, 0), max(range.upper, 0))
        guard let factor = slope(hull) else { return nil }
        return EndBehaviour(inner.exponent, inner.range * factor)
      }
      switch function {
      case .exp:
        let value = function.increasing(range)
        return value.map { EndBehaviour(.zero, RealRange(max($0.lower, 0), $0.upper)) }
      case .tanh, .atan, .asinh, .erf, .sinh:
        return function.increasing(range).map { EndBehaviour(.zero, $0) }
      case .log:
        if let near = value((x - 1).simplified(assuming: .wave)), near.exponent.signum > 0,
          !near.isComplex
        {
          let hull = RealRange(min(spread(near).lower, 0), max(spread(near).upper, 0))
          guard let inverse = raised(RealRange(1, 1) + hull, .minusOne) else { return nil }
          return EndBehaviour(near.exponent, near.range * inverse)
        }
        guard range.lower > 0 else { return nil }
        return function.increasing(range).map { EndBehaviour(.zero, $0) }
      case .sin, .cos: return EndBehaviour(.zero, oscillation(function, range))
      case .cosh:
        let size = max(range.lower.magnitude, range.upper.magnitude)
        guard size.isFinite else { return EndBehaviour(.zero, RealRange(1, .infinity)) }
        return EndBehaviour(.zero, RealRange(1, Ball.cosh(Ball(size)).upperBound))
      default: return nil
      }
    }

    private func oscillation(_ function: Formula.Function, _ range: RealRange) -> RealRange {
      guard range.lower.isFinite, range.upper.isFinite else { return RealRange(-1, 1) }
      let argument = Ball(lower: range.lower, upper: range.upper)
      let value = Ball.apply(function, argument)
      return RealRange(max(value.lowerBound, -1), min(value.upperBound, 1))
    }

    /// x^d on the end, for d ≥ 0.
    private func small(_ d: Number) -> RealRange {
      if d.isZero { return RealRange(1, 1) }
      let top = Ball.exp(Ball(d) * Ball.log(Ball(delta))).upperBound
      return RealRange(0, top)
    }

    /// All values of the function on the end.
    private func spread(_ value: EndBehaviour) -> RealRange {
      if value.exponent.isZero { return value.range }
      if value.exponent.signum > 0 { return small(value.exponent) * value.range }
      let bottom = Ball.exp(Ball(value.exponent) * Ball.log(Ball(delta))).lowerBound
      return RealRange(bottom, .infinity) * value.range
    }

    /// A positive range to a power.
    private func raised(_ range: RealRange, _ e: Number) -> RealRange? {
      guard range.lower > 0 else { return nil }
      func end(_ x: Double) -> (Double, Double) {
        if x == .infinity { return e.signum > 0 ? (.infinity, .infinity) : (0, 0) }
        return Ball.principalPower(Ball(x), Ball(e)).realBounds
      }
      let (a, b) = (end(range.lower), end(range.upper))
      return RealRange(max(min(a.0, b.0), 0), max(a.1, b.1))
    }
  }
}

extension Formula.Function {
  /// The range of an increasing function; infinite ends are limits.
  fileprivate func increasing(_ range: RealRange) -> RealRange? {
    func end(_ x: Double, _ limit: (Double, Double)) -> (Double, Double) {
      if x == .infinity { return (limit.1, limit.1) }
      if x == -.infinity { return (limit.0, limit.0) }
      return Ball.apply(self, Ball(x)).realBounds
    }
    let limits: (Double, Double) =
      switch self {
      case .exp: (0, .infinity)
      case .tanh, .erf: (-1, 1)
      case .atan: (-(Double.pi / 2).nextUp, (Double.pi / 2).nextUp)
      default: (-.infinity, .infinity)
      }
    return RealRange(end(range.lower, limits).0, end(range.upper, limits).1)
  }

  /// Enclosures of the derivative of an odd function on a range around 0.
  fileprivate var slopeOfOdd: ((RealRange) -> RealRange?)? {
    func ball(_ body: @escaping (Ball) -> Ball) -> (RealRange) -> RealRange? {
      { range in
        guard range.lower.isFinite, range.upper.isFinite else { return nil }
        let value = body(Ball(lower: range.lower, upper: range.upper))
        return value.isFinite ? RealRange(value.lowerBound, value.upperBound) : nil
      }
    }
    switch self {
    case .sin: return ball { Ball.cos($0) }
    case .tanh: return ball { 1 - Ball.tanh($0) * Ball.tanh($0) }
    case .sinh: return ball { Ball.cosh($0) }
    case .atan: return ball { 1 / (1 + $0 * $0) }
    case .asinh: return ball { 1 / Ball.sqrt(1 + $0 * $0) }
    case .erf:
      return ball { 2 * Ball.exp(-($0 * $0)) / Ball.sqrt(Ball.pi(precision: 64)) }
    default: return nil
    }
  }
}
