public import GenPhysNumerics

extension Closure {
  /// Why a source cannot close the system: what C1 checks first.
  public enum Problem: Hashable, Sendable {
    /// At k = 0 the density changes and the source does not account for it. `rate` is the decay rate
    /// there, `nil` with several branches and where it is infinite.
    case massNotBalanced(rate: Formula?)
    /// h has a pole.
    case pole(Place)
    /// k² − a vanishes for every k, so that the equation does not contain φ. It is solvable where λ + b
    /// vanishes as well, and then by any φ.
    case noPotential(isSolvable: Bool)

    /// Where a pole lies.
    public enum Place: Hashable, Sendable {
      /// At this wavenumber.
      case exactly(Formula)
      /// Near this wavenumber, at this time where the source depends on time.
      case near(k: Double, time: Double?)
      /// At some k > 0.
      case somewhere
    }

    /// The reason in a sentence.
    public var reason: String {
      switch self {
      case .massNotBalanced(let rate?) where rate == .zero:
        "the flux symbol k(lambda + b)/(k^2 - a) is as large as 1/k at k = 0: a current flows "
          + "out of every ball, however large"
      case .massNotBalanced(let rate?):
        "mass changes at the rate \(Self.opposite(rate)) that no source accounts for"
      case .massNotBalanced(nil): "mass changes and no source accounts for it"
      case .pole(let place): "the flux potential has a pole at \(place.text)"
      case .noPotential(isSolvable: false):
        "k^2 - a = 0 for every k: 0*phi = (lambda + b)*p has no solution"
      case .noPotential(isSolvable: true):
        "k^2 - a = 0 and lambda + b = 0 for every k: every phi fulfils the equation, and none is "
          + "the flux potential"
      }
    }

    /// What kind of source would close.
    public var advice: String {
      switch self {
      case .massNotBalanced(let rate?) where rate == .zero:
        "choose a source R = a*phi + b*p with a smaller one"
      case .massNotBalanced: "declare a source that does"
      case .pole, .noPotential:
        "choose a source R = a*phi + b*p with k^2 - a free of zeros"
      }
    }

    private static func opposite(_ rate: Formula) -> String {
      let opposite = (-rate).simplified(assuming: Process.assumptions)
      if let number = opposite.numberValue { return number.shortText }
      if case .sum = opposite { return "(\(opposite.description))" }
      return opposite.description
    }
  }
}

extension Closure.Problem.Place {
  /// `k = sqrt(2)`, `k = 0.7530892, t = 3`, `some k > 0`.
  fileprivate var text: String {
    switch self {
    case .exactly(let k): "k = " + (k.numberValue?.shortText ?? k.description)
    case .near(let k, let time):
      "k = \(Float(k))" + (time.map { ", t = \(Float($0))" } ?? "")
    case .somewhere: "some k > 0"
    }
  }
}

extension Number {
  /// The number as people write it: 2, 0.5, 1/3.
  fileprivate var shortText: String {
    if integer == nil, isExact, let decimal = Number(decimal: "\(doubleValue)"), decimal == self {
      return "\(doubleValue)"
    }
    return description
  }
}
