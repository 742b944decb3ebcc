import Foundation
import GenPhysNumerics
import GenPhysTheory
import Testing

private typealias Process = GenPhysTheory.Process

private let k = Formula.variable("k")

private func process(_ rate: Formula, source: Process.Source = .none) -> Process {
  Process(name: "test", frequencies: [-.imaginaryUnit * rate], source: source)
}

@Test func probe() throws {
  let p = process(k.raised(to: .rational(3, 2)))
  let g = try p.greensFunction(dimension: 1, choice: .numeric)
  print(g.method)
  for (r, t) in [(0.0, 1.0), (1, 1), (10, 1), (1000, 1), (1, 0.01)] {
    let start = Date()
    let d = try g.density(radius: r, time: t)
    print(r, t, d, try g.expansionRate(radius: r, time: t), Date().timeIntervalSince(start))
  }
  let q = try process(k.raised(to: .rational(1, 2))).greensFunction(dimension: 1, choice: .numeric)
  print(try q.density(radius: 1, time: 1))
  let c = try process(k).greensFunction(dimension: 3, choice: .numeric)
  print(try c.density(radius: 2, time: 0.5), 0.00280473864753876184)
  print(try c.expansionRate(radius: 2, time: 0.5), 2)
  let big = try process(k).greensFunction(dimension: 3072, choice: .numeric)
  print(try big.logDensity(radius: 20, time: 0.5))
  let closed = try process(k).greensFunction(dimension: 3072, choice: .closed)
  print(try closed.logDensity(radius: 20, time: 0.5))
  if big.mixture != nil {
    print(try big.mixture!.quantile(0.5, complement: 0.5, time: 1), 1 / (2 * 0.4549364231195724))
  }
  let m = process((k * k + 1).squareRoot, source: .init(potential: -1, density: 0))
  let y = try m.greensFunction(dimension: 2, choice: .numeric)
  print(try y.density(radius: 1, time: 1), 0.0330267376881547218)
  print(try y.growthRate(radius: 1, time: 1), 0.828427124746190098)
  print(try y.expansionRate(radius: 1, time: 1))
  print(try y.density(radius: 100, time: 1))
  for rate in [
    k.raised(to: .rational(13, 10)) + .rational(1, 5) * k * k, .call(.log, [1 + k * k]),
    k * .call(.tanh, [k]), k.raised(to: 4), 1 - .call(.exp, [-k * k]), k * k / (k * k + 1),
  ] as [Formula] {
    do {
      let start = Date()
      let g = try process(rate).greensFunction(dimension: 2, choice: .numeric)
      print(rate, g.method, try g.density(radius: 1, time: 1), Date().timeIntervalSince(start))
    } catch { print(rate, error) }
  }
}
