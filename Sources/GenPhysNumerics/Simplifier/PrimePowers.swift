internal import GenPhysSupport

/// The prime factorisation of a positive integer by trial division.
struct PrimePowers {
  let powers: [(prime: Int, multiplicity: Int)]

  /// Factors n; fails for n ≤ 0.
  ///
  /// A cofactor without divisors up to 10,000 counts as a prime, unless it is a
  /// perfect square: a root of it would not simplify anyway.
  init?(_ n: Int) {
    guard n > 0 else { return nil }
    var rest = n
    var found: [(Int, Int)] = []
    var divisor = 2
    while divisor <= 10_000, divisor * divisor <= rest {
      var multiplicity = 0
      while rest % divisor == 0 {
        rest /= divisor
        multiplicity += 1
      }
      if multiplicity > 0 { found.append((divisor, multiplicity)) }
      divisor += divisor == 2 ? 1 : 2
    }
    if rest > 1 {
      let root = Int(saturating: Double(rest).squareRoot())
      if root * root == rest { found.append((root, 2)) } else { found.append((rest, 1)) }
    }
    powers = found
  }
}
