/// Passes of a network over a chunk of rows, forward and backward, in memory allocated once.
///
/// The caller writes `input`, calls `forward`, reads `output`; for a gradient it then overwrites
/// `outputDelta` with ∂loss/∂output and calls `backward`.
package protocol TrainingNetwork: AnyObject, Sendable {
  var shape: NetworkShape { get }
  /// Rows of `shape.inputs` numbers.
  var input: UnsafeMutablePointer<Float> { get }
  /// Rows of `shape.outputs` numbers.
  var output: UnsafeMutablePointer<Float> { get }
  /// Rows of `shape.outputs` numbers.
  var outputDelta: UnsafeMutablePointer<Float> { get }

  /// Output of the network for the first `rows` rows of `input`.
  func forward(_ parameters: UnsafePointer<Float>, rows: Int)

  /// Writes the gradient of the loss to `gradient`, given ∂loss/∂output in `outputDelta`, or adds it.
  func backward(
    _ parameters: UnsafePointer<Float>, rows: Int, gradient: UnsafeMutablePointer<Float>, adds: Bool
  )
}

extension NetworkWorkspace: TrainingNetwork where Scalar == Float {}
