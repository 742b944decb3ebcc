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

#if SHORT
/// The polynomial through values at the nodes; 0 where its last terms say that it misses too much.
GP_INLINE int NAME(interpolate)(const double *values, gp_short *result) {
  double parts[short_nodes] = {0};
  for (int j = 0; j < short_nodes; ++j)
    for (int i = 0; i < short_nodes; ++i)
      parts[i] += values[j] * short_share[j][i];
  for (int i = 0; i < short_nodes; ++i)
    result->coefficients[i] = (T)parts[i];
  // The leading coefficient of Chebyshev's polynomial of degree 7 is 64, of degree 6 it is 32. What is
  // left out is a fifth of these and changes its sign over the block: 1e-5 of the block's share.
  const double last = __builtin_fabs(parts[7]) / 64 + __builtin_fabs(parts[6]) / 32;
  return last <= 1e-4 * __builtin_fabs(parts[0]);
}

/// Adds a full block of points by polynomials over the range of their r². Returns 0 where that is not
/// accurate enough, having changed nothing.
///
/// One pass: what it reads of a point are its r² and its coordinates, and nothing is stored.
GP_INLINE int NAME(add_shortly)(gp_sums *sums, const gp_kernel *kernel, size_t n, const T *x,
                                const T *points, const T *squared, gp_range range) {
  const double soft = range.softness;
  const double nearest = __builtin_sqrt(range.low + soft);
  const double farthest = __builtin_sqrt(range.high + soft);
  const double middle = 0.5 * (nearest + farthest), half = 0.5 * (farthest - nearest);
  T node_weights[short_nodes], node_rates[short_nodes];
  for (int j = 0; j < short_nodes; ++j) {
    const double place = middle + half * short_node[j];
    node_weights[j] = (T)(place * place - soft);
  }
  (void)NAME(weigh)(kernel, sums->least, sums->level, node_weights, node_rates, short_nodes);
  double values[short_nodes];
  for (int j = 0; j < short_nodes; ++j)
    values[j] = (double)node_weights[j];
  gp_short weight = {(T)middle, (T)(1 / half), {0}}, rate = {0};
  if (!NAME(interpolate)(values, &weight))
    return 0;
  if (kernel->use != gp_no_rate) {
    // Rates come multiplied by the weights.
    for (int j = 0; j < short_nodes; ++j)
      values[j] *= (double)node_rates[j];
    (void)NAME(interpolate)(values, &rate);
  }
  const int moves = kernel->use == gp_rate_of_displacement;
  const T softness = (T)soft;
  T sum = 0, mean = 0, total[max_dimension] = {0};
#define PASS(share)                                                                                \
  for (size_t i = 0; i < gp_block; ++i) {                                                          \
    const T u = (SQRT(squared[i] + softness) - weight.middle) * weight.scale;                      \
    T w = weight.coefficients[short_degree], r = rate.coefficients[short_degree];                  \
    for (int k = short_degree - 1; k >= 0; --k) {                                                  \
      w = w * u + weight.coefficients[k];                                                          \
      r = r * u + rate.coefficients[k];                                                            \
    }                                                                                              \
    sum += w;                                                                                      \
    mean += r;                                                                                     \
    for (size_t k = 0; k < n; ++k)                                                                 \
      total[k] += (share) * (x[k] - points[k * gp_block + i]);                                     \
  }
  if (kernel->use == gp_no_rate)
    for (size_t i = 0; i < gp_block; ++i) {
      const T u = (SQRT(squared[i] + softness) - weight.middle) * weight.scale;
      T w = weight.coefficients[short_degree];
      for (int k = short_degree - 1; k >= 0; --k)
        w = w * u + weight.coefficients[k];
      sum += w;
      for (size_t k = 0; k < n; ++k)
        total[k] += w * (x[k] - points[k * gp_block + i]);
    }
  else if (moves)
    PASS(r)
  else
    PASS(w)
#undef PASS
  sums->sum += sum;
  if (kernel->use == gp_rate_to_average)
    sums->mean += mean;
  for (size_t k = 0; k < n; ++k)
    sums->total[k] += total[k];
  return 1;
}
#endif

GP_INLINE T NAME(product)(const T *a, const T *b, size_t length) {
  T sum = 0;
  for (size_t i = 0; i < length; ++i)
    sum += a[i] * b[i];
  return sum;
}

GP_INLINE T NAME(total)(const T *a, size_t length) {
  T sum = 0;
  for (size_t i = 0; i < length; ++i)
    sum += a[i];
  return sum;
}

/// Adds points to a query's sums, or stand-ins where they have masses. `range` bounds their r².
GP_INLINE void NAME(add)(gp_sums *sums, const gp_kernel *kernel, size_t n, const T *x,
                         const T *points, size_t stride, const T *masses, size_t length,
                         gp_range range) {
  T weights[gp_block], rates[gp_block];
  const double near = NAME(distances)(points, stride, n, x, length, weights);
  if (!masses && near < sums->least)
    approach(sums, kernel, n, near);
#if SHORT
  if (!masses && length == gp_block && n <= 3 && is_short(kernel, range) &&
      NAME(add_shortly)(sums, kernel, n, x, points, weights, range))
    return;
#else
  (void)range;
#endif
  T sum = NAME(weigh)(kernel, sums->least, sums->level, weights, rates, length);
  if (masses) {
    sum = NAME(product)(weights, masses, length);
    for (size_t i = 0; i < length; ++i)
      weights[i] *= masses[i];
  }
  sums->sum += sum;
  if (kernel->use != gp_no_rate)
    for (size_t i = 0; i < length; ++i)
      rates[i] *= weights[i];
  if (kernel->use == gp_rate_to_average)
    sums->mean += NAME(total)(rates, length);
  const T *shares = kernel->use == gp_rate_of_displacement ? rates : weights;
  for (size_t k = 0; k < n; ++k) {
    const T *column = points + k * stride;
    T moment = 0;
    for (size_t i = 0; i < length; ++i)
      moment += shares[i] * (x[k] - column[i]);
    sums->total[k] += moment;
  }
}

/// x relative to the middle of a cluster.
GP_INLINE void NAME(localize)(gp_tree tree, size_t n, const double *x, size_t cluster, T *local) {
  for (size_t k = 0; k < n; ++k)
    local[k] = (T)(x[k] - tree.centers[cluster * n + k]);
}

GP_INLINE void NAME(field)(gp_tree tree, const T *points, const T *stand_ins,
                           const gp_kernel *kernel, size_t n, const double *queries,
                           size_t query_count, double *displacement, double *average,
                           uint8_t *suspect) {
  const size_t blocks = (tree.count + gp_block - 1) / gp_block, top = tree.levels - 1;
  const double softness = 1 / gp_log_slope(kernel, 0);
  for (size_t q = 0; q < query_count; ++q) {
    const double *x = queries + q * n;
    gp_sums sums = {.cutoff = gp_log_f64((double)tree.count) + negligible, .least = 1.0e300};
    T local[max_dimension], squared[gp_block];
    // Weights are relative to a near point from the start, so that most blocks of a narrow kernel
    // can be passed over.
    const size_t near = descend(tree, n, x);
    NAME(localize)(tree, n, x, near, local);
    approach(&sums, kernel, n,
             NAME(distances)(points + near * n * gp_block, gp_block, n, local,
                             block_length(tree, near), squared));
    // Clusters in order, each before those that it holds.
    size_t block = 0, level = top;
    while (block < blocks) {
      const size_t cluster = tree.firsts[level] + (block >> level);
      const gp_sight sight = look(tree, n, x, cluster);
      if (sight.bound <= sums.horizon) {
        const size_t rest = tree.count - block * gp_block, held = (size_t)gp_block << level;
        const gp_range range = {sight.bound, sight.farthest, softness};
        const int has_stand_ins = tree.stand_ins > 0 && (rest < held ? rest : held) > tree.stand_ins;
        if (has_stand_ins && is_far(tree, kernel, softness, sight)) {
          const T *stand_in = stand_ins + cluster * (n + 1) * tree.stand_ins;
          NAME(localize)(tree, n, x, cluster, local);
          NAME(add)(&sums, kernel, n, local, stand_in, tree.stand_ins,
                    stand_in + n * tree.stand_ins, tree.stand_ins, range);
        } else if (level > 0) {
          level -= 1;
          continue;
        } else {
          NAME(localize)(tree, n, x, cluster, local);
          NAME(add)(&sums, kernel, n, local, points + block * n * gp_block, gp_block, 0,
                    block_length(tree, block), range);
        }
      }
      block += (size_t)1 << level;
      while (level < top && (block >> level) % 2 == 0)
        level += 1;
    }
    for (size_t k = 0; k < n; ++k)
      displacement[q * n + k] = sums.total[k] / sums.sum;
    if (average)
      average[q] = sums.mean / sums.sum;
    suspect[q] = is_suspect(kernel, sums.least, sums.level);
  }
}

// The dimension is a constant in the common cases so that the loops over it disappear.
GP_CLONES void NAME(gp_field)(gp_tree tree, const T *points, const T *stand_ins, gp_kernel kernel,
                              const double *queries, size_t query_count, double *displacement,
                              double *average, uint8_t *suspect) {
#define FIELD(n)                                                                                   \
  NAME(field)                                                                                      \
  (tree, points, stand_ins, &kernel, n, queries, query_count, displacement, average, suspect)
  switch (tree.dimension) {
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
    FIELD(tree.dimension);
  }
#undef FIELD
}
