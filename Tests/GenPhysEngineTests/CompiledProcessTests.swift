import Foundation
import GenPhysNumerics
import GenPhysTheory
import Testing

import GenPhysEngine

struct CompiledProcessTests {
  @Test func gaussianIsRecognised() throws {
    let process = try CompiledProcess(GaussianKernel(dimension: 3), scale: 2)
    #expect(process.isGaussian && process.hasStraightRays && !process.hasGrowth)
    #expect((process.width(atTime: 8) - 4).magnitude < 1e-9)
    #expect((process.time(atWidth: 4) - 8).magnitude < 1e-9)
    #expect((process.widthRange.lowerBound - 0.008).magnitude < 1e-12)
    #expect((process.widthRange.upperBound - 320).magnitude < 1e-9)
    #expect((process.expansionRate(radius: 3, time: 8) * 16 - 1).magnitude < 1e-9)
  }

  @Test(arguments: [1, 2, 64, 3072])
  func poissonInAnyDimension(_ dimension: Int) throws {
    let process = try CompiledProcess(PoissonKernel(dimension: dimension), scale: 0.5)
    #expect(!process.isGaussian && process.hasStraightRays && !process.hasGrowth)
    #expect((process.expansionRate(radius: 3, time: 8) * 8 - 1).magnitude < 1e-9)
    #expect(process.report.surprise < 1e-5)
    // The median of √(2u) is t/(√2·erfc⁻¹(½)).
    let expected = 2 / (2.squareRoot() * inverseErfc(0.5))
    #expect((process.width(atTime: 2) / expected - 1).magnitude < 1e-9)
  }

  /// In one dimension Poisson's kernel is Cauchy's law: quartiles at ±t.
  @Test func kernelSamplesFollowTheKernel() throws {
    let process = try CompiledProcess(PoissonKernel(dimension: 1), scale: 1)
    var random = RandomStream(seed: 4)
    let time = 3.0
    let points = try process.sampleKernel(
      around: [10], width: process.width(atTime: time), count: 40_000, random: &random)
    let levels = points.map { 0.5 + atan(($0 - 10) / time) / .pi }.sorted()
    let distance = levels.enumerated().reduce(0.0) {
      max($0, ($1.element - (Double($1.offset) + 0.5) / 40_000).magnitude)
    }
    // Kolmogorov: exceeded by chance in one of a thousand seeds.
    #expect(distance * 200 < 1.95)
  }

  @Test func uniformDeathNeedsNoWeights() throws {
    let process = try CompiledProcess(
      PoissonKernel(dimension: 2, uniformDeath: 0.7), scale: 1)
    #expect(!process.hasGrowth)
  }

  @Test func yukawaGrowthHasMeanZero() throws {
    let process = try CompiledProcess(YukawaKernel(), scale: 0.7)
    #expect(process.hasGrowth && process.hasStraightRays)
    let time = 1.5
    // ∫ G g 2πr dr / M by the trapezoidal rule in ln r.
    var sum = 0.0
    var mass = 0.0
    for i in 0..<2000 {
      let r = exp(-8 + Double(i) * 0.006)
      let w = exp(try process.logDensity(radius: r, time: time)) * r * r
      sum += w * process.relativeGrowthRate(radius: r, time: time)
      mass += w
    }
    #expect((sum / mass).magnitude < 1e-4)
    #expect((2 * .pi * mass * 0.006 / exp(-time) - 1).magnitude < 1e-4)
  }

  @Test func bentRaysAreTabulated() throws {
    let kernel = BentKernel()
    let process = try CompiledProcess(kernel, scale: 0.5)
    #expect(!process.hasStraightRays)
    for (r, t) in [(0.1, 0.02), (1.3, 0.5), (4, 1), (30, 20)] {
      let exact = try kernel.expansionRate(radius: r, time: t).value
      #expect((process.expansionRate(radius: r, time: t) / exact - 1).magnitude < 2e-4)
    }
  }

  /// Without a mixture there is nothing to sample.
  struct Unmixed: GreensFunction {
    var base = GaussianKernel()
    var dimension: Int { 2 }
    var method: GreensFunctionMethod { .quadrature }
    var mixture: (any MixingMeasure)? { nil }
    func density(radius r: Double, time t: Double) throws(GreensFunctionError) -> Estimate {
      try base.density(radius: r, time: t)
    }
    func logDensity(radius r: Double, time t: Double) throws(GreensFunctionError) -> Estimate {
      try base.logDensity(radius: r, time: t)
    }
    func expansionRate(radius r: Double, time t: Double) throws(GreensFunctionError) -> Estimate {
      try base.expansionRate(radius: r, time: t)
    }
    func growthRate(radius r: Double, time t: Double) throws(GreensFunctionError) -> Estimate {
      try base.growthRate(radius: r, time: t)
    }
    func logMass(time t: Double) throws(GreensFunctionError) -> Double { 0 }
  }

  @Test func refusalsSayWhy() {
    #expect(throws: EngineError.self) { try CompiledProcess(Unmixed(), scale: 1) }
    #expect(throws: EngineError.self) { try CompiledProcess(GaussianKernel(), scale: 0) }
    #expect(throws: EngineError.self) { try CompiledProcess(GaussianKernel(), scale: .nan) }
    #expect(throws: EngineError.self) {
      try CompiledProcess(GaussianKernel(), scale: 1, widths: 1...1)
    }
  }

  /// For a Gaussian kernel the preconditioner is EDM's.
  @Test func preconditionerOfAGaussianIsEDMs() throws {
    let process = try CompiledProcess(GaussianKernel(), scale: 3)
    let preconditioner = Preconditioner(process)
    for sigma in [0.01, 0.5, 7] {
      let c = preconditioner.coefficients(meanSquare: 2, logWidth: log(sigma))
      let total = sigma * sigma + 0.25
      #expect((c.skip - 0.25 / total).magnitude < 1e-12)
      #expect((c.out - sigma * 0.5 / total.squareRoot()).magnitude < 1e-12)
      #expect((c.input - 1 / total.squareRoot()).magnitude < 1e-12)
      #expect((c.expansion - 1).magnitude < 1e-9)
    }
  }

  /// A point thrown far away by a heavy tail is scaled back to order one.
  @Test func preconditionerFollowsHeavyTails() throws {
    let preconditioner = Preconditioner(try CompiledProcess(PoissonKernel(), scale: 1))
    for radius in [1e2, 1e4, 1e6, 1e8] {
      let c = preconditioner.coefficients(meanSquare: radius * radius, logWidth: log(0.1))
      #expect(c.input * radius > 0.2 && c.input * radius < 5)
      #expect((c.out - 0.5).magnitude < 1e-3)
    }
  }
}
