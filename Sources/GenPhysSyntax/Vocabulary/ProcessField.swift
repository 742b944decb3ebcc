/// The fields that the body of a `pde` may set.
public enum ProcessField: String, CaseIterable, Hashable, Sendable {
  /// The dispersion relation, a formula in `k`, or several branches of it.
  case omega
  /// The source term, a linear form in `phi` and `p`.
  case source

  /// What the field holds, in one sentence, for help.
  public var summary: String {
    switch self {
    case .omega:
      "The dispersion relation in the body of a pde: `omega = -i*k^2`, or several branches `{a, b}`."
    case .source: "The source term in the body of a pde, linear in phi and p: `source = -m^2*phi`."
    }
  }
}
