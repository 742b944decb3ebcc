internal import Foundation
internal import GenPhysNumerics
enum SpecialFunctions {
  static func logGammaRatio(_ a: Double, increment: Double) -> Double { lgamma(a + increment) - lgamma(a) }
  static func gammaQuantile(_ q: Double, complement: Double, shape: Double) -> Double { 1 }
  static func logBesselK(order: Double, _ x: Double) -> Double { 1 }
  static func besselKRatio(order: Double, _ x: Double) -> Double { 1 }
  static func inverseGaussianQuantile(_ q: Double, complement: Double, mean: Double, shape: Double) -> Double { 1 }
  static func scaledBesselI(order: Double, _ x: Double) -> Double { 1 }
}
struct HankelGreensFunction: GreensFunction {
  var dimension: Int
  init(dimension: Int, spectrum: Spectrum) throws(GreensFunctionError) { self.dimension = dimension }
  var method: GreensFunctionMethod { .quadrature }
  func density(radius r: Double, time t: Double) throws(GreensFunctionError) -> Estimate { Estimate(0, error: 0) }
  func logDensity(radius r: Double, time t: Double) throws(GreensFunctionError) -> Estimate { Estimate(0, error: 0) }
  func expansionRate(radius r: Double, time t: Double) throws(GreensFunctionError) -> Estimate { Estimate(0, error: 0) }
  func growthRate(radius r: Double, time t: Double) throws(GreensFunctionError) -> Estimate { Estimate(0, error: 0) }
  func logMass(time t: Double) throws(GreensFunctionError) -> Double { 0 }
  var mixture: (any MixingMeasure)? { nil }
}
