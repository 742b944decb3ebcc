// The body of the field sums, included by field.c once for each precision T. No include guard on
// purpose. Loops are plain so that compilers vectorise them for every instruction set.

/// Squared distances of a block's points from x, relative to the same origin; returns the least.
GP_INLINE T NAME(distances)(const T *points, size_t stride, size_t n, const T *x, size_t length,
                            T *squared) {
  // Floats that are not negative are ordered as their bits: least whole numbers are found faster.
  BITS least = NAME(gp_bits)(LARGEST);
  for (size_t i = 0; i < length; ++i) {
    T sum = 0;
    for (size_t k = 0; k < n; ++k) {
      T d = x[k] - points[k * stride + i];
      sum += d * d;
    }
    squared[i] = sum;
    BITS bits = NAME(gp_bits)(sum);
    least = bits < least ? bits : least;
  }
  return NAME(gp_as)(least);
}

/// Squared distances become weights e^(ln G − level), `level` being ln G at r² = least; `rates`
/// receives the second function of a table. Returns the sum of the weights.
GP_INLINE T NAME(weigh)(const gp_kernel *kernel, double least, double level, T *weights, T *rates,
                        size_t length) {
  T sum = 0;
#define ADD(value)                                                                                 \
  do {                                                                                             \
    const T w = value;                                                                             \
    weights[i] = w;                                                                                \
    sum += w;                                                                                      \
  } while (0)
  switch (kernel->form) {
  case gp_gaussian: {
    const T slope = (T)-kernel->rate, origin = (T)least;
    for (size_t i = 0; i < length; ++i)
      ADD(NAME(gp_exp)(slope * (weights[i] - origin)));
    break;
  }
  case gp_power: {
    const T soft = (T)kernel->tau2, origin = (T)least;
    const T reference = (T)(kernel->tau2 + least);
    const T exponent = (T)-kernel->beta, inverse = 1 / reference;
    // Poisson's kernel in one, two and three dimensions needs no logarithm.
    if (kernel->beta == 1)
      for (size_t i = 0; i < length; ++i)
        ADD(reference / (soft + weights[i]));
    else if (kernel->beta == 1.5)
      for (size_t i = 0; i < length; ++i) {
        T ratio = reference / (soft + weights[i]);
        ADD(ratio * SQRT(ratio));
      }
    else if (kernel->beta == 2)
      for (size_t i = 0; i < length; ++i) {
        T ratio = reference / (soft + weights[i]);
        ADD(ratio * ratio);
      }
    else
      for (size_t i = 0; i < length; ++i)
        ADD(NAME(gp_exp)(exponent * NAME(gp_log)(1 + (weights[i] - origin) * inverse)));
    break;
  }
  case gp_tabulated:
    NAME(look_up)(kernel, weights, rates, length);
    for (size_t i = 0; i < length; ++i)
      ADD(NAME(gp_exp)(weights[i] - (T)level));
    break;
  }
#undef ADD
  return sum;
}

GP_INLINE T NAME(product)(const T *a, const T *b, size_t length) {
  T sum = 0;
  for (size_t i = 0; i < length; ++i)
    sum += a[i] * b[i];
  return sum;
}

GP_INLINE void NAME(field)(gp_blocks data, const T *points, const gp_kernel *kernel, size_t n,
                           const double *queries, size_t query_count, double *bounds,
                           double *displacement, double *average, uint8_t *suspect) {
  const size_t blocks = (data.count + gp_block - 1) / gp_block;
  const double cutoff = gp_log_f64((double)data.count) + NEGLIGIBLE;
  T weights[gp_block] = {0}, rates[gp_block] = {0};
  for (size_t q = 0; q < query_count; ++q) {
    const double *x = queries + q * n;
    const size_t nearest = bound_distances(data, blocks, n, x, bounds);
    double least = LARGEST, level = 0, horizon = LARGEST;
    double sum = 0, mean = 0, total[max_dimension] = {0};
    // The nearest block first: after it most blocks of a narrow kernel can be passed over.
    for (size_t step = 0; step <= blocks; ++step) {
      const size_t b = step == 0 ? nearest : step - 1;
      if (step > 0 && (b == nearest || bounds[b] > horizon))
        continue;
      const T *block = points + b * n * gp_block;
      const size_t rest = data.count - b * gp_block;
      const size_t length = rest < gp_block ? rest : gp_block;
      T local[max_dimension];
      for (size_t k = 0; k < n; ++k)
        local[k] = (T)(x[k] - data.centers[k * blocks + b]);
      const double near = NAME(distances)(block, gp_block, n, local, length, weights);
      if (near < least) {
        const double before = level;
        least = near;
        level = gp_log_weight_inline(kernel, near);
        horizon = gp_horizon_inline(kernel, level, cutoff);
        if (sum > 0) {
          const double scale = gp_exp_f64(before - level);
          sum *= scale;
          mean *= scale;
          for (size_t k = 0; k < n; ++k)
            total[k] *= scale;
        }
      }
      sum += NAME(weigh)(kernel, least, level, weights, rates, length);
      if (kernel->use == gp_rate_to_average)
        mean += NAME(product)(weights, rates, length);
      else if (kernel->use == gp_rate_of_displacement)
        for (size_t i = 0; i < length; ++i)
          weights[i] *= rates[i];
      for (size_t k = 0; k < n; ++k) {
        const T *column = block + k * gp_block;
        T moment = 0;
        for (size_t i = 0; i < length; ++i)
          moment += weights[i] * (local[k] - column[i]);
        total[k] += moment;
      }
    }
    for (size_t k = 0; k < n; ++k)
      displacement[q * n + k] = total[k] / sum;
    if (average)
      average[q] = mean / sum;
    suspect[q] = is_suspect(kernel, least, level);
  }
}

// The dimension is a constant in the common cases so that the loops over it disappear.
GP_CLONES void NAME(gp_field)(gp_blocks data, const T *points, gp_kernel kernel,
                              const double *queries, size_t query_count, double *bounds,
                              double *displacement, double *average, uint8_t *suspect) {
#define FIELD(n)                                                                                   \
  NAME(field)                                                                                      \
  (data, points, &kernel, n, queries, query_count, bounds, displacement, average, suspect)
  switch (data.dimension) {
  case 1:
    FIELD(1);
    break;
  case 2:
    FIELD(2);
    break;
  case 3:
    FIELD(3);
    break;
  default:
    FIELD(data.dimension);
  }
#undef FIELD
}
