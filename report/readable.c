#include "report/readable.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* Above this a number in full is longer than anybody reads, and than struct readable holds. */
#define LARGEST_IN_FULL 1e15

struct readable readable_number(double value, int decimals)
{
    struct readable readable;
    char plain[40];
    if (!isfinite(value)) {
        snprintf(readable.text, sizeof readable.text, "n/a");
        return readable;
    }
    if (fabs(value) > LARGEST_IN_FULL) {
        snprintf(readable.text, sizeof readable.text, "%.6g", value);
        return readable;
    }
    snprintf(plain, sizeof plain, "%.*f", decimals, fabs(value));
    const size_t whole = strcspn(plain, ".");
    char *place = readable.text;
    if (value < 0 && strspn(plain, "0.") != strlen(plain)) *place++ = '-';
    for (size_t i = 0; plain[i]; i++) {
        if (i > 0 && i < whole && (whole - i) % 3 == 0) *place++ = ',';
        *place++ = plain[i];
    }
    *place = '\0';
    return readable;
}

static struct readable with_unit(double value, int decimals, const char *unit)
{
    struct readable readable = readable_number(value, decimals);
    const size_t length = strlen(readable.text);
    snprintf(readable.text + length, sizeof readable.text - length, " %s", unit);
    return readable;
}

struct readable readable_power(double mw)
{
    return with_unit(mw, fabs(mw) < 10 ? 2 : 0, "MW");
}

struct readable readable_energy(double mwh)
{
    if (fabs(mwh) < 1e3) return with_unit(mwh, 1, "MWh");
    if (fabs(mwh) < 1e6) return with_unit(mwh / 1e3, 1, "GWh");
    return with_unit(mwh / 1e6, 2, "TWh");
}

struct readable readable_money(double usd)
{
    if (fabs(usd) < 1e3) return with_unit(usd, 2, "USD");
    if (fabs(usd) < 1e6) return with_unit(usd, 0, "USD");
    return with_unit(usd / 1e6, 1, "million USD");
}

struct readable readable_price(double usd_per_mwh)
{
    return readable_number(usd_per_mwh, 2);
}

struct readable readable_share(double share)
{
    return with_unit(100 * share, 1, "%");
}

struct readable readable_name(const char *name)
{
    struct readable readable;
    size_t length = 0;
    for (const unsigned char *c = (const unsigned char *)name; *c; c++) {
        if ((*c & 0xc0) == 0x80) continue; /* not the first byte of a UTF-8 character */
        if (length + 1 == sizeof readable.text) break;
        readable.text[length++] = *c >= 0x20 && *c < 0x7f ? (char)*c : '?';
    }
    readable.text[length] = '\0';
    return readable;
}
