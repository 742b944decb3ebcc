import Foundation
import GenPhysKernels

/// Scratch memory of one gradient lane, and how it makes training pairs.
///
/// `@unchecked Sendable`: a lane belongs to one thread at a time.
final class TrainingLane: @unchecked Sendable {
  let network: NetworkWorkspace<Float>
  private let dimension: Int
  private let normals: UnsafeMutablePointer<Float>
  private let words: UnsafeMutablePointer<UInt32>
  private let targets: UnsafeMutablePointer<Float>
  private let weights: UnsafeMutablePointer<Float>

  init(_ shape: NetworkShape, dimension: Int, rows: Int) {
    network = NetworkWorkspace(shape, capacity: rows, differentiates: true)
    self.dimension = dimension
    normals = .allocate(capacity: rows * (dimension + 2))
    words = .allocate(capacity: rows)
    targets = .allocate(capacity: rows * shape.outputs)
    weights = .allocate(capacity: rows)
    weights.initialize(repeating: 1, count: rows)
  }

  deinit {
    normals.deallocate()
    words.deallocate()
    targets.deallocate()
    weights.deallocate()
  }

  /// Draws all random numbers of a chunk: for every row two deviates (σ and u), N of noise, and a
  /// word that picks a data point; every group of rows from streams of its own.
  func draw(rows: Int, group size: Int, key: UInt64, firstGroup: UInt64) {
    let width = dimension + 2
    for (i, start) in stride(from: 0, to: rows, by: size).enumerated() {
      let count = min(size, rows - start)
      let stream = 2 &* (firstGroup &+ UInt64(i))
      gp_random_normal_f32(key, stream, normals + start * width, count * width)
      gp_random_u32(key, stream &+ 1, words + start, count)
    }
  }

  /// Fills the network's input and the targets.
  func prepare(
    rows: Int, points: UnsafePointer<Float>, pointCount: Int,
    preconditioner: Preconditioner, options: TrainingOptions
  ) {
    let process = preconditioner.process
    let n = dimension
    let shape = network.shape
    let followsRays = process.hasStraightRays
    let hasGrowth = process.hasGrowth
    for row in 0..<rows {
      let noise = normals + row * (n + 2)
      let s = min(
        max(
          options.logWidthMean + options.logWidthDeviation * Double(noise[0]),
          process.logWidths.lowerBound), process.logWidths.upperBound)
      let pick = UInt64(words[row]) &* UInt64(pointCount)
      let index = Int(pick >> 32)
      var deviation: Double
      if let lookahead = process.lookahead {
        // Sampling visits far places that the kernel itself all but never does; see below. The low
        // half of the pick is uniform whatever the index.
        let launch = lookahead.launch(Double(UInt32(truncatingIfNeeded: pick)) * 0x1p-32)
        deviation = exp(0.5 * process.mixing.logVariance(Double(noise[1]), min(launch.floor, s)))
        var length = 0.0
        for k in 0..<n { length += Double(noise[2 + k]) * Double(noise[2 + k]) }
        deviation *= exp(
          launch.stretch(
            logRadius: log(deviation) + 0.5 * log(max(length, .leastNormalMagnitude)), to: s))
      } else {
        deviation = exp(0.5 * process.mixing.logVariance(Double(noise[1]), s))
      }
      let y = points + index * n
      let input = network.input + row * shape.inputs
      let target = targets + row * shape.outputs
      var square = 0.0
      var distance = 0.0
      for k in 0..<n {
        let shift = deviation * Double(noise[2 + k])
        let x = Double(y[k]) + shift
        square += x * x
        distance += shift * shift
      }
      let logDistance = 0.5 * log(max(distance, .leastNormalMagnitude))
      if let lookahead = process.lookahead {
        // The pair (x, y) was drawn with a density too high by the excess at |x − y|; a factor of x
        // alone, here the excess at |x|, changes no conditional mean and keeps the weight near 1.
        let logWeight =
          lookahead.logExcess(logRadius: 0.5 * log(max(square, 1e-12)), logWidth: s)
          - lookahead.logExcess(logRadius: logDistance, logWidth: s)
        weights[row] = Float(exp(min(max(logWeight, -6), 3)))
      }
      let c = preconditioner.coefficients(meanSquare: square / Double(n), logWidth: s)
      // How far y′ lies from y towards x.
      var lag = 0.0
      if !followsRays || hasGrowth {
        let logRatio = logDistance - s
        if !followsRays {
          lag = 1 - process.expansion(logRatio: logRatio, logWidth: s) / c.expansion
        }
        if hasGrowth {
          let growth = process.growth(logRatio: logRatio, logWidth: s)
          target[n] = Float((growth - c.growth) / c.growthScale)
        }
      }
      for k in 0..<n {
        let shift = deviation * Double(noise[2 + k])
        let x = Double(y[k]) + shift
        input[k] = Float(c.input * x)
        target[k] = Float((Double(y[k]) + lag * shift - c.skip * x) / c.out)
      }
      input[n] = Float(s / 4)
      if preconditioner.featureCount > 1 { input[n + 1] = Float(c.logLocalWidth / 4) }
    }
  }

  /// Writes ∂loss/∂output and returns the loss: the weighted mean over the batch of
  /// |F − target|²/outputs.
  func differentiateLoss(rows: Int, batch: Int) -> Double {
    let outputs = network.shape.outputs
    let scale = 1 / (Double(batch) * Double(outputs))
    let (output, delta) = (network.output, network.outputDelta)
    var sum = 0.0
    for row in 0..<rows {
      let weight = weights[row]
      let slope = Float(2 * scale) * weight
      var part: Float = 0
      for i in (row * outputs)..<((row + 1) * outputs) {
        let miss = output[i] - targets[i]
        delta[i] = slope * miss
        part += miss * miss
      }
      sum += Double(weight * part)
    }
    return sum * scale
  }
}
