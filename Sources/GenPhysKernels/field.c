// Pairwise sums over a data set. Goals, in order: no overflow or underflow whatever the distances
// (the largest weight of a query is 1); the accuracy stated in the header; speed.
//
// Data is visited in blocks: squared distances go to a small buffer, the block's least distance
// rescales the running sums when it is a new least, and then the weights are summed.

#include "elementary.h"
#include "genphys_kernels.h"

// Sums may be reordered for vectorisation (elementary.h above keeps its strict order).
#pragma float_control(precise, off)

enum { block_size = 256, max_dimension = 16 };

#define T float
#define NAME(x) x##_f32
#define SQRT __builtin_sqrtf
#define LARGEST 3.0e38f
#define SUSPECT_ABOVE 32.0
#include "field_sums.h"
#undef T
#undef NAME
#undef SQRT
#undef LARGEST
#undef SUSPECT_ABOVE

#define T double
#define NAME(x) x##_f64
#define SQRT __builtin_sqrt
#define LARGEST 1.0e308
#define SUSPECT_ABOVE 1.0e9
#include "field_sums.h"
#undef T
#undef NAME
#undef SQRT
#undef LARGEST
#undef SUSPECT_ABOVE

// MARK: Distances given

GP_CLONES double gp_weights_gaussian_f64(double *squared, size_t count, double rate,
                                         double *weight_sum) {
  double least = 1.0e308;
  for (size_t i = 0; i < count; ++i)
    least = squared[i] < least ? squared[i] : least;
  double sum = 0;
  for (size_t i = 0; i < count; ++i) {
    double w = gp_exp_f64(-rate * (squared[i] - least));
    squared[i] = w;
    sum += w;
  }
  *weight_sum = sum;
  return gp_log_f64(sum) - rate * least;
}

GP_CLONES double gp_weights_power_f64(double *squared, size_t count, double beta, double tau2,
                                      double *weight_sum) {
  double least = 1.0e308;
  for (size_t i = 0; i < count; ++i)
    least = squared[i] < least ? squared[i] : least;
  double sum = 0, inverse = 1 / (tau2 + least);
  for (size_t i = 0; i < count; ++i) {
    double w = gp_exp_f64(-beta * gp_log_f64((tau2 + squared[i]) * inverse));
    squared[i] = w;
    sum += w;
  }
  *weight_sum = sum;
  return gp_log_f64(sum) - beta * gp_log_f64(1 + least / tau2);
}

// MARK: Tables

typedef struct {
  const double *c;
  double x;
} table_place;

GP_INLINE table_place locate(gp_field_table table, double squared) {
  double position = (0.5 * gp_log_f64(squared) - table.origin) * table.inverse_step;
  double last = (double)table.intervals;
  position = position < 0 ? 0 : position;
  position = position > last - 1.0e-9 ? last - 1.0e-9 : position;
  int32_t index = (int32_t)position;
  // Of a query that is not finite nothing is right but the memory that it touches.
  index = index > (int32_t)table.intervals - 1 ? (int32_t)table.intervals - 1 : index;
  index = index < 0 ? 0 : index;
  return (table_place){table.coefficients + 12 * (size_t)index, position - (double)index};
}

GP_INLINE double cubic(const double *c, double x) {
  return c[0] + x * (c[1] + x * (c[2] + x * c[3]));
}

GP_CLONES double gp_weights_tabulated_f64(double *squared, size_t count, gp_field_table table,
                                          double *expansion, double *weight_sum,
                                          double *growth_sum) {
  double largest = -1.0e308;
  for (size_t i = 0; i < count; ++i) {
    table_place place = locate(table, squared[i]);
    double value = cubic(place.c, place.x);
    expansion[i] = value;
    largest = value > largest ? value : largest;
  }
  double sum = 0, growth = 0;
  for (size_t i = 0; i < count; ++i) {
    table_place place = locate(table, squared[i]);
    double w = gp_exp_f64(expansion[i] - largest);
    squared[i] = w;
    expansion[i] = w * cubic(place.c + 4, place.x);
    growth += w * cubic(place.c + 8, place.x);
    sum += w;
  }
  *weight_sum = sum;
  *growth_sum = growth;
  return gp_log_f64(sum) + largest;
}

GP_CLONES void gp_field_tabulated_f64(const double *data, gp_field_shape shape,
                                      gp_field_table table, const double *queries,
                                      size_t query_count, double *rate, double *growth,
                                      double *log_sum) {
  const size_t n = shape.dimension;
  for (size_t q = 0; q < query_count; ++q) {
    const double *x = queries + q * n;
    double largest = -1.0e308, sum = 0, births = 0;
    double total[max_dimension] = {0};
    for (size_t start = 0; start < shape.count; start += block_size) {
      const size_t length = shape.count - start < block_size ? shape.count - start : block_size;
      double squared[block_size], weighted[block_size];
      for (size_t i = 0; i < length; ++i)
        squared[i] = 0;
      for (size_t k = 0; k < n; ++k)
        for (size_t i = 0; i < length; ++i) {
          double d = x[k] - data[k * shape.stride + start + i];
          squared[i] += d * d;
        }
      double block_sum, block_births;
      // The block's own largest term is factored out of its weights; logs put it back.
      double block_log = gp_weights_tabulated_f64(squared, length, table, weighted, &block_sum,
                                                  &block_births) -
                         gp_log_f64(block_sum);
      if (block_log > largest) {
        double scale = gp_exp_f64(largest - block_log);
        sum *= scale;
        births *= scale;
        for (size_t k = 0; k < n; ++k)
          total[k] *= scale;
        largest = block_log;
      }
      double scale = gp_exp_f64(block_log - largest);
      sum += scale * block_sum;
      births += scale * block_births;
      for (size_t k = 0; k < n; ++k) {
        double moment = 0;
        for (size_t i = 0; i < length; ++i)
          moment += weighted[i] * (x[k] - data[k * shape.stride + start + i]);
        total[k] += scale * moment;
      }
    }
    for (size_t k = 0; k < n; ++k)
      rate[q * n + k] = total[k] / sum;
    growth[q] = births / sum;
    log_sum[q] = gp_log_f64(sum) + largest;
  }
}

// MARK: Sums over all pairs

GP_CLONES double gp_distance_sum_f64(const double *a, size_t a_count, const double *b,
                                     gp_field_shape shape) {
  double total = 0;
  for (size_t q = 0; q < a_count; ++q) {
    for (size_t start = 0; start < shape.count; start += block_size) {
      const size_t length = shape.count - start < block_size ? shape.count - start : block_size;
      double squared[block_size] = {0};
      for (size_t k = 0; k < shape.dimension; ++k)
        for (size_t i = 0; i < length; ++i) {
          double d = a[q * shape.dimension + k] - b[k * shape.stride + start + i];
          squared[i] += d * d;
        }
      double sum = 0;
      for (size_t i = 0; i < length; ++i)
        sum += __builtin_sqrt(squared[i]);
      total += sum;
    }
  }
  return total;
}

GP_CLONES double gp_gaussian_sum_f64(const double *a, size_t a_count, const double *b,
                                     gp_field_shape shape, double rate) {
  double total = 0;
  for (size_t q = 0; q < a_count; ++q) {
    for (size_t start = 0; start < shape.count; start += block_size) {
      const size_t length = shape.count - start < block_size ? shape.count - start : block_size;
      double squared[block_size] = {0};
      for (size_t k = 0; k < shape.dimension; ++k)
        for (size_t i = 0; i < length; ++i) {
          double d = a[q * shape.dimension + k] - b[k * shape.stride + start + i];
          squared[i] += d * d;
        }
      double sum = 0;
      for (size_t i = 0; i < length; ++i)
        sum += gp_exp_f64(-rate * squared[i]);
      total += sum;
    }
  }
  return total;
}
