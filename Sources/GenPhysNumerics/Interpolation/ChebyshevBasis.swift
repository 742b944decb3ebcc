internal import func Foundation.cos
internal import func Foundation.pow

/// Chebyshev points on [−1, 1], ends included, and what values at them say about their polynomial.
package struct ChebyshevBasis: Sendable {
  /// The number of points.
  package let order: Int
  /// Ascending.
  package let points: [Double]
  /// Rows of the matrix from values at the points to coefficients of powers.
  package let monomials: [[Double]]
  /// Rows that give the last two Chebyshev coefficients.
  private let last: [[Double]]

  /// - Parameter order: at least three; beyond a dozen powers lose digits.
  package init(order: Int) {
    self.order = order
    let end = Double(order - 1)
    points = (0..<order).map { -cos(.pi * Double($0) / end) }
    monomials = ChebyshevBasis.inverse(points.map { u in (0..<order).map { pow(u, Double($0)) } })
    last = [order - 2, order - 1].map { k in
      (0..<order).map { j in
        let share = j == 0 || j == order - 1 ? 0.5 : 1
        let factor = share * cos(.pi * Double(k) * (1 - Double(j) / end)) * 2 / end
        return k == order - 1 ? 0.5 * factor : factor
      }
    }
  }

  /// The sum of the magnitudes of the last two Chebyshev coefficients: about what a polynomial through
  /// these points misses.
  package func tail(_ value: (Int) -> Double) -> Double {
    last.reduce(0) { sum, row in
      sum + row.indices.reduce(0) { $0 + row[$1] * value($1) }.magnitude
    }
  }

  /// Gauss–Jordan elimination with pivots; nine Chebyshev points lose three digits.
  private static func inverse(_ rows: [[Double]]) -> [[Double]] {
    let order = rows.count
    var matrix = rows
    var inverse = (0..<order).map { i in (0..<order).map { $0 == i ? 1.0 : 0 } }
    for column in 0..<order {
      let pivot = (column..<order).max {
        matrix[$0][column].magnitude < matrix[$1][column].magnitude
      }
      if let pivot, pivot != column {
        matrix.swapAt(pivot, column)
        inverse.swapAt(pivot, column)
      }
      let scale = 1 / matrix[column][column]
      for j in 0..<order {
        matrix[column][j] *= scale
        inverse[column][j] *= scale
      }
      for row in 0..<order where row != column {
        let factor = matrix[row][column]
        for j in 0..<order {
          matrix[row][j] -= factor * matrix[column][j]
          inverse[row][j] -= factor * inverse[column][j]
        }
      }
    }
    return inverse
  }
}
