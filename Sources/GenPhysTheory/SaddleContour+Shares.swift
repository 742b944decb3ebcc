internal import ComplexModule
internal import GenPhysNumerics
internal import Numerics

extension SaddleContour {
  /// The u below which half of the normalised law lies, to a relative accuracy of about 1e-10; `nil`
  /// where there is no such law.
  func median() -> Double? {
    let base = action.value(.zero).real
    if let limit = action.limit, Double.exp(base - limit) >= 0.5 { return action.drift }
    func excess(_ coordinate: Double) -> Double? {
      lowerShare(at: coordinate, base: base).map { $0 - 0.5 }
    }
    // Large coordinates mean small u and small shares: bracket outward from the bulk.
    // Off s = 0 itself, where a formula in k = √s may have no value.
    guard let start = bulk.map({ $0 + 0.37 }), let first = excess(start) else { return nil }
    var low = start
    var high = start
    var step = 1.0
    var (atLow, atHigh) = (first, first)
    while atLow < 0 {
      low -= step
      step *= 2
      guard step < 1e3, let value = excess(low) else { return nil }
      atLow = value
    }
    step = 1
    while atHigh > 0 {
      // More than half of the law is its lower end, as far as doubles tell.
      if scale(at: high) < 1e-17 * action.drift { return action.drift }
      high += step
      step *= 2
      guard step < 1e3, let value = excess(high) else { return nil }
      atHigh = value
    }
    for _ in 0..<60 where high - low > 1e-11 {
      // Regula falsi with a bisection every third time never stalls.
      let secant = high - atHigh * (high - low) / (atHigh - atLow)
      let middle = secant > low && secant < high ? secant : 0.5 * (low + high)
      guard let value = excess(middle) else { return nil }
      if value == 0 { return action.drift + scale(at: middle) }
      if value > 0 {
        (low, atLow, atHigh) = (middle, value, 0.5 * atHigh)
      } else {
        (high, atHigh, atLow) = (middle, value, 0.5 * atLow)
      }
    }
    return action.drift + scale(at: 0.5 * (low + high))
  }

  /// The share of the law below the u of a saddle coordinate, its atom included; `nil` where there is
  /// none.
  func share(below coordinate: Double) -> Double? {
    lowerShare(at: coordinate, base: -logMass)
  }

  /// `ln P(0,t)`.
  var logMass: Double { -action.value(.zero).real }

  private func scale(at coordinate: Double) -> Double {
    grid(Double.exp(coordinate)).scale
  }

  /// The share of the law below u: the inverse transform of P/s, on a parabola that keeps to the right
  /// of the pole at s = 0. [derived]
  private func lowerShare(at coordinate: Double, base: Double) -> Double? {
    let u = scale(at: coordinate)
    guard u > 0, u.isFinite else { return nil }
    // One standard deviation of the exponential's Gaussian away from the pole, at least.
    let clearance = 1 / u
    let radius = max(Double.exp(coordinate), clearance - singularity)
    let decay = max(3, self.decay(at: radius))
    let vertex = Complex(singularity + radius)
    let actionAtVertex = action.value(vertex)
    let nearness = vertex.real / (2 * radius)
    let step = min(
      step(radius: radius, decay: decay, scale: u, actionAtVertex: actionAtVertex.real),
      nearness / 6)
    guard step > 0 else { return nil }
    var sum = 0.0
    for index in 0..<4000 {
      if Deadline.isOver { return nil }
      let theta = Double(index) * step
      let shift = Complex(radius) * Complex(-theta * theta, 2 * theta)
      let s = vertex + shift
      let exponent = shift * Complex(u) - (action.value(s) - actionAtVertex)
      let full = Complex.exp(exponent) * Complex(1, theta) / s
      guard full.isFinite else { return nil }
      sum += index == 0 ? 0.5 * full.real : full.real
      if full.length * radius < 1e-13, index > 2 { break }
    }
    let exponent = vertex.real * u - actionAtVertex.real + base
    let share = 2 * radius / .pi * step * sum * Double.exp(exponent)
    return share.isFinite ? share : nil
  }

  /// How much narrower than 1 the bulk of a law with a mean is in ξ, smoothly; 1 for laws without one.
  ///
  /// About s = 0 weights fall as e^{−|S″|s²/2}: at late times that is far closer than the singularity.
  var narrowness: Double {
    guard singularity < 0, singularity.isFinite else { return 1 }
    // Off s = 0 itself, where formulas in k may have no value.
    let second = derivatives(1e-4 * -singularity).second.magnitude
    let ratio = 0.5 * second * singularity * singularity
    return ratio.isFinite ? 1 / (1 + ratio).squareRoot() : 1
  }

  /// How far left of the bulk a law without a mean takes the form of its tail: where S begins to grow
  /// like the power of s that it is near s = 0.
  var shoulder: Double {
    guard singularity == 0, let bulk else { return 0 }
    let base = action.value(.zero).real
    func order(_ place: Double) -> Double {
      let (low, high) = (Double.exp(place - 0.5), Double.exp(place + 0.5))
      return Double.log(
        (action.value(Complex(high)).real - base) / (action.value(Complex(low)).real - base))
    }
    let last = order(min(bulk, 0) - 30)
    // Less than that is a logarithm, or the rounding of a mass that changes.
    guard last > 0.02, last < 1.5 else { return 0 }
    return (0..<400).lazy.map(Double.init).first {
      (order(bulk - $0) / last - 1).magnitude < 0.25
    } ?? 0
  }

  /// ξ near the bulk of the law: s = 0, where u is the mean; for laws without a mean (b = 0) where S
  /// has grown to 1, or half of all it ever will.
  var bulk: Double? {
    if singularity < 0 { return Double.log(-singularity) }
    let base = action.value(.zero).real
    let rise = action.limit.map { min(1, 0.5 * ($0 - base)) } ?? 1
    return (-320...320).lazy.map(Double.init).first { unit in
      action.value(Complex(Double.exp(unit))).real - base >= rise
    }
  }
}
