package import GenPhysNumerics

/// Looks for proofs that a function of s belongs to a class.
///
/// Nothing here is trusted: what is found is checked by `ProofChecker` before anyone relies on it.
/// The search is goal-directed over the structure of the formula, remembers goals, and is bounded by
/// a number of goals and by depth.
struct ProofSearch {
  struct Goal: Hashable {
    let formula: Formula
    let membership: FunctionClass
  }

  private var proofs: [Goal: Proof] = [:]
  /// Goals without a proof, and how many derivatives had been taken where that was found out.
  private var failures: [Goal: Int] = [:]
  /// Failures that may only be due to a goal being met below itself; forgotten where that goal is
  /// proved or given up.
  private var doubtfulFailures: [Goal: Int] = [:]
  /// Goals being attempted, by depth.
  private var open: [Goal: Int] = [:]
  /// The least depth of an open goal that was met again since this was last set.
  private var lowestMeeting = Int.max
  private var fuel: Int
  let maximumDepth = 24
  /// How often a derivative may be taken on the way to a goal.
  let maximumDerivatives = 2

  init(fuel: Int = 4_000) { self.fuel = fuel }

  /// The counted work of one search, in additions of balls: about three seconds.
  static let budget = 21_000_000

  /// A checked proof that the formula belongs to the class or to a smaller one, or `nil`.
  ///
  /// - Parameter terms: terms whose sum the formula is, as it was written down; simplifying may have
  ///   merged them.
  static func proof(
    of formula: Formula, in membership: FunctionClass, terms: [Formula] = []
  ) -> Proof? {
    var search = ProofSearch()
    let found = Deadline.afterWork(budget) { () -> Proof? in
      if let proof = search.prove(formula, membership) { return proof }
      guard terms.count > 1 else { return nil }
      return search.sumProof(formula.canonical, terms.map(\.canonical), membership, 1, 0)
    }
    guard let found, ProofChecker(bounds: ProofContext.bounds).accepts(found) else { return nil }
    return found
  }

  /// A proof of the goal; the class proved may be smaller.
  mutating func prove(
    _ formula: Formula, _ membership: FunctionClass, depth: Int = 0, derivatives: Int = 0
  ) -> Proof? {
    let formula = formula.canonical
    let goal = Goal(formula: formula, membership: membership)
    if let known = proofs[goal] { return known }
    if let known = failures[goal] ?? doubtfulFailures[goal], known <= derivatives { return nil }
    if let place = open[goal] {
      // A goal met again below itself is not proved by itself.
      lowestMeeting = min(lowestMeeting, place)
      return nil
    }
    guard fuel > 0, depth < maximumDepth, !Deadline.isOver, !formula.hasInexactNumber
    else {
      lowestMeeting = -1
      return nil
    }
    guard formula.isPlausible(membership) else {
      failures[goal] = 0
      return nil
    }
    fuel -= 1
    let outerMeeting = lowestMeeting
    lowestMeeting = .max
    open[goal] = depth
    let found = attempt(formula, membership, depth: depth + 1, derivatives: derivatives)
    open[goal] = nil
    let wasMet = lowestMeeting <= depth
    let isCertain = lowestMeeting >= depth
    // What was met outside of this goal makes the outer goals' failures doubtful, if this one fails.
    lowestMeeting = found != nil || isCertain ? outerMeeting : min(outerMeeting, lowestMeeting)
    if let found {
      proofs[goal] = found
    } else if isCertain {
      failures[goal] = derivatives
    } else {
      doubtfulFailures[goal] = derivatives
    }
    if wasMet, isCertain || found != nil { doubtfulFailures = [:] }
    return found
  }

  private mutating func attempt(
    _ f: Formula, _ membership: FunctionClass, depth: Int, derivatives: Int
  ) -> Proof? {
    if !f.dependsOnS {
      return ExactSign.of(f)?.isNonnegative == true
        ? Proof(Claim(f, membership), by: .constant) : nil
    }
    if let function = f.asLargeRationalFunction {
      return rationalProof(f, function, membership, depth, derivatives)
    }
    switch membership {
    case .bernstein:
      if let proof = prove(f, .completeBernstein, depth: depth, derivatives: derivatives) {
        return proof
      }
    case .completelyMonotone:
      if let proof = prove(f, .stieltjes, depth: depth, derivatives: derivatives) { return proof }
    case .completeBernstein where f == .s: return Proof(Claim(f, .completeBernstein), by: .identity)
    default: break
    }
    if let proof = sumProof(f, membership, depth, derivatives) { return proof }
    switch membership {
    case .completeBernstein, .stieltjes:
      if let proof = angleProof(f, membership, depth, derivatives) { return proof }
      if let proof = reciprocalProof(f, membership, depth, derivatives) { return proof }
      if let proof = togetherProof(f, membership, depth, derivatives) { return proof }
    case .completelyMonotone:
      if let proof = productProof(f, depth, derivatives) { return proof }
      if let proof = commonExponentialProof(f, depth, derivatives) { return proof }
    case .bernstein: break
    }
    if let proof = complementProof(f, membership, depth, derivatives) { return proof }
    if let proof = quotientProof(f, membership, depth, derivatives) { return proof }
    if let proof = commonDenominatorProof(f, membership, depth, derivatives) { return proof }
    if let proof = distributedProof(f, membership, depth, derivatives) { return proof }
    if let proof = outerProof(f, membership, depth, derivatives) { return proof }
    if let proof = innerProof(f, membership, depth, derivatives) { return proof }
    if let proof = divisionProof(f, membership, depth, derivatives) { return proof }
    if let proof = remainderProof(f, membership, depth, derivatives) { return proof }
    if membership.isIncreasing {
      if derivatives < maximumDerivatives {
        return antiderivativeProof(f, membership, depth, derivatives)
      }
    }
    return nil
  }

  /// f by its derivative.
  mutating func antiderivativeProof(
    _ f: Formula, _ membership: FunctionClass, _ depth: Int, _ derivatives: Int
  ) -> Proof? {
    guard let limit = f.limitAtZero, ExactSign.of(limit)?.isNonnegative == true,
      let slope = try? f.derivative(in: ProofContext.variable)
    else { return nil }
    let target: FunctionClass = membership == .bernstein ? .completelyMonotone : .stieltjes
    guard
      let premise = prove(slope, target, depth: depth, derivatives: derivatives + 1)
    else { return nil }
    return Proof(Claim(f, membership), by: .antiderivative, from: [premise])
  }
}

extension Proof {
  /// A checked proof that the formula in `s` belongs to the class or to a smaller one, or `nil`.
  package static func found(of formula: Formula, in membership: FunctionClass) -> Proof? {
    ProofSearch.proof(of: formula, in: membership)
  }
}
