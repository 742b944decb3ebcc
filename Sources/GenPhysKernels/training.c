// What training needs beside the network: evenly spread deviates and targets with less chance in
// them.

#include "elementary.h"
#include "genphys_kernels.h"

// MARK: Deviates

/// The normal deviate below which a share p of the law lies, 0 < p < 1; relative error 1.2e-9.
/// [Acklam's rational approximations, 2003]
GP_INLINE double normal_quantile(double p) {
  const double tail = p < 0.5 ? p : 1 - p;
  if (tail >= 0.02425) {
    const double q = p - 0.5, r = q * q;
    return (((((-3.969683028665376e+01 * r + 2.209460984245205e+02) * r - 2.759285104469687e+02) *
                  r +
              1.383577518672690e+02) *
                 r -
             3.066479806614716e+01) *
                r +
            2.506628277459239e+00) *
           q /
           (((((-5.447609879822406e+01 * r + 1.615858368580409e+02) * r - 1.556989798598866e+02) *
                  r +
              6.680131188771972e+01) *
                 r -
             1.328068155288572e+01) *
                r +
            1);
  }
  const double q = __builtin_sqrt(-2 * gp_log_f64(tail));
  const double z =
      (((((-7.784894002430293e-03 * q - 3.223964580411365e-01) * q - 2.400758277161838e+00) * q -
         2.549732539343734e+00) *
            q +
        4.374664141464968e+00) *
           q +
       2.938163982698783e+00) /
      ((((7.784695709041462e-03 * q + 3.224671290700398e-01) * q + 2.445134137142996e+00) * q +
        3.754408661907416e+00) *
           q +
       1);
  return p < 0.5 ? z : -z;
}

/// The fractional part, kept inside (0, 1) by half a step of the words that shift lattices.
GP_INLINE double inside(double x) {
  const double part = x - (double)(int64_t)x;
  const double edge = 0x1p-33;
  return part < edge ? edge : part > 1 - edge ? 1 - edge : part;
}

void gp_lattice_normal_f32(const uint32_t shifts[2], size_t first, size_t total, float *out,
                           size_t stride, size_t count) {
  const double golden = 0.61803398874989484820;
  const double a = ((double)shifts[0] + 0.5) * 0x1p-32, b = ((double)shifts[1] + 0.5) * 0x1p-32;
  for (size_t i = 0; i < count; ++i) {
    const double row = (double)(first + i);
    out[i * stride] = (float)normal_quantile(inside(row / (double)total + a));
    out[i * stride + 1] = (float)normal_quantile(inside(row * golden + b));
  }
}

// MARK: Targets

// Sums may be reordered for vectorisation.
#pragma float_control(precise, off)

/// References whose distances stay in registers while coordinates pass by.
enum { strip = 32 };

/// Squared distances of references `start` to `start + length`; returns the bits of the least.
GP_INLINE int32_t squared_distances(const float *x, const float *references, size_t count, size_t n,
                                    size_t start, size_t length, float *squares, int32_t least) {
  float sums[strip] = {0};
  for (size_t k = 0; k < n; ++k)
    for (size_t i = 0; i < length; ++i) {
      const float d = x[k] - references[k * count + start + i];
      sums[i] += d * d;
    }
  for (size_t i = 0; i < length; ++i) {
    squares[start + i] = sums[i];
    const int32_t bits = gp_bits_f32(sums[i]);
    least = bits < least ? bits : least;
  }
  return least;
}

/// `known` counts the references of which the row's own point is one; elsewhere it joins them.
GP_INLINE void posterior_mean(const float *x, const float *own, float rate, int is_known,
                              const float *references, size_t count, size_t n, float *mean) {
  float squares[gp_max_references];
  float nearest = 0;
  for (size_t k = 0; k < n; ++k)
    nearest += (x[k] - own[k]) * (x[k] - own[k]);
  int32_t least = gp_bits_f32(nearest);
  size_t start = 0;
  for (; start + strip <= count; start += strip)
    least = squared_distances(x, references, count, n, start, strip, squares, least);
  if (start < count)
    least = squared_distances(x, references, count, n, start, count - start, squares, least);
  const float origin = gp_as_f32(least);
  float total = is_known ? 0 : gp_exp_f32(rate * (origin - nearest));
  const float share = total;
  for (size_t i = 0; i < count; ++i) {
    // The nearest weighs 1. Less than 10⁻²⁰ of that counts for nothing, and its products would leave the
    // normal numbers, which costs an Intel processor 150 cycles each.
    const float weight = gp_exp_f32(rate * (origin - squares[i]));
    const float w = weight > 1e-20f ? weight : 0;
    squares[i] = w;
    total += w;
  }
  const float scale = 1 / total;
  for (size_t k = 0; k < n; ++k) {
    float moment = share * own[k];
    for (size_t i = 0; i < count; ++i)
      moment += squares[i] * references[k * count + i];
    mean[k] = moment * scale;
  }
}

GP_CLONES void gp_posterior_means_f32(const float *x, const float *own, const float *rates,
                                      size_t rows, size_t known, const float *references,
                                      size_t count, size_t n, float *means) {
  for (size_t row = 0; row < rows; ++row) {
    const size_t at = row * n;
    // The dimension is a constant in the common case so that the loop over it disappears.
    if (n == 2)
      posterior_mean(x + at, own + at, rates[row], row < known, references, count, 2, means + at);
    else
      posterior_mean(x + at, own + at, rates[row], row < known, references, count, n, means + at);
  }
}
