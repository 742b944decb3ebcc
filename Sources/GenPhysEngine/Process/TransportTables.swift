import Foundation
import GenPhysNumerics
import GenPhysTheory

/// The tables of a kernel's velocity and growth, and how well they hold.
struct TransportTables: Sendable {
  let rates: RateTable
  /// `nil` where births and deaths are the same everywhere: then they change no normalised density.
  let growth: GrowthTable?
  /// Rectangles of the tables; 0 where neither rate depends on the radius.
  let patches: Int
  /// The relative error of interpolation where kernel points come.
  let error: Double

  init(
    _ survey: KernelSurvey, clock: WidthClock, mixing: MixingTable, monitor: RunMonitor
  ) throws(EngineError) {
    if survey.isUniform, !survey.hasGrowth {
      rates = RateTable(survey, clock: clock)
      growth = nil
      patches = 0
      error = 0
      return
    }
    let (kernel, unit) = (survey.kernel, survey.unit)
    func visited(_ rarity: Double) -> VisitedRadii {
      VisitedRadii(dimension: kernel.dimension, mixing: mixing, rarity: rarity)
    }
    // Laws that pile up at the source send points far closer to it than their width.
    let often = visited(1e-6)
    let standard = RadialAxis.rates(dimension: kernel.dimension)
    let ranges = survey.columns.map { column in
      let shift = column.atom?.logRatio ?? 0
      let visited = often.ranges(logWidth: column.logWidth).map(\.lowerBound).min() ?? 0
      return (
        lower: min(standard.lowerBound, visited) - shift, upper: survey.farthest - shift
      )
    }
    // A sampler moves millions of points: what comes once in a hundred millions may be rougher.
    let law = visited(1e-8)
    let rare = visited(1e-11)
    let (layout, functions) = try PatchLayout.fit(
      places: max(-40, ranges.map(\.lower).min() ?? 0)...(ranges.map(\.upper).max() ?? 0),
      clock: clock, monitor: monitor,
      scale: survey.rateScale.size,
      tolerance: {
        law.reaches($0) ? PatchLayout.tolerance : rare.reaches($0) ? 1e-4 : .infinity
      },
      counts: { law.reaches($0...$0, logWidth: $1) }
    ) { time, logWidth, places in
      let shift = mixing.atom.shift(logWidth)
      let found = KernelSurvey.transport(
        kernel, time: time, width: unit * exp(logWidth),
        mean: (try? GrowthTable.mean(kernel, time: time)) ?? .nan,
        logRatios: places.map { $0 + shift })
      let kept = (survey.hasGrowth ? [found.rates, found.growth] : [found.rates])
        .map { $0.map(survey.rateScale.forward) }
      return .init(
        functions: kept.map { $0.map(\.value) }, errors: kept.map { $0.map(\.error) })
    }
    func table(_ function: Int) -> ScaledTable {
      ScaledTable(
        table: PatchTable(layout, values: functions.map { $0[function] }), atom: mixing.atom,
        scale: survey.rateScale)
    }
    rates = survey.isUniform ? RateTable(survey, clock: clock) : RateTable(table(0))
    growth = survey.hasGrowth ? GrowthTable(table(1)) : nil
    patches = layout.patches.count
    error = layout.error
  }
}

/// Where the points of a kernel lie at each width: all but a rare few.
struct VisitedRadii: Sendable {
  private let mixing: MixingTable
  /// The share of squared normal deviates, and of variances, that may lie beyond either end.
  private let rarity: Double
  /// ½ ln χ² of the nearest and of the farthest points: r² = 2u χ².
  private let logDeviations: (nearest: Double, farthest: Double)

  /// - Parameter rarity: the share of the squared normal deviates, and of variances, that lies beyond
  ///   either end.
  init(dimension: Int, mixing: MixingTable, rarity: Double) {
    self.mixing = mixing
    self.rarity = rarity
    let square = GammaLaw(shape: 0.5 * Double(dimension))
    func logDeviation(_ q: Double, _ complement: Double) -> Double {
      0.5 * log(2 * square.quantile(q, complement: complement))
    }
    logDeviations = (logDeviation(rarity, 1 - rarity), logDeviation(1 - rarity, rarity))
  }

  /// ln(r/σ) at a width: of the atom, and of the rest.
  func ranges(logWidth s: Double) -> [ClosedRange<Double>] {
    func range(_ first: Double, _ last: Double) -> ClosedRange<Double> {
      let start = 0.5 * first + logDeviations.nearest - s
      return start...max(start, 0.5 * last + logDeviations.farthest - s)
    }
    let rest = mixing.atom?.rest(s) ?? 1
    var ranges: [ClosedRange<Double>] = []
    if let atom = mixing.atom, 1 - rest > rarity {
      ranges.append(range(atom.logVariance(s), atom.logVariance(s)))
    }
    if rest > 2 * rarity {
      let deviates = MixingTable.deviates
      let deviate = min(-NormalLaw.quantile(rarity / rest), deviates.node(deviates.count - 1))
      ranges.append(range(mixing.logRestVariance(-deviate, s), mixing.logRestVariance(deviate, s)))
    }
    return ranges
  }

  /// Whether kernel points come to a rectangle of a table.
  func reaches(_ patch: Patch) -> Bool {
    patch.yNodes.contains { reaches(patch.x.lower...patch.x.upper, logWidth: $0) }
  }

  /// Whether kernel points come to places of a table at a width.
  func reaches(_ places: ClosedRange<Double>, logWidth s: Double) -> Bool {
    let shift = mixing.atom.shift(s)
    let sides = (places.lowerBound + shift)...(places.upperBound + shift)
    return ranges(logWidth: s).contains { $0.overlaps(sides) }
  }
}

extension PatchLayout {
  /// Tiles places of a radial coordinate and ln σ for functions of a kernel, which is asked for many
  /// radii at each time.
  ///
  /// - Parameter column: the values of each function at some places, given a time and ln σ there;
  ///   called from several threads.
  static func fit(
    places: ClosedRange<Double>, clock: WidthClock, monitor: RunMonitor,
    scale: ([Double]) -> Double, tolerance: (Patch) -> Double,
    counts: (_ place: Double, _ logWidth: Double) -> Bool,
    column: (_ time: Double, _ logWidth: Double, _ places: [Double]) -> Values
  ) throws(EngineError) -> (layout: PatchLayout, functions: [[[Double]]]) {
    var done = 0
    return try fit(x: places, y: clock.range, scale: scale, tolerance: tolerance, counts: counts) {
      (patches) throws(EngineError) -> [Values] in
      // Rectangles side by side share their times.
      let rows = Dictionary(grouping: patches.indices) { patches[$0].y }
        .sorted { ($0.key.middle, $0.key.half) < ($1.key.middle, $1.key.half) }
      let tasks = rows.flatMap { row in
        Patch.yBasis.points.indices.map { (row: $0, side: row.key, members: row.value) }
      }
      let nothing = Values(functions: [], errors: [])
      var found = [Values](repeating: nothing, count: tasks.count)
      // How many more rectangles follow is not known yet: the work counts as unfinished.
      var meter = ProgressMeter(
        monitor, stage: "compile", total: done + tasks.count + 1, from: done)
      try found.withUnsafeMutableBufferPointer { (found) throws(EngineError) in
        try Parallel.forEach(lanes: tasks.count, meter: &meter, origin: done) { index in
          let (row, side, members) = tasks[index]
          let s = side.middle + side.half * Patch.yBasis.points[row]
          found[index] = column(
            exp(clock.logTime(s)), s, members.flatMap { patches[$0].xNodes })
        }
      }
      done += tasks.count
      let order = Patch.xBasis.order
      var values = [Values](repeating: nothing, count: patches.count)
      for (task, column) in zip(tasks, found) {
        for (place, member) in task.members.enumerated() {
          func append(_ rows: [[Double]], to part: WritableKeyPath<Values, [[Double]]>) {
            if values[member][keyPath: part].isEmpty {
              values[member][keyPath: part] = rows.map { _ in [] }
            }
            for (index, row) in rows.enumerated() {
              values[member][keyPath: part][index] += row[(place * order)..<((place + 1) * order)]
            }
          }
          append(column.functions, to: \.functions)
          append(column.errors, to: \.errors)
        }
      }
      return values
    }
  }
}
