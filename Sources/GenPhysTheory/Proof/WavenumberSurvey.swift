internal import GenPhysNumerics
internal import Numerics

/// A certified map of where Λ(k) > Λ(0) on the whole half-line k > 0.
///
/// Λ is the smallest Re λ over the branches. The half-line is a box at k = 0, a box at infinity, and
/// boxes between that are bisected; on each, balls enclose every Re λ. What is neither positive nor
/// violating when the budget ends is left open: nothing is ever guessed.
struct WavenumberSurvey {
  /// What is certain on a box.
  enum Status: Hashable {
    /// Λ(k) > Λ(0) for every k in it.
    case positive
    /// Λ(k) ≤ Λ(0) for every k in it.
    case violating
    /// Neither.
    case open
  }

  /// A box of wavenumbers, `upper` infinite at the last.
  struct Box: Hashable {
    var lower: Double
    var upper: Double
    var status: Status
  }

  private struct Rate {
    let formula: Formula
    /// λ, and its derivative in k where there is one.
    let program: CompiledFormula
    let slope: CompiledFormula?
    /// λ − λ(0), where λ(0) is known exactly and is Λ(0).
    let isLowest: Bool
    /// Taken from Re λ; 0 for `isLowest`.
    let zero: Ball
  }

  private let rates: [Rate]
  /// Boxes, in order, that cover (0, ∞).
  private(set) var boxes: [Box] = []
  private var evaluations = 0

  /// Surveys time-independent rates.
  ///
  /// - Returns: `nil` where Λ(0) cannot be enclosed.
  init?(_ formulas: [Formula], budget: Duration = .milliseconds(1_500)) {
    guard !formulas.isEmpty, !formulas.contains(where: { $0.contains("t") }),
      let rates = Self.rates(formulas)
    else { return nil }
    self.rates = rates
    Deadline.after(budget) { survey() }
  }

  /// Surveys where a function of k is > 0, in the place of Λ(k) − Λ(0).
  init(positivityOf formula: Formula, budget: Duration = .milliseconds(1_500)) {
    let formula = formula.simplified(assuming: .wave)
    rates =
      (try? formula.compiled(variables: ["k"])).map { program in
        [
          Rate(
            formula: formula, program: program,
            slope: try? formula.derivative(in: "k").simplified(assuming: .wave)
              .compiled(variables: ["k"]), isLowest: true, zero: Ball(0.0))
        ]
      } ?? []
    guard !rates.isEmpty else {
      boxes = [Box(lower: 0, upper: .infinity, status: .open)]
      return
    }
    Deadline.after(budget) { survey() }
  }

  /// Each branch relative to Λ(0): exactly where the limits are known, else by balls.
  private static func rates(_ formulas: [Formula]) -> [Rate]? {
    let limits = formulas.map { formula -> Formula? in
      let inS = formula.substituting(["k": .s]).canonical
      guard let limit = inS.limitAtZero, ExactSign.of(limit) != nil else {
        return nil
      }
      return limit
    }
    var lowest: Formula?
    if limits.allSatisfy({ $0 != nil }) {
      lowest = limits.compactMap { $0 }.first { candidate in
        limits.compactMap { $0 }.allSatisfy {
          ExactSign.of(($0 - candidate).canonical)?.isNonnegative == true
        }
      }
    }
    var zero = Ball(0.0)
    if lowest == nil {
      var lower = Double.infinity
      var upper = Double.infinity
      for formula in formulas {
        guard let program = try? formula.compiled(variables: ["k"]) else { return nil }
        let value = program.evaluate([Ball(0.0)])
        guard value.isFinite else { return nil }
        lower = min(lower, value.realBounds.lower)
        upper = min(upper, value.realBounds.upper)
      }
      zero = Ball(lower: lower, upper: upper)
    }
    var result: [Rate] = []
    for formula in formulas {
      let gap = lowest.map { (formula - $0).simplified(assuming: .wave) } ?? formula
      guard let program = try? gap.compiled(variables: ["k"]) else { return nil }
      let slope = try? gap.derivative(in: "k").simplified(assuming: .wave)
        .compiled(variables: ["k"])
      result.append(
        Rate(
          formula: gap, program: program, slope: slope, isLowest: lowest != nil, zero: zero))
    }
    return result
  }

  // MARK: - Boxes

  /// Re λ_j − Λ(0) on a box between finite ends.
  private func gap(_ rate: Rate, _ lower: Double, _ upper: Double) -> (lower: Double, upper: Double)
  {
    let box = Ball(lower: lower, upper: upper)
    let value = rate.program.evaluate([box]) - rate.zero
    var (a, b) = value.realBounds
    if lower < upper, !(a > 0 || b <= 0), let slope = rate.slope {
      // The mean value form is much tighter on small boxes.
      // It needs a function that is differentiable on all of the box: no branch cut in it.
      let analytic = box.requiringAnalytic(true)
      let derivative = slope.evaluate([analytic]).requiringAnalytic(false)
      if derivative.isFinite, rate.program.evaluate([analytic]).isFinite {
        let middle = lower + 0.5 * (upper - lower)
        let centred =
          rate.program.evaluate([Ball(middle)]) - rate.zero
          + derivative * (box - Ball(middle))
        let (c, d) = centred.realBounds
        a = max(a, c)
        b = min(b, d)
      }
    }
    return (a, b)
  }

  private func status(_ lower: Double, _ upper: Double) -> Status {
    var isPositive = true
    for rate in rates {
      let (a, b) = gap(rate, lower, upper)
      if b <= 0 { return .violating }
      if !(a > 0) { isPositive = false }
    }
    return isPositive ? .positive : .open
  }

  /// An end of the half-line: the first reach at which its sign is certain.
  private func endStatus(_ end: EndBehaviour.End) -> (reach: Double, status: Status)? {
    for exponent in [-4.0, -8, -12, -20, -30] {
      let delta = Double.exp2(exponent)
      let behaviours = rates.map { rate -> (isPositive: Bool, isViolating: Bool) in
        let gap = rate.isLowest ? rate.formula : nil
        if let gap, let behaviour = EndBehaviour(of: gap, end: end, reach: delta),
          behaviour.isPositive || behaviour.isNonpositive
        {
          return (behaviour.isPositive, behaviour.isNonpositive)
        }
        if gap == nil, let behaviour = EndBehaviour(of: rate.formula, end: end, reach: delta) {
          return relative(behaviour, to: rate.zero, end, delta)
        }
        guard end == .zero else { return (false, false) }
        if let sign = smoothSign(rate, delta) { return (sign > 0, sign < 0) }
        let (a, b) = self.gap(rate, 0, delta)
        return (a > 0, b <= 0)
      }
      if behaviours.contains(where: \.isViolating) { return (delta, .violating) }
      if behaviours.allSatisfy(\.isPositive) { return (delta, .positive) }
    }
    return nil
  }

  /// Whether `x^p·G − Λ(0)` has a certain sign, Λ(0) being a ball.
  private func relative(
    _ value: EndBehaviour, to zero: Ball, _ end: EndBehaviour.End, _ delta: Double
  ) -> (isPositive: Bool, isViolating: Bool) {
    let (low, high) = zero.realBounds
    if value.exponent.isZero { return (value.range.lower > high, value.range.upper <= low) }
    if value.exponent.signum < 0 {
      // |x^p| is at least 1 on the end.
      if value.range.lower > max(high, 0) { return (true, false) }
      if value.range.upper <= min(low, 0) { return (false, true) }
    }
    return (false, false)
  }

  /// The sign near 0 of a gap that is smooth at k = 0: that of its first derivative that is not 0
  /// there, enclosed on all of [0, δ].
  private func smoothSign(_ rate: Rate, _ delta: Double) -> Int? {
    guard rate.isLowest, Self.vanishesAtZero(rate.formula) else { return nil }
    var derivative = rate.formula
    for _ in 1...8 {
      guard
        let next = try? derivative.derivative(in: "k").simplified(assuming: .wave),
        let program = try? next.compiled(variables: ["k"])
      else { return nil }
      let value = program.evaluate([Ball(lower: 0, upper: delta)])
      guard value.isFinite, value.isReal else { return nil }
      if value.lowerBound > 0 { return 1 }
      if value.upperBound < 0 { return -1 }
      // Only an exact zero at 0 lets the next derivative decide.
      guard Self.vanishesAtZero(next) else { return nil }
      derivative = next
    }
    return nil
  }

  private static func vanishesAtZero(_ formula: Formula) -> Bool {
    formula.substituting(["k": 0]).simplified(assuming: .wave).isZero(assuming: .wave)
  }

  // MARK: - The survey

  private mutating func survey() {
    let first = endStatus(.zero)
    let last = endStatus(.infinity)
    let start = first?.reach ?? Double.exp2(-30)
    let end = 1 / (last?.reach ?? Double.exp2(-12))
    boxes.append(Box(lower: 0, upper: start, status: first?.status ?? .open))
    if start < end {
      // Wide steps where nothing oscillates; 4,096 boxes suffice to see where it does.
      var stack: [(Double, Double)] = []
      var edges = [start]
      while let edge = edges.last, edge < end { edges.append(min(edge * 1.5, end)) }
      stack = Array(zip(edges, edges.dropFirst())).reversed()
      while let (lower, upper) = stack.popLast() {
        evaluations += 1
        let status = status(lower, upper)
        let middle = lower + 0.5 * (upper - lower)
        let isSmall = upper - lower <= 1e-8 * upper
        if status != .open || isSmall || evaluations > 20_000
          || Deadline.isOver
        {
          append(Box(lower: lower, upper: upper, status: status))
        } else {
          stack.append((middle, upper))
          stack.append((lower, middle))
        }
      }
    }
    append(Box(lower: end, upper: .infinity, status: last?.status ?? .open))
  }

  private mutating func append(_ box: Box) {
    if let index = boxes.indices.last, boxes[index].status == box.status {
      boxes[index].upper = box.upper
    } else {
      boxes.append(box)
    }
  }

  // MARK: - Results

  /// Whether Λ(k) > Λ(0) is certain for every k > 0.
  var isPositiveEverywhere: Bool { boxes.allSatisfy { $0.status == .positive } }

  /// Ranges that violate, with open slivers of 1e-6 beside them taken in half.
  var violations: [Verdict.Violation] {
    var result: [Verdict.Violation] = []
    for (index, box) in boxes.enumerated() where box.status == .violating {
      var lower = box.lower
      var upper = box.upper
      if index > 0, boxes[index - 1].isSliver {
        lower = 0.5 * (lower + boxes[index - 1].lower)
      }
      if index + 1 < boxes.count, boxes[index + 1].isSliver {
        upper = 0.5 * (upper + boxes[index + 1].upper)
      }
      if let last = result.last, let end = last.upper, end >= lower - 1e-6 * lower {
        result[result.count - 1] = Verdict.Violation(
          lower: last.lower, upper: upper.isFinite ? upper : nil)
      } else {
        result.append(Verdict.Violation(lower: lower, upper: upper.isFinite ? upper : nil))
      }
    }
    return result
  }

  /// A wavenumber, a short number if possible, in a violating box.
  var witness: Double? {
    let violating = boxes.filter { $0.status == .violating }
    let round: [Double] = [1, 0.5, 2, 0.1, 10, 0.25, 4, 0.01, 100]
    if let k = round.first(where: { k in violating.contains { $0.lower <= k && k <= $0.upper } }) {
      return k
    }
    guard let box = violating.max(by: { $0.width < $1.width }) else { return nil }
    return box.upper.isFinite ? 0.5 * (box.lower + box.upper) : 2 * box.lower
  }

  /// Whether Λ(k) ≤ Λ(0) at the exact wavenumber, by exact arithmetic: for isolated points.
  func touches(at k: Formula) -> Bool {
    rates.contains { rate in
      rate.isLowest
        && rate.formula.substituting(["k": k]).simplified(assuming: .wave)
          .isZero(assuming: .wave)
    }
  }

  /// The first wavenumber from which on nothing is known, where the survey ends open.
  var horizon: Double? {
    guard let last = boxes.last, last.status == .open else { return nil }
    return last.lower
  }

  /// The open boxes away from the ends.
  var openBoxes: [Box] { boxes.filter { $0.status == .open } }
}

extension WavenumberSurvey.Box {
  fileprivate var width: Double { upper.isFinite ? upper - lower : .infinity }
  fileprivate var isSliver: Bool {
    status == .open && upper.isFinite && upper - lower <= 1e-6 * max(1, upper)
  }
}
