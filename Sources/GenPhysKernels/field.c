// Pairwise sums over a data set. Goals, in order: no overflow or underflow whatever the distances
// (weights are relative to the nearest point's, and those beyond a horizon do not count); the
// accuracy stated in the header; speed.
//
// Data is visited in blocks: squared distances go to a small buffer, the block's least distance
// rescales the running sums when it is a new least, and then the weights are summed. Far clusters
// of blocks are seen through stand-ins at Chebyshev nodes [Wang, Krasny & Tlupova 2020].

#include "radial.h"

// Sums may be reordered for vectorisation (elementary.h above keeps its strict order).
#pragma float_control(precise, off)

enum { max_dimension = 16 };

/// −ln of the share of a sum that blocks passed over may have.
static const double negligible = 18.4;

/// The running sums of a query; weights are relative to that at r² = least.
typedef struct {
  double cutoff, least, level, horizon, sum, mean, total[max_dimension];
} gp_sums;

/// Makes a nearer point the one that weights are relative to.
GP_INLINE void approach(gp_sums *sums, const gp_kernel *kernel, size_t n, double least) {
  const double before = sums->level;
  sums->least = least;
  sums->level = gp_log_weight_inline(kernel, least);
  sums->horizon = gp_horizon_inline(kernel, sums->level, sums->cutoff);
  if (sums->sum == 0)
    return;
  const double scale = gp_exp_f64(before - sums->level);
  sums->sum *= scale;
  sums->mean *= scale;
  for (size_t k = 0; k < n; ++k)
    sums->total[k] *= scale;
}

// MARK: Clusters

/// How a cluster is seen: squares of the distance from its middle, of bounds of the distances from
/// its points, and of its radius.
typedef struct {
  double middle, bound, farthest, radius;
} gp_sight;

GP_INLINE gp_sight look(gp_tree tree, size_t n, const double *x, size_t cluster) {
  gp_sight sight = {0, 0, 0, 0};
  for (size_t k = 0; k < n; ++k) {
    const double extent = tree.extents[cluster * n + k];
    const double away = __builtin_fabs(x[k] - tree.centers[cluster * n + k]);
    const double outside = away > extent ? away - extent : 0;
    sight.middle += away * away;
    sight.bound += outside * outside;
    sight.farthest += (away + extent) * (away + extent);
    sight.radius += extent * extent;
  }
  return sight;
}

/// Whether stand-ins may take a cluster's place. `softness` is the r² below which G is flat.
GP_INLINE int is_far(gp_tree tree, const gp_kernel *kernel, double softness, gp_sight sight) {
  if (sight.radius > tree.largest_ratio * (sight.middle + softness))
    return 0;
  const double change = 2 * __builtin_sqrt(sight.middle * sight.radius) + sight.radius;
  return change * gp_log_slope(kernel, sight.bound) <= tree.largest_change;
}

/// The block found by going to the nearer half from the highest level down: a near one.
GP_INLINE size_t descend(gp_tree tree, size_t n, const double *x) {
  const size_t blocks = (tree.count + gp_block - 1) / gp_block;
  size_t cluster = 0;
  for (size_t level = tree.levels - 1; level-- > 0;) {
    cluster *= 2;
    if (((cluster + 1) << level) < blocks &&
        look(tree, n, x, tree.firsts[level] + cluster + 1).bound <
            look(tree, n, x, tree.firsts[level] + cluster).bound)
      cluster += 1;
  }
  return cluster;
}

GP_INLINE size_t block_length(gp_tree tree, size_t block) {
  const size_t rest = tree.count - block * gp_block;
  return rest < gp_block ? rest : gp_block;
}

/// Whether single precision may miss 1e-5: r² has a relative error of 1e-7 and ln G is read from
/// it, or from a table, to as much of its size.
GP_INLINE uint8_t is_suspect(const gp_kernel *kernel, double least, double level) {
  switch (kernel->form) {
  case gp_gaussian:
    return level < -20;
  case gp_power:
    return kernel->beta > 128 || kernel->beta * least / (kernel->tau2 + least) > 20;
  default:
    return level > 32 || level < -32;
  }
}

// MARK: Tables

typedef float lanes __attribute__((ext_vector_type(8)));
typedef float quad __attribute__((ext_vector_type(4), aligned(4)));

/// A cubic for each of eight lanes: whole rows of coefficients are loaded and turned in registers,
/// which is faster than gathering them one by one.
GP_INLINE void cubics(const float *rows, const int32_t start[8], const float *x, float *out) {
  lanes r[4], u;
  memcpy(&u, x, sizeof u);
  for (int l = 0; l < 4; ++l)
    r[l] = __builtin_shufflevector(*(const quad *)(rows + start[l]),
                                   *(const quad *)(rows + start[l + 4]), 0, 1, 2, 3, 4, 5, 6, 7);
  lanes a = __builtin_shufflevector(r[0], r[1], 0, 8, 1, 9, 4, 12, 5, 13);
  lanes b = __builtin_shufflevector(r[2], r[3], 0, 8, 1, 9, 4, 12, 5, 13);
  lanes c = __builtin_shufflevector(r[0], r[1], 2, 10, 3, 11, 6, 14, 7, 15);
  lanes d = __builtin_shufflevector(r[2], r[3], 2, 10, 3, 11, 6, 14, 7, 15);
  lanes c0 = __builtin_shufflevector(a, b, 0, 1, 8, 9, 4, 5, 12, 13);
  lanes c1 = __builtin_shufflevector(a, b, 2, 3, 10, 11, 6, 7, 14, 15);
  lanes c2 = __builtin_shufflevector(c, d, 0, 1, 8, 9, 4, 5, 12, 13);
  lanes c3 = __builtin_shufflevector(c, d, 2, 3, 10, 11, 6, 7, 14, 15);
  lanes value = c0 + u * (c1 + u * (c2 + u * c3));
  memcpy(out, &value, sizeof value);
}

/// Squared distances become ln G; arrays hold gp_block numbers whatever the length.
GP_INLINE void look_up_f32(const gp_kernel *kernel, float *values, float *rates, size_t length) {
  const gp_table *table = &kernel->table;
  const int32_t first = table->first + 16 * 127;
  const int32_t low = first << 19, high = ((first + table->count) << 19) - 1;
  const size_t end = (length + 7) / 8 * 8;
  int32_t start[gp_block];
  float x[gp_block];
  for (size_t i = length; i < end; ++i)
    values[i] = 0;
  for (size_t i = 0; i < end; ++i) {
    int32_t bits = gp_bits_f32(values[i]);
    bits = bits < low ? low : bits;
    bits = bits > high ? high : bits;
    start[i] = ((bits >> 19) - first) * 8;
    x[i] = gp_as_f32(((bits & 0x7ffff) << 4) | 0x3f800000) - 1.0f;
  }
  for (size_t i = 0; i < end; i += 8)
    cubics(table->single_rows, start + i, x + i, values + i);
  if (kernel->use != gp_no_rate)
    for (size_t i = 0; i < end; i += 8)
      cubics(table->single_rows + 4, start + i, x + i, rates + i);
}

GP_INLINE void look_up_f64(const gp_kernel *kernel, double *values, double *rates,
                           size_t length) {
  for (size_t i = 0; i < length; ++i) {
    gp_place place = gp_locate(&kernel->table, values[i]);
    values[i] = gp_cubic(place.row, place.x);
    rates[i] = gp_cubic(place.row + 4, place.x);
  }
}

// MARK: Short ranges

/// Seen over one block, most kernels are short polynomials of √(r² + softness), the distance with its
/// core rounded off, in which power laws and screened ones are smooth over a wider range than in r².
/// Found once a block from eight values, they cost a fraction of a look-up, or of a logarithm and an
/// exponential, a pair.
enum { short_degree = 7, short_nodes = short_degree + 1 };

/// Chebyshev's nodes on −1…1.
static const double short_node[short_nodes] = {
    0.9807852804032304, 0.8314696123025452, 0.5555702330196023, 0.1950903220161283,
    -0.1950903220161282, -0.555570233019602, -0.8314696123025453, -0.9807852804032304};

/// What the value at a node counts for in each coefficient of the polynomial through all nodes.
static const double short_share[short_nodes][short_nodes] = {
    {-0.02486404592245725, -0.02535116137982302, 0.7698016495254524, 0.7848829554303305,
    -3.177987626007983, -3.240248084373184, 3.061467458920719, 3.121445152258053},
    {0.08352232973991239, 0.1004514518679982, -2.551902617745151, -3.069147182274406,
    9.672340827762348, 11.63282540293594, -7.391036260090295, -8.889123728313635},
    {-0.1870757203331861, -0.3367274004519707, 5.380329742491339, 9.684337681751764,
    -12.50076795250853, -22.50078785640676, 7.391036260090292, 13.30351379684073},
    {0.628417436515731, 3.221161511352569, -3.598228774271643, -18.44391222017756,
    6.006414750754174, 30.78786630050064, -3.061467458920719, -15.69256448645169},
    {0.6284174365157313, -3.221161511352568, -3.598228774271647, 18.44391222017755,
    6.006414750754182, -30.78786630050063, -3.061467458920724, 15.69256448645169},
    {-0.1870757203331858, 0.3367274004519705, 5.380329742491338, -9.68433768175176,
    -12.50076795250853, 22.50078785640675, 7.391036260090294, -13.30351379684072},
    {0.08352232973991233, -0.1004514518679973, -2.55190261774515, 3.069147182274397,
    9.672340827762342, -11.63282540293592, -7.391036260090291, 8.889123728313624},
    {-0.02486404592245738, 0.02535116137982446, 0.7698016495254532, -0.7848829554303378,
    -3.177987626007981, 3.240248084373194, 3.061467458920716, -3.121445152258057},
};

/// The r² of a block, and the r² below which G is flat.
typedef struct {
  double low, high, softness;
} gp_range;

/// A polynomial of (√(r² + softness) − middle) · scale.
typedef struct {
  float middle, scale, coefficients[short_nodes];
} gp_short;

/// Whether a kernel is worth a polynomial, and likely to be one over a range; its last terms decide.
GP_INLINE int is_short(const gp_kernel *kernel, gp_range range) {
  const double beta = kernel->beta;
  if (kernel->form == gp_gaussian ||
      (kernel->form == gp_power && (beta == 1 || beta == 1.5 || beta == 2)))
    return 0;
  const double length = range.high - range.low;
  return length > 0 && length <= 3 * (range.low + range.softness) &&
         length * gp_log_slope(kernel, range.low) <= 4;
}

#define SHORT 1
#define T float
#define BITS int32_t
#define NAME(x) x##_f32
#define SQRT __builtin_sqrtf
#define LARGEST 3.0e38f
#include "field_sums.h"
#undef T
#undef BITS
#undef NAME
#undef SQRT
#undef LARGEST
#undef SHORT

#define SHORT 0
#define T double
#define BITS int64_t
#define NAME(x) x##_f64
#define SQRT __builtin_sqrt
#define LARGEST 1.0e300
#include "field_sums.h"
#undef T
#undef BITS
#undef NAME
#undef SQRT
#undef LARGEST
#undef SHORT

// MARK: One distance

double gp_log_weight(const gp_kernel *kernel, double squared) {
  return gp_log_weight_inline(kernel, squared);
}

double gp_rate(const gp_kernel *kernel, double squared) {
  if (kernel->form != gp_tabulated)
    return 0;
  gp_place place = gp_locate(&kernel->table, squared);
  return gp_cubic(place.row + 4, place.x);
}

double gp_horizon(const gp_kernel *kernel, double level, double cutoff) {
  return gp_horizon_inline(kernel, level, cutoff);
}

// MARK: Rows of distances

GP_CLONES float gp_complete_squares_f32(float *line, const float *squares, float square,
                                        size_t count) {
  int32_t least = gp_bits_f32(3.0e38f);
  for (size_t i = 0; i < count; ++i) {
    float d = line[i] + (square + squares[i]);
    d = d > 0 ? d : 0;
    line[i] = d;
    int32_t bits = gp_bits_f32(d);
    least = bits < least ? bits : least;
  }
  return gp_as_f32(least);
}

GP_CLONES size_t gp_select_f32(const float *line, size_t count, float limit, uint32_t *places) {
  enum { group = 32 };
  size_t found = 0;
  for (size_t start = 0; start < count; start += group) {
    const size_t end = count - start < group ? count : start + group;
    int32_t any = 0;
    for (size_t i = start; i < end; ++i)
      any |= line[i] <= limit ? 1 : 0;
    if (!any)
      continue;
    for (size_t i = start; i < end; ++i)
      if (line[i] <= limit)
        places[found++] = (uint32_t)i;
  }
  return found;
}

GP_CLONES double gp_weigh_f32(const gp_kernel *kernel, double least, float *line, size_t count,
                              double *rate_sum) {
  const double level = gp_log_weight_inline(kernel, least);
  double sum = 0, mean = 0;
  float rates[gp_block];
  for (size_t start = 0; start < count; start += gp_block) {
    const size_t length = count - start < gp_block ? count - start : gp_block;
    float *part = line + start;
    sum += weigh_f32(kernel, least, level, part, rates, length);
    if (kernel->use != gp_no_rate)
      mean += product_f32(part, rates, length);
    if (kernel->use == gp_rate_of_displacement)
      for (size_t i = 0; i < length; ++i)
        part[i] *= rates[i];
  }
  *rate_sum = mean;
  return sum;
}

GP_CLONES double gp_squared_distance_f64(const double *a, const double *b, size_t dimension) {
  double sum = 0;
  for (size_t k = 0; k < dimension; ++k)
    sum += (a[k] - b[k]) * (a[k] - b[k]);
  return sum;
}
