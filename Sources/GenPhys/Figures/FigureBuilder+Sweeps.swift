internal import GenPhysPlot
internal import GenPhysSyntax

extension FigureBuilder {
  /// Scores over what varies: median and extremes, the noise floor, and where the best value lies.
  func sweeps() throws(Fault) -> Axes {
    var layers: [Layer] = []
    var parameter = ""
    var places: [Double] = []
    var ratios: [Double] = []
    var index = 0
    for (value, span) in arguments.rest {
      guard case .sweep(let sweep) = value, parameter.isEmpty || parameter == sweep.parameter
      else { throw mixed(span) }
      parameter = sweep.parameter
      for curve in sweep.curves {
        // A curve is drawn from left to right whatever the order of its values.
        let scores = curve.scores.sorted { $0.value < $1.value }
        let x = scores.map(\.value)
        let ink = Ink.series(index)
        if sweep.seeds > 1 {
          layers.append(
            .band(
              Band(x: x, lower: scores.map(\.lowest), upper: scores.map(\.highest), color: ink)))
        }
        layers.append(.line(Line(x: x, y: scores.map(\.median), label: curve.name, color: ink)))
        layers.append(.scatter(Scatter(x: x, y: scores.map(\.median), color: ink, radius: 3)))
        if let best = curve.best, scores.count > 1 {
          layers.append(
            .rule(
              Rule(
                at: .x(best.value),
                label: "best: \(NumberFormat.text(best.value))", dash: .dotted)))
        }
        places += x
        ratios += scores.map(\.median)
        index += 1
      }
    }
    layers.append(.rule(Rule(at: .y(1), label: "noise floor")))
    func scale(_ values: [Double], beyond factor: Double) -> AxisScale {
      guard let low = values.min(), let high = values.max(), low > 0 else { return .linear }
      return high > factor * low ? .log : .linear
    }
    return Axes(
      title: title, xLabel: parameter, yLabel: "W_{1} / noise floor",
      xScale: scale(places, beyond: 20), yScale: scale(ratios, beyond: 10), layers: layers)
  }
}
