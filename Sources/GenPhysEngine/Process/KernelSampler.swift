import Foundation
import GenPhysKernels
import GenPhysNumerics
public import GenPhysTheory

/// Points of a Green's function at one time: `x = √(2u) ξ` with u from the mixing law, ξ ~ N(0, I).
///
/// The law's quantile is tabulated once over the normal deviate (its interpolation misses below 1e-6
/// of ln u), its point mass apart: drawing a point then costs its N normal deviates.
public struct KernelSampler: Sendable {
  /// N.
  public let dimension: Int
  /// u of the law's point mass and its share of the mass.
  private let atom: (scale: Double, share: Double)
  /// ln u over the normal deviate; `nil` where the law is discrete.
  private let spline: CubicSpline?
  /// The places of a discrete law with the shares up to and with each.
  private let places: [(scale: Double, cumulated: Double)]

  /// - Throws: `.invalidParameter` unless t > 0, `.notSampleable` for kernels that are no mixture,
  ///   `.kernel`.
  public init(_ kernel: any GreensFunction, time: Double) throws(EngineError) {
    try Check.positive(time, "t")
    guard let mixture = kernel.mixture else {
      throw .notSampleable("this kernel is no mixture of Gaussians, so it cannot be drawn from")
    }
    dimension = kernel.dimension
    do throws(GreensFunctionError) {
      let atom = try mixture.atom(time: time) ?? (scale: 0, share: 0)
      self.atom = atom
      if let places = try mixture.places(time: time) {
        var sum = 0.0
        self.places = places.map { place in
          sum += place.share
          return (place.scale, sum)
        }
        spline = nil
        return
      }
      places = []
      guard atom.share < 1 else {
        spline = nil
        return
      }
      let axis = MixingTable.deviates
      let rest = 1 - atom.share
      var values: [Double] = []
      for index in 0..<axis.count {
        let z = axis.node(index)
        values.append(log(try mixture.quantile(deviate: z, rest: rest, time: time)))
      }
      // Within rounding of the point mass the rest has no quantile of its own.
      let firstPlace = atom.share > 0 ? values.first(where: \.isFinite) ?? 0 : -.infinity
      for index in values.indices.prefix(while: { values[$0] == -.infinity }) {
        values[index] = firstPlace
      }
      guard values.allSatisfy(\.isFinite) else {
        throw .unsupported(
          "the kernel's width at t = \(time) leaves the range of doubles; rescale the units")
      }
      spline = CubicSpline(origin: axis.origin, step: axis.step, values: values)
    } catch {
      throw .kernel(error, what: "its mixing law at t = \(time)")
    }
  }

  /// Draws points about the origin, row by row; the same bytes for any number of threads.
  ///
  /// - Throws: `.invalidParameter` for a bad count, `.tooLarge`, `.cancelled`.
  public func points(
    count: Int, seed: Int, monitor: RunMonitor = .silent
  ) throws(EngineError) -> [Double] {
    try Check.range(count, 1...Check.largestCount, "n")
    try Check.memory(Double(count) * Double(dimension) * 8, for: "\(count) points")
    let random = RandomStream(seed: UInt64(bitPattern: Int64(seed))).split("kernel")
    let lane = max(16, 131_072 / dimension)
    let lanes = (count + lane - 1) / lane
    let points = [Double](unsafeUninitializedCapacity: count * dimension) { buffer, filled in
      nonisolated(unsafe) let target = buffer
      Parallel.forEach(lanes: lanes) { index in
        guard !monitor.isCancelled() else { return }
        var stream = random.split(UInt64(index))
        let rows = (index * lane)..<min(count, (index + 1) * lane)
        let directions = random.split(UInt64(index)).split("directions")
        withUnsafeTemporaryAllocation(of: Float.self, capacity: rows.count * dimension) { normals in
          gp_random_normal_f32(
            directions.key, directions.stream, normals.baseAddress, rows.count * dimension)
          for row in rows {
            let deviation = (2 * scale(&stream)).squareRoot()
            for column in 0..<dimension {
              target[row * dimension + column] =
                deviation * Double(normals[(row - rows.lowerBound) * dimension + column])
            }
          }
        }
      }
      filled = count * dimension
    }
    try monitor.checkCancellation()
    return points
  }

  private func scale(_ stream: inout RandomStream) -> Double {
    if !places.isEmpty {
      let share = stream.uniform()
      var (low, high) = (0, places.count - 1)
      while low < high {
        let middle = (low + high) / 2
        if places[middle].cumulated > share { high = middle } else { low = middle + 1 }
      }
      return places[low].scale
    }
    if atom.share > 0, stream.uniform() < atom.share { return atom.scale }
    guard let spline else { return atom.scale }
    return exp(spline(stream.normal()))
  }
}
