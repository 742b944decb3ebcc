import GenPhysKernels

/// Passes of a network whose products between hidden layers take bfloat16 numbers and add in single
/// precision.
///
/// All else is single precision: the weights that Adam changes, sums, activations, and the first and
/// the last layer, which see the coordinates and make the answer. A rounding is off by at most
/// 2⁻⁹ of a number, at random: it disturbs a gradient far less than the choice of the batch does.
///
/// `TrainingOptions.precision` has what that does to samples.
///
/// `@unchecked Sendable`: a workspace belongs to one lane at a time.
package final class MixedWorkspace: TrainingNetwork, @unchecked Sendable {
  package let shape: NetworkShape
  package let input: UnsafeMutablePointer<Float>
  package let output: UnsafeMutablePointer<Float>
  package let outputDelta: UnsafeMutablePointer<Float>
  private let weights: MixedWeights
  /// Of the hidden layers but the last, one after the other; and of the last.
  private let activations: UnsafeMutablePointer<Float>
  private let lastActivations: UnsafeMutablePointer<Float>
  private let slopes: [UnsafeMutablePointer<Float>]
  /// Of all hidden layers but the last.
  private let rounded: [Rounded]
  private let deltas: (UnsafeMutablePointer<Float>, UnsafeMutablePointer<Float>)
  private let roundedDelta: Rounded

  /// A matrix of bfloat16 numbers in both orders.
  private struct Rounded {
    let along: UnsafeMutablePointer<UInt16>
    let down: UnsafeMutablePointer<UInt32>

    init(_ count: Int) {
      along = .allocate(capacity: count)
      down = .allocate(capacity: count / 2)
      along.initialize(repeating: 0, count: count)
      down.initialize(repeating: 0, count: count / 2)
    }

    func deallocate() {
      along.deallocate()
      down.deallocate()
    }

    /// `along` as the left factor of a product.
    var words: UnsafePointer<UInt32> {
      UnsafePointer(UnsafeRawPointer(along).assumingMemoryBound(to: UInt32.self))
    }
  }

  /// Whether a network has layers between hidden ones, and of fitting widths.
  package static func fits(_ shape: NetworkShape) -> Bool {
    let hidden = shape.units.dropFirst().dropLast()
    return hidden.count > 1 && hidden.allSatisfy { $0.isMultiple(of: Int(gp_panel)) }
  }

  package init(_ shape: NetworkShape, capacity: Int, weights: MixedWeights) {
    self.shape = shape
    self.weights = weights
    let rows = MixedWorkspace.padded(capacity)
    func allocate(_ units: Int) -> UnsafeMutablePointer<Float> {
      let memory = UnsafeMutablePointer<Float>.allocate(capacity: rows * units)
      memory.initialize(repeating: 0, count: rows * units)
      return memory
    }
    let hidden = Array(shape.units.dropFirst().dropLast())
    input = allocate(shape.inputs)
    output = allocate(shape.outputs)
    outputDelta = allocate(shape.outputs)
    activations = allocate(shape.widest)
    lastActivations = allocate(hidden[hidden.count - 1])
    slopes = hidden.map(allocate)
    rounded = hidden.dropLast().map { Rounded(rows * $0) }
    deltas = (allocate(shape.widest), allocate(shape.widest))
    roundedDelta = Rounded(rows * shape.widest)
  }

  deinit {
    for memory in [
      input, output, outputDelta, activations, lastActivations, deltas.0, deltas.1,
    ] + slopes { memory.deallocate() }
    for matrix in rounded + [roundedDelta] { matrix.deallocate() }
  }

  /// Rows that products come in: what lies beyond the rows of a chunk is zero where it counts.
  private static func padded(_ rows: Int) -> Int {
    (rows + Int(gp_panel) - 1) / Int(gp_panel) * Int(gp_panel)
  }

  package func forward(_ parameters: UnsafePointer<Float>, rows: Int) {
    let padded = MixedWorkspace.padded(rows)
    let last = shape.layers - 1
    for layer in 0..<last {
      let (fanIn, fanOut) = (shape.units[layer], shape.units[layer + 1])
      let bias = parameters + shape.biasOffset(layer)
      let z = layer == last - 1 ? lastActivations : activations
      if layer == 0 {
        Float.multiply(
          input, parameters, into: z, rows: rows, columns: fanOut, inner: fanIn, beta: 0)
      } else {
        gp_multiply_bf16(
          rounded[layer - 1].words, 0, weights[layer].forward, z, padded, fanOut, fanIn / 2, 0)
      }
      if layer == last - 1 {
        gp_bias_silu_f32(z, bias, slopes[layer], rows, fanOut)
      } else {
        gp_bias_silu_mixed(
          z, bias, slopes[layer], padded, fanOut, rounded[layer].along, rounded[layer].down)
      }
    }
    for row in 0..<rows {
      (output + row * shape.outputs).update(
        from: parameters + shape.biasOffset(last), count: shape.outputs)
    }
    Float.multiply(
      lastActivations, parameters + shape.weightOffset(last), into: output, rows: rows,
      columns: shape.outputs, inner: shape.units[last], beta: 1)
  }

  package func backward(
    _ parameters: UnsafePointer<Float>, rows: Int, gradient: UnsafeMutablePointer<Float>, adds: Bool
  ) {
    let padded = MixedWorkspace.padded(rows)
    let last = shape.layers - 1
    if !adds {
      for layer in 0...last {
        (gradient + shape.biasOffset(layer)).update(repeating: 0, count: shape.units[layer + 1])
      }
    }
    let biasGradient = gradient + shape.biasOffset(last)
    for row in 0..<rows {
      for i in 0..<shape.outputs { biasGradient[i] += outputDelta[row * shape.outputs + i] }
    }
    Float.multiply(
      lastActivations, transposed: true, outputDelta, into: gradient + shape.weightOffset(last),
      rows: shape.units[last], columns: shape.outputs, inner: rows, beta: adds ? 1 : 0)
    var (delta, other) = deltas
    let width = shape.units[last]
    Float.multiply(
      outputDelta, transposed: false, parameters + shape.weightOffset(last), transposed: true,
      into: delta, rows: rows, columns: width, inner: shape.outputs, beta: 0)
    (delta + rows * width).update(repeating: 0, count: (padded - rows) * width)
    for layer in stride(from: last - 1, through: 1, by: -1) {
      let (fanIn, fanOut) = (shape.units[layer], shape.units[layer + 1])
      gp_silu_backward_mixed(
        delta, slopes[layer], gradient + shape.biasOffset(layer), padded, fanOut,
        roundedDelta.along, roundedDelta.down)
      gp_multiply_bf16(
        rounded[layer - 1].down, 1, roundedDelta.down, gradient + shape.weightOffset(layer), fanIn,
        fanOut, padded / 2, adds ? 1 : 0)
      gp_multiply_bf16(
        roundedDelta.words, 0, weights[layer].backward, other, padded, fanIn, fanOut / 2, 0)
      swap(&delta, &other)
    }
    let first = shape.units[1]
    gp_silu_backward_f32(delta, slopes[0], gradient + shape.biasOffset(0), rows, first)
    Float.multiply(
      input, transposed: true, delta, into: gradient, rows: shape.inputs, columns: first,
      inner: rows, beta: adds ? 1 : 0)
  }
}
