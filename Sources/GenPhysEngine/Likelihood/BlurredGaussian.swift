import Foundation

/// A Gaussian blurred by a mixture of Gaussians: E[N(x; μ, Σ + 2u I)] over the law of u.
struct BlurredGaussian {
  /// A place of the law's quadrature: ln of its weight, and 2u.
  struct Node {
    let logWeight: Double
    let variance: Double
  }

  let spread: PrincipalSpread
  private let nodes: [Node]
  private let logVolumes: [Double]

  init(_ spread: PrincipalSpread, nodes: [Node]) {
    self.spread = spread
    self.nodes = nodes
    logVolumes = nodes.map { node in
      node.logWeight - 0.5 * spread.variances.reduce(0) { $0 + log($1 + node.variance) }
    }
  }

  /// ln of the density, but for its constant, at components along the axes.
  func logDensity(_ components: [Double]) -> Double {
    let logs = nodes.indices.map { j in
      var exponent = 0.0
      for k in components.indices {
        exponent += components[k] * components[k] / (spread.variances[k] + nodes[j].variance)
      }
      return logVolumes[j] - 0.5 * exponent
    }
    return Resampling.logTotal(logs)
  }
}
