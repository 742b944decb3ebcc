import GenPhysNumerics

/// A function of two variables as a polynomial on each rectangle of a layout.
///
/// About 30 ns a value, most of it the way to the rectangle. A class, because the optional or the enum
/// case that holds a table would else be copied at every look-up, and with it its arrays' counts.
final class PatchTable: Sendable {
  let layout: PatchLayout
  /// By patch: for each power of u the coefficients of the eight powers of v.
  private let coefficients: [Double]

  /// - Parameter values: at each patch's points, row by row of y.
  init(_ layout: PatchLayout, values: [[Double]]) {
    self.layout = layout
    let (inX, inY) = (Patch.xBasis, Patch.yBasis)
    var coefficients: [Double] = []
    coefficients.reserveCapacity(values.count * inX.order * inY.order)
    for values in values {
      // Powers of u row by row, then powers of v of each.
      let rows = (0..<inY.order).map { row in
        inX.monomials.map { weights in
          weights.indices.reduce(0) { $0 + weights[$1] * values[row * inX.order + $1] }
        }
      }
      for power in 0..<inX.order {
        for weights in inY.monomials {
          coefficients.append(
            weights.indices.reduce(0) { $0 + weights[$1] * rows[$1][power] })
        }
      }
    }
    self.coefficients = coefficients
  }

  /// The value, each argument clamped to its range.
  @inline(__always)
  func callAsFunction(_ x: Double, _ y: Double) -> Double {
    let (patch, u, v) = layout.locate(x, y)
    let order = Patch.xBasis.order
    return coefficients.withUnsafeBytes { bytes in
      let start = patch * order
      var sum = SIMD8<Double>.zero
      for power in stride(from: order - 1, through: 0, by: -1) {
        let row = bytes.loadUnaligned(
          fromByteOffset: (start + power) * MemoryLayout<SIMD8<Double>>.stride,
          as: SIMD8<Double>.self)
        sum = row + u * sum
      }
      // Pairs of powers of v at once: half the wait of Horner's rule.
      let square = v * v
      let even = ((sum[6] * square + sum[4]) * square + sum[2]) * square + sum[0]
      let odd = ((sum[7] * square + sum[5]) * square + sum[3]) * square + sum[1]
      return even + v * odd
    }
  }
}
