import Foundation
import GenPhysNumerics
import GenPhysTheory
import Testing

import GenPhysEngine

/// The flow of Gaussian data under a Gaussian kernel in closed form: D = x σ_d²/(σ_d² + σ²), σ_d = ½.
struct LinearField: GenerativeField {
  let process: CompiledProcess
  let frame: DataFrame

  init(dimension n: Int, widths: ClosedRange<Double> = 0.002...80) throws {
    // Data of mean 0 and deviation 1 in all, for the frame only.
    let data = try DataSet(
      values: [Double](repeating: 1, count: n) + [Double](repeating: -1, count: n), dimension: n)
    process = try CompiledProcess(
      GaussianKernel(dimension: n), scale: data.scale, widths: widths)
    frame = try ExactField(process, data: data).frame
  }

  func evaluate(_ points: [Double], logWidth: Double, into flow: inout Flow) {
    let variance = exp(2 * logWidth)
    for k in points.indices { flow.rate[k] = points[k] * variance / (0.25 + variance) }
  }
}

struct LikelihoodTests {
  @Test(arguments: [1, 2, 7, 40])
  func gaussianDataInClosedForm(dimension n: Int) throws {
    let field = try LinearField(dimension: n)
    var random = RandomStream(seed: 3)
    let points = (0..<(20 * n)).map { _ in 1.3 * random.normal() }
    let found = try field.logLikelihood(points, options: .init(tolerance: 1e-7))
    let (low, high) = (0.25 + 0.002 * 0.002, 0.25 + 6400)
    for i in 0..<20 {
      // In units of 2: N(0, ¼ + σ²) stretched to the widest kernel, where the prior is N(0, σ²).
      let square = points[(i * n)..<((i + 1) * n)].reduce(0) { $0 + $1 * $1 } / 4 * high / low
      let expected =
        -0.5 * square / 6400 - 0.5 * Double(n) * log(2 * .pi * 6400)
        + 0.5 * Double(n) * log(high / low) - Double(n) * log(2.0)
      #expect((found.values[i] - expected).magnitude < 1e-5 * Double(n), "\(found.errors[i])")
      // Which is that of the data itself, but for what the prior leaves out.
      let truth =
        -0.5 * square * low / high / low - 0.5 * Double(n) * log(2 * .pi * low)
        - Double(n) * log(2.0)
      #expect((found.values[i] - truth).magnitude < 1e-3 * Double(n))
    }
  }

  private static func data(_ dimension: Int, count: Int = 200) throws -> DataSet {
    var arguments = DataGenerator.Arguments(for: .gaussianMixture)
    arguments.n = count
    arguments.means = [
      [Double](repeating: -1, count: dimension), [Double](repeating: 1, count: dimension),
    ]
    arguments.sigma = [0.5]
    return try DataGenerator.gaussianMixture.generate(arguments)
  }

  /// ln of the mean of the kernels, which is what the exact field's flow must make.
  private static func blurred(
    _ process: CompiledProcess, _ data: DataSet, _ x: ArraySlice<Double>
  ) throws -> Double {
    let time = process.timeRange.lowerBound
    let logs = try (0..<data.count).map { i in
      let r = zip(x, data.row(i)).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }.squareRoot()
      return try process.logDensity(radius: r, time: time)
    }
    let largest = logs.max() ?? 0
    return largest + log(logs.reduce(0) { $0 + exp($1 - largest) } / Double(data.count))
      - (try process.kernel.logMass(time: time))
  }

  /// To within the error bars, however tight the tolerance: what prior and tables miss is in them.
  @Test(
    arguments: [("gaussian", 1), ("gaussian", 3), ("poisson", 1), ("poisson", 2), ("bent", 1)],
    [1e-5, 1e-9])
  func exactFieldsAreMeansOfKernels(example: (String, Int), tolerance: Double) throws {
    let (kernel, dimension) = example
    let data = try Self.data(dimension)
    let green: any GreensFunction =
      switch kernel {
      case "gaussian": GaussianKernel(dimension: dimension)
      case "poisson": PoissonKernel(dimension: dimension)
      default: BentKernel(dimension: dimension)
      }
    let process = try CompiledProcess(green, scale: data.scale, widths: 0.1...80)
    let field = try ExactField(process, data: data)
    var random = RandomStream(seed: 8)
    let points = (0..<(12 * dimension)).map { _ in 1.5 * random.normal() }
    let found = try field.logLikelihood(points, options: .init(tolerance: tolerance))
    for i in 0..<12 {
      let expected = try Self.blurred(
        process, data, points[(i * dimension)..<((i + 1) * dimension)])
      #expect(
        (found.values[i] - expected).magnitude < found.errors[i],
        "\(found.values[i]) ± \(found.errors[i]) against \(expected)")
    }
  }

  /// With births and deaths the prior takes the data for a mixture of Gaussians, the fewer the fewer
  /// points there are; the error bars tell.
  @Test(arguments: [20, 200, 3000], [1e-5, 1e-9])
  func birthsAndDeathsCount(count: Int, tolerance: Double) throws {
    var arguments = DataGenerator.Arguments(for: .twoMoons)
    arguments.n = count
    let data = try DataGenerator.twoMoons.generate(arguments)
    let process = try CompiledProcess(YukawaKernel(), scale: data.scale, widths: 0.1...80)
    let field = try ExactField(process, data: data)
    let points = [0.3, -0.2, 1, 0.5, -1, 1, 2, -2, 5, 5, 0, 0]
    let found = try field.logLikelihood(points, options: .init(tolerance: tolerance))
    for i in 0..<6 {
      let expected = try Self.blurred(process, data, points[(2 * i)..<(2 * i + 2)])
      // An estimate, no bound.
      #expect(
        (found.values[i] - expected).magnitude < 1.5 * found.errors[i],
        "\(found.values[i]) ± \(found.errors[i]) against \(expected)")
      #expect(found.errors[i] < 1)
    }
  }

  @Test func randomSignsAgreeWithAllCoordinates() throws {
    let data = try Self.data(3)
    let process = try CompiledProcess(PoissonKernel(dimension: 3), scale: data.scale)
    let field = try ExactField(process, data: data)
    let points = [0.3, -0.5, 0.2, 1, 1, 1.5]
    let exact = try field.logLikelihood(points, options: .init(probes: 0))
    let random = try field.logLikelihood(points, options: .init(probes: 60, seed: 2))
    for i in 0..<2 {
      #expect(
        (exact.values[i] - random.values[i]).magnitude < 4 * random.errors[i],
        "\(exact.values[i]) against \(random.values[i]) ± \(random.errors[i])")
      #expect(random.errors[i] < 1)
    }
    let again = try field.logLikelihood(points, options: .init(probes: 60, seed: 2))
    #expect(again == random)
  }

  /// Whatever a network has learnt, its flow makes a density: it integrates to 1.
  @Test(arguments: ["gaussian", "poisson"])
  func modelsAreNormalised(kernel: String) throws {
    let data = try Self.data(1, count: 500)
    let green: any GreensFunction =
      kernel == "gaussian" ? GaussianKernel(dimension: 1) : PoissonKernel(dimension: 1)
    let process = try CompiledProcess(green, scale: data.scale)
    let model = try Model.train(
      process, on: data, options: .init(steps: 100, batch: 128, width: 24, layers: 2))
    let places = (-400...400).map { Double($0) / 50 }
    let found = try model.logLikelihood(places)
    let mass = found.values.reduce(0) { $0 + exp($1) } / 50
    #expect((mass - 1).magnitude < 0.01, "mass \(mass)")
  }

  @Test func waysEndWhereTheyShould() throws {
    for (kernel, dimension) in [("gaussian", 2), ("poisson", 2), ("poisson", 1), ("yukawa", 2)] {
      let data = try Self.data(dimension)
      let green: any GreensFunction =
        switch kernel {
        case "gaussian": GaussianKernel(dimension: dimension)
        case "yukawa": YukawaKernel()
        default: PoissonKernel(dimension: dimension)
        }
      let process = try CompiledProcess(green, scale: data.scale, widths: 0.1...80)
      let field = try ExactField(process, data: data)
      let a = Array([-1.2, -0.7].prefix(dimension))
      let b = Array([0.9, 1.4].prefix(dimension))
      let way = try field.interpolate(from: a, to: b, count: 5)
      #expect(way.data.count == 5 && way.blur == nil, "\(kernel)")
      #expect(Array(way.data.row(0)) == a && Array(way.data.row(4)) == b)
      #expect(try field.interpolate(from: a + b, to: b + a, count: 2).data.values == a + b + b + a)
    }
  }

  /// Between few data points, seen through a narrow kernel, different points become the same noise:
  /// the way keeps its ends, and is one of more blurred data.
  @Test func waysFromFarAwayKeepTheirEnds() throws {
    var arguments = DataGenerator.Arguments(for: .twoMoons)
    arguments.n = 20
    let data = try DataGenerator.twoMoons.generate(arguments)
    let process = try CompiledProcess(GaussianKernel(dimension: 2), scale: data.scale)
    let way = try ExactField(process, data: data).interpolate(
      from: [0, 0], to: [1, 1], count: 4)
    #expect(Array(way.data.row(0)) == [0, 0] && Array(way.data.row(3)) == [1, 1])
    let blur = try #require(way.blur)
    #expect(blur > process.widthRange.lowerBound && blur < 1, "\(blur)")
  }

  @Test func badRequestsAreRefused() throws {
    let field = try LinearField(dimension: 2)
    #expect(throws: EngineError.self) { try field.logLikelihood([1, 2, 3]) }
    #expect(throws: EngineError.self) { try field.logLikelihood([]) }
    #expect(throws: EngineError.self) { try field.logLikelihood([1, .nan]) }
    #expect(throws: EngineError.self) {
      try field.logLikelihood([1, 2], options: .init(tolerance: 0))
    }
    #expect(throws: EngineError.self) { try field.interpolate(from: [1, 2], to: [1], count: 3) }
    #expect(throws: EngineError.self) {
      try field.interpolate(from: [1, 2], to: [1, 2], count: 1)
    }
    #expect(throws: EngineError.cancelled) {
      try field.logLikelihood([1, 2], monitor: RunMonitor(isCancelled: { true }))
    }
  }
}
