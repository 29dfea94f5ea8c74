#include "report/page_code.h"

enum { BLOCK = 32, ALL_ZERO = 31, K_BITS = 5, LONGEST_UNARY = 20, RAW_BITS = 32, DAY = 24 };

struct bits {
    unsigned char *byte;
    size_t used;
    unsigned pending; /* bits that do not fill a byte yet, n_pending < 8 of them */
    int n_pending;
};

static void put(struct bits *bits, uint32_t value, int count)
{
    for (int bit = count - 1; bit >= 0; bit--) {
        bits->pending = bits->pending << 1 | (value >> bit & 1U);
        if (++bits->n_pending < 8) continue;
        bits->byte[bits->used++] = (unsigned char)bits->pending;
        bits->pending = 0;
        bits->n_pending = 0;
    }
}

static void fill_byte(struct bits *bits)
{
    while (bits->n_pending != 0)
        put(bits, 0, 1);
}

static int32_t predicted(const int32_t *value, int i, enum code_from from)
{
    if (from == CODE_FROM_NOTHING || i == 0) return 0;
    return from == CODE_FROM_YESTERDAY && i >= DAY ? value[i - DAY] : value[i - 1];
}

/* Sizes up to CODE_LARGEST differ by at most twice that: no overflow. */
static uint32_t residual(const int32_t *value, int i, enum code_from from)
{
    const int32_t difference = value[i] - predicted(value, i, from);
    return difference >= 0 ? (uint32_t)difference << 1
                           : ((uint32_t)(-(int64_t)difference) << 1) - 1U;
}

size_t code_bytes(int n)
{
    const size_t blocks = ((size_t)n + BLOCK - 1) / BLOCK;
    return (blocks * K_BITS + (size_t)n * (LONGEST_UNARY + RAW_BITS)) / 8 + 1;
}

static int length_of(uint32_t number)
{
    int bits = 0;
    for (; number > 0; number >>= 1)
        bits++;
    return bits;
}

enum code_from code_choose(int n, const int32_t *value)
{
    enum code_from best = CODE_FROM_NOTHING;
    long best_bits = -1;
    for (int from = CODE_FROM_NOTHING; from <= CODE_FROM_YESTERDAY; from++) {
        long bits = 0;
        for (int i = 0; i < n; i++)
            bits += length_of(residual(value, i, (enum code_from)from));
        if (best_bits >= 0 && bits >= best_bits) continue;
        best = (enum code_from)from;
        best_bits = bits;
    }
    return best;
}

static int code_length(uint32_t number, int k)
{
    const uint32_t quotient = number >> k;
    return quotient >= LONGEST_UNARY ? LONGEST_UNARY + RAW_BITS : (int)quotient + 1 + k;
}

/* The k that makes the block shortest; ALL_ZERO when there is nothing to write. */
static int choose_k(int n, const uint32_t *number)
{
    uint32_t any = 0;
    int best = 0;
    long best_bits = -1;
    for (int i = 0; i < n; i++)
        any |= number[i];
    if (any == 0) return ALL_ZERO;
    for (int k = 0; k <= length_of(any) && k < ALL_ZERO; k++) {
        long bits = 0;
        for (int i = 0; i < n; i++)
            bits += code_length(number[i], k);
        if (best_bits >= 0 && bits >= best_bits) continue;
        best = k;
        best_bits = bits;
    }
    return best;
}

static void put_number(struct bits *bits, uint32_t number, int k)
{
    const uint32_t quotient = number >> k;
    if (quotient >= LONGEST_UNARY) {
        put(bits, (1U << LONGEST_UNARY) - 1U, LONGEST_UNARY);
        put(bits, number, RAW_BITS);
        return;
    }
    put(bits, (1U << (quotient + 1U)) - 2U, (int)quotient + 1);
    put(bits, number & ((1U << k) - 1U), k);
}

size_t code_column(int n, const int32_t *value, enum code_from from, unsigned char *place)
{
    struct bits bits = {.byte = place};
    for (int first = 0; first < n; first += BLOCK) {
        uint32_t number[BLOCK];
        const int count = n - first < BLOCK ? n - first : BLOCK;
        for (int i = 0; i < count; i++)
            number[i] = residual(value, first + i, from);
        const int k = choose_k(count, number);
        put(&bits, (uint32_t)k, K_BITS);
        for (int i = 0; i < count && k != ALL_ZERO; i++)
            put_number(&bits, number[i], k);
    }
    fill_byte(&bits);
    return bits.used;
}
