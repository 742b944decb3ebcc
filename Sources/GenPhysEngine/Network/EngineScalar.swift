import CBLAS
package import GenPhysKernels

/// The two precisions of the network: `Float` trains, `Double` checks gradients.
package protocol EngineScalar: BinaryFloatingPoint, Sendable {
  /// C ← op(A)·op(B) + beta·C, all row-major and dense: C is rows × columns, `inner` is summed.
  static func multiply(
    _ a: UnsafePointer<Self>, transposed aTransposed: Bool, _ b: UnsafePointer<Self>,
    transposed bTransposed: Bool, into c: UnsafeMutablePointer<Self>, rows: Int, columns: Int,
    inner: Int, beta: Self)
  /// z ← SiLU(z + bias), with the slope where it is wanted.
  static func biasSiLU(
    _ z: UnsafeMutablePointer<Self>, bias: UnsafePointer<Self>,
    slope: UnsafeMutablePointer<Self>?, rows: Int, width: Int)
  /// delta ← delta ⊙ slope, and its column sums are added to the bias gradient.
  static func backwardSiLU(
    _ delta: UnsafeMutablePointer<Self>, slope: UnsafePointer<Self>,
    biasGradient: UnsafeMutablePointer<Self>, rows: Int, width: Int)
  /// One step of Adam, fused with the sum over lanes of the gradient and with the average.
  static func adam(
    parameters: UnsafeMutablePointer<Self>, average: UnsafeMutablePointer<Self>,
    first: UnsafeMutablePointer<Self>, second: UnsafeMutablePointer<Self>,
    gradients: UnsafePointer<Self>, lanes: Int, laneStride: Int, count: Int,
    settings: gp_adam_settings)
}

extension Float: EngineScalar {
  package static func multiply(
    _ a: UnsafePointer<Float>, transposed aTransposed: Bool, _ b: UnsafePointer<Float>,
    transposed bTransposed: Bool, into c: UnsafeMutablePointer<Float>, rows: Int, columns: Int,
    inner: Int, beta: Float
  ) {
    cblas_sgemm(
      CblasRowMajor, aTransposed ? CblasTrans : CblasNoTrans,
      bTransposed ? CblasTrans : CblasNoTrans, Int32(rows), Int32(columns), Int32(inner), 1, a,
      Int32(aTransposed ? rows : inner), b, Int32(bTransposed ? inner : columns), beta, c,
      Int32(columns))
  }

  package static func biasSiLU(
    _ z: UnsafeMutablePointer<Float>, bias: UnsafePointer<Float>,
    slope: UnsafeMutablePointer<Float>?, rows: Int, width: Int
  ) {
    gp_bias_silu_f32(z, bias, slope, rows, width)
  }

  package static func backwardSiLU(
    _ delta: UnsafeMutablePointer<Float>, slope: UnsafePointer<Float>,
    biasGradient: UnsafeMutablePointer<Float>, rows: Int, width: Int
  ) {
    gp_silu_backward_f32(delta, slope, biasGradient, rows, width)
  }

  package static func adam(
    parameters: UnsafeMutablePointer<Float>, average: UnsafeMutablePointer<Float>,
    first: UnsafeMutablePointer<Float>, second: UnsafeMutablePointer<Float>,
    gradients: UnsafePointer<Float>, lanes: Int, laneStride: Int, count: Int,
    settings: gp_adam_settings
  ) {
    gp_adam_f32(
      parameters, average, first, second, gradients, lanes, laneStride, count, settings)
  }
}

extension Double: EngineScalar {
  package static func multiply(
    _ a: UnsafePointer<Double>, transposed aTransposed: Bool, _ b: UnsafePointer<Double>,
    transposed bTransposed: Bool, into c: UnsafeMutablePointer<Double>, rows: Int, columns: Int,
    inner: Int, beta: Double
  ) {
    cblas_dgemm(
      CblasRowMajor, aTransposed ? CblasTrans : CblasNoTrans,
      bTransposed ? CblasTrans : CblasNoTrans, Int32(rows), Int32(columns), Int32(inner), 1, a,
      Int32(aTransposed ? rows : inner), b, Int32(bTransposed ? inner : columns), beta, c,
      Int32(columns))
  }

  package static func biasSiLU(
    _ z: UnsafeMutablePointer<Double>, bias: UnsafePointer<Double>,
    slope: UnsafeMutablePointer<Double>?, rows: Int, width: Int
  ) {
    gp_bias_silu_f64(z, bias, slope, rows, width)
  }

  package static func backwardSiLU(
    _ delta: UnsafeMutablePointer<Double>, slope: UnsafePointer<Double>,
    biasGradient: UnsafeMutablePointer<Double>, rows: Int, width: Int
  ) {
    gp_silu_backward_f64(delta, slope, biasGradient, rows, width)
  }

  package static func adam(
    parameters: UnsafeMutablePointer<Double>, average: UnsafeMutablePointer<Double>,
    first: UnsafeMutablePointer<Double>, second: UnsafeMutablePointer<Double>,
    gradients: UnsafePointer<Double>, lanes: Int, laneStride: Int, count: Int,
    settings: gp_adam_settings
  ) {
    gp_adam_f64(
      parameters, average, first, second, gradients, lanes, laneStride, count, settings)
  }
}
