internal import Dispatch
internal import GenPhysNumerics
internal import Numerics

/// The mixing law over a range of times, its nodes as polynomials in ln t.
///
/// At a fixed place of the saddle grid weights, scales and rates are smooth functions of ln t, however
/// sharply the kernels that they add up to turn from a core to a tail. So a few dozen times serve all
/// others, and a slice in between costs a hundredth of one from contours.
struct MixingSurface: Sendable {
  /// A range of ln t with the nodes at its Chebyshev times.
  fileprivate struct Panel: Sendable {
    let logTimes: ClosedRange<Double>
    let axis: ChebyshevAxis
    /// By time: four numbers a node, the point mass last where there is one.
    let columns: [[Double]]
    let rests: [Double]
    let logMasses: [Double]
    let hasAtom: Bool
    /// Bounds of the rounding errors of weights and rates, by node.
    let errors: [(weight: Double, transport: Double, scale: Double)]
    /// What interpolation misses of ln weight and of rates.
    let miss: Double
    /// The largest radius that is served at the start and the end.
    let logRadii: (start: Double, end: Double)
  }

  private let panels: [Panel]
  private let step: Double
  let dimension: Int
  /// What interpolation misses of ln weight, at most.
  var error: Double { panels.reduce(0) { max($0, $1.miss) } }

  fileprivate static let basis = ChebyshevBasis(order: 13)
  private static let width = 2.5
  private static let narrowest = 0.3
  /// What interpolation may miss.
  private static let tolerance = 3e-9

  /// - Parameters:
  ///   - reach: the largest radius to serve, in units of the median width.
  ///   - contour: the contour of the law at a time.
  /// - Returns: `nil` where a law has no smooth nodes anywhere in the range.
  init?(
    logTimes: ClosedRange<Double>, dimension: Int, step: Double, reach: Double,
    contour: @escaping @Sendable (_ time: Double) -> SaddleContour?
  ) {
    self.step = step
    self.dimension = dimension
    let length = logTimes.upperBound - logTimes.lowerBound
    let count = max(1, Int((length / Self.width).rounded(.up)))
    var pending = (0..<count).map { index in
      let start = logTimes.lowerBound + Double(index) * length / Double(count)
      return start...max(start, start + length / Double(count))
    }
    var panels: [Panel] = []
    while !pending.isEmpty {
      var found = [Panel?](repeating: nil, count: pending.count)
      found.withUnsafeMutableBufferPointer { found in
        // Safe: every iteration writes its own place.
        nonisolated(unsafe) let found = found
        let ranges = pending
        DispatchQueue.concurrentPerform(iterations: ranges.count) { index in
          found[index] = Panel(
            ranges[index], dimension: dimension, step: step, reach: reach, contour: contour)
        }
      }
      var next: [ClosedRange<Double>] = []
      for (range, panel) in zip(pending, found) {
        if let panel, panel.miss <= Self.tolerance {
          panels.append(panel)
        } else if range.upperBound - range.lowerBound > 2 * Self.narrowest {
          let middle = 0.5 * (range.lowerBound + range.upperBound)
          next += [range.lowerBound...middle, middle...range.upperBound]
        }
      }
      // Where nothing is smooth, halving is in vain.
      if panels.isEmpty, next.count > 2 * count { return nil }
      pending = next
    }
    guard !panels.isEmpty else { return nil }
    self.panels = panels.sorted { $0.logTimes.lowerBound < $1.logTimes.lowerBound }
  }

  /// The slice at a time, with the largest radius that it serves; `nil` where there is none.
  func slice(time t: Double, radius: Double) -> (slice: MixingSlice, radius: Double)? {
    let logTime = Double.log(t)
    guard let panel = panels.first(where: { $0.logTimes.contains(logTime) }) else { return nil }
    let reach = panel.reach(logTime)
    guard radius <= reach else { return nil }
    return (panel.slice(logTime, step: step), reach)
  }
}

extension MixingSurface.Panel {
  init?(
    _ logTimes: ClosedRange<Double>, dimension: Int, step: Double, reach: Double,
    contour: (_ time: Double) -> SaddleContour?
  ) {
    let basis = MixingSurface.basis
    self.logTimes = logTimes
    let axis = ChebyshevAxis(logTimes, count: basis.order)
    self.axis = axis
    let contours = axis.nodes.compactMap { contour(Double.exp($0)) }
    guard contours.count == basis.order, let first = contours.first, let last = contours.last,
      let startBulk = first.bulk, let endBulk = last.bulk, let startMedian = first.median(),
      let endMedian = last.median(), startMedian > 0, endMedian > 0
    else { return nil }
    let ends = [startMedian, endMedian].map { 0.5 * Double.log(2 * $0) + Double.log(reach) }
    logRadii = (ends[0], ends[1])
    let length = logTimes.upperBound - logTimes.lowerBound
    var builders: [MixingSliceBuilder] = []
    var grids: [(first: Int, nodes: [MixingNode])] = []
    for (logTime, contour) in zip(axis.nodes, contours) {
      let share = length > 0 ? (logTime - logTimes.lowerBound) / length : 0
      // Twice the radius, as medians in between are not looked at.
      let radius = 2 * Double.exp((1 - share) * ends[0] + share * ends[1])
      guard
        let builder = MixingSliceBuilder(
          contour: contour, dimension: dimension, step: step,
          anchor: (1 - share) * startBulk + share * endBulk),
        let grid = builder.grid(upTo: radius)
      else { return nil }
      builders.append(builder)
      grids.append(grid)
    }
    // All times take the nodes that any of them needs.
    let start = grids.reduce(0) { min($0, $1.first) }
    let end = grids.reduce(0) { max($0, $1.first + $1.nodes.count) }
    var columns: [[Double]] = []
    var rests: [Double] = []
    var hasAtom: Bool?
    var errors = [(weight: Double, transport: Double, scale: Double)](
      repeating: (0, 0, 0), count: end - start)
    for (index, builder) in builders.enumerated() {
      var nodes: [MixingNode] = []
      for place in start..<end {
        let known = place - grids[index].first
        guard
          let node = grids[index].nodes.indices.contains(known)
            ? grids[index].nodes[known] : builder.node(place)
        else { return nil }
        nodes.append(node)
      }
      let (atom, rest) = builder.ends(nodes, from: start)
      rests.append(rest)
      // An atom at u = 0 has no logarithm, and no use where points are to move.
      guard hasAtom ?? (atom != nil) == (atom != nil), atom?.scale ?? 1 > 0 else { return nil }
      hasAtom = atom != nil
      if let atom { nodes.append(atom) }
      if index == 0 { errors = nodes.map { ($0.error, $0.transportError, $0.scaleError) } }
      let time = Double.exp(axis.nodes[index])
      var column: [Double] = []
      column.reserveCapacity(4 * nodes.count)
      for (place, node) in nodes.enumerated() {
        column.append(node.logScale)
        column.append(node.logWeight)
        column.append(time * node.flux / (2 * node.scale))
        column.append(time * node.growth)
        errors[place].weight = max(errors[place].weight, node.error)
        errors[place].transport = max(errors[place].transport, node.transportError)
        errors[place].scale = max(errors[place].scale, node.scaleError)
      }
      guard column.allSatisfy(\.isFinite) else { return nil }
      columns.append(column)
    }
    self.columns = columns
    self.hasAtom = hasAtom ?? false
    self.rests = rests
    logMasses = contours.map(\.logMass)
    self.errors = errors
    var miss = 0.0
    for place in columns[0].indices {
      let tail = basis.tail { columns[$0][place] }
      // Logarithms absolute, rates relative.
      let size = place % 4 < 2 ? 1 : columns.reduce(1e-2) { max($0, $1[place].magnitude) }
      miss = max(miss, tail / size)
    }
    self.miss = miss
  }

  func reach(_ logTime: Double) -> Double {
    let length = logTimes.upperBound - logTimes.lowerBound
    let share = length > 0 ? (logTime - logTimes.lowerBound) / length : 0
    return Double.exp((1 - share) * logRadii.start + share * logRadii.end)
  }

  func slice(_ logTime: Double, step: Double) -> MixingSlice {
    let shares = axis.coefficients(at: logTime)
    var values = [Double](repeating: 0, count: columns[0].count)
    var (rest, logMass) = (0.0, 0.0)
    for (index, share) in shares.enumerated() where share != 0 {
      rest += share * rests[index]
      logMass += share * logMasses[index]
      columns[index].withUnsafeBufferPointer { column in
        for place in values.indices { values[place] += share * column[place] }
      }
    }
    let time = Double.exp(logTime)
    var nodes = errors.indices.map { index in
      let scale = Double.exp(values[4 * index])
      return MixingNode(
        scale: scale, logScale: values[4 * index], logWeight: values[4 * index + 1],
        flux: values[4 * index + 2] * 2 * scale / time, growth: values[4 * index + 3] / time,
        error: errors[index].weight, transportError: errors[index].transport,
        scaleError: errors[index].scale)
    }
    let atom = hasAtom ? nodes.removeLast() : nil
    return MixingSlice(
      step: step, nodes: nodes, atom: atom, rest: max(0, rest), logMass: logMass)
  }
}
