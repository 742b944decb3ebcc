import Foundation

/// A Gaussian by its principal axes.
struct PrincipalSpread: Sendable {
  let center: [Double]
  /// The variance along every axis.
  let variances: [Double]
  /// The axes as columns, row by row; empty where they are those of the coordinates.
  let axes: [Double]

  /// The components along the axes of a point's distance from the centre.
  func components(_ point: ArraySlice<Double>) -> [Double] {
    let away = zip(point, center).map { $0 - $1 }
    guard !axes.isEmpty else { return away }
    let n = variances.count
    return (0..<n).map { axis in
      (0..<n).reduce(0.0) { $0 + axes[$1 * n + axis] * away[$1] }
    }
  }
}

extension DataCells {
  /// The cells by their principal axes.
  var principalSpreads: [PrincipalSpread] {
    let (n, size) = (dimension, DataCells.factorSize(dimension))
    return (0..<count).map { cell in
      let factor = Array(factors[(cell * size)..<((cell + 1) * size)])
      let center = Array(centers[(cell * n)..<((cell + 1) * n)])
      guard size == n * n, n > 1 else {
        return PrincipalSpread(center: center, variances: factor.map { $0 * $0 }, axes: [])
      }
      var a = [Double](repeating: 0, count: n * n)
      for i in 0..<n {
        for j in 0..<n {
          a[i * n + j] = (0...min(i, j)).reduce(0) { $0 + factor[i * n + $1] * factor[j * n + $1] }
        }
      }
      let (values, axes) = DataCells.jacobi(a, n)
      return PrincipalSpread(center: center, variances: values.map { max($0, 0) }, axes: axes)
    }
  }

  /// Eigenvalues and eigenvectors of a symmetric matrix, by Jacobi's rotations.
  private static func jacobi(_ matrix: [Double], _ n: Int) -> (values: [Double], axes: [Double]) {
    var a = matrix
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
    return ((0..<n).map { a[$0 * n + $0] }, axes)
  }
}
