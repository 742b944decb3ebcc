/// Points of ℝᴺ, one a row, with optional labels.
public struct DataSet: Sendable, Hashable {
  /// What to call it in messages and figures.
  public var name: String
  /// N, at least 1.
  public let dimension: Int
  /// The number of points, at least 1.
  public let count: Int
  /// The coordinates, row by row: `count · dimension` finite numbers.
  public let values: [Double]
  /// A label for every point, if there are any.
  public let labels: [String]?
  /// The names of the columns, if they are known.
  public let columns: [String]?
  /// How to draw fresh points of the same law, where it is known.
  public let origin: DataOrigin?

  /// - Throws: `.invalidData` where sizes do not match or a value is not finite.
  public init(
    name: String = "data", values: [Double], dimension: Int, labels: [String]? = nil,
    columns: [String]? = nil, origin: DataOrigin? = nil
  ) throws(EngineError) {
    guard dimension >= 1 else {
      throw .invalidData("the data has no columns of numbers", line: nil)
    }
    guard !values.isEmpty else { throw .invalidData("the data has no rows", line: nil) }
    guard values.count.isMultiple(of: dimension) else {
      throw .invalidData(
        "\(values.count) numbers do not fill rows of \(dimension)", line: nil)
    }
    if let bad = values.firstIndex(where: { !$0.isFinite }) {
      throw .invalidData(
        "row \(bad / dimension + 1), column \(bad % dimension + 1) is \(values[bad]); "
          + "every coordinate must be finite", line: nil)
    }
    let count = values.count / dimension
    if let labels, labels.count != count {
      throw .invalidData("\(labels.count) labels for \(count) points", line: nil)
    }
    self.name = name
    self.dimension = dimension
    self.count = count
    self.values = values
    self.labels = labels
    self.columns = columns
    self.origin = origin
  }

  /// Coordinates of point i.
  public func row(_ i: Int) -> ArraySlice<Double> {
    values[(i * dimension)..<((i + 1) * dimension)]
  }

  /// The mean of every coordinate.
  public var mean: [Double] {
    var sum = [Double](repeating: 0, count: dimension)
    for i in 0..<count {
      for k in 0..<dimension { sum[k] += values[i * dimension + k] }
    }
    return sum.map { $0 / Double(count) }
  }

  /// The scale: the root mean square deviation from the mean, per coordinate.
  ///
  /// Zero when all points coincide.
  public var scale: Double {
    let mean = mean
    var sum = 0.0
    for i in 0..<count {
      for k in 0..<dimension {
        let d = values[i * dimension + k] - mean[k]
        sum += d * d
      }
    }
    return (sum / Double(values.count)).squareRoot()
  }

  /// The points at these indices, in this order.
  public func selecting(_ indices: [Int]) throws(EngineError) -> DataSet {
    var picked: [Double] = []
    picked.reserveCapacity(indices.count * dimension)
    for i in indices {
      guard i >= 0, i < count else {
        throw .invalidParameter("there is no point \(i): the data has \(count)")
      }
      picked.append(contentsOf: row(i))
    }
    return try DataSet(
      name: name, values: picked, dimension: dimension,
      labels: labels.map { labels in indices.map { labels[$0] } }, columns: columns)
  }

  /// The points whose label is `label`.
  public func selecting(label: String) throws(EngineError) -> DataSet {
    guard let labels else {
      throw .invalidParameter(
        "\(name) has no labels to select by; load(\"file.csv\", label = \"column\") reads some")
    }
    let indices = labels.indices.filter { labels[$0] == label }
    guard !indices.isEmpty else {
      let known = Set(labels).sorted().prefix(12).joined(separator: ", ")
      throw .invalidParameter("no point of \(name) is labelled \(label); labels are \(known)")
    }
    return try selecting(indices)
  }
}

/// The recipe of a generated data set, from which fresh points of the same law can be drawn.
public struct DataOrigin: Sendable, Hashable {
  /// The generator.
  public let generator: DataGenerator
  /// The values of its parameters.
  public let arguments: DataGenerator.Arguments
}
