#include "genphys_kernels.h"
#include "silu.h"

#define DEFINE_SILU(T, SUFFIX)                                                                     \
  GP_CLONES void gp_bias_silu_##SUFFIX(T *z, const T *bias, T *slope, size_t rows,                 \
                                       size_t width) {                                             \
    for (size_t row = 0; row < rows; ++row)                                                        \
      silu_row_##SUFFIX(z + row * width, bias, slope ? slope + row * width : 0, width);            \
  }                                                                                                \
                                                                                                   \
  GP_CLONES void gp_silu_backward_##SUFFIX(T *delta, const T *slope, T *bias_gradient,             \
                                           size_t rows, size_t width) {                            \
    for (size_t row = 0; row < rows; ++row)                                                        \
      silu_backward_row_##SUFFIX(delta + row * width, slope + row * width, bias_gradient, width);  \
  }

DEFINE_SILU(float, f32)
DEFINE_SILU(double, f64)
