internal import ComplexModule
internal import GenPhysNumerics
internal import Numerics

/// Zeros of a real function of one positive variable, by its signs on a grid, and their certificates.
///
/// The grid covers what doubles do, so that no unit is preferred: 1e-150 to 1e150 with 20 points a
/// decade, 200 between 1e-6 and 1e6. Zeros closer together than that may be missed, never invented.
struct ZeroSearch {
  private let program: CompiledFormula

  /// Compiles a function; `nil` where it has other variables.
  init?(_ formula: Formula, of variable: String) {
    guard let program = try? formula.compiled(variables: [variable]) else { return nil }
    self.program = program
  }

  private static let grid: [Double] = {
    let fine = (-1200...1200).map { Double.exp10(Double($0) / 200) }
    let coarse = (1...2880).map { Double.exp10(6 + Double($0) / 20) }
    return coarse.reversed().map { 1 / $0 } + fine + coarse
  }()

  /// The value in doubles, where it is finite and real but for rounding.
  private func value(_ x: Double) -> Double? {
    let value = program.evaluate([Complex(x)])
    guard value.isFinite, value.imaginary.magnitude <= 1e-9 * value.length else { return nil }
    return value.real
  }

  /// Places next to each other on the grid between which the sign changes, and places around a local
  /// minimum of the modulus, in order.
  func suspects() -> (changes: [ClosedRange<Double>], minima: [ClosedRange<Double>]) {
    var changes: [ClosedRange<Double>] = []
    var minima: [ClosedRange<Double>] = []
    var before: (x: Double, value: Double)?
    var last: (x: Double, value: Double)?
    for x in Self.grid {
      // A zero on the grid itself lies between its neighbours.
      guard let value = value(x), value != 0 else { continue }
      if let last {
        if (last.value < 0) != (value < 0) {
          changes.append(last.x...x)
        } else if let before, (before.value < 0) == (value < 0),
          last.value.magnitude < before.value.magnitude, last.value.magnitude < value.magnitude
        {
          minima.append(before.x...x)
        }
      }
      (before, last) = (last, (x, value))
    }
    return (changes, minima)
  }

  /// The zero between two points of opposite sign, in doubles.
  func root(within range: ClosedRange<Double>) -> Double {
    var (low, high) = (range.lowerBound, range.upperBound)
    let isNegative = (value(low) ?? 0) < 0
    for _ in 0..<60 {
      let middle = low + 0.5 * (high - low)
      if ((value(middle) ?? 0) < 0) == isNegative { low = middle } else { high = middle }
    }
    return low + 0.5 * (high - low)
  }

  // MARK: - Certificates

  /// The sign at a point by balls; `nil` where it is not certain, or the value not real.
  private func sign(_ x: Double) -> FloatingPointSign? {
    for precision in [64, 256] {
      let value = program.evaluate([Ball(x, precision: precision)])
      guard value.isFinite, value.isReal else { return nil }
      let (lower, upper) = value.realBounds
      if lower > 0 { return .plus }
      if upper < 0 { return .minus }
    }
    return nil
  }

  /// An interval in which the function certainly vanishes: it is real and analytic there, and its signs
  /// at the ends differ; `nil` where balls do not tell.
  ///
  /// - Parameter range: signs differ at its ends, to all appearance.
  func zero(within range: ClosedRange<Double>) -> ClosedRange<Double>? {
    var (low, high) = (range.lowerBound, range.upperBound)
    guard let first = sign(low), let last = sign(high), first != last else { return nil }
    for _ in 0..<60 where high - low > 0x1p-48 * high {
      let middle = low + 0.5 * (high - low)
      if let sign = sign(middle) {
        if sign == first { low = middle } else { high = middle }
        continue
      }
      // The middle is the zero itself, as far as balls tell: its neighbourhood is cut out.
      let (left, right) = (middle - (middle - low) / 64, middle + (high - middle) / 64)
      guard left > low, right < high, sign(left) == first, sign(right) == last else { break }
      (low, high) = (left, right)
    }
    let whole = Ball(lower: low, upper: high, precision: 128).requiringAnalytic(true)
    let value = program.evaluate([whole])
    return value.isFinite && value.isReal ? low...high : nil
  }

  /// Where the function touches zero, to all appearance: its modulus falls to 1e-9 of that at the ends.
  func touch(within range: ClosedRange<Double>) -> Double? {
    let golden = 0.5 * (3 - 5.0.squareRoot())
    var (low, high) = (range.lowerBound, range.upperBound)
    func size(_ x: Double) -> Double { value(x)?.magnitude ?? .infinity }
    for _ in 0..<80 {
      let (left, right) = (low + golden * (high - low), high - golden * (high - low))
      if size(left) < size(right) { high = right } else { low = left }
    }
    let place = low + 0.5 * (high - low)
    let ends = min(size(range.lowerBound), size(range.upperBound))
    return size(place) <= 1e-9 * ends ? place : nil
  }
}
