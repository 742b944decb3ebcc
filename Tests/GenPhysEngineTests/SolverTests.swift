import Foundation
import GenPhysTheory
import Testing

import GenPhysEngine

struct SolverTests {
  static let grid = Solver.widths(0.002...80, steps: 18) + [0]

  /// Gaussian data of variance ¼ under a Gaussian kernel: D = x/(1 + 4σ²).
  static func gaussianRate(_ points: [Double], _ logWidth: Double, _ flow: inout Flow) {
    let variance = exp(2 * logWidth)
    for k in points.indices { flow.rate[k] = points[k] * variance / (0.25 + variance) }
  }

  static func solve(_ solver: Solver, _ widths: [Double], from x: Double) throws -> (Double, Int) {
    var state = SolverState(points: [x], dimension: 1, hasGrowth: false)
    let evaluations = try solver.integrate(
      &state, widths: widths,
      velocity: { (x, s, flow) throws(EngineError) in gaussianRate(x, s, &flow) },
      afterStep: { (_, _, _) throws(EngineError) in nil })
    return (state.points[0], evaluations)
  }

  @Test func widthsAreEDMs() {
    let expected = [
      80, 57.585985, 40.785574, 28.374585, 19.352453, 12.910082, 8.400935, 5.315195, 3.256822,
      1.92334, 1.088171, 0.585348, 0.296442, 0.139516, 0.059947, 0.022935, 0.007528, 0.002, 0,
    ]
    #expect(SolverTests.grid.count == expected.count)
    for (a, b) in zip(SolverTests.grid, expected) { #expect((a - b).magnitude < 1e-6) }
  }

  /// The figures of EDM's own sampler on this problem.
  @Test func gaussianDataReproducesEDM() throws {
    let heun = try SolverTests.solve(.heun, SolverTests.grid, from: 80)
    #expect((heun.0 - 0.527624637).magnitude < 1e-9)
    #expect(heun.1 == 35)
    let euler = try SolverTests.solve(.euler, SolverTests.grid, from: 80)
    #expect((euler.0 - 0.423031436).magnitude < 1e-9)
    #expect(euler.1 == 18)
    let exact = try SolverTests.solve(
      .dormandPrince(tolerance: 1e-10), [80, 0.002], from: 80)
    // x ∝ √(σ² + ¼) down to σ = 0.002.
    let scale = ((0.25 + 4e-6) / (0.25 + 6400)).squareRoot()
    #expect((exact.0 - 80 * scale).magnitude < 1e-8)
    let toZero = 80 * (0.25 / (0.25 + 6400)).squareRoot()
    #expect((toZero - 0.499990234661).magnitude < 1e-12)
  }

  /// The slope of ln error over ln h.
  @Test(arguments: [(Solver.euler, 1.0), (.heun, 2), (.multistep, 3)])
  func convergenceOrder(solver: Solver, order: Double) throws {
    let exact = 3 * ((0.25 + 0.01) / (0.25 + 9)).squareRoot()
    var points: [(Double, Double)] = []
    for count in [80, 160, 320, 640] {
      // Equal steps in ln σ, so that the multistep method has one step length.
      let widths = (0...count).map { 3 * pow(0.1 / 3, Double($0) / Double(count)) }
      let found = try SolverTests.solve(solver, widths, from: 3).0
      points.append((log(1 / Double(count)), log((found - exact).magnitude)))
    }
    let (mx, my) = (
      points.reduce(0) { $0 + $1.0 } / 4, points.reduce(0) { $0 + $1.1 } / 4
    )
    let slope =
      points.reduce(0) { $0 + ($1.0 - mx) * ($1.1 - my) }
      / points.reduce(0) { $0 + ($1.0 - mx) * ($1.0 - mx) }
    #expect((slope - order).magnitude < 0.15, "order \(slope)")
  }

  @Test func dormandPrinceKeepsItsTolerance() throws {
    let exact = 80 * ((0.25 + 4e-6) / (0.25 + 6400)).squareRoot()
    var last = 0
    for tolerance in [1e-3, 1e-5, 1e-7] {
      let (x, evaluations) = try SolverTests.solve(
        .dormandPrince(tolerance: tolerance), [80, 0.002], from: 80)
      #expect((x - exact).magnitude < 20 * tolerance)
      #expect(evaluations > last)
      last = evaluations
    }
  }

  /// Any error passes a tolerance of 1000, so that every call is one step.
  @Test func dormandPrinceIsOfFifthOrder() throws {
    let exact = 3 * ((0.25 + 0.01) / (0.25 + 9)).squareRoot()
    let points = try [40, 57, 80, 113].map { count in
      var x = 3.0
      for i in 0..<count {
        let widths = [i, i + 1].map { 3 * pow(0.1 / 3, Double($0) / Double(count)) }
        let (next, evaluations) = try SolverTests.solve(
          .dormandPrince(tolerance: 1000), widths, from: x)
        #expect(evaluations == 7)
        x = next
      }
      return (log(1 / Double(count)), log((x - exact).magnitude))
    }
    let slope = (points[3].1 - points[0].1) / (points[3].0 - points[0].0)
    #expect((slope - 5).magnitude < 0.3, "order \(slope)")
  }

  /// PFGM integrates dx/dln z = z E_x/E_z, E the field of charges on the plane z = 0: for Poisson's
  /// kernel, whose time is z, that is what every solver here does in ln σ. [PFGM 2209.11178]
  @Test func poissonFlowIsIntegratedInLogZ() throws {
    let data = try TrainingTests.data(60)
    let process = try CompiledProcess(PoissonKernel(), scale: data.scale)
    let field = try ExactField(process, data: data)
    let (high, low) = (process.timeRange.upperBound, 0.01)
    func slope(_ x: [Double], _ logZ: Double) -> [Double] {
      let z = exp(logZ)
      var sum = [0.0, 0, 0]
      for i in 0..<data.count {
        let y = Array(data.row(i))
        let (dx, dy) = (x[0] - y[0], x[1] - y[1])
        let weight = pow(dx * dx + dy * dy + z * z, -1.5)
        sum[0] += weight * dx
        sum[1] += weight * dy
        sum[2] += weight * z
      }
      return [z * sum[0] / sum[2], z * sum[1] / sum[2]]
    }
    let starts = [[30.0, -50], [-100, 20], [5, 3]]
    var state = SolverState(
      points: try field.normalized(starts.flatMap(\.self)), dimension: 2, hasGrowth: false)
    let widths = [high, low].map { process.width(atTime: $0) / process.unit }
    _ = try Solver.dormandPrince(tolerance: 1e-8).integrate(
      &state, widths: widths,
      velocity: { (x, s, flow) throws(EngineError) in
        try field.refined.evaluate(x, logWidth: s, into: &flow)
      }, afterStep: { (_, _, _) throws(EngineError) in nil })
    let found = field.denormalized(state.points)
    for (i, start) in starts.enumerated() {
      var x = start
      let steps = 4000
      let h = log(low / high) / Double(steps)
      for step in 0..<steps {
        let s = log(high) + Double(step) * h
        func moved(_ k: [Double], _ share: Double) -> [Double] {
          zip(x, k).map { $0 + share * h * $1 }
        }
        let a = slope(x, s)
        let b = slope(moved(a, 0.5), s + 0.5 * h)
        let c = slope(moved(b, 0.5), s + 0.5 * h)
        let d = slope(moved(c, 1), s + h)
        for k in 0..<2 { x[k] += h / 6 * (a[k] + 2 * b[k] + 2 * c[k] + d[k]) }
      }
      for k in 0..<2 { #expect((found[2 * i + k] - x[k]).magnitude < 1e-5, "\(found) \(x)") }
    }
  }

  @Test func valuesThatAreNotFiniteAreReported() {
    var state = SolverState(points: [1], dimension: 1, hasGrowth: false)
    for solver in [
      Solver.euler, .heun, .multistep, .dormandPrince(tolerance: 1e-3), .stochastic(churn: 1),
    ] {
      #expect(throws: EngineError.self) {
        try solver.integrate(
          &state, widths: [2, 1, 0],
          velocity: { (_, _, flow) throws(EngineError) in flow.rate[0] = .nan },
          afterStep: { (_, _, _) throws(EngineError) in nil })
      }
    }
  }

  /// In one dimension with R = 0 the flow is monotone: it keeps the cumulative distribution, which is
  /// known in closed form for a sum of kernels.
  @Test(arguments: ["gaussian", "poisson"])
  func flowKeepsTheCumulativeDistribution(_ name: String) throws {
    var arguments = DataGenerator.Arguments(for: .gaussianMixture)
    arguments.n = 300
    arguments.means = [[-1], [1]]
    arguments.sigma = [0.3]
    let data = try DataGenerator.gaussianMixture.generate(arguments)
    let isGaussian = name == "gaussian"
    let kernel: any GreensFunction =
      isGaussian ? GaussianKernel(dimension: 1) : PoissonKernel(dimension: 1)
    let process = try CompiledProcess(kernel, scale: data.scale)
    let field = try ExactField(process, data: data)
    func cumulative(_ x: Double, _ width: Double) -> Double {
      let time = process.time(atWidth: width)
      return data.values.reduce(0) { sum, y in
        sum
          + (isGaussian
            ? 0.5 * erfc((y - x) / (4 * time).squareRoot()) : 0.5 + atan((x - y) / time) / .pi)
      } / Double(data.count)
    }
    // Down to a width where single points blur.
    let (wide, narrow) = (process.widthRange.upperBound, 0.05)
    let starts = [-1.6, -0.7, -0.05, 0.4, 1.1].map { $0 * wide }
    var state = SolverState(
      points: try field.normalized(starts), dimension: 1, hasGrowth: false)
    _ = try Solver.dormandPrince(tolerance: 1e-6).integrate(
      &state, widths: [wide, narrow].map { $0 / process.unit },
      velocity: { (x, s, flow) throws(EngineError) in
        try field.evaluate(x, logWidth: s, into: &flow)
      }, afterStep: { (_, _, _) throws(EngineError) in nil })
    for (start, end) in zip(starts, field.denormalized(state.points)) {
      #expect((cumulative(start, wide) - cumulative(end, narrow)).magnitude < 2e-5)
    }
  }
}
