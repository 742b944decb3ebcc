import CBLAS
import GenPhysKernels

/// The two precisions of the network: `Float` trains, `Double` checks gradients.
package protocol EngineScalar: BinaryFloatingPoint, Sendable {
  /// The C functions of this precision.
  static var operations: NetworkOperations<Self> { get }
}

/// The hot loops of a network in one precision, with the arguments of their C functions.
package struct NetworkOperations<Scalar>: Sendable {
  /// `cblas_gemm`: order, transpositions, rows, columns, inner, alpha, a, lda, b, ldb, beta, c, ldc.
  let gemm:
    @Sendable (
      CBLAS_ORDER, CBLAS_TRANSPOSE, CBLAS_TRANSPOSE, Int32, Int32, Int32, Scalar,
      UnsafePointer<Scalar>?, Int32, UnsafePointer<Scalar>?, Int32, Scalar,
      UnsafeMutablePointer<Scalar>?, Int32
    ) -> Void
  /// z, bias, slope, rows, width.
  let biasSiLU:
    @Sendable (
      UnsafeMutablePointer<Scalar>?, UnsafePointer<Scalar>?, UnsafeMutablePointer<Scalar>?, Int, Int
    ) -> Void
  /// delta, slope, bias gradient, rows, width.
  let backwardSiLU:
    @Sendable (
      UnsafeMutablePointer<Scalar>?, UnsafePointer<Scalar>?, UnsafeMutablePointer<Scalar>?, Int, Int
    ) -> Void
  /// parameters, average, first and second moments, gradients, lanes, lane stride, count, settings.
  let adam:
    @Sendable (
      UnsafeMutablePointer<Scalar>?, UnsafeMutablePointer<Scalar>?, UnsafeMutablePointer<Scalar>?,
      UnsafeMutablePointer<Scalar>?, UnsafePointer<Scalar>?, Int, Int, Int, gp_adam_settings
    ) -> Void
}

extension Float: EngineScalar {
  package static let operations = NetworkOperations<Float>(
    gemm: { cblas_sgemm($0, $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) },
    biasSiLU: gp_bias_silu_f32, backwardSiLU: gp_silu_backward_f32, adam: gp_adam_f32)
}

extension Double: EngineScalar {
  package static let operations = NetworkOperations<Double>(
    gemm: { cblas_dgemm($0, $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) },
    biasSiLU: gp_bias_silu_f64, backwardSiLU: gp_silu_backward_f64, adam: gp_adam_f64)
}

extension EngineScalar {
  /// C ← op(A)·op(B) + beta·C, all row-major and dense: C is rows × columns, `inner` is summed.
  static func multiply(
    _ a: UnsafePointer<Self>, transposed aTransposed: Bool = false, _ b: UnsafePointer<Self>,
    transposed bTransposed: Bool = false, into c: UnsafeMutablePointer<Self>, rows: Int,
    columns: Int, inner: Int, beta: Self
  ) {
    operations.gemm(
      CblasRowMajor, aTransposed ? CblasTrans : CblasNoTrans,
      bTransposed ? CblasTrans : CblasNoTrans, Int32(rows), Int32(columns), Int32(inner), 1, a,
      Int32(aTransposed ? rows : inner), b, Int32(bTransposed ? inner : columns), beta, c,
      Int32(columns))
  }
}
