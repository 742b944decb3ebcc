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
  /// A training of 3,000 steps on the plane takes 13 s with 64, 9 s with 32 and 6 s with none.
  /// Sliced Wasserstein distance over its floor (Yukawa, m = 1): 1.4, 1.4 and 2.0 on a checkerboard,
  /// 1.2, 1.2 and 1.7 on eight Gaussians; 1.3 with 128 on a checkerboard, in 20 s.
  static let largestCount = 64

  /// - Throws: `.kernel` where ln G has no table.
  package init(_ process: CompiledProcess) throws(EngineError) {
    self.process = process
    shape = try KernelShape(process, monitor: .silent)
  }

  /// The numbers that `average` needs as scratch memory.
  package func scratchCount(references count: Int) -> Int { 2 * (count + 1) + process.dimension }

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
    let (logs, ratios, sums) = (scratch, scratch + count + 1, scratch + 2 * (count + 1))
    var largest = -Double.infinity
    for j in 0...last {
      var square = 0.0
      for k in 0..<n {
        let d = Double(x[k]) - coordinate(j, k)
        square += d * d
      }
      ratios[j] = 0.5 * log(max(square, .leastNormalMagnitude)) - s
      logs[j] = shape.logDensity(logRatio: ratios[j], logWidth: s)
      largest = max(largest, logs[j])
    }
    var (total, growth) = (0.0, 0.0)
    for k in 0..<n { sums[k] = 0 }
    for j in 0...last {
      let weight = exp(logs[j] - largest)
      guard weight > 1e-6 else { continue }
      total += weight
      let lag = process.lag(logRatio: ratios[j], logWidth: s, reference: c.expansion)
      for k in 0..<n {
        let from = coordinate(j, k)
        sums[k] += weight * (from + lag * (Double(x[k]) - from))
      }
      growth += weight * process.growth(logRatio: ratios[j], logWidth: s)
    }
    for k in 0..<n { target[k] = Float((sums[k] / total - c.skip * Double(x[k])) / c.out) }
    target[n] = Float((growth / total - c.growth) / c.growthScale)
  }
}
