import Foundation
import GenPhysKernels
internal import GenPhysSupport

/// ln G and a rate at one width as cubics in r², in rows that the C kernels find by the bits of r².
///
/// Sixteen intervals an octave leave an error of 4e-8 times the fourth derivative in ln r².
struct FieldTable: Sendable {
  /// The number of the first interval: interval 16 e + j starts at r² = 2^e (1 + j/16).
  let first: Int32
  let count: Int32
  /// Eight numbers an interval: four coefficients each of ln G and of the rate.
  let rows: [Double]
  let singleRows: [Float]

  /// - Parameters:
  ///   - logDensity: ln G over ln(r/σ) and ln σ.
  ///   - rate: a second function of ln(r/σ), or `nil`.
  init(
    logDensity: PatchTable, logWidth s: Double, rate: ((_ logRatio: Double) -> Double)?
  ) {
    let range = logDensity.layout.xRange
    // Distances below e⁻¹⁶ of the unit count as that.
    let first =
      FieldTable.interval(
        at: 2 * max(range.lowerBound + s, min(-16, range.upperBound + s - 1))) + 1
    let end = FieldTable.interval(at: 2 * (range.upperBound + s))
    var rows: [Double] = []
    rows.reserveCapacity(8 * (end - first))
    /// Value and slope in r² of a function of ln(r/σ), by a difference well above the jumps between
    /// a table's polynomials.
    func sample(_ function: (Double) -> Double, _ square: Double) -> Node {
      let ratio = 0.5 * log(square) - s
      let reach = 1e-3
      let slope = (function(ratio + reach) - function(ratio - reach)) / (2 * reach)
      // d ln r/dr² = 1/2r².
      return (function(ratio), slope * 0.5 / square)
    }
    func node(_ i: Int) -> (density: Node, rate: Node) {
      let square = FieldTable.start(of: i)
      return (sample({ logDensity($0, s) }, square), rate.map { sample($0, square) } ?? (0, 0))
    }
    var left = node(first)
    for i in first..<end {
      let right = node(i + 1)
      let length = FieldTable.start(of: i + 1) - FieldTable.start(of: i)
      FieldTable.append(&rows, left.density, right.density, length)
      FieldTable.append(&rows, left.rate, right.rate, length)
      left = right
    }
    self.first = Int32(first)
    count = Int32(end - first)
    self.rows = rows
    singleRows = rows.map { Float($0) }
  }

  /// A weighted sum of tables: of the same functions at a width between theirs.
  ///
  /// Where the tables lie apart only what all of them cover is left.
  init(blending tables: [FieldTable], weights: SIMD4<Double>) {
    let first = tables.map(\.first).max() ?? 0
    let end = tables.map { $0.first + $0.count }.min() ?? first
    self.first = first
    count = max(end - first, 0)
    let size = 8 * Int(count)
    let rows = [Double](unsafeUninitializedCapacity: size) { buffer, filled in
      buffer.initialize(repeating: 0)
      for (index, table) in tables.enumerated() {
        let weight = weights[index]
        table.rows.withUnsafeBufferPointer { source in
          let shift = 8 * Int(first - table.first)
          for i in 0..<size { buffer[i] += weight * source[shift + i] }
        }
      }
      filled = size
    }
    self.rows = rows
    singleRows = rows.map { Float($0) }
  }

  private typealias Node = (value: Double, slope: Double)

  /// The interval that holds e^logSquare.
  private static func interval(at logSquare: Double) -> Int {
    // Of 0, infinity and NaN an exponent would be an end of Int. No table is about such places.
    let square = exp(logSquare > -700 ? min(logSquare, 700) : -700)
    let parts = gp_intervals_per_octave
    return Int(square.exponent) * parts + Int(saturating: (square.significand - 1) * Double(parts))
  }

  private static func start(of interval: Int) -> Double {
    let parts = gp_intervals_per_octave
    let octave = (interval >= 0 ? interval : interval - parts + 1) / parts
    return Double(
      sign: .plus, exponent: octave,
      significand: 1 + Double(interval - octave * parts) / Double(parts))
  }

  /// Hermite's cubic from values and slopes at both ends of an interval.
  private static func append(
    _ list: inout [Double], _ left: Node, _ right: Node, _ length: Double
  ) {
    let d = right.value - left.value
    let (a, b) = (left.slope * length, right.slope * length)
    list.append(left.value)
    list.append(a)
    list.append(3 * d - 2 * a - b)
    list.append(a + b - 2 * d)
  }
}
