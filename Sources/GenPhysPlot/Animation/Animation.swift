internal import GenPhysSupport

/// Figures shown one after another.
public struct Animation: Sendable {
  /// The figures in order of time.
  public var frames: [Figure]
  /// Figures in a second; GIF counts in hundredths of a second, and browsers show no more than 50.
  public var framesPerSecond: Double
  /// Whether it starts again after the last figure.
  public var repeats: Bool

  /// An animation of figures.
  public init(frames: [Figure], framesPerSecond: Double = 20, repeats: Bool = true) {
    self.frames = frames
    self.framesPerSecond = framesPerSecond
    self.repeats = repeats
  }

  /// The animation as a GIF image.
  ///
  /// All frames get the size of the first, and panels without a range of their own get one that shows
  /// the data of all frames. At most 255 colours, chosen for all frames together; only what changes
  /// from frame to frame is stored.
  /// - Throws: ``PlotError/noFrames``, or ``PlotError/size(width:height:)`` as for
  ///   ``Figure/png(width:height:scale:)``.
  public func gif(width: Int = 600, scale: Double = 1) throws(PlotError) -> [UInt8] {
    let frames = alignedFrames
    guard let first = frames.first else { throw .noFrames }
    let opening = try first.raster(width: width, scale: scale)
    // All frames, the first again, are laid out for the same height: nothing jumps by a pixel.
    let height = max(Int(saturating: (Double(opening.height) / scale).rounded()), 1)
    var rasters: [Raster] = []
    for frame in frames {
      let raster = try frame.raster(width: width, height: height, scale: scale)
      rasters.append(raster)
    }
    let size = rasters[0]
    let rate = framesPerSecond.isFinite ? framesPerSecond.clamped(to: 0.02...50) : 20
    return GIFEncoder(
      width: size.width, height: size.height, palette: ColorTable(rasters),
      hundredths: Int(saturating: (100 / rate).rounded()), repeats: repeats
    ).encode(rasters)
  }

  /// The frames with common ranges.
  private var alignedFrames: [Figure] {
    var ranges: [Int: (x: ClosedRange<Double>, y: ClosedRange<Double>)] = [:]
    for frame in frames {
      for (index, axes) in frame.panels.enumerated() {
        let model = PanelModel(axes)
        guard !model.isEmpty else { continue }
        let (x, y) = (model.x.low...model.x.high, model.y.low...model.y.high)
        ranges[index] = ranges[index].map { ($0.x.union(x), $0.y.union(y)) } ?? (x, y)
      }
    }
    return frames.map { frame in
      var frame = frame
      for index in frame.panels.indices {
        guard let common = ranges[index] else { continue }
        frame.panels[index].xRange = frame.panels[index].xRange ?? common.x
        frame.panels[index].yRange = frame.panels[index].yRange ?? common.y
      }
      return frame
    }
  }
}

extension ClosedRange<Double> {
  /// The smallest range that contains both.
  fileprivate func union(_ other: ClosedRange<Double>) -> ClosedRange<Double> {
    Swift.min(lowerBound, other.lowerBound)...Swift.max(upperBound, other.upperBound)
  }
}
