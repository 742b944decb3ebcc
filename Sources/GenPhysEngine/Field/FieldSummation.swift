import GenPhysKernels

/// Sums over a fixed set of points of a radial kernel, for many query points.
protocol FieldSummation: Sendable {
  /// Writes Σ w (x − y)/Σ w to the flow's rate, w = G(|x − y|), a rate of displacement being a
  /// factor of x − y, and Σ w g/Σ w to its growth where the kernel has a rate g to average.
  ///
  /// Relative accuracy 1e-5.
  func evaluate(
    _ points: [Double], _ kernel: FieldKernel, logWidth: Double, _ workforce: Workforce,
    _ flow: inout Flow)
}

/// A lane's share of the queries and where its results go.
struct FieldQueries {
  let count: Int
  let points: UnsafePointer<Double>
  let rate: UnsafeMutablePointer<Double>
  /// `nil` where the kernel has no rate to average.
  let growth: UnsafeMutablePointer<Double>?
  /// `nil` where nobody asks for it.
  let divergence: UnsafeMutablePointer<Double>?

  /// Deals queries to lanes of `size`, whatever the number of threads.
  static func forEachLane(
    of size: Int, _ points: [Double], dimension: Int, _ kernel: FieldKernel, _ workforce: Workforce,
    _ flow: inout Flow, _ body: (FieldQueries, UnsafePointer<gp_kernel>) -> Void
  ) {
    let total = points.count / dimension
    let lanes = (total + size - 1) / size
    var averages = false
    if case .tabulated(_, let use) = kernel { averages = use == gp_rate_to_average }
    let hasGrowth = averages && !flow.growth.isEmpty
    let hasDivergence = !flow.divergence.isEmpty
    kernel.withC { kernel in
      points.withUnsafeBufferPointer { points in
        flow.rate.withUnsafeMutableBufferPointer { rate in
          flow.growth.withUnsafeMutableBufferPointer { growth in
            flow.divergence.withUnsafeMutableBufferPointer { divergence in
              guard let x = points.baseAddress, let rate = rate.baseAddress else { return }
              // The base address of an empty array is not nil, and not ours to write to.
              let growth = hasGrowth ? growth.baseAddress : nil
              let divergence = hasDivergence ? divergence.baseAddress : nil
              Parallel.forEach(lanes: lanes, threads: workforce.threads) { lane in
                guard !workforce.monitor.isCancelled() else { return }
                let first = lane * size
                body(
                  FieldQueries(
                    count: min(size, total - first), points: x + first * dimension,
                    rate: rate + first * dimension, growth: growth.map { $0 + first },
                    divergence: divergence.map { $0 + first }), kernel)
              }
            }
          }
        }
      }
    }
  }
}
