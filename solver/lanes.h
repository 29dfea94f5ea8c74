/* Four (or LANES_COUNT) doubles that go through the same operations at once (vector extension of
 * GCC and Clang), and the choice, when the program runs, of the code for the instructions that the
 * machine has.
 * Objects that include this file are compiled with contraction of a*b + c (see the Makefile): their
 * last bits depend on the machine type, not on the number of threads. */
#ifndef SOLVER_LANES_H
#define SOLVER_LANES_H

#include <stdbool.h>

#ifndef LANES_COUNT
#define LANES_COUNT 4
#endif

/* The types; macros because the house hides no type behind a name of its own. */
#define LANES double __attribute__((vector_size(8 * LANES_COUNT), may_alias))
#define LANES_MASK long __attribute__((vector_size(8 * LANES_COUNT), may_alias))

#define LANES_INLINE static inline __attribute__((always_inline, unused))

/* Expressions, not functions: a vector passed by value would tie the caller to one machine type. */
#if LANES_COUNT == 8
#define LANES_ALL(a) ((LANES){(a), (a), (a), (a), (a), (a), (a), (a)})
#else
#define LANES_ALL(a) ((LANES){(a), (a), (a), (a)})
#endif
#define LANES_SELECT(mask, a, b) ((LANES)(((mask) & (LANES_MASK)(a)) | (~(mask) & (LANES_MASK)(b))))
#define LANES_MAX(a, b) LANES_SELECT((a) > (b), a, b)
#define LANES_MIN(a, b) LANES_SELECT((a) < (b), a, b)
/* A NaN among the values stays: a comparison with NaN is false. */
#define LANES_MAX_OR_NAN(most, value) LANES_SELECT((value) <= (most), most, value)

/* LANES_VERSIONS(name, (parameters), (arguments)) makes name_plain, name_wide (AVX2) and
 * name_widest (AVX-512) of the inline function name_body; LANES_CALL(name, arguments) runs the one
 * that fits the machine. */
#if defined(__x86_64__) && defined(__GNUC__)
#define LANES_VERSIONS(name, parameters, arguments)                                                \
    static void name##_plain parameters                                                            \
    {                                                                                              \
        name##_body arguments;                                                                     \
    }                                                                                              \
    __attribute__((target("avx2,fma"))) static void name##_wide parameters                         \
    {                                                                                              \
        name##_body arguments;                                                                     \
    }                                                                                              \
    __attribute__((                                                                                \
        target("avx2,fma,avx512f,avx512dq,avx512vl"))) static void name##_widest parameters        \
    {                                                                                              \
        name##_body arguments;                                                                     \
    }
#define LANES_CALL(name, ...)                                                                      \
    (__builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl")                      \
         ? name##_widest(__VA_ARGS__)                                                              \
     : __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")                             \
         ? name##_wide(__VA_ARGS__)                                                                \
         : name##_plain(__VA_ARGS__))
#else
#define LANES_VERSIONS(name, parameters, arguments)                                                \
    static void name##_plain parameters                                                            \
    {                                                                                              \
        name##_body arguments;                                                                     \
    }
#define LANES_CALL(name, ...) name##_plain(__VA_ARGS__)
#endif

#endif
