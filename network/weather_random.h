/* Random numbers with one stream per purpose and zone: a stream depends on the seed and on its two
 * names only, so that another variable or another zone never shifts the draws of the others
 * (docs/weather.md, W1). */
#ifndef NETWORK_WEATHER_RANDOM_H
#define NETWORK_WEATHER_RANDOM_H

#include <stdint.h>

struct stream { /* xoshiro256**, Blackman and Vigna, ACM Trans. Math. Softw. 47(4), 2021 */
    uint64_t state[4];
};

void stream_start(struct stream *stream, unsigned long long seed, const char *purpose,
                  const char *name);

/* Uniform in (0, 1); neither end is ever reached. */
double stream_uniform(struct stream *stream);

/* Standard normal; takes exactly one uniform number. */
double stream_normal(struct stream *stream);

/* The x with normal_share(x) = share, for share in (0, 1). */
double normal_quantile(double share);

/* Share of the standard normal distribution below x, and above x. */
double normal_share(double x);
double normal_share_above(double x);

#endif
