// The body of the Gaussian and power-law field sums, included by field.c once for each precision T.
// No include guard on purpose.

GP_INLINE T NAME(distances)(const T *data, gp_field_shape shape, size_t n, const T *x, size_t start,
                            size_t length, T *squared) {
  T least = LARGEST;
  for (size_t i = 0; i < length; ++i) {
    T sum = 0;
    for (size_t k = 0; k < n; ++k) {
      T d = x[k] - data[k * shape.stride + start + i];
      sum += d * d;
    }
    squared[i] = sum;
    least = sum < least ? sum : least;
  }
  return least;
}

/// Adds Σ w and Σ w (x − y) of a block.
GP_INLINE void NAME(moments)(const T *data, gp_field_shape shape, size_t n, const T *x,
                             size_t start, size_t length, const T *weights, T *sum, T *total) {
  T s = 0;
  for (size_t i = 0; i < length; ++i)
    s += weights[i];
  *sum += s;
  for (size_t k = 0; k < n; ++k) {
    T m = 0;
    for (size_t i = 0; i < length; ++i)
      m += weights[i] * (x[k] - data[k * shape.stride + start + i]);
    total[k] += m;
  }
}

GP_INLINE void NAME(gaussian)(const T *data, gp_field_shape shape, size_t n, double rate,
                              const T *queries, size_t query_count, T *displacement,
                              double *log_sum, uint8_t *suspect) {
  const T slope = (T)rate;
  for (size_t q = 0; q < query_count; ++q) {
    const T *x = queries + q * n;
    T least = LARGEST, sum = 0, total[max_dimension] = {0};
    for (size_t start = 0; start < shape.count; start += block_size) {
      const size_t length = shape.count - start < block_size ? shape.count - start : block_size;
      T weights[block_size];
      T near = NAME(distances)(data, shape, n, x, start, length, weights);
      if (near < least) {
        T scale = sum > 0 ? NAME(gp_exp)(-slope * (least - near)) : 0;
        sum *= scale;
        for (size_t k = 0; k < n; ++k)
          total[k] *= scale;
        least = near;
      }
      for (size_t i = 0; i < length; ++i)
        weights[i] = NAME(gp_exp)(-slope * (weights[i] - least));
      NAME(moments)(data, shape, n, x, start, length, weights, &sum, total);
    }
    for (size_t k = 0; k < n; ++k)
      displacement[q * n + k] = total[k] / sum;
    log_sum[q] = gp_log_f64((double)sum) - rate * (double)least;
    suspect[q] = rate * (double)least > SUSPECT_ABOVE;
  }
}

GP_INLINE void NAME(power)(const T *data, gp_field_shape shape, size_t n, double beta, double tau2,
                           const T *queries, size_t query_count, T *displacement, double *log_sum,
                           uint8_t *suspect) {
  const T exponent = (T)beta, soft = (T)tau2;
  // Poisson's kernel in one, two and three dimensions needs no logarithm.
  const int halves = beta == 1.0 ? 2 : beta == 1.5 ? 3 : beta == 2.0 ? 4 : 0;
  for (size_t q = 0; q < query_count; ++q) {
    const T *x = queries + q * n;
    T least = LARGEST, sum = 0, total[max_dimension] = {0};
    for (size_t start = 0; start < shape.count; start += block_size) {
      const size_t length = shape.count - start < block_size ? shape.count - start : block_size;
      T weights[block_size];
      T near = NAME(distances)(data, shape, n, x, start, length, weights);
      if (near < least) {
        T scale = sum > 0 ? NAME(gp_exp)(exponent * NAME(gp_log)((soft + near) / (soft + least)))
                          : 0;
        sum *= scale;
        for (size_t k = 0; k < n; ++k)
          total[k] *= scale;
        least = near;
      }
      const T reference = soft + least, inverse = 1 / reference;
      if (halves == 2)
        for (size_t i = 0; i < length; ++i)
          weights[i] = reference / (soft + weights[i]);
      else if (halves == 3)
        for (size_t i = 0; i < length; ++i) {
          T ratio = reference / (soft + weights[i]);
          weights[i] = ratio * SQRT(ratio);
        }
      else if (halves == 4)
        for (size_t i = 0; i < length; ++i) {
          T ratio = reference / (soft + weights[i]);
          weights[i] = ratio * ratio;
        }
      else
        for (size_t i = 0; i < length; ++i)
          weights[i] =
              NAME(gp_exp)(-exponent * NAME(gp_log)((soft + weights[i]) * inverse));
      NAME(moments)(data, shape, n, x, start, length, weights, &sum, total);
    }
    for (size_t k = 0; k < n; ++k)
      displacement[q * n + k] = total[k] / sum;
    log_sum[q] = gp_log_f64((double)sum) - beta * gp_log_f64(1 + (double)least / tau2);
    suspect[q] = beta * (double)least / (tau2 + (double)least) > SUSPECT_ABOVE || beta > 64;
  }
}

// The dimension is a constant in the common cases so that the loop over it disappears.
GP_CLONES void NAME(gp_field_gaussian)(const T *data, gp_field_shape shape, double rate,
                                       const T *queries, size_t query_count, T *displacement,
                                       double *log_sum, uint8_t *suspect) {
  switch (shape.dimension) {
  case 1:
    NAME(gaussian)(data, shape, 1, rate, queries, query_count, displacement, log_sum, suspect);
    break;
  case 2:
    NAME(gaussian)(data, shape, 2, rate, queries, query_count, displacement, log_sum, suspect);
    break;
  case 3:
    NAME(gaussian)(data, shape, 3, rate, queries, query_count, displacement, log_sum, suspect);
    break;
  default:
    NAME(gaussian)(data, shape, shape.dimension, rate, queries, query_count, displacement, log_sum,
                   suspect);
  }
}

GP_CLONES void NAME(gp_field_power)(const T *data, gp_field_shape shape, double beta, double tau2,
                                    const T *queries, size_t query_count, T *displacement,
                                    double *log_sum, uint8_t *suspect) {
  switch (shape.dimension) {
  case 1:
    NAME(power)(data, shape, 1, beta, tau2, queries, query_count, displacement, log_sum, suspect);
    break;
  case 2:
    NAME(power)(data, shape, 2, beta, tau2, queries, query_count, displacement, log_sum, suspect);
    break;
  case 3:
    NAME(power)(data, shape, 3, beta, tau2, queries, query_count, displacement, log_sum, suspect);
    break;
  default:
    NAME(power)(data, shape, shape.dimension, beta, tau2, queries, query_count, displacement,
                log_sum, suspect);
  }
}
