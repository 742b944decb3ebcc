internal import Numerics

/// A truncated power series `Σ a_j h^j`: a value with its Taylor coefficients.
///
/// Ranked goals:
/// 1. Over balls every coefficient encloses the exact one, for every point of the argument's ball.
/// 2. One implementation for every scalar, by the recurrences that follow from first-order
///    differential equations; O(n²) operations each, O(n³) for Bessel functions.
///
/// Coefficient j is f⁽ʲ⁾/j!. Jets that meet have the same count; a constant may have fewer and is
/// continued by zeros. [Griewank & Walther, Evaluating Derivatives, chapter 13]
public struct Jet<Scalar: FormulaScalar>: Sendable {
  /// a₀, a₁, …; at least one.
  public let coefficients: [Scalar]

  /// A series from its coefficients.
  ///
  /// - Parameter coefficients: at least one.
  public init(_ coefficients: [Scalar]) {
    precondition(!coefficients.isEmpty, "a jet needs at least one coefficient")
    self.coefficients = coefficients
  }

  /// The constant series.
  public init(constant value: Scalar) { self.init([value]) }

  /// `x + h`, with `count` coefficients.
  public init(variable x: Scalar, count: Int) {
    self.init((0..<max(count, 1)).map { $0 == 0 ? x : $0 == 1 ? 1 : 0 })
  }

  /// The number of coefficients kept.
  public var count: Int { coefficients.count }
  /// a₀.
  public var value: Scalar { coefficients[0] }

  /// a_j, 0 beyond the end of a constant.
  subscript(j: Int) -> Scalar { j < coefficients.count ? coefficients[j] : 0 }

  /// Whether only a₀ is stored.
  var isConstant: Bool { coefficients.count == 1 }

  /// The constant with a function applied, or the series by `body` where it is none.
  func lifted(_ constant: (Scalar) -> Scalar, _ body: (Int) -> [Scalar]) -> Jet {
    isConstant ? Jet(constant: constant(value)) : Jet(body(count))
  }

  /// j as a scalar.
  static func integer(_ j: Int) -> Scalar { Scalar(exactly: j) ?? 0 }

  /// The series with constant `start` whose derivative is `slope`.
  static func integral(of slope: Jet, from start: Scalar, count: Int) -> [Scalar] {
    [start] + (1..<count).map { slope[$0 - 1] / integer($0) }
  }

  /// The derivative in h, padded with a zero that no coefficient below `count − 1` depends on.
  var derivative: Jet {
    guard !isConstant else { return Jet(constant: 0) }
    return Jet((1..<count).map { Self.integer($0) * coefficients[$0] } + [0])
  }
}
