import Foundation
import GenPhysNumerics
import GenPhysTheory

extension CompiledProcess {
  /// ln of the prior's density at points of the engine's frame, per unit of volume of the data.
  ///
  /// The prior is the widest kernel around the data's mean, divided by its mass. Where births and
  /// deaths end the range of widths early, the data counts as a Gaussian of its covariance Σ, and the
  /// density is E[N(x; 0, Σ + 2u I)] over the law of u, by the trapezoidal rule in its deviate z, far
  /// into the upper tail, from which the far points come.
  func priorLogDensity(_ points: [Double], frame: DataFrame) throws(EngineError) -> [Double] {
    let n = dimension
    let s = logWidths.upperBound
    guard lookahead != nil, !frame.factor.isEmpty else {
      let time = exp(clock.logTime(s))
      var result: [Double] = []
      do {
        let logMass = try kernel.logMass(time: time)
        for i in 0..<(points.count / n) {
          let r = points[(i * n)..<((i + 1) * n)].reduce(0) { $0 + $1 * $1 }.squareRoot()
          result.append(try kernel.logDensity(radius: r * unit, time: time).value - logMass)
        }
      } catch {
        throw .kernel(error, what: "the prior at t = \(time)")
      }
      return result
    }
    let spread = frame.principalSpread
    let (variance, deviates) = try logVariances(logWidth: s)
    // The posterior of the deviate is about 1/√N wide.
    let length = deviates.upperBound - deviates.lowerBound
    let count = Int((length * Double(n).squareRoot() / 0.05).rounded(.up))
    let nodes = (0...count).map { i -> (logWeight: Double, variance: Double, logVolume: Double) in
      let z = deviates.lowerBound + length * Double(i) / Double(count)
      let variance = exp(variance(z))
      let logVolume = spread.variances.reduce(0) { $0 + log($1 + variance) }
      return (-0.5 * z * z + log(length / Double(count)), variance, logVolume)
    }
    let constant = -0.5 * Double(n + 1) * log(2 * .pi) - Double(n) * log(unit)
    return (0..<(points.count / n)).map { i in
      let squares = spread.squares(points[(i * n)..<((i + 1) * n)])
      let logs = nodes.map { node in
        var exponent = node.logVolume
        for (square, variance) in zip(squares, spread.variances) {
          exponent += square / (variance + node.variance)
        }
        return node.logWeight - 0.5 * exponent
      }
      let largest = logs.max() ?? 0
      return constant + largest + log(logs.reduce(0) { $0 + exp($1 - largest) })
    }
  }
}

extension CompiledProcess {
  /// ln(2u) over the deviate at one width, from 10⁻¹⁹ of probability below to 10⁻¹²⁷ above, or as far
  /// as the law of u has quantiles.
  private func logVariances(
    logWidth s: Double
  ) throws(EngineError) -> (CubicSpline, ClosedRange<Double>) {
    guard let mixture = kernel.mixture else {
      throw .notSampleable("this process is no mixture of Gaussians")
    }
    let time = exp(clock.logTime(s))
    let step = 0.125
    var values: [Double] = []
    var origin = -9.0
    for z in stride(from: origin, through: 24, by: step) {
      let value = try? MixingTable.logVariance(mixture, deviate: z, time: time, unit: unit)
      if let value, value.isFinite {
        if values.isEmpty { origin = z }
        values.append(value)
      } else if z > 0 {
        break
      } else {
        values = []
      }
    }
    guard values.count > 8 else { throw .notSampleable("the law of u has no quantiles") }
    return (
      CubicSpline(origin: origin, step: step, values: values),
      origin...(origin + step * Double(values.count - 1))
    )
  }
}

/// The principal axes of a covariance.
struct PrincipalSpread {
  /// The variance along every axis.
  let variances: [Double]
  /// The axes as columns, row by row; empty where they are those of the coordinates.
  let axes: [Double]

  /// The square of every component of a point along the axes.
  func squares(_ point: ArraySlice<Double>) -> [Double] {
    guard !axes.isEmpty else { return point.map { $0 * $0 } }
    let n = variances.count
    let start = point.startIndex
    return (0..<n).map { axis in
      let component = (0..<n).reduce(0.0) { $0 + axes[$1 * n + axis] * point[start + $1] }
      return component * component
    }
  }
}

extension DataFrame {
  /// The principal axes of L Lᵀ, by Jacobi's rotations.
  var principalSpread: PrincipalSpread {
    let n = center.count
    guard factor.count == n * n, n > 1 else {
      return PrincipalSpread(variances: factor.map { $0 * $0 }, axes: [])
    }
    var a = [Double](repeating: 0, count: n * n)
    for i in 0..<n {
      for j in 0..<n {
        a[i * n + j] = (0...min(i, j)).reduce(0) { $0 + factor[i * n + $1] * factor[j * n + $1] }
      }
    }
    var axes = (0..<(n * n)).map { $0 / n == $0 % n ? 1.0 : 0 }
    let size = a.reduce(0) { $0 + $1 * $1 }
    for _ in 0..<30 {
      var rest = 0.0
      for p in 0..<n {
        for q in 0..<n where q > p {
          let off = a[p * n + q]
          rest += off * off
          guard off != 0 else { continue }
          let theta = (a[q * n + q] - a[p * n + p]) / (2 * off)
          let t = (theta < 0 ? -1 : 1) / (theta.magnitude + (theta * theta + 1).squareRoot())
          let c = 1 / (t * t + 1).squareRoot()
          let sine = t * c
          for k in 0..<n {
            let (x, y) = (a[k * n + p], a[k * n + q])
            (a[k * n + p], a[k * n + q]) = (c * x - sine * y, sine * x + c * y)
          }
          for k in 0..<n {
            let (x, y) = (a[p * n + k], a[q * n + k])
            (a[p * n + k], a[q * n + k]) = (c * x - sine * y, sine * x + c * y)
            let (u, v) = (axes[k * n + p], axes[k * n + q])
            (axes[k * n + p], axes[k * n + q]) = (c * u - sine * v, sine * u + c * v)
          }
        }
      }
      if rest <= 1e-28 * size { break }
    }
    return PrincipalSpread(variances: (0..<n).map { max(a[$0 * n + $0], 0) }, axes: axes)
  }
}
