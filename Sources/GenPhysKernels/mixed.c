// The passes between matrix products of bfloat16 numbers (products.c), which round to bfloat16 what
// they write. Goal: no pass over memory that another pass could do.

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
  // A panel of the transposed weights is 32 rows of the weights themselves: rounded along rows a few
  // columns at a time, then put down the columns.
  enum { span = 2 * gp_panel };
  uint32_t words[gp_panel][span / 2];
  for (size_t row = first; row < end; row += gp_panel)
    for (size_t start = 0; start < fan_out; start += span) {
      const size_t length = fan_out - start < span ? fan_out - start : span;
      for (size_t i = 0; i < gp_panel; ++i) {
        const float *w = weights + (row + i) * fan_out + start;
        for (size_t p = 0; p < length / 2; ++p)
          words[i][p] = pair(w[2 * p], w[2 * p + 1]);
      }
      for (size_t p = 0; p < length / 2; ++p)
        for (size_t i = 0; i < gp_panel; ++i)
          backward[row * (fan_out / 2) + (start / 2 + p) * gp_panel + i] = words[i][p];
    }
}
