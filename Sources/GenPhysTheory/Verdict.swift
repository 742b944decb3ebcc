/// The judgement whether a process is s-generative.
///
/// Three-valued: a part holds, fails, or is undecided; `proved` says whether that is a theorem
/// (with a certificate) or, for `nil`, only a numerical opinion given in the reason.
public struct Verdict: Hashable, Sendable {
  /// What is known of one condition.
  public struct Condition: Hashable, Sendable {
    /// Whether the condition holds; `nil` while undecided.
    public let holds: Bool?
    /// Whether `holds` is backed by a proof or a certified witness.
    public let proved: Bool
    /// One sentence for people: the proof, the witness or the numerical opinion.
    public let reason: String
    /// The numerical opinion where nothing is proved; `nil` where there is none.
    public let opinion: Bool?
  }

  /// A point where the density is negative.
  public struct DensityWitness: Hashable, Sendable {
    /// N.
    public let dimension: Int
    /// r.
    public let radius: Double
    /// t.
    public let time: Double
  }

  /// A range of wavenumbers, in the units of the process or of `units`.
  ///
  /// Ends of ranges that violate C2 are rounded inwards. Both ends are equal where C2 fails at a single
  /// wavenumber.
  public struct Violation: Hashable, Sendable {
    /// The lower end; 0 stands for every k > 0 from there on.
    public let lower: Double
    /// The upper end, or nil for ∞.
    public let upper: Double?

    /// The range between two ends.
    public init(lower: Double, upper: Double?) {
      (self.lower, self.upper) = (lower, upper)
    }
  }

  /// The largest dimension in which C1 holds.
  public enum Dimensions: Hashable, Sendable {
    /// Every dimension.
    case all
    /// Up to this one; 0 where C1 fails on the line already.
    case upTo(Int)
    /// Up to some N in this range, whose upper end is `nil` where only N < ∞ is known.
    case within(Int, Int?)
  }

  /// What the process is called.
  public let process: String
  /// The density flow: closure, reality and p ≥ 0.
  public let c1: Condition
  /// Where the density is negative, if such a point was found.
  public let densityWitness: DensityWitness?
  /// Where C1 holds, proved or as an opinion; `nil` where nothing is known.
  public let dimensions: Dimensions?
  /// Smoothing: Im ω(k) < Im ω(0) for k > 0.
  public let c2: Condition
  /// A wavenumber at which smoothing fails.
  public let c2Witness: Double?
  /// The certified ranges where smoothing fails; empty unless C2 is refuted.
  public let violations: [Violation]
  /// The proof that the density is positive in every dimension, where that is how C1 was decided.
  public let proof: Proof?
  /// Λ(∞) − Λ(0) where that is finite: an atom decays at this rate and is never smoothed.
  public let atomRate: Double?
  /// The ranges of k of which it is open whether smoothing fails there.
  ///
  /// C2 certainly holds at every k that lies neither here nor in `violations`.
  public var openRanges: [Violation] = []
  /// The units of k and t in what is said, where parameters without values were absorbed in them.
  public var units: Units?
  /// What was assumed of parameters without values, beyond that they are positive.
  public var assumptions: [String] = []

  /// Whether Λ(∞) is finite.
  public var isRough: Bool { atomRate != nil }

  /// The overall answer: both hold, one fails, or neither is known.
  public var isGenerative: Bool? {
    if c1.holds == false || c2.holds == false { return false }
    return c1.holds == true && c2.holds == true ? true : nil
  }

  /// What the numbers suggest while nothing is decided; `nil` where they suggest nothing.
  public var opinion: Bool? {
    let parts = [c1, c2].map { $0.holds ?? $0.opinion }
    if parts.contains(false) { return false }
    return parts.contains(nil) ? nil : true
  }

  /// Whether the overall answer is proved.
  public var isProved: Bool {
    switch isGenerative {
    case true: c1.proved && c2.proved
    case false: c1.holds == false && c1.proved || c2.holds == false && c2.proved
    case nil: false
    }
  }

  /// `s-generative`, `not s-generative` or `undecided`.
  public var summary: String {
    switch isGenerative {
    case true: "s-generative"
    case false: "not s-generative"
    case nil: "undecided"
    }
  }
}

extension Verdict {
  /// The verdict with a word on the values it holds for.
  func extended(to parameters: [String]) -> Verdict {
    guard !parameters.isEmpty else { return self }
    let range = ", for every " + parameters.map { "\($0) > 0" }.joined(separator: ", ")
    let ones = units?.parameters.map { "\($0) = 1" }.joined(separator: ", ")
    return restated(range + (ones.map { " (in units where \($0))" } ?? ""))
  }

  /// The verdict for restricted values of parameters.
  func assuming(_ assumptions: [String]) -> Verdict {
    var verdict = self
    verdict.assumptions = assumptions
    return verdict.restated(", for " + assumptions.joined(separator: ", "))
  }

  /// The verdict of a theorem whose range holds the values in question.
  func inherited(_ ranges: [String]) -> Verdict {
    restated(", for every " + ranges.joined(separator: ", "))
  }

  /// The verdict on a process judged in other units, with its numbers in those of the declaration.
  func inUnits(of units: NaturalUnits) -> Verdict {
    let (k, rate) = (units.wavenumberValue, units.rateValue)
    /// Ends of ranges with the rounding of the unit and of the product, inwards or outwards.
    func range(_ range: Violation, inwards: Double) -> Violation {
      let slack = k == 1 || range.lower == range.upper ? 0 : inwards * 4 * Double.ulpOfOne
      return Violation(
        lower: range.lower * k * (1 + slack), upper: range.upper.map { $0 * k * (1 - slack) })
    }
    let scaled = Verdict(
      process: process, c1: c1,
      densityWitness: densityWitness.map {
        DensityWitness(dimension: $0.dimension, radius: $0.radius / k, time: $0.time / rate)
      }, dimensions: dimensions, c2: c2, c2Witness: c2Witness.map { $0 * k },
      violations: violations.map { range($0, inwards: 1) }, proof: proof,
      atomRate: atomRate.map { $0 * rate },
      openRanges: openRanges.map { range($0, inwards: -1) }, units: self.units,
      assumptions: assumptions)
    let names = [("k", k), ("lambda", rate)].filter { $0.1 != 1 }
      .map { "\($0.0) in units of \($0.1.sixDigits)" }
    return scaled.restated(names.isEmpty ? "" : " (\(names.joined(separator: ", ")))")
  }

  private func restated(_ range: String) -> Verdict {
    func general(_ condition: Condition) -> Condition {
      Condition(
        holds: condition.holds, proved: condition.proved, reason: condition.reason + range,
        opinion: condition.opinion)
    }
    return Verdict(
      process: process, c1: general(c1), densityWitness: densityWitness, dimensions: dimensions,
      c2: general(c2), c2Witness: c2Witness, violations: violations, proof: proof,
      atomRate: atomRate, openRanges: openRanges, units: units, assumptions: assumptions)
  }
}
