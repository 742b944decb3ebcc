#ifndef GENPHYS_SILU_H
#define GENPHYS_SILU_H

// One row of SiLU and of its derivative: what both precisions of the network share.

#include "elementary.h"

#define DEFINE_SILU_ROW(T, SUFFIX)                                                                 \
  /* z ← SiLU(z + bias); `slope`, where it is not null, receives SiLU'. */                        \
  GP_INLINE void silu_row_##SUFFIX(T *restrict z, const T *restrict bias, T *restrict slope,       \
                                   size_t width) {                                                 \
    if (slope) {                                                                                   \
      for (size_t i = 0; i < width; ++i) {                                                         \
        T x = z[i] + bias[i];                                                                      \
        T s = (T)1 / ((T)1 + gp_exp_##SUFFIX(-x));                                                 \
        T a = x * s;                                                                               \
        z[i] = a;                                                                                  \
        slope[i] = s + a * ((T)1 - s);                                                             \
      }                                                                                            \
    } else {                                                                                       \
      for (size_t i = 0; i < width; ++i) {                                                         \
        T x = z[i] + bias[i];                                                                      \
        z[i] = x / ((T)1 + gp_exp_##SUFFIX(-x));                                                   \
      }                                                                                            \
    }                                                                                              \
  }                                                                                                \
  /* delta ← delta ⊙ slope, bias_gradient += the result. */                                        \
  GP_INLINE void silu_backward_row_##SUFFIX(T *restrict delta, const T *restrict slope,            \
                                            T *restrict bias_gradient, size_t width) {             \
    for (size_t i = 0; i < width; ++i) {                                                           \
      T value = delta[i] * slope[i];                                                               \
      delta[i] = value;                                                                            \
      bias_gradient[i] += value;                                                                   \
    }                                                                                              \
  }

DEFINE_SILU_ROW(float, f32)
DEFINE_SILU_ROW(double, f64)

#endif
