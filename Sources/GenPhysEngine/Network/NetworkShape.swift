/// The sizes of a multilayer perceptron and where each layer's numbers lie in one flat vector.
package struct NetworkShape: Sendable, Hashable {
  /// Units of every layer, from input to output: at least two entries.
  package let units: [Int]

  package init(inputs: Int, hidden: [Int], outputs: Int) {
    units = [inputs] + hidden + [outputs]
  }

  package var inputs: Int { units[0] }
  package var outputs: Int { units[units.count - 1] }
  /// The number of weight matrices.
  package var layers: Int { units.count - 1 }
  /// The widest layer.
  package var widest: Int { units.max() ?? 1 }

  /// Where the weights of a layer start: a matrix of units[layer] rows, units[layer + 1] columns.
  package func weightOffset(_ layer: Int) -> Int {
    (0..<layer).reduce(0) { $0 + (units[$1] + 1) * units[$1 + 1] }
  }

  /// Where the biases of a layer start.
  package func biasOffset(_ layer: Int) -> Int {
    weightOffset(layer) + units[layer] * units[layer + 1]
  }

  /// The number of weights and biases.
  package var parameterCount: Int { weightOffset(layers) }

  /// The deviation of a first layer's sums, whose inputs have deviation 1.
  ///
  /// A network learns coarse features of its inputs first; larger weights let it see finer ones. Of
  /// 1, 2, 3, 4 and 6, 3 and 4 are best for heavy-tailed kernels (see `TrainingOptions`), and nothing
  /// is lost elsewhere. [Tancik et al. 2006.10739 on the bias towards low frequencies]
  static let firstGain = 3.0

  /// Weights drawn N(0, 1/fan-in), the first layer's `firstGain` times as large, biases zero, and the
  /// last layer zero, so that a fresh network is the preconditioner's own linear answer.
  package func initialParameters<Scalar: EngineScalar>(
    _ random: inout RandomStream, zeroesOutput: Bool = true
  ) -> [Scalar] {
    var parameters = [Scalar](repeating: 0, count: parameterCount)
    for layer in 0..<(zeroesOutput ? layers - 1 : layers) {
      let gain = layer == 0 ? Self.firstGain : 1
      let deviation = gain / Double(units[layer]).squareRoot()
      let start = weightOffset(layer)
      for i in 0..<(units[layer] * units[layer + 1]) {
        parameters[start + i] = Scalar(deviation * random.normal())
      }
    }
    return parameters
  }
}
