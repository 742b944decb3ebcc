import Foundation
public import GenPhysTheory

/// A process made ready for the engine: a Green's function as fast functions of radius and width.
///
/// The engine sees a process only through this type: nothing here or further down knows which
/// equation was declared. Time is measured by the **width** σ(t), the median per-coordinate
/// deviation of the kernel, because the width is what data, networks and solvers feel.
///
/// Inside the engine lengths are in units of `unit`, so that the data has deviation ½ per coordinate
/// (EDM's σ_d) and widths run from 0.002 to 80. Public functions take data units. [THEORY 5]
public struct CompiledProcess: Sendable {
  /// The dimension N of the data space.
  public let dimension: Int
  /// The length that counts as 1 inside the engine: twice the data's scale.
  public let unit: Double
  /// The kernel this was compiled from.
  public let kernel: any GreensFunction
  /// Sizes of the tables and their measured interpolation errors.
  public let report: CompilationReport

  /// ln σ range in units of `unit`; births and deaths may end it early.
  let logWidths: ClosedRange<Double>
  /// The tables that define the rays of a single source.
  let rays: CompiledRays
  let lookahead: GrowthLookahead?

  /// Whether the flow is along straight rays: v_r/r does not depend on r.
  public var hasStraightRays: Bool { rays.rates.isUniform }
  /// Whether births and deaths depend on place, so that backward paths carry weights.
  public var hasGrowth: Bool { rays.growthTable != nil }
  /// Whether the kernel is a Gaussian at every time.
  public var isGaussian: Bool { rays.mixing.isPoint }

  /// Compiles a Green's function for data of a given scale.
  ///
  /// - Parameters:
  ///   - kernel: with a `mixture`; sampling in N dimensions needs it.
  ///   - scale: the data's deviation per coordinate, in the units of the process, positive.
  ///   - widths: the range of σ where σ_d = ½; EDM's 0.002…80.
  /// - Throws: `.notSampleable`, `.kernel`, `.invalidParameter`, `.cancelled`.
  public init(
    _ kernel: any GreensFunction, scale: Double, widths: ClosedRange<Double> = 0.002...80,
    monitor: RunMonitor = .silent
  ) throws(EngineError) {
    guard scale > 0, scale.isFinite, (1e-150...1e150).contains(scale) else {
      throw .invalidParameter(
        "the data's scale must be positive and finite, but is \(scale); are all points equal?")
    }
    guard widths.lowerBound > 0, widths.upperBound.isFinite,
      widths.upperBound > 1.1 * widths.lowerBound
    else {
      throw .invalidParameter("the range of widths \(widths) must be positive and not empty")
    }
    guard let mixture = kernel.mixture else {
      throw .notSampleable(
        "this process is no mixture of Gaussians, so its kernel cannot be sampled in "
          + "\(kernel.dimension) dimension\(kernel.dimension == 1 ? "" : "s"); only processes whose "
          + "density stays positive in every dimension can be trained on")
    }
    dimension = kernel.dimension
    unit = 2 * scale
    self.kernel = kernel
    let range = log(widths.lowerBound)...log(widths.upperBound)

    let survey = try KernelSurvey(
      kernel, mixture, unit: unit, logWidths: range, monitor: monitor)
    let clock = try WidthClock(survey)
    rays = CompiledRays(
      dimension: kernel.dimension, clock: clock, mixing: MixingTable(survey, clock: clock),
      rates: RateTable(survey, clock: clock), growthTable: GrowthTable(survey, clock: clock))
    lookahead = rays.growthTable == nil ? nil : GrowthLookahead(rays)
    logWidths = clock.range.lowerBound...(lookahead?.ceiling ?? clock.range.upperBound)
    report = CompilationReport(
      times: survey.columns.count, surprise: survey.miss, widthNodes: clock.axis.count,
      panels: survey.radial?.panels.panels.count ?? 0)
  }
}

/// How fine the tables of a compiled process are.
public struct CompilationReport: Sendable, Hashable {
  /// The number of times at which the kernel was computed.
  public let times: Int
  /// How far the columns of the last half of them were from what the first half foretold.
  ///
  /// The interpolation error with all of them is about the square.
  public let surprise: Double
  /// Nodes of the tables in ln σ.
  public let widthNodes: Int
  /// Panels of the tables in ln(r/σ), nine points each; 0 where rays are straight.
  public let panels: Int
}
