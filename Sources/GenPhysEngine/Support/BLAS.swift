import CBLAS
import Foundation
import GenPhysKernels

/// How the engine uses OpenBLAS: on one thread, and with kernels fit for the processor.
///
/// The engine splits batches itself, which is faster for layers of a few hundred units and independent
/// of the thread count.
package enum BLAS {
  /// Read before the first product.
  package static let prepared: Void = {
    chooseKernels()
    openblas_set_num_threads(1)
  }()

  /// Lets OpenBLAS choose again where it knows nothing better for the processor than kernels of 2004.
  ///
  /// It goes by the processor's model number: version 0.3.21, Debian 12's, takes an Intel Xeon of 2023
  /// for a Prescott, and sgemm does 30 GFLOP/s on one core instead of 103. What
  /// `OPENBLAS_CORETYPE` names in the environment is left as it is.
  private static func chooseKernels() {
    let variable = "OPENBLAS_CORETYPE"
    let level = gp_x86_level()
    guard level >= 3, getenv(variable) == nil,
      openblas_get_corename().map({ String(cString: $0) }) == "Prescott",
      let program = dlopen(nil, RTLD_NOW),
      let quit = dlsym(program, "gotoblas_dynamic_quit"),
      let start = dlsym(program, "gotoblas_dynamic_init")
    else { return }
    typealias Function = @convention(c) () -> Void
    setenv(variable, level >= 4 ? "SkylakeX" : "Haswell", 1)
    unsafeBitCast(quit, to: Function.self)()
    unsafeBitCast(start, to: Function.self)()
    unsetenv(variable)
  }
}
