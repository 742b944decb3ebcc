/// Scratch memory for passes of a network over up to `capacity` rows, allocated once.
///
/// The caller writes `input`, calls `forward`, reads `output`; for a gradient it then overwrites
/// `outputDelta` with ∂loss/∂output and calls `backward`.
///
/// `@unchecked Sendable`: a workspace belongs to one lane or worker at a time.
package final class NetworkWorkspace<Scalar: EngineScalar>: @unchecked Sendable {
  package let shape: NetworkShape
  package let capacity: Int
  private let memory: UnsafeMutablePointer<Scalar>
  private let activations: [UnsafeMutablePointer<Scalar>]
  private let slopes: [UnsafeMutablePointer<Scalar>]
  private let deltas: (UnsafeMutablePointer<Scalar>, UnsafeMutablePointer<Scalar>)
  private let offsets: [(weight: Int, bias: Int)]

  package init(_ shape: NetworkShape, capacity: Int, differentiates: Bool) {
    self.shape = shape
    self.capacity = capacity
    let hidden = shape.units.dropFirst().dropLast().reduce(0, +)
    let total =
      capacity * (shape.units.reduce(0, +) + (differentiates ? hidden : 0) + 2 * shape.widest)
    memory = .allocate(capacity: total)
    memory.initialize(repeating: 0, count: total)
    var next = memory
    func take(_ units: Int) -> UnsafeMutablePointer<Scalar> {
      defer { next += capacity * units }
      return next
    }
    activations = shape.units.map(take)
    slopes = differentiates ? shape.units.dropFirst().dropLast().map(take) : []
    deltas = (take(shape.widest), take(shape.widest))
    offsets = (0..<shape.layers).map { (shape.weightOffset($0), shape.biasOffset($0)) }
  }

  deinit { memory.deallocate() }

  /// Rows of `shape.inputs` numbers.
  package var input: UnsafeMutablePointer<Scalar> { activations[0] }
  /// Rows of `shape.outputs` numbers.
  package var output: UnsafeMutablePointer<Scalar> { activations[shape.layers] }
  /// Rows of `shape.outputs` numbers.
  package var outputDelta: UnsafeMutablePointer<Scalar> { deltas.0 }

  /// Output of the network for the first `rows` rows of `input`.
  package func forward(_ parameters: UnsafePointer<Scalar>, rows: Int) {
    for layer in 0..<shape.layers {
      let (fanIn, fanOut) = (shape.units[layer], shape.units[layer + 1])
      let z = activations[layer + 1]
      let bias = parameters + offsets[layer].bias
      let isLast = layer == shape.layers - 1
      if isLast {
        for row in 0..<rows { (z + row * fanOut).update(from: bias, count: fanOut) }
      }
      Scalar.multiply(
        activations[layer], parameters + offsets[layer].weight, into: z, rows: rows,
        columns: fanOut, inner: fanIn, beta: isLast ? 1 : 0)
      if !isLast {
        Scalar.operations.biasSiLU(z, bias, slopes.isEmpty ? nil : slopes[layer], rows, fanOut)
      }
    }
  }

  /// Writes the gradient of the loss to `gradient`, given ∂loss/∂output in `outputDelta`, or adds it.
  package func backward(
    _ parameters: UnsafePointer<Scalar>, rows: Int, gradient: UnsafeMutablePointer<Scalar>,
    adds: Bool
  ) {
    if !adds {
      for layer in 0..<shape.layers {
        (gradient + offsets[layer].bias).update(repeating: 0, count: shape.units[layer + 1])
      }
    }
    var (delta, other) = deltas
    let last = shape.layers - 1
    let biasGradient = gradient + offsets[last].bias
    for row in 0..<rows {
      for i in 0..<shape.outputs { biasGradient[i] += delta[row * shape.outputs + i] }
    }
    for layer in stride(from: last, through: 0, by: -1) {
      let (fanIn, fanOut) = (shape.units[layer], shape.units[layer + 1])
      Scalar.multiply(
        activations[layer], transposed: true, delta, into: gradient + offsets[layer].weight,
        rows: fanIn, columns: fanOut, inner: rows, beta: adds ? 1 : 0)
      guard layer > 0 else { break }
      Scalar.multiply(
        delta, transposed: false, parameters + offsets[layer].weight, transposed: true,
        into: other, rows: rows, columns: fanIn, inner: fanOut, beta: 0)
      Scalar.operations.backwardSiLU(
        other, slopes[layer - 1], gradient + offsets[layer - 1].bias, rows, fanIn)
      swap(&delta, &other)
    }
  }
}
