#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "network/matpower_internal.h"

/* Powers of ten that a double holds exactly. */
static const double power_of_ten[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                      1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                                      1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
enum { EXACT_POWER = 22, SAFE_DIGITS = 19, EXPONENT_LIMIT = 9999 };

/* The digits of a decimal number without its sign, as mantissa 10^exponent. NULL: no digits. */
static const char *read_digits(const char *at, uint64_t *mantissa, int *exponent, int *n_digit)
{
    const char *first = at;
    uint64_t sum = 0;
    int n = 0, scale = 0, shown = 0;
    for (; is_digit(*at); at++, shown++)
        if (sum > 0 || *at != '0') sum = sum * 10 + (uint64_t)(*at - '0'), n++;
    if (*at == '.' && !is_continuation(at) && (shown > 0 || is_digit(at[1])))
        for (at++; is_digit(*at); at++, shown++, scale--)
            if (sum > 0 || *at != '0') sum = sum * 10 + (uint64_t)(*at - '0'), n++;
    if (at == first) return NULL;
    if (*at == 'e' || *at == 'E') {
        const bool negative = at[1] == '-';
        const char *digit = at + 1 + (at[1] == '-' || at[1] == '+');
        int power = 0;
        if (!is_digit(*digit)) return NULL;
        for (; is_digit(*digit); digit++)
            if (power < EXPONENT_LIMIT) power = power * 10 + (*digit - '0');
        scale += negative ? -power : power;
        at = digit;
    }
    *mantissa = sum; /* wrong when n_digit is above SAFE_DIGITS; then it is not used */
    *exponent = scale;
    *n_digit = n;
    return at;
}

/* Exact: a mantissa below 2^53 times or over an exact power of ten is rounded once (Clinger, PLDI
 * 1990); all else is left to the C library. Returns the end, or NULL when it is no number. */
static const char *read_decimal(const char *at, double *number)
{
    uint64_t mantissa;
    int exponent, n_digit;
    const char *end = read_digits(at, &mantissa, &exponent, &n_digit);
    if (end == NULL) return NULL;
    if (n_digit > SAFE_DIGITS || mantissa >= (uint64_t)1 << 53 || exponent > EXACT_POWER ||
        exponent < -EXACT_POWER)
        *number = strtod(at, NULL);
    else if (exponent < 0)
        *number = (double)mantissa / power_of_ten[-exponent];
    else
        *number = (double)mantissa * power_of_ten[exponent];
    return end;
}

static bool is_word(const char *at, size_t length, const char *word)
{
    return strlen(word) == length && memcmp(at, word, length) == 0;
}

/* Inf, NaN and the words of the scanner. */
static const char *read_word(const struct scanner *scanner, const char *at, double *number)
{
    const struct scanner here = {.at = at};
    const size_t length = scan_name(&here, false);
    if (is_word(at, length, "Inf") || is_word(at, length, "inf"))
        *number = INFINITY;
    else if (is_word(at, length, "NaN") || is_word(at, length, "nan"))
        *number = NAN;
    else {
        int i = 0;
        while (i < scanner->n_word && !is_word(at, length, scanner->word[i].name))
            i++;
        if (i == scanner->n_word) return NULL;
        *number = scanner->word[i].number;
    }
    return at + length;
}

enum status scan_number(struct scanner *scanner, double *number)
{
    const char *first = scanner->at, *at = first, *end;
    const bool negative = *at == '-';
    if (*at == '-' || *at == '+') at++;
    end = is_letter(*at) ? read_word(scanner, at, number) : read_decimal(at, number);
    if (end == NULL) return scan_refuse(scanner, first);
    const bool ends = is_blank(*end) || *end == '\n' || *end == ';' || *end == ',' || *end == ']' ||
                      *end == '}' || *end == '%' || *end == '#' || end == scanner->end ||
                      is_continuation(end);
    if (!ends) return scan_refuse(scanner, first);
    if (isinf(*number) && is_digit(end[-1]))
        return error_set(scanner->error, STATUS_BAD_INPUT,
                         "%s:%d: %.*s is beyond what a number can be; write Inf for no limit",
                         scanner->path, scanner->line, (int)(end - first), first);
    if (negative) *number = -*number;
    scanner->at = end;
    return STATUS_OK;
}
