#include "elementary.h"
#include "genphys_kernels.h"

#pragma float_control(precise, off)

enum { block_size = 256 };

/// Squared distances of one point from a part of a set.
GP_INLINE void squared_distances(const double *a, const double *b, gp_field_shape shape,
                                 size_t start, size_t length, double *squared) {
  for (size_t i = 0; i < length; ++i)
    squared[i] = 0;
  for (size_t k = 0; k < shape.dimension; ++k)
    for (size_t i = 0; i < length; ++i) {
      double d = a[k] - b[k * shape.stride + start + i];
      squared[i] += d * d;
    }
}

#define DEFINE_PAIR_SUM(NAME, PARAMETERS, TERM)                                                    \
  GP_CLONES double NAME PARAMETERS {                                                               \
    double total = 0;                                                                              \
    for (size_t q = 0; q < a_count; ++q)                                                           \
      for (size_t start = 0; start < shape.count; start += block_size) {                           \
        const size_t rest = shape.count - start;                                                   \
        const size_t length = rest < block_size ? rest : block_size;                               \
        double squared[block_size];                                                                \
        squared_distances(a + q * shape.dimension, b, shape, start, length, squared);              \
        double sum = 0;                                                                            \
        for (size_t i = 0; i < length; ++i)                                                        \
          sum += TERM;                                                                             \
        total += sum;                                                                              \
      }                                                                                            \
    return total;                                                                                  \
  }

DEFINE_PAIR_SUM(gp_distance_sum_f64,
                (const double *a, size_t a_count, const double *b, gp_field_shape shape),
                __builtin_sqrt(squared[i]))
DEFINE_PAIR_SUM(gp_gaussian_sum_f64,
                (const double *a, size_t a_count, const double *b, gp_field_shape shape,
                 double rate),
                gp_exp_f64(-rate * squared[i]))
