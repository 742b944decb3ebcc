internal import ComplexModule
internal import GenPhysNumerics

/// The wavenumbers at which a condition certainly fails, and those at which it is open.
///
/// Ends are rounded inwards: every k of a range violates. The complement of ranges and open intervals
/// certainly does not, but for the rounding of the ends (a few units in the last place).
package struct ViolatingSet: Hashable {
  /// Certified ranges in ascending order; single points where both ends are equal.
  private(set) var ranges: [Verdict.Violation]
  /// Intervals of which nothing is known, in ascending order.
  private(set) var open: [Verdict.Violation]

  /// The largest number of ranges that are listed where the set does not end.
  ///
  /// The reason is one of reading: 1 − cos k has infinitely many.
  package static let listed = 10

  /// All k > 0.
  static let everything = ViolatingSet(
    ranges: [Verdict.Violation(lower: 0, upper: nil)], open: [])

  private init(ranges: [Verdict.Violation], open: [Verdict.Violation]) {
    self.ranges = ranges
    self.open = open
  }

  /// The set where a function is ≤ 0.
  init(_ chart: SignChart) {
    ranges = []
    open = []
    var start: Double?
    func finite(_ upper: Double) -> Double? { upper.isFinite ? upper : nil }
    for piece in chart.pieces {
      switch piece.content {
      case .sign(let sign):
        if sign.isNonpositive {
          start = start ?? piece.lower
        } else {
          if let lower = start { ranges.append(.init(lower: lower, upper: piece.lower)) }
          start = nil
          if sign == .unknown { addOpen(piece.lower, finite(piece.upper)) }
        }
      case .zero(let zero):
        let ends = piece.inwardEnds(of: zero)
        let lower = start
        start = nil
        switch (lower, zero.after.isNonpositive) {
        case (let lower?, true): start = lower
        case (let lower?, false): ranges.append(.init(lower: lower, upper: ends.upper))
        case (nil, true): start = ends.lower
        case (nil, false): ranges.append(.init(lower: ends.point, upper: ends.point))
        }
        if zero.before == .unknown { addOpen(piece.lower, ends.point) }
        if zero.after == .unknown { addOpen(ends.point, piece.upper) }
      }
    }
    if let lower = start { ranges.append(.init(lower: lower, upper: nil)) }
    shorten()
  }

  private mutating func addOpen(_ lower: Double, _ upper: Double?) {
    guard lower < upper ?? .infinity else { return }
    if let last = open.last, last.upper == lower {
      open[open.count - 1] = .init(lower: last.lower, upper: upper)
    } else {
      open.append(.init(lower: lower, upper: upper))
    }
  }

  /// Ten ranges, and the rest as open, where the set has no certain end.
  private mutating func shorten() {
    guard ranges.count > Self.listed, open.last?.upper == nil, !open.isEmpty else { return }
    let end = ranges[Self.listed - 1].upper ?? .infinity
    ranges = Array(ranges.prefix(Self.listed))
    open = open.filter { $0.lower < end } + [.init(lower: end, upper: nil)]
    isShortened = true
  }

  /// Whether ranges were left out that are certain.
  private(set) var isShortened = false

  /// All of certified sets, the rest being open.
  static func union(of sets: [ViolatingSet]) -> ViolatingSet {
    var ranges: [Verdict.Violation] = []
    for range in sets.flatMap(\.ranges).sorted(by: { $0.lower < $1.lower }) {
      if let last = ranges.last, last.upper ?? .infinity >= range.lower {
        let upper =
          [last.upper, range.upper].contains(nil)
          ? nil : max(last.upper ?? 0, range.upper ?? 0)
        ranges[ranges.count - 1] = .init(lower: last.lower, upper: upper)
      } else {
        ranges.append(range)
      }
    }
    var result = ViolatingSet(ranges: ranges, open: [])
    var start = 0.0
    for range in ranges {
      result.addOpen(start, range.lower)
      start = range.upper ?? .infinity
    }
    if start < .infinity { result.addOpen(start, nil) }
    return result
  }

  /// A single wavenumber that violates, the rest being open.
  static func point(_ k: Double) -> ViolatingSet {
    ViolatingSet(
      ranges: [.init(lower: k, upper: k)],
      open: [.init(lower: 0, upper: k), .init(lower: k, upper: nil)])
  }

  /// Leaves open only what is open in both.
  mutating func restrictOpen(to others: [Verdict.Violation]) {
    open = open.flatMap { own in
      others.compactMap { other -> Verdict.Violation? in
        let lower = max(own.lower, other.lower)
        let upper = min(own.upper ?? .infinity, other.upper ?? .infinity)
        return lower < upper
          ? Verdict.Violation(lower: lower, upper: upper.isFinite ? upper : nil) : nil
      }
    }
  }

  /// A wavenumber in the set, a short number if possible.
  var witness: Double? {
    let round: [Double] = [1, 0.5, 2, 0.1, 10, 0.25, 4, 0.01, 100]
    if let k = round.first(where: { k in
      ranges.contains { $0.lower <= k && k <= $0.upper ?? .infinity }
    }) {
      return k
    }
    guard
      let widest = ranges.max(by: {
        ($0.upper ?? .infinity) - $0.lower < ($1.upper ?? .infinity) - $1.lower
      })
    else { return nil }
    guard let upper = widest.upper else { return 2 * widest.lower }
    return widest.lower + 0.5 * (upper - widest.lower)
  }
}

extension SignChart.Piece {
  /// The place of the zero as a double: rounded down, rounded up, and to the nearest.
  ///
  /// A place that is a short number is rounded from its exact value. Otherwise the ends of the piece,
  /// where signs are certain, stand for it.
  fileprivate func inwardEnds(
    of zero: SignChart.Zero
  ) -> (upper: Double, lower: Double, point: Double) {
    guard let place = zero.place, let program = try? place.compiled(variables: ["_"]) else {
      return (lower, upper, lower + 0.5 * (upper - lower))
    }
    let value = program.evaluate([Ball(0.0, precision: 128)])
    let (down, up) = value.realBounds
    return down >= lower && up <= upper ? (down, up, value.midpoint.real) : (lower, upper, down)
  }
}
