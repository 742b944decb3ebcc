internal import GenPhysEngine
internal import GenPhysNumerics
internal import GenPhysSyntax

extension Library {
  /// Lists and simple statistics.
  static let listBuiltins: [Builtin] = [
    Builtin(
      name: "len", topic: .list, summary: "How many elements a list or points a data set has.",
      parameters: [.init("x", [.list, .data, .samples], "a list or points")], result: .number,
      examples: ["len([1, 2, 3])"]
    ) { arguments, _ throws(Fault) in
      switch arguments["x"] {
      case .list(let elements)?: .number(Estimate(Double(elements.count), error: 0))
      case let value?: .number(Estimate(Double(value.points?.count ?? 0), error: 0))
      case nil: .nothing
      }
    },
    Builtin(
      name: "linspace", topic: .list, summary: "Equally spaced numbers, both ends included.",
      parameters: [
        .init("from", .number, "the first number"), .init("to", .number, "the last number"),
        .init("n", .number, default: "101", "how many, from 2 to 1,000,000"),
      ], result: .list, examples: ["linspace(0, 1, 5)"]
    ) { arguments, _ throws(Fault) in
      let start = try arguments.number("from", default: 0)
      let end = try arguments.number("to", default: 1)
      let n = try arguments.integer("n", default: 101, in: 2...1_000_000)
      for (label, end) in [("from", start), ("to", end)] where !end.isFinite {
        throw Fault(
          .outOfRange, "'\(label)' must be finite, but is \(NumberFormat.text(end))",
          at: arguments.span(of: label))
      }
      return .list(
        (0..<n).map {
          let share = Double($0) / Double(n - 1)
          return .number(Estimate(start * (1 - share) + end * share, error: 0))
        })
    },
    statistic("mean", "The mean of a list; of points, the mean of every coordinate.") { values in
      let (scaled, unit) = scaled(values)
      return mean(scaled) * unit
    },
    statistic("std", "The standard deviation of a list; of points, that of every coordinate.") {
      values in
      let (scaled, unit) = scaled(values)
      let middle = mean(scaled)
      return mean(scaled.map { ($0 - middle) * ($0 - middle) }).squareRoot() * unit
    },
    statistic("min", "The smallest element of a list; of points, of every coordinate.") { values in
      values.min() ?? .infinity
    },
    statistic("max", "The largest element of a list; of points, of every coordinate.") { values in
      values.max() ?? -.infinity
    },
    statistic("sum", "The sum of a list; of points, of every coordinate.") { values in
      values.reduce(0, +)
    },
  ]

  private static func mean(_ values: [Double]) -> Double {
    values.reduce(0, +) / Double(values.count)
  }

  /// Values over a power of two near the largest, exact and far from overflow, and that power.
  private static func scaled(_ values: [Double]) -> (values: [Double], unit: Double) {
    let largest = values.reduce(0) { max($0, $1.magnitude) }
    guard largest.isNormal else { return (values, 1) }
    let unit = Double(sign: .plus, exponent: largest.exponent, significand: 1)
    return (values.map { $0 / unit }, unit)
  }

  private static func statistic(
    _ name: String, _ summary: String, _ reduce: @escaping @Sendable ([Double]) -> Double
  ) -> Builtin {
    Builtin(
      name: name, topic: .list, summary: summary,
      parameters: [.init("x", [.list, .data, .samples, .number], "numbers or points")],
      result: [.number, .list], examples: ["\(name)([1, 2, 3])"]
    ) { arguments, _ throws(Fault) in
      func result(_ values: [Double]) throws(Fault) -> Value {
        try Arithmetic.defined(
          Estimate(reduce(values), error: 0), "'\(name)' of these numbers", at: arguments.span)
      }
      if let points = arguments["x"]?.points {
        return .list(
          try (0..<points.dimension).map { column throws(Fault) -> Value in
            let values = stride(from: column, to: points.values.count, by: points.dimension)
            return try result(values.map { points.values[$0] })
          })
      }
      let values = try arguments.numbers("x") ?? []
      guard !values.isEmpty else {
        throw Fault(.undefined, "'\(name)' of an empty list is not defined", at: arguments.span)
      }
      return try result(values)
    }
  }
}

extension Value {
  /// The points of data or samples.
  var points: DataSet? {
    switch self {
    case .data(let data): data
    case .samples(let samples): samples.data
    default: nil
    }
  }
}
