#include "network/weather_random.h"

#include <math.h>

static uint64_t rotate_left(uint64_t x, int places)
{
    return (x << places) | (x >> (64 - places));
}

/* splitmix64: Steele, Lea, Flood, OOPSLA 2014; the seeding that the authors of xoshiro recommend.
 */
static uint64_t splitmix64(uint64_t *state)
{
    uint64_t z = *state += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

/* FNV-1a of the text with its final NUL, so that "ab","c" and "a","bc" differ. */
static uint64_t hash_text(uint64_t hash, const char *text)
{
    const unsigned char *c = (const unsigned char *)text;
    do {
        hash = (hash ^ *c) * UINT64_C(0x100000001b3);
    } while (*c++ != '\0');
    return hash;
}

void stream_start(struct stream *stream, unsigned long long seed, const char *purpose,
                  const char *name)
{
    uint64_t state = seed;
    state = splitmix64(&state) ^ hash_text(hash_text(UINT64_C(0xcbf29ce484222325), purpose), name);
    for (int i = 0; i < 4; i++)
        stream->state[i] = splitmix64(&state);
}

static uint64_t next_bits(struct stream *stream)
{
    uint64_t *s = stream->state;
    const uint64_t bits = rotate_left(s[1] * 5, 7) * 9, shifted = s[1] << 17;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= shifted;
    s[3] = rotate_left(s[3], 45);
    return bits;
}

double stream_uniform(struct stream *stream)
{
    /* 52 bits and a half: the sum is exact, so that 1 cannot be reached by rounding. */
    return ((double)(next_bits(stream) >> 12) + 0.5) * 0x1p-52;
}

double stream_normal(struct stream *stream)
{
    return normal_quantile(stream_uniform(stream));
}

enum { DEGREE = 7 };

static double ratio(const double over[DEGREE + 1], const double under[DEGREE + 1], double x)
{
    double above = over[DEGREE], below = under[DEGREE];
    for (int i = DEGREE - 1; i >= 0; i--) {
        above = above * x + over[i];
        below = below * x + under[i];
    }
    return above / below;
}

/* Algorithm AS 241 (PPND16), Wichura, Appl. Statist. 37(3), 1988: about 1e-16 relative. Of the C
 * library it needs nothing for 85 % of the draws and a logarithm and a root for the others. */
double normal_quantile(double share)
{
    static const double middle_over[] = {3.3871328727963666080e0,  1.3314166789178437745e+2,
                                         1.9715909503065514427e+3, 1.3731693765509461125e+4,
                                         4.5921953931549871457e+4, 6.7265770927008700853e+4,
                                         3.3430575583588128105e+4, 2.5090809287301226727e+3};
    static const double middle_under[] = {1.0,
                                          4.2313330701600911252e+1,
                                          6.8718700749205790830e+2,
                                          5.3941960214247511077e+3,
                                          2.1213794301586595867e+4,
                                          3.9307895800092710610e+4,
                                          2.8729085735721942674e+4,
                                          5.2264952788528545610e+3};
    static const double near_over[] = {1.42343711074968357734e0,  4.63033784615654529590e0,
                                       5.76949722146069140550e0,  3.64784832476320460504e0,
                                       1.27045825245236838258e0,  2.41780725177450611770e-1,
                                       2.27238449892691845833e-2, 7.74545014278341407640e-4};
    static const double near_under[] = {1.0,
                                        2.05319162663775882187e0,
                                        1.67638483018380384940e0,
                                        6.89767334985100004550e-1,
                                        1.48103976427480074590e-1,
                                        1.51986665636164571966e-2,
                                        5.47593808499534494600e-4,
                                        1.05075007164441684324e-9};
    static const double far_over[] = {6.65790464350110377720e0,  5.46378491116411436990e0,
                                      1.78482653991729133580e0,  2.96560571828504891230e-1,
                                      2.65321895265761230930e-2, 1.24266094738807843860e-3,
                                      2.71155556874348757815e-5, 2.01033439929228813265e-7};
    static const double far_under[] = {1.0,
                                       5.99832206555887937690e-1,
                                       1.36929880922735805310e-1,
                                       1.48753612908506148525e-2,
                                       7.86869131145613259100e-4,
                                       1.84631831751005468180e-5,
                                       1.42151175831644588870e-7,
                                       2.04426310338993978564e-15};
    const double from_half = share - 0.5;
    if (fabs(from_half) <= 0.425)
        return from_half * ratio(middle_over, middle_under, 0.180625 - from_half * from_half);
    const double depth = sqrt(-log(from_half < 0 ? share : 1.0 - share));
    const double size = depth <= 5.0 ? ratio(near_over, near_under, depth - 1.6)
                                     : ratio(far_over, far_under, depth - 5.0);
    return from_half < 0 ? -size : size;
}

static const double root_half = 0.70710678118654752440;

double normal_share(double x)
{
    return 0.5 * erfc(-x * root_half);
}

double normal_share_above(double x)
{
    return 0.5 * erfc(x * root_half);
}
