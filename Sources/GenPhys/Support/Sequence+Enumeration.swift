extension Sequence<String> {
  /// The parts as a person lists them: `a`, `a and b`, `a, b and c`.
  var enumeration: String {
    let parts = Array(self)
    guard let last = parts.last, parts.count > 1 else { return parts.first ?? "" }
    return parts.dropLast().joined(separator: ", ") + " and " + last
  }
}
