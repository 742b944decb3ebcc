import Foundation
import Testing

import GenPhysEngine

struct NetworkTests {
  /// The first layer's gain and the number of units follow the dimension.
  @Test func defaultsFollowTheDimension() {
    let gains = [1, 2, 64, 196, 784].map { NetworkShape.firstGain(dimension: $0) }
    for (gain, expected) in zip(gains, [9, 3, 1.035, 1.011, 0.251]) {
      #expect((gain - expected).magnitude < 1e-3)
    }
    for (dimension, width) in [(1, 256), (98, 256), (99, 384), (196, 512), (784, 512), (3072, 512)]
    {
      #expect(TrainingOptions.width(dimension: dimension) == width)
    }
  }

  /// First weights have the gain's deviation.
  @Test func theFirstLayerHasItsGain() {
    var random = RandomStream(seed: 1)
    let shape = NetworkShape(inputs: 9, hidden: [400, 30], outputs: 1)
    let weights: [Double] = shape.initialParameters(&random, firstGain: 3)
    func deviation(_ part: ArraySlice<Double>) -> Double {
      (part.reduce(0) { $0 + $1 * $1 } / Double(part.count)).squareRoot()
    }
    #expect((deviation(weights[0..<3600]) / (3 / 3) - 1).magnitude < 0.05)
    #expect((deviation(weights[4000..<16000]) / (1 / 20) - 1).magnitude < 0.05)
  }

  /// Backward against central differences of ½|output|², in double precision.
  @Test(arguments: [[], [5], [6, 4, 7]])
  func gradientAgreesWithFiniteDifferences(hidden: [Int]) {
    let shape = NetworkShape(inputs: 3, hidden: hidden, outputs: 2)
    var random = RandomStream(seed: 1)
    var parameters: [Double] = shape.initialParameters(&random, zeroesOutput: false)
    for i in parameters.indices { parameters[i] += 0.1 * random.normal() }
    let rows = 5
    let space = NetworkWorkspace<Double>(shape, capacity: rows, differentiates: true)
    let input = (0..<(rows * 3)).map { _ in random.normal() }
    func loss(_ parameters: [Double]) -> Double {
      for (i, x) in input.enumerated() { space.input[i] = x }
      space.forward(parameters, rows: rows)
      return (0..<(rows * 2)).reduce(0) { $0 + 0.5 * space.output[$1] * space.output[$1] }
    }
    _ = loss(parameters)
    for i in 0..<(rows * 2) { space.outputDelta[i] = space.output[i] }
    var gradient = [Double](repeating: 0, count: parameters.count)
    space.backward(parameters, rows: rows, gradient: &gradient, adds: false)
    for i in parameters.indices {
      let h = 1e-5
      var shifted = parameters
      shifted[i] += h
      let above = loss(shifted)
      shifted[i] -= 2 * h
      let numeric = (above - loss(shifted)) / (2 * h)
      #expect((numeric - gradient[i]).magnitude < 1e-8 * max(1, numeric.magnitude))
    }
  }

  @Test func parametersAreLaidOutWithoutGaps() {
    let shape = NetworkShape(inputs: 3, hidden: [5, 4], outputs: 2)
    #expect(shape.parameterCount == 3 * 5 + 5 + 5 * 4 + 4 + 4 * 2 + 2)
    #expect(shape.biasOffset(2) + 2 == shape.parameterCount)
  }

  /// Adam's first step has the length of the learning rate whatever the gradient.
  @Test func firstStepOfAdam() {
    let optimizer = Optimizer<Double>(
      [1, 1, 1], lanes: 2, settings: .init(learningRate: 0.1, steps: 10, averageDecay: 0.9))
    for (i, g) in [3.0, -1e-3, 5, 0, -1e-3, -10].enumerated() { optimizer.gradients[i] = g }
    optimizer.update(step: 0, threads: 1)
    #expect((optimizer.parameters[0] - 0.9).magnitude < 1e-6)
    #expect((optimizer.parameters[1] - 1.1).magnitude < 1e-5)
    #expect((optimizer.parameters[2] - 1.1).magnitude < 1e-6)
  }
}
