import Foundation
import GenPhysEngine
import GenPhysNumerics
import GenPhysTheory
import Testing

/// In one dimension without births and deaths the flow is the monotone map F_data⁻¹∘F_T: an exact
/// test of kernel, field and solver together, for processes as the prelude declares them.
@Suite struct LineMapTests {
  private static let k = Formula.variable("k")

  private static let processes: [(name: String, rate: Formula, decay: Int)] = [
    ("diffusion", k * k, 0), ("poisson", k, 0),
    ("yukawa with R = -m p", (k * k + 1).squareRoot, 1),
    ("k^1.3 + 0.2 k^2", k.raised(to: .rational(13, 10)) + .rational(1, 5) * k * k, 0),
    ("k + k^0.3", k + k.raised(to: .rational(3, 10)), 0),
  ]

  private func process(_ index: Int) -> GenPhysTheory.Process {
    let (name, rate, decay) = Self.processes[index]
    return GenPhysTheory.Process(
      name: name, frequencies: [-.imaginaryUnit * rate],
      source: .init(potential: 0, density: .number(Number(-decay))))
  }

  @Test("Two bumps, by the exact field of a large sample", arguments: 0..<5)
  func empiricalMap(index: Int) throws {
    var arguments = DataGenerator.Arguments(for: .gaussianMixture)
    arguments.n = 3000
    arguments.seed = 5
    arguments.means = [[-1], [1]]
    arguments.sigma = [0.3]
    let data = try DataGenerator.gaussianMixture.generate(arguments)
    let green = try process(index).greensFunction(dimension: 1)
    // A moderate widest kernel, so that F_T differs from the kernel's own distribution.
    let compiled = try CompiledProcess(green, scale: data.scale, widths: 0.002...4)
    let field = try ExactField(compiled, data: data)
    let samples = try field.sample(
      SamplingOptions(
        count: 400, solver: .dormandPrince(tolerance: 1e-7), seed: 3, keepsTrajectory: true))
    let start = try #require(samples.trajectory.first).points
    let time = compiled.timeRange.upperBound
    let kernel = try KernelDistribution(green, time: time)
    for (x, y) in zip(start, samples.data.values) {
      let mass = data.values.reduce(0) { $0 + kernel.share(below: x - $1) } / Double(data.count)
      let target = bumps(below: y)
      // Sampling error of 3,000 points: 4 standard errors of a share.
      #expect((mass - target).magnitude < 4 * 0.5 / Double(data.count).squareRoot())
    }
  }

  /// The likelihood by the flow is ln of the slope of F_data⁻¹∘F_T, that is ln of the mean kernel.
  @Test("Likelihoods by the exact field", arguments: 0..<4)
  func likelihoods(index: Int) throws {
    var arguments = DataGenerator.Arguments(for: .gaussianMixture)
    arguments.n = 400
    arguments.means = [[-1], [1]]
    arguments.sigma = [0.3]
    let data = try DataGenerator.gaussianMixture.generate(arguments)
    let green = try process(index).greensFunction(dimension: 1)
    let compiled = try CompiledProcess(green, scale: data.scale, widths: 0.05...80)
    let places = [-2.5, -1.1, -0.4, 0.1, 0.8, 1.6]
    let found = try ExactField(compiled, data: data).logLikelihood(places)
    let time = compiled.timeRange.lowerBound
    for (i, x) in places.enumerated() {
      let density = try data.values.reduce(0) {
        $0 + exp(try green.logDensity(radius: ($1 - x).magnitude, time: time).value)
      }
      let expected = log(density / Double(data.count)) - (try green.logMass(time: time))
      #expect(
        (found.values[i] - expected).magnitude < 2e-3 + found.errors[i],
        "\(found.values[i]) ± \(found.errors[i]) against \(expected)")
    }
  }

  @Test("Gaussian data, to the solver's error", arguments: 0..<3)
  func gaussianMap(index: Int) throws {
    let green = try process(index).greensFunction(dimension: 1)
    let compiled = try CompiledProcess(green, scale: 1, widths: 0.02...8)
    let field = try GaussianDataField(compiled)
    let samples = try field.sample(SamplingOptions(count: 6, seed: 4, keepsTrajectory: true))
    let start = try #require(samples.trajectory.first).points
    // Samples go on to width 0; the flow in closed form ends at the narrowest.
    var state = SolverState(
      points: start.map { $0 / compiled.unit }, dimension: 1, hasGrowth: false)
    let range = compiled.widthRange
    _ = try Solver.dormandPrince(tolerance: 1e-8).integrate(
      &state, widths: [range.upperBound, range.lowerBound].map { $0 / compiled.unit },
      velocity: { (x, s, flow) throws(EngineError) in
        try field.evaluate(x, logWidth: s, into: &flow)
      }, afterStep: { (_, _, _) throws(EngineError) in nil })
    let times = compiled.timeRange
    for (x, y) in zip(start, state.points.map { $0 * compiled.unit }) {
      let before = GaussianDataField.share(index, below: x, time: times.upperBound)
      let after = GaussianDataField.share(index, below: y, time: times.lowerBound)
      #expect((before - after).magnitude < 1e-7, "\(Self.processes[index].name): \(x) to \(y)")
    }
  }

  private func bumps(below x: Double) -> Double {
    0.5 * (NormalLaw.cumulative((x - 1) / 0.3) + NormalLaw.cumulative((x + 1) / 0.3))
  }
}

/// The field of data with law N(0, 1) on a line, by quadrature of the kernel over that law.
private struct GaussianDataField: GenerativeField {
  let process: CompiledProcess
  let frame: DataFrame

  init(_ process: CompiledProcess) throws {
    self.process = process
    frame = try ExactField(process, data: DataSet(name: "centre", values: [-1, 1], dimension: 1))
      .frame
  }

  func evaluate(
    _ points: [Double], logWidth: Double, into flow: inout Flow
  ) throws(EngineError) {
    let width = process.unit * exp(logWidth)
    let time = process.time(atWidth: width)
    // dx/dlnσ = v dt/dlnσ, by a difference of the clock, one-sided at its ends.
    let range = process.widthRange
    let low = max(width * exp(-1e-6), range.lowerBound)
    let high = min(width * exp(1e-6), range.upperBound)
    let pace = (process.time(atWidth: high) - process.time(atWidth: low)) / log(high / low)
    for (i, point) in points.enumerated() {
      let x = point * process.unit
      var mass = 0.0
      var flux = 0.0
      // The trapezoidal rule: in y where the kernel is wide, otherwise in q, y = x − σ sinh q, which
      // resolves the kernel and the data alike.
      for step in -224...224 {
        let q = Double(step) / 16
        let distance = width > 0.5 ? x - q : width * sinh(q)
        let y = x - distance
        let law = exp(-0.5 * y * y) * (width > 0.5 ? 1 : cosh(q))
        guard law > 1e-40 else { continue }
        let radius = max(distance.magnitude, 1e-30)
        do throws(GreensFunctionError) {
          let density = law * (try process.kernel.density(radius: radius, time: time).value)
          let rate = try process.kernel.expansionRate(radius: radius, time: time).value
          mass += density
          flux += density * distance * rate
        } catch {
          throw .kernel(error, what: "the kernel")
        }
      }
      flow.rate[i] = flux / mass * pace / process.unit
    }
  }

  /// F_t(x) = ∫ Φ(x/√(1 + 2u)) μ_t(du) with the mixing measures as closed forms: a point for
  /// diffusion, Lévy's for Poisson, the inverse Gaussian for Yukawa with m = 1.
  static func share(_ index: Int, below x: Double, time t: Double) -> Double {
    func gaussian(_ u: Double) -> Double { 0.5 * erf(x / (2 * (1 + 2 * u)).squareRoot()) }
    guard index > 0 else { return 0.5 + gaussian(t) }
    let mass = index == 1 ? 0.0 : 1
    var sum = 0.0
    let h = 1.0 / 32
    for step in -1200...1200 {
      let u = t * exp(Double(step) * h)
      let miss = t - 2 * mass * u
      let density = t / (2 * Double.pi.squareRoot() * u.squareRoot()) * exp(-miss * miss / (4 * u))
      sum += h * density * gaussian(u)
    }
    return 0.5 + sum
  }
}

/// The distribution function of a kernel on a line at one time, tabulated from its density.
private struct KernelDistribution {
  private let places: [Double]
  private let shares: [Double]

  init(_ green: any GreensFunction, time: Double) throws {
    let mixture = try #require(green.mixture)
    let width = try mixture.medianWidth(time: time)
    let mass = exp(try green.logMass(time: time))
    var places = [0.0]
    var shares = [0.5]
    for index in 1...400 {
      let next = width * sinh(Double(index) / 25)
      let part = try Quadrature.adaptive(
        from: places[index - 1], to: next, tolerance: .init(relative: 1e-9)
      ) { try green.density(radius: $0, time: time).value }
      shares.append(shares[index - 1] + part.value / mass)
      places.append(next)
    }
    self.places = places
    self.shares = shares
  }

  func share(below x: Double) -> Double {
    let r = x.magnitude
    guard let above = places.firstIndex(where: { $0 > r }) else { return x > 0 ? 1 : 0 }
    let low = above - 1
    let weight = (r - places[low]) / (places[above] - places[low])
    let share = shares[low] + weight * (shares[above] - shares[low])
    return x > 0 ? share : 1 - share
  }
}
