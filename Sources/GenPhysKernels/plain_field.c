// The field summed over all points in double precision, with its divergence in the same pass. Nothing
// is passed over, so that results are smooth functions of the query to rounding.

#include "radial.h"

// Sums may be reordered for vectorisation.
#pragma float_control(precise, off)

/// What a kernel says at r²: w = G, s = −2 d ln G/dr², the rate and its slope in r².
typedef struct {
  double weight[gp_block], pull[gp_block], rate[gp_block], rate_slope[gp_block];
} gp_values;

GP_INLINE void evaluate(const gp_kernel *kernel, const double *squared, double least, double level,
                        size_t length, gp_values *values) {
  switch (kernel->form) {
  case gp_gaussian:
    for (size_t i = 0; i < length; ++i) {
      values->weight[i] = gp_exp_f64(-kernel->rate * (squared[i] - least));
      values->pull[i] = 2 * kernel->rate;
    }
    break;
  case gp_power:
    for (size_t i = 0; i < length; ++i) {
      const double sum = kernel->tau2 + squared[i];
      values->weight[i] = gp_exp_f64(-kernel->beta * gp_log_f64(sum / (kernel->tau2 + least)));
      values->pull[i] = 2 * kernel->beta / sum;
    }
    break;
  case gp_tabulated:
    for (size_t i = 0; i < length; ++i) {
      const gp_place place = gp_locate(&kernel->table, squared[i]);
      values->weight[i] = gp_cubic(place.row, place.x) - level;
      values->pull[i] = -2 * gp_slope(&kernel->table, place, 0);
      values->rate[i] = gp_cubic(place.row + 4, place.x);
      values->rate_slope[i] = gp_slope(&kernel->table, place, 4);
    }
    for (size_t i = 0; i < length; ++i)
      values->weight[i] = gp_exp_f64(values->weight[i]);
    break;
  }
}

GP_INLINE void squares(const double *points, size_t count, size_t n, const double *x, size_t start,
                       size_t length, double *squared) {
  for (size_t i = 0; i < length; ++i)
    squared[i] = 0;
  for (size_t k = 0; k < n; ++k) {
    const double *column = points + k * count + start;
    for (size_t i = 0; i < length; ++i)
      squared[i] += (x[k] - column[i]) * (x[k] - column[i]);
  }
}

GP_INLINE double weighted(const double *weights, const double *column, double x, size_t length) {
  double sum = 0;
  for (size_t i = 0; i < length; ++i)
    sum += weights[i] * (x - column[i]);
  return sum;
}

/// One query. `pulled` has room for n numbers.
GP_INLINE void sum_all(const double *points, size_t count, size_t n, const gp_kernel *kernel,
                       const double *x, double *moved, double *average, double *divergence,
                       double *pulled) {
  double squared[gp_block], shares[gp_block];
  double least = 1.0e300;
  for (size_t start = 0; start < count; start += gp_block) {
    const size_t length = count - start < gp_block ? count - start : gp_block;
    squares(points, count, n, x, start, length, squared);
    for (size_t i = 0; i < length; ++i)
      least = squared[i] < least ? squared[i] : least;
  }
  const double level = gp_log_weight_inline(kernel, least);
  const int is_moved_by_rate = kernel->use == gp_rate_of_displacement;
  gp_values values;
  double total = 0, mean = 0, spread = 0;
  for (size_t k = 0; k < n; ++k)
    moved[k] = pulled[k] = 0;
  for (size_t start = 0; start < count; start += gp_block) {
    const size_t length = count - start < gp_block ? count - start : gp_block;
    squares(points, count, n, x, start, length, squared);
    evaluate(kernel, squared, least, level, length, &values);
    for (size_t i = 0; i < length; ++i)
      total += values.weight[i];
    if (kernel->use == gp_rate_to_average)
      for (size_t i = 0; i < length; ++i)
        mean += values.weight[i] * values.rate[i];
    for (size_t i = 0; i < length; ++i)
      shares[i] = is_moved_by_rate ? values.weight[i] * values.rate[i] : values.weight[i];
    for (size_t k = 0; k < n; ++k)
      moved[k] += weighted(shares, points + k * count + start, x[k], length);
    if (!divergence)
      continue;
    for (size_t i = 0; i < length; ++i)
      spread += shares[i] * ((double)n - values.pull[i] * squared[i]);
    if (is_moved_by_rate)
      for (size_t i = 0; i < length; ++i)
        spread += values.weight[i] * 2 * squared[i] * values.rate_slope[i];
    for (size_t i = 0; i < length; ++i)
      shares[i] = values.weight[i] * values.pull[i];
    for (size_t k = 0; k < n; ++k)
      pulled[k] += weighted(shares, points + k * count + start, x[k], length);
  }
  double correlation = 0;
  for (size_t k = 0; k < n; ++k) {
    moved[k] /= total;
    correlation += moved[k] * pulled[k] / total;
  }
  if (average)
    *average = mean / total;
  if (divergence)
    *divergence = spread / total + correlation;
}

GP_CLONES void gp_plain_field_f64(const double *points, size_t count, size_t n, gp_kernel kernel,
                                  const double *queries, size_t query_count, double *displacement,
                                  double *average, double *divergence, double *scratch) {
  for (size_t q = 0; q < query_count; ++q)
    sum_all(points, count, n, &kernel, queries + q * n, displacement + q * n,
            average ? average + q : 0, divergence ? divergence + q : 0, scratch);
}
