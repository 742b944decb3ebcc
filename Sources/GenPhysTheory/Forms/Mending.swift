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
  /// The changes that certainly make this process s-generative, at most one of a kind.
  ///
  /// Each is judged anew, by proofs alone, for at most 6 % of `budget`, and all for at most 20 %; what
  /// is undecided then is not shown. Both shares are arbitrary: of 5 seconds they leave .3 and 1. A
  /// change that gives a process found already is left out. Where another source alone would do, which
  /// C1 names, no change is needed.
  ///
  /// - Parameter budget: how long the process itself may be judged.
  public func mendings(budget: Duration) -> [Mending] {
    let deadline = ContinuousClock.now + budget * 0.2
    let timeForOne = budget * 0.06
    let balanced = closed(name, frequencies, source)
    if balanced.source != source,
      (try? balanced.verdict(budget: timeForOne, byProofAlone: true))?.isGenerative == true
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
          let verdict = try? process.verdict(budget: timeForOne, byProofAlone: true),
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
