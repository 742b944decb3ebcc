internal import GenPhysEngine
internal import GenPhysNumerics
internal import GenPhysPlot
internal import GenPhysSyntax
internal import GenPhysSupport

extension FigureBuilder {
  /// The way of samples from noise to data, or Green's functions in the course of time.
  func animation() throws(Fault) -> Animation {
    let rate = try arguments.number("rate", default: 10)
    guard rate >= 0.1, rate <= 50 else {
      throw Fault(
        .outOfRange, "'rate' must lie in 0.1…50 frames a second, but is \(NumberFormat.text(rate))",
        at: arguments.span(of: "rate"))
    }
    var frames: [Figure]
    if case .kernel? = arguments.rest.first?.value {
      frames = try kernelFrames()
    } else {
      frames = try sampleFrames()
    }
    // The end stays for a second.
    if let last = frames.last {
      frames += Array(repeating: last, count: Int(saturating: rate.rounded(.up)))
    }
    return Animation(frames: frames, framesPerSecond: rate)
  }

  private func sampleFrames() throws(Fault) -> [Figure] {
    guard let first = arguments.rest.first else {
      throw Fault(
        .wrongArity, "'animate' needs something to draw", at: arguments.span,
        hint: "for example animate(sample(model, trajectory = true))")
    }
    let (samples, frames) = try paths(first.value, first.span)
    let (x, y) = samples.data.plane
    // Below them lies what they should come to.
    var below: [Layer] = []
    for (value, span) in arguments.rest.dropFirst() {
      guard let set = value.points, set.dimension == 2 else { throw mixed(span) }
      let (x, y) = set.plane
      below.append(.scatter(Scatter(x: x, y: y, color: .color(Palette.gray), opacity: 0.5)))
    }
    return frames.map { state in
      let moving = Scatter(
        x: stride(from: 0, to: state.points.count, by: 2).map { state.points[$0] },
        y: stride(from: 1, to: state.points.count, by: 2).map { state.points[$0] },
        color: .series(0))
      return Figure(
        Axes(
          title: heading("σ", state.width), xLabel: "x_{1}", yLabel: "x_{2}", xRange: frame(x),
          yRange: frame(y), aspect: .suiting(samples.columns), legend: .hidden,
          layers: below + [.scatter(moving)]))
    }
  }

  private func kernelFrames() throws(Fault) -> [Figure] {
    let times =
      try arguments.someNumbers("t") ?? (0...40).map { 10.0.raised(to: Double($0) / 20 - 1) }
    var panels: [Axes] = []
    for time in times {
      var panel = try kernels(times: [time])
      panel.title = heading("t", time)
      panel.legend = arguments.rest.count > 1 ? .automatic : .hidden
      panels.append(panel)
    }
    // One frame for all times, so that what moves is the curve.
    let ranges = panels.compactMap(\.yRange)
    let low = ranges.map(\.lowerBound).min() ?? 0
    let high = ranges.map(\.upperBound).max() ?? 1
    return panels.map { panel in
      var panel = panel
      if !ranges.isEmpty { panel.yRange = low...high }
      return Figure(panel)
    }
  }

  private func heading(_ name: String, _ value: Double) -> String {
    let number = "\(name) = \(NumberFormat.significant(value, 2))"
    return title.isEmpty ? number : "\(title), \(number)"
  }
}
