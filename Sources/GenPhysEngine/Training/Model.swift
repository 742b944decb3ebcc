import Foundation

/// A trained network together with everything needed to sample from it.
public struct Model: GenerativeField {
  public let process: CompiledProcess
  public let frame: DataFrame
  /// How it was trained.
  public let options: TrainingOptions
  /// The name of the data it was trained on.
  public let dataName: String
  /// The fingerprint of that data.
  let dataFingerprint: String
  /// Steps done: fewer than `options.steps` where training ended early.
  public let step: Int
  let losses: LossRecord
  /// Seconds of training in this process; 0 for a model that was loaded.
  public let trainingSeconds: Double

  let preconditioner: Preconditioner
  let shape: NetworkShape
  package private(set) var parameters: [Float]

  /// The mean loss up to a step.
  public struct LossPoint: Sendable, Hashable {
    public let step: Int
    public let loss: Double
  }

  /// Training loss: means over equal shares of the run, at most 500 of them.
  public var lossHistory: [LossPoint] { losses.history }

  /// The largest loss of the training where it has exploded; `nil` where it has not.
  ///
  /// Targets have unit variance, so that the loss starts near 1 and falls. At a hundred times that the
  /// weights are led by a few targets far out, and samples are worth nothing even where the loss has
  /// come down again. The limit is arbitrary: losses that explode reach 10⁶ and more, others stay
  /// below 10.
  public var explodedLoss: Double? {
    let largest = lossHistory.reduce(0) { max($0, $1.loss) }
    return largest > Model.explosion ? largest : nil
  }

  private static let explosion = 100.0

  /// Whether training was ended before its last step.
  public var endedEarly: Bool { step < options.steps }

  /// The number of weights and biases.
  public var parameterCount: Int { parameters.count }

  public func evaluate(
    _ points: [Double], logWidth s: Double, into flow: inout Flow
  ) throws(EngineError) {
    let logWidths = [Double](repeating: s, count: points.count / process.dimension)
    evaluate(points, logWidths: logWidths, parameters: parameters, into: &flow)
  }

  public func evaluate(
    _ points: [Double], logWidths: [Double], into flow: inout Flow
  ) throws(EngineError) {
    evaluate(points, logWidths: logWidths, parameters: parameters, into: &flow)
  }

  public var refined: any GenerativeField {
    RefinedModel(model: self, parameters: parameters.map(Double.init))
  }

  /// The same model with weights rounded to a number of bits, each layer on a grid of its own.
  ///
  /// The grid is symmetric about 0 and reaches to the largest weight; biases are kept. An experiment
  /// on robustness. [PFGM++ 2302.04265]
  ///
  /// - Throws: `.invalidParameter` for bits outside 2…16.
  public func quantized(bits: Int) throws(EngineError) -> Model {
    try Check.range(bits, 2...16, "bits")
    var result = self
    for part in shape.parts where part.shape.count == 2 {
      let largest = parameters[part.range].reduce(0) { max($0, $1.magnitude) }
      let unit = largest / Float((1 << (bits - 1)) - 1)
      guard unit > 0 else { continue }
      for i in part.range { result.parameters[i] = (parameters[i] / unit).rounded() * unit }
    }
    return result
  }

  /// The flow in the precision of the parameters.
  func evaluate<Scalar: EngineScalar>(
    _ points: [Double], logWidths: [Double], parameters: [Scalar], into flow: inout Flow
  ) {
    let n = process.dimension
    let count = points.count / n
    let rowsPerLane = 256
    let lanes = (count + rowsPerLane - 1) / rowsPerLane
    let workers = Parallel.workers(lanes: lanes, threads: options.threads)
    let spaces = (0..<workers).map { _ in
      NetworkWorkspace<Scalar>(shape, capacity: rowsPerLane, differentiates: false)
    }
    let hasGrowth = process.hasGrowth
    points.withUnsafeBufferPointer { x in
      parameters.withUnsafeBufferPointer { weights in
        flow.rate.withUnsafeMutableBufferPointer { rate in
          flow.growth.withUnsafeMutableBufferPointer { growth in
            guard let weights = weights.baseAddress else { return }
            Parallel.forEach(lanes: lanes, threads: options.threads) { lane, worker in
              let rows = (lane * rowsPerLane)..<min((lane + 1) * rowsPerLane, count)
              evaluate(
                x, rows: rows, logWidths: logWidths, weights: weights, space: spaces[worker],
                rate: rate,
                growth: hasGrowth ? growth : nil)
            }
          }
        }
      }
    }
  }

  private func evaluate<Scalar: EngineScalar>(
    _ x: UnsafeBufferPointer<Double>, rows: Range<Int>, logWidths: [Double],
    weights: UnsafePointer<Scalar>, space: NetworkWorkspace<Scalar>,
    rate: UnsafeMutableBufferPointer<Double>, growth: UnsafeMutableBufferPointer<Double>?
  ) {
    let n = process.dimension
    var coefficients: [Preconditioner.Coefficients] = []
    coefficients.reserveCapacity(rows.count)
    var squares: [Double] = []
    squares.reserveCapacity(rows.count)
    for (i, row) in rows.enumerated() {
      var square = 0.0
      for k in 0..<n { square += x[row * n + k] * x[row * n + k] }
      squares.append(square)
      let s = logWidths[row]
      let c = preconditioner.coefficients(meanSquare: square / Double(n), logWidth: s)
      coefficients.append(c)
      let input = space.input + i * shape.inputs
      for k in 0..<n { input[k] = Scalar(c.input * x[row * n + k]) }
      input[n] = Scalar(s / 4)
      if preconditioner.featureCount > 1 { input[n + 1] = Scalar(c.logLocalWidth / 4) }
    }
    space.forward(weights, rows: rows.count)
    for (i, row) in rows.enumerated() {
      let c = coefficients[i]
      let output = space.output + i * shape.outputs
      var square = 0.0
      for k in 0..<n {
        let guess = c.skip * x[row * n + k] + c.out * Double(output[k])
        square += guess * guess
        rate[row * n + k] = guess
      }
      // A mean of data points lies no farther out than they do: far out, where a network was rarely
      // trained, this keeps single points from missing the data.
      let limit =
        process.hasStraightRays
        ? min(1, frame.reach / max(square, .leastNormalMagnitude).squareRoot()) : 1
      for k in 0..<n {
        rate[row * n + k] = c.expansion * (x[row * n + k] - limit * rate[row * n + k])
      }
      if let growth {
        let bounds = growthBounds(square: squares[i], logWidth: logWidths[row])
        let value = c.growth + c.growthScale * min(max(Double(output[n]), -4), 4)
        growth[row] = min(max(value, bounds.lowerBound), bounds.upperBound)
      }
    }
  }

  /// The range in which the growth at a point must lie.
  ///
  /// The field's growth is a mean of the kernel's over |x − y|, and y lies within `reach` of the
  /// mean: far out, where a network was rarely trained, this keeps single points from outweighing
  /// the population.
  private func growthBounds(square: Double, logWidth s: Double) -> ClosedRange<Double> {
    let radius = square.squareRoot()
    let nearest = max(radius - frame.reach, 1e-3 * exp(s))
    let farthest = max(radius + frame.reach, nearest)
    let rates = (0...4).map { step in
      let r = nearest + (farthest - nearest) * Double(step) / 4
      return process.growth(logRatio: log(r) - s, logWidth: s)
    }
    let low = rates.min() ?? 0
    return low...max(low, rates.max() ?? 0)
  }
}

/// A model evaluated in double precision.
private struct RefinedModel: GenerativeField {
  let model: Model
  let parameters: [Double]

  var process: CompiledProcess { model.process }
  var frame: DataFrame { model.frame }

  func evaluate(
    _ points: [Double], logWidth: Double, into flow: inout Flow
  ) throws(EngineError) {
    let logWidths = [Double](repeating: logWidth, count: points.count / process.dimension)
    model.evaluate(points, logWidths: logWidths, parameters: parameters, into: &flow)
  }

  func evaluate(
    _ points: [Double], logWidths: [Double], into flow: inout Flow
  ) throws(EngineError) {
    model.evaluate(points, logWidths: logWidths, parameters: parameters, into: &flow)
  }
}
