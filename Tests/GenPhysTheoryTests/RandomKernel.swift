import Foundation
import GenPhysNumerics
import GenPhysTheory

/// A random process with a dimension, a time and a place, and what else is known of it.
struct RandomKernel {
  /// One way of computing a kernel, with the units it is computed in.
  struct Route {
    let name: String
    let green: any GreensFunction
    /// What lengths are multiplied with: a power of 2, so that nothing is rounded.
    var length = 1.0
    /// What times are divided by: a power of 2.
    var pace = 1.0
  }

  let index: Int
  let rate: Formula
  let source: Process.Source
  let dimension: Int
  let time: Double
  /// r over the kernel's width.
  let multiple: Double
  /// The smaller of the two shares of a quantile.
  let share: Double
  /// α where the process is c k^α without a source: then v = r/(αt).
  let exponent: Double?
  /// Exponents of 2 for units of length and pace.
  let units: (length: Int, pace: Int)

  /// Case `index` of the sweep with this seed.
  init(seed: UInt64, index: Int) {
    var start = SplitMix(state: seed)
    var random = SplitMix(state: start.next() &+ UInt64(index) &* 0x2545_f491_4f6c_dd1d)
    func uniform(_ range: ClosedRange<Double>) -> Double {
      Double.random(in: range, using: &random)
    }
    /// Between 1/10 and 10, with three digits.
    func number() -> Formula {
      .rational(Int((pow(10, uniform(-1...1)) * 1000).rounded()), 1000)
    }
    var exponent: Double?
    var source = Process.Source.none
    self.index = index
    let family = index % 10
    switch family {
    case 0:
      // A power, of which the velocity is known.
      let a = Int.random(in: 8...39, using: &random)
      exponent = Double(a) / 20
      rate = number() * k.raised(to: .rational(a, 20))
    case 1:
      rate = number() * .call(.log, [1 + number() * k * k])
    case 2:
      let m = number()
      let isYukawa = Bool.random(using: &random)
      if isYukawa { source = .init(potential: -m * m, density: 0) }
      rate = isYukawa ? (k * k + m * m).squareRoot : (k * k + m * m).squareRoot - m
    case 3:
      let order = Formula.rational(Int.random(in: 1...60, using: &random), 4)
      let t = Formula.variable("t")
      rate = k * .call(.besselk, [order - 1, k * t]) / .call(.besselk, [order, k * t])
    case 4:
      let step = number()
      let jumps = [1, 2, 3].filter { _ in Bool.random(using: &random) }
      rate = (jumps.isEmpty ? [1] : jumps).reduce(
        Bool.random(using: &random) ? Formula.zero : number() * k * k
      ) { sum, j in
        let size = Formula.number(Number(j)) * step
        return sum + number() * (1 - .call(.exp, [-size * k * k]))
      }
    default:
      let count = Int.random(in: 1...3, using: &random)
      rate = (0..<count).reduce(Formula.zero) { sum, _ in
        let c = number()
        let term: Formula
        switch Int.random(in: 0...7, using: &random) {
        case 0: term = k.raised(to: .rational(Int.random(in: 8...39, using: &random), 20))
        case 1: term = k * k
        case 2:
          let b = Formula.rational(Int.random(in: 5...20, using: &random), 10)
          term = .call(.log, [1 + number() * k.raised(to: b)])
        case 3:
          let m = number()
          term = (k * k + m * m).squareRoot - m
        case 4: term = 1 - .call(.exp, [-number() * k * k])
        case 5: term = k * .call(.tanh, [number() * k])
        case 6: term = k * k / (1 + number() * k)
        default: term = k * k / (1 + number() * k * k)
        }
        return sum + c * term
      }
    }
    self.source = source
    self.exponent = exponent
    dimension = [1, 1, 2, 2, 3, 3, 10, 64, 3072][Int.random(in: 0...8, using: &random)]
    time = pow(10, Bool.random(using: &random) ? uniform(-1...1) : uniform(-3...3))
    multiple = pow(10, Bool.random(using: &random) ? uniform(-1...1) : uniform(-6...6))
    let depth = [1.0, 4, 16, 300][Int.random(in: 0...3, using: &random)]
    share = 0.5 * pow(10, -depth * uniform(0...1))
    units = (Int.random(in: -6...6, using: &random), Int.random(in: -6...6, using: &random))
  }

  /// The ways of computing this kernel that there are.
  var routes: [Route] {
    let process = process(rate, source: source)
    var routes: [Route] = []
    func add(
      _ name: String, _ process: Process, _ choice: Process.GreensFunctionChoice,
      length: Double = 1, pace: Double = 1
    ) {
      guard let green = try? process.greensFunction(dimension: dimension, choice: choice) else {
        return
      }
      routes.append(Route(name: name, green: green, length: length, pace: pace))
    }
    add("automatic", process, .automatic)
    // Contours of Bessel functions of the time take minutes.
    let isQuick = !rate.contains("t")
    if isQuick, routes.first?.green.method == .closedForm { add("numeric", process, .numeric) }
    // The same in other units: its grids start elsewhere.
    let (length, pace) = (exp2(Double(units.length)), exp2(Double(units.pace)))
    if source.potential == 0 {
      let scaled =
        Formula.real(pace)
        * rate.substituting(["k": .real(length) * k, "t": .real(pace) * .variable("t")])
      add(
        "in other units",
        .init(name: "test", frequencies: [-.imaginaryUnit * scaled], source: source), .automatic,
        length: length, pace: pace)
    }
    if isQuick, index % 2 == 0, dimension <= 3, multiple < 1e2, multiple > 1e-3 {
      add("quadrature", process, .quadrature)
    }
    // Balls take up to a minute where terms cancel.
    if isQuick, index % 20 == 6, dimension <= 2, multiple < 2, multiple > 0.1, time > 0.3 {
      add("balls", process, .rigorous)
    }
    return routes
  }
}

/// Quantities of a kernel, each with its error.
enum Quantity: String, CaseIterable, Sendable {
  case logDensity = "log density"
  case density, velocity, growth, mass, cdf, survival, quantile
  case pointMass = "point mass"
}
