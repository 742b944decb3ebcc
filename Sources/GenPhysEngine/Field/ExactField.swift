import Foundation
import GenPhysKernels

/// The flow of a data set itself: sums over all of its points, no network.
///
/// v(x,t) = Σ G(r_i) c(r_i) (x − y_i) / Σ G(r_i), growth = Σ R/Σ G, r_i = |x − y_i|. It is the ground
/// truth that training approaches, and memorises: its samples are the data. [THEORY 5]
///
/// Relative accuracy 1e-5: single precision where that suffices (few dimensions, widths well above
/// rounding), double precision for the queries where it does not.
public struct ExactField: GenerativeField {
  public let process: CompiledProcess
  public let frame: DataFrame
  /// The number of data points.
  public let count: Int
  /// The number of threads; 0 means all processors.
  public var threads = 0

  private let shape: KernelShape
  /// Asked between the lanes of a sum.
  private let monitor: RunMonitor
  private var sums: any FieldSummation
  private let plainSums: PlainSums
  /// `nil` where the kernel has no tables.
  private let sections: FieldSections?
  /// So many points of one width are summed together.
  private static let leastGroup = 16

  public var refined: any GenerativeField { plain }

  /// The same field by sums over all points in double precision.
  private var plain: ExactField {
    var field = self
    field.sums = plainSums
    return field
  }

  /// - Throws: `.invalidParameter` for a wrong dimension, `.tooLarge`, `.kernel`, `.cancelled`.
  public init(
    _ process: CompiledProcess, data: DataSet, monitor: RunMonitor = .silent
  ) throws(EngineError) {
    guard data.dimension == process.dimension else {
      throw .invalidParameter(
        "the data has \(data.dimension) dimensions, the process was compiled for "
          + "\(process.dimension)")
    }
    try Check.memory(72 * Double(data.values.count), for: "the exact field of \(data.count) points")
    self.process = process
    self.monitor = monitor
    let (frame, rows) = try DataFrame.around(
      data, unit: process.unit, knowsSpread: process.lookahead != nil)
    self.frame = frame
    count = data.count
    shape = try KernelShape(process, monitor: monitor)
    sections = ExactField.sections(process, shape)
    let n = data.dimension
    sums =
      n <= BlockSums.largestDimension
      ? try BlockSums(rows, dimension: n, monitor: monitor) : ProductSums(rows, dimension: n)
    try monitor.checkCancellation()
    plainSums = PlainSums(rows, dimension: n)
  }

  /// The name of the loop in use: "gaussian", "power law" or "tabulated".
  public var kernelForm: String {
    switch shape {
    case .gaussian: "gaussian"
    case .power: "power law"
    case .tabulated: "tabulated"
    }
  }

  public func evaluate(
    _ points: [Double], logWidth s: Double, into flow: inout Flow
  ) throws(EngineError) {
    let workforce = Workforce(threads: threads, monitor: monitor)
    switch shape {
    case .gaussian, .power:
      sums.evaluate(points, kernel(s), logWidth: s, workforce, &flow)
    case .tabulated(let table):
      evaluate(points, table, logWidth: s, workforce, into: &flow)
    }
    try monitor.checkCancellation()
    if process.hasStraightRays {
      let expansion = process.expansion(logRatio: 0, logWidth: s)
      for i in flow.rate.indices { flow.rate[i] *= expansion }
      for i in flow.divergence.indices { flow.divergence[i] *= expansion }
    }
  }

  /// Points of a width that few share are summed one by one, each with a kernel of its own.
  public func evaluate(
    _ points: [Double], logWidths: [Double], into flow: inout Flow
  ) throws(EngineError) {
    var singles: [Int] = []
    let groups = Dictionary(grouping: logWidths.indices) { logWidths[$0] }
    for (s, rows) in groups.sorted(by: { $0.key > $1.key }) {
      if rows.count < ExactField.leastGroup, !process.hasGrowth {
        singles += rows
      } else {
        try evaluate(points, rows: rows, logWidth: s, into: &flow)
      }
    }
    sections?.prepare(singles.map { logWidths[$0] }, threads: threads)
    let n = process.dimension
    flow.rate.withUnsafeMutableBufferPointer { buffer in
      nonisolated(unsafe) let rate = buffer
      Parallel.forEach(lanes: singles.count, threads: threads) { lane in
        guard !monitor.isCancelled() else { return }
        let (row, s) = (singles[lane], logWidths[singles[lane]])
        var part = Flow(count: 1, dimension: n, hasGrowth: false)
        sums.evaluate(
          Array(points[(row * n)..<((row + 1) * n)]), kernel(s), logWidth: s,
          Workforce(threads: 1, monitor: monitor), &part)
        let expansion = process.hasStraightRays ? process.expansion(logRatio: 0, logWidth: s) : 1
        for k in 0..<n { rate[row * n + k] = expansion * part.rate[k] }
      }
    }
    try monitor.checkCancellation()
  }

  /// The kernel at a width, without births and deaths.
  private func kernel(_ s: Double) -> FieldKernel {
    switch shape {
    case .gaussian: return .gaussian(rate: 0.5 * exp(-2 * s))
    case .power(let beta, let logSoftening):
      return .power(beta: beta, tau2: exp(2 * (logSoftening(s) + s)))
    case .tabulated(let table):
      return .tabulated(
        sections?.section(s) ?? FieldTable(logDensity: table, logWidth: s, rate: nil),
        use: process.hasStraightRays ? gp_no_rate : gp_rate_of_displacement)
    }
  }

  private static func sections(_ process: CompiledProcess, _ shape: KernelShape) -> FieldSections? {
    guard case .tabulated(let table) = shape else { return nil }
    return FieldSections(process.logDepths) { s in
      let expansion = { (ratio: Double) in process.expansion(logRatio: ratio, logWidth: s) }
      return FieldTable(
        logDensity: table, logWidth: s, rate: process.hasStraightRays ? nil : expansion)
    }
  }

  /// A table holds one rate beside ln G: bent rays with births and deaths take two passes.
  private func evaluate(
    _ points: [Double], _ table: PatchTable, logWidth s: Double, _ workforce: Workforce,
    into flow: inout Flow
  ) {
    func sum(
      _ use: gp_rate_use, _ rate: ((Double) -> Double)?, into flow: inout Flow
    ) {
      let section = FieldTable(logDensity: table, logWidth: s, rate: rate)
      sums.evaluate(points, .tabulated(section, use: use), logWidth: s, workforce, &flow)
    }
    let growth = { (ratio: Double) in process.growth(logRatio: ratio, logWidth: s) }
    if process.hasStraightRays {
      sum(
        process.hasGrowth ? gp_rate_to_average : gp_no_rate, process.hasGrowth ? growth : nil,
        into: &flow)
      return
    }
    if process.hasGrowth {
      sum(gp_rate_to_average, growth, into: &flow)
    }
    sum(
      gp_rate_of_displacement, { process.expansion(logRatio: $0, logWidth: s) }, into: &flow)
  }
}

extension ExactField: DivergentField {
  package func evaluateDivergence(
    _ points: [Double], logWidth: Double, into flow: inout Flow
  ) throws(EngineError) {
    let field = plain
    var all = Flow(
      count: points.count / process.dimension, dimension: process.dimension,
      hasGrowth: process.hasGrowth)
    all.divergence = Array(repeating: 0, count: points.count / process.dimension)
    try field.evaluate(points, logWidth: logWidth, into: &all)
    flow.rate = all.rate
    flow.growth = all.divergence
    for i in all.growth.indices { flow.growth[i] -= all.growth[i] }
  }
}
