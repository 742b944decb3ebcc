import Foundation

/// Panels of ln(r/σ), each with nine Chebyshev points, as narrow as a kernel's features need.
///
/// Where a Gaussian core gives way to a heavy tail, rates turn within 1/(r²/2σ²) of ln r: a hundredth
/// in two dimensions and a thousandth in three thousand. A panel is halved while the polynomial
/// through its points is not yet accurate to `tolerance`, at any time, among the radii where kernel
/// points come.
struct RadialPanels: Sendable {
  /// One polynomial's domain.
  struct Panel: Sendable {
    let middle: Double
    let half: Double

    /// The panel's points, ends included.
    var nodes: [Double] { RadialPanels.points.map { middle + half * $0 } }

    var halves: [Panel] {
      [-0.5, 0.5].map { Panel(middle: middle + $0 * half, half: 0.5 * half) }
    }
  }

  /// The number of points, and of coefficients.
  static let order = 9
  /// Chebyshev points on [−1, 1].
  static let points = (0..<order).map { -cos(.pi * Double($0) / Double(order - 1)) }
  /// What the last two Chebyshev coefficients may leave, relative to the largest value.
  private static let tolerance = 2e-7
  /// Panels start this wide and are halved at most this often.
  private static let width = 0.5
  private static let depth = 6
  /// More panels than this are not made: what is then missed shows in the tests of accuracy.
  private static let budget = 240

  /// Ascending, side by side.
  let panels: [Panel]
  /// The panel of each cell of the finest width.
  private let places: [Int32]
  private let origin: Double
  private let inverseCell: Double

  /// Lays panels over a range.
  ///
  /// - Parameters:
  ///   - range: of ln(r/σ).
  ///   - values: several functions at the nodes of new panels, by time, panel by panel.
  ///   - visited: the range that counts, by time.
  /// - Returns: the panels and, by time, function and panel, the values at their points.
  static func fit(
    _ range: ClosedRange<Double>, functions: Int, visited: [ClosedRange<Double>],
    values: ([Panel]) throws(EngineError) -> [[[[Double]]]]
  ) throws(EngineError) -> (panels: RadialPanels, values: [[[[Double]]]]) {
    let length = range.upperBound - range.lowerBound
    let count = max(1, Int((length / width).rounded(.up)))
    var pending = (0..<count).map { index in
      let width = length / Double(count)
      return Panel(
        middle: range.lowerBound + (Double(index) + 0.5) * width, half: 0.5 * width)
    }
    var accepted: [(panel: Panel, values: [[[Double]]])] = []
    for level in 0...depth {
      let found = try values(pending)
      var next: [Panel] = []
      for (index, panel) in pending.enumerated() {
        // By time and function.
        let here = found.map { $0.map { $0[index] } }
        let isFinal = level == depth || accepted.count + pending.count + next.count > budget
        let isFine =
          isFinal
          || zip(here, visited).allSatisfy { parts, visited in
            panel.middle + panel.half < visited.lowerBound
              || panel.middle - panel.half > visited.upperBound || parts.allSatisfy(isResolved)
          }
        if isFine { accepted.append((panel, here)) } else { next += panel.halves }
      }
      pending = next
      if pending.isEmpty { break }
    }
    accepted.sort { $0.panel.middle < $1.panel.middle }
    let panels = RadialPanels(range, accepted.map(\.panel))
    let times = visited.indices
    return (
      panels,
      times.map { time in
        (0..<functions).map { function in accepted.map { $0.values[time][function] } }
      }
    )
  }

  private init(_ range: ClosedRange<Double>, _ panels: [Panel]) {
    self.panels = panels
    let cell = 2 * (panels.map(\.half).min() ?? 1)
    let count = max(1, Int(((range.upperBound - range.lowerBound) / cell).rounded()))
    origin = range.lowerBound
    inverseCell = 1 / cell
    var places: [Int32] = []
    var panel = 0
    for index in 0..<count {
      let middle = range.lowerBound + (Double(index) + 0.5) * cell
      while panel + 1 < panels.count, middle > panels[panel].middle + panels[panel].half {
        panel += 1
      }
      places.append(Int32(panel))
    }
    self.places = places
  }

  /// The panel of x and the place in it, in [−1, 1]; x is clamped to the range.
  @inline(__always)
  func locate(_ x: Double) -> (panel: Int, u: Double) {
    let position = (x - origin) * inverseCell
    let cell = position > 0 ? min(Int(min(position, 1e9)), places.count - 1) : 0
    let index = Int(places[cell])
    let panel = panels[index]
    return (index, min(max((x - panel.middle) / panel.half, -1), 1))
  }

  /// Whether the last Chebyshev coefficients of values at a panel's points are negligible.
  ///
  /// Values that are not finite lie beyond what the kernel can compute: no panel would resolve them.
  private static func isResolved(_ values: [Double]) -> Bool {
    let last = Double(order - 1)
    var size = 1e-3
    for value in values {
      guard value.isFinite else { return true }
      size = max(size, value.magnitude)
    }
    func coefficient(_ k: Int) -> Double {
      var sum = 0.0
      for (j, value) in values.enumerated() {
        let end = j == 0 || j == order - 1 ? 0.5 : 1
        sum += end * value * cos(.pi * Double(k) * (1 - Double(j) / last))
      }
      return sum * 2 / last
    }
    return coefficient(order - 1).magnitude / 2 + coefficient(order - 2).magnitude
      < tolerance * size
  }

  /// Rows of the matrix from values at the points to coefficients of powers of u.
  static let monomials: [[Double]] = {
    // Gauss–Jordan on Vandermonde's matrix: nine points on [−1, 1] lose three digits.
    var matrix = points.map { u in (0..<order).map { pow(u, Double($0)) } }
    var inverse = (0..<order).map { i in (0..<order).map { $0 == i ? 1.0 : 0 } }
    for column in 0..<order {
      let pivot = (column..<order).max {
        matrix[$0][column].magnitude < matrix[$1][column].magnitude
      }
      if let pivot, pivot != column {
        matrix.swapAt(pivot, column)
        inverse.swapAt(pivot, column)
      }
      let scale = 1 / matrix[column][column]
      for j in 0..<order {
        matrix[column][j] *= scale
        inverse[column][j] *= scale
      }
      for row in 0..<order where row != column {
        let factor = matrix[row][column]
        for j in 0..<order {
          matrix[row][j] -= factor * matrix[column][j]
          inverse[row][j] -= factor * inverse[column][j]
        }
      }
    }
    return inverse
  }()
}

/// A function of ln(r/σ) and ln σ: polynomials on panels, local cubics between rows.
struct RadialTable: Sendable {
  private let panels: RadialPanels
  private let rows: BicubicTable.Axis
  /// By panel, row and power of u.
  private let coefficients: [Double]

  /// - Parameter values: by row of ln σ, then by panel, at the panel's points.
  init(_ panels: RadialPanels, rows: BicubicTable.Axis, values: [[[Double]]]) {
    self.panels = panels
    self.rows = rows
    var coefficients: [Double] = []
    coefficients.reserveCapacity(panels.panels.count * rows.count * RadialPanels.order)
    for panel in panels.panels.indices {
      for row in 0..<rows.count {
        for weights in RadialPanels.monomials {
          coefficients.append(zip(weights, values[row][panel]).reduce(0) { $0 + $1.0 * $1.1 })
        }
      }
    }
    self.coefficients = coefficients
  }

  /// The value, each argument clamped to its range.
  @inline(__always)
  func callAsFunction(_ x: Double, _ y: Double) -> Double {
    let (panel, u) = panels.locate(x)
    let (row, weights) = rows.stencil(y)
    let order = RadialPanels.order
    let start = (panel * rows.count + row) * order
    return coefficients.withUnsafeBufferPointer { c in
      var sum = SIMD4<Double>.zero
      for power in stride(from: order - 1, through: 0, by: -1) {
        let column = SIMD4(
          c[start + power], c[start + order + power], c[start + 2 * order + power],
          c[start + 3 * order + power])
        sum = column + u * sum
      }
      return (weights * sum).sum()
    }
  }
}
