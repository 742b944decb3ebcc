internal import GenPhysEngine
internal import GenPhysNumerics
internal import GenPhysTheory

/// How two Green's functions differ over a range of distances at one time.
struct KernelComparison {
  let time: Double
  /// The largest |ln H − ln G| met, with where; `nil` where no distance gave both.
  private(set) var worst: (difference: Double, radius: Double, allowed: Double)?
  /// Distances at which one of the two has no value.
  private(set) var missing = 0
  /// Whether every difference stays within the error bars of the two.
  private(set) var agrees = true

  /// Logarithmically spaced over seven decades.
  static let radii = (0...70).map { 1e-3 * 10.0.raised(to: Double($0) / 10) }

  /// A monitor that cancels leaves distances out: the caller has to ask it.
  ///
  /// - Throws: what the first kernel says where no distance gives a value of both.
  init(
    _ first: any GreensFunction, _ second: any GreensFunction, radii: [Double], time: Double,
    monitor: RunMonitor
  ) throws(GreensFunctionError) {
    self.time = time
    for radius in radii where !monitor.isCancelled() {
      guard let a = try? first.logDensity(radius: radius, time: time),
        let b = try? second.logDensity(radius: radius, time: time)
      else {
        missing += 1
        continue
      }
      let difference = (a.value - b.value).magnitude
      let allowed = a.error + b.error
      if difference > allowed { agrees = false }
      if difference >= worst?.difference ?? 0 { worst = (difference, radius, allowed) }
    }
    if worst == nil {
      _ = try first.logDensity(radius: radii.first ?? 1, time: time)
      _ = try second.logDensity(radius: radii.first ?? 1, time: time)
    }
  }

  /// One line.
  var text: String {
    var line = "t = \(NumberFormat.text(time)): "
    guard let worst else { return line + "no distance at which both have a value" }
    line +=
      "|ln H - ln G| <= \(NumberFormat.significant(worst.difference, 2)), "
      + "largest at r = \(NumberFormat.significant(worst.radius, 3)) "
      + "(error bars there: \(NumberFormat.significant(worst.allowed, 2))); "
    line += agrees ? "the same to their error bars" : "they differ"
    if missing > 0 { line += "; no value of both at \(missing) distances" }
    return line
  }
}
