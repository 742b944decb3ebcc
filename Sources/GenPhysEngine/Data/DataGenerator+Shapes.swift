import Foundation

extension DataGenerator {
  /// A point of the plane and the number of the piece it belongs to.
  struct PlanarPoint {
    var x: Double
    var y: Double
    var label: Int
  }

  /// One point of a planar generator.
  func planarPoint(noise: Double, _ random: inout RandomStream) -> PlanarPoint {
    var point = outline(noise: noise, &random)
    if addsIsotropicNoise {
      point.x += noise * random.normal()
      point.y += noise * random.normal()
    }
    return point
  }

  private var addsIsotropicNoise: Bool {
    switch self {
    case .twoMoons, .swissRoll, .eightGaussians, .circles, .spiral, .heart: true
    case .checkerboard, .pinwheel, .gaussianMixture: false
    }
  }

  private func outline(noise: Double, _ random: inout RandomStream) -> PlanarPoint {
    switch self {
    case .twoMoons:
      let upper = random.uniform() < 0.5
      let angle = Double.pi * random.uniform()
      return upper
        ? PlanarPoint(x: cos(angle), y: sin(angle), label: 0)
        : PlanarPoint(x: 1 - cos(angle), y: 0.5 - sin(angle), label: 1)
    case .swissRoll:
      let turn = 1.5 * Double.pi * (1 + 2 * random.uniform())
      return PlanarPoint(x: turn * cos(turn) / 10, y: turn * sin(turn) / 10, label: 0)
    case .eightGaussians:
      let arm = random.index(below: 8)
      let angle = Double.pi / 4 * Double(arm)
      return PlanarPoint(x: 2 * cos(angle), y: 2 * sin(angle), label: arm)
    case .checkerboard:
      let column = random.index(below: 4)
      let row = 2 * random.index(below: 2) + column % 2
      return PlanarPoint(
        x: Double(column) - 2 + random.uniform(), y: Double(row) - 2 + random.uniform(),
        label: 2 * column + row / 2)
    case .pinwheel:
      // Arms are radial Gaussians turned by an angle that grows with the radius.
      let arm = random.index(below: 5)
      let radial = 1 + 0.3 * random.normal()
      let tangential = noise * random.normal()
      let angle = 2 * Double.pi * Double(arm) / 5 + 0.25 * exp(radial)
      return PlanarPoint(
        x: radial * cos(angle) - tangential * sin(angle),
        y: radial * sin(angle) + tangential * cos(angle), label: arm)
    case .circles:
      let inner = random.uniform() < 0.5
      let angle = 2 * Double.pi * random.uniform()
      let radius = inner ? 0.5 : 1
      return PlanarPoint(x: radius * cos(angle), y: radius * sin(angle), label: inner ? 1 : 0)
    case .spiral:
      let arm = random.index(below: 2)
      let turn = 3 * Double.pi * random.uniform().squareRoot()
      let sign = arm == 0 ? 1.0 : -1.0
      return PlanarPoint(
        x: sign * turn * cos(turn) / 5, y: sign * turn * sin(turn) / 5, label: arm)
    case .heart:
      let angle = 2 * Double.pi * random.uniform()
      let s = sin(angle)
      let x = 16 * s * s * s
      let y = 13 * cos(angle) - 5 * cos(2 * angle) - 2 * cos(3 * angle) - cos(4 * angle)
      return PlanarPoint(x: x / 12, y: y / 12, label: 0)
    case .gaussianMixture:
      return PlanarPoint(x: 0, y: 0, label: 0)
    }
  }
}
