internal import GenPhysNumerics

/// A change that makes a failing process s-generative, checked again.
public struct Mending: Hashable, Sendable {
  /// The changes that are tried.
  public enum Kind: String, CaseIterable, Hashable, Sendable {
    /// ω → −i|ω|.
    case wick
    /// The other sign of the mass term.
    case mass = "flip_mass"
    /// ∂tt → ∂tt + 2ε∂t with ε = 1 or 2.
    case damp
    /// λ + νk² with ν = 1 or 2.
    case viscous
  }

  /// Which change it is.
  public let kind: Kind
  /// The process that results.
  public let process: Process
  /// Its verdict, which is proved.
  public let verdict: Verdict
}

extension Process {
  /// How long one change may be judged.
  private static let timeForOne = Duration.milliseconds(300)

  /// The changes that certainly make this process s-generative, at most one of a kind.
  ///
  /// Each is judged anew, by proofs alone; what they leave undecided within `budget` is not shown. A
  /// change that gives a process found already is left out. Where another source alone would do, which
  /// C1 names, no change is needed.
  public func mendings(budget: Duration = .seconds(1)) -> [Mending] {
    let deadline = ContinuousClock.now + budget
    let balanced = closed(name, frequencies, source)
    if balanced.source != source,
      (try? balanced.verdict(budget: Self.timeForOne, byProofAlone: true))?.isGenerative == true
    {
      return []
    }
    var found: [Mending] = []
    for kind in Mending.Kind.allCases {
      for process in candidates(kind) {
        let isKnown = found.contains {
          $0.process.decayRates == process.decayRates
            && $0.process.boundSource == process.boundSource
        }
        guard !isKnown, ContinuousClock.now < deadline,
          let verdict = try? process.verdict(budget: Self.timeForOne, byProofAlone: true),
          verdict.isGenerative == true
        else { continue }
        found.append(Mending(kind: kind, process: process, verdict: verdict))
        break
      }
    }
    return found
  }

  private func candidates(_ kind: Mending.Kind) -> [Process] {
    switch kind {
    case .wick: [wickRotated()]
    case .mass: (try? massReversed()).map { [$0] } ?? []
    // The branches of higher orders are too long to be judged while somebody waits.
    case .damp: frequencies.count == 2 ? [1, 2].compactMap { try? damped(eps: $0) } : []
    case .viscous: [viscous(nu: 1), viscous(nu: 2)]
    }
  }
}
