internal import GenPhysNumerics
internal import Numerics
internal import GenPhysSupport

/// Units of length and time in which the numbers of a process are of order one, and the process there.
///
/// `λ(k) = R λ̃(k/K)` with a wavenumber K and a rate R that are products of powers of the process's own
/// numbers. Searches over k and t start at 1 and span a few dozen decades; a process given in SI units
/// has nothing there. Every formula of the new process is exact: numbers become 1 because the unit was
/// chosen so, not because they were divided.
struct NaturalUnits: Sendable {
  /// The process in these units.
  let process: Process
  /// K, the unit of wavenumbers, exactly.
  let wavenumber: Formula
  /// R, the unit of λ and of 1/t, exactly.
  let rate: Formula
  /// ln K.
  let logWavenumber: Double
  /// ln R.
  let logRate: Double

  /// K, rounded once where it is a number.
  var wavenumberValue: Double { wavenumber.realValue ?? Double.exp(logWavenumber) }
  /// R, likewise.
  var rateValue: Double { rate.realValue ?? Double.exp(logRate) }

  /// Numbers this far from 1, and no nearer, call for other units; three decades are what searches leave
  /// on either side.
  private static let reach = Double.log(1e4)

  /// Finds units for a process whose numbers are far from 1; `nil` where they are not, or where no units
  /// bring them nearer.
  ///
  /// - Parameter isForced: whether other units are wanted where numbers are near 1 as well: those that are
  ///   no ratios of integers become 1, exactly.
  init?(of process: Process, isForced: Bool = false) {
    guard process.missingParameters.isEmpty, let symbols = SymbolicProcess(process),
      isForced || symbols.spread > Self.reach, let choice = symbols.bestUnits(),
      isForced || choice.spread < symbols.spread - Double.log(10)
    else { return nil }
    wavenumber = choice.wavenumber
    rate = choice.rate
    logWavenumber = choice.logWavenumber
    logRate = choice.logRate
    self.process = symbols.process(in: choice)
  }
}

/// A process whose numbers have become symbols, each with its value and its dimension.
///
/// Every coefficient is a symbol of its own, also where it is 1 and was not written: then `k² + 10³⁰`
/// has a dimension. Exponents and orders of Bessel functions stay numbers.
private struct SymbolicProcess {
  private struct Symbol {
    let name: String
    /// Its value, exactly, > 0.
    let value: Formula
    let logarithm: Double
  }

  private let name: String
  private var symbols: [Symbol] = []
  private var rates: [Formula] = []
  private var source = Process.Source.none
  /// Exponents of all symbols, of K and of R for each independent unit.
  private var vectors: [[Number]] = []

  /// One choice of units.
  struct Choice {
    let wavenumber: Formula
    let rate: Formula
    let logWavenumber: Double
    let logRate: Double
    /// The new value of each symbol.
    let values: [Formula]
    /// The largest |ln value|.
    let spread: Double
  }

  /// The largest |ln value| of a symbol.
  var spread: Double { symbols.reduce(0) { max($0, $1.logarithm.magnitude) } }

  init?(_ process: Process) {
    name = process.name
    // Parameters keep their identity, so that m² below a root and m outside stay one number.
    let free = process.parameters.filter { parameter in
      guard let value = parameter.value, value.signum > 0 else { return false }
      return !(process.frequencies + [process.source.potential, process.source.density])
        .contains { $0.hasInExponentOrOrder(parameter.name) }
    }
    for parameter in free {
      guard let value = parameter.value,
        !add(.exactly(value), named: parameter.name, logarithm: Double.log(value.doubleValue))
      else { return nil }
    }
    let names = Set(free.map(\.name))
    let general = Process(
      name: process.name,
      parameters: process.parameters.map {
        Process.Parameter(name: $0.name, value: names.contains($0.name) ? nil : $0.value)
      },
      frequencies: process.frequencies, source: process.source)
    for rate in general.decayRates { rates.append(symbolic(rate, isWhole: true)) }
    let bound = general.boundSource
    source = Process.Source(
      potential: symbolic(bound.potential, isWhole: true),
      density: symbolic(bound.density, isWhole: true))
    // A dozen numbers are more than anybody writes; the search below tries all pairs.
    guard symbols.count <= 24, spread.isFinite else { return nil }
    var analysis = DimensionalAnalysis(unknowns: symbols.map(\.name) + ["k", "\u{2022}"])
    let wavenumber = analysis.dimension(of: "k")
    let rate = analysis.dimension(of: "\u{2022}")
    analysis.rate = rate
    for decay in rates where decay != .zero {
      guard analysis.equate(decay, rate) else { return nil }
    }
    if source.potential != .zero {
      guard analysis.equate(source.potential, wavenumber.map { $0 + $0 }) else { return nil }
    }
    if source.density != .zero { guard analysis.equate(source.density, rate) else { return nil } }
    // Units of k and of λ, and factors common to a numerator and its denominator.
    vectors = analysis.nullspace().filter { $0.allSatisfy(\.isExact) }
    if vectors.isEmpty || vectors.count > 6 { return nil }
  }

  /// - Returns: whether there is no such number.
  private mutating func add(_ value: Formula, named name: String, logarithm: Double) -> Bool {
    guard logarithm.isFinite else { return true }
    symbols.append(Symbol(name: name, value: value, logarithm: logarithm))
    return false
  }

  /// A fresh symbol of a positive value; the value itself where it has no logarithm.
  private mutating func symbol(_ value: Formula) -> Formula {
    guard let number = value.realValue, number > 0 else { return value }
    let name = "\u{2022}\(symbols.count)"
    return add(value, named: name, logarithm: Double.log(number)) ? value : .variable(name)
  }

  /// The formula with symbols for its numbers.
  ///
  /// - Parameter isWhole: whether a coefficient 1 is a symbol too: in terms of sums and in arguments.
  private mutating func symbolic(_ formula: Formula, isWhole: Bool) -> Formula {
    if case .sum(let terms) = formula {
      return .sum(terms.map { symbolic($0, isWhole: true) })
    }
    var coefficient = Formula.one
    var rest: [Formula] = []
    for factor in formula.factors {
      if factor.isNumeric { coefficient = coefficient * factor } else { rest.append(factor) }
    }
    coefficient = coefficient.simplified()
    if coefficient == .zero { return .zero }
    var parts = rest.map { inner($0) }
    if coefficient != .one || isWhole {
      if let value = coefficient.realValue, value < 0 {
        parts.append(.minusOne)
        coefficient = (-coefficient).simplified()
      }
      parts.append(symbol(coefficient))
    }
    return parts.count > 1 ? .product(parts) : parts.first ?? .one
  }

  private mutating func inner(_ factor: Formula) -> Formula {
    switch factor {
    case .power(let base, let exponent):
      if case .sum = base { return .power(symbolic(base, isWhole: true), exponent) }
      return .power(
        symbolic(base, isWhole: false),
        exponent.variables.isEmpty ? exponent : symbolic(exponent, isWhole: true))
    case .call(let function, let arguments):
      guard let last = arguments.last else { return factor }
      return .call(function, arguments.dropLast() + [symbolic(last, isWhole: true)])
    case .sum: return symbolic(factor, isWhole: true)
    default: return factor
    }
  }

  /// The units that bring all values as near to 1 as they can: as many as there are units are 1 there.
  func bestUnits() -> Choice? {
    // The farthest from 1 count; all sets of more would take seconds.
    let order = symbols.indices.sorted {
      symbols[$0].logarithm.magnitude > symbols[$1].logarithm.magnitude
    }
    let candidates = Array(order.prefix(10))
    for size in stride(from: min(vectors.count, candidates.count), through: 1, by: -1) {
      var best: (powers: [[Number]], spread: Double)?
      // Later units first: that of time before that of length, which stays where that will do.
      for units in Self.subsets(Array(vectors.indices.reversed()), size) {
        for absorbed in Self.subsets(candidates, size) {
          guard let powers = powers(absorbed, units), let spread = spread(powers),
            spread < (best?.spread ?? .infinity) - 1e-9
          else { continue }
          best = (powers, spread)
        }
      }
      if let best { return choice(best.powers) }
    }
    return nil
  }

  private static func subsets(_ elements: [Int], _ size: Int) -> [[Int]] {
    if size == 0 { return [[]] }
    return elements.indices.flatMap { index in
      subsets(Array(elements[(index + 1)...]), size - 1).map { [elements[index]] + $0 }
    }
  }

  /// Exponents of the symbols in each unit where these symbols are 1, by Gauss–Jordan elimination; `nil`
  /// where these units cannot make them so.
  private func powers(_ absorbed: [Int], _ units: [Int]) -> [[Number]]? {
    let size = absorbed.count
    var rows = absorbed.enumerated().map { row, symbol in
      units.map { vectors[$0][symbol] } + (0..<size).map { $0 == row ? Number.one : .zero }
    }
    for column in 0..<size {
      guard let pivot = (column..<size).first(where: { !rows[$0][column].isZero }) else {
        return nil
      }
      rows.swapAt(column, pivot)
      let lead = rows[column][column]
      rows[column] = rows[column].map { $0 / lead }
      for other in 0..<size where other != column && !rows[other][column].isZero {
        let factor = rows[other][column]
        rows[other] = zip(rows[other], rows[column]).map { $0 - factor * $1 }
      }
    }
    var result = vectors.map { _ in symbols.map { _ in Number.zero } }
    for (row, unit) in units.enumerated() {
      for (place, symbol) in absorbed.enumerated() {
        result[unit][symbol] = rows[row][size + place]
      }
    }
    return result.allSatisfy { $0.allSatisfy(\.isExact) } ? result : nil
  }

  /// The largest |ln value| in units with these exponents.
  private func spread(_ powers: [[Number]]) -> Double? {
    let logarithms = powers.map { row in
      zip(row, symbols).reduce(0) { $0 + $1.0.doubleValue * $1.1.logarithm }
    }
    let spread = symbols.indices.reduce(0.0) { worst, place in
      let unit = vectors.indices.reduce(0.0) {
        $0 + vectors[$1][place].doubleValue * logarithms[$1]
      }
      return max(worst, (symbols[place].logarithm - unit).magnitude)
    }
    return spread.isFinite ? spread : nil
  }

  /// - Parameter powers: exponents of the symbols in each independent unit.
  private func choice(_ powers: [[Number]]) -> Choice? {
    guard powers.allSatisfy({ $0.allSatisfy(\.isExact) }) else { return nil }
    /// Exponents of the symbols in what scales like the unknown at a place.
    func exponents(_ place: Int) -> [Number] {
      symbols.indices.map { symbol in
        vectors.indices.reduce(Number.zero) { $0 + vectors[$1][place] * powers[$1][symbol] }
      }
    }
    func logarithm(_ exponents: [Number]) -> Double {
      zip(exponents, symbols).reduce(0) { $0 + $1.0.doubleValue * $1.1.logarithm }
    }
    func monomial(_ exponents: [Number]) -> Formula {
      let factors = zip(exponents, symbols).filter { !$0.0.isZero }.map {
        $0.1.value.raised(to: .number($0.0))
      }
      return Formula.product(factors + [.one]).simplified()
    }
    let (k, r) = (exponents(symbols.count), exponents(symbols.count + 1))
    var values: [Formula] = []
    var spread = 0.0
    for (place, symbol) in symbols.enumerated() {
      // p/(its unit): the unit has the exponents of p's own dimension.
      var ratio = exponents(place).map { -$0 }
      ratio[place] = ratio[place] + .one
      guard ratio.allSatisfy(\.isExact) else { return nil }
      values.append(monomial(ratio))
      spread = max(spread, logarithm(ratio).magnitude)
      if ratio[place] == .one, ratio.filter({ !$0.isZero }).count == 1 {
        values[place] = symbol.value
      }
    }
    guard (k + r).allSatisfy(\.isExact) else { return nil }
    return Choice(
      wavenumber: monomial(k), rate: monomial(r), logWavenumber: logarithm(k),
      logRate: logarithm(r), values: values, spread: spread)
  }

  /// The process with the new values put in.
  func process(in choice: Choice) -> Process {
    let values = Dictionary(
      zip(symbols.map(\.name), choice.values), uniquingKeysWith: { first, _ in first })
    func put(_ formula: Formula) -> Formula {
      formula.substituting(values).simplified(assuming: Process.assumptions)
    }
    return Process(
      name: name,
      frequencies: rates.map {
        (-.imaginaryUnit * put($0)).simplified(assuming: Process.assumptions)
      },
      source: Process.Source(potential: put(source.potential), density: put(source.density)))
  }
}

extension Double {
  /// Six significant digits, over the whole range of doubles.
  var sixDigits: String {
    guard isFinite, self != 0 else { return "\(self)" }
    let exponent = Double.log10(magnitude).rounded(.down)
    if exponent.magnitude < 6 {
      return self == rounded() ? "\(Int(saturating: self))" : "\(Float(self))"
    }
    let mantissa = Float(self / Double.pow(10, 0.5 * exponent) / Double.pow(10, 0.5 * exponent))
    let digits =
      mantissa == mantissa.rounded() ? "\(Int(saturating: Double(mantissa)))" : "\(mantissa)"
    return "\(digits)e\(Int(saturating: exponent))"
  }
}

extension Formula {
  /// Whether it is a real number, written as a rational or as a power such as 10^100.
  fileprivate var isNumeric: Bool {
    switch self {
    case .number(let n): n.isFinite
    case .power(let base, let exponent): base.isNumeric && exponent.isNumeric
    case .product(let factors): factors.allSatisfy(\.isNumeric)
    case .sum(let terms): terms.allSatisfy(\.isNumeric)
    default: false
    }
  }

  /// Whether the variable occurs in an exponent or in the order of a Bessel function.
  fileprivate func hasInExponentOrOrder(_ name: String) -> Bool {
    switch self {
    case .power(_, let exponent) where exponent.contains(name): true
    case .call(_, let arguments) where arguments.dropLast().contains { $0.contains(name) }: true
    default: children.contains { $0.hasInExponentOrOrder(name) }
    }
  }
}
