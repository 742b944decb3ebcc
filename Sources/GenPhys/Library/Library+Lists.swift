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
      case .list(let elements)?: .count(elements.count)
      case let value?: .count(value.points?.count ?? 0)
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
      guard n <= Arithmetic.longestExactList, let from = arguments["from"],
        let to = arguments["to"]
      else {
        return .list(
          (0..<n).map {
            let share = Double($0) / Double(n - 1)
            return .number(Estimate(start * (1 - share) + end * share, error: 0))
          })
      }
      let span = arguments.span
      return .list(
        try (0..<n).map { index throws(Fault) -> Value in
          let weighted = try Arithmetic.apply(
            .add, Arithmetic.apply(.multiply, from, .count(n - 1 - index), at: span),
            Arithmetic.apply(.multiply, to, .count(index), at: span), at: span)
          return try Arithmetic.apply(.divide, weighted, .count(n - 1), at: span)
        })
    },
    statistic(
      "mean", "The mean of a list; of points, the mean of every coordinate.",
      reduce: { values in
        let (scaled, unit) = scaled(values)
        return mean(scaled) * unit
      }, error: { mean($0) },
      exactly: { values, span throws(Fault) in try exactMean(values, at: span) }),
    statistic(
      "std", "The standard deviation of a list; of points, that of every coordinate.",
      reduce: { values in
        let (scaled, unit) = scaled(values)
        let middle = mean(scaled)
        return mean(scaled.map { ($0 - middle) * ($0 - middle) }).squareRoot() * unit
      },
      // Deviations are a norm of what is left of the mean, and errors at most add to it.
      error: { mean($0.map { $0 * $0 }).squareRoot() },
      exactly: { values, span throws(Fault) in
        let middle = try exactMean(values, at: span)
        let squares = try values.map { value throws(Fault) -> Value in
          let difference = try Arithmetic.apply(.subtract, value, middle, at: span)
          return try Arithmetic.apply(.multiply, difference, difference, at: span)
        }
        return try Arithmetic.apply(
          .power, exactMean(squares, at: span), .number(.decimal(0.5)), at: span)
      }),
    statistic(
      "min", "The smallest element of a list; of points, of every coordinate.",
      reduce: { $0.min() ?? .infinity }, error: { $0.max() ?? 0 },
      exactly: { values, _ in values.min { $0.realValue < $1.realValue } }),
    statistic(
      "max", "The largest element of a list; of points, of every coordinate.",
      reduce: { $0.max() ?? -.infinity }, error: { $0.max() ?? 0 },
      exactly: { values, _ in values.max { $0.realValue < $1.realValue } }),
    statistic(
      "sum", "The sum of a list; of points, of every coordinate.",
      reduce: { $0.reduce(0, +) }, error: { $0.reduce(0, +) },
      exactly: { values, span throws(Fault) in try exactSum(values, at: span) }),
  ]

  private static func exactSum(_ values: [Value], at span: SourceSpan) throws(Fault) -> Value {
    var sum = Value.count(0)
    for value in values { sum = try Arithmetic.apply(.add, sum, value, at: span) }
    return sum
  }

  private static func exactMean(_ values: [Value], at span: SourceSpan) throws(Fault) -> Value {
    try Arithmetic.apply(.divide, exactSum(values, at: span), .count(values.count), at: span)
  }

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

  /// A function of many numbers.
  ///
  /// - Parameters:
  ///   - reduce: the result in doubles.
  ///   - error: its error, from those of the numbers.
  ///   - exactly: the result for numbers that are known exactly.
  private static func statistic(
    _ name: String, _ summary: String, reduce: @escaping @Sendable ([Double]) -> Double,
    error: @escaping @Sendable ([Double]) -> Double,
    exactly: @escaping @Sendable ([Value], SourceSpan) throws(Fault) -> Value?
  ) -> Builtin {
    Builtin(
      name: name, topic: .list, summary: summary,
      parameters: [.init("x", [.list, .data, .samples, .number], "numbers or points")],
      result: [.number, .list], examples: ["\(name)([1, 2, 3])"]
    ) { arguments, _ throws(Fault) in
      func result(_ values: [Double], errors: [Double] = []) throws(Fault) -> Value {
        try Arithmetic.defined(
          Estimate(reduce(values), error: errors.isEmpty ? 0 : error(errors)),
          "'\(name)' of these numbers", at: arguments.span)
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
      let numbers = arguments["x"]?.realNumbers ?? []
      if numbers.count <= Arithmetic.longestExactList, numbers.allSatisfy(\.isExact),
        case .number(let number)? = try exactly(numbers.map { .number($0) }, arguments.span),
        let exact = number.exact
      {
        return .number(.exactly(exact, near: reduce(values)))
      }
      return try result(values, errors: numbers.map(\.error))
    }
  }
}

extension Value {
  /// The real numbers of a list, or the number itself.
  var realNumbers: [RealNumber] {
    switch self {
    case .number(let number): [number]
    case .list(let elements): elements.flatMap(\.realNumbers)
    default: []
    }
  }

  /// The double of a real number; NaN for anything else.
  fileprivate var realValue: Double {
    if case .number(let number) = self { number.value } else { .nan }
  }

  /// The points of data or samples.
  var points: DataSet? {
    switch self {
    case .data(let data): data
    case .samples(let samples): samples.data
    default: nil
    }
  }
}
