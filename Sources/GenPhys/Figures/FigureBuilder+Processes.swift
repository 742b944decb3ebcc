internal import ComplexModule
internal import GenPhysEngine
internal import GenPhysNumerics
internal import GenPhysPlot
internal import GenPhysSyntax
internal import GenPhysTheory

extension FigureBuilder {
  /// Dispersion relations: Re ω and Im ω over k, with the ranges that violate C2 shaded and branches
  /// that are set aside dotted.
  func dispersions() throws(Fault) -> Figure {
    var real: [Layer] = []
    var imaginary: [Layer] = []
    let places = try self.places(default: 0...3)
    let isAlone = arguments.rest.count == 1
    var oscillates = false
    for (index, (value, span)) in arguments.rest.enumerated() {
      let process: Process
      switch value {
      case .dispersion(let inner), .process(let inner): process = inner
      default: throw mixed(span)
      }
      let verdict = try process.judged(at: span, budget: evaluation.budget)
      if isAlone, !verdict.violations.isEmpty {
        let spans = verdict.violations.map { $0.lower...($0.upper ?? .infinity) }
        imaginary.append(.spans(Spans(x: spans, label: "violates C2")))
      }
      let curves = try curves(of: process, at: places, span)
      let branches = (try? process.branches()) ?? []
      for (branch, omega) in curves.enumerated() {
        let name = isAlone ? "" : process.name
        let ink = Ink.series(isAlone ? branch : index)
        let isKept = branch >= branches.count || branches[branch].discarded == nil
        let dash = isKept ? Line.Dash.solid : .dotted
        if omega.contains(where: { $0.isFinite && $0.real != 0 }) { oscillates = true }
        real.append(
          .line(
            Line(
              x: places, y: omega.map { $0.isFinite ? $0.real : .nan },
              label: branch == 0 ? name : "", color: ink, dash: dash)))
        imaginary.append(
          .line(
            Line(
              x: places, y: omega.map { $0.isFinite ? $0.imaginary : .nan },
              label: branch == 0 ? name : "", color: ink, dash: dash)))
      }
    }
    imaginary.append(.rule(Rule(at: .y(0))))
    var panels = [Axes(title: title, xLabel: "k", yLabel: "Im ω", layers: imaginary)]
    // Most processes only decay; an empty panel would say nothing.
    if oscillates {
      panels.append(Axes(xLabel: "k", yLabel: "Re ω", layers: real))
    }
    return Figure(panels: panels)
  }

  private func curves(
    of process: Process, at places: [Double], _ span: SourceSpan
  ) throws(Fault) -> [[Complex<Double>]] {
    var result: [[Complex<Double>]] = []
    for formula in process.frequencies {
      let program: CompiledFormula
      do throws(FormulaError) {
        program = try process.bound(formula).compiled(variables: ["k", "t"])
      } catch {
        throw Fault(.processUnusable, error.explanation(in: process), at: span)
      }
      result.append(places.map { program.evaluate([Complex($0), .one]) })
    }
    return result
  }

  /// Green's functions over r, one curve a time, on logarithmic axes unless asked otherwise.
  func kernels(times: [Double]) throws(Fault) -> Axes {
    let isRatio = arguments.boolean("ratio", default: false)
    let showsTails = arguments.boolean("tails", default: false)
    let isLogarithmic = arguments.boolean("log", default: true)
    let places = try self.places(
      default: isLogarithmic ? 0.01...(showsTails ? 1e6 : 100) : 0...5, log: isLogarithmic)
    var kernels: [Kernel] = []
    for (value, span) in arguments.rest {
      guard case .kernel(let kernel) = value else { throw mixed(span) }
      kernels.append(kernel)
    }
    if isRatio, kernels.count < 2 {
      throw Fault(
        .wrongArity, "a ratio needs two Green's functions", at: arguments.span,
        hint: "plot(G, H, ratio = true)")
    }
    var layers: [Layer] = []
    for (index, kernel) in kernels.enumerated() where !(isRatio && index == 0) {
      for time in times {
        var values = try densities(kernel, at: places, time: time, arguments.rest[index].span)
        if isRatio {
          let reference = try densities(kernels[0], at: places, time: time, arguments.rest[0].span)
          values = zip(values, reference).map { $1 > 0 ? $0 / $1 : .nan }
        }
        let name = kernels.count > 1 ? kernel.process.name + ", " : ""
        layers.append(
          .line(
            Line(x: places, y: values, label: "\(name)t = \(NumberFormat.significant(time, 4))")))
      }
    }
    let scale: AxisScale = isLogarithmic ? .log : .linear
    if isRatio {
      return Axes(
        title: title, xLabel: "r", yLabel: "G(r, t) / \(kernels[0].process.name)", xScale: scale,
        layers: layers)
    }
    // Far below the peak a curve says nothing more and only squeezes the rest.
    let values = layers.flatMap(\.ordinates).filter { $0 > 0 && $0.isFinite }
    let peak = values.max() ?? 1
    let floor = max(peak * (showsTails ? 1e-60 : 1e-14), (values.min() ?? 1) / 2)
    return Axes(
      title: title, xLabel: "r", yLabel: "G(r, t)", xScale: scale, yScale: scale,
      yRange: isLogarithmic && peak > 0 ? floor...peak * 3 : nil, layers: layers)
  }

  /// G along r; NaN where it has no value.
  private func densities(
    _ kernel: Kernel, at places: [Double], time: Double, _ span: SourceSpan
  ) throws(Fault) -> [Double] {
    var densities: [Double] = []
    for r in places {
      if evaluation.monitor.isCancelled() { throw Fault(.cancelled, "cancelled", at: span) }
      let density = try? kernel.green.density(radius: r, time: time)
      densities.append(density?.value ?? .nan)
    }
    if densities.allSatisfy(\.isNaN) {
      // Says why there is nothing to draw.
      _ = try evaluation.kernel(at: span) { () throws(GreensFunctionError) in
        try kernel.green.density(radius: places.first ?? 1, time: time)
      }
    }
    return densities
  }

  /// The losses of models while they were trained.
  func losses() throws(Fault) -> Axes {
    var layers: [Layer] = []
    for (value, span) in arguments.rest {
      guard case .model(let trained) = value else { throw mixed(span) }
      let history = trained.model.lossHistory
      layers.append(
        .line(
          Line(
            x: history.map { Double($0.step) }, y: history.map(\.loss), label: trained.process.name)
        ))
    }
    return Axes(title: title, xLabel: "step", yLabel: "loss", yScale: .log, layers: layers)
  }

  /// The velocity of a field in the plane.
  func vectorField() throws(Fault) -> Figure {
    let time = try arguments.positive("t", default: 1)
    if let data = arguments["data"]?.points { try arguments.require(data.dimension, "data") }
    let field = try evaluation.field(arguments)
    guard field.process.dimension == 2 else {
      throw Fault(
        .kindMismatch,
        "a vector field is drawn in two dimensions, but this one has \(field.process.dimension)",
        at: arguments.span)
    }
    let reach = field.units.map { 1.1 * $0 }
    let count = 22
    var points: [Double] = []
    for row in 0..<count {
      for column in 0..<count {
        points.append(field.center[0] + reach[0] * (2 * (Double(column) + 0.5) / Double(count) - 1))
        points.append(field.center[1] + reach[1] * (2 * (Double(row) + 0.5) / Double(count) - 1))
      }
    }
    let places = points
    let velocity = try evaluation.engine(at: arguments.span) { () throws(EngineError) in
      try field.velocity(at: places, time: time)
    }
    func column(_ values: [Double], _ index: Int) -> [Double] {
      stride(from: index, to: values.count, by: 2).map { values[$0] }
    }
    var layers: [Layer] = []
    if let data = arguments["data"]?.points {
      let (x, y) = data.plane
      layers.append(
        .scatter(Scatter(x: x, y: y, color: .color(Palette.gray), radius: 1, opacity: 0.4)))
    }
    layers.append(
      .vectors(
        VectorField(
          x: column(places, 0), y: column(places, 1), u: column(velocity, 0),
          v: column(velocity, 1), colors: ColorScale(label: "speed"))))
    return Figure(
      Axes(
        title: title, xLabel: "x_{1}", yLabel: "x_{2}", aspect: .suiting(field.frame.columns),
        layers: layers))
  }

  /// The paths of samples.
  func trajectories() throws(Fault) -> Figure {
    let (samples, frames) = try paths(arguments["samples"], arguments.span(of: "samples"))
    let count = min(try arguments.integer("n", default: 60, in: 1...10_000), samples.data.count)
    let paths = (0..<count).map { index in
      Trajectories.Path(
        x: frames.map { $0.points[2 * index] }, y: frames.map { $0.points[2 * index + 1] })
    }
    let (x, y) = samples.data.plane
    return Figure(
      Axes(
        title: title, xLabel: "x_{1}", yLabel: "x_{2}", xRange: frame(x), yRange: frame(y),
        aspect: .suiting(samples.columns),
        layers: [
          .scatter(Scatter(x: x, y: y, color: .color(Palette.gray), radius: 1.2, opacity: 0.5)),
          .trajectories(Trajectories(paths: paths, color: .series(0))),
        ]))
  }

  /// Samples of the plane that kept their paths, and the part of the way that is worth seeing.
  func paths(
    _ value: Value?, _ span: SourceSpan
  ) throws(Fault) -> (samples: Samples, frames: [Samples.Frame]) {
    guard case .samples(let samples)? = value, !samples.trajectory.isEmpty else {
      throw Fault(
        .kindMismatch, "these samples kept no paths", at: span,
        hint: "draw them with trajectory = true")
    }
    guard samples.data.dimension == 2 else {
      throw Fault(
        .kindMismatch,
        "paths are drawn in two dimensions, but these have \(samples.data.dimension)", at: span)
    }
    // The prior is far wider than the data.
    return (samples, samples.trajectory.filter { $0.width < 3 * samples.scale })
  }

  /// Three times the extent of samples: heavy tails come from very far.
  func frame(_ values: [Double]) -> ClosedRange<Double>? {
    guard let low = values.min(), let high = values.max(), low < high else { return nil }
    return (2 * low - high)...(2 * high - low)
  }
}

extension Layer {
  /// The ordinates of a line.
  fileprivate var ordinates: [Double] {
    guard case .line(let line) = self else { return [] }
    return line.y
  }
}
