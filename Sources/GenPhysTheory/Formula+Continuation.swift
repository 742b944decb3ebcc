internal import GenPhysNumerics

extension Formula {
  /// The same function of k ≥ 0, written so that it continues to complex k without a cut on Re k > 0:
  /// `ln cosh x` as `x + ln(1 + e^{−2x}) − ln 2`, for x ≥ 0.
  ///
  /// cosh x winds around 0 as |x| grows along a contour, so that the principal logarithm jumps;
  /// 1 + e^{−2x} stays in the right half-plane while Re x > 0. It does not overflow either.
  var continued: Formula {
    if case .call(.log, let arguments) = self, case .call(.cosh, let inner)? = arguments.first,
      let x = inner.first, Process.assumptions.isNonnegative(x)
    {
      let x = x.continued
      return x + .call(.log, [1 + .call(.exp, [-2 * x])]) - .call(.log, [2])
    }
    return mapChildren(\.continued)
  }
}
