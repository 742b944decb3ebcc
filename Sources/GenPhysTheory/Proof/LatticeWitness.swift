internal import GenPhysNumerics
internal import Numerics
internal import GenPhysSupport

/// A certified witness that a density takes negative values, by Bochner's theorem.
///
/// For points k_i of ℝᴺ and real c_i, `Σ c_i c_j P(|k_i − k_j|) = ∫ G |Σ c_i e^{ik_i·x}|² dx`: a negative
/// value proves that G is negative somewhere. For P = e^{−tψ} at all times at once it is enough that
/// `Σ c_i c_j ψ(|k_i − k_j|) > 0` with `Σ c_i = 0` (Schoenberg: ψ is not negative definite). Weights
/// are integers and the sum is enclosed by balls. [Bochner; Schilling–Song–Vondraček, chapter 4]
struct LatticeWitness: Hashable {
  /// N.
  let dimension: Int
  /// The lattice constant.
  let spacing: Number
  /// The time, or `nil` where the witness is about ψ, hence about some time.
  let time: Number?

  /// The points: a line, a square or a cube of the integer lattice.
  private static func points(_ dimension: Int) -> [[Int]] {
    let side = [40, 10, 5][dimension - 1]
    var points: [[Int]] = [[]]
    for _ in 0..<dimension {
      points = points.flatMap { point in (0..<side).map { point + [$0] } }
    }
    return points
  }

  private static func squaredDistance(_ a: [Int], _ b: [Int]) -> Int {
    zip(a, b).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
  }

  /// Looks for a witness against ψ(k) = λ(k) − λ(0), given as a program in k and λ(0).
  static func against(
    rate: CompiledFormula, atZero: Ball, dimension: Int, scales: [Number]
  ) -> LatticeWitness? {
    search(dimension, scales, sumsToZero: true) { k in
      k.containsZero ? -atZero : -rate.evaluate([k])
    }.map {
      LatticeWitness(dimension: dimension, spacing: $0, time: nil)
    }
  }

  /// Looks for a witness against P(k,t) at one time.
  static func against(
    propagator: (Ball) -> Ball, time: Number, dimension: Int, scales: [Number]
  ) -> LatticeWitness? {
    search(dimension, scales, sumsToZero: false, propagator).map {
      LatticeWitness(dimension: dimension, spacing: $0, time: time)
    }
  }

  /// The first lattice constant at which the quadratic form of `symbol` is certainly negative.
  private static func search(
    _ dimension: Int, _ scales: [Number], sumsToZero: Bool, _ symbol: (Ball) -> Ball
  ) -> Number? {
    guard (1...3).contains(dimension) else { return nil }
    let points = points(dimension)
    var classes: [Int] = []
    for a in points { for b in points { classes.append(squaredDistance(a, b)) } }
    let distances = Set(classes).sorted()
    for scale in scales {
      var values: [Int: Ball] = [:]
      for d in distances {
        if Deadline.isOver { return nil }
        let k = Ball(scale, precision: 128) * Ball.sqrt(Ball(Number(d), precision: 128))
        let value = symbol(k)
        guard value.isFinite else { break }
        values[d] = value
      }
      guard values.count == distances.count else { continue }
      let numbers = values.mapValues(\.midpoint.real)
      var matrix = SymmetricMatrix(count: points.count) { i, j in
        numbers[classes[i * points.count + j]] ?? 0
      }
      if sumsToZero { matrix.projectOutConstants() }
      let (value, vector) = matrix.lowestEigenvector()
      guard value < -1e-13 * matrix.scale else { continue }
      let weights = integers(vector, sumsToZero: sumsToZero)
      var totals: [Int: Int] = [:]
      for i in points.indices {
        for j in points.indices {
          totals[classes[i * points.count + j], default: 0] += weights[i] * weights[j]
        }
      }
      var form = Ball(0.0, precision: 128)
      for d in distances {
        guard let total = totals[d], total != 0, let value = values[d] else { continue }
        form = form + Ball(Number(total), precision: 128) * value
      }
      if form.isFinite, form.realBounds.upper < 0 { return scale }
    }
    return nil
  }

  /// The weights in units of 2⁻²⁰ of the largest; the sum, where it must vanish, exactly 0.
  private static func integers(_ vector: [Double], sumsToZero: Bool) -> [Int] {
    let largest = vector.map(\.magnitude).max() ?? 1
    var weights = vector.map { Int(saturating: ($0 / largest * 0x1p20).rounded()) }
    if sumsToZero, let last = weights.indices.last { weights[last] -= weights.reduce(0, +) }
    return weights
  }
}

/// A small dense symmetric matrix.
private struct SymmetricMatrix {
  let count: Int
  private var entries: [Double]

  init(count: Int, _ entry: (Int, Int) -> Double) {
    self.count = count
    entries = []
    entries.reserveCapacity(count * count)
    for i in 0..<count { for j in 0..<count { entries.append(entry(i, j)) } }
  }

  /// The largest entry.
  var scale: Double { entries.reduce(0) { max($0, $1.magnitude) } }

  /// `QAQ` with Q the projection onto vectors that sum to 0, lifted so that constants are harmless.
  mutating func projectOutConstants() {
    let n = Double(count)
    let means = (0..<count).map { i in
      (0..<count).reduce(0) { $0 + entries[i * count + $1] } / n
    }
    let mean = means.reduce(0, +) / n
    for i in 0..<count {
      for j in 0..<count { entries[i * count + j] += mean - means[i] - means[j] }
    }
    // Constants get the eigenvalue of the size of the matrix.
    let lift = scale
    for index in entries.indices { entries[index] += lift }
  }

  /// The lowest eigenvalue with its vector, by Lanczos steps with full orthogonalisation.
  ///
  /// Only a Rayleigh quotient below zero is needed, so a few dozen steps serve.
  func lowestEigenvector() -> (value: Double, vector: [Double]) {
    let steps = min(count, 48)
    var basis: [[Double]] = []
    var diagonal: [Double] = []
    var off: [Double] = []
    // Any vector will do that is not symmetric.
    var current = (0..<count).map { (index: Int) -> Double in
      let size = 1 + 0.37 * Double((index * 7919) % 101)
      return index & 1 == 0 ? size : -size
    }
    Self.normalise(&current)
    for _ in 0..<steps {
      basis.append(current)
      var next = product(current)
      diagonal.append(Self.dot(next, current))
      for _ in 0..<2 {
        for vector in basis {
          let overlap = Self.dot(next, vector)
          for i in next.indices { next[i] -= overlap * vector[i] }
        }
      }
      let norm = Self.normalise(&next)
      if norm < 1e-13 * scale { break }
      off.append(norm)
      current = next
    }
    let (value, coefficients) = Self.lowest(diagonal, off)
    var vector = [Double](repeating: 0, count: count)
    for (coefficient, base) in zip(coefficients, basis) {
      for i in vector.indices { vector[i] += coefficient * base[i] }
    }
    return (value, vector)
  }

  private func product(_ x: [Double]) -> [Double] {
    (0..<count).map { i in
      var sum = 0.0
      for j in 0..<count { sum += entries[i * count + j] * x[j] }
      return sum
    }
  }

  private static func dot(_ a: [Double], _ b: [Double]) -> Double {
    zip(a, b).reduce(0) { $0 + $1.0 * $1.1 }
  }

  @discardableResult
  private static func normalise(_ x: inout [Double]) -> Double {
    let norm = dot(x, x).squareRoot()
    if norm > 0 { for i in x.indices { x[i] /= norm } }
    return norm
  }

  /// The lowest eigenpair of a tridiagonal matrix: bisection by Sturm counts, then inverse iteration.
  private static func lowest(
    _ diagonal: [Double], _ off: [Double]
  ) -> (value: Double, vector: [Double]) {
    let n = diagonal.count
    let size = (diagonal + off).reduce(0) { max($0, $1.magnitude) }
    var (low, high) = (-3 * size, 3 * size)
    for _ in 0..<80 {
      let middle = 0.5 * (low + high)
      var negative = false
      var pivot = 1.0
      for i in 0..<n {
        let coupling = i > 0 ? off[i - 1] * off[i - 1] / pivot : 0
        pivot = diagonal[i] - middle - coupling
        if pivot == 0 { pivot = 1e-300 }
        if pivot < 0 {
          negative = true
          break
        }
      }
      if negative { high = middle } else { low = middle }
    }
    // (T − low)x = b for positive definite T − low, twice.
    var x = [Double](repeating: 1, count: n)
    for _ in 0..<3 {
      let shift = low - 1e-12 * size
      var pivots = [Double](repeating: 0, count: n)
      for i in 0..<n {
        pivots[i] = diagonal[i] - shift - (i > 0 ? off[i - 1] * off[i - 1] / pivots[i - 1] : 0)
        if i > 0 { x[i] -= off[i - 1] / pivots[i - 1] * x[i - 1] }
      }
      for i in stride(from: n - 1, through: 0, by: -1) {
        if i + 1 < n { x[i] -= off[i] * x[i + 1] }
        x[i] /= pivots[i]
      }
      normalise(&x)
    }
    return (low, x)
  }
}
