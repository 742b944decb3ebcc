import Foundation
import GenPhysNumerics
import GenPhysTheory
import Testing

/// Every quantity of a kernel that is printed with an error, by two ways, in random processes, places and times.
///
/// Two values must differ by no more than the sum of their errors. `GENPHYS_BAR_CASES` sets how many,
/// `GENPHYS_SEED` which; `Scripts/bench/bars` draws 2,000.
@Suite struct BarTests {
  private static func setting(_ name: String) -> String? {
    ProcessInfo.processInfo.environment[name]
  }

  private static let cases = setting("GENPHYS_BAR_CASES").flatMap { Int($0) } ?? 60
  private static let seed = setting("GENPHYS_SEED").flatMap { UInt64($0) } ?? 1

  /// Progress on standard error, where `GENPHYS_TRACE` asks for it.
  private static func trace(_ line: String) {
    if setting("GENPHYS_TRACE") != nil {
      FileHandle.standardError.write(Data((line + "\n").utf8))
    }
  }

  /// Comparisons by quantity, and what was found wrong.
  private struct Outcome: Sendable {
    var counts: [Quantity: Int] = [:]
    var violations: [String] = []
    var slowest: (index: Int, duration: Duration) = (0, .zero)

    mutating func compare(
      _ quantity: Quantity, _ a: Estimate, _ b: Estimate, _ text: @autoclosure () -> String
    ) {
      counts[quantity, default: 0] += 1
      guard !((a.value - b.value).magnitude <= a.error + b.error), a.value != b.value else {
        return
      }
      let ratio = (a.value - b.value).magnitude / (a.error + b.error)
      note(
        "\(quantity.rawValue) \(a.value) ± \(a.error) and \(b.value) ± \(b.error) "
          + "(\(ratio.formatted(.number.precision(.significantDigits(2)))) bars): \(text())")
    }

    private mutating func note(_ violation: String) {
      violations.append(violation)
      BarTests.trace(violation)
    }

    mutating func note(_ index: Int, _ duration: Duration) {
      BarTests.trace("case \(index): \(duration)")
      if duration > slowest.duration { slowest = (index, duration) }
    }

    mutating func join(_ other: Outcome) {
      counts.merge(other.counts, uniquingKeysWith: +)
      violations += other.violations
      if other.slowest.duration > slowest.duration { slowest = other.slowest }
    }
  }

  /// A value in the units of the declaration; `nil` where there is none.
  private static func value(
    _ quantity: Quantity, of route: RandomKernel.Route, in item: RandomKernel, radius: Double
  ) -> Estimate? {
    let (green, n) = (route.green, Double(item.dimension))
    let (r, t) = (radius * route.length, item.time / route.pace)
    func scaled(_ x: Estimate?, _ factor: Double) -> Estimate? {
      // Another unit may leave the range of doubles.
      guard let x, factor.isNormal, x.value == 0 ? x.error == 0 : x.value.isNormal,
        x.value == 0 || (x.value * factor).isNormal
      else { return nil }
      return Estimate(x.value * factor, error: x.error * factor)
    }
    switch quantity {
    case .logDensity:
      let log = try? green.logDensity(radius: r, time: t)
      return log.map {
        Estimate(
          $0.value + n * Foundation.log(route.length),
          error: $0.error + 4 * n * Foundation.log(route.length).magnitude * Double.ulpOfOne)
      }
    case .density: return scaled(try? green.density(radius: r, time: t), pow(route.length, n))
    case .velocity:
      return scaled(try? green.radialVelocity(radius: r, time: t), 1 / route.pace / route.length)
    case .growth: return scaled(try? green.growthRate(radius: r, time: t), 1 / route.pace)
    case .mass: return try? green.mass(time: t)
    case .cdf: return try? green.radialShares(radius: r, time: t).inside
    case .survival: return try? green.radialShares(radius: r, time: t).outside
    case .quantile, .pointMass: return nil
    }
  }

  private static func judge(_ index: Int) -> Outcome {
    let item = RandomKernel(seed: seed, index: index)
    var outcome = Outcome()
    let routes = item.routes
    guard let first = routes.first else { return outcome }
    let width =
      (try? first.green.mixture?.medianWidth(time: item.time)).flatMap { $0 > 0 ? $0 : nil } ?? 1
    let radius = width * Double(item.dimension).squareRoot() * item.multiple
    let place =
      "case \(index): \(item.rate) N = \(item.dimension) r = \(radius) t = \(item.time)"
    // 1. All quantities at a place, by every pair of ways.
    for quantity in Quantity.allCases {
      let values = routes.compactMap { route in
        value(quantity, of: route, in: item, radius: radius).map { (route.name, $0) }
      }
      guard let (name, one) = values.first else { continue }
      for (other, two) in values.dropFirst() {
        outcome.compare(quantity, one, two, "\(place) \(name) and \(other)")
      }
    }
    // 2. Straight rays of powers.
    if let exponent = item.exponent {
      let exact = radius / (exponent * item.time)
      for route in routes {
        guard let v = value(.velocity, of: route, in: item, radius: radius) else { continue }
        outcome.compare(
          .velocity, v, Estimate(exact, ulps: 4), "\(place) \(route.name) and r/(alpha t)")
      }
    }
    recurrences(item, radius, place, &outcome)
    quantiles(item, routes, place, &outcome)
    pointMasses(item, routes, place, &outcome)
    return outcome
  }

  /// 3. Shares in N + 2 and N dimensions differ by the volume of the ball times the density:
  /// `P(a, x) − P(a + 1, x) = x^a e^{−x}/Γ(a + 1)`.
  private static func recurrences(
    _ item: RandomKernel, _ radius: Double, _ place: String, _ outcome: inout Outcome
  ) {
    let process = process(item.rate, source: item.source)
    guard let green = try? process.greensFunction(dimension: item.dimension),
      let above = try? process.greensFunction(dimension: item.dimension + 2),
      let a = try? green.radialShares(radius: radius, time: item.time),
      let b = try? above.radialShares(radius: radius, time: item.time),
      let log = try? green.logDensity(radius: radius, time: item.time),
      let logMass = try? green.logMass(time: item.time),
      let massError = try? green.logMassError(time: item.time)
    else { return }
    let half = Double(item.dimension) / 2
    let logVolume =
      half * Foundation.log(.pi) - lgamma(half + 1) + 2 * half * Foundation.log(radius)
    let shell = exp(log.value + logVolume - logMass)
    let rounding =
      4 * Double.ulpOfOne
      * (1 + log.value.magnitude + logVolume.magnitude + lgamma(half + 1)
        + 2 * half * Foundation.log(radius).magnitude)
    let error =
      shell * (log.error + massError + rounding)
    outcome.compare(
      .survival, b.outside,
      Estimate(a.outside.value + shell, error: a.outside.error + error),
      "\(place) in N + 2 and N")
    outcome.compare(
      .cdf, a.inside, Estimate(b.inside.value + shell, error: b.inside.error + error),
      "\(place) in N and N + 2")
  }

  /// 4. Quantiles near either end.
  private static func quantiles(
    _ item: RandomKernel, _ routes: [RandomKernel.Route], _ place: String, _ outcome: inout Outcome
  ) {
    for isTail in [false, true] {
      let (q, complement) = isTail ? (1 - item.share, item.share) : (item.share, 1 - item.share)
      let values = routes.compactMap { route -> (String, Estimate)? in
        // Quadrature knows shares to an absolute error.
        guard route.name != "balls", route.name != "quadrature" || item.share > 0.01,
          let x = try? route.green.radialQuantile(
            q, complement: complement, time: item.time / route.pace)
        else { return nil }
        return (route.name, Estimate(x.value / route.length, error: x.error / route.length))
      }
      guard let (name, one) = values.first else { continue }
      for (other, two) in values.dropFirst() {
        outcome.compare(
          .quantile, one, two,
          "\(place) \(isTail ? "tail" : "q") = \(item.share) \(name) and \(other)")
      }
    }
  }

  /// 5. Masses at the source.
  private static func pointMasses(
    _ item: RandomKernel, _ routes: [RandomKernel.Route], _ place: String, _ outcome: inout Outcome
  ) {
    let values = routes.compactMap { route -> (String, Estimate)? in
      guard route.name != "balls",
        let masses = try? route.green.pointMasses(time: item.time / route.pace)
      else { return nil }
      // Quadrature looks for masses of more than 1e-15 alone.
      return (
        route.name,
        masses.first?.weight ?? Estimate(0, error: route.green.method == .quadrature ? 1e-15 : 0)
      )
    }
    guard let (name, one) = values.first else { return }
    for (other, two) in values.dropFirst() {
      outcome.compare(.pointMass, one, two, "\(place) \(name) and \(other)")
    }
  }

  @Test("Values by two ways agree within their errors")
  func randomKernels() async {
    let workers = max(1, ProcessInfo.processInfo.activeProcessorCount)
    let clock = ContinuousClock()
    let start = clock.now
    var outcome = Outcome()
    await withTaskGroup(of: Outcome.self) { group in
      for worker in 0..<workers {
        group.addTask {
          var part = Outcome()
          for index in stride(from: worker, to: Self.cases, by: workers) {
            let begin = clock.now
            part.join(Self.judge(index))
            part.note(index, clock.now - begin)
          }
          return part
        }
      }
      for await part in group { outcome.join(part) }
    }
    for violation in outcome.violations { Issue.record("seed \(Self.seed), \(violation)") }
    let counts = Quantity.allCases.compactMap { quantity in
      outcome.counts[quantity].map { "\(quantity.rawValue) \($0)" }
    }
    print(
      "seed \(Self.seed): \(Self.cases) draws, \(outcome.violations.count) errors too small, "
        + "\(clock.now - start), case \(outcome.slowest.index) \(outcome.slowest.duration); compared: \(counts.joined(separator: ", "))"
    )
    for quantity in Quantity.allCases {
      #expect(
        outcome.counts[quantity, default: 0] > Self.cases / 8,
        "\(quantity.rawValue) was hardly compared")
    }
  }
}
