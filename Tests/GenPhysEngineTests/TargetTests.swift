import Foundation
import GenPhysKernels
import GenPhysNumerics
import Testing

import GenPhysEngine

/// What training does against chance: lattices of deviates, targets averaged over origins.
struct TargetTests {
  @Test func latticesAreNormal() {
    let total = 512
    var sums = [0.0, 0, 0]
    var counts = [Int](repeating: 0, count: 16)
    for step in 0..<200 {
      var shifts: [UInt32] = [0, 0]
      gp_random_u32(7, UInt64(step), &shifts, 2)
      var whole = [Float](repeating: 0, count: 2 * total)
      gp_lattice_normal_f32(shifts, 0, total, &whole, 2, total)
      // Rows do not depend on how a batch is dealt.
      var part = [Float](repeating: 0, count: 2 * 64)
      gp_lattice_normal_f32(shifts, 128, total, &part, 2, 64)
      #expect(Array(whole[256..<384]) == part)
      for i in 0..<total {
        let (a, b) = (Double(whole[2 * i]), Double(whole[2 * i + 1]))
        sums[0] += a
        sums[1] += a * b
        sums[2] += b * b
        counts[min(15, Int(16 * NormalLaw.cumulative(b)))] += 1
      }
      // A sixteenth of every batch in each sixteenth of the law.
      var bins = [Int](repeating: 0, count: 16)
      for i in 0..<total { bins[Int(16 * NormalLaw.cumulative(Double(whole[2 * i])))] += 1 }
      #expect(bins.allSatisfy { abs($0 - 32) <= 1 }, "\(bins)")
    }
    let scale = 1 / Double(200 * total)
    #expect((sums[0] * scale).magnitude < 2e-3)
    #expect((sums[1] * scale).magnitude < 5e-3)
    #expect((sums[2] * scale - 1).magnitude < 5e-3)
    for count in counts { #expect((Double(count) - 6400).magnitude < 100, "\(counts)") }
  }

  @Test(arguments: [1, 2, 5])
  func posteriorMeansAreThoseOfTheReferences(_ n: Int) {
    var random = RandomStream(seed: 3)
    let (count, rows, known) = (100, 40, 25)
    func normals(_ count: Int) -> [Float] { (0..<count).map { _ in Float(random.normal()) } }
    let references = normals(count * n)
    var own = normals(rows * n)
    for row in 0..<known {
      for k in 0..<n { own[row * n + k] = references[k * count + row] }
    }
    let rates = (0..<rows).map { _ in Float(exp(4 * random.normal())) }
    let x = (0..<(rows * n)).map { i in
      own[i] + Float(random.normal()) / (2 * rates[i / n]).squareRoot()
    }
    var means = [Float](repeating: 0, count: rows * n)
    gp_posterior_means_f32(x, own, rates, rows, known, references, count, n, &means)
    for row in 0..<rows {
      var candidates: [[Double]] = []
      for j in 0..<count { candidates.append((0..<n).map { Double(references[$0 * count + j]) }) }
      if row >= known { candidates.append((0..<n).map { Double(own[row * n + $0]) }) }
      var squares: [Double] = []
      for y in candidates {
        var square = 0.0
        for k in 0..<n { square += pow(Double(x[row * n + k]) - y[k], 2) }
        squares.append(square)
      }
      let least = squares.min() ?? 0
      let weights = squares.map { exp(-Double(rates[row]) * ($0 - least)) }
      let total = weights.reduce(0, +)
      for k in 0..<n {
        let mean = zip(weights, candidates).reduce(0) { $0 + $1.0 * $1.1[k] } / total
        #expect((Double(means[row * n + k]) - mean).magnitude < 1e-4, "row \(row)")
      }
    }
  }

  /// Far origins of heavy tails neither overflow nor turn into NaN.
  @Test func extremesStayFinite() {
    var means: [Float] = [0, 0, 0, 0]
    gp_posterior_means_f32(
      [1e15, -1e15, 0.5, 0.5], [1, 2, 0.5, 0.5], [1e-30, 1e30], 2, 0, [0, 1, 0, 1], 2, 2, &means)
    #expect(means.allSatisfy { $0.isFinite })
    #expect(means[2] == 0.5 && means[3] == 0.5)
  }

  /// With a single reference every target is its own origin's, and training the same as without.
  @Test func oneReferenceChangesNothing() throws {
    let data = try TrainingTests.data()
    let process = try CompiledProcess(GaussianKernel(), scale: data.scale)
    var options = TrainingTests.tiny
    options.batch = 1
    options.references = 1
    let one = try Model.train(process, on: data, options: options)
    options.references = 0
    let none = try Model.train(process, on: data, options: options)
    for (a, b) in zip(one.parameters, none.parameters) { #expect((a - b).magnitude < 1e-3) }
  }

  /// Averaged over all of the data a target is the exact field.
  @Test(arguments: [false, true])
  func launchedTargetsAreTheFieldOfTheirReferences(isOwnKnown: Bool) throws {
    let process = try CompiledProcess(YukawaKernel(), scale: 0.7)
    let (n, count) = (process.dimension, 30)
    var random = RandomStream(seed: 4)
    let data = try DataSet(
      values: (0..<(count * n)).map { _ in 0.7 * random.normal() }, dimension: n)
    let field = try ExactField(process, data: data)
    let places = try field.normalized(data.values).map { Float($0) }
    // The last point of the data is the origin, among the references or beside them.
    let known = isOwnKnown ? count : count - 1
    let references = (0..<n).flatMap { k in (0..<known).map { places[$0 * n + k] } }
    let posterior = try OriginPosterior(process)
    let preconditioner = Preconditioner(process)
    for s in [-4.0, -2, -0.5] {
      let x = (0..<n).map { places[(count - 1) * n + $0] + Float(exp(s) * random.normal()) }
      let square = x.reduce(0) { $0 + Double($1) * Double($1) }
      let c = preconditioner.coefficients(meanSquare: square / Double(n), logWidth: s)
      var target = [Float](repeating: 0, count: n + 1)
      var scratch = [Double](
        repeating: 0, count: posterior.scratchCount(references: known))
      posterior.average(
        place: x, origin: Array(places.suffix(n)), own: isOwnKnown ? count - 1 : -1,
        references: references, count: known, logWidth: s, c, scratch: &scratch, target: &target)
      var flow = Flow(count: 1, dimension: n, hasGrowth: true)
      try field.evaluate(x.map(Double.init), logWidth: s, into: &flow)
      for k in 0..<n {
        let guess = c.skip * Double(x[k]) + c.out * Double(target[k])
        let rate = c.expansion * (Double(x[k]) - guess)
        #expect((rate - flow.rate[k]).magnitude < 1e-5, "s = \(s): \(rate), \(flow.rate[k])")
      }
      let growth = c.growth + c.growthScale * Double(target[n])
      #expect((growth - flow.growth[0]).magnitude < 1e-4 * max(1, growth.magnitude))
    }
  }
}
