/// What may be taken for granted about variables while simplifying.
///
/// A variable that is not mentioned may be any complex number. Rules that are wrong on a branch cut
/// are applied only where the assumptions keep the argument away from it: `sqrt(k^2)` is `k` for
/// k ≥ 0, `abs(k)` for real k, and stays as it is for complex k. Rules may fill removable gaps
/// (`k^3/k` is `k^2`, at k = 0 as well).
public struct Assumptions: Hashable, Sendable {
  /// Where a variable lies.
  public enum Domain: Hashable, Sendable {
    /// Any real number.
    case real
    /// ≥ 0.
    case nonnegative
    /// > 0.
    case positive
    /// A closed interval.
    case range(ClosedRange<Double>)
  }

  private var domains: [String: Domain]

  /// The assumptions listed.
  public init(_ domains: [String: Domain] = [:]) { self.domains = domains }

  /// Nothing is assumed.
  public static let none = Assumptions()

  /// k ≥ 0 and t > 0, as in every dispersion relation.
  public static let wave = Assumptions(["k": .nonnegative, "t": .positive])

  /// Where the variable lies; `nil` where nothing is assumed.
  public subscript(name: String) -> Domain? {
    get { domains[name] }
    set { domains[name] = newValue }
  }

  /// These assumptions and, for one more variable, `domain`.
  public func assuming(_ name: String, _ domain: Domain) -> Assumptions {
    var copy = self
    copy[name] = domain
    return copy
  }

  package func range(of name: String) -> RealRange? {
    switch domains[name] {
    case nil: nil
    case .real: .all
    case .nonnegative: .nonnegative
    case .positive: .positive
    case .range(let range): RealRange(range.lowerBound, range.upperBound)
    }
  }
}

extension Assumptions: ExpressibleByDictionaryLiteral {
  /// `["k": .nonnegative, "m": .positive]`; the last entry for a name counts.
  public init(dictionaryLiteral elements: (String, Domain)...) {
    self.init(Dictionary(elements) { $1 })
  }
}
