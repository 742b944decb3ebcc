/// Numeric integration of real functions.
public enum Quadrature {
  /// When to stop.
  public struct Tolerance: Sendable {
    /// Allowed absolute error.
    public var absolute: Double
    /// Allowed error relative to the integral.
    public var relative: Double
    /// Evaluations after which the best value so far is returned, `converged` being false.
    public var evaluations: Int

    /// By default nearly all a double can hold.
    public init(absolute: Double = 0, relative: Double = 1e-12, evaluations: Int = 200_000) {
      self.absolute = absolute
      self.relative = relative
      self.evaluations = evaluations
    }
  }

  /// `∫ f(x) dx` over consecutive pieces of [points.first, points.last], by bisection of the worst.
  ///
  /// Where `converged`, error ≤ max(absolute, relative·|value|) or the rounding level was reached.
  /// Values of f that are not finite make the result NaN with an infinite error.
  /// - Parameters:
  ///   - points: at least two ascending finite points; put kinks and scales of f among them.
  ///   - f: the integrand, smooth between the points.
  public static func adaptive(
    over points: [Double], tolerance: Tolerance = Tolerance(),
    _ f: (Double) throws -> Double
  ) rethrows -> Integral {
    precondition(points.count >= 2, "at least two points are needed, but got \(points.count)")
    var pieces = PieceHeap()
    var evaluations = 0
    for (a, b) in zip(points, points.dropFirst()) where b > a {
      pieces.insert(Piece(a: a, b: b, rule: try GaussKronrod.apply(a, b, f)))
      evaluations += GaussKronrod.evaluations
    }
    while true {
      let (value, error, magnitude) = pieces.totals
      guard value.isFinite, error.isFinite else {
        return Integral(value: .nan, error: .infinity, converged: false, evaluations: evaluations)
      }
      let rounding = 4 * Double.ulpOfOne * magnitude
      let goal = max(tolerance.absolute, tolerance.relative * value.magnitude)
      if error <= max(goal, rounding) || pieces.isEmpty {
        return Integral(
          value: value, error: error + rounding, converged: true, evaluations: evaluations)
      }
      guard evaluations < tolerance.evaluations, !Deadline.isOver, let worst = pieces.popWorst()
      else {
        return Integral(
          value: value, error: error + rounding, converged: false, evaluations: evaluations)
      }
      let middle = 0.5 * (worst.a + worst.b)
      if !(middle > worst.a && middle < worst.b) {
        // Nothing left to bisect: the piece stays, its error counted, out of the queue.
        pieces.retire(worst)
        continue
      }
      pieces.insert(
        Piece(a: worst.a, b: middle, rule: try GaussKronrod.apply(worst.a, middle, f)))
      pieces.insert(
        Piece(a: middle, b: worst.b, rule: try GaussKronrod.apply(middle, worst.b, f)))
      evaluations += 2 * GaussKronrod.evaluations
    }
  }

  /// `∫ f(x) dx` from a to b.
  public static func adaptive(
    from a: Double, to b: Double, tolerance: Tolerance = Tolerance(),
    _ f: (Double) throws -> Double
  ) rethrows -> Integral {
    if b < a {
      let reversed = try adaptive(over: [b, a], tolerance: tolerance, f)
      return Integral(
        value: -reversed.value, error: reversed.error, converged: reversed.converged,
        evaluations: reversed.evaluations)
    }
    return try adaptive(over: [a, b], tolerance: tolerance, f)
  }
}

private struct Piece {
  let a: Double
  let b: Double
  let rule: GaussKronrod.Result
}

/// Pieces by falling error, with running totals that are summed afresh to stay free of drift.
private struct PieceHeap {
  private var heap: [Piece] = []
  private var retired: [Piece] = []
  private var inserted = 0
  private var running = (value: 0.0, error: 0.0, magnitude: 0.0)

  var isEmpty: Bool { heap.isEmpty }

  /// Sums of value, error and magnitude.
  var totals: (value: Double, error: Double, magnitude: Double) { running }

  private mutating func add(_ rule: GaussKronrod.Result, _ sign: Double) {
    running.value += sign * rule.value
    running.error += sign * rule.error
    running.magnitude += sign * rule.magnitude
  }

  mutating func retire(_ piece: Piece) {
    retired.append(piece)
    add(piece.rule, 1)
  }

  mutating func insert(_ piece: Piece) {
    heap.append(piece)
    add(piece.rule, 1)
    var child = heap.count - 1
    while child > 0 {
      let parent = (child - 1) / 2
      if heap[parent].rule.error >= heap[child].rule.error { break }
      heap.swapAt(parent, child)
      child = parent
    }
    inserted += 1
    // Often enough that differences of running sums never matter, seldom enough to cost nothing.
    if inserted & 15 == 0 { resum() }
  }

  private mutating func resum() {
    running = (0, 0, 0)
    for piece in heap { add(piece.rule, 1) }
    for piece in retired { add(piece.rule, 1) }
  }

  mutating func popWorst() -> Piece? {
    guard let worst = heap.first else { return nil }
    add(worst.rule, -1)
    let last = heap.removeLast()
    if heap.isEmpty { return worst }
    heap[0] = last
    var parent = 0
    while true {
      var largest = parent
      for child in [2 * parent + 1, 2 * parent + 2]
      where child < heap.count && heap[child].rule.error > heap[largest].rule.error {
        largest = child
      }
      if largest == parent { return worst }
      heap.swapAt(parent, largest)
      parent = largest
    }
  }
}
