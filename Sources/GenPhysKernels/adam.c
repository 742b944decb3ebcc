#include "clones.h"
#include "genphys_kernels.h"

#define DEFINE_ADAM(T, SUFFIX, SQRT)                                                               \
  GP_CLONES void gp_adam_##SUFFIX(T *restrict p, T *restrict average, T *restrict first,           \
                                  T *restrict second, const T *restrict gradients, size_t lanes,   \
                                  size_t lane_stride, size_t count, gp_adam_settings s) {          \
    const T b1 = (T)s.beta1, b2 = (T)s.beta2, c1 = (T)(1 - s.beta1), c2 = (T)(1 - s.beta2);        \
    const T step = (T)s.step_size, correction = (T)s.second_correction, eps = (T)s.epsilon;        \
    const T keep = (T)s.average_decay, take = (T)(1 - s.average_decay);                            \
    enum { block = 256 };                                                                          \
    for (size_t start = 0; start < count; start += block) {                                        \
      const size_t n = count - start < block ? count - start : block;                              \
      T sum[block];                                                                                \
      for (size_t i = 0; i < n; ++i)                                                               \
        sum[i] = gradients[start + i];                                                             \
      for (size_t lane = 1; lane < lanes; ++lane)                                                  \
        for (size_t i = 0; i < n; ++i)                                                             \
          sum[i] += gradients[lane * lane_stride + start + i];                                     \
      for (size_t i = 0; i < n; ++i) {                                                             \
        const size_t k = start + i;                                                                \
        T m = b1 * first[k] + c1 * sum[i];                                                         \
        T v = b2 * second[k] + c2 * sum[i] * sum[i];                                               \
        T q = p[k] - step * m / (SQRT(v * correction) + eps);                                      \
        first[k] = m;                                                                              \
        second[k] = v;                                                                             \
        p[k] = q;                                                                                  \
        average[k] = keep * average[k] + take * q;                                                 \
      }                                                                                            \
    }                                                                                              \
  }

DEFINE_ADAM(float, f32, __builtin_sqrtf)
DEFINE_ADAM(double, f64, __builtin_sqrt)
