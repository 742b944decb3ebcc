import Foundation
internal import GenPhysSupport

/// A method that integrates the flow backward, from the widest kernel to the narrowest.
///
/// A solver sees a velocity and nothing else. Its variable is the width σ, dx/dσ = v dt/dσ.
public enum Solver: Sendable, Hashable {
  /// First order, one evaluation a step.
  case euler
  /// Second order, two evaluations a step except the last: 2n − 1 for n steps. [EDM, algorithm 1]
  ///
  /// Where rays bend (k + k² rather than k or k²) far points contract faster than σ, which its long
  /// last steps miss: a few outliers stay. The multistep method does not suffer from this.
  case heun
  /// Third order with one evaluation a step (two in the first), from the denoised points of the last three steps.
  /// [DPM-Solver++ 2211.01095, generalised to any kernel]
  ///
  /// The default. With the exact field of two moons and 35 evaluations its samples lie at 0.9 times
  /// the noise floor of the sliced Wasserstein distance (median of four seeds), Heun's at 1.7.
  case multistep
  /// Fifth order with an embedded fourth, steps chosen in ln σ so that the error of each stays below
  /// `tolerance`, absolute and relative. [Dormand & Prince 1980; PFGM uses it in ln z]
  case dormandPrince(tolerance: Double)

  /// Heun's method from a width that fresh noise has widened first: the reverse diffusion in steps.
  ///
  /// For Gaussian kernels only, for which noise of variance σ̂² − σ² carries the law at σ to the law
  /// at σ̂ exactly; σ̂ = σ(1 + min(churn/steps, √2 − 1)). Fresh noise forgets errors made so far, at
  /// the price of discretisation; without churn this is Heun's method. [EDM, algorithm 2]
  case stochastic(churn: Double)

  /// The names of the solvers in the language.
  public static let names = ["euler", "heun", "multistep", "dopri5", "sde"]

  /// The solver of a name; `nil` where there is none.
  public init?(name: String, tolerance: Double = 1e-4, churn: Double = 5) {
    switch name {
    case "euler": self = .euler
    case "heun": self = .heun
    case "multistep", "dpm": self = .multistep
    case "dopri5", "rk45": self = .dormandPrince(tolerance: tolerance)
    case "sde": self = .stochastic(churn: churn)
    default: return nil
    }
  }

  /// Steps that make 35 evaluations, EDM's budget; Dormand–Prince chooses its own.
  public var defaultSteps: Int {
    switch self {
    case .heun, .stochastic: 18
    case .multistep: 34
    case .euler, .dormandPrince: 35
    }
  }

  /// Steps unless the user says: `defaultSteps`, and more where far points are much faster than a width
  /// falls, or where the points of one width are at very different distances.
  ///
  /// The first is so for a heavy tail over a much narrower core. e = 3.3 of λ = k + k^0.3 needs no more
  /// than e = 1. For e = 10 of λ = k² + ½k^0.2 samples of 35 evaluations lie 2.6 noise floors off (exact
  /// field of two moons), those of 68 lie at 0.85. The second is so for λ = k^0.2, whose distances vary by
  /// 6 e-folds: 1.9 floors with 35 evaluations on a checkerboard, 1.2 with 71.
  ///
  /// - Parameters:
  ///   - expansion: the largest e of `RayPace`.
  ///   - spread: the deviation of ln r of one width (`CompiledProcess.spread`).
  func steps(expansion: Double, spread: Double) -> Int {
    let factor = max(1 + max(0, log(expansion / 3.4)), spread / 3.2)
    return Int(saturating: (Double(defaultSteps) * max(1, min(factor, 4)) - 1e-9).rounded(.up))
  }

  /// Whether the number of steps is the user's choice.
  public var hasFixedSteps: Bool {
    if case .dormandPrince = self { false } else { true }
  }
}

/// What a solver advances: points in the engine's frame, row by row, and ln of their weights.
package struct SolverState: Sendable {
  package var points: [Double]
  /// Empty where nothing is born or dies unevenly.
  package var logWeights: [Double]
  package let dimension: Int

  package init(points: [Double], dimension: Int, hasGrowth: Bool) {
    self.points = points
    self.dimension = dimension
    logWeights = Array(repeating: 0, count: hasGrowth ? points.count / dimension : 0)
  }
}

extension Solver {
  /// dx/dlnσ and growth at points of one width.
  package typealias Velocity =
    (_ points: [Double], _ logWidth: Double, _ flow: inout Flow) throws(EngineError) -> Void
  /// Called before every step of a method of fixed steps with its number from 0 and its width; it may
  /// move the points, and gives the width at which they are now.
  package typealias StepPreparation =
    (_ state: inout SolverState, _ step: Int, _ width: Double) -> Double
  /// Called after every step with its number from 1 and the width reached; where it copies or drops
  /// points, it says which old one each is, so that methods with a memory keep it.
  package typealias StepAction =
    (_ state: inout SolverState, _ step: Int, _ width: Double) throws(EngineError) -> [Int]?

  /// The widths that suit the method.
  ///
  /// EDM's for methods that step in σ. The multistep method, exact where D does not change, takes
  /// nearly equal steps in ln σ: EDM's are small at large widths, where D is the mean of the data
  /// whatever the width. With births and deaths the widths end where weights are largest, and steps
  /// there may not be long. Mean distance of samples of 34 steps from those of 250, exact fields of
  /// 2,000 points of deviation ½, and for births (Yukawa, m = 1) the mean over three seeds of the
  /// sliced Wasserstein distance over its floor:
  ///
  ///                                         σ^(1/7)   σ^(1/12)  σ^(1/20)   ln σ
  ///     diffusion, two moons                 .0038     .0024               .0017
  ///     tail r⁻³ (Poisson's), two moons      .0056     .0032               .0026
  ///     tail r⁻²·⁸, eight Gaussians          .0078     .0042               .0024
  ///     births, checkerboard                  1.0       .9        1.2       1.9
  ///     births, eight Gaussians               2.9      1.0         .99      1.1
  func widths(_ range: ClosedRange<Double>, steps: Int) -> [Double] {
    guard case .multistep = self else { return Solver.widths(range, steps: steps) }
    return Solver.widths(range, steps: steps, exponent: Solver.multistepExponent)
  }

  /// σ^{1/16} is equally spaced.
  private static let multistepExponent = 16.0

  /// EDM's widths: σ^{1/7} equally spaced from the largest to the smallest.
  ///
  /// - Parameter steps: at least 2; the step to 0 is the caller's.
  package static func widths(
    _ range: ClosedRange<Double>, steps: Int, exponent: Double = 7
  ) -> [Double] {
    let (low, high) = (pow(range.lowerBound, 1 / exponent), pow(range.upperBound, 1 / exponent))
    return (0..<steps).map { i in
      i == 0 ? range.upperBound : pow(high + Double(i) / Double(steps - 1) * (low - high), exponent)
    }
  }

  /// Integrates along decreasing widths and returns the number of evaluations.
  ///
  /// - Parameters:
  ///   - widths: every width visited, of which the last may be 0; Dormand–Prince uses the first, the
  ///     last positive one, and 0 where it is the last.
  /// - Throws: `.solverFailed` where a value stops being finite; whatever `velocity` throws.
  package func integrate(
    _ state: inout SolverState, widths: [Double], velocity: Velocity,
    beforeStep: StepPreparation = { $2 }, afterStep: StepAction
  ) throws(EngineError) -> Int {
    switch self {
    case .euler:
      return try integrate(
        &state, widths: widths, corrects: false, velocity: velocity, beforeStep: beforeStep,
        afterStep: afterStep)
    case .heun, .stochastic:
      return try integrate(
        &state, widths: widths, corrects: true, velocity: velocity, beforeStep: beforeStep,
        afterStep: afterStep)
    case .multistep:
      return try Multistep().integrate(
        &state, widths: widths, velocity: velocity, beforeStep: beforeStep, afterStep: afterStep)
    case .dormandPrince(let tolerance):
      try Check.positive(tolerance, "tolerance")
      let positive = widths.filter { $0 > 0 }
      guard let first = positive.first, let last = positive.last, last < first else { return 0 }
      let evaluations = try DormandPrince(tolerance: tolerance).integrate(
        &state, from: log(first), to: log(last), velocity: velocity, afterStep: afterStep)
      guard widths.last == 0 else { return evaluations }
      // In ln σ there is no end at 0: the last step is Euler's, as that of the other methods.
      return try evaluations
        + Solver.euler.integrate(
          &state, widths: [last, 0], velocity: velocity, afterStep: afterStep)
    }
  }

  /// Euler's and Heun's methods in σ, as EDM's algorithm 1.
  private func integrate(
    _ state: inout SolverState, widths: [Double], corrects: Bool, velocity: Velocity,
    beforeStep: StepPreparation, afterStep: StepAction
  ) throws(EngineError) -> Int {
    let hasGrowth = !state.logWeights.isEmpty
    let count = state.points.count / state.dimension
    var flow = Flow(count: count, dimension: state.dimension, hasGrowth: hasGrowth)
    var corrected = flow
    var predicted = state.points
    var evaluations = 0
    for i in 0..<(widths.count - 1) {
      let next = widths[i + 1]
      let width = beforeStep(&state, i, widths[i])
      try velocity(state.points, log(width), &flow)
      evaluations += 1
      let h = (next - width) / width
      if corrects, next > 0 {
        for k in predicted.indices { predicted[k] = state.points[k] + h * flow.rate[k] }
        try velocity(predicted, log(next), &corrected)
        evaluations += 1
        let (a, b) = (0.5 * h, 0.5 * (next - width) / next)
        for k in predicted.indices {
          state.points[k] += a * flow.rate[k] + b * corrected.rate[k]
        }
        for k in state.logWeights.indices {
          state.logWeights[k] += a * flow.growth[k] + b * corrected.growth[k]
        }
      } else {
        for k in predicted.indices { state.points[k] += h * flow.rate[k] }
        for k in state.logWeights.indices { state.logWeights[k] += h * flow.growth[k] }
      }
      try state.checkFinite(width: next)
      if try afterStep(&state, i + 1, next) != nil {
        flow.resize(to: state)
        corrected = flow
        predicted = state.points
      }
    }
    return evaluations
  }
}

extension Flow {
  /// Makes room for the points of a state.
  mutating func resize(to state: SolverState) {
    let count = state.points.count / state.dimension
    guard rate.count != state.points.count else { return }
    self = Flow(count: count, dimension: state.dimension, hasGrowth: !state.logWeights.isEmpty)
  }

  /// Copies rows.
  mutating func gather(_ ancestors: [Int], dimension: Int) {
    rate = Resampling.gather(rate, ancestors, dimension: dimension)
    if !growth.isEmpty { growth = ancestors.map { growth[$0] } }
  }
}

extension SolverState {
  /// - Throws: `.solverFailed` if a coordinate or a weight is not finite.
  func checkFinite(width: Double) throws(EngineError) {
    guard points.allSatisfy(\.isFinite), logWeights.allSatisfy(\.isFinite) else {
      throw .solverFailed(
        "the solution is not finite at width \(width.shortText); more steps or another solver may "
          + "help, and so may a longer training")
    }
  }
}
