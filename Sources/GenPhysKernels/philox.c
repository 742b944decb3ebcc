#include "elementary.h"
#include "genphys_kernels.h"

// No contraction: multiply and add round separately, so that every instruction set gives the same
// bytes for the same seed.
#pragma STDC FP_CONTRACT OFF

GP_INLINE void philox(uint64_t key, uint64_t stream, uint64_t block, uint32_t out[4]) {
  uint32_t k0 = (uint32_t)key, k1 = (uint32_t)(key >> 32);
  uint32_t c0 = (uint32_t)block, c1 = (uint32_t)(block >> 32);
  uint32_t c2 = (uint32_t)stream, c3 = (uint32_t)(stream >> 32);
#pragma clang loop unroll(full)
  for (int round = 0; round < 10; ++round) {
    uint64_t p0 = (uint64_t)0xD2511F53u * c0;
    uint64_t p1 = (uint64_t)0xCD9E8D57u * c2;
    uint32_t n0 = (uint32_t)(p1 >> 32) ^ c1 ^ k0;
    uint32_t n2 = (uint32_t)(p0 >> 32) ^ c3 ^ k1;
    c1 = (uint32_t)p1;
    c3 = (uint32_t)p0;
    c0 = n0;
    c2 = n2;
    k0 += 0x9E3779B9u;
    k1 += 0xBB67AE85u;
  }
  out[0] = c0;
  out[1] = c1;
  out[2] = c2;
  out[3] = c3;
}

/// Two normal deviates of two random words. The angle is reduced to an octant by its top bits, so
/// that short polynomials suffice.
GP_INLINE void box_muller(uint32_t a, uint32_t b, float *first, float *second) {
  float uniform = ((float)(int32_t)(a >> 1) + 0.5f) * 4.656612873077393e-10f;
  float minusTwoLog = -2.0f * gp_log_f32(uniform);
  float radius = __builtin_sqrtf(minusTwoLog > 0 ? minusTwoLog : 0);
  int32_t quadrant = (int32_t)(b >> 30);
  float fraction = (float)((int32_t)(b & 0x3fffffff) - 0x20000000) * 1.862645149230957e-9f;
  float angle = fraction * 0.78539816339744831f;
  float z = angle * angle;
  float s = -1.9515295891e-4f;
  s = s * z + 8.3321608736e-3f;
  s = s * z - 1.6666654611e-1f;
  s = s * z * angle + angle;
  float c = 2.443315711809948e-5f;
  c = c * z - 1.388731625493765e-3f;
  c = c * z + 4.166664568298827e-2f;
  c = c * z * z - 0.5f * z + 1.0f;
  float x = (quadrant & 1) ? s : c;
  float y = (quadrant & 1) ? c : s;
  *first = radius * ((quadrant & 2) ? -x : x);
  *second = radius * (((quadrant + 1) & 2) ? -y : y);
}

void gp_philox4x32(uint64_t key, uint64_t stream, uint64_t block, uint32_t out[4]) {
  philox(key, stream, block, out);
}

enum { batch = 64 };

GP_CLONES void gp_random_u32(uint64_t key, uint64_t stream, uint32_t *out, size_t count) {
  for (size_t start = 0; start < count; start += 4 * batch) {
    uint32_t words[4 * batch];
    for (size_t i = 0; i < batch; ++i) {
      uint32_t block[4];
      philox(key, stream, start / 4 + i, block);
      words[4 * i] = block[0];
      words[4 * i + 1] = block[1];
      words[4 * i + 2] = block[2];
      words[4 * i + 3] = block[3];
    }
    size_t rest = count - start < 4 * batch ? count - start : 4 * batch;
    memcpy(out + start, words, rest * sizeof(uint32_t));
  }
}

GP_CLONES void gp_random_normal_f32(uint64_t key, uint64_t stream, float *out, size_t count) {
  for (size_t start = 0; start < count; start += 4 * batch) {
    float normals[4 * batch];
    for (size_t i = 0; i < batch; ++i) {
      uint32_t block[4];
      philox(key, stream, start / 4 + i, block);
      box_muller(block[0], block[1], &normals[4 * i], &normals[4 * i + 1]);
      box_muller(block[2], block[3], &normals[4 * i + 2], &normals[4 * i + 3]);
    }
    size_t rest = count - start < 4 * batch ? count - start : 4 * batch;
    memcpy(out + start, normals, rest * sizeof(float));
  }
}
