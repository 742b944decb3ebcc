internal import GenPhysSyntax

/// How deep and how large a list is, what occurs in it several times being counted as often.
///
/// Lists share their parts: sixty statements `a = [a, a]` take no memory, but whoever walks through
/// the last one never ends. So lists are measured where they are made, every part once.
struct ListMeasure {
  /// The lists inside each other.
  private(set) var depth = 1
  /// The elements of all of them.
  private(set) var count: Int

  static let maximumDepth = 100
  static let maximumCount = 10_000_000

  init(_ elements: [Value]) {
    var known: [UnsafePointer<Value>: ListMeasure] = [:]
    self.init(elements, &known)
  }

  /// - Parameter known: measures of parts by where their elements lie.
  private init(_ elements: [Value], _ known: inout [UnsafePointer<Value>: ListMeasure]) {
    count = elements.count
    for element in elements {
      guard case .list(let inner) = element, !inner.isEmpty else { continue }
      let place = inner.withUnsafeBufferPointer { $0.baseAddress }
      let part = place.flatMap { known[$0] } ?? ListMeasure(inner, &known)
      if let place { known[place] = part }
      depth = max(depth, 1 + part.depth)
      count += part.count
    }
  }

  /// Refuses what is too deep or too large to be walked through.
  func check(at span: SourceSpan) throws(Fault) {
    guard depth <= Self.maximumDepth else {
      throw Fault(
        .outOfRange, "these lists lie inside each other more than \(Self.maximumDepth) deep",
        at: span)
    }
    guard count <= Self.maximumCount else {
      throw Self.tooLong("this list with the lists in it has \(count) elements", at: span)
    }
  }

  /// The refusal of a list that is too large.
  static func tooLong(_ what: String, at span: SourceSpan) -> Fault {
    Fault(.outOfRange, "\(what), more than the \(maximumCount) that a list can hold", at: span)
  }
}
