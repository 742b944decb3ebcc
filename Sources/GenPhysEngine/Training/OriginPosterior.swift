import Foundation

/// Where a launched point may have come from, and its target averaged over that.
///
/// A launched point does not come by one Gaussian from its origin, so that only the kernel itself
/// says how likely each of a step's reference points is: reference j with weight G(|x − y_j|, σ), as
/// far as the regression goes, which undoes the launch by weights of its own (`GrowthLookahead`).
/// The target's mean given x and σ stays what it is.
package struct OriginPosterior: Sendable {
  let process: CompiledProcess
  private let shape: KernelShape

  /// Points looked at beside the origin.
  ///
  /// A training of 3,000 steps on the plane takes 15 s with 128, 11 s with 64, 9 s with 32 and 6 s with
  /// none. Sliced Wasserstein distance over its floor (Yukawa, m = 1), mean of four trainings with four
  /// sets of samples each: 1.04, 1.17 and 1.11 on a checkerboard, 1.28, 1.15 and 1.40 on eight
  /// Gaussians; one training differs from the next by 0.2.
  static let largestCount = 64

  /// - Throws: `.kernel` where ln G has no table.
  package init(_ process: CompiledProcess) throws(EngineError) {
    self.process = process
    shape = try KernelShape(process, monitor: .silent)
  }

  /// The numbers that `average` needs as scratch memory.
  package func scratchCount(references count: Int) -> Int { count + 1 + process.dimension }

  /// Writes a target's posterior mean; without references the target of the origin itself.
  ///
  /// - Parameters:
  ///   - place: x, N coordinates.
  ///   - origin: y, where it came from.
  ///   - own: the reference that is the origin, or −1.
  ///   - references: coordinate by coordinate, `count` of them.
  ///   - scratch: memory for `scratchCount` numbers.
  ///   - target: N coordinates of (y′ − c_skip x)/c_out, and the growth.
  package func average(
    place x: UnsafePointer<Float>, origin y: UnsafePointer<Float>, own: Int,
    references: UnsafePointer<Float>, count: Int, logWidth s: Double,
    _ c: Preconditioner.Coefficients, scratch: UnsafeMutablePointer<Double>,
    target: UnsafeMutablePointer<Float>
  ) {
    let n = process.dimension
    @inline(__always)
    func coordinate(_ j: Int, _ k: Int) -> Double {
      Double(j < count ? references[k * count + j] : y[k])
    }
    // The origin stands last, unless it is among the references.
    let last = own < 0 ? count : count - 1
    let (squares, sums) = (scratch, scratch + count + 1)
    var least = Double.infinity
    for j in 0...last {
      var square = 0.0
      for k in 0..<n {
        let d = Double(x[k]) - coordinate(j, k)
        square += d * d
      }
      squares[j] = max(square, .leastNormalMagnitude)
      least = min(least, squares[j])
    }
    let level = shape.logDensity(logRatio: 0.5 * log(least) - s, logWidth: s)
    let reach = farthest(0.5 * log(least) - s, level: level, logWidth: s)
    let limit = exp(2 * (reach + s))
    // What `process.lag` and `process.growth` say, with the clock asked once a row.
    let (rates, growths) = (process.rates, process.growthTable)
    let pace = process.clock.logTimeSlope(s)
    var (total, growth) = (0.0, 0.0)
    for k in 0..<n { sums[k] = 0 }
    for j in 0...last where squares[j] <= limit {
      let ratio = 0.5 * log(squares[j]) - s
      let weight = exp(shape.logDensity(logRatio: ratio, logWidth: s) - level)
      total += weight
      let lag = process.hasStraightRays ? 0 : 1 - rates.perLogTime(ratio, s) * pace / c.expansion
      for k in 0..<n {
        let from = coordinate(j, k)
        sums[k] += weight * (from + lag * (Double(x[k]) - from))
      }
      growth += weight * (growths?.perLogTime(ratio, s) ?? 0) * pace
    }
    for k in 0..<n { target[k] = Float((sums[k] / total - c.skip * Double(x[k])) / c.out) }
    target[n] = Float((growth / total - c.growth) / c.growthScale)
  }

  /// A ln(r/σ) beyond which a reference weighs less than 10⁻⁵ of the nearest: G falls with r.
  private func farthest(_ nearest: Double, level: Double, logWidth s: Double) -> Double {
    var (reach, step) = (max(nearest, -3), 0.25)
    while step < 8 {
      reach += step
      if shape.logDensity(logRatio: reach, logWidth: s) < level - 11.5 { return reach }
      step *= 1.5
    }
    return .infinity
  }
}
