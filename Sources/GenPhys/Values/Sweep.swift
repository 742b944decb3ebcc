internal import GenPhysText

/// Scores of samples while one thing varies.
public struct Sweep: Sendable {
  /// What varies.
  public let parameter: String
  /// The name of the data.
  public let dataName: String
  /// How many sets of samples every score is the median of.
  public let seeds: Int
  /// One curve a model or process.
  public let curves: [Curve]

  /// The scores of one model or process.
  public struct Curve: Sendable {
    /// What it is called in tables and legends.
    public let name: String
    /// One score a value, in the order of the values.
    public let scores: [Score]

    /// The value with the least median; nil where there is none.
    public var best: Score? { scores.min { $0.median < $1.median } }
    /// The values that the spread over seeds does not tell from the best: their least score is not
    /// above the best value's largest.
    public var bestRange: [Score] {
      guard let best else { return [] }
      return scores.filter { $0.lowest <= best.highest }
    }
  }

  /// The sliced Wasserstein-1 distance over its noise floor at one value.
  public struct Score: Sendable {
    /// The value of what varies.
    public let value: Double
    /// Over the sets of samples.
    public let median: Double
    /// The extremes over the sets.
    public let lowest: Double
    public let highest: Double
    /// How often the field was evaluated for every sample.
    public let evaluations: Int
  }
}

extension Sweep {
  /// A table, with the sweet spot of every curve below it.
  var table: String {
    var lines = [
      "sliced Wasserstein-1 over its noise floor on \(dataName.field())"
        + (seeds > 1 ? ", median of \(seeds) (lowest, highest)" : "")
    ]
    let values = curves.first?.scores.map { NumberFormat.text($0.value) } ?? []
    let width = max(parameter.count, values.map(\.count).max() ?? 0)
    let cells = curves.map { curve in
      [curve.name]
        + curve.scores.map { score in
          let median = formatted(score.median, "%.2f")
          return seeds > 1
            ? median
              + " (\(formatted(score.lowest, "%.2f")), \(formatted(score.highest, "%.2f")))"
            : median
        }
    }
    let nfe = ["nfe"] + (curves.first?.scores.map { String($0.evaluations) } ?? [])
    for (row, head) in ([parameter] + values).enumerated() {
      var line = head.leftPadded(to: width) + nfe[row].leftPadded(to: 7)
      for column in cells {
        line += "  " + column[row].leftPadded(to: max(18, column[0].count))
      }
      lines.append(line)
    }
    for curve in curves {
      guard let best = curve.best, curve.scores.count > 1 else { continue }
      let rest = curve.bestRange.filter { $0.value != best.value }
      lines.append(
        "\(curve.name): best at \(parameter) = \(NumberFormat.text(best.value))"
          + (seeds > 1 && !rest.isEmpty
            ? "; not told from it: \(rest.map { NumberFormat.text($0.value) }.joined(separator: ", "))"
            : ""))
    }
    return lines.joined(separator: "\n")
  }

  /// The sweep for programs.
  var json: JSON {
    [
      "over": .string(parameter),
      "curves": .array(
        curves.map { curve in
          [
            "name": .string(curve.name),
            "scores": .array(
              curve.scores.map {
                [
                  "value": .number($0.value), "median": .number($0.median),
                  "lowest": .number($0.lowest), "highest": .number($0.highest),
                  "nfe": .integer($0.evaluations),
                ]
              }),
            "best": JSON(curve.best?.value, JSON.number),
          ]
        }),
    ]
  }
}
