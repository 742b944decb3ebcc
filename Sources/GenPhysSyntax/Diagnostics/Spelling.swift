/// Finds the name that a misspelled one was probably meant to be.
public enum Spelling {
  /// The candidate closest to `name`, if one is close enough to be worth proposing.
  ///
  /// Close means an edit distance (insertions, deletions, substitutions, swaps of neighbours) of at
  /// most a third of the length, at least one; differences of case count half, and nothing but such
  /// differences is always close. Ties go to the
  /// alphabetically first, so that messages are reproducible.
  public static func closest(to name: String, among candidates: some Sequence<String>) -> String? {
    let limit = max(2, 2 * name.count / 3)
    guard name.count > 1, name.count <= 64 else { return nil }
    var best: (candidate: String, distance: Int)?
    for candidate in candidates where candidate != name && !candidate.isEmpty {
      guard abs(candidate.count - name.count) * 2 <= limit else { continue }
      let isSameButCase = name.lowercased() == candidate.lowercased()
      let distance = isSameButCase ? 1 : distance(name, candidate)
      guard distance <= limit, distance < 2 * max(name.count, candidate.count) else { continue }
      if let current = best, (current.distance, current.candidate) <= (distance, candidate) {
        continue
      }
      best = (candidate, distance)
    }
    return best?.candidate
  }

  /// Twice the edit distance (optimal string alignment); a difference of case alone costs one.
  package static func distance(_ left: String, _ right: String) -> Int {
    let a = Array(left)
    let b = Array(right)
    var previous: [Int] = []
    var current = Array(stride(from: 0, through: 2 * b.count, by: 2))
    for i in 0..<a.count {
      let beforePrevious = previous
      previous = current
      current = [2 * (i + 1)]
      for j in 0..<b.count {
        let change = a[i] == b[j] ? 0 : a[i].lowercased() == b[j].lowercased() ? 1 : 2
        var cost = min(previous[j] + change, previous[j + 1] + 2, current[j] + 2)
        if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] {
          cost = min(cost, beforePrevious[j - 1] + 2)
        }
        current.append(cost)
      }
    }
    return current[b.count]
  }
}
