internal import GenPhysEngine
internal import GenPhysNumerics
internal import GenPhysPlot
internal import GenPhysSyntax
internal import GenPhysTheory
internal import GenPhysSupport

/// Makes figures of values: each kind of value knows what it looks like.
struct FigureBuilder {
  let arguments: Arguments
  let evaluation: Evaluation

  var title: String { arguments.string("title", default: "") }

  /// The figure of `plot`: values of one family share a panel.
  func plot() throws(Fault) -> Figure {
    guard let first = arguments.rest.first else {
      throw Fault(
        .wrongArity, "'plot' needs something to draw", at: arguments.span,
        hint: "for example plot(two_moons())")
    }
    switch first.value {
    case .data, .samples:
      try refuse(allBut: [])
      return Figure(try points())
    case .dispersion, .process:
      try refuse(allBut: ["over"])
      return try dispersions()
    case .kernel:
      let times =
        try arguments.someNumbers("t") ?? (arguments.rest.count == 1 ? [0.1, 1, 10] : [1])
      return Figure(try kernels(times: times))
    case .model:
      try refuse(allBut: [])
      return Figure(try losses())
    case .function:
      try refuse(allBut: ["over", "log"])
      return Figure(try functions())
    case .list:
      try refuse(allBut: ["log"])
      return Figure(try lists())
    case .sweep:
      try refuse(allBut: [])
      return Figure(try sweeps())
    default: throw mixed(first.span)
    }
  }

  /// Refuses the arguments of other families than the one drawn.
  private func refuse(allBut labels: Set<String>) throws(Fault) {
    let kind = arguments.rest.first?.value.kind.description ?? ""
    try arguments.refuse(
      ["t", "over", "log", "tails", "ratio"].filter { !labels.contains($0) },
      because: "a figure of \(kind) has no such setting")
  }

  func mixed(_ span: SourceSpan) -> Fault {
    Fault(.kindMismatch, "these values do not share a panel", at: span)
  }

  // MARK: - Points

  private func points() throws(Fault) -> Axes {
    var layers: [Layer] = []
    var histograms: [(label: String, values: [Double])] = []
    var sets: [(DataSet, isSample: Bool)] = []
    for (value, span) in arguments.rest {
      guard let set = value.points else { throw mixed(span) }
      if set.dimension != arguments.rest.first?.value.points?.dimension { throw mixed(span) }
      if case .samples = value { sets.append((set, true)) } else { sets.append((set, false)) }
    }
    // Data lies below the samples that should cover it.
    let ordered = sets.filter { !$0.isSample } + sets.filter(\.isSample)
    guard let dimension = ordered.first?.0.dimension else { throw mixed(arguments.span) }
    for (set, isSample) in ordered {
      let label = sets.count > 1 ? (isSample ? "samples" : set.name) : ""
      if dimension == 1 {
        histograms.append((label, set.shown(coordinate: 0)))
      } else {
        let (x, y) = set.plane
        layers.append(.scatter(Scatter(x: x, y: y, label: label)))
      }
    }
    if dimension == 1 {
      layers = Bars.histograms(of: histograms).map(Layer.bars)
      return Axes(title: title, xLabel: "x", yLabel: "density", layers: layers)
    }
    return Axes(
      title: title, xLabel: "x_{1}", yLabel: "x_{2}",
      aspect: .suiting(ordered.first?.0.columnScales), layers: layers)
  }

  /// Small images.
  func images() throws(Fault) -> Figure {
    guard let set = arguments["x"]?.points else { return Figure(Axes()) }
    let side = Int(saturating: Double(set.dimension).squareRoot().rounded())
    guard side * side == set.dimension else {
      throw Fault(
        .kindMismatch,
        "images need a square number of coordinates, but these points have \(set.dimension)",
        at: arguments.span(of: "x"))
    }
    let count = min(set.count, try arguments.integer("n", default: 64, in: 1...10_000))
    let columns: Int? =
      arguments["columns"] == nil ? nil : try arguments.integer("columns", default: 8, in: 1...1000)
    let rows = (0..<count).map { Array(set.row($0)) }
    let ends = try arguments.numbers("range")
    if let ends, ends.count != 2 || !(ends[0] < ends[1]) {
      throw Fault(
        .outOfRange, "'range' must be [lowest, highest]", at: arguments.span(of: "range"))
    }
    // The range of the bulk: one wild pixel must not grey out all others.
    let sorted = rows.flatMap(\.self).sorted()
    let low = ends?[0] ?? sorted[sorted.count / 200]
    let high = ends?[1] ?? sorted[sorted.count - 1 - sorted.count / 200]
    let grid = ImageGrid(
      images: rows, width: side, height: side, columns: columns,
      range: low < high ? low...high : nil)
    return Figure(Axes(title: title, layers: [.images(grid)]))
  }

  // MARK: - Functions and lists

  private func functions() throws(Fault) -> Axes {
    var layers: [Layer] = []
    let places = try self.places(default: 0...5)
    for (value, span) in arguments.rest {
      guard case .function(let function) = value else { throw mixed(span) }
      layers.append(
        .line(Line(x: places, y: try graph(function, places, at: span), label: function.name)))
    }
    let scale: AxisScale = arguments.boolean("log", default: false) ? .log : .linear
    return Axes(title: title, xLabel: "x", xScale: scale, yScale: scale, layers: layers)
  }

  private func graph(
    _ function: UserFunction, _ places: [Double], at span: SourceSpan
  ) throws(Fault) -> [Double] {
    var values: [Double] = []
    var undefined: Fault?
    for place in places {
      try evaluation.checkCancellation(at: span)
      let evaluator = Evaluator(environment: evaluation.environment, evaluation: evaluation)
      var value = Double.nan
      do throws(Fault) {
        let result = try evaluator.apply(
          function, [(nil, .number(Estimate(place, error: 0)), span)], at: span)
        if case .number(let estimate) = result { value = estimate.value }
      } catch {
        // Where there is no value, as of 1/x at 0, the curve has a gap.
        guard error.diagnostic.code == .undefined else { throw error }
        undefined = error
      }
      values.append(value)
    }
    if values.allSatisfy(\.isNaN) {
      throw undefined
        ?? Fault(
          .kindMismatch, "'\(function.name)' gives no real number anywhere here", at: span)
    }
    return values
  }

  private func lists() throws(Fault) -> Axes {
    var lists: [[Double]] = []
    for (value, span) in arguments.rest {
      guard case .list(let elements) = value else { throw mixed(span) }
      lists.append(
        elements.map { if case .number(let x) = $0 { x.value } else { Double.nan } })
      guard lists.last?.contains(where: \.isFinite) == true else {
        throw Fault(
          .outOfRange, "there is no finite number to draw in this list", at: span,
          hint: "for example plot([1, 4, 9])")
      }
      guard lists.last?.count == lists[0].count else {
        throw Fault(
          .outOfRange,
          "lists of \(lists[0].count) and \(elements.count) elements do not go together", at: span,
          hint: "the first list is the abscissa of the others")
      }
    }
    let scale: AxisScale = arguments.boolean("log", default: false) ? .log : .linear
    var layers: [Layer] = []
    if lists.count == 1 {
      layers = [.line(Line(x: lists[0].indices.map { Double($0 + 1) }, y: lists[0]))]
    } else {
      // The first list is the abscissa of all others.
      layers = lists.dropFirst().map { .line(Line(x: lists[0], y: $0)) }
    }
    return Axes(title: title, xScale: scale, yScale: scale, layers: layers)
  }

  /// The abscissae asked for with `over`, or 400 points of a range, which may be what `over` tells.
  func places(default range: ClosedRange<Double>, log: Bool = false) throws(Fault) -> [Double] {
    var (range, log) = (range, log)
    if let places = try arguments.someNumbers("over") {
      guard places.count == 2, places.allSatisfy(\.isFinite), places[0] < places[1] else {
        return places
      }
      range = places[0]...places[1]
      log = log && places[0] > 0
    }
    return (0..<400).map { index in
      let share = Double(index) / 399
      return log
        ? range.lowerBound * (range.upperBound / range.lowerBound).raised(to: share)
        : range.lowerBound * (1 - share) + range.upperBound * share
    }
  }
}

extension DataSet {
  /// More points than this would cover each other, and take minutes and gigabytes to draw.
  private static let largestShown = 1_000_000

  /// The first two coordinates, of evenly chosen points where there are too many.
  var plane: (x: [Double], y: [Double]) { (shown(coordinate: 0), shown(coordinate: 1)) }

  /// One coordinate, of evenly chosen points where there are too many.
  func shown(coordinate: Int) -> [Double] {
    let size = min(count, Self.largestShown)
    return (0..<size).map { values[$0 * count / size * dimension + coordinate] }
  }
}

extension Axes.Aspect {
  /// Equal lengths along both axes, unless columns have units of their own: the narrower one would be a
  /// line.
  static func suiting(_ columns: ColumnScales?) -> Axes.Aspect {
    columns?.areStandardised == true ? .automatic : .equal
  }
}
