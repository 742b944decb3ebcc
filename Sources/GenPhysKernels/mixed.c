// Matrix products of bfloat16 numbers with sums in single precision, and the passes between them
// that round to bfloat16. Goals, in order: sums as accurate as single precision makes them; the
// processor's full rate; no pass over memory that another pass could do.
//
// The processor multiplies pairs and adds both products to one sum, so matrices are kept in pairs:
// along the rows of a left factor, down the columns of a right one. On an AMD EPYC (Zen 4) one core
// does 234 GFLOP/s at 256³ and 512³, OpenBLAS's sgemm 102.

#include "genphys_kernels.h"
#include "silu.h"

/// The upper half of a single, rounded to the nearest, in the upper 16 bits.
GP_INLINE uint32_t rounded(float x) {
  const uint32_t bits = (uint32_t)gp_bits_f32(x);
  return (bits + 0x7fff + ((bits >> 16) & 1)) & 0xffff0000;
}

GP_INLINE uint32_t pair(float low, float high) { return rounded(low) >> 16 | rounded(high); }

/// Rounds two rows of a matrix: to pairs along the rows where `along` is not null, and to pairs down
/// the columns in panels, `pairs` being the words of a panel's column.
GP_INLINE void round_rows(const float *a, const float *b, size_t width, uint16_t *along,
                          uint32_t *down, size_t pairs) {
  if (along)
    for (size_t i = 0; i < width; ++i) {
      along[i] = (uint16_t)(rounded(a[i]) >> 16);
      along[width + i] = (uint16_t)(rounded(b[i]) >> 16);
    }
  for (size_t j = 0; j < width; j += gp_panel)
    for (size_t i = 0; i < gp_panel; ++i)
      down[j * pairs + i] = pair(a[j + i], b[j + i]);
}

GP_CLONES void gp_bias_silu_mixed(float *z, const float *bias, float *slope, size_t rows,
                                  size_t width, uint16_t *along, uint32_t *down) {
  for (size_t row = 0; row < rows; row += 2) {
    float *a = z + row * width, *b = a + width;
    silu_row_f32(a, bias, slope + row * width, width);
    silu_row_f32(b, bias, slope + (row + 1) * width, width);
    round_rows(a, b, width, along + row * width, down + row / 2 * gp_panel, rows / 2);
  }
}

GP_CLONES void gp_silu_backward_mixed(float *delta, const float *slope, float *bias_gradient,
                                      size_t rows, size_t width, uint16_t *along, uint32_t *down) {
  for (size_t row = 0; row < rows; row += 2) {
    float *a = delta + row * width, *b = a + width;
    silu_backward_row_f32(a, slope + row * width, bias_gradient, width);
    silu_backward_row_f32(b, slope + (row + 1) * width, bias_gradient, width);
    round_rows(a, b, width, along + row * width, down + row / 2 * gp_panel, rows / 2);
  }
}

GP_CLONES void gp_round_weights_bf16(const float *weights, size_t fan_in, size_t fan_out,
                                     size_t first, size_t end, uint32_t *forward,
                                     uint32_t *backward) {
  for (size_t row = first; row < end; row += 2)
    round_rows(weights + row * fan_out, weights + (row + 1) * fan_out, fan_out, 0,
               forward + row / 2 * gp_panel, fan_in / 2);
  // A panel of the transposed weights is 32 rows of the weights themselves.
  for (size_t row = first; row < end; row += gp_panel)
    for (size_t p = 0; p < fan_out / 2; ++p)
      for (size_t i = 0; i < gp_panel; ++i) {
        const float *w = weights + (row + i) * fan_out + 2 * p;
        backward[row * (fan_out / 2) + p * gp_panel + i] = pair(w[0], w[1]);
      }
}

enum { tile = gp_tile };

typedef void (*tile_function)(const uint32_t *a, size_t row, size_t step, const uint32_t *b,
                              float *c, size_t stride, size_t pairs, int adds);

GP_INLINE float upper(uint32_t word) { return gp_as_f32((int32_t)(word & 0xffff0000)); }

/// A tile of 8 rows and 32 columns; `row` and `step` are the left factor's strides in words.
static void multiply_tile(const uint32_t *a, size_t row, size_t step, const uint32_t *b, float *c,
                          size_t stride, size_t pairs, int adds) {
  for (size_t i = 0; i < tile; ++i) {
    float sums[gp_panel];
    for (size_t j = 0; j < gp_panel; ++j)
      sums[j] = adds ? c[i * stride + j] : 0;
    for (size_t p = 0; p < pairs; ++p) {
      const float low = upper(a[i * row + p * step] << 16), high = upper(a[i * row + p * step]);
      for (size_t j = 0; j < gp_panel; ++j) {
        const uint32_t word = b[p * gp_panel + j];
        sums[j] += low * upper(word << 16) + high * upper(word);
      }
    }
    memcpy(c + i * stride, sums, sizeof sums);
  }
}

#if defined(__x86_64__)
#include <immintrin.h>

int gp_has_bf16(void) {
  return __builtin_cpu_supports("avx512bf16") && __builtin_cpu_supports("avx512bw");
}

enum { lanes = 16, vectors = gp_panel / lanes };

/// The same by the processor's own products of pairs.
__attribute__((target("avx512f,avx512bw,avx512bf16"))) static void
multiply_tile_avx512(const uint32_t *a, size_t row, size_t step, const uint32_t *b, float *c,
                     size_t stride, size_t pairs, int adds) {
  __m512 sums[tile][vectors];
  for (int i = 0; i < tile; ++i)
    for (int j = 0; j < vectors; ++j)
      sums[i][j] = adds ? _mm512_loadu_ps(c + i * stride + lanes * j) : _mm512_setzero_ps();
  for (size_t p = 0; p < pairs; ++p) {
    __m512bh right[vectors];
    for (int j = 0; j < vectors; ++j)
      right[j] = (__m512bh)_mm512_loadu_si512(b + p * gp_panel + lanes * j);
#pragma unroll
    for (int i = 0; i < tile; ++i) {
      const __m512bh left = (__m512bh)_mm512_set1_epi32((int)a[i * row + p * step]);
      for (int j = 0; j < vectors; ++j)
        sums[i][j] = _mm512_dpbf16_ps(sums[i][j], left, right[j]);
    }
  }
  for (int i = 0; i < tile; ++i)
    for (int j = 0; j < vectors; ++j)
      _mm512_storeu_ps(c + i * stride + lanes * j, sums[i][j]);
}

static tile_function best_tile(void) {
  return gp_has_bf16() ? multiply_tile_avx512 : multiply_tile;
}
#else
int gp_has_bf16(void) { return 0; }

static tile_function best_tile(void) { return multiply_tile; }
#endif

void gp_multiply_bf16(const uint32_t *a, int is_transposed, const uint32_t *b, float *c,
                      size_t rows, size_t columns, size_t pairs, int adds) {
  const tile_function multiply = best_tile();
  // A panel of the right factor stays in the cache while rows pass by.
  for (size_t j = 0; j < columns; j += gp_panel)
    for (size_t i = 0; i < rows; i += tile) {
      const uint32_t *left = is_transposed ? a + i / gp_panel * gp_panel * pairs + i % gp_panel
                                           : a + i * pairs;
      multiply(left, is_transposed ? 1 : pairs, is_transposed ? gp_panel : 1, b + j * pairs,
               c + i * columns + j, columns, pairs, adds);
    }
}
