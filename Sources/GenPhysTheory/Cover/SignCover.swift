internal import GenPhysNumerics
internal import Numerics

/// The sign of a function of k on the whole half-line, by ball arithmetic alone.
///
/// Goals, in this order:
/// 1. State nothing that balls do not certify.
/// 2. Isolate every simple zero to a few units in the last place, with proof that it is the only one there.
/// 3. Recognise zeros without change of sign, where their place is an exact number.
///
/// Steps: (1) The ends k → 0 and k → ∞ by their leading powers. (2) Boxes between them, from left to
/// right, by the value, the mean value form, or the sign of the slope. (3) A box that stays open is
/// halved. Work is counted in evaluations, so that the chart does not depend on the machine's load.
struct SignCover {
  typealias Sign = SignChart.Sign
  typealias Piece = SignChart.Piece

  private var pieces: [Piece] = []
  let formula: Formula
  let program: CompiledFormula
  /// What is subtracted from the value; 0 but for a Λ(0) that is known as a ball only.
  let offset: Ball
  let hasOffset: Bool
  /// Evaluations left for the whole chart.
  private var evaluations: Int
  private var zeros = 0

  /// The largest number of evaluations of a cheap formula in one chart: about half a second.
  private static let most = 20_000
  /// The largest number for one of the first boxes.
  ///
  /// It keeps a region where nothing can be certified
  /// from using up the work for all others; a zero needs about 200.
  private static let mostInBox = 1_500
  /// The largest number of zeros looked for where the end at infinity is unknown: then they may go on
  /// for ever, as those of 1 − cos k.
  private static let mostZeros = 24
  /// The relative width of boxes that are given up.
  ///
  /// Balls of 64 bits cannot tell much more.
  private static let narrowest = 1e-12

  /// The chart of the real part of a formula in k alone; unknown everywhere for other formulas.
  ///
  /// - Parameter offset: what is subtracted from the value.
  static func chart(of formula: Formula, above offset: Ball? = nil) -> SignChart {
    guard formula.variables.allSatisfy({ $0 == "k" }),
      let program = try? formula.compiled(variables: ["k"])
    else { return SignChart(everywhere: .unknown) }
    var cover = SignCover(formula: formula, program: program, offset: offset)
    cover.run()
    return SignChart(cover.pieces)
  }

  private init(formula: Formula, program: CompiledFormula, offset: Ball?) {
    self.formula = formula
    self.program = program
    self.offset = offset ?? Ball(0.0)
    hasOffset = offset != nil
    evaluations = max(Self.most / max(1, program.ballCost / 100), 400)
  }

  // MARK: - Boxes

  /// Signs of Re f − offset on a box.
  private mutating func sign(_ lower: Double, _ upper: Double, precision: Int) -> Sign {
    evaluations -= 1
    let value = program.evaluate([Ball(lower: lower, upper: upper, precision: precision)]) - offset
    return Self.sign(value)
  }

  private static func sign(_ value: Ball) -> Sign {
    let (low, high) = value.realBounds
    if low > 0 { return .positive }
    if high < 0 { return .negative }
    return low == 0 && high == 0 ? .zero : .unknown
  }

  /// The sign at a point, with more digits where 64 bits leave it open.
  private mutating func sign(at k: Double) -> (sign: Sign, precision: Int) {
    for precision in [64, 192] {
      let sign = sign(k, k, precision: precision)
      if sign != .unknown { return (sign, precision) }
    }
    return (.unknown, 64)
  }

  /// Taylor coefficients f⁽ʲ⁾/j! on a box, real and finite, or `nil`.
  private mutating func jet(_ lower: Double, _ upper: Double, count: Int, precision: Int) -> [Ball]?
  {
    evaluations -= count
    let box = Ball(lower: lower, upper: upper, precision: precision).requiringAnalytic(true)
    let values = program.evaluate([Jet(variable: box, count: count)]).coefficients
    let real = values.map { $0.requiringAnalytic(false) }
    return real.count == count && real.allSatisfy(\.isFinite) ? real : nil
  }

  /// Decides a box, or returns `nil` where it must be halved.
  private mutating func decided(_ lower: Double, _ upper: Double) -> [Piece]? {
    func whole(_ sign: Sign) -> [Piece] {
      [Piece(lower: lower, upper: upper, content: .sign(sign))]
    }
    var precision = 64
    var sign = sign(lower, upper, precision: precision)
    if sign != .unknown { return whole(sign) }
    // The mean value form and the slope need f to be analytic on the box.
    let middle = lower + 0.5 * (upper - lower)
    let here = self.sign(at: middle)
    if here.precision > precision {
      precision = here.precision
      sign = self.sign(lower, upper, precision: precision)
      if sign != .unknown { return whole(sign) }
    }
    guard let series = jet(lower, upper, count: 2, precision: precision) else { return nil }
    let slope = series[1]
    evaluations -= 1
    let centre = program.evaluate([Ball(middle, precision: precision)]) - offset
    let width = Ball(lower: lower, upper: upper, precision: precision) - Ball(middle)
    sign = Self.sign(centre + slope * width)
    if sign != .unknown { return whole(sign) }
    let direction = Self.sign(slope)
    guard direction == .positive || direction == .negative else { return nil }
    // A monotone function has at most one zero.
    let (first, last) = (self.sign(at: lower).sign, self.sign(at: upper).sign)
    guard first != .unknown, last != .unknown, first != .zero, last != .zero else { return nil }
    return first == last ? whole(first) : isolated(lower, upper, first, last)
  }

  /// The only zero of a monotone function in a box, to a few units in the last place.
  private mutating func isolated(
    _ lower: Double, _ upper: Double, _ first: Sign, _ last: Sign
  ) -> [Piece] {
    var (a, b) = (lower, upper)
    for _ in 0..<80 where b - a > 4 * b.ulp {
      let middle = a + 0.5 * (b - a)
      let sign = sign(at: middle).sign
      // The zero itself, or closer to it than balls can tell: the zero lies between the ends.
      guard sign == .positive || sign == .negative else { break }
      if sign == first { a = middle } else { b = middle }
    }
    zeros += 1
    let place = hasOffset ? nil : formula.exactZero(between: a, b)
    return [
      Piece(lower: lower, upper: a, content: .sign(first)),
      Piece(
        lower: a, upper: b, content: .zero(.init(before: first, after: last, place: place))),
      Piece(lower: b, upper: upper, content: .sign(last)),
    ]
  }

  /// A multiple zero at an exact place in a narrow box: the first derivative that does not vanish there
  /// has one sign on the whole box.
  private mutating func touching(_ lower: Double, _ upper: Double) -> Piece? {
    guard !hasOffset, let place = formula.exactZero(between: lower, upper) else { return nil }
    var derivative = formula
    for order in 1...8 {
      guard let next = try? derivative.derivative(in: "k").simplified(assuming: .wave),
        next.size(upTo: 4_000) != nil
      else { return nil }
      derivative = next
      if derivative.substituting(["k": place]).simplified(assuming: .wave).isZero(assuming: .wave) {
        continue
      }
      guard
        let series = jet(lower, upper, count: order + 1, precision: 128)
      else { return nil }
      let sign = Self.sign(series[order])
      guard sign == .positive || sign == .negative else { return nil }
      zeros += 1
      let before = order & 1 == 0 ? sign : sign.opposite
      return Piece(
        lower: lower, upper: upper,
        content: .zero(.init(before: before, after: sign, place: place)))
    }
    return nil
  }

  // MARK: - The cover

  private mutating func run() {
    // 1
    let start = end(.zero)
    let finish = end(.infinity)
    let first = start?.reach ?? 0x1p-40
    let last = 1 / (finish?.reach ?? 0x1p-20)
    pieces.append(Piece(lower: 0, upper: first, content: .sign(start?.sign ?? .unknown)))
    // 2
    var edge = first
    while edge < last {
      if evaluations <= 0 || finish == nil && zeros > Self.mostZeros { break }
      // Not 3/2, so that round numbers, where zeros like to be, are never ends of boxes.
      let next = min(edge * 1.4938, last)
      coverBox(edge, next)
      edge = next
    }
    if edge < last {
      pieces.append(Piece(lower: edge, upper: .infinity, content: .sign(.unknown)))
    } else {
      pieces.append(Piece(lower: last, upper: .infinity, content: .sign(finish?.sign ?? .unknown)))
    }
    pieces = SignChart(pieces).pieces.map { piece in
      guard piece.content == .sign(.unknown), piece.lower > 0,
        piece.upper - piece.lower < 1e-5 * piece.upper
      else { return piece }
      return touching(piece.lower, piece.upper) ?? piece
    }
  }

  private mutating func coverBox(_ from: Double, _ to: Double) {
    let before = evaluations
    var stack = [(from, to)]
    while let (lower, upper) = stack.popLast() {
      let isWorthwhile =
        evaluations > 0 && before - evaluations < Self.mostInBox && !Deadline.isOver
        && upper - lower > Self.narrowest * upper
      if let found = isWorthwhile ? decided(lower, upper) : nil {
        pieces += found
      } else if isWorthwhile {
        // 3. Off the middle, for the reason given in `run`.
        let middle = lower + 0.4876 * (upper - lower)
        stack.append((middle, upper))
        stack.append((lower, middle))
      } else {
        pieces.append(Piece(lower: lower, upper: upper, content: .sign(.unknown)))
      }
    }
  }
}
