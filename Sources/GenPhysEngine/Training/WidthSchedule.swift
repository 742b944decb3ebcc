/// The law of ln σ by which training widths are drawn.
///
/// A normal law, and EDM's −1.2 and 1.2 suit images under Gaussian noise. At one width a kernel that is
/// no Gaussian moves its points by Gaussians of many; where points far from all data are rare in
/// training, a network moves points next to the data by several widths. So the law goes lower and
/// wider by the kernel's own spread. At the largest width it is folded back: with births and deaths
/// that width is near the data's, a fifth of all draws would lie beyond it, and those just below it
/// say most of weights. Clamped instead, Yukawa (m = 1) scores 1.62 in the place of 1.28 on eight
/// Gaussians and 1.3 in the place of 1.04 on a checkerboard (sliced Wasserstein distance over its
/// floor, 128 reference points, mean of four trainings). Draws below the smallest width stay there:
/// its flow is also what carries far points home (`OwnWidths`).
///
/// What the mean and the deviation do is measured at `TrainingOptions`.
package struct WidthSchedule: Sendable {
  private let mean: Double
  private let deviation: Double
  private let range: ClosedRange<Double>

  /// What the kernel's spread takes from the mean and adds to the deviation.
  private static let shift = 0.8

  package init(_ process: CompiledProcess, _ options: TrainingOptions) {
    range = process.logDepths
    mean = options.logWidthMean - WidthSchedule.shift * process.spread
    deviation = options.logWidthDeviation + WidthSchedule.shift * process.spread
  }

  /// ln σ at a normal deviate.
  @inline(__always)
  package func logWidth(_ deviate: Double) -> Double {
    let s = mean + deviation * deviate
    return max(min(s, 2 * range.upperBound - s), range.lowerBound)
  }
}
