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

  /// The kernel again, quick at any time of the range, to nine digits.
  let quickKernel: any GreensFunction
  /// ln σ range in units of `unit`; births and deaths may end it early.
  let logWidths: ClosedRange<Double>
  /// ln σ from the narrowest width that samples are led to, which a heavy tail puts below that of
  /// `logWidths`, to the widest.
  let logDepths: ClosedRange<Double>
  /// The tables that define the rays of a single source.
  let rays: CompiledRays
  let lookahead: GrowthLookahead?

  /// Whether the flow is along straight rays: v_r/r does not depend on r.
  public var hasStraightRays: Bool { rays.rates.isUniform }
  /// Whether births and deaths depend on place, so that backward paths carry weights.
  public var hasGrowth: Bool { rays.growthTable != nil }
  /// Whether the kernel is a Gaussian at every time.
  public var isGaussian: Bool { rays.mixing.isPoint }
  /// Whether points on their way back have widths of their own; see `OwnWidths`.
  ///
  /// Gaussian kernels move all points by one width, and with births and deaths points are compared with
  /// each other at one time.
  var hasOwnWidths: Bool { !isGaussian && lookahead == nil }

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
    guard scale != 0 else {
      throw .invalidParameter("the data's scale is 0: all points are equal")
    }
    guard (1e-150...1e150).contains(scale) else {
      throw .invalidParameter(
        "the data's scale is \(scale), but must lie between 1e-150 and 1e150; measure it in another unit"
      )
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
    if try CompiledProcess.isDiscrete(mixture, time: 1) {
      throw .notSampleable(
        "the kernel is a discrete sum of Gaussians, some of them as narrow as they ever were, so it cannot "
          + "carry data to noise")
    }
    dimension = kernel.dimension
    unit = 2 * scale
    self.kernel = kernel
    let range = CompiledProcess.range(
      mixture, unit: unit, logWidths: log(widths.lowerBound)...log(widths.upperBound))

    let survey = try KernelSurvey(
      kernel, mixture, unit: unit, logWidths: range, monitor: monitor)
    let clock = try WidthClock(survey)
    let mixing = MixingTable(survey, clock: clock)
    let tables = try TransportTables(survey, clock: clock, mixing: mixing, monitor: monitor)
    rays = CompiledRays(
      dimension: kernel.dimension, clock: clock, mixing: mixing, rates: tables.rates,
      growthTable: tables.growth)
    lookahead = rays.growthTable == nil ? nil : GrowthLookahead(rays)
    let ceiling = lookahead?.ceiling ?? clock.range.upperBound
    logDepths = clock.range.lowerBound...ceiling
    let isDeep = log(widths.lowerBound) - clock.range.lowerBound > 1e-6
    logWidths = (isDeep ? log(widths.lowerBound) : clock.range.lowerBound)...ceiling
    report = CompilationReport(
      times: survey.columns.count, surprise: survey.miss, widthNodes: clock.axis.count,
      patches: tables.patches, tableError: tables.error)
    quickKernel = survey.kernel
  }
}

extension CompiledProcess {
  /// A range of ln σ from where the kernel hardly spreads the data to where nothing of the data is left.
  ///
  /// A heavy tail takes no notice of the median width: where that of λ = k^0.2 is 80, a sixth of its
  /// points are within the data, and where it is 0.002 a third of them are outside. So the range goes on
  /// until one in a hundred points of the kernel comes by less than eight deviations of the data, and
  /// until one in five goes farther than a tenth of one, or `narrowest` is reached. Farther down the flow
  /// stays what it is there, which is right for k^a whatever the share (`OwnWidths`).
  private static func range(
    _ mixture: any MixingMeasure, unit: Double, logWidths: ClosedRange<Double>
  ) -> ClosedRange<Double> {
    func logDeviation(_ deviate: Double, at s: Double) -> Double? {
      guard let logTime = try? WidthClock.solve(mixture, logWidth: s + log(unit), guess: 0),
        let logVariance = try? MixingTable.logVariance(
          mixture, deviate: deviate, time: exp(logTime), unit: unit)
      else { return nil }
      return 0.5 * logVariance
    }
    let deviation = Preconditioner.dataDeviation
    var (low, high) = (logWidths.lowerBound, logWidths.upperBound)
    while high < widest, let reach = logDeviation(-2.326, at: high), reach < log(8 * deviation) {
      high += 0.5
    }
    // A rough law soon has quantiles below the least double, which no table can hold.
    while low > narrowest, let reach = logDeviation(0.8416, at: low), reach > log(0.1 * deviation),
      logDeviation(MixingTable.deviates.node(0), at: low - 0.5) != nil
    {
      low -= 0.5
    }
    return low...high
  }

  /// Beyond these ln σ no range goes on.
  private static let widest = 14.0
  private static let narrowest = -18.0

  private static func isDiscrete(
    _ mixture: any MixingMeasure, time: Double
  ) throws(EngineError) -> Bool {
    do throws(GreensFunctionError) {
      return try mixture.places(time: time) != nil
    } catch {
      throw .kernel(error, what: "its mixing law at t = \(time)")
    }
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
  /// Rectangles of the tables over ln(r/σ) and ln σ, each with a polynomial of nine by eight points;
  /// 0 where rays are straight.
  public let patches: Int
  /// What the last coefficients of those polynomials say is missed at most where kernel points come,
  /// relative to the largest value near by.
  public let tableError: Double
}
