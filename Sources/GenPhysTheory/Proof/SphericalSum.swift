internal import GenPhysNumerics

/// A proof that λ − λ(0) is negative definite on ℝᴺ up to some N, hence p ≥ 0 there.
///
/// `ψ(k) = f(b(k²) + Σ c_j (h_j(0+) − h_j(k²) Ω_j(a_j k)))` with f and b Bernstein, h_j completely monotone
/// and c_j > 0. Ω is the Fourier transform of the uniform law on a unit sphere: cos k in ℝ¹, J₀(k) in ℝ²,
/// sin(k)/k in ℝ³; so it is positive definite there and, by projection, in every smaller dimension.
/// Products of positive-definite functions are positive definite (Schur), φ(0) − φ is negative
/// definite, sums are, and Bernstein functions operate on negative-definite functions.
/// [Schoenberg 1938; Schilling–Song–Vondraček, chapters 4 and 13 on subordination]
struct SphericalSum {
  /// The largest N for which this is a proof.
  let dimension: Int
  /// How ψ is read, for people.
  let reading: String

  /// Reads a gap λ − λ(0), a formula in k with k > 0; `nil` where it is not of this form.
  init?(of gap: Formula) {
    guard gap.hasOscillation, gap.variables == ["k"] else { return nil }
    let gap = gap.withoutAbsoluteValues
    if let (dimension, reading) = Self.sum(gap) {
      (self.dimension, self.reading) = (dimension, reading)
      return
    }
    for part in gap.oscillatingParts {
      let marker = Formula.variable("\u{2022}")
      func replaced(_ formula: Formula) -> Formula {
        formula == part ? marker : formula.mapChildren(replaced)
      }
      let outer = replaced(gap)
      guard !outer.contains("k"),
        let (dimension, reading) = Self.sum(part),
        ProofSearch.proof(of: outer.substituting(["\u{2022}": .s]).canonical, in: .bernstein) != nil
      else { continue }
      self.dimension = dimension
      self.reading = "a Bernstein function of " + reading
      return
    }
    return nil
  }

  /// The sum itself.
  private static func sum(_ formula: Formula) -> (dimension: Int, reading: String)? {
    let assumptions = Assumptions(["k": .positive])
    guard
      let expanded = formula.withoutSquaredWaves.simplified(assuming: assumptions)
        .expanded(assuming: assumptions)
    else { return nil }
    var dimension = Int.max
    var rest: [Formula] = []
    var constants: [Formula] = []
    var waves: [String] = []
    for term in expanded.terms {
      guard term.hasOscillation else {
        rest.append(term)
        continue
      }
      guard let wave = Wave(negative: term) else { return nil }
      dimension = min(dimension, wave.dimension)
      constants.append(wave.constant)
      waves.append(wave.text)
    }
    let root = Formula.s.squareRoot
    let remainder = (Formula.sum(rest + [.zero]) - Formula.sum(constants + [.zero]))
      .substituting(["k": root]).canonical
    guard !waves.isEmpty,
      remainder == .zero || ProofSearch.proof(of: remainder, in: .bernstein) != nil
    else { return nil }
    let others = remainder == .zero ? "" : "a Bernstein function of k^2 and "
    return (dimension, others + waves.joined(separator: ", "))
  }

  /// A term `−c h(k²) Ω(ak)`.
  private struct Wave {
    let dimension: Int
    /// c h(0+).
    let constant: Formula
    let text: String

    init?(negative term: Formula) {
      let factors = term.factors
      guard let place = factors.firstIndex(where: \.hasOscillation),
        case .call(let function, let arguments) = factors[place],
        let argument = arguments.last,
        let a = (argument / .variable("k")).simplified(assuming: ["k": .positive]) as Formula?,
        a.variables.isEmpty, ExactSign.of(a) == .positive
      else { return nil }
      var others = factors
      others.remove(at: place)
      var factor = -Formula.product(others + [.one])
      let name: String
      switch function {
      case .cos: (dimension, name) = (1, "cos")
      case .besselj where arguments[0] == .zero: (dimension, name) = (2, "J0")
      case .sin:
        // c sin(ak)/k = (c a) sin(ak)/(ak).
        (dimension, name) = (3, "sinc")
        factor = factor * a * .variable("k")
      default: return nil
      }
      let inS = factor.inSquares
      guard !inS.hasOscillation, let limit = inS.limitAtZero, ExactSign.of(limit) == .positive,
        !inS.dependsOnS || ProofSearch.proof(of: inS, in: .completelyMonotone) != nil
      else { return nil }
      constant = limit
      text = "1 - \(name)(\(argument.description))"
    }
  }
}

extension Formula {
  /// Whether sines, cosines or Bessel functions J occur.
  fileprivate var hasOscillation: Bool {
    if case .call(let function, _) = self, [.sin, .cos, .besselj].contains(function) {
      return true
    }
    return children.contains(where: \.hasOscillation)
  }

  /// Proper parts with oscillation, largest first.
  fileprivate var oscillatingParts: [Formula] {
    var result: [Formula] = []
    func visit(_ part: Formula) {
      for child in part.children where child.hasOscillation {
        if !result.contains(child) { result.append(child) }
        visit(child)
      }
    }
    visit(self)
    return Array(result.prefix(6))
  }

  /// |x| as √(x²).
  fileprivate var withoutAbsoluteValues: Formula {
    if case .call(.abs, let arguments) = self, arguments.count == 1 {
      return .power(.power(arguments[0].withoutAbsoluteValues, 2), .half)
    }
    return mapChildren(\.withoutAbsoluteValues)
  }
}
