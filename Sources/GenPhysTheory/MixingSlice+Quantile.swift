internal import Numerics

extension MixingSlice {
  /// The scale u below which a share q of the law lies.
  ///
  /// Shares are cumulated cell by cell with 4-point Gauss rules on interpolated nodes, from the
  /// nearer end, so that both tails keep their relative accuracy (about 1e-9). `nil` beyond the grid.
  func quantile(_ q: Double, complement: Double) -> Double? {
    let cells = (0..<(nodes.count - 1)).map { mass(from: Double($0), to: Double($0 + 1)) }
    let total = cells.reduce(0, +)
    guard total > 0, q > 0, complement > 0 else { return nil }
    // Node 0 has the largest u: from there the share is cumulated for the upper half.
    let upper = complement <= q
    let target = (upper ? complement : q) * total
    var sum = 0.0
    let order = upper ? Array(cells.indices) : cells.indices.reversed()
    for cell in order {
      if sum + cells[cell] >= target {
        return locate(target - sum, inCell: cell, fromLarge: upper)
      }
      sum += cells[cell]
    }
    return nil
  }

  /// Solves for the position in a cell by bisection on the cumulated mass.
  private func locate(_ target: Double, inCell cell: Int, fromLarge: Bool) -> Double {
    var low = 0.0
    var high = 1.0
    for _ in 0..<48 {
      let middle = 0.5 * (low + high)
      let share =
        fromLarge
        ? mass(from: Double(cell), to: Double(cell) + middle)
        : mass(from: Double(cell + 1) - middle, to: Double(cell + 1))
      if share < target { low = middle } else { high = middle }
    }
    let offset = 0.5 * (low + high)
    let position = fromLarge ? Double(cell) + offset : Double(cell + 1) - offset
    return interpolated(at: position).scale
  }

  /// `∫ μ` between two grid positions of one cell.
  private func mass(from start: Double, to end: Double) -> Double {
    let middle = 0.5 * (start + end)
    let half = 0.5 * (end - start)
    var sum = 0.0
    for (node, weight) in Self.gauss {
      sum += weight * Double.exp(interpolated(at: middle + half * node).logWeight)
    }
    return sum * half * step
  }

  /// Gauss–Legendre with four nodes on (−1, 1).
  private static let gauss: [(Double, Double)] = [
    (-0.8611363115940526, 0.3478548451374538), (-0.3399810435848563, 0.6521451548625461),
    (0.3399810435848563, 0.6521451548625461), (0.8611363115940526, 0.3478548451374538),
  ]
}
