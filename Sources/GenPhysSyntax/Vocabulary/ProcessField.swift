/// The fields that the body of a `pde` may set.
public enum ProcessField: String, CaseIterable, Hashable, Sendable {
  /// The dispersion relation, a formula in `k`, or several branches of it.
  case omega
  /// The source term, a linear form in `phi` and `p`.
  case source
}
