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
  /// The constants in the formulas that are not exactly the numbers they stand for.
  public var approximations: [Approximation] = []

  /// A parameter of a declaration.
  public struct Parameter: Hashable, Sendable {
    /// Its name in the formulas.
    public let name: String
    /// Its value, exact as typed, or the double nearest to `form`; `nil` while it has none.
    public let value: Number?
    /// The exact value where it is no rational number, such as π or √2.
    public let form: Formula?
    /// The error of a value that was computed, 0 where only rounding is known of; `nil` if exact.
    public let error: Double?

    /// Names a value.
    public init(name: String, value: Number?, form: Formula? = nil, error: Double? = nil) {
      self.name = name
      self.value = value
      self.form = form
      self.error = error
    }

    /// The value as formulas hold it.
    public var formula: Formula? { form ?? value.map { Formula.exactly($0) } }
  }

  /// A constant that was computed with an error: the formulas hold one number near the true one.
  ///
  /// Whatever is proved is proved of `value`.
  public struct Approximation: Hashable, Sendable {
    /// What the declaration calls it, such as `c` or `xs[2]`.
    public let name: String
    /// The number that the formulas hold.
    public let value: Double
    /// A bound on |value − true value|, 0 where only rounding is known of.
    public let error: Double

    /// Names an approximation.
    public init(name: String, value: Double, error: Double) {
      self.name = name
      self.value = value
      self.error = error
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
    with(values.map { Parameter(name: $0.key, value: $0.value) })
  }

  /// The same process with other parameters in place of those of the same names.
  public func with(_ replacements: [Parameter]) -> Process {
    let known = Dictionary(replacements.map { ($0.name, $0) }, uniquingKeysWith: { $1 })
    var process = Process(
      name: name, parameters: parameters.map { known[$0.name] ?? $0 },
      frequencies: frequencies, source: source, equation: equation)
    process.approximations = approximations
    return process
  }

  /// All numbers in the formulas that are not exactly what they stand for, parameters included.
  public var inexactNumbers: [Approximation] {
    approximations
      + parameters.compactMap { parameter in
        guard let value = parameter.value, let error = parameter.error else { return nil }
        return Approximation(name: parameter.name, value: value.doubleValue, error: error)
      }
  }

  /// Variables that proofs and transforms use themselves.
  private static let internalNames: Set<String> = ["s", "u", "x", "z"]

  /// The same process with a prime at the names of parameters that mean something else in proofs.
  var withoutReservedNames: Process {
    let clashes = parameters.map(\.name).filter(Self.internalNames.contains)
    guard !clashes.isEmpty else { return self }
    let renamed = Dictionary(uniqueKeysWithValues: clashes.map { ($0, $0 + "\u{2032}") })
    let variables = renamed.mapValues { Formula.variable($0) }
    var process = Process(
      name: name,
      parameters: parameters.map {
        Parameter(
          name: renamed[$0.name] ?? $0.name, value: $0.value, form: $0.form, error: $0.error)
      },
      frequencies: frequencies.map { $0.substituting(variables) },
      source: Source(
        potential: source.potential.substituting(variables),
        density: source.density.substituting(variables)),
      equation: equation)
    process.approximations = approximations
    return process
  }

  /// What every formula of a process may assume: k ≥ 0 and t > 0.
  static let assumptions = Assumptions.wave

  /// A formula of this process with the parameters' values put in, simplified.
  package func bound(_ formula: Formula) -> Formula {
    let values = Dictionary(
      parameters.compactMap { parameter in
        parameter.formula.map { (parameter.name, $0) }
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
