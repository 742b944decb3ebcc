import Foundation
import GenPhysKernels

/// Scratch memory of one gradient lane, and how it makes training pairs.
///
/// `@unchecked Sendable`: a lane belongs to one thread at a time.
final class TrainingLane: @unchecked Sendable {
  let network: any TrainingNetwork
  private let dimension: Int
  private let normals: UnsafeMutablePointer<Float>
  private let words: UnsafeMutablePointer<UInt32>
  private let targets: UnsafeMutablePointer<Float>
  private let weights: UnsafeMutablePointer<Float>
  /// The points moved to, where they came from, 1/2 over the variance of the move, and 1/c_out.
  private let places: UnsafeMutablePointer<Float>
  private let origins: UnsafeMutablePointer<Float>
  private let sharpness: UnsafeMutablePointer<Float>
  private let scales: UnsafeMutablePointer<Float>
  private let means: UnsafeMutablePointer<Float>
  /// The step's reference points, coordinate by coordinate.
  private let references: UnsafeMutablePointer<Float>
  private let referenceCount: Int
  /// What averages targets of launched points; `nil` where points come by Gaussians.
  private let posterior: OriginPosterior?
  private let scratch: UnsafeMutablePointer<Double>

  /// - Parameter references: how many points of a batch its targets are averaged over; see
  ///   `averageTargets`.
  init(
    _ network: any TrainingNetwork, dimension: Int, rows: Int, references count: Int,
    posterior: OriginPosterior?
  ) {
    self.posterior = posterior
    scratch = .allocate(capacity: posterior?.scratchCount(references: count) ?? 0)
    self.network = network
    let shape = network.shape
    self.dimension = dimension
    referenceCount = count
    places = .allocate(capacity: rows * dimension)
    origins = .allocate(capacity: rows * dimension)
    means = .allocate(capacity: rows * dimension)
    sharpness = .allocate(capacity: rows)
    scales = .allocate(capacity: rows)
    references = .allocate(capacity: max(1, count * dimension))
    normals = .allocate(capacity: rows * (dimension + 2))
    words = .allocate(capacity: rows)
    targets = .allocate(capacity: rows * shape.outputs)
    weights = .allocate(capacity: rows)
    weights.initialize(repeating: 1, count: rows)
  }

  deinit {
    for memory in [
      normals, targets, weights, places, origins, means, sharpness, scales, references,
    ] { memory.deallocate() }
    words.deallocate()
    scratch.deallocate()
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

  /// Replaces the deviates of σ and u by those of a lattice, which fills their square evenly over the
  /// whole batch: the same law, with less chance in a step's gradient.
  ///
  /// - Parameters:
  ///   - first: the batch's row that is the lane's first.
  ///   - shifts: the same for all rows of a step.
  func spread(rows: Int, first: Int, batch: Int, shifts: [UInt32]) {
    gp_lattice_normal_f32(shifts, first, batch, normals, dimension + 2, rows)
  }

  /// Gathers the points that the first rows of a batch came from.
  func gatherReferences(
    group size: Int, key: UInt64, firstGroup: UInt64, points: UnsafePointer<Float>, pointCount: Int
  ) {
    for start in stride(from: 0, to: referenceCount, by: size) {
      let count = min(size, referenceCount - start)
      gp_random_u32(key, 2 &* (firstGroup &+ UInt64(start / size)) &+ 1, words, count)
      for row in 0..<count {
        let y = points + Int((UInt64(words[row]) &* UInt64(pointCount)) >> 32) * dimension
        for k in 0..<dimension { references[k * referenceCount + start + row] = y[k] }
      }
    }
  }

  /// Replaces every row's origin in its target by the mean of what its origin could have been.
  ///
  /// Given the place x, the variance 2u of the move and the reference points, of which the origin is
  /// one, the origin is reference j with probability ∝ exp(−|x − y_j|²/4u), because all were drawn
  /// alike. The target's mean given x and σ stays what it is, by the tower rule: the network learns
  /// the same from less noise. [Rao–Blackwell; in the manner of the stable target field 2302.00670]
  func averageTargets(rows: Int, first: Int) {
    guard referenceCount > 0, posterior == nil else { return }
    gp_posterior_means_f32(
      places, origins, sharpness, rows, max(0, referenceCount - first), references,
      referenceCount, dimension, means)
    let outputs = network.shape.outputs
    for row in 0..<rows {
      for k in 0..<dimension {
        let i = row * dimension + k
        targets[row * outputs + k] += (means[i] - origins[i]) * scales[row]
      }
    }
  }

  /// Fills the network's input and the targets.
  ///
  /// - Parameters:
  ///   - first: the batch's row that is the lane's first.
  ///   - farthest: the distance from the mean beyond which points count for nothing; `nil` for none.
  func prepare(
    rows: Int, first: Int, points: UnsafePointer<Float>, pointCount: Int,
    preconditioner: Preconditioner, widths: WidthSchedule, farthest: Double?
  ) {
    let process = preconditioner.process
    let n = dimension
    let shape = network.shape
    for row in 0..<rows {
      let noise = normals + row * (n + 2)
      let s = widths.logWidth(Double(noise[0]))
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
      if let lookahead = process.lookahead {
        // The pair (x, y) was drawn with a density too high by the excess at |x − y|; a factor of x
        // alone, here the excess at |x|, changes no conditional mean and keeps the weight near 1.
        let logWeight =
          lookahead.logExcess(logRadius: 0.5 * log(max(square, 1e-12)), logWidth: s)
          - lookahead.logExcess(
            logRadius: 0.5 * log(max(distance, .leastNormalMagnitude)), logWidth: s)
        weights[row] = Float(exp(min(max(logWeight, -6), 3)))
      }
      if let farthest {
        // Nobody asks for the flow out there, where e/e₀ would have to be known to 1/|x|.
        weights[row] = square <= farthest * farthest ? 1 : 0
        if square > farthest * farthest {
          deviation *= farthest / square.squareRoot()
          (square, distance) = (farthest * farthest, farthest * farthest)
        }
      }
      let c = preconditioner.coefficients(meanSquare: square / Double(n), logWidth: s)
      for k in 0..<n {
        let x = Double(y[k]) + deviation * Double(noise[2 + k])
        input[k] = Float(c.input * x)
        // Farther out all origins are as likely.
        places[row * n + k] = Float(min(max(x, -1e15), 1e15))
        origins[row * n + k] = y[k]
      }
      if let posterior {
        posterior.average(
          place: places + row * n, origin: y, own: first + row < referenceCount ? first + row : -1,
          references: references, count: referenceCount, logWidth: s, c, scratch: scratch,
          target: target)
      } else {
        let logDistance = 0.5 * log(max(distance, .leastNormalMagnitude))
        let lag = process.lag(logRatio: logDistance - s, logWidth: s, reference: c.expansion)
        for k in 0..<n {
          let shift = deviation * Double(noise[2 + k])
          let x = Double(y[k]) + shift
          target[k] = Float((Double(y[k]) + lag * shift - c.skip * x) / c.out)
        }
      }
      sharpness[row] = Float(min(0.5 / (deviation * deviation), 1e30))
      scales[row] = Float(1 / c.out)
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
