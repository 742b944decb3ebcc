import Foundation

extension CompiledProcess {
  /// Points of the prior in the engine's frame: the kernel at its widest around the data's mean.
  ///
  /// Where births and deaths keep the range of widths short, the data is replaced by its `DataCells`
  /// instead of a point, and points carry the weights of `GrowthLookahead`.
  func samplePrior(count: Int, frame: DataFrame, random: inout RandomStream) -> SolverState {
    var points: [Double] = []
    points.reserveCapacity(count * dimension)
    guard let lookahead else {
      for _ in 0..<count {
        let deviation = exp(0.5 * mixing.logVariance(random.normal(), logWidths.upperBound))
        for _ in 0..<dimension { points.append(deviation * random.normal()) }
      }
      return SolverState(points: points, dimension: dimension, hasGrowth: false)
    }
    var logWeights: [Double] = []
    for _ in 0..<count {
      let launch = lookahead.launch(random.uniform())
      let deviation = exp(0.5 * mixing.logVariance(random.normal(), launch.floor))
      var point = (0..<dimension).map { _ in deviation * random.normal() }
      let logRadius = SolverState.logLength(point[...])
      let logStretch = launch.stretch(logRadius: logRadius, to: lookahead.ceiling)
      for k in point.indices { point[k] *= exp(logStretch) }
      frame.cells?.addDraw(to: &point, &random)
      points += point
      logWeights.append(
        -lookahead.logExcess(logRadius: logRadius + logStretch, logWidth: lookahead.ceiling))
    }
    var state = SolverState(points: points, dimension: dimension, hasGrowth: true)
    state.logWeights = logWeights
    return state
  }
}

extension SolverState {
  static func logLength(_ point: ArraySlice<Double>) -> Double {
    0.5 * log(max(point.reduce(0) { $0 + $1 * $1 }, .leastNormalMagnitude))
  }

  /// ln of the weights with what the look-ahead foresees, at one width.
  func foreseen(_ lookahead: GrowthLookahead, logWidth: Double) -> [Double] {
    logWeights.indices.map { i in
      let point = points[(i * dimension)..<((i + 1) * dimension)]
      return logWeights[i]
        + lookahead.foresight(logRadius: SolverState.logLength(point), logWidth: logWidth)
    }
  }
}
