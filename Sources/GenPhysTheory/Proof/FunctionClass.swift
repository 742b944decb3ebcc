/// The classes of functions on (0,∞) that the Bernstein calculus knows. [THEORY 3]
///
/// All are closed cones of non-negative functions. Inclusions: complete Bernstein ⊂ Bernstein and
/// Stieltjes ⊂ completely monotone.
public enum FunctionClass: String, Hashable, Sendable, CaseIterable {
  /// CBF: Bernstein functions whose Lévy measure has a completely monotone density; equivalently
  /// f ≥ 0 continues to the upper half-plane with Im f ≥ 0 and f(0+) exists in [0,∞).
  /// [Schilling–Song–Vondraček, Bernstein Functions, 2nd ed., Theorem 6.2]
  case completeBernstein
  /// BF: f ≥ 0 with f′ completely monotone. [SSV, Definition 3.1]
  case bernstein
  /// S: f = a/s + b + ∫ μ(dx)/(s + x); the reciprocals of complete Bernstein functions.
  /// [SSV, Definition 2.1, Theorem 7.3]
  case stieltjes
  /// CM: (−1)ⁿ f⁽ⁿ⁾ ≥ 0 for every n; Laplace transforms of measures on [0,∞).
  /// [SSV, Definition 1.3, Theorem 1.4]
  case completelyMonotone

  /// How sentences call a member.
  public var name: String {
    switch self {
    case .completeBernstein: "complete Bernstein"
    case .bernstein: "Bernstein"
    case .stieltjes: "Stieltjes"
    case .completelyMonotone: "completely monotone"
    }
  }

  /// Whether members increase (Bernstein) rather than decrease.
  var isIncreasing: Bool { self == .completeBernstein || self == .bernstein }

  /// Whether members continue to the cut plane (complete Bernstein, Stieltjes).
  var isComplete: Bool { self == .completeBernstein || self == .stieltjes }

  /// The larger class on the same side.
  var largest: FunctionClass { isIncreasing ? .bernstein : .completelyMonotone }

  /// Whether every member of this class is one of `other`.
  func isContained(in other: FunctionClass) -> Bool { self == other || other == largest }

  /// The smallest class on one side that contains two classes, `nil` where they are on two sides.
  static func join(_ a: FunctionClass, _ b: FunctionClass) -> FunctionClass? {
    a == b ? a : a.isIncreasing == b.isIncreasing ? a.largest : nil
  }
}
