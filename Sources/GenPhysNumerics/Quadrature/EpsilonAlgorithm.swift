/// Wynn's ε-algorithm: the limit of a slowly converging or alternating sequence.
struct EpsilonAlgorithm {
  /// The last ascending diagonal of the table.
  private var diagonal: [Double] = []
  /// The best guess of the limit so far.
  private(set) var limit = Double.nan
  /// Ten times the largest step between the last five guesses: the error estimate.
  ///
  /// The factor is tuned on kernels known in closed form; the table amplifies the rounding of its
  /// members, which single steps may hide.
  private(set) var error = Double.infinity
  private var recent: [Double] = []

  /// Adds the next member of the sequence.
  mutating func append(_ value: Double) {
    var next = [value]
    for k in diagonal.indices {
      let difference = next[k] - diagonal[k]
      // Equal neighbours mean convergence to rounding: the table ends there.
      if difference == 0 { break }
      let below = k == 0 ? 0 : diagonal[k - 1]
      let entry = below + 1 / difference
      if !entry.isFinite { break }
      next.append(entry)
    }
    // Deep tables amplify rounding; 24 columns suffice for double precision.
    if next.count > 25 { next.removeLast(next.count - 25) }
    diagonal = next
    limit = next[(next.count - 1) / 2 * 2]
    recent.append(limit)
    if recent.count > 5 { recent.removeFirst() }
    if recent.count == 5 {
      error = 10 * zip(recent, recent.dropFirst()).reduce(0) { max($0, ($1.1 - $1.0).magnitude) }
    }
  }
}
