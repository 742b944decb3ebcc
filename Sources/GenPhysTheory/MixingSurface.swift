internal import GenPhysNumerics
internal import Numerics
internal import GenPhysSupport

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
    /// The grid step in η.
    let step: Double
    /// By time: four numbers a node, the point mass last where there is one.
    let columns: [[Double]]
    let rests: [Double]
    /// a, where what leaves the atom is apart from the nodes, and λ₁(∞) + b by time; see `AtomStream`.
    let stream: (pole: Double, residues: [Double])?
    /// ξ where the grid starts, at the start and at the end.
    let anchors: (start: Double, end: Double)
    let logMasses: [Double]
    let drifts: [Double]
    let hasAtom: Bool
    /// Bounds of the rounding errors of weights and rates, by node.
    let errors: [(weight: Double, transport: Double, scale: Double)]
    /// What interpolation misses of ln weight and of rates.
    let miss: Double
    /// What it misses of ln u.
    let scaleMiss: Double
    /// ln of the largest radius that is served at the start, in the middle and at the end.
    let logRadii: [Double]
  }

  private let panels: [Panel]
  let dimension: Int
  /// What interpolation misses of ln weight, at most: the last coefficients tell it to a factor of two.
  var error: Double { 2 * panels.reduce(0) { max($0, $1.miss) } }

  fileprivate static let basis = ChebyshevBasis(order: 17)
  private static let width = 2.5
  private static let narrowest = 0.3
  /// What interpolation may miss.
  fileprivate static let tolerance = 3e-9
  /// What interpolation between the nodes of one time may miss; half a step then misses about its square.
  fileprivate static let roughness = 1e-7

  /// - Parameters:
  ///   - reach: the largest radius to serve, in units of the median width.
  ///   - contour: the contour of the law at a time.
  /// - Returns: `nil` where a law has no smooth nodes anywhere in the range.
  init?(
    logTimes: ClosedRange<Double>, dimension: Int, step: Double, reach: Double,
    contour: @escaping @Sendable (_ time: Double) -> SaddleContour?
  ) {
    self.dimension = dimension
    let length = logTimes.upperBound - logTimes.lowerBound
    let count = max(1, Int(saturating: (length / Self.width).rounded(.up)))
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
        ThreadLimit.perform(lanes: ranges.count, threads: 0) { index, _ in
          found[index] = Panel(
            ranges[index], dimension: dimension, step: step, reach: reach, contour: contour)
        }
      }
      var next: [ClosedRange<Double>] = []
      for (range, panel) in zip(pending, found) {
        let isNarrow = range.upperBound - range.lowerBound <= 2 * Self.narrowest
        // A Gaussian in N dimensions feels ln u N/2-fold.
        let wanted = Self.tolerance / (isNarrow ? 1 : max(1, 0.5 * Double(dimension)))
        if let panel, panel.miss <= Self.tolerance, panel.scaleMiss <= wanted {
          panels.append(panel)
        } else if !isNarrow {
          let middle = 0.5 * (range.lowerBound + range.upperBound)
          next += [range.lowerBound...middle, middle...range.upperBound]
        }
      }
      // Where nothing is smooth, halving is in vain.
      if panels.isEmpty, next.count > 4 * count { return nil }
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
    return (panel.slice(logTime), reach)
  }
}

extension MixingSurface.Panel {
  /// The numbers of a node that are interpolated in time.
  private enum Quantity: CaseIterable {
    /// ln(u − D), absolute, as far as it changes ln u.
    case logExcess
    /// ln of the weight: absolute about the bulk, relative where it is large, far out.
    case logWeight
    /// The expansion rate t·flux/2(u − D), relative.
    case expansion
    /// t·growth, relative to its largest value.
    case growth
  }

  /// What a polynomial through values at the panel's times misses of them, by the standard that their
  /// quantity is held to; 0 where that is their own rounding, which no narrower panel is rid of.
  ///
  /// A node counts by its share at most, beside all others, and its excess by the largest share of u.
  private static func miss(
    of values: [Double], _ quantity: Quantity, share: Double, excess: Double, noise: Double
  ) -> Double {
    let sizes = values.lazy.map(\.magnitude)
    let least = 1e-2
    let size =
      switch quantity {
      case .logExcess: 1 / (share * excess)
      case .logWeight: sizes.reduce(1, max) / share
      case .expansion: max(least / share, sizes.reduce(.infinity, min))
      case .growth: max(least / share, sizes.reduce(0, max))
      }
    let tail = MixingSurface.basis.tail { values[$0] }
    return tail > 8 * noise * size ? tail / size : 0
  }

  /// Nodes with a smaller share at some time have no say there: e^{−50} = 2e-22.
  private static let depth = 50.0

  /// Values at the panel's times, those where the node has no say bounded by the others.
  ///
  /// Next to an atom rates are what jumps over a node relative to next to nothing there, and grow by tens
  /// of orders from one time to another.
  private static func bounded(_ values: [Double], logShares: [Double]) -> [Double] {
    let counts = logShares.map { $0 > -depth }
    let largest = zip(values, counts).reduce(0) { $1.1 ? max($0, $1.0.magnitude) : $0 }
    return zip(values, counts).map { $1 ? $0 : min(max($0, -largest), largest) }
  }

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
      let startBulk = first.bulk, let endBulk = last.bulk
    else { return nil }
    let medians = [first, contours[basis.order / 2], last].compactMap { $0.median() }
    guard medians.count == 3, medians.allSatisfy({ $0 > 0 }) else { return nil }
    logRadii = medians.map { 0.5 * Double.log(2 * $0) + Double.log(reach) }
    anchors = (startBulk, endBulk)
    let shoulders = (start: first.shoulder, end: last.shoulder)
    let (radii, builders) = Self.builders(
      contours, axis, logTimes, dimension: dimension, step: step, logRadii: logRadii,
      anchors: anchors, shoulders: shoulders)
    guard builders.count == contours.count else { return nil }
    self.step = builders[0].step
    let streams = builders.map(\.stream)
    // An atom that is gone has nothing to leave it.
    stream = streams.compactMap(\.self).first.map { stream in
      (stream.pole, streams.map { $0?.residue ?? stream.residue })
    }
    guard let (start, laws) = Self.laws(builders, upTo: radii) else { return nil }
    var columns: [[Double]] = []
    var rests: [Double] = []
    var logShares: [[Double]] = []
    let hasAtom = contours.allSatisfy { $0.atom != nil }
    var errors: [(weight: Double, transport: Double, scale: Double)] = []
    var blur = 0.0
    for (index, builder) in builders.enumerated() {
      var nodes = laws[index]
      let (atom, rest) = builder.ends(nodes, from: start)
      rests.append(rest)
      // All times lose the nodes that any of them loses in its atom.
      let lowerEnd = LowerEnd(
        nodes: nodes, atom: atom, rest: rest, stream: builder.stream,
        drift: builder.contour.action.drift, step: builder.step, logMass: contours[index].logMass)
      let time = Double.exp(axis.nodes[index])
      blur = max(
        blur,
        lowerEnd?.miss(
          nodes: nodes, atom: atom, dimension: dimension, upTo: radii[index], time: time) ?? 0)
      // An atom at u = 0 has no logarithm, and no use where points are to move.
      guard hasAtom == (atom != nil), atom?.scale ?? 1 > 0 else { return nil }
      if let atom { nodes.append(atom) }
      logShares.append(nodes.logShares(dimension: dimension, upTo: radii[index]))
      if index == 0 { errors = nodes.map { ($0.error, $0.transportError, $0.scaleError) } }
      var column: [Double] = []
      column.reserveCapacity(4 * nodes.count)
      for (place, node) in nodes.enumerated() {
        column.append(node.logExcess > -.infinity ? node.logExcess : 0)
        column.append(node.logWeight)
        // Relative to the excess: relative to u it turns where u − D passes D.
        column.append(time * node.flux / (2 * node.excess))
        column.append(time * node.growth)
        errors[place].weight = max(errors[place].weight, node.error)
        errors[place].transport = max(errors[place].transport, node.transportError)
        errors[place].scale = max(errors[place].scale, node.scaleError)
      }
      guard column.allSatisfy(\.isFinite) else { return nil }
      columns.append(column)
    }
    self.hasAtom = hasAtom
    self.rests = rests
    logMasses = contours.map(\.logMass)
    drifts = contours.map(\.action.drift)
    self.errors = errors
    var (worst, worstScale) = (blur, 0.0)
    for (node, error) in errors.enumerated() {
      let shares = logShares.map { $0[node] }
      let share = Double.exp(shares.max() ?? 0)
      let noise = max(error.weight, error.transport, error.scale)
      let excess = zip(columns, drifts).reduce(1e-300) { largest, time in
        let excess = Double.exp(time.0[4 * node])
        return max(largest, excess / (time.1 + excess))
      }
      for (part, quantity) in Quantity.allCases.enumerated() {
        let place = 4 * node + part
        let values = columns.map { $0[place] }
        var least = Self.miss(of: values, quantity, share: share, excess: excess, noise: noise)
        if least > MixingSurface.tolerance, quantity == .expansion || quantity == .growth {
          let bounded = Self.bounded(values, logShares: shares)
          let without = Self.miss(of: bounded, quantity, share: share, excess: excess, noise: noise)
          if without < least {
            least = without
            for (time, value) in bounded.enumerated() { columns[time][place] = value }
          }
        }
        if quantity == .logExcess {
          worstScale = max(worstScale, least)
        } else {
          worst = max(worst, least)
        }
      }
    }
    miss = worst
    scaleMiss = worstScale
    self.columns = columns
  }

  /// The radii to serve at the panel's times, and what lays the grids there: half as wide as `step` where
  /// the middle's nodes are too far apart for what lies between them, as in many dimensions, where
  /// posteriors are narrower than a cell.
  private static func builders(
    _ contours: [SaddleContour], _ axis: ChebyshevAxis, _ logTimes: ClosedRange<Double>,
    dimension: Int, step: Double, logRadii: [Double], anchors: (start: Double, end: Double),
    shoulders: (start: Double, end: Double)
  ) -> (radii: [Double], builders: [MixingSliceBuilder]) {
    let shares = axis.nodes.map { share($0, of: logTimes) }
    let radii = shares.map { 1.5 * Double.exp(between(logRadii, $0)) }
    func builder(_ index: Int, _ step: Double) -> MixingSliceBuilder? {
      MixingSliceBuilder(
        contour: contours[index], dimension: dimension, step: step,
        anchor: between(anchors, shares[index]), shoulder: between(shoulders, shares[index]))
    }
    let middle = contours.count / 2
    let sample = dimension < 8 ? nil : builder(middle, step)?.slice(upTo: radii[middle])
    let roughness = sample?.roughness(dimension: dimension, upTo: radii[middle]) ?? 0
    let fine = roughness > MixingSurface.roughness ? 0.5 * step : step
    return (radii, contours.indices.compactMap { builder($0, fine) })
  }

  /// The nodes of several times at the same places, and the first place.
  ///
  /// All times take the nodes that any of them needs, as far as all have them: near an atom a law is
  /// lost in it, and what lies there is part of the rest.
  private static func laws(
    _ builders: [MixingSliceBuilder], upTo radii: [Double]
  ) -> (start: Int, laws: [[MixingNode]])? {
    let grids = zip(builders, radii).compactMap { $0.grid(upTo: $1) }
    guard grids.count == builders.count else { return nil }
    let wanted = grids.reduce(0...0) {
      min($0.lowerBound, $1.first)...max($0.upperBound, $1.first + $1.nodes.count - 1)
    }
    let whole = zip(builders, grids).map { builder, grid in
      var (first, nodes) = grid
      while first > wanted.lowerBound, let node = builder.node(first - 1) {
        nodes.insert(node, at: 0)
        first -= 1
      }
      while first + nodes.count <= wanted.upperBound, let node = builder.node(first + nodes.count) {
        nodes.append(node)
      }
      return (first: first, nodes: nodes)
    }
    let start = whole.reduce(wanted.lowerBound) { max($0, $1.first) }
    let end = whole.reduce(wanted.upperBound + 1) { min($0, $1.first + $1.nodes.count) }
    guard start < 0, end > 0 else { return nil }
    return (start, whole.map { Array($0.nodes[(start - $0.first)..<(end - $0.first)]) })
  }

  /// How far a time is into a range of times, 0 to 1.
  private static func share(_ logTime: Double, of logTimes: ClosedRange<Double>) -> Double {
    let length = logTimes.upperBound - logTimes.lowerBound
    return length > 0 ? (logTime - logTimes.lowerBound) / length : 0
  }

  func reach(_ logTime: Double) -> Double {
    let share = Self.share(logTime, of: logTimes)
    // What medians in between may be off the parabola through three of them.
    return 1.3 * Double.exp(Self.between(logRadii, share))
  }

  /// The line through values at the start and the end.
  private static func between(_ ends: (start: Double, end: Double), _ share: Double) -> Double {
    (1 - share) * ends.start + share * ends.end
  }

  /// The parabola through values at the start, the middle and the end.
  private static func between(_ values: [Double], _ share: Double) -> Double {
    let x = 2 * share - 1
    return values[1] + 0.5 * x * (values[2] - values[0])
      + 0.5 * x * x * (values[0] - 2 * values[1] + values[2])
  }

  func slice(_ logTime: Double) -> MixingSlice {
    let shares = axis.coefficients(at: logTime)
    var values = [Double](repeating: 0, count: columns[0].count)
    var (rest, logMass, drift) = (0.0, 0.0, 0.0)
    for (index, share) in shares.enumerated() where share != 0 {
      rest += share * rests[index]
      logMass += share * logMasses[index]
      drift += share * drifts[index]
      columns[index].withUnsafeBufferPointer { column in
        for place in values.indices { values[place] += share * column[place] }
      }
    }
    let time = Double.exp(logTime)
    var nodes = errors.indices.map { index in
      let isAtom = hasAtom && index == errors.count - 1
      let logExcess = isAtom ? -.infinity : values[4 * index]
      let scale = drift + Double.exp(logExcess)
      let excess = isAtom ? scale : Double.exp(logExcess)
      return MixingNode(
        scale: scale, logScale: Double.log(scale), logExcess: logExcess,
        logWeight: values[4 * index + 1], flux: values[4 * index + 2] * 2 * excess / time,
        growth: values[4 * index + 3] / time, error: errors[index].weight,
        transportError: errors[index].transport, scaleError: errors[index].scale + scaleMiss)
    }
    let atom = hasAtom ? nodes.removeLast() : nil
    let anchor = Self.between(anchors, Self.share(logTime, of: logTimes))
    let stream = stream.map { stream in
      AtomStream(
        residue: zip(shares, stream.residues).reduce(0) { $0 + $1.0 * $1.1 }, pole: stream.pole,
        limit: -(atom?.logWeight ?? -.infinity),
        cut: MixingSliceBuilder.streamCut(anchor: anchor))
    }
    return MixingSlice(
      step: step, drift: Estimate(drift, error: 0), nodes: nodes, atom: atom, rest: max(0, rest),
      stream: stream, logMass: logMass)
  }
}
