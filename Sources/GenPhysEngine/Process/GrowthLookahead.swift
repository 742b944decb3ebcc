import Foundation
internal import GenPhysSupport

/// What weights a backward particle will still gather, foreseen.
///
/// With births and deaths the prior lacks particles where the data needs them: Yukawa's kernel at
/// m t ≫ 1 has almost none of the far ones from which most of an early kernel comes, and backward
/// weights of the rest would collapse onto a few. So points are drawn from kernels launched at
/// several floors (`RayLaunch`), with weights that undo this; on the way back the weights come home
/// to order 1. Resampling in between judges w·e^Ψ, Ψ being what data of Gaussian law would still
/// gather (a look-ahead, or twisted, particle filter). All of this changes the variance only: for
/// any launches and any Ψ the weighted points follow the same law.
/// [Whiteley & Lee 2014 for twisting; Veach & Guibas 1995 for mixing proposals; the application is
/// derived here]
///
/// One floor at the data's width is not enough: points that are still far from the data there gather
/// e⁶ and more on the rest of the way, and a dozen of them carried a fifth of all weight.
struct GrowthLookahead: Sendable {
  /// ln σ at which backward integration starts.
  let ceiling: Double
  /// The flow of data of Gaussian law, by which Ψ is foreseen.
  let reference: ReferenceFlow
  /// From the largest floor, the width of the data, down.
  private let launches: [RayLaunch]
  /// Ψ over ln(|x|/√N) and ln σ.
  private let foresight: BicubicTable
  /// ln √N.
  private let logRoot: Double

  /// By how much ln w may differ between the tenth and the ninetieth percentile of a single source.
  ///
  /// A network's error of a few per cent in the growth is then well below a nat.
  private static let largestSpread = 8.0
  private static let step = 0.05

  init(_ rays: CompiledRays) {
    let logWidths = rays.clock.range
    let top = min(
      max(log(Preconditioner.dataDeviation), logWidths.lowerBound), logWidths.upperBound - 0.1)
    let ceiling = GrowthLookahead.ceiling(rays, floor: top, logWidths: logWidths)
    self.ceiling = ceiling
    logRoot = 0.5 * log(Double(rays.dimension))
    let octaves = Int(saturating: ((top - logWidths.lowerBound) / log(2)).rounded(.up))
    launches = (0...min(max(octaves, 0), 12)).map {
      RayLaunch(
        rays, floor: max(top - Double($0) * log(2), logWidths.lowerBound), ceiling: ceiling)
    }
    let reference = ReferenceFlow(rays, logWidths: logWidths.lowerBound...ceiling)
    self.reference = reference
    foresight = BicubicTable(
      x: .init(-4...10, step: 0.125), y: .init(logWidths.lowerBound...ceiling, step: 0.125)
    ) { s, nodes in
      nodes.map { reference.follow(Ray(logRadius: $0), from: s, to: logWidths.lowerBound).gathered }
    }
  }

  /// The largest ln σ to which the weights of a single source stay within `largestSpread`.
  private static func ceiling(
    _ rays: CompiledRays, floor: Double, logWidths: ClosedRange<Double>
  ) -> Double {
    let root = 0.5 * log(Double(rays.dimension))
    var near = Ray(logRadius: root + 0.5 * rays.mixing.logVariance(-1.2816, floor))
    var far = Ray(logRadius: root + 0.5 * rays.mixing.logVariance(1.2816, floor))
    // There the prior may take the data for its cells, 3.5 deviations long in all and 256 at most: at
    // twice a cell's width, and at three deviations for a Gaussian.
    let cell = 3.5 / pow(Double(DataCells.largestCount), 1 / Double(rays.dimension))
    let least = min(
      log(Preconditioner.dataDeviation * min(max(2 * cell, 1), 3)), logWidths.upperBound)
    var s = floor
    while s < logWidths.upperBound {
      let next = min(s + step, logWidths.upperBound)
      near = rays.follow(near, from: s, to: next)
      far = rays.follow(far, from: s, to: next)
      guard (near.gathered - far.gathered).magnitude <= largestSpread || next <= least else {
        break
      }
      s = next
    }
    return s
  }

  /// Ψ at a radius |x| in units of `unit`.
  func foresight(logRadius: Double, logWidth s: Double) -> Double {
    foresight(logRadius - logRoot, s)
  }

  /// One of the launches, chosen by a number uniform in 0..<1.
  ///
  /// Each has half the share of the one before, as the far points of a heavy tail r⁻ᴺ⁻¹ have; the
  /// last two share alike.
  @inline(__always)
  func launch(_ uniform: Double) -> RayLaunch {
    var edge = 0.5
    var index = 0
    while index < launches.count - 1, uniform >= edge {
      index += 1
      edge += 0.5 * (1 - edge)
    }
    return launches[index]
  }

  /// ln of how much denser launched points are than the kernel, at a radius in units of `unit`.
  func logExcess(logRadius: Double, logWidth s: Double) -> Double {
    var logShare = 0.0
    var largest = -Double.infinity
    var sum = 0.0
    for (index, launch) in launches.enumerated() {
      if index < launches.count - 1 { logShare -= log(2) }
      let term = logShare + launch.gain(logRadius: logRadius, logWidth: s)
      // A running log-sum-exp.
      if term > largest {
        sum = sum * exp(largest - term) + 1
        largest = term
      } else {
        sum += exp(term - largest)
      }
    }
    return largest + log(sum)
  }
}
