import GenPhysKernels

/// A kernel at one width, in the forms that the C loops know.
enum FieldKernel: Sendable {
  /// ln G/G(0) = −rate r².
  case gaussian(rate: Double)
  /// ln G/G(0) = −beta ln(1 + r²/tau2).
  case power(beta: Double, tau2: Double)
  /// ln G, and a rate where `use` says what it is for.
  case tabulated(FieldTable, use: gp_rate_use)

  /// The kernel as C sees it, valid as long as `body` runs.
  func withC<Result>(_ body: (UnsafePointer<gp_kernel>) -> Result) -> Result {
    var kernel = gp_kernel()
    switch self {
    case .gaussian(let rate):
      kernel.form = gp_gaussian
      kernel.rate = rate
    case .power(let beta, let tau2):
      kernel.form = gp_power
      kernel.beta = beta
      kernel.tau2 = tau2
    case .tabulated(let table, let use):
      kernel.form = gp_tabulated
      kernel.use = use
      return table.rows.withUnsafeBufferPointer { rows in
        table.singleRows.withUnsafeBufferPointer { singleRows in
          kernel.table = gp_table(
            first: table.first, count: table.count, single_rows: singleRows.baseAddress,
            double_rows: rows.baseAddress)
          return body(&kernel)
        }
      }
    }
    return body(&kernel)
  }
}
