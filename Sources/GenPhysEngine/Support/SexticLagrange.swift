/// Interpolation through six neighbours on an equally spaced grid.
enum SexticLagrange {
  /// Value and derivative at `position`, in units of the grid's step.
  static func evaluate(_ values: [Double], _ position: Double) -> (value: Double, slope: Double) {
    let first = min(max(Int(position) - 2, 0), values.count - 6)
    let u = position - Double(first)
    // Products of (u − j) over the nodes before, and their derivatives; then those behind.
    var (before, slopeBefore) = (1.0, 0.0)
    var (value, slope) = (0.0, 0.0)
    for i in 0..<6 {
      var (behind, slopeBehind) = (weights[i], 0.0)
      for j in (i + 1)..<6 {
        slopeBehind = slopeBehind * (u - Double(j)) + behind
        behind *= u - Double(j)
      }
      value += values[first + i] * before * behind
      slope += values[first + i] * (slopeBefore * behind + before * slopeBehind)
      slopeBefore = slopeBefore * (u - Double(i)) + before
      before *= u - Double(i)
    }
    return (value, slope)
  }

  /// Π over the other nodes of 1/(i − j).
  private static let weights = [-1.0 / 120, 1.0 / 24, -1.0 / 12, 1.0 / 12, -1.0 / 24, 1.0 / 120]
}
