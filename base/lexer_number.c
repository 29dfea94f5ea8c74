#include "base/lexer.h"

#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LONGEST_NUMBER = 400, LONGEST_SHOWN = 40 };

static const char digits[] = "0123456789";

/* "24h", "60%", "2030-01-01": what was meant. */
static void say_no_number(const char *word, char *why, size_t size)
{
    const size_t n = strspn(word, "+-.0123456789");
    char number[LONGEST_SHOWN + 1];
    double value;
    snprintf(number, sizeof number, "%.*s", n < LONGEST_SHOWN ? (int)n : LONGEST_SHOWN, word);
    const bool begins = n < LONGEST_SHOWN && text_number(number, &value);
    if (begins && strcmp(word + n, "%") == 0)
        snprintf(why, size, "is not a number; write %.15g for %.15g %%", value / 100, value);
    else if (begins && isalpha((unsigned char)word[n]) && strpbrk(word + n, digits) == NULL)
        snprintf(why, size, "is not a number; write %s alone, without a unit", number);
    else
        snprintf(why, size, "is not a number; a text stands in quotes: \"%.*s\"", LONGEST_SHOWN,
                 word);
}

/* Decimal and hexadecimal integers, with L or without. */
static enum token_kind read_integer(const char *word, char *why, size_t size)
{
    const char *unsigned_word = word + (word[0] == '+' || word[0] == '-');
    const bool hexadecimal = unsigned_word[0] == '0' && tolower(unsigned_word[1]) == 'x';
    const char *first = unsigned_word + (hexadecimal ? 2 : 0);
    const size_t n_digit = strspn(first, hexadecimal ? "0123456789abcdefABCDEF" : digits);
    const char *suffix = first + n_digit;
    const bool is_long = strcmp(suffix, "L") == 0 || strcmp(suffix, "LL") == 0;
    if (n_digit == 0 || (*suffix != '\0' && !is_long) || (hexadecimal && first != word + 2)) {
        say_no_number(word, why, size);
        return TOKEN_FAULTY;
    }
    if (!hexadecimal && first[0] == '0' && n_digit > 1) {
        const size_t zeros = strspn(first, "0");
        snprintf(why, size, "starts with a zero; write %s%s", word[0] == '-' ? "-" : "",
                 first[zeros] == '\0' || first[zeros] == 'L' ? "0" : first + zeros);
        return TOKEN_FAULTY;
    }
    errno = 0;
    const long long value = strtoll(word, NULL, hexadecimal ? 16 : 10);
    if (errno == ERANGE) {
        snprintf(why, size, "is beyond 64 bits; write it as a real, %.3e", strtod(word, NULL));
        return TOKEN_FAULTY;
    }
    if (!is_long && (value < INT32_MIN || value > INT32_MAX)) {
        snprintf(why, size, "is beyond 32 bits; write %sL, or %lld.0 as a real", word, value);
        return TOKEN_FAULTY;
    }
    return is_long ? TOKEN_LONG_INTEGER : TOKEN_INTEGER;
}

enum token_kind lexer_number(const char *word, int length, char *why, size_t size)
{
    char copy[LONGEST_NUMBER + 1];
    double value;
    if (length > LONGEST_NUMBER) {
        snprintf(why, size, "has %d characters, which is too long for a number", length);
        return TOKEN_FAULTY;
    }
    memcpy(copy, word, (size_t)length);
    copy[length] = '\0';
    const bool hexadecimal = strpbrk(copy, "xX") != NULL;
    if (hexadecimal || strpbrk(copy, ".eE") == NULL) return read_integer(copy, why, size);
    if (text_number(copy, &value)) return TOKEN_REAL;
    if (strspn(copy, "+-.eE0123456789") == strlen(copy) && isinf(strtod(copy, NULL)))
        snprintf(why, size, "is beyond the largest number, 1.8e308");
    else
        say_no_number(copy, why, size);
    return TOKEN_FAULTY;
}
