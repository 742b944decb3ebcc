import Foundation
import GenPhysNumerics
internal import GenPhysSupport

/// A rectangle of two variables that carries one polynomial.
struct Patch: Sendable {
  /// A side of the rectangle.
  struct Side: Sendable, Hashable {
    let middle: Double
    let half: Double
    private let inverseHalf: Double

    init(middle: Double, half: Double) {
      self.middle = middle
      self.half = half
      inverseHalf = 1 / half
    }

    /// Where a value lies on the side, in [−1, 1], clamped to it.
    @inline(__always)
    func place(_ value: Double) -> Double {
      min(max((value - middle) * inverseHalf, -1), 1)
    }

    var lower: Double { middle - half }
    var upper: Double { middle + half }
    var halves: [Side] { [-0.5, 0.5].map { Side(middle: middle + $0 * half, half: 0.5 * half) } }
  }

  let x: Side
  let y: Side

  /// Points of a polynomial in x and in y.
  static let xBasis = ChebyshevBasis(order: 9)
  static let yBasis = ChebyshevBasis(order: 8)

  /// The points, ends included.
  var xNodes: [Double] { Patch.xBasis.points.map { x.middle + x.half * $0 } }
  var yNodes: [Double] { Patch.yBasis.points.map { y.middle + y.half * $0 } }

  /// The points at which one of several functions is unknown.
  func unknown(_ functions: [[Double]]) -> [(x: Double, y: Double)] {
    let (columns, xNodes, yNodes) = (Patch.xBasis.order, xNodes, yNodes)
    return (0..<(columns * yNodes.count)).filter { i in functions.contains { !$0[i].isFinite } }
      .map { (xNodes[$0 % columns], yNodes[$0 / columns]) }
  }

  /// The two halves across one side.
  func halves(alongX: Bool) -> [Patch] {
    alongX ? x.halves.map { Patch(x: $0, y: y) } : y.halves.map { Patch(x: x, y: $0) }
  }
}

/// Rectangles that tile a range of two variables, as small as the functions on them need.
///
/// Where a Gaussian core gives way to a heavy tail a kernel's rates turn within a hundredth of ln r in
/// two dimensions and a thousandth in three thousand, along a curve in the plane of ln r and ln σ. A
/// rectangle is halved across the side along which its polynomials are not yet accurate to
/// `tolerance`, so that the small ones lie along such curves only.
struct PatchLayout: Sendable {
  /// The rectangles.
  let patches: [Patch]
  /// What the last Chebyshev coefficients say is missed at most, relative, where accuracy counts.
  let error: Double
  private let x: Grid
  private let y: Grid
  private let nodes: [Node]

  /// The cells that are halved: equal intervals of one variable.
  private struct Grid: Sendable {
    let origin: Double
    let cell: Double
    let count: Int
    private let inverseCell: Double

    init(_ range: ClosedRange<Double>, width: Double) {
      let length = range.upperBound - range.lowerBound
      count = max(1, Int(saturating: (length / width).rounded(.up)))
      origin = range.lowerBound
      cell = length / Double(count)
      inverseCell = 1 / cell
    }

    func side(_ index: Int) -> Patch.Side {
      .init(middle: origin + (Double(index) + 0.5) * cell, half: 0.5 * cell)
    }

    /// The cell of a value, which is clamped to the range.
    @inline(__always)
    func index(_ value: Double) -> Int {
      let position = (value - origin) * inverseCell
      return position > 0 ? min(Int(saturating: min(position, 1e9)), count - 1) : 0
    }
  }

  /// A cell or a half of one: a patch, or two halves that follow each other.
  private struct Node: Sendable {
    var split = 0.0
    var isAlongX = false
    /// The patch, or the first of the halves.
    var index: Int32 = -1
    var isPatch = true
  }

  /// What the last two Chebyshev coefficients may leave where accuracy counts.
  static let tolerance = 2e-7
  private static let width = (x: 0.75, y: 1.0)
  /// So many halvings are tried even where the functions' errors are larger than the tolerance.
  private static let patience = 3
  /// A side is halved at most this often: then there are kinks.
  private static let depth = 9
  /// More rectangles than this are not made; what is then missed shows in `error`.
  private static let budget = 4000

  /// Several functions at the points of a rectangle, row by row of y.
  struct Values {
    /// By function; NaN where it is unknown.
    var functions: [[Double]]
    /// Bounds of what is known of them, absolute.
    var errors: [[Double]]
  }

  /// Tiles a range.
  ///
  /// - Parameters:
  ///   - scale: what an error of a function's values is compared with.
  ///   - tolerance: what may be missed on a rectangle, relative; infinite where nothing counts.
  ///   - counts: whether it matters that the functions are unknown at a point.
  ///   - values: values on new rectangles.
  /// - Returns: the tiling and the functions at each rectangle's points.
  static func fit(
    x xRange: ClosedRange<Double>, y yRange: ClosedRange<Double>,
    scale: ([Double]) -> Double, tolerance demanded: (Patch) -> Double,
    counts: (_ x: Double, _ y: Double) -> Bool, values: ([Patch]) throws(EngineError) -> [Values]
  ) throws(EngineError) -> (layout: PatchLayout, functions: [[[Double]]]) {
    let (x, y) = (Grid(xRange, width: width.x), Grid(yRange, width: width.y))
    var nodes: [Node] = []
    var pending: [(node: Int, patch: Patch, depth: Int)] = []
    for j in 0..<y.count {
      for i in 0..<x.count {
        pending.append((nodes.count, Patch(x: x.side(i), y: y.side(j)), 0))
        nodes.append(Node())
      }
    }
    var patches: [Patch] = []
    var accepted: [[[Double]]] = []
    var error = 0.0
    while !pending.isEmpty {
      let found = try values(pending.map(\.patch))
      var next: [(node: Int, patch: Patch, depth: Int)] = []
      for ((node, patch, depth), here) in zip(pending, found) {
        let tolerance = demanded(patch)
        let isKnown = here.functions.allSatisfy { $0.allSatisfy(\.isFinite) }
        let functions = isKnown ? here.functions : here.functions.map { filled($0) }
        let miss = tolerance.isFinite ? Miss(functions, errors: here.errors, scale) : Miss()
        // The edge of what is unknown is a kink. Halving leads away from it where nothing comes to what is
        // unknown, and nowhere else.
        let unknown = isKnown ? [] : patch.unknown(here.functions)
        let isOpen = !unknown.contains { counts($0.x, $0.y) }
        let isDeep = depth >= (isOpen ? 2 * Self.depth : 2 * Self.patience)
        let isFull = isDeep || patches.count + pending.count + next.count > budget
        // No narrower rectangle knows more than the functions do; but their errors are bounds, which a
        // few halvings often show to be wide.
        let noise = depth >= Self.patience ? miss.noise : 0
        if miss.total <= max(tolerance, noise) || isFull {
          if tolerance <= Self.tolerance { error = max(error, miss.total) }
          nodes[node].index = Int32(patches.count)
          patches.append(patch)
          accepted.append(functions)
          continue
        }
        let separates = isOpen ? Self.separatesAlongX(patch, unknown, demanded) : nil
        let alongX = separates ?? (miss.x >= miss.y)
        nodes[node] = Node(
          split: alongX ? patch.x.middle : patch.y.middle, isAlongX: alongX,
          index: Int32(nodes.count), isPatch: false)
        for half in patch.halves(alongX: alongX) {
          next.append((nodes.count, half, depth + 1))
          nodes.append(Node())
        }
      }
      pending = next
    }
    return (PatchLayout(patches: patches, error: error, x: x, y: y, nodes: nodes), accepted)
  }

  /// Whether halves across x, or those across y, keep what is unknown and does not count apart from
  /// what counts; `nil` where both do as well.
  private static func separatesAlongX(
    _ patch: Patch, _ unknown: [(x: Double, y: Double)], _ tolerance: (Patch) -> Double
  ) -> Bool? {
    if unknown.isEmpty { return nil }
    func mixed(alongX: Bool) -> Int {
      patch.halves(alongX: alongX).filter { half in
        unknown.contains {
          (half.x.lower...half.x.upper).contains($0.x)
            && (half.y.lower...half.y.upper).contains($0.y)
        } && tolerance(half).isFinite
      }.count
    }
    let (inX, inY) = (mixed(alongX: true), mixed(alongX: false))
    return inX == inY ? nil : inX < inY
  }

  /// What the polynomials on a rectangle miss along either side, relative.
  private struct Miss {
    private(set) var x = 0.0
    private(set) var y = 0.0
    var total: Double { x + y }
    /// What the errors of the values alone may make of that.
    private(set) var noise = 0.0

    init() {}

    /// Values that are not known lie beyond what the kernel can compute: what others say of them counts,
    /// so that a rectangle next to such a place is neither spoilt by it nor called accurate.
    init(_ functions: [[Double]], errors: [[Double]], _ scale: ([Double]) -> Double) {
      let (columns, rows) = (Patch.xBasis.order, Patch.yBasis.order)
      for (values, errors) in zip(functions, errors) {
        let size = scale(values)
        noise = errors.reduce(noise) { $1.isFinite ? max($0, 2 * $1 / size) : $0 }
        for row in 0..<rows {
          x = max(x, Patch.xBasis.tail { values[row * columns + $0] } / size)
        }
        for column in 0..<columns {
          y = max(y, Patch.yBasis.tail { values[$0 * columns + column] } / size)
        }
      }
    }
  }

  /// Values with those that are unknown replaced: by the line through the nearest two of their row, as
  /// rates grow like ln r towards a source where the density is unbounded, or by the nearest row.
  private static func filled(_ values: [Double]) -> [Double] {
    guard !values.allSatisfy(\.isFinite) else { return values }
    let columns = Patch.xBasis.order
    let x = Patch.xBasis.points
    var rows = stride(from: 0, to: values.count, by: columns).map { start -> [Double]? in
      let row = Array(values[start..<(start + columns)])
      let known = row.indices.filter { row[$0].isFinite }
      guard known.count > 1 else { return nil }
      return row.indices.map { i in
        if row[i].isFinite { return row[i] }
        let near = known.sorted { abs($0 - i) < abs($1 - i) }.prefix(2)
        let (a, b) = (near[0], near[1])
        return row[a] + (row[b] - row[a]) * (x[i] - x[a]) / (x[b] - x[a])
      }
    }
    let known = rows.indices.filter { rows[$0] != nil }
    for i in rows.indices where rows[i] == nil {
      rows[i] = known.min { abs($0 - i) < abs($1 - i) }.flatMap { rows[$0] }
    }
    return rows.flatMap { $0 ?? [Double](repeating: 0, count: columns) }
  }

  /// The range of x.
  var xRange: ClosedRange<Double> { x.origin...(x.origin + Double(x.count) * x.cell) }

  /// The rectangle that holds a point, clamped to the range, and the place in it, in [−1, 1]².
  @inline(__always)
  func locate(_ xValue: Double, _ yValue: Double) -> (patch: Int, u: Double, v: Double) {
    nodes.withUnsafeBufferPointer { nodes in
      var node = nodes[y.index(yValue) * x.count + x.index(xValue)]
      while !node.isPatch {
        let isUpper = (node.isAlongX ? xValue : yValue) >= node.split
        node = nodes[Int(node.index) + (isUpper ? 1 : 0)]
      }
      let index = Int(node.index)
      return patches.withUnsafeBufferPointer { patches in
        let patch = patches[index]
        return (index, patch.x.place(xValue), patch.y.place(yValue))
      }
    }
  }
}
