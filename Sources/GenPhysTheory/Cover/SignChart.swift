internal import GenPhysNumerics

/// The certified sign of a real function of k on the whole half-line k > 0.
///
/// Pieces follow one another from 0 to ∞. Each states a sign, an isolated zero in a narrow interval, or
/// that nothing is known. No piece rests on samples.
struct SignChart {
  /// A certified sign.
  enum Sign: Hashable {
    case negative, zero, positive
    /// Nothing is certified.
    case unknown

    /// The sign of the product of two values.
    static func * (a: Sign, b: Sign) -> Sign {
      switch (a, b) {
      case (.unknown, _), (_, .unknown): .unknown
      case (.zero, _), (_, .zero): .zero
      default: a == b ? .positive : .negative
      }
    }

    /// The sign of the opposite value.
    var opposite: Sign { self * .negative }
    /// Whether the value is certainly ≤ 0.
    var isNonpositive: Bool { self == .negative || self == .zero }
  }

  /// A zero, and the signs on either side of it within its piece.
  struct Zero: Hashable {
    var before: Sign
    var after: Sign
    /// Where it is, if that is known exactly.
    var place: Formula?
  }

  /// What is certain on a piece.
  enum Content: Hashable {
    /// One sign on the whole closed piece.
    case sign(Sign)
    /// Exactly one zero somewhere in the piece.
    case zero(Zero)
  }

  /// An interval of k, in units of the formula; `upper` is infinite at the last.
  struct Piece: Hashable {
    var lower: Double
    var upper: Double
    var content: Content
  }

  /// In ascending order, without gaps, from 0 to ∞.
  private(set) var pieces: [Piece] = []

  /// Joins neighbours of one sign.
  ///
  /// Everything is unknown where the pieces are not in order. Empty pieces of one sign are left out. An empty piece with a zero would be a zero lost, and so a
  /// false proof: it makes everything unknown.
  init(_ parts: [Piece]) {
    var end = 0.0
    for part in parts {
      if case .sign = part.content, part.lower == part.upper { continue }
      guard part.lower == end, part.lower < part.upper else {
        self = SignChart(everywhere: .unknown)
        return
      }
      append(part)
      end = part.upper
    }
    if end < .infinity { self = SignChart(everywhere: .unknown) }
  }

  /// One sign for every k > 0.
  init(everywhere sign: Sign) {
    pieces = [Piece(lower: 0, upper: .infinity, content: .sign(sign))]
  }

  private mutating func append(_ piece: Piece) {
    if let last = pieces.indices.last, case .sign = piece.content,
      pieces[last].content == piece.content
    {
      pieces[last].upper = piece.upper
    } else {
      pieces.append(piece)
    }
  }

  /// Whether the sign is certain for every k > 0, and this one.
  func isEverywhere(_ sign: Sign) -> Bool { pieces.allSatisfy { $0.content == .sign(sign) } }

  /// The chart of a function of this one's, by what becomes of each sign.
  ///
  /// - Parameter zero: what becomes of an isolated zero; `nil` leaves its piece unknown.
  func mapped(_ sign: (Sign) -> Sign, zero: (Zero) -> Zero?) -> SignChart {
    SignChart(
      pieces.map { piece in
        var piece = piece
        switch piece.content {
        case .sign(let value): piece.content = .sign(sign(value))
        case .zero(let value):
          piece.content = zero(value).map(Content.zero) ?? .sign(.unknown)
        }
        return piece
      })
  }

  /// The chart of −f.
  var opposite: SignChart {
    mapped(\.opposite) {
      Zero(before: $0.before.opposite, after: $0.after.opposite, place: $0.place)
    }
  }
}

// MARK: - Several charts

extension SignChart {
  /// The sign of the product of all functions.
  static func product(_ charts: [SignChart]) -> SignChart {
    overlay(charts) { signs in signs.reduce(.positive) { $0 * $1 } }
  }

  /// The sign of the least of all functions, with zero counted as negative.
  static func least(_ charts: [SignChart]) -> SignChart {
    overlay(charts) { signs in
      if signs.contains(where: \.isNonpositive) { return .negative }
      return signs.contains(.unknown) ? .unknown : .positive
    }
  }

  /// Lays charts over each other.
  ///
  /// 1. Intervals of isolated zeros that overlap are joined.
  /// 2. Between these intervals every chart has one sign, and the rule joins them.
  /// 3. In such an interval one zero, or several at the same exact place, stay a zero. Otherwise their
  ///    order is unknown, and so is the sign.
  private static func overlay(
    _ charts: [SignChart], _ rule: ([Sign]) -> Sign
  ) -> SignChart {
    guard charts.count > 1 else {
      return charts.first?.mapped({ rule([$0]) }) {
        Zero(before: rule([$0.before]), after: rule([$0.after]), place: $0.place)
      } ?? SignChart(everywhere: .unknown)
    }
    // 1
    var joined: [(lower: Double, upper: Double)] = []
    for piece in charts.flatMap(\.pieces).sorted(by: { $0.lower < $1.lower }) {
      guard case .zero = piece.content else { continue }
      if let last = joined.last, piece.lower <= last.upper {
        joined[joined.count - 1].upper = max(last.upper, piece.upper)
      } else {
        joined.append((piece.lower, piece.upper))
      }
    }
    let ends =
      Set(
        charts.flatMap(\.pieces).map(\.lower).filter { end in
          !joined.contains { $0.lower < end && end < $0.upper }
        } + joined.flatMap { [$0.lower, $0.upper] }
      ).sorted() + [.infinity]
    var result: [Piece] = []
    for (lower, upper) in zip(ends, ends.dropFirst()) {
      let looks = charts.map { $0.look(at: lower, upper) }
      let before = rule(looks.map(\.before))
      let after = rule(looks.map(\.after))
      let zeros = looks.filter(\.hasZero)
      let content: Content
      if zeros.isEmpty {
        // 2
        content = .sign(before)
      } else {
        // 3
        let isOne =
          zeros.count == 1
          || zeros.allSatisfy { $0.place != nil && $0.place == zeros[0].place }
        let middle = isOne ? rule(looks.map { $0.hasZero ? .zero : $0.before }) : .unknown
        content =
          middle == .unknown || before == middle && after == middle
          ? .sign(middle) : .zero(Zero(before: before, after: after, place: zeros[0].place))
      }
      result.append(Piece(lower: lower, upper: upper, content: content))
    }
    return SignChart(result)
  }

  /// What one chart states of an interval in which at most one of its zeros lies.
  private struct Look {
    var before: Sign
    var after: Sign
    var hasZero = false
    var place: Formula?
  }

  /// The signs at both ends of an interval, and whether a zero lies in it.
  ///
  /// An interval that holds two different signs, or two zeros, is unknown.
  private func look(at lower: Double, _ upper: Double) -> Look {
    let inside = pieces.filter { $0.lower < upper && $0.upper > lower }
    let zeros = inside.compactMap { piece -> Zero? in
      if case .zero(let zero) = piece.content { zero } else { nil }
    }
    if let zero = zeros.first, zeros.count == 1 {
      return Look(before: zero.before, after: zero.after, hasZero: true, place: zero.place)
    }
    guard zeros.isEmpty, let first = inside.first, case .sign(let sign) = first.content,
      inside.allSatisfy({ $0.content == first.content })
    else { return Look(before: .unknown, after: .unknown, hasZero: !zeros.isEmpty) }
    return Look(before: sign, after: sign)
  }
}
