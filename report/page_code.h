/* Hourly columns, small enough to stand in a page: whole numbers as differences, in Rice codes.
 * report/web/src/decode.ts reads them.
 *
 * A column of n whole numbers becomes residuals against what it is predicted from, zigzagged to
 * 0, 1, 2, ... for 0, -1, 1, ..., and written in blocks of 32: five bits k, then for each residual
 * its quotient by 2^k in unary (ones, ended by a zero) and the k bits below. A quotient of 20 or
 * more is twenty ones and the residual in 32 bits. k = 31 is a block of zeros that takes no more
 * bits. Bits fill bytes from the highest on; every column starts a byte. source  Rice, JPL
 * Publication 91-3, 1991; Golomb, IEEE Trans. Inf. Theory 12(3), 1966 */
#ifndef REPORT_PAGE_CODE_H
#define REPORT_PAGE_CODE_H

#include <stddef.h>
#include <stdint.h>

enum code_from {
    CODE_FROM_NOTHING,  /* the number itself */
    CODE_FROM_LAST,     /* less the one of the hour before */
    CODE_FROM_YESTERDAY /* less the one 24 hours before; in the first 24 the hour before */
};

/* Numbers whose size is at most this can be coded, whatever they follow. */
enum { CODE_LARGEST = 1 << 29 };

/* What n numbers take at most, in bytes. */
size_t code_bytes(int n);

/* The prediction that makes the residuals shortest. */
enum code_from code_choose(int n, const int32_t *value);

/* Writes the code of n numbers to place, which has code_bytes(n), and returns its length. */
size_t code_column(int n, const int32_t *value, enum code_from from, unsigned char *place);

#endif
