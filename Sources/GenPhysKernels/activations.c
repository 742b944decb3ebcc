#include "elementary.h"
#include "genphys_kernels.h"

#define DEFINE_SILU(T, SUFFIX)                                                                     \
  GP_CLONES void gp_bias_silu_##SUFFIX(T *z, const T *bias, T *slope, size_t rows,                 \
                                       size_t width) {                                             \
    for (size_t row = 0; row < rows; ++row) {                                                      \
      T *restrict values = z + row * width;                                                        \
      if (slope) {                                                                                 \
        T *restrict slopes = slope + row * width;                                                  \
        for (size_t i = 0; i < width; ++i) {                                                       \
          T x = values[i] + bias[i];                                                               \
          T s = (T)1 / ((T)1 + gp_exp_##SUFFIX(-x));                                               \
          T a = x * s;                                                                             \
          values[i] = a;                                                                           \
          slopes[i] = s + a * ((T)1 - s);                                                          \
        }                                                                                          \
      } else {                                                                                     \
        for (size_t i = 0; i < width; ++i) {                                                       \
          T x = values[i] + bias[i];                                                               \
          values[i] = x / ((T)1 + gp_exp_##SUFFIX(-x));                                            \
        }                                                                                          \
      }                                                                                            \
    }                                                                                              \
  }                                                                                                \
                                                                                                   \
  GP_CLONES void gp_silu_backward_##SUFFIX(T *delta, const T *slope, T *bias_gradient,             \
                                           size_t rows, size_t width) {                            \
    for (size_t row = 0; row < rows; ++row) {                                                      \
      T *restrict d = delta + row * width;                                                         \
      const T *restrict s = slope + row * width;                                                   \
      T *restrict g = bias_gradient;                                                               \
      for (size_t i = 0; i < width; ++i) {                                                         \
        T value = d[i] * s[i];                                                                     \
        d[i] = value;                                                                              \
        g[i] += value;                                                                             \
      }                                                                                            \
    }                                                                                              \
  }

DEFINE_SILU(float, f32)
DEFINE_SILU(double, f64)
