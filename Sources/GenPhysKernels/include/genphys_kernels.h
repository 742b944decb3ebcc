#ifndef GENPHYS_KERNELS_H
#define GENPHYS_KERNELS_H

// The hot loops of the engine. Every function is total: it never allocates, never fails, and
// touches only the memory described. On Linux x86-64 each is compiled for several instruction
// sets and the loader picks the best one the processor has.

#include <stddef.h>
#include <stdint.h>

#if defined(__cplusplus)
extern "C" {
#endif

// MARK: Processor (processor.c)

/// The instruction sets that the processor has: 4 with AVX-512 (x86-64-v4), 3 with AVX2 and FMA
/// (x86-64-v3), 1 with less, 0 where it is no x86-64.
int gp_x86_level(void);

// MARK: Random numbers (philox.c)

/// One block of Philox4x32-10 [Salmon et al., SC 2011]: 128 random bits of a counter under a key.
void gp_philox4x32(uint64_t key, uint64_t stream, uint64_t block, uint32_t out[4]);

/// `count` random words: words 4b…4b+3 are block b of the stream.
void gp_random_u32(uint64_t key, uint64_t stream, uint32_t *out, size_t count);

/// `count` standard normal deviates by Box–Muller; the same bytes on every instruction set.
void gp_random_normal_f32(uint64_t key, uint64_t stream, float *out, size_t count);

// MARK: Tables (patch.c)

/// Σ c[8i + j] uⁱ vʲ over i < 9 and j < 8; `coefficients` are aligned to 64 bytes.
double gp_patch_f64(const double coefficients[72], double u, double v);

// MARK: Network (activations.c, adam.c)

/// z ← SiLU(z + bias) for `rows` rows of `width`; where `slope` is not null it receives SiLU'.
void gp_bias_silu_f32(float *z, const float *bias, float *slope, size_t rows, size_t width);
void gp_bias_silu_f64(double *z, const double *bias, double *slope, size_t rows, size_t width);

/// delta ← delta ⊙ slope, and bias_gradient += the column sums of the result.
void gp_silu_backward_f32(float *delta, const float *slope, float *bias_gradient, size_t rows,
                          size_t width);
void gp_silu_backward_f64(double *delta, const double *slope, double *bias_gradient, size_t rows,
                          size_t width);

/// One step of Adam on `count` parameters, fused with the sum over gradient lanes and with the
/// exponential moving average. `step_size` is the learning rate with its bias correction,
/// `second_correction` is 1/(1 − β₂ᵗ).
typedef struct {
  double step_size, beta1, beta2, second_correction, epsilon, average_decay;
} gp_adam_settings;
void gp_adam_f32(float *parameters, float *average, float *first, float *second,
                 const float *gradients, size_t lanes, size_t lane_stride, size_t count,
                 gp_adam_settings settings);
void gp_adam_f64(double *parameters, double *average, double *first, double *second,
                 const double *gradients, size_t lanes, size_t lane_stride, size_t count,
                 gp_adam_settings settings);

// MARK: Mixed precision (products.c, mixed.c)

/// Whether the processor multiplies bfloat16 numbers; without that the functions below are right
/// but slow.
int gp_has_bf16(void);

/// Columns of a panel: rows of products and widths of layers are multiples of it.
enum { gp_panel = 32 };

// Matrices of bfloat16 numbers are kept in pairs, two numbers in a word with the first in its low
// half. "Along": rows one after another, a word being two neighbours of a row. "Down": a word is two
// neighbours of a column; panels of 32 columns follow each other, in each the words of a pair of
// rows.

/// c ← a·b, or c + a·b, in single precision: `a` holds pairs along its rows or, where it
/// `is_transposed`, is aᵀ with pairs down its columns; `b` holds pairs down. `pairs` is half the
/// length of the sums. Rows, columns and that length are multiples of 32.
void gp_multiply_bf16(const uint32_t *a, int is_transposed, const uint32_t *b, float *c,
                      size_t rows, size_t columns, size_t pairs, int adds);

/// gp_bias_silu_f32, and the result rounded to bfloat16 along and down; an even number of rows.
void gp_bias_silu_mixed(float *z, const float *bias, float *slope, size_t rows, size_t width,
                        uint16_t *along, uint32_t *down);
/// gp_silu_backward_f32, and the result rounded to bfloat16 along and down; an even number of rows.
void gp_silu_backward_mixed(float *delta, const float *slope, float *bias_gradient, size_t rows,
                            size_t width, uint16_t *along, uint32_t *down);
/// Rounds rows `first` to `end` (multiples of 32) of a matrix of weights to bfloat16, down, and of
/// its transpose, down.
void gp_round_weights_bf16(const float *weights, size_t fan_in, size_t fan_out, size_t first,
                           size_t end, uint32_t *forward, uint32_t *backward);

// MARK: Training pairs (training.c)

/// Two standard normal deviates for each of `count` rows from `first` on, at out[i · stride] and
/// beside it: rows 0…total − 1 make a rank-1 lattice of the unit square, shifted by two random words,
/// whose points are spread evenly in both coordinates and in the square. Every deviate by itself
/// follows the normal law, to 2e-9 and within ±6.3.
void gp_lattice_normal_f32(const uint32_t shifts[2], size_t first, size_t total, float *out,
                           size_t stride, size_t count);

enum { gp_max_references = 1024 };

/// For each row the mean of reference points y under the weights exp(−rate |x − y|²), the point
/// `own` that x came from being one of them: the first `known` rows' own points are among the
/// references, those of the others join them.
///
/// Coordinate k of reference j lies at k · count + j; at most gp_max_references.
void gp_posterior_means_f32(const float *x, const float *own, const float *rates, size_t rows,
                            size_t known, const float *references, size_t count, size_t n,
                            float *means);

// MARK: Radial kernels (radial.h)

/// A density G that falls with the distance r from its source, at one time.
typedef enum {
  /// ln G/G(0) = −rate · r²
  gp_gaussian,
  /// ln G/G(0) = −beta · ln(1 + r²/tau2)
  gp_power,
  /// ln G and one more function of r by cubics.
  gp_tabulated
} gp_kernel_form;

/// What the second function of a table is for.
typedef enum {
  gp_no_rate,
  /// It multiplies the displacement from the source.
  gp_rate_of_displacement,
  /// Its mean under the weights is wanted.
  gp_rate_to_average
} gp_rate_use;

enum {
  /// Intervals of a table in each octave of r².
  gp_intervals_per_octave = 16,
  /// Points of a block of data.
  gp_block = 256
};

/// Two functions of r² by cubics: a row holds four coefficients of ln G and four of the rate, in
/// the interval's variable 0…1. Row i belongs to r² from 2^e (1 + j/16) to 2^e (1 + (j+1)/16),
/// 16 e + j = first + i, so that the bits of r² say where to look. Clamped beyond its ends.
typedef struct {
  int32_t first, count;
  const float *single_rows;
  const double *double_rows;
} gp_table;

typedef struct {
  gp_kernel_form form;
  gp_rate_use use;
  double rate, beta, tau2;
  gp_table table;
} gp_kernel;

/// ln G at r², up to a constant, and the table's second function (0 without one).
double gp_log_weight(const gp_kernel *kernel, double squared);
double gp_rate(const gp_kernel *kernel, double squared);
/// The r² beyond which ln G lies more than `cutoff` below `level`.
double gp_horizon(const gp_kernel *kernel, double level, double cutoff);

// MARK: Exact field (field.c)

/// Points in blocks of neighbours, and clusters of blocks: cluster i of level l holds blocks i·2^l to
/// (i + 1)·2^l − 1, level 0 being the blocks themselves and the highest level one cluster.
///
/// Clusters of all levels are numbered on; `firsts[l]` is the first of level l. Coordinate k of the
/// middle of cluster c's bounding box, and half its length, lie at c · dimension + k.
typedef struct {
  /// At most 16 dimensions.
  size_t dimension, count;
  size_t levels;
  const size_t *firsts;
  const double *centers, *extents;
  /// Stand-ins of a cluster: points with masses that take the place of its own seen from afar; 0
  /// where there are none.
  size_t stand_ins;
  /// How far is far: at most this ratio of the squares of a cluster's radius and its distance, and
  /// at most this change of ln G over half of it.
  double largest_ratio, largest_change;
} gp_tree;

/// With weights w_i = G(|x − y_i|), for each query `displacement` = Σ w_i (x − y_i) / Σ w_i and,
/// where `average` is not null, Σ w_i rate_i / Σ w_i. A rate of displacement is a factor of (x − y_i).
///
/// Coordinate k of point i of block b, relative to the block's middle, lies at
/// points[(b · dimension + k) · gp_block + i]; all blocks but the last are full. A cluster's stand-ins
/// follow each other likewise, `stand_ins` numbers for each coordinate and then their masses.
///
/// Clusters whose weights cannot make up 1e-8 of the sum are passed over, and those over which G is
/// smooth enough give way to their stand-ins, so that a query costs far less than O(count) where the
/// kernel is narrow, wide, or the points are many. Relative error 1e-5; in single precision
/// `suspect[q]` is set to 1 where rounding may exceed that, else 0.
void gp_field_f32(gp_tree tree, const float *points, const float *stand_ins, gp_kernel kernel,
                  const double *queries, size_t query_count, double *displacement,
                  double *average, uint8_t *suspect);
void gp_field_f64(gp_tree tree, const double *points, const double *stand_ins, gp_kernel kernel,
                  const double *queries, size_t query_count, double *displacement,
                  double *average, uint8_t *suspect);

/// The same sums over all points, in double precision throughout, and where `divergence` is not null
/// ∇·displacement, in closed form:
///
///     ∇·(Σ w c d/Σ w) = E[N c + 2r² c′] − E[c s r²] + E[c d]·E[s d],
///
/// d = x − y, c the rate of displacement or 1, c′ its slope in r², s = −2 d ln G/dr², E the mean under
/// the weights. Coordinate k of point i lies at k · count + i; `scratch` has room for N numbers.
void gp_plain_field_f64(const double *points, size_t count, size_t n, gp_kernel kernel,
                        const double *queries, size_t query_count, double *displacement,
                        double *average, double *divergence, double *scratch);

/// For distances from a matrix product: line[i] ← max(line[i] + square + squares[i], 0); returns the
/// least.
float gp_complete_squares_f32(float *line, const float *squares, float square, size_t count);
/// Writes the places of entries up to `limit` to `places` and returns their number.
size_t gp_select_f32(const float *line, size_t count, float limit, uint32_t *places);
/// Squared distances become weights e^(ln G − ln G(least)), multiplied by the rate where it is one of
/// displacement; returns the sum of the plain weights and writes that of weight times rate. `line`
/// must have room for `count` rounded up to a multiple of 8.
double gp_weigh_f32(const gp_kernel *kernel, double least, float *line, size_t count,
                    double *rate_sum);
/// Σ (a_k − b_k)².
double gp_squared_distance_f64(const double *a, const double *b, size_t dimension);

// MARK: Sums over all pairs (pair_sums.c)

/// Points by coordinates: coordinate k of all `count` points lies at k · stride.
typedef struct {
  size_t dimension, count, stride;
} gp_field_shape;
/// Σ over all pairs of |a_i − b_j| for transposed `b`; energy distance.
double gp_distance_sum_f64(const double *a, size_t a_count, const double *b, gp_field_shape shape);
/// Σ over all pairs of exp(−rate |a_i − b_j|²); maximum mean discrepancy.
double gp_gaussian_sum_f64(const double *a, size_t a_count, const double *b, gp_field_shape shape,
                           double rate);

#if defined(__cplusplus)
}
#endif
#endif
