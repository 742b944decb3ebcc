import Foundation
import GenPhysNumerics
import GenPhysTheory
import Testing

import GenPhysEngine

struct ExactFieldTests {
  /// dx/dt at x summed directly from the kernel.
  static func reference(
    _ kernel: some GreensFunction, _ data: DataSet, _ x: [Double], _ time: Double
  ) throws -> [Double] {
    let n = data.dimension
    var logs: [Double] = []
    var rates: [Double] = []
    for i in 0..<data.count {
      let r = zip(x, data.row(i)).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }.squareRoot()
      logs.append(try kernel.logDensity(radius: r, time: time).value)
      rates.append(try kernel.expansionRate(radius: r, time: time).value)
    }
    let largest = logs.max() ?? 0
    var velocity = [Double](repeating: 0, count: n)
    var total = 0.0
    for i in 0..<data.count {
      let w = exp(logs[i] - largest)
      total += w
      for (k, y) in data.row(i).enumerated() { velocity[k] += w * rates[i] * (x[k] - y) }
    }
    return velocity.map { $0 / total }
  }

  static func check(
    _ kernel: some GreensFunction, form: String, tolerance: Double = 1e-5,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let n = kernel.dimension
    var random = RandomStream(seed: 9)
    let data = try DataSet(
      values: (0..<(600 * n)).map { _ in random.normal() + (random.uniform() < 0.5 ? -2 : 2) },
      dimension: n)
    let process = try CompiledProcess(kernel, scale: data.scale)
    let field = try ExactField(process, data: data)
    #expect(field.kernelForm == form, sourceLocation: sourceLocation)
    for width in [0.02, 0.3, 2, 30] where process.widthRange.contains(width) {
      let time = process.time(atWidth: width)
      for scale in [1.0, 3] {
        let x = data.row(7).map { $0 + scale * width * random.normal() }
        let found = try field.velocity(at: x, time: time)
        let expected = try reference(kernel, data, x, time)
        let size = expected.reduce(0) { max($0, $1.magnitude) }
        for k in 0..<n {
          #expect(
            (found[k] - expected[k]).magnitude < tolerance * size,
            "width \(width), x \(x): \(found) against \(expected)",
            sourceLocation: sourceLocation)
        }
      }
    }
  }

  /// Many blocks or chunks, most of them passed over when the kernel is narrow.
  @Test(arguments: ["gaussian", "poisson", "yukawa", "gaussian64", "poisson64"])
  func manyPoints(_ name: String) throws {
    try ExactFieldTests.checkMany(TestKernels.kernel(name), count: 3000)
  }

  /// Enough points for clusters of clusters.
  @Test(arguments: [1, 2, 3, 4])
  func veryManyPoints(_ dimension: Int) throws {
    try ExactFieldTests.checkMany(PoissonKernel(dimension: dimension), count: 20_000)
    try ExactFieldTests.checkMany(GaussianKernel(dimension: dimension), count: 20_000)
  }

  static func checkMany(_ kernel: some GreensFunction, count: Int) throws {
    let n = kernel.dimension
    var random = RandomStream(seed: 4)
    // Clusters of different widths, so that some blocks are far smaller than others.
    let data = try DataSet(
      values: (0..<count).flatMap { i in
        (0..<n).map { _ in random.normal() * [0.01, 0.1, 1][i % 3] + Double(i % 3) }
      }, dimension: n)
    let process = try CompiledProcess(kernel, scale: data.scale)
    let field = try ExactField(process, data: data)
    var x: [Double] = []
    var widths: [Double] = []
    for width in [0.003, 0.02, 0.1, 0.5, 2, 20] {
      let place = data.row(random.index(below: count))
      x += place.map { $0 + width * random.normal() }
      widths.append(width)
    }
    for (q, width) in widths.enumerated() {
      let time = process.time(atWidth: width)
      let all = try field.velocity(at: x, time: time)
      for other in [q, (q + 3) % widths.count] {
        let point = Array(x[(other * n)..<((other + 1) * n)])
        let expected = try reference(kernel, data, point, time)
        let size = expected.reduce(0) { $0 + $1 * $1 }.squareRoot()
        let miss = (0..<n).reduce(0) {
          let d = all[other * n + $1] - expected[$1]
          return $0 + d * d
        }.squareRoot()
        #expect(miss < 1e-5 * size, "width \(width), query \(other): \(miss / size)")
      }
    }
  }

  /// The mean growth that goes with a flow, against the sum of the compiled process's own.
  @Test func growth() throws {
    let kernel = YukawaKernel()
    let data = try DataGenerator.twoMoons.generate(DataTests.arguments(.twoMoons))
    let process = try CompiledProcess(kernel, scale: data.scale)
    let field = try ExactField(process, data: data)
    let point = [0.3, -0.4]
    for width in [0.01, 0.3, 2] where process.widthRange.contains(width) {
      let time = process.time(atWidth: width)
      var flow = Flow(count: 1, dimension: 2, hasGrowth: true)
      try field.evaluate(
        try field.normalized(point), logWidth: log(width / process.unit), into: &flow)
      // Yukawa's rays are straight, dx/dt = (x − D)/t, so this is dt/dlnσ.
      let pace = flow.rate[0] * process.unit / (try field.velocity(at: point, time: time)[0])
      var (sum, total) = (0.0, 0.0)
      for i in 0..<data.count {
        let y = Array(data.row(i))
        let r = hypot(point[0] - y[0], point[1] - y[1])
        let w = exp(
          try kernel.logDensity(radius: r, time: time).value
            - kernel.logDensity(radius: 0, time: time).value)
        sum += w
        total += w * process.relativeGrowthRate(radius: r, time: time)
      }
      #expect((flow.growth[0] / pace - total / sum).magnitude < 1e-5 * (total / sum).magnitude)
    }
  }

  @Test(arguments: [1, 2, 3, 7, 40])
  func gaussian(_ n: Int) throws {
    try ExactFieldTests.check(GaussianKernel(dimension: n), form: "gaussian")
  }

  @Test(arguments: [1, 2, 3, 7, 40])
  func poisson(_ n: Int) throws {
    try ExactFieldTests.check(PoissonKernel(dimension: n), form: "power law")
  }

  @Test func yukawaIsTabulated() throws {
    try ExactFieldTests.check(YukawaKernel(), form: "tabulated")
  }

  @Test func bentRays() throws {
    try ExactFieldTests.check(BentKernel(), form: "tabulated", tolerance: 1e-4)
  }

  /// The divergence in closed form against differences of the same sums.
  @Test(arguments: [
    ("gaussian", 1), ("gaussian", 3), ("gaussian", 30), ("poisson", 2), ("poisson", 20),
    ("yukawa", 2), ("bent", 1),
  ])
  func divergence(_ name: String, _ n: Int) throws {
    let kernel: any GreensFunction =
      switch name {
      case "gaussian": GaussianKernel(dimension: n)
      case "poisson": PoissonKernel(dimension: n)
      case "bent": BentKernel(dimension: n)
      default: YukawaKernel()
      }
    var random = RandomStream(seed: 6)
    let data = try DataSet(
      values: (0..<(700 * n)).map { _ in random.normal() }, dimension: n)
    let process = try CompiledProcess(kernel, scale: data.scale)
    let field = try ExactField(process, data: data)
    let x = (0..<(5 * n)).map { _ in random.normal() }
    for logWidth in [-1.5, 0, 0.4] {
      var (closed, differences) = (
        Flow(count: 5, dimension: n, hasGrowth: true), Flow(count: 5, dimension: n, hasGrowth: true)
      )
      try field.evaluateDivergence(x, logWidth: logWidth, into: &closed)
      try Divergence(Opaque(field: field)).evaluate(x, logWidth: logWidth, into: &differences)
      for i in 0..<5 {
        // Slopes of tables have kinks that differences smooth.
        let tolerance = name == "yukawa" || name == "bent" ? 1e-4 : 1e-6
        #expect(
          (closed.growth[i] - differences.growth[i]).magnitude < tolerance * Double(n),
          "\(logWidth): \(closed.growth[i]) against \(differences.growth[i])")
      }
      for (a, b) in zip(closed.rate, differences.rate) { #expect((a - b).magnitude < 1e-12) }
    }
  }

  /// A field that hides what it knows of its divergence.
  private struct Opaque: GenerativeField {
    let field: ExactField
    var process: CompiledProcess { field.process }
    var frame: DataFrame { field.frame }
    var refined: any GenerativeField { field.refined }

    func evaluate(
      _ points: [Double], logWidth: Double, into flow: inout Flow
    ) throws(EngineError) {
      try field.evaluate(points, logWidth: logWidth, into: &flow)
    }
  }

  /// Far from all data in units of a narrow width, where every weight underflows.
  @Test func farQueriesStayFinite() throws {
    let data = try DataSet(values: [0, 0, 1, 0], dimension: 2)
    let process = try CompiledProcess(GaussianKernel(), scale: 0.5)
    let field = try ExactField(process, data: data)
    let time = process.timeRange.lowerBound
    let velocity = try field.velocity(at: [400, 300], time: time)
    #expect((velocity[0] * 2 * time - 399).magnitude < 1e-2)
    #expect((velocity[1] * 2 * time - 300).magnitude < 1e-2)
  }

  @Test func threadsDoNotMatter() throws {
    let data = try DataGenerator.twoMoons.generate(DataTests.arguments(.twoMoons))
    var field = try ExactField(try CompiledProcess(PoissonKernel(), scale: data.scale), data: data)
    let all = try field.sample(.init(count: 300, steps: 6))
    field.threads = 1
    let one = try field.sample(.init(count: 300, steps: 6))
    #expect(all.data.values == one.data.values)
  }

  @Test func wrongDimensionIsRefused() throws {
    let data = try DataSet(values: [0, 0, 1, 0], dimension: 1)
    let process = try CompiledProcess(GaussianKernel(), scale: 0.5)
    #expect(throws: EngineError.self) { try ExactField(process, data: data) }
  }
}
