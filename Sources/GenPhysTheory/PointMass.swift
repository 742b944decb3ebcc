public import GenPhysNumerics

/// A part of a kernel that is no density: mass on a sphere of one radius about the source.
///
/// A rough process keeps such a mass at the source itself (r = 0); the damped wave carries one on
/// each of its fronts.
public struct PointMass: Hashable, Sendable {
  /// Where it is: 0 for a mass at the source.
  public let radius: Double
  /// How much of the mass M(t) it holds, over the whole sphere, in absolute units.
  public let weight: Estimate
}
