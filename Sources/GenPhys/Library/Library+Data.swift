internal import GenPhysEngine
internal import GenPhysNumerics
internal import GenPhysSyntax

extension Library {
  /// The generators of data sets, from the engine's own table.
  static let dataBuiltins: [Builtin] =
    DataGenerator.allCases.map(generator) + [
      Builtin(
        name: "select", topic: .data, summary: "The points of a data set with one label.",
        parameters: [
          .init("data", .data, "labelled points"),
          .init("label", [.string, .number], "the label to keep"),
        ], result: .data, examples: []
      ) { arguments, evaluation throws(Fault) in
        guard let data = arguments["data"]?.points else { return .nothing }
        let label =
          if case .number(let estimate)? = arguments["label"] {
            NumberFormat.text(estimate.value)
          } else {
            arguments.string("label", default: "")
          }
        return .data(
          try evaluation.engine(at: arguments.span) { () throws(EngineError) in
            try data.selecting(label: label)
          })
      },
      Builtin(
        name: "data", topic: .data,
        summary: "Points from lists: data([[0, 1], [2, 3]]), or data([1, 2, 3]) on a line.",
        parameters: [.init("points", .list, "a list of points, or of numbers")], result: .data,
        examples: ["data([[0, 1], [2, 3]])"]
      ) { arguments, evaluation throws(Fault) in
        let rows = try arguments.points("points")
        guard let dimension = rows.first?.count, dimension > 0,
          rows.allSatisfy({ $0.count == dimension })
        else {
          throw Fault(
            .invalidData, "all points must have the same number of coordinates, at least one",
            at: arguments.span)
        }
        return .data(
          try evaluation.engine(at: arguments.span) { () throws(EngineError) in
            try DataSet(values: rows.flatMap(\.self), dimension: dimension)
          })
      },
    ]

  private static func generator(_ generator: DataGenerator) -> Builtin {
    Builtin(
      name: generator.rawValue, topic: .data, summary: "Data: " + generator.help + ".",
      parameters: generator.parameters.map(parameter), result: .data,
      examples: generator == .gaussianMixture
        ? ["gaussian_mixture(means = [[-1, 0], [1, 0]], sigma = 0.3, n = 1000)"]
        : ["\(generator.rawValue)(n = 1000, seed = 1)"]
    ) { arguments, evaluation throws(Fault) in
      var values = DataGenerator.Arguments(for: generator)
      values.n = try arguments.integer("n", default: values.n)
      values.noise = try arguments.number("noise", default: values.noise)
      values.seed = try arguments.integer("seed", default: evaluation.seed, in: 0...Int(1e15))
      if arguments["means"] != nil { values.means = try arguments.points("means") }
      if let sigma = try arguments.numbers("sigma") { values.sigma = sigma }
      if let weights = try arguments.numbers("weights") { values.weights = weights }
      let final = values
      return .data(
        try evaluation.engine(at: arguments.span) { () throws(EngineError) in
          try generator.generate(final, monitor: evaluation.monitor)
        })
    }
  }

  private static func parameter(_ parameter: DataGenerator.Parameter) -> Builtin.Parameter {
    switch parameter.kind {
    case .integer(let standard, _):
      .init(
        parameter.name, .number,
        default: parameter.name == "seed" ? "the session's" : String(standard), parameter.help)
    case .real(let standard, _):
      .init(parameter.name, .number, default: NumberFormat.text(standard), parameter.help)
    case .points: .init(parameter.name, .list, parameter.help)
    case .list(let standard):
      .init(
        parameter.name, [.list, .number],
        default: standard.map(NumberFormat.text(_:)) ?? "equal", parameter.help)
    }
  }
}

extension Arguments {
  /// A list of points: lists of numbers, where a number counts as a point of a line.
  func points(_ label: String) throws(Fault) -> [[Double]] {
    guard case .list(let rows)? = self[label] else { return [] }
    var result: [[Double]] = []
    for row in rows {
      switch row {
      case .number(let estimate): result.append([estimate.value])
      case .list(let elements):
        var point: [Double] = []
        for element in elements {
          guard case .number(let estimate) = element else {
            throw Fault(
              .kindMismatch, "'\(label)' must be a list of points", at: span(of: label),
              hint: "for example [[0, 1], [2, 3]]")
          }
          point.append(estimate.value)
        }
        result.append(point)
      default:
        throw Fault(
          .kindMismatch, "'\(label)' must be a list of points", at: span(of: label),
          hint: "for example [[0, 1], [2, 3]]")
      }
    }
    return result
  }
}
