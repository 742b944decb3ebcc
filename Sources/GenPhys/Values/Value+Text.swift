internal import GenPhysSyntax
internal import GenPhysEngine
internal import GenPhysNumerics
internal import GenPhysPlot
internal import GenPhysText
internal import GenPhysTheory

extension Value {
  /// What a terminal shows for this value; figures show themselves apart.
  public var text: String {
    switch self {
    case .nothing: ""
    case .number(let number): NumberFormat.text(number.estimate)
    case .complex(let number):
      NumberFormat.text(number.value)
        + (number.error > 0 ? " ± " + NumberFormat.error(number.error) : "")
    case .boolean(let value): value ? "true" : "false"
    case .string(let text): text
    case .list(let elements): Self.text(of: elements)
    case .function(let function):
      "\(function.name)(\(function.definition.parameters.map(\.name.text).joined(separator: ", ")))"
    case .process(let process): process.signature
    case .kernel(let kernel): kernel.text
    case .dispersion(let process):
      "omega(k) of \(process.signature): "
        + process.frequencies.map { process.bound($0).description }.joined(separator: ", ")
    case .data(let data): data.summary
    case .samples(let samples): samples.summary
    case .model(let trained): trained.summary
    case .verdict(let report): report.text
    case .scores(let score): score.table
    case .sweep(let sweep): sweep.table
    case .figure(let figure):
      "figure, \(figure.panels.count) panel\(figure.panels.count == 1 ? "" : "s")"
    case .animation(let animation):
      "animation, \(animation.frames.count) frames; save(\"name.gif\", …) keeps it"
    }
  }

  /// How many elements of lists inside each other are shown in all.
  private static let shownElements = 1000

  private static func text(of elements: [Value]) -> String {
    var budget = shownElements
    return text(of: elements, &budget)
  }

  /// Short lists whole, long ones by both ends, the rest of any once the budget is spent by `…`.
  private static func text(of elements: [Value], _ budget: inout Int) -> String {
    let isLong = elements.count > 12
    var parts: [String] = []
    for (index, element) in elements.enumerated() where !isLong || index < 6 {
      guard budget > 0 else { break }
      parts.append(text(of: element, &budget))
    }
    if isLong || parts.count < elements.count { parts.append("…") }
    if isLong, budget > 0 {
      for element in elements.suffix(3) { parts.append(text(of: element, &budget)) }
    }
    return "[\(parts.joined(separator: ", "))]" + (isLong ? " (\(elements.count) elements)" : "")
  }

  private static func text(of element: Value, _ budget: inout Int) -> String {
    budget -= 1
    return switch element {
    case .list(let inner): text(of: inner, &budget)
    case .string(let text): Printer.quoted(text)
    default: element.text
    }
  }
}

extension Kernel {
  /// What it belongs to and how it is computed; point masses at t = 1 by example.
  var text: String {
    var line =
      "Green's function of \(process.signature) in \(green.dimension) "
      + "dimension\(green.dimension == 1 ? "" : "s"), \(green.method.rawValue)"
    for mass in (try? green.pointMasses(time: 1)) ?? [] {
      let weight = NumberFormat.text(mass.weight)
      line +=
        mass.radius == 0
        ? "; beside the density a point mass stays at the source, \(weight) at t = 1"
        : "; beside the density a mass moves on the front, \(weight) at r = "
          + "\(NumberFormat.text(mass.radius)) at t = 1"
    }
    return line
  }
}

extension DataSet {
  /// One line: name, size, labels.
  var summary: String {
    var line =
      "\(name.field()): \(count) points in \(dimension) dimension\(dimension == 1 ? "" : "s")"
    if let labels { line += ", \(Set(labels).count) labels" }
    return line
  }
}

extension Samples {
  /// One line: how many, how, and at what cost.
  var summary: String {
    var line =
      "\(data.count) samples in \(data.dimension) dimension\(data.dimension == 1 ? "" : "s"), "
      + "\(evaluations) function evaluations each"
    if let blur {
      line +=
        "; the ends lie far from all data, so the way runs through data blurred by "
        + NumberFormat.significant(blur, 2)
    }
    line += columns?.remark ?? ""
    guard let census else { return line }
    if census.resamplings > 0 { line += ", resampled \(census.resamplings)×" }
    if census.births + census.deaths > 0 {
      line += ", \(census.births) births and \(census.deaths) deaths"
    }
    return line + ", mass \(NumberFormat.significant(census.mass, 3)) of the law's"
  }
}

extension TrainedModel {
  /// One line: what was trained on what, and the last loss.
  var summary: String {
    let loss = model.lossHistory.last.map { ", loss \(NumberFormat.significant($0.loss, 3))" } ?? ""
    let steps =
      model.endedEarly ? "\(model.step) of \(model.options.steps)" : "\(model.options.steps)"
    return
      "\(process.signature.field(200)) trained on \(model.dataName.field()): \(steps) steps of "
      + "\(model.options.batch), \(model.parameterCount) parameters\(loss)"
      + (model.frame.columns?.remark ?? "") + (warning.map { "\nwarning: \($0)" } ?? "")
  }

  /// Why the model is not to be trusted; `nil` where nothing speaks against it.
  var warning: String? {
    model.explodedLoss.map {
      "the loss exploded to \(NumberFormat.significant($0, 2)), where about 1 is expected, so samples "
        + "of this model mean little; a smaller learning_rate or data without outliers may help"
    }
  }
}

extension ColumnScales {
  /// What is said where columns are divided by their deviations; empty elsewhere.
  var remark: String {
    guard areStandardised, let range else { return "" }
    return "; columns divided by their standard deviations, "
      + "\(NumberFormat.significant(range.lowerBound, 2)) to "
      + NumberFormat.significant(range.upperBound, 2)
  }
}

extension Score {
  /// A table of distances beside their noise floors.
  var table: String {
    let rows: [(String, Measure)] = [
      ("sliced Wasserstein-1", slicedWasserstein), ("energy distance", energyDistance),
      ("MMD²", discrepancy),
    ]
    var lines = ["                       distance     floor   ratio"]
    for (name, measure) in rows {
      lines.append(
        name.padded(to: 20) + NumberFormat.significant(measure.value, 3).leftPadded(to: 11)
          + NumberFormat.significant(measure.floor, 3).leftPadded(to: 10)
          + formatted(measure.ratio, "%.2f").leftPadded(to: 8))
    }
    lines.append("\(count) points a side; floor: \(floorSource.rawValue)\(columns.remark)")
    if let memorisation {
      lines.append(
        "memorisation \(formatted(memorisation, "%.2f")): nearest data point, over that of data "
          + "points; near 0 for copies")
    }
    return lines.joined(separator: "\n")
  }
}

extension String {
  /// The text with spaces behind it.
  func padded(to width: Int) -> String {
    self + String(repeating: " ", count: max(0, width - count))
  }

  /// The text with spaces before it.
  func leftPadded(to width: Int) -> String {
    String(repeating: " ", count: max(0, width - count)) + self
  }
}
