public import GenPhysNumerics

/// Units in which some parameters of a process are 1, by dimensional analysis.
///
/// Where the formulas of a process are homogeneous, rescaling length, time and parameters together
/// changes nothing: a verdict for parameters of value 1 is one for every positive value. What
/// carries a unit is then to be multiplied by it.
public struct Units: Hashable, Sendable {
  /// The parameters that are 1.
  public let parameters: [String]
  /// The unit of k, a product of powers of the parameters.
  public let wavenumber: Formula
  /// The unit of λ and 1/t.
  public let rate: Formula

  /// Finds units for the parameters without values; `nil` where none can be absorbed.
  init?(of process: Process) {
    var analysis = DimensionalAnalysis(unknowns: ["k", "\u{2022}"] + process.missingParameters)
    let wavenumber = analysis.dimension(of: "k")
    let rate = analysis.dimension(of: "\u{2022}")
    analysis.rate = rate
    for decay in process.decayRates where decay != .zero {
      guard analysis.equate(decay, rate) else { return nil }
    }
    let source = process.boundSource
    if source.potential != .zero {
      guard analysis.equate(source.potential, wavenumber.map { $0 + $0 }) else { return nil }
    }
    if source.density != .zero { guard analysis.equate(source.density, rate) else { return nil } }
    var vectors = analysis.nullspace()
    var units: [(name: String, vector: [Number])] = []
    for name in process.missingParameters {
      guard let slot = analysis.unknowns.firstIndex(of: name),
        let place = vectors.firstIndex(where: { !$0[slot].isZero })
      else { continue }
      let pivot = vectors.remove(at: place)
      let unit = pivot.map { $0 / pivot[slot] }
      func reduced(_ vector: [Number]) -> [Number] {
        zip(vector, unit).map { $0 - vector[slot] * $1 }
      }
      vectors = vectors.map(reduced)
      units = units.map { ($0.name, reduced($0.vector)) }
      units.append((name, unit))
    }
    guard !units.isEmpty, units.allSatisfy({ $0.vector.allSatisfy(\.isExact) }) else { return nil }
    func monomial(_ slot: Int) -> Formula {
      Formula.product(
        units.map { Formula.variable($0.name).raised(to: .number($0.vector[slot])) } + [.one]
      ).simplified(
        assuming: Assumptions(
          Dictionary(uniqueKeysWithValues: units.map { ($0.name, .positive) })))
    }
    parameters = units.map(\.name)
    self.wavenumber = monomial(0)
    self.rate = monomial(1)
  }
}

/// Linear equations between the exponents with which quantities scale.
struct DimensionalAnalysis {
  let unknowns: [String]
  /// The exponents of λ; t has the opposite ones.
  var rate: [Number] = []
  private var equations: [[Number]] = []

  init(unknowns: [String]) { self.unknowns = unknowns }

  func dimension(of name: String) -> [Number] { unknowns.map { $0 == name ? .one : .zero } }

  private var none: [Number] { unknowns.map { _ in .zero } }

  /// Demands that a formula scales like this; false where it is not understood.
  mutating func equate(_ formula: Formula, _ target: [Number]) -> Bool {
    guard let own = dimension(of: formula) else { return false }
    equations.append(zip(own, target).map { $0 - $1 })
    return true
  }

  private mutating func dimension(of formula: Formula) -> [Number]? {
    switch formula {
    case .number, .pi, .imaginaryUnit: return none
    case .variable("t"): return rate.map { -$0 }
    case .variable(let name): return unknowns.contains(name) ? dimension(of: name) : nil
    case .sum(let terms):
      guard let first = terms.first else { return none }
      guard let common = dimension(of: first) else { return nil }
      for term in terms.dropFirst() { guard equate(term, common) else { return nil } }
      return common
    case .product(let factors):
      var total = none
      for factor in factors {
        guard let part = dimension(of: factor) else { return nil }
        total = zip(total, part).map { $0 + $1 }
      }
      return total
    case .power(let base, let exponent):
      if let e = exponent.numberValue, e.isExact {
        return dimension(of: base)?.map { $0 * e }
      }
      return equate(base, none) && equate(exponent, none) ? none : nil
    case .call(let function, let arguments):
      switch function {
      case .abs, .re, .im, .conj: return arguments.first.flatMap { dimension(of: $0) }
      default:
        for argument in arguments { guard equate(argument, none) else { return nil } }
        return none
      }
    }
  }

  /// A basis of the solutions of all equations, by Gauss–Jordan elimination.
  func nullspace() -> [[Number]] {
    var rows = equations
    var pivots: [Int] = []
    for column in unknowns.indices {
      guard
        let row = rows.indices.dropFirst(pivots.count).first(where: { !rows[$0][column].isZero })
      else { continue }
      rows.swapAt(pivots.count, row)
      let index = pivots.count
      let lead = rows[index][column]
      rows[index] = rows[index].map { $0 / lead }
      for other in rows.indices where other != index && !rows[other][column].isZero {
        let factor = rows[other][column]
        rows[other] = zip(rows[other], rows[index]).map { $0 - factor * $1 }
      }
      pivots.append(column)
    }
    return unknowns.indices.filter { !pivots.contains($0) }.map { free in
      var vector = none
      vector[free] = .one
      for (row, column) in pivots.enumerated() { vector[column] = -rows[row][free] }
      return vector
    }
  }
}
