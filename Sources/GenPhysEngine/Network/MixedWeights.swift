import GenPhysKernels

/// A network's weights between hidden layers, rounded to bfloat16 in the two orders that products
/// need; all lanes share them.
///
/// `@unchecked Sendable`: written between steps only.
package final class MixedWeights: @unchecked Sendable {
  /// Weights of a layer as the right factor of the forward pass, and transposed as that of the
  /// backward pass.
  typealias Layer = (
    forward: UnsafeMutablePointer<UInt32>, backward: UnsafeMutablePointer<UInt32>
  )

  private let shape: NetworkShape
  /// Entry i belongs to layer i + 1: the first and the last layer stay in single precision.
  private let layers: [Layer]

  package init(_ shape: NetworkShape) {
    self.shape = shape
    layers = (1..<(shape.layers - 1)).map { layer in
      let words = shape.units[layer] * shape.units[layer + 1] / 2
      return (.allocate(capacity: words), .allocate(capacity: words))
    }
  }

  deinit {
    for layer in layers {
      layer.forward.deallocate()
      layer.backward.deallocate()
    }
  }

  subscript(layer: Int) -> Layer { layers[layer - 1] }

  /// Rounds the parameters anew.
  package func round(_ parameters: UnsafePointer<Float>, threads: Int) {
    let parts = 8
    Parallel.forEach(lanes: parts, threads: threads) { part in
      for layer in 1..<(shape.layers - 1) {
        let (fanIn, fanOut) = (shape.units[layer], shape.units[layer + 1])
        let panels = Parallel.range(lane: part, of: parts, count: fanIn / Int(gp_panel))
        gp_round_weights_bf16(
          parameters + shape.weightOffset(layer), fanIn, fanOut, panels.lowerBound * Int(gp_panel),
          panels.upperBound * Int(gp_panel), self[layer].forward, self[layer].backward)
      }
    }
  }
}
