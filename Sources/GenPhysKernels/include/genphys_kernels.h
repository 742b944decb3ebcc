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

// MARK: Random numbers (philox.c)

/// One block of Philox4x32-10 [Salmon et al., SC 2011]: 128 random bits of a counter under a key.
void gp_philox4x32(uint64_t key, uint64_t stream, uint64_t block, uint32_t out[4]);

/// `count` random words: words 4b…4b+3 are block b of the stream.
void gp_random_u32(uint64_t key, uint64_t stream, uint32_t *out, size_t count);

/// `count` standard normal deviates by Box–Muller; the same bytes on every instruction set.
void gp_random_normal_f32(uint64_t key, uint64_t stream, float *out, size_t count);

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

// MARK: Exact field (field.c)

/// Sums over data of a radial kernel: with weights w_i = G(|x − y_i|)/max G, for each query
/// `displacement` = Σ w_i (x − y_i) / Σ w_i and `log_sum` = ln Σ G(|x − y_i|)/G(0).
///
/// `data` is transposed: coordinate k of all `count` points lies at data + k·stride.
/// In single precision `suspect[q]` is set to 1 where rounding may exceed 1e-5, else 0.
typedef struct {
  size_t dimension, count, stride;
} gp_field_shape;
/// ln G/G(0) = −rate · r²
void gp_field_gaussian_f32(const float *data, gp_field_shape shape, double rate,
                           const float *queries, size_t query_count, float *displacement,
                           double *log_sum, uint8_t *suspect);
void gp_field_gaussian_f64(const double *data, gp_field_shape shape, double rate,
                           const double *queries, size_t query_count, double *displacement,
                           double *log_sum, uint8_t *suspect);
/// ln G/G(0) = −beta · ln(1 + r²/tau2)
void gp_field_power_f32(const float *data, gp_field_shape shape, double beta, double tau2,
                        const float *queries, size_t query_count, float *displacement,
                        double *log_sum, uint8_t *suspect);
void gp_field_power_f64(const double *data, gp_field_shape shape, double beta, double tau2,
                        const double *queries, size_t query_count, double *displacement,
                        double *log_sum, uint8_t *suspect);

/// Three functions of ln r by cubics on equal intervals: ln G, the expansion rate e and the growth
/// g, four coefficients each, 12 doubles an interval, in the interval's variable 0…1.
typedef struct {
  double origin, inverse_step;
  size_t intervals;
  const double *coefficients;
} gp_field_table;
/// `rate` = Σ G e (x − y) / Σ G and `growth` = Σ G g / Σ G; `log_sum` = ln Σ G.
void gp_field_tabulated_f64(const double *data, gp_field_shape shape, gp_field_table table,
                            const double *queries, size_t query_count, double *rate,
                            double *growth, double *log_sum);

/// Row-wise reduction of given squared distances (dimension too large for the loops above):
/// squared (count) is overwritten by the weights; returns ln of their sum with the largest factored
/// out, ln Σ G/G(0).
double gp_weights_gaussian_f64(double *squared, size_t count, double rate, double *weight_sum);
double gp_weights_power_f64(double *squared, size_t count, double beta, double tau2,
                            double *weight_sum);
/// The same for a table; `expansion` receives w·e and the return value is ln Σ G; `growth_sum` is
/// Σ w g.
double gp_weights_tabulated_f64(double *squared, size_t count, gp_field_table table,
                                double *expansion, double *weight_sum, double *growth_sum);

/// Σ over all pairs of |a_i − b_j| for transposed `b`; energy distance.
double gp_distance_sum_f64(const double *a, size_t a_count, const double *b, gp_field_shape shape);
/// Σ over all pairs of exp(−rate |a_i − b_j|²); maximum mean discrepancy.
double gp_gaussian_sum_f64(const double *a, size_t a_count, const double *b, gp_field_shape shape,
                           double rate);

#if defined(__cplusplus)
}
#endif
#endif
