public import GenPhysEngine
public import GenPhysNumerics
public import GenPhysPlot
public import GenPhysSyntax
public import GenPhysTheory

/// What an expression of the language evaluates to.
public indirect enum Value: Sendable {
  /// No result, as of `save`.
  case nothing
  /// A real number; its error is 0 where it was not approximated beyond rounding.
  case number(RealNumber)
  /// A complex number.
  case complex(ComplexNumber)
  /// `true` or `false`.
  case boolean(Bool)
  /// A text.
  case string(String)
  /// A list, perhaps nested.
  case list([Value])
  /// A function defined in the session.
  case function(UserFunction)
  /// A process with its parameters' values.
  case process(Process)
  /// The Green's function of a process in some dimension.
  case kernel(Kernel)
  /// The dispersion relation of a process, for plotting and evaluation.
  case dispersion(Process)
  /// Points: data or samples.
  case data(DataSet)
  /// Points drawn from a model or an exact field, with how they were drawn.
  case samples(Samples)
  /// A trained network.
  case model(TrainedModel)
  /// A verdict.
  case verdict(VerdictReport)
  /// Distances between samples and data.
  case scores(Score)
  /// Scores while one thing varies.
  case sweep(Sweep)
  /// A picture.
  case figure(Figure)
  /// Pictures shown one after another.
  case animation(Animation)
}

extension Value {
  /// A real number that was computed approximately: no exact form is known.
  public static func number(_ estimate: Estimate) -> Value { .number(RealNumber(estimate)) }

  /// A whole number that was counted.
  static func count(_ n: Int) -> Value { .number(.decimal(Double(n))) }
}

/// A Green's function with the process it belongs to.
public struct Kernel: Sendable {
  /// The process.
  public let process: Process
  /// Its Green's function.
  public let green: any GreensFunction
}

/// A trained model with the process it was trained for.
public struct TrainedModel: Sendable {
  /// The process.
  public let process: Process
  /// The network and everything sampling needs.
  public let model: Model
}

/// A verdict with the process it judges and whether the whole report is wanted.
public struct VerdictReport: Sendable {
  /// The process.
  public let process: Process
  /// The verdict.
  public let verdict: Verdict
  /// Whether every detail is to be shown.
  public var isDetailed = false
  /// Changes that make a failing process s-generative; empty where none was looked for.
  public var mendings: [Mending] = []

  /// The report with the changes that mend a process that fails.
  ///
  /// - Parameter budget: how long the process itself may be judged.
  func withMendings(budget: Duration) -> VerdictReport {
    var report = self
    if verdict.isGenerative == false { report.mendings = process.mendings(budget: budget) }
    return report
  }
}

/// A function defined in a session: parameters and a body to be evaluated.
public struct UserFunction: Sendable {
  /// Its name.
  public let name: String
  /// The definition.
  public let definition: Syntax.FunctionDefinition
}
