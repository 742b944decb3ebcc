import func Foundation.pow

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

  /// The deviation of a first layer's sums, whose inputs have deviation 1: 9^{1/N}, and beyond 196
  /// dimensions 196/N of that.
  ///
  /// A network learns coarse features of its inputs first, and larger weights let it learn finer ones.
  /// In the plane data has features far finer than itself. n points in N dimensions lie n^{−1/N} of
  /// its size apart: in many dimensions they have none. There a layer that bends sharply fails to
  /// pass the noise of all directions on unchanged, and samples keep it. The form is that of n^{1/N},
  /// and 9 makes it 3 in the plane; the decrease beyond 196 is fitted. Distances over their floors
  /// (`genphys-bench defaults --settings gain=…`, diffusion but for the first row, one or two trainings;
  /// N = 196 with 6,000 steps of 256, N = 784 with 2,000 of 256 and 256 units, in brackets 2,500 and 512
  /// units, and 1,000 samples; that is too short for good samples):
  ///
  ///     gain                                0.1    ¼      ½      1      1.5    2      3
  ///     k^0.8, eight Gaussians, N = 2                            1.58                 1.32
  ///     Fashion-MNIST 8 × 8, N = 64                1.83   1.77   1.61          1.58   1.52
  ///     digits, N = 64                             1.89   1.94   1.91          1.83
  ///     Fashion-MNIST 14 × 14, N = 196                    0.96   1.08   3.1           42
  ///     Fashion-MNIST 28 × 28, N = 784      26     26     (36)   (46)
  ///
  /// [Tancik et al. 2006.10739 on the bias towards low frequencies]
  package static func firstGain(dimension: Int) -> Double {
    pow(9, 1 / Double(dimension)) * min(1, 196 / Double(dimension))
  }

  /// Weights drawn N(0, 1/fan-in), the first layer's `firstGain` times as large, biases zero, and the
  /// last layer zero, so that a fresh network is the preconditioner's own linear answer.
  package func initialParameters<Scalar: EngineScalar>(
    _ random: inout RandomStream, firstGain: Double = 1, zeroesOutput: Bool = true
  ) -> [Scalar] {
    var parameters = [Scalar](repeating: 0, count: parameterCount)
    for layer in 0..<(zeroesOutput ? layers - 1 : layers) {
      let gain = layer == 0 ? firstGain : 1
      let deviation = gain / Double(units[layer]).squareRoot()
      let start = weightOffset(layer)
      for i in 0..<(units[layer] * units[layer + 1]) {
        parameters[start + i] = Scalar(deviation * random.normal())
      }
    }
    return parameters
  }
}
