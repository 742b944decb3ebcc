internal import Numerics

extension MixingSlice {
  /// The scale u below which a share q of the law lies.
  ///
  /// Shares are cumulated cell by cell with 4-point Gauss rules on interpolated nodes, from the
  /// nearer end, so that both tails keep their relative accuracy (about 1e-9).
  func quantile(_ q: Double, complement: Double) -> Double? {
    let atomShare = atom.map { Double.exp($0.logWeight - logMass) } ?? 0
    let total = cellShares.reduce(0, +) + atomShare + rest
    guard total > 0, q > 0, complement > 0 else { return nil }
    // Node 0 has the largest u: from there the share is cumulated for the upper half.
    let upper = complement <= q
    let target = (upper ? complement : q) * total
    // The atom lies below everything else.
    if let atom, upper ? total - atomShare <= target : target <= atomShare { return atom.scale }
    if !upper, target <= atomShare + rest { return nodes.last?.scale }
    var sum = upper ? 0 : atomShare + rest
    for index in cellShares.indices {
      let cell = upper ? index : cellShares.count - 1 - index
      if sum + cellShares[cell] >= target {
        return locate(target - sum, inCell: cell, fromLarge: upper)
      }
      sum += cellShares[cell]
    }
    return nodes.last?.scale
  }

  /// The shares of the cells between neighbouring nodes.
  static func cellShares(_ slice: MixingSlice) -> [Double] {
    let logWeights = slice.nodes.map(\.logWeight)
    return (0..<max(0, slice.nodes.count - 1)).map { cell in
      // Away from the ends ten nodes lie about every cell alike.
      let first = cell - 4
      guard first >= 0, first + 10 <= slice.nodes.count else {
        return slice.share(from: Double(cell), to: Double(cell + 1))
      }
      var sum = 0.0
      for (weight, shares) in gaussShares {
        var logWeight = 0.0
        for place in 0..<10 { logWeight += shares[place] * logWeights[first + place] }
        sum += weight * Double.exp(logWeight - slice.logMass)
      }
      return 0.5 * sum * slice.step
    }
  }

  /// Gauss's weights with what each of ten nodes counts for at his places in the middle cell.
  private static let gaussShares: [(weight: Double, shares: [Double])] = gauss.map { node, weight in
    let x = 4.5 + 0.5 * node
    let shares = (0..<10).map { i in
      (0..<10).reduce(1.0) { $1 == i ? $0 : $0 * (x - Double($1)) / Double(i - $1) }
    }
    return (weight, shares)
  }

  /// Solves for the position in a cell by Newton's method on the cumulated mass, kept in its bracket.
  private func locate(_ target: Double, inCell cell: Int, fromLarge: Bool) -> Double {
    func position(_ offset: Double) -> Double {
      fromLarge ? Double(cell) + offset : Double(cell + 1) - offset
    }
    var low = 0.0
    var high = 1.0
    var offset = cellShares[cell] > 0 ? min(1, target / cellShares[cell]) : 0.5
    for _ in 0..<40 {
      let share =
        fromLarge
        ? share(from: Double(cell), to: position(offset))
        : share(from: position(offset), to: Double(cell + 1))
      if share < target { low = offset } else { high = offset }
      let slope = step * Double.exp(interpolated(at: position(offset)).logWeight - logMass)
      let next = offset + (target - share) / slope
      let bounded = next > low && next < high ? next : 0.5 * (low + high)
      if (bounded - offset).magnitude < 1e-10 { break }
      offset = bounded
    }
    return interpolated(at: position(offset)).scale
  }

  /// `∫ μ/M` between two grid positions of one cell.
  private func share(from start: Double, to end: Double) -> Double {
    let middle = 0.5 * (start + end)
    let half = 0.5 * (end - start)
    var sum = 0.0
    for (node, weight) in Self.gauss {
      sum += weight * Double.exp(interpolated(at: middle + half * node).logWeight - logMass)
    }
    return sum * half * step
  }

  /// Gauss–Legendre with four nodes on (−1, 1).
  private static let gauss: [(Double, Double)] = [
    (-0.8611363115940526, 0.3478548451374538), (-0.3399810435848563, 0.6521451548625461),
    (0.3399810435848563, 0.6521451548625461), (0.8611363115940526, 0.3478548451374538),
  ]
}
