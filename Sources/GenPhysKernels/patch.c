#include "clones.h"
#include "genphys_kernels.h"

typedef double v8 __attribute__((vector_size(64)));
typedef double v4 __attribute__((vector_size(32)));
typedef double v2 __attribute__((vector_size(16)));

GP_CLONES double gp_patch_f64(const double coefficients[72], double u, double v) {
  const v8 *c = (const v8 *)coefficients;
  const double u2 = u * u, vv = v * v, v4th = vv * vv;
  // Even and odd powers at once: half the wait of Horner's rule.
  v8 even = ((c[8] * u2 + c[6]) * u2 + c[4]) * u2 + c[2];
  v8 odd = ((c[7] * u2 + c[5]) * u2 + c[3]) * u2 + c[1];
  v8 sum = (even * u + odd) * u + c[0];
  v4 four = __builtin_shufflevector(sum, sum, 0, 1, 2, 3) +
            v4th * __builtin_shufflevector(sum, sum, 4, 5, 6, 7);
  v2 two = __builtin_shufflevector(four, four, 0, 1) +
           vv * __builtin_shufflevector(four, four, 2, 3);
  return two[0] + v * two[1];
}
