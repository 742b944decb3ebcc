import Foundation
internal import GenPhysSupport

/// An image composed of very many translucent dots, in Float so that opacities below 1/255 add up.
struct DotRaster {
  let width: Int
  let height: Int
  /// Premultiplied red, green, blue and opacity of each pixel.
  private var pixels: [SIMD4<Float>]

  init(width: Int, height: Int) {
    self.width = min(max(width, 1), Int(saturating: Canvas.largestSide))
    self.height = min(max(height, 1), Int(saturating: Canvas.largestSide))
    pixels = Array(repeating: .zero, count: self.width * self.height)
  }

  /// Lays a dot over the image.
  mutating func splat(x: Double, y: Double, radius: Double, _ color: Color) {
    let reach = radius + 0.5
    let left = max(Int(saturating: (x - reach).rounded(.down)), 0)
    let right = min(Int(saturating: (x + reach).rounded(.down)), width - 1)
    let top = max(Int(saturating: (y - reach).rounded(.down)), 0)
    let bottom = min(Int(saturating: (y + reach).rounded(.down)), height - 1)
    guard left <= right, top <= bottom else { return }
    let alpha = Float(color.alpha)
    let source = SIMD4(
      Float(color.red) * alpha, Float(color.green) * alpha, Float(color.blue) * alpha, alpha)
    for row in top...bottom {
      let dy = Double(row) + 0.5 - y
      for column in left...right {
        let dx = Double(column) + 0.5 - x
        // The distance to the rim, in pixels, is a good estimate of the covered part of a pixel.
        let coverage = Float((reach - (dx * dx + dy * dy).squareRoot()).clampedToUnit)
        guard coverage > 0 else { continue }
        let index = row * width + column
        pixels[index] = pixels[index] * (1 - alpha * coverage) + source * coverage
      }
    }
  }

  /// The image in eight bits a component.
  var image: PixelImage {
    var image = PixelImage(width: width, height: height)
    for index in pixels.indices {
      let bytes = (pixels[index] * 255).rounded(.toNearestOrAwayFromZero)
        .clamped(lowerBound: .zero, upperBound: SIMD4(repeating: 255))
      image.pixels[index] =
        UInt32(bytes.w) << 24 | UInt32(bytes.x) << 16 | UInt32(bytes.y) << 8 | UInt32(bytes.z)
    }
    return image
  }
}
