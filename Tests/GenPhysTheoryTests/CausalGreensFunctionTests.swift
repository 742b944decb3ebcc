import ComplexModule
import GenPhysNumerics
import GenPhysTheory
import Numerics
import Testing

/// Green's functions of several kept branches against each other and against closed forms.
@Suite struct CausalGreensFunctionTests {
  static let k = Formula.variable("k")
  static func process(_ rates: [Formula], _ source: Process.Source = .none) -> Process {
    Process(name: "test", frequencies: rates.map { -.imaginaryUnit * $0 }, source: source)
  }

  /// (∂t − ∇²)(∂t − 2∇²)φ: φ̂ = (e^{−st} − e^{−2st})/s, p = φ_t − 3∇²φ, p̂ = 2e^{−st} − e^{−2st}.
  @Test(arguments: [0.1, 0.5, 1.3], [0.5, 1, 2])
  func twoHeatsAreADifferenceOfGaussians(radius: Double, time: Double) throws {
    let s = Self.k * Self.k
    let green = try Self.process([s, 2 * s]).greensFunction(dimension: 2)
    func gaussian(_ c: Double) -> Double {
      let spread: Double = 4 * c * time
      return Double.exp(-radius * radius / spread) / (Double.pi * spread)
    }
    let expected = 2 * gaussian(1) - gaussian(2)
    let value = try green.density(radius: radius, time: time)
    #expect((value.value - expected).magnitude < 1e-9)
    // The flux is −∇φ_pot with φ_pot = 2s·φ̂: v·p = Σ over the Gaussians of r/(2ct)·weight.
    let flux: Double = radius / time * (gaussian(1) - gaussian(2) / 2)
    let velocity = try green.radialVelocity(radius: radius, time: time)
    #expect((velocity.value * value.value - flux).magnitude < 1e-8 * (1 + flux.magnitude))
  }

  /// (∂t − ∇²)³φ: p̂ = e^{−st}(1 + st + s²t²/2), that is G − tĠ + t²G̈/2 of the heat kernel.
  @Test(arguments: [0.1, 0.7, 1.9], [0.5, 1, 2])
  func threeEqualBranches(radius: Double, time: Double) throws {
    let s = Self.k * Self.k
    let green = try Self.process([s, s, s]).greensFunction(dimension: 2)
    let heat = Double.exp(-radius * radius / (4 * time)) / (4 * Double.pi * time)
    let first = radius * radius / (4 * time * time) - 1 / time
    let second = first * first - radius * radius / (2 * time * time * time) + 1 / (time * time)
    let expected = heat * (1 - time * first + time * time * second / 2)
    let value = try green.density(radius: radius, time: time)
    #expect((value.value - expected).magnitude < 1e-11)
  }

  /// Divided differences against the sum over distinct rates, and across the switch at 1/t.
  @Test(arguments: [0.3, 0.99, 1.01, 4])
  func responsesOfDistinctRates(spread: Double) {
    let rates: [Complex<Double>] = [
      Complex(0.2), Complex(0.2 + spread), Complex(0.4, 0.5 * spread), Complex(0.4, -0.5 * spread),
    ]
    let values = CausalChain.responses(rates, time: 1)
    for count in 1...4 {
      var sum = Complex<Double>.zero
      for j in 0..<count {
        var part = Complex<Double>.exp(-rates[j])
        for l in 0..<count where l != j { part /= rates[l] - rates[j] }
        sum += part
      }
      #expect((values[count - 1] - sum).length < 1e-12)
    }
  }

  /// A branch that stands still carries no mass where the other one conserves it.
  @Test func stillBranchIsHarmless() throws {
    let s = Self.k * Self.k
    let green = try Self.process([s, s + 1]).greensFunction(dimension: 1)
    // p̂ = ((s+1)e^{−st} − s e^{−(s+1)t})/1.
    let mass = try green.logMass(time: 1)
    #expect(mass.magnitude < 1e-12)
  }

  /// The telegraph kernel with deaths against its mass and its source.
  @Test(arguments: [0.2, 0.5, 0.9])
  func dyingTelegraphBalances(time: Double) throws {
    let s = Self.k * Self.k
    let root = (Formula.rational(3, 4) - s).squareRoot
    let source = Process.Source(potential: .rational(-1, 4), density: 0)
    let green = try Self.process([1 + root, 1 - root], source).greensFunction(dimension: 1)
    #expect(green.method == .closedForm)
    // ∫ p between the fronts and the two fronts make the mass.
    let inside = Quadrature.adaptive(from: 0, to: time) { r in
      2 * ((try? green.density(radius: r, time: time).value) ?? .nan)
    }
    let mass = Double.exp(try green.logMass(time: time))
    #expect((inside.value + Double.exp(-time) - mass).magnitude < 1e-9)
    // Ṁ = ∫ R.
    let step = 1e-5
    let later = Double.exp(try green.logMass(time: time + step))
    let earlier = Double.exp(try green.logMass(time: time - step))
    let slope = (later - earlier) / (2 * step)
    let deaths = Quadrature.adaptive(from: 0, to: time) { r in
      guard let p = try? green.density(radius: r, time: time).value,
        let rate = try? green.growthRate(radius: r, time: time).value
      else { return .nan }
      return 2 * p * rate
    }
    #expect((deaths.value - slope).magnitude < 1e-6)
  }
}
