import Foundation
import Testing

import GenPhysEngine

/// Products of bfloat16 numbers against the same network in single precision.
struct MixedPrecisionTests {
  private struct Pass {
    var output: [Float]
    var gradient: [Float]
  }

  /// Output and gradient of ½|output − target|² over chunks, the second added to the first.
  private static func run(
    _ network: any TrainingNetwork, parameters: [Float], chunks: [Int]
  ) -> Pass {
    var random = RandomStream(seed: 3)
    let shape = network.shape
    var pass = Pass(output: [], gradient: Array(repeating: .nan, count: parameters.count))
    for (i, rows) in chunks.enumerated() {
      for k in 0..<(rows * shape.inputs) { network.input[k] = Float(random.normal()) }
      network.forward(parameters, rows: rows)
      for k in 0..<(rows * shape.outputs) {
        pass.output.append(network.output[k])
        network.outputDelta[k] = network.output[k] - Float(random.normal())
      }
      network.backward(parameters, rows: rows, gradient: &pass.gradient, adds: i > 0)
    }
    return pass
  }

  private static func distance(_ a: ArraySlice<Float>, _ b: ArraySlice<Float>) -> Double {
    let miss = zip(a, b).reduce(0.0) { $0 + pow(Double($1.0 - $1.1), 2) }
    let size = b.reduce(0.0) { $0 + pow(Double($1), 2) }
    return (miss / size).squareRoot()
  }

  /// Every layer's output and gradient agree to the rounding of their factors; rows that fill no
  /// tile, the second chunk's shorter one, and sums of several hundred rows leave nothing behind.
  @Test(
    arguments: [[64, 64], [32, 96, 64], [128, 128, 128, 32]], [[256], [13], [40, 7], [640, 1]])
  func agreesWithSinglePrecision(hidden: [Int], chunks: [Int]) {
    let shape = NetworkShape(inputs: 3, hidden: hidden, outputs: 2)
    var random = RandomStream(seed: 1)
    var parameters: [Float] = shape.initialParameters(&random, zeroesOutput: false)
    for i in parameters.indices { parameters[i] += 0.1 * Float(random.normal()) }
    let weights = MixedWeights(shape)
    weights.round(parameters, threads: 2)
    let capacity = chunks.max() ?? 1
    let mixed = Self.run(
      MixedWorkspace(shape, capacity: capacity, weights: weights), parameters: parameters,
      chunks: chunks)
    let single = Self.run(
      NetworkWorkspace<Float>(shape, capacity: capacity, differentiates: true),
      parameters: parameters, chunks: chunks)
    #expect(Self.distance(mixed.output[...], single.output[...]) < 0.01)
    for layer in 0..<shape.layers {
      let weights = shape.weightOffset(layer)..<shape.biasOffset(layer)
      let biases = shape.biasOffset(layer)..<shape.weightOffset(layer + 1)
      for range in [weights, biases] {
        let miss = Self.distance(mixed.gradient[range], single.gradient[range])
        #expect(miss < 0.02, "layer \(layer): \(miss)")
      }
    }
  }

  /// Numbers with eight bits lose nothing: products are then exact, whatever the order of sums.
  @Test func isExactForShortNumbers() {
    let shape = NetworkShape(inputs: 2, hidden: [32, 32], outputs: 1)
    #expect(MixedWorkspace.fits(shape))
    #expect(!MixedWorkspace.fits(NetworkShape(inputs: 2, hidden: [32], outputs: 1)))
    #expect(!MixedWorkspace.fits(NetworkShape(inputs: 2, hidden: [32, 33], outputs: 1)))
    // Activations far above zero are SiLU(x) = x: whole numbers up to 256 stay what they are.
    var parameters = [Float](repeating: 0, count: shape.parameterCount)
    for i in 0..<32 {
      parameters[i] = Float(40 + i)
      parameters[32 + i] = Float(50 + i)
      for j in 0..<32 { parameters[shape.weightOffset(1) + i * 32 + j] = Float((i + 2 * j) % 7) }
      parameters[shape.weightOffset(2) + i] = Float(i % 3)
    }
    let weights = MixedWeights(shape)
    weights.round(parameters, threads: 1)
    let mixed = MixedWorkspace(shape, capacity: 3, weights: weights)
    let single = NetworkWorkspace<Float>(shape, capacity: 3, differentiates: true)
    for network in [mixed, single] as [any TrainingNetwork] {
      for (i, x) in [1, 1, 1, 0.5, 2, 0].enumerated() { network.input[i] = Float(x) }
      network.forward(parameters, rows: 3)
    }
    for row in 0..<3 { #expect(mixed.output[row] == single.output[row]) }
  }
}
