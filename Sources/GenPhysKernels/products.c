// Matrix products of bfloat16 numbers with sums in single precision. Goals, in order: sums as
// accurate as single precision makes them; the processor's full rate.
//
// Processors multiply pairs and add both products to one sum, so matrices are kept in pairs: along the
// rows of a left factor, down the columns of a right one. GFLOP/s of one core at 256³ and 512³:
//
// | processor          | tiles (AMX) | vectors (AVX-512) | OpenBLAS's sgemm |
// |--------------------|-------------|-------------------|------------------|
// | Intel Xeon (2023)  | 1,450       | 92                | 103              |
// | AMD EPYC (Zen 4)   | –           | 234               | 102              |

#include "elementary.h"
#include "genphys_kernels.h"

typedef void (*product_function)(const uint32_t *a, int is_transposed, const uint32_t *b, float *c,
                                 size_t rows, size_t columns, size_t pairs, int adds);

/// Where a left factor has the words of a row: the first, and how far apart they are.
typedef struct {
  const uint32_t *words;
  size_t row, step;
} left_rows;

/// The rows of a left factor from `first` on, within one panel.
GP_INLINE left_rows left_at(const uint32_t *a, int is_transposed, size_t first, size_t pairs) {
  if (!is_transposed)
    return (left_rows){a + first * pairs, pairs, 1};
  const size_t panel = first / gp_panel * gp_panel;
  return (left_rows){a + panel * pairs + (first - panel), 1, gp_panel};
}

GP_INLINE float upper(uint32_t word) { return gp_as_f32((int32_t)(word & 0xffff0000)); }

static void multiply_plain(const uint32_t *a, int is_transposed, const uint32_t *b, float *c,
                           size_t rows, size_t columns, size_t pairs, int adds) {
  for (size_t j = 0; j < columns; j += gp_panel)
    for (size_t i = 0; i < rows; ++i) {
      const left_rows left = left_at(a, is_transposed, i, pairs);
      float *out = c + i * columns + j;
      float sums[gp_panel];
      for (size_t k = 0; k < gp_panel; ++k)
        sums[k] = adds ? out[k] : 0;
      for (size_t p = 0; p < pairs; ++p) {
        const uint32_t pair = left.words[p * left.step];
        const float low = upper(pair << 16), high = upper(pair);
        for (size_t k = 0; k < gp_panel; ++k) {
          const uint32_t word = b[j * pairs + p * gp_panel + k];
          sums[k] += low * upper(word << 16) + high * upper(word);
        }
      }
      memcpy(out, sums, sizeof sums);
    }
}

#if defined(__x86_64__)
#include <immintrin.h>

// MARK: Vectors

enum { lanes = 16, vectors = gp_panel / lanes, tall = 8 };

/// 8 rows and 32 columns of the product.
__attribute__((target("avx512f,avx512bw,avx512bf16"))) static void
multiply_strip(left_rows left, const uint32_t *b, float *c, size_t stride, size_t pairs, int adds) {
  __m512 sums[tall][vectors];
  for (int i = 0; i < tall; ++i)
    for (int j = 0; j < vectors; ++j)
      sums[i][j] = adds ? _mm512_loadu_ps(c + i * stride + lanes * j) : _mm512_setzero_ps();
  for (size_t p = 0; p < pairs; ++p) {
    __m512bh right[vectors];
    for (int j = 0; j < vectors; ++j)
      right[j] = (__m512bh)_mm512_loadu_si512(b + p * gp_panel + lanes * j);
#pragma unroll
    for (int i = 0; i < tall; ++i) {
      const __m512bh pair =
          (__m512bh)_mm512_set1_epi32((int)left.words[i * left.row + p * left.step]);
      for (int j = 0; j < vectors; ++j)
        sums[i][j] = _mm512_dpbf16_ps(sums[i][j], pair, right[j]);
    }
  }
  for (int i = 0; i < tall; ++i)
    for (int j = 0; j < vectors; ++j)
      _mm512_storeu_ps(c + i * stride + lanes * j, sums[i][j]);
}

static void multiply_vectors(const uint32_t *a, int is_transposed, const uint32_t *b, float *c,
                             size_t rows, size_t columns, size_t pairs, int adds) {
  // A panel of the right factor stays in the cache while rows pass by.
  for (size_t j = 0; j < columns; j += gp_panel)
    for (size_t i = 0; i < rows; i += tall)
      multiply_strip(left_at(a, is_transposed, i, pairs), b + j * pairs, c + i * columns + j,
                     columns, pairs, adds);
}

// MARK: Tiles

#if defined(__linux__)
#include <sys/syscall.h>
#include <unistd.h>

#define GP_TILES __attribute__((target("avx512f,amx-tile,amx-bf16")))

/// Rows of a left factor in order are a cache line more than their length apart: powers of two would
/// share a few sets of the cache.
enum { side = 16, deep = 256, ordered_row = deep + side };

/// 16 rows of 16 words into 16 columns.
GP_TILES static void transpose(const uint32_t *from, size_t from_stride, uint32_t *to,
                               size_t to_stride) {
  __m512i a[side], b[side];
  for (int i = 0; i < side; ++i)
    a[i] = _mm512_loadu_si512(from + i * from_stride);
  for (int i = 0; i < side; i += 2) {
    b[i] = _mm512_unpacklo_epi32(a[i], a[i + 1]);
    b[i + 1] = _mm512_unpackhi_epi32(a[i], a[i + 1]);
  }
  for (int i = 0; i < side; i += 4)
    for (int k = 0; k < 2; ++k) {
      a[i + 2 * k] = _mm512_unpacklo_epi64(b[i + k], b[i + k + 2]);
      a[i + 2 * k + 1] = _mm512_unpackhi_epi64(b[i + k], b[i + k + 2]);
    }
  // a[4q + r] holds, in its lane l of four words, column 4l + r of rows 4q to 4q + 3.
  for (int r = 0; r < 4; ++r) {
    const __m512i low02 = _mm512_shuffle_i32x4(a[r], a[4 + r], 0x88);
    const __m512i low13 = _mm512_shuffle_i32x4(a[r], a[4 + r], 0xdd);
    const __m512i high02 = _mm512_shuffle_i32x4(a[8 + r], a[12 + r], 0x88);
    const __m512i high13 = _mm512_shuffle_i32x4(a[8 + r], a[12 + r], 0xdd);
    _mm512_storeu_si512(to + r * to_stride, _mm512_shuffle_i32x4(low02, high02, 0x88));
    _mm512_storeu_si512(to + (4 + r) * to_stride, _mm512_shuffle_i32x4(low13, high13, 0x88));
    _mm512_storeu_si512(to + (8 + r) * to_stride, _mm512_shuffle_i32x4(low02, high02, 0xdd));
    _mm512_storeu_si512(to + (12 + r) * to_stride, _mm512_shuffle_i32x4(low13, high13, 0xdd));
  }
}

/// 32 rows and 32 columns of the product, in four tiles; `row` is the left factor's stride.
GP_TILES static void multiply_square(const uint32_t *a, size_t row, const uint32_t *b, float *c,
                                     size_t stride, size_t pairs, int adds) {
  float *below = c + side * stride;
  const size_t bytes = stride * sizeof *c;
  if (adds) {
    _tile_loadd(0, c, bytes);
    _tile_loadd(1, c + side, bytes);
    _tile_loadd(2, below, bytes);
    _tile_loadd(3, below + side, bytes);
  } else {
    _tile_zero(0);
    _tile_zero(1);
    _tile_zero(2);
    _tile_zero(3);
  }
  for (size_t p = 0; p < pairs; p += side) {
    _tile_loadd(4, a + p, row * sizeof *a);
    _tile_loadd(6, b + p * gp_panel, gp_panel * sizeof *b);
    _tile_loadd(7, b + p * gp_panel + side, gp_panel * sizeof *b);
    _tile_loadd(5, a + side * row + p, row * sizeof *a);
    _tile_dpbf16ps(0, 4, 6);
    _tile_dpbf16ps(1, 4, 7);
    _tile_dpbf16ps(2, 5, 6);
    _tile_dpbf16ps(3, 5, 7);
  }
  _tile_stored(0, c, bytes);
  _tile_stored(1, c + side, bytes);
  _tile_stored(2, below, bytes);
  _tile_stored(3, below + side, bytes);
}

GP_TILES static void multiply_tiles(const uint32_t *a, int is_transposed, const uint32_t *b,
                                    float *c, size_t rows, size_t columns, size_t pairs,
                                    int adds) {
  struct {
    uint8_t palette, start, reserved[14];
    uint16_t row_bytes[16];
    uint8_t rows[16];
  } configuration = {.palette = 1};
  for (int i = 0; i < 8; ++i) {
    configuration.row_bytes[i] = side * sizeof(uint32_t);
    configuration.rows[i] = side;
  }
  _tile_loadconfig(&configuration);
  uint32_t ordered[gp_panel * ordered_row];
  // 32 rows of the left factor stay in the cache while panels of the right one pass by; those that have
  // to be put in order first come as many words at a time as there is room for.
  const size_t part = is_transposed ? deep : pairs, row = is_transposed ? ordered_row : pairs;
  for (size_t i = 0; i < rows; i += gp_panel)
    for (size_t start = 0; start < pairs; start += part) {
      const size_t length = pairs - start < part ? pairs - start : part;
      const uint32_t *left = a + i * pairs;
      if (is_transposed) {
        for (size_t p = 0; p < length; p += side)
          for (size_t k = 0; k < gp_panel; k += side)
            transpose(left + (start + p) * gp_panel + k, gp_panel, ordered + k * ordered_row + p,
                      ordered_row);
        left = ordered;
      }
      for (size_t j = 0; j < columns; j += gp_panel)
        multiply_square(left, row, b + j * pairs + start * gp_panel, c + i * columns + j, columns,
                        length, adds || start > 0);
    }
  _tile_release();
}

/// Whether the processor has tiles and the system lets this process use them.
static int may_use_tiles(void) {
  enum { request_permission = 0x1023, tile_data = 18 };
  return __builtin_cpu_supports("amx-tile") && __builtin_cpu_supports("amx-bf16") &&
         __builtin_cpu_supports("avx512f") &&
         syscall(SYS_arch_prctl, request_permission, tile_data) == 0;
}
#else
static int may_use_tiles(void) { return 0; }
static const product_function multiply_tiles = multiply_plain;
#endif

static int has_vectors(void) {
  return __builtin_cpu_supports("avx512bf16") && __builtin_cpu_supports("avx512bw");
}

static product_function best_product(void) {
  return may_use_tiles() ? multiply_tiles : has_vectors() ? multiply_vectors : multiply_plain;
}
#else
static product_function best_product(void) { return multiply_plain; }
#endif

/// The product of this processor, found by whoever comes first: all find the same.
static product_function product(void) {
  static product_function _Atomic known = 0;
  product_function found = known;
  if (!found)
    known = found = best_product();
  return found;
}

int gp_has_bf16(void) { return product() != multiply_plain; }

void gp_multiply_bf16(const uint32_t *a, int is_transposed, const uint32_t *b, float *c,
                      size_t rows, size_t columns, size_t pairs, int adds) {
  product()(a, is_transposed, b, c, rows, columns, pairs, adds);
}
