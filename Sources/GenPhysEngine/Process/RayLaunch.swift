import Foundation

/// The kernel at one width, the floor, carried *forward* along its rays to larger ones.
///
/// Where far particles die sooner than near ones the kernel has too few of those far ones from which
/// an earlier kernel came; carried forward without dying they are as many as the floor needs. Such
/// points are denser than the kernel by e^Ψ, Ψ being the weight that a ray gathers from where the
/// point is back to the floor.
struct RayLaunch: Sendable {
  /// ln σ of the floor.
  let floor: Double
  /// Ψ over ln(r/σ) and ln σ.
  private let gain: BicubicTable
  /// How much a ray has grown in ln r, over ln r at the floor and ln σ.
  private let stretch: BicubicTable

  init(_ rays: CompiledRays, floor: Double, ceiling: Double) {
    self.floor = floor
    let widths = BicubicTable.Axis(floor...ceiling, step: 0.125)
    gain = BicubicTable(
      x: .init(RadialAxis.rates(dimension: rays.dimension), step: 0.125), y: widths
    ) { s, ratios in
      ratios.map { rays.follow(Ray(logRadius: $0 + s), from: s, to: floor).gathered }
    }
    stretch = BicubicTable(x: .init((floor - 6)...(floor + 16), step: 0.25), y: widths) {
      s, nodes in
      nodes.map { rays.follow(Ray(logRadius: $0), from: floor, to: s).logRadius - $0 }
    }
  }

  /// Ψ at a radius in units of `unit`; 0 up to the floor.
  @inline(__always)
  func gain(logRadius: Double, logWidth s: Double) -> Double {
    s <= floor ? 0 : gain(logRadius - s, s)
  }

  /// By how much ln r grows on the way from the floor to a width.
  @inline(__always)
  func stretch(logRadius: Double, to s: Double) -> Double {
    s <= floor ? 0 : stretch(logRadius, s)
  }
}
