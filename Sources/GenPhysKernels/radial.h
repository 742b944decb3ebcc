#ifndef GENPHYS_RADIAL_H
#define GENPHYS_RADIAL_H

// Radial kernels at single distances, in double precision: what is needed once a block, not once a
// pair.

#include "elementary.h"
#include "genphys_kernels.h"

/// The row of a table for r², and where in its interval r² lies.
typedef struct {
  const double *row;
  double x;
} gp_place;

GP_INLINE gp_place gp_locate(const gp_table *table, double squared) {
  // The sign, the exponent and four bits of the mantissa number the intervals.
  int64_t bits = gp_bits_f64(squared);
  int64_t index = (bits >> 48) - 16 * 1023 - table->first;
  double x = gp_as_f64((bits & 0x0000ffffffffffff) << 4 | 0x3ff0000000000000) - 1;
  if (index < 0)
    return (gp_place){table->double_rows, 0};
  if (index >= table->count)
    return (gp_place){table->double_rows + 8 * (size_t)(table->count - 1), 1};
  return (gp_place){table->double_rows + 8 * index, x};
}

GP_INLINE double gp_cubic(const double *c, double x) {
  return c[0] + x * (c[1] + x * (c[2] + x * c[3]));
}

/// The slope in r² of a table's first function (offset 0) or second (4).
GP_INLINE double gp_slope(const gp_table *table, gp_place place, int offset) {
  const double *c = place.row + offset;
  const int64_t index = (place.row - table->double_rows) / 8 + table->first + 16 * 1023;
  // An interval is a sixteenth of the power of two below it.
  const double length = gp_as_f64(index / 16 << 52) / 16;
  return (c[1] + place.x * (2 * c[2] + place.x * 3 * c[3])) / length;
}

GP_INLINE double gp_log_weight_inline(const gp_kernel *kernel, double squared) {
  switch (kernel->form) {
  case gp_gaussian:
    return -kernel->rate * squared;
  case gp_power:
    return -kernel->beta * gp_log_f64(1 + squared / kernel->tau2);
  default: {
    gp_place place = gp_locate(&kernel->table, squared);
    return gp_cubic(place.row, place.x);
  }
  }
}

/// −d ln G/dr² at r².
GP_INLINE double gp_log_slope(const gp_kernel *kernel, double squared) {
  switch (kernel->form) {
  case gp_gaussian:
    return kernel->rate;
  case gp_power:
    return kernel->beta / (kernel->tau2 + squared);
  default:
    return -gp_slope(&kernel->table, gp_locate(&kernel->table, squared), 0);
  }
}

GP_INLINE double gp_horizon_inline(const gp_kernel *kernel, double level, double cutoff) {
  const double limit = level - cutoff;
  switch (kernel->form) {
  case gp_gaussian:
    return -limit / kernel->rate;
  case gp_power:
    return kernel->tau2 * (gp_exp_f64(-limit / kernel->beta) - 1);
  default: {
    // The first row that starts below the limit; none is as good as infinity.
    const gp_table *table = &kernel->table;
    int32_t low = 0, high = table->count;
    while (low < high) {
      int32_t middle = low + (high - low) / 2;
      if (table->double_rows[8 * (size_t)middle] < limit)
        high = middle;
      else
        low = middle + 1;
    }
    if (low == table->count)
      return 1.0e300;
    int64_t bits = ((int64_t)table->first + 16 * 1023 + low) << 48;
    return gp_as_f64(bits);
  }
  }
}

#endif
