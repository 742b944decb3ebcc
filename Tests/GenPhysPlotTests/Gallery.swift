import Foundation
import GenPhysPlot

/// Figures of every kind, for tests that hold for all and for looking at.
enum Gallery {
  static let figures: [(name: String, figure: Figure)] = [
    ("moons", moons), ("dispersion", dispersion), ("kernels", kernels), ("loss", loss),
    ("vectors", vectors), ("trajectories", trajectories), ("digits", digits), ("density", density),
    ("histogram", histogram), ("panels", panels), ("degenerate", degenerate), ("many", many),
    ("signed", signed), ("valued", valued),
  ]

  /// A small reproducible source of numbers.
  struct Noise {
    var state: UInt64

    mutating func uniform() -> Double {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Double(state >> 11) / 9_007_199_254_740_992
    }

    mutating func normal() -> Double {
      (-2 * log(1 - uniform())).squareRoot() * cos(2 * .pi * uniform())
    }
  }

  static func moonPoints(_ count: Int, noise: Double, seed: UInt64) -> (x: [Double], y: [Double]) {
    var random = Noise(state: seed)
    var (x, y): ([Double], [Double]) = ([], [])
    for index in 0..<count {
      let angle = Double.pi * random.uniform()
      let upper = index % 2 == 0
      x.append((upper ? cos(angle) : 1 - cos(angle)) + noise * random.normal())
      y.append((upper ? sin(angle) : 0.5 - sin(angle)) + noise * random.normal())
    }
    return (x, y)
  }

  static var moons: Figure {
    let data = moonPoints(4000, noise: 0.06, seed: 1)
    let samples = moonPoints(4000, noise: 0.09, seed: 2)
    return Figure(
      Axes(
        title: "Yukawa, m = 1: samples and data", xLabel: "x₁", yLabel: "x₂", aspect: .equal,
        layers: [
          .scatter(Scatter(x: data.x, y: data.y, label: "data, 4 000")),
          .scatter(Scatter(x: samples.x, y: samples.y, label: "samples, 4 000")),
        ]))
  }

  static var dispersion: Figure {
    let k = (0...400).map { Double($0) / 100 }
    return Figure(
      Axes(
        title: "Dispersion of ω² + 2iεω = k², ε = 1", xLabel: "k [1/m]", yLabel: "ω [1/s]",
        layers: [
          .spans(Spans(x: [1...Double.infinity], label: "Im ω not increasing (C2 violated)")),
          .rule(Rule(at: .y(0), dash: .solid)),
          .line(Line(x: k, y: k.map { $0 > 1 ? ($0 * $0 - 1).squareRoot() : 0 }, label: "Re ω")),
          .line(
            Line(
              x: k, y: k.map { $0 < 1 ? -1 + (1 - $0 * $0).squareRoot() : -1 }, label: "Im ω",
              dash: .dashed)),
        ]))
  }

  static var kernels: Figure {
    func kernel(_ t: Double) -> (Double) -> Double {
      { r in exp(-r * r / (4 * t)) / (4 * .pi * t) }
    }
    func poisson(_ t: Double) -> (Double) -> Double {
      { r in t / (2 * .pi * pow(r * r + t * t, 1.5)) }
    }
    return Figure(
      Axes(
        title: "Green's functions, N = 2, t = 1", xLabel: "r", yLabel: "G(r, t) [m^{−2}]",
        xScale: .log, yScale: .log, yRange: 1e-9...1,
        layers: [
          .line(Line(of: kernel(1), over: 0.01...100, scale: .log, label: "diffusion")),
          .line(Line(of: poisson(1), over: 0.01...100, scale: .log, label: "Poisson")),
          .band(
            Band(
              x: [0.01, 0.1, 1, 10, 100], lower: [0.05, 0.05, 0.02, 5e-5, 5e-8],
              upper: [0.3, 0.3, 0.1, 4e-4, 4e-7], label: "quadrature error", color: .series(1))),
        ]))
  }

  static var loss: Figure {
    var random = Noise(state: 3)
    let steps = (1...3000).map(Double.init)
    let raw = steps.map { 0.2 + 2 * pow($0, -0.5) * exp(0.35 * random.normal()) }
    let smooth = steps.map { 0.2 + 2 * pow($0, -0.5) }
    return Figure(
      Axes(
        title: "Training loss", xLabel: "step", yLabel: "loss", yScale: .log,
        layers: [
          .line(Line(x: steps, y: raw, label: "batch", color: .color(Palette.sky), width: 0.7)),
          .line(Line(x: steps, y: smooth, label: "moving average", color: .series(0))),
          .rule(Rule(at: .y(0.2), label: "noise floor")),
        ]))
  }

  static var vectors: Figure {
    let field = VectorField(
      over: -2...2, -1.5...1.5, columns: 24, rows: 18,
      colors: ColorScale(label: "|v| [m/s]")
    ) { x, y in
      let (a, b) = (hypot(x - 0.8, y) + 0.02, hypot(x + 0.8, y) + 0.02)
      return (
        (x - 0.8) / pow(a, 3) - (x + 0.8) / pow(b, 3), y / pow(a, 3) - y / pow(b, 3)
      )
    }
    return Figure(
      Axes(
        title: "Velocity field of two charges", xLabel: "x", yLabel: "y", aspect: .equal,
        layers: [.vectors(field)]))
  }

  static var trajectories: Figure {
    var random = Noise(state: 5)
    let paths = (0..<40).map { index in
      let angle = 2 * Double.pi * Double(index) / 40
      let end = (cos(angle) > 0 ? 1.0 : -1.0) + 0.2 * random.normal()
      let places = (0...60).map { Double($0) / 60 }
      return Trajectories.Path(
        x: places.map { 4 * cos(angle) * (1 - $0) + end * $0 * $0 },
        y: places.map { 4 * sin(angle) * (1 - $0) + 0.3 * sin(6 * $0) * (1 - $0) })
    }
    return Figure(
      Axes(
        title: "From the prior (open) to samples (filled)", xLabel: "x₁", yLabel: "x₂",
        aspect: .equal, layers: [.trajectories(Trajectories(paths: paths, label: "40 paths"))]))
  }

  static var digits: Figure {
    let images = (0..<40).map { index in
      (0..<64).map { pixel -> Double in
        let (x, y) = (Double(pixel % 8) - 3.5, Double(pixel / 8) - 3.5)
        let radius = hypot(x * (1 + Double(index % 5) * 0.2), y)
        return max(0, 16 - 6 * abs(radius - 1 - Double(index % 10) * 0.25))
      }
    }
    return Figure(
      panels: [
        Axes(
          title: "Samples", layers: [.images(ImageGrid(images: images, width: 8, height: 8))]),
        Axes(
          title: "Nearest in the data",
          layers: [
            .images(
              ImageGrid(
                images: Array(images.prefix(10)), width: 8, height: 8,
                titles: (0..<10).map { "digit \($0)" }))
          ]),
      ], columns: 1)
  }

  static var density: Figure {
    Figure(
      Axes(
        title: "Density at t = 0.3", xLabel: "x₁", yLabel: "x₂", aspect: .equal,
        layers: [
          .heatMap(
            HeatMap(over: -2...2, -1.5...1.5, colors: ColorScale(label: "p(x, t)")) { x, y in
              1e-4 * (exp(-4 * hypot(x - 0.8, y)) + exp(-6 * pow(hypot(x + 0.6, y) - 0.5, 2)))
            }),
          .scatter(
            Scatter(
              x: [0.8, -0.6], y: [0, 0], label: "sources", color: .color(.white), marker: .cross)),
        ]))
  }

  static var signed: Figure {
    Figure(
      Axes(
        title: "A kernel that is no density", xLabel: "x", yLabel: "t [s]",
        layers: [
          .heatMap(
            HeatMap(
              over: -8...8, 0...4, colors: ColorScale(map: .diverging, label: "G(x, t)")
            ) { x, t in cos(3 * (abs(x) - t)) * exp(-abs(abs(x) - t)) })
        ]))
  }

  static var histogram: Figure {
    var random = Noise(state: 7)
    let first = (0..<3000).map { _ in random.normal() * 0.3 + (random.uniform() < 0.5 ? 1 : -1) }
    let second = (0..<3000).map { _ in random.normal() * 0.35 + (random.uniform() < 0.5 ? 1 : -1) }
    return Figure(
      Axes(
        title: "½N(−1, 0.3²) + ½N(1, 0.3²)", xLabel: "x", yLabel: "density",
        layers: Bars.histograms(of: [("data", first), ("samples", second)]).map { .bars($0) } + [
          .line(
            Line(
              of: { x in
                [-1.0, 1].reduce(0) {
                  $0 + exp(-(x - $1) * (x - $1) / 0.18) / (0.6 * (2 * Double.pi).squareRoot())
                }
              }, over: -2.2...2.2, label: "exact", color: .color(Palette.ink)))
        ]))
  }

  static var panels: Figure {
    let names = ["diffusion", "Poisson", "Yukawa", "k^{1.3} + 0.2k^2"]
    return Figure(
      title: "Four processes, one engine",
      panels: names.enumerated().map { index, name in
        let points = moonPoints(1000, noise: 0.05 + 0.02 * Double(index), seed: UInt64(index))
        return Axes(
          title: name, xLabel: "x₁", yLabel: "x₂", aspect: .equal,
          layers: [
            .scatter(Scatter(x: points.x, y: points.y, label: "samples", color: .series(index)))
          ])
      })
  }

  static var degenerate: Figure {
    let values: [(String, [Double])] = [
      ("nothing", []), ("one point", [3]), ("all equal", [1e6, 1e6, 1e6]),
      ("NaN and ∞", [.nan, 1, .infinity, 2, -.infinity]), ("1e−300 … 1e300", [1e-300, 1, 1e300]),
      ("tiny differences", [1, 1 + 1e-9, 1 + 3e-9]),
    ]
    return Figure(
      panels: values.map { name, values in
        Axes(
          title: name, xLabel: "index", yLabel: "value",
          yScale: name.hasPrefix("1e") ? .log : .linear,
          layers: [
            .line(Line(x: values.indices.map(Double.init), y: values)),
            .scatter(Scatter(x: values.indices.map(Double.init), y: values, color: .series(0))),
          ])
      })
  }

  static var many: Figure {
    let points = moonPoints(100_000, noise: 0.12, seed: 11)
    return Figure(
      Axes(
        title: "100 000 points", xLabel: "x₁ / 10⁻³ m", yLabel: "x₂", aspect: .equal,
        layers: [.scatter(Scatter(x: points.x, y: points.y, label: "samples"))]))
  }

  static var valued: Figure {
    let points = moonPoints(1500, noise: 0.1, seed: 12)
    return Figure(
      Axes(
        title: "Log-likelihood", xLabel: "x₁", yLabel: "x₂",
        layers: [
          .scatter(
            Scatter(
              x: points.x, y: points.y, radius: 2, opacity: 0.8,
              values: points.x.map { 1e5 * ($0 - 3) }, colors: ColorScale(label: "log p")))
        ]))
  }
}
