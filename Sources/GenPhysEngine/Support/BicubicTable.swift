internal import GenPhysSupport

/// A function of two variables on a regular grid, interpolated by local cubics (error O(h⁴)).
struct BicubicTable: Sendable {
  /// Equally spaced nodes of one variable; at least four.
  struct Axis: Sendable {
    var origin: Double
    var step: Double
    var count: Int

    init(origin: Double, step: Double, count: Int) {
      self.origin = origin
      self.step = step
      self.count = max(count, 4)
    }

    /// Nodes from `range.lowerBound` on, at most `step` apart, ending at `range.upperBound`.
    init(_ range: ClosedRange<Double>, step: Double) {
      let length = range.upperBound - range.lowerBound
      let count = max(Int(saturating: (length / step).rounded(.up)) + 1, 4)
      self.init(origin: range.lowerBound, step: length / Double(count - 1), count: count)
    }

    func node(_ i: Int) -> Double { origin + Double(i) * step }

    /// The first of four nodes around x, and the weights of all four; x is clamped to the range.
    @inline(__always)
    func stencil(_ x: Double) -> (Int, SIMD4<Double>) {
      let position = min(max((x - origin) / step, 0), Double(count - 1))
      let first = min(max(Int(saturating: position) - 1, 0), count - 4)
      let u = position - Double(first)
      let a = u * (u - 1)
      let b = (u - 2) * (u - 3)
      return (
        first,
        SIMD4(
          -(u - 1) * b / 6, u * b / 2, -a * (u - 3) / 2, a * (u - 2) / 6)
      )
    }
  }

  let x: Axis
  let y: Axis
  /// x runs fastest.
  private let values: [Double]

  init(x: Axis, y: Axis, values: [Double]) {
    precondition(
      values.count == x.count * y.count,
      "a table of \(x.count) by \(y.count) nodes cannot hold \(values.count) values")
    self.x = x
    self.y = y
    self.values = values
  }

  /// Fills the table in parallel, one column of constant y a task.
  init<Failure: Error>(
    x: Axis, y: Axis, column: (Double, [Double]) throws(Failure) -> [Double]
  ) throws(Failure) {
    let nodes = (0..<x.count).map(x.node)
    var columns = [Result<[Double], Failure>?](repeating: nil, count: y.count)
    columns.withUnsafeMutableBufferPointer { buffer in
      Parallel.forEach(lanes: y.count) { j in
        do throws(Failure) {
          buffer[j] = .success(try column(y.node(j), nodes))
        } catch {
          buffer[j] = .failure(error)
        }
      }
    }
    var values: [Double] = []
    values.reserveCapacity(x.count * y.count)
    for result in columns {
      if let result { values.append(contentsOf: try result.get()) }
    }
    self.init(x: x, y: y, values: values)
  }

  /// The value at (x, y), each clamped to its range.
  @inline(__always)
  func callAsFunction(_ xValue: Double, _ yValue: Double) -> Double {
    let (i, wx) = x.stencil(xValue)
    let (j, wy) = y.stencil(yValue)
    return values.withUnsafeBufferPointer { v in
      var sum = 0.0
      for row in 0..<4 {
        let base = (j + row) * x.count + i
        let line = SIMD4(v[base], v[base + 1], v[base + 2], v[base + 3])
        sum += wy[row] * (wx * line).sum()
      }
      return sum
    }
  }
}
