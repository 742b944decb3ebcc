public import GenPhysNumerics

/// A declared process: how plane waves evolve, and where particles are born and die.
///
/// A process is data. Everything derived from it (verdict, Green's function, engine) reads the
/// formulas below and never the name. [THEORY 2]
public struct Process: Hashable, Sendable {
  /// What messages and figures call it.
  public let name: String
  /// The declared parameters, with the values in force.
  public let parameters: [Parameter]
  /// The branches of ω(k,t), in the variables `k`, `t` and the parameters.
  public let frequencies: [Formula]
  /// The source term.
  public let source: Source
  /// The equation from which dispersion and source were derived, for reports; `nil` where ω was given.
  public let equation: FieldEquation?

  /// A parameter of a declaration.
  public struct Parameter: Hashable, Sendable {
    /// Its name in the formulas.
    public let name: String
    /// Its value, exact as typed; `nil` while it has none.
    public let value: Number?

    /// Names a value.
    public init(name: String, value: Number?) {
      self.name = name
      self.value = value
    }
  }

  /// The source `R = a φ + b p`, each coefficient a formula in k (`lap` has become −k²).
  public struct Source: Hashable, Sendable {
    /// a, the coefficient of the flux potential φ.
    public let potential: Formula
    /// b, the coefficient of the density p.
    public let density: Formula

    /// A linear source.
    public init(potential: Formula, density: Formula) {
      self.potential = potential
      self.density = density
    }

    /// R = 0: no births and no deaths.
    public static let none = Source(potential: 0, density: 0)
  }

  /// A process in the variables `k` and `t`.
  public init(
    name: String, parameters: [Parameter] = [], frequencies: [Formula], source: Source = .none,
    equation: FieldEquation? = nil
  ) {
    self.name = name
    self.parameters = parameters
    self.frequencies = frequencies
    self.source = source
    self.equation = equation
  }

  /// The same process with other parameter values; unknown names are ignored.
  public func with(_ values: [String: Number]) -> Process {
    Process(
      name: name,
      parameters: parameters.map { Parameter(name: $0.name, value: values[$0.name] ?? $0.value) },
      frequencies: frequencies, source: source, equation: equation)
  }

  /// Variables that proofs and transforms use themselves.
  private static let internalNames: Set<String> = ["s", "u", "x", "z"]

  /// The same process with a prime at the names of parameters that mean something else in proofs.
  var withoutReservedNames: Process {
    let clashes = parameters.map(\.name).filter(Self.internalNames.contains)
    guard !clashes.isEmpty else { return self }
    let renamed = Dictionary(uniqueKeysWithValues: clashes.map { ($0, $0 + "\u{2032}") })
    let variables = renamed.mapValues { Formula.variable($0) }
    return Process(
      name: name,
      parameters: parameters.map {
        Parameter(name: renamed[$0.name] ?? $0.name, value: $0.value)
      },
      frequencies: frequencies.map { $0.substituting(variables) },
      source: Source(
        potential: source.potential.substituting(variables),
        density: source.density.substituting(variables)),
      equation: equation)
  }

  /// What every formula of a process may assume: k ≥ 0 and t > 0.
  static let assumptions = Assumptions.wave

  /// A formula of this process with the parameters' values put in, simplified.
  package func bound(_ formula: Formula) -> Formula {
    let values = Dictionary(
      parameters.compactMap { parameter in
        parameter.value.map { (parameter.name, Formula.exactly($0)) }
      }, uniquingKeysWith: { $1 })
    return formula.substituting(values).simplified(assuming: Self.assumptions)
  }

  /// The parameters that have no value yet.
  public var missingParameters: [String] {
    parameters.filter { $0.value == nil }.map(\.name)
  }

  /// λ(k,t) = iω(k,t), branch by branch, with the parameters' values put in.
  public var decayRates: [Formula] {
    frequencies.map { bound(.imaginaryUnit * $0) }
  }

  /// The source with the parameters' values put in.
  public var boundSource: Source {
    Source(potential: bound(source.potential), density: bound(source.density))
  }
}

extension Process {
  /// Whether both are the same process; how they were written down does not matter.
  public static func == (a: Process, b: Process) -> Bool {
    a.name == b.name && a.parameters == b.parameters && a.frequencies == b.frequencies
      && a.source == b.source
  }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(name)
    hasher.combine(parameters)
    hasher.combine(frequencies)
    hasher.combine(source)
  }
}

extension Formula {
  /// The formula as a program over k and t, in which no constants cancel at small k.
  func program() throws(FormulaError) -> CompiledFormula {
    try withoutCancellation.compiled(variables: ["k", "t"])
  }
}
