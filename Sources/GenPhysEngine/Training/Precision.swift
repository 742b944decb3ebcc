import GenPhysKernels

/// The numbers that matrix products between hidden layers take while a network is trained.
public enum Precision: String, Sendable, Hashable, CaseIterable {
  /// Single precision throughout.
  case single
  /// bfloat16 factors and sums in single precision; for two hidden layers and more of which the
  /// width is a multiple of 32, others stay in single precision.
  case mixed

  /// The faster one: mixed where the processor multiplies bfloat16 numbers.
  public static let fastest: Precision = gp_has_bf16() != 0 ? .mixed : .single
}
