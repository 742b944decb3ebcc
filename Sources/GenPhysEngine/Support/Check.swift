/// Checks of parameters, each with a message that names the parameter, its value and its range.
enum Check {
  /// The most points that anything draws: one limit for all, beyond which memory would end first.
  static let largestCount = 1_000_000_000

  static func positive(_ value: Int, _ name: String) throws(EngineError) {
    guard value > 0 else {
      throw .invalidParameter("\(name) must be at least 1, but is \(value)")
    }
  }

  static func positive(_ value: Double, _ name: String) throws(EngineError) {
    guard value > 0, value.isFinite else {
      throw .invalidParameter("\(name) must be positive and finite, but is \(value)")
    }
  }

  static func nonNegative(_ value: Double, _ name: String) throws(EngineError) {
    guard value >= 0, value.isFinite else {
      throw .invalidParameter("\(name) must be finite and not negative, but is \(value)")
    }
  }

  static func range(
    _ value: Int, _ range: ClosedRange<Int>, _ name: String
  ) throws(EngineError) {
    guard range.contains(value) else {
      throw .invalidParameter(
        "\(name) must lie in \(range.lowerBound)…\(range.upperBound), but is \(value)")
    }
  }

  /// Refuses work that cannot fit into memory before any of it is allocated.
  ///
  /// - Parameter bytes: as a `Double`, so that the estimate itself cannot overflow.
  static func memory(_ bytes: Double, for what: String) throws(EngineError) {
    guard bytes <= Memory.limit else {
      throw .tooLarge(what: what, bytes: bytes, limit: Memory.limit)
    }
  }
}
