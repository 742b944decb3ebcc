import GenPhysNumerics
import Numerics
import Testing

private let x: Formula = "x"
private let y: Formula = "y"

@Suite struct EvaluationTests {
  /// Formulas with cuts, over the whole complex plane.
  static let complexCases: [Formula] = [
    sqrt(x), log(x), pow(x, "y"), pow(x, 3), pow(x, -2), pow(x, .rational(3, 2)),
    pow(x, .rational(-5, 2)), exp(x), .call(.sin, [x]), .call(.cos, [x]), .call(.tan, [x]),
    .call(.sinh, [x]), .call(.cosh, [x]), .call(.tanh, [x]), .call(.asin, [x]), .call(.acos, [x]),
    .call(.atan, [x]), .call(.asinh, [x]), .call(.acosh, [x]), .call(.atanh, [x]),
    .call(.abs, [x]), .call(.re, [x]), .call(.im, [x]), .call(.conj, [x]), .call(.gamma, [x]),
    .call(.erf, [x]), .call(.erfc, [x]), .call(.besselj, [.rational(1, 3), x]),
    .call(.besseli, [2, x]), .call(.besselk, [.real(0.7), x]), x / (x * x + y) - 3 * y,
    .imaginaryUnit * x - .pi / y, 1 / sqrt(x * y), pow(pow(x, 2), .rational(1, 2)),
    log(1 + x), log(x * y + 1 - y),
  ]

  @Test(arguments: [1e-3, 1e-18, 1e-200, -1e-18])
  func logarithmsNearOneKeepTheirDigits(_ small: Double) throws {
    let program = try log(1 + x + y * 0).compiled(variables: ["x", "y"])
    let expected = Double.log(onePlus: small)
    #expect(program.evaluate([small, 0]) == expected)
    #expect((program.evaluate([Complex(small), 0]).real / expected - 1).magnitude < 1e-15)
    let (value, error) = program.evaluateWithError([Complex(small), 0])
    #expect((value.real - expected).magnitude <= error && error < 1e-14 * small.magnitude)
  }

  @Test(arguments: [1e-3, 1e-18, 1e-200])
  func acoshNearOneKeepsItsDigits(_ small: Double) throws {
    let program = try Formula.call(.acosh, [1 + x + y * 0]).compiled(variables: ["x", "y"])
    let expected = 2 * Double.asinh((small / 2).squareRoot())
    #expect((program.evaluate([small, 0]) / expected - 1).magnitude < 1e-15)
    #expect((program.evaluate([Complex(small), 0]).real / expected - 1).magnitude < 1e-15)
  }

  @Test func acoshOfASumKeepsItsBranch() throws {
    let program = try Formula.call(.acosh, [1 + x + y * 0]).compiled(variables: ["x", "y"])
    var random = RandomPoints(seed: 5)
    for n in 0..<200 {
      var a = Complex(random.uniform(-4...4), random.uniform(-4...4))
      if n % 4 == 0 { a = Complex(a.real, 0) }
      let expected = Complex<Double>.apply(.acosh, 1 + a)
      #expect((program.evaluate([a, 0]) - expected).length < 1e-13 * (1 + expected.length))
    }
  }

  @Test(arguments: complexCases)
  func complexAgainstBalls(_ formula: Formula) throws {
    let program = try formula.compiled(variables: ["x", "y"])
    let seed: UInt64 = 31
    var random = RandomPoints(seed: seed)
    for n in 0..<40 {
      var a = Complex(random.uniform(-4...4), random.uniform(-4...4))
      let b = Complex(random.uniform(-3...3), random.uniform(-3...3))
      // Some points lie on the axes, where the cuts are; branch points stay out.
      if n % 5 == 0 { a = Complex(a.real, n % 10 == 0 ? 0 : -0.0) }
      let value = program.evaluate([a, b])
      let exact = program.evaluate([Ball(a, precision: 160), Ball(b, precision: 160)])
      guard exact.isFinite else { continue }
      let miss = (value - exact.midpoint).length
      let scale = max(exact.midpoint.length, 1e-3)
      #expect(
        miss <= 4e-14 * scale, "\(formula), seed \(seed), x = \(a), y = \(b): \(value) \(exact)")
    }
  }

  @Test(arguments: complexCases)
  func realAgainstBalls(_ formula: Formula) throws {
    let program = try formula.compiled(variables: ["x", "y"])
    var random = RandomPoints(seed: 5)
    for _ in 0..<40 {
      let (a, b) = (random.uniform(-4...4), random.uniform(-3...3))
      let exact = program.evaluate([Ball(a, precision: 160), Ball(b, precision: 160)])
      let value = program.realValue([a, b])
      guard exact.isFinite, !value.isNaN else { continue }
      let miss = (value - exact.midpoint.real).magnitude
      #expect(miss <= 4e-14 * max(exact.midpoint.length, 1e-3), "\(formula) at \(a), \(b)")
      #expect(exact.midpoint.imaginary.magnitude < 1e-12 * max(1, exact.midpoint.length))
    }
  }

  @Test func simplificationKeepsValues() throws {
    var random = RandomPoints(seed: 77)
    for formula in Self.complexCases + [
      sqrt(pow(x, 2) * y), pow(pow(x, 4), .rational(1, 4)), log(x * exp(y)), sqrt(-x),
      pow(x * y, "y"), .call(.abs, [x * y - 1]), exp(y * log(x) + 1), sqrt(pow(x - y, 2)),
      pow(x + y, 3) / (x + y) - x, sqrt(4 * x * x + 4 * x * y), pow(2, x + 1) * sqrt(8),
    ] {
      for assumptions in [
        Assumptions.none, ["x": .real, "y": .real], ["x": .nonnegative, "y": .positive],
        ["x": .range(-4...(-1)), "y": .real],
      ] {
        let original = try formula.compiled(variables: ["x", "y"])
        let short = formula.simplified(assuming: assumptions)
        let simplified = try short.compiled(variables: ["x", "y"])
        for _ in 0..<10 {
          var a = Complex(random.uniform(-4...4), random.uniform(-4...4))
          var b = Complex(random.uniform(-3...3), random.uniform(-3...3))
          switch assumptions["x"] {
          case .real: (a, b) = (Complex(a.real, 0), Complex(b.real, 0))
          case .nonnegative, .positive:
            (a, b) = (Complex(a.real.magnitude, 0), Complex(b.real.magnitude, 0))
          case .range(let range): (a, b) = (Complex(random.uniform(range), 0), Complex(b.real, 0))
          case nil: break
          }
          let (u, v) = (original.evaluate([a, b]), simplified.evaluate([a, b]))
          guard u.isFinite, v.isFinite else { continue }
          #expect(
            (u - v).length <= 1e-10 * max(1, u.length),
            "\(formula) → \(short) at \(a), \(b) under \(assumptions): \(u), \(v)")
        }
      }
    }
  }

  @Test func derivativesAgainstDifferences() throws {
    var random = RandomPoints(seed: 3)
    for formula in Self.complexCases {
      guard let slope = try? formula.derivative(in: "x") else { continue }
      let f = try formula.compiled(variables: ["x", "y"])
      let g = try slope.compiled(variables: ["x", "y"])
      for _ in 0..<10 {
        let (a, b) = (random.uniform(0.1...0.9), random.uniform(0.5...2))
        let h = 1e-4
        let at = { (x: Double) in f.realValue([x, b]) }
        let finite = (8 * (at(a + h) - at(a - h)) - (at(a + 2 * h) - at(a - 2 * h))) / (12 * h)
        let exact = g.realValue([a, b])
        guard finite.isFinite, exact.isFinite else { continue }
        #expect((finite - exact).magnitude < 1e-7 * max(1, exact.magnitude), "\(formula) at \(a)")
      }
    }
    #expect(throws: FormulaError.noDerivative(.gamma)) {
      try Formula.call(.gamma, [x]).derivative(in: "x")
    }
  }

  @Test func specialValues() throws {
    func value(_ f: Formula) throws -> Complex<Double> {
      try f.compiled(variables: []).evaluate([Complex<Double>]())
    }
    #expect(try value(sqrt(0)) == .zero)
    #expect(try value(.power(0, .real(1.3))) == .zero)
    #expect(try value(.power(0, 0)) == .one)
    #expect(try !value(.power(0, -1)).isFinite)
    #expect(try value(sqrt(-4)) == Complex(0, 2))
    #expect(try value(sqrt(-Formula.product([1, 4]))) == Complex(0, 2))
    #expect(try value(log(-1)) == Complex(0, .pi))
    let empty = try Formula.pi.compiled(variables: [])
    #expect(empty.evaluate([Double]()) == .pi)
    #expect(empty.evaluate([Ball]()).contains(Ball.pi(precision: 200)))
    #expect(try Formula.imaginaryUnit.compiled(variables: []).realValue([]).isNaN)
  }

  @Test func hostileFormulas() throws {
    let tower = Formula.power(2, .power(2, .power(2, 100)))
    _ = tower.simplified()
    #expect(try !tower.compiled(variables: []).evaluate([Double]()).isFinite)
    var nested = x
    for _ in 0..<10_000 { nested = .call(.sin, [nested]) }
    #expect(!nested.isWithinLimits)
    _ = nested.simplified()
    _ = nested.description
    #expect(throws: FormulaError.tooLarge) { try nested.compiled(variables: ["x"]) }
    var doubled = x
    for _ in 0..<200 { doubled = .sum([doubled, doubled]) }
    #expect(!doubled.isWithinLimits)
    _ = doubled.simplified()
    _ = Formula.power(x + y + 1, 1_000_000_000).simplified()
    _ = (Formula.power(x + y + 1, 60) - Formula.power(x + 2, 64)).simplified()
    _ = Formula.product([
      .number(Number(Int.max)), .number(Number(Int.max)), .real(1e300), .real(1e300),
    ])
    .simplified()
    _ = Formula.power(.number(Number(Int.min)), .half).simplified()
    _ = Formula.power(.number(.rational(Int.max, Int.max - 1)), .rational(7, 3)).simplified()
    _ = (Formula.number(Number(Int.min)) / .number(Number(Int.min)) - .number(Number(Int.min)))
      .simplified()
    // Just within the limits of depth and size: fast, and no stack overflow.
    var tall = x
    for n in 0..<190 { tall = n % 2 == 0 ? sqrt(tall + 1) : .call(.sin, [tall * y]) }
    #expect(tall.isWithinLimits)
    var wide: [Formula] = []
    for n in 0..<4000 { wide.append(.power(x, .number(Number(n % 700))) * .number(Number(n)) * y) }
    let clock = ContinuousClock()
    let elapsed = try clock.measure {
      _ = tall.simplified(assuming: ["x": .positive, "y": .positive])
      _ = Formula.sum(wide).simplified()
      _ = Formula.sum(wide).isZero()
      _ = Formula.product(wide).simplified()
      _ = try tall.derivative(in: "x").simplified()
      _ = try tall.compiled(variables: ["x", "y"])
      _ = "\(tall)"
    }
    print("large formulas: \(elapsed)")
    #expect(elapsed < .seconds(5))
    #expect(!doubled.contains("y"))
    #expect(throws: FormulaError.unknownVariable("x")) { try x.compiled(variables: ["y"]) }
    #expect(throws: FormulaError.wrongArity(.besselk, given: 1)) {
      try Formula.call(.besselk, [x]).compiled(variables: ["x"])
    }
  }
}

@Suite struct NumberTests {
  @Test(arguments: [
    ("0.1", Number.rational(1, 10)), ("1e-3", .rational(1, 1000)), ("2.50", .rational(5, 2)),
    ("1e30", .real(1e30)), ("0", .zero), ("0e99999999999999999999", .zero), (".5", .half),
    ("12345678901234567890", .real(12345678901234567168)), ("1e-400", .real(0)),
    ("9223372036854775807", .rational(.max, 1)),
  ])
  func decimals(_ text: String, _ expected: Number) {
    #expect(Number(decimal: text) == expected)
  }

  @Test(arguments: ["", ".", "e5", "1e", "1e400", "abc", "1.2.3", "0x10", "nan", "inf"])
  func rejected(_ text: String) { #expect(Number(decimal: text) == nil) }

  @Test func arithmetic() {
    #expect(Number.half + Number.half == .one)
    #expect(Number(Int.max) + 1 == .real(0x1p63))
    #expect(Number(Int.min) * .minusOne == .real(0x1p63))
    #expect(-Number(Int.min) == .real(0x1p63))
    #expect(Number(2).power(-3) == .rational(1, 8))
    #expect(Number(2).power(100) == .real(0x1p100))
    #expect(Number.zero.power(-1) == nil)
    #expect(Number.rational(1, 3) < .half)
    #expect(Number(Int.min, over: Int.min) == .one)
    #expect(Number(0.1) == .rational(1, 10))
    #expect(Number.rational(-7, 2).floor == -4)
  }
}

@Suite struct BesselQuotientTests {
  /// k·K_{D/2−1}(kt)/K_{D/2}(kt), the decay rate of PFGM++, where the K alone would overflow.
  @Test(arguments: [1, 3, 64, 2048], [1e-8, 0.3, 20, 3000])
  func decayRate(_ dimension: Int, _ k: Double) throws {
    let x = Formula.variable("k") * "t"
    let half = Formula.rational(dimension, 2)
    let rate = "k" * Formula.call(.besselk, [half - 1, x]) / .call(.besselk, [half, x])
    let short = rate.simplified(assuming: .wave)
    for formula in [rate, short] {
      let program = try formula.compiled(variables: ["k", "t"])
      let value = program.evaluate([k, 1.5])
      let exact = program.evaluate([Ball(k, precision: 4000), Ball(1.5, precision: 4000)])
      #expect(exact.isFinite)
      #expect(
        (value - exact.midpoint.real).magnitude <= 2e-13 * value, "\(short): \(value) \(exact)")
      let z = program.evaluate([Complex(k, 0.1 * k), Complex(1.5, 0)])
      #expect(z.isFinite)
    }
    if dimension == 1 { #expect(short == "k") }
  }
}
