import GenPhysKernels
import GenPhysNumerics

/// A function of two variables as a polynomial on each rectangle of a layout.
///
/// A velocity at (r, t) takes 51 ns on an EPYC; 69 with the polynomial in Swift, which knows no AVX, and
/// 78 with the clock's inverse from a straight line besides (`CubicSpline`). A class with memory of its
/// own, because arrays would be counted in and out at every look-up: with two threads that cost as much
/// again.
///
/// `@unchecked Sendable`: nothing writes to the coefficients after `init`.
final class PatchTable: @unchecked Sendable {
  let layout: PatchLayout
  /// By patch: for each power of u the coefficients of the eight powers of v.
  private let coefficients: UnsafeMutablePointer<Double>

  /// Coefficients of a patch.
  private static let count = Patch.xBasis.order * Patch.yBasis.order

  /// - Parameter values: at each patch's points, row by row of y.
  init(_ layout: PatchLayout, values: [[Double]]) {
    self.layout = layout
    let (inX, inY) = (Patch.xBasis, Patch.yBasis)
    // Whole cache lines, as the kernel wants them.
    coefficients = UnsafeMutableRawPointer.allocate(
      byteCount: 8 * PatchTable.count * values.count, alignment: 64
    ).bindMemory(to: Double.self, capacity: PatchTable.count * values.count)
    for (patch, values) in values.enumerated() {
      // Powers of u row by row, then powers of v of each.
      let rows = (0..<inY.order).map { row in
        inX.monomials.map { weights in
          weights.indices.reduce(0) { $0 + weights[$1] * values[row * inX.order + $1] }
        }
      }
      for power in 0..<inX.order {
        for (k, weights) in inY.monomials.enumerated() {
          let place = patch * PatchTable.count + power * inY.order + k
          (coefficients + place).initialize(
            to: weights.indices.reduce(0) { $0 + weights[$1] * rows[$1][power] })
        }
      }
    }
  }

  deinit { coefficients.deallocate() }

  /// The value, each argument clamped to its range.
  @inline(__always)
  func callAsFunction(_ x: Double, _ y: Double) -> Double {
    let (patch, u, v) = layout.locate(x, y)
    return gp_patch_f64(coefficients + patch * PatchTable.count, u, v)
  }
}
