import GenPhysNumerics

/// A function of two variables as a polynomial on each rectangle of a layout.
///
/// About 30 ns a value, most of it the way to the rectangle. A class with memory of its own, because
/// arrays would be counted in and out at every look-up: with two threads that cost as much again.
///
/// `@unchecked Sendable`: nothing writes to the coefficients after `init`.
final class PatchTable: @unchecked Sendable {
  let layout: PatchLayout
  /// By patch: for each power of u the coefficients of the eight powers of v.
  private let coefficients: UnsafeMutablePointer<SIMD8<Double>>

  /// - Parameter values: at each patch's points, row by row of y.
  init(_ layout: PatchLayout, values: [[Double]]) {
    self.layout = layout
    let (inX, inY) = (Patch.xBasis, Patch.yBasis)
    coefficients = .allocate(capacity: values.count * inX.order)
    for (patch, values) in values.enumerated() {
      // Powers of u row by row, then powers of v of each.
      let rows = (0..<inY.order).map { row in
        inX.monomials.map { weights in
          weights.indices.reduce(0) { $0 + weights[$1] * values[row * inX.order + $1] }
        }
      }
      for power in 0..<inX.order {
        var row = SIMD8<Double>.zero
        for (k, weights) in inY.monomials.enumerated() {
          row[k] = weights.indices.reduce(0) { $0 + weights[$1] * rows[$1][power] }
        }
        (coefficients + patch * inX.order + power).initialize(to: row)
      }
    }
  }

  deinit { coefficients.deallocate() }

  /// The value, each argument clamped to its range.
  @inline(__always)
  func callAsFunction(_ x: Double, _ y: Double) -> Double {
    let (patch, u, v) = layout.locate(x, y)
    let rows = coefficients + patch * Patch.xOrder
    var sum = SIMD8<Double>.zero
    for power in stride(from: Patch.xOrder - 1, through: 0, by: -1) { sum = rows[power] + u * sum }
    // Pairs of powers of v at once: half the wait of Horner's rule.
    let square = v * v
    let even = ((sum[6] * square + sum[4]) * square + sum[2]) * square + sum[0]
    let odd = ((sum[7] * square + sum[5]) * square + sum[3]) * square + sum[1]
    return even + v * odd
  }
}
