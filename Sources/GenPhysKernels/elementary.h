#ifndef GENPHYS_ELEMENTARY_H
#define GENPHYS_ELEMENTARY_H

// Branch-free exp and log that compilers vectorise. Reductions and coefficients are the classical
// ones of Cephes (single) and FDLIBM (double); errors below 2 ulp on the ranges used.

#include "clones.h"
#include <stdint.h>
#include <string.h>

GP_INLINE float gp_as_f32(int32_t bits) {
  float value;
  memcpy(&value, &bits, sizeof value);
  return value;
}

GP_INLINE int32_t gp_bits_f32(float value) {
  int32_t bits;
  memcpy(&bits, &value, sizeof bits);
  return bits;
}

GP_INLINE double gp_as_f64(int64_t bits) {
  double value;
  memcpy(&value, &bits, sizeof value);
  return value;
}

GP_INLINE int64_t gp_bits_f64(double value) {
  int64_t bits;
  memcpy(&bits, &value, sizeof bits);
  return bits;
}

/// e^x; saturates at e^±87 instead of overflowing.
GP_INLINE float gp_exp_f32(float x) {
  x = x < -87.0f ? -87.0f : x;
  x = x > 87.0f ? 87.0f : x;
  // Adding 1.5·2²³ rounds to a whole number and leaves it in the low bits.
  float shifted = x * 1.44269504088896341f + 12582912.0f;
  float whole = shifted - 12582912.0f;
  float r = x - whole * 0.693359375f;
  r = r + whole * 2.12194440e-4f;
  float p = 1.9875691500e-4f;
  p = p * r + 1.3981999507e-3f;
  p = p * r + 8.3334519073e-3f;
  p = p * r + 4.1665795894e-2f;
  p = p * r + 1.6666665459e-1f;
  p = p * r + 5.0000001201e-1f;
  p = p * r * r + r + 1.0f;
  return gp_as_f32((int32_t)((uint32_t)gp_bits_f32(p) + ((uint32_t)gp_bits_f32(shifted) << 23)));
}

/// ln x for normal x > 0; smaller x count as the least normal number.
GP_INLINE float gp_log_f32(float x) {
  x = x < 1.17549435e-38f ? 1.17549435e-38f : x;
  // Writing x = 2^e m with m in [√½, √2) keeps m − 1 small on both sides of 1.
  int32_t bits = gp_bits_f32(x) - 0x3f3504f3;
  int32_t e = bits >> 23;
  float m = gp_as_f32((bits & 0x007fffff) + 0x3f3504f3) - 1.0f;
  float z = m * m;
  float p = 7.0376836292e-2f;
  p = p * m - 1.1514610310e-1f;
  p = p * m + 1.1676998740e-1f;
  p = p * m - 1.2420140846e-1f;
  p = p * m + 1.4249322787e-1f;
  p = p * m - 1.6668057665e-1f;
  p = p * m + 2.0000714765e-1f;
  p = p * m - 2.4999993993e-1f;
  p = p * m + 3.3333331174e-1f;
  float whole = (float)e;
  float y = p * m * z - 2.12194440e-4f * whole - 0.5f * z;
  return m + y + 0.693359375f * whole;
}

/// e^x; saturates at e^±708.
GP_INLINE double gp_exp_f64(double x) {
  x = x < -708.0 ? -708.0 : x;
  x = x > 708.0 ? 708.0 : x;
  double scaled = x * 1.44269504088896338700;
  int32_t n = (int32_t)(scaled + (scaled < 0 ? -0.5 : 0.5));
  double whole = (double)n;
  double high = x - whole * 6.93147180369123816490e-01;
  double low = whole * 1.90821492927058770002e-10;
  double r = high - low;
  double t = r * r;
  double c =
      r - t * (1.66666666666666019037e-01 +
               t * (-2.77777777770155933842e-03 +
                    t * (6.61375632143793436117e-05 +
                         t * (-1.65339022054652515390e-06 + t * 4.13813679705723846039e-08))));
  double y = 1.0 - ((low - (r * c) / (2.0 - c)) - high);
  return y * gp_as_f64(((int64_t)n + 1023) << 52);
}

/// ln x for normal x > 0; smaller x count as the least normal number.
GP_INLINE double gp_log_f64(double x) {
  x = x < 2.2250738585072014e-308 ? 2.2250738585072014e-308 : x;
  int64_t bits = gp_bits_f64(x) - 0x3fe6a09e667f3bcd;
  int32_t e = (int32_t)((uint64_t)bits >> 32) >> 20;
  double f = gp_as_f64((bits & 0x000fffffffffffff) + 0x3fe6a09e667f3bcd) - 1.0;
  double s = f / (2.0 + f);
  double z = s * s;
  double tail =
      z * (6.666666666666735130e-01 +
           z * (3.999999999940941908e-01 +
                z * (2.857142874366239149e-01 +
                     z * (2.222219843214978396e-01 +
                          z * (1.818357216161805012e-01 +
                               z * (1.531383769920937332e-01 + z * 1.479819860511658591e-01))))));
  double half = 0.5 * f * f;
  double whole = (double)e;
  return whole * 6.93147180369123816490e-01 -
         ((half - (s * (half + tail) + whole * 1.90821492927058770002e-10)) - f);
}

#endif
