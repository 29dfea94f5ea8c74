/* Who gets which part of a rent or of a joint gain (docs/model.md, eqs. 241-242). */
#ifndef STUDY_RENT_SHARE_H
#define STUDY_RENT_SHARE_H

#include "base/status.h"

enum { SHAPLEY_LIMIT = 16 }; /* players: 2^16 values of coalitions */

/* Mean over all orders in which players could join of what each adds. value [2^n], value[S] of the
 * coalition whose members are the bits of S; value[0] as it is given. share [n] sums to
 * value[all] - value[0]. STATUS_BAD_INPUT for n < 1 or n > SHAPLEY_LIMIT. */
MUST_CHECK enum status shapley_shares(int n, const double *value, double *share);

/* What projects are worth together beyond what each is worth alone: value(all) - sum value({i}),
 * each less value(none). Above 0 they need each other. */
double superadditivity(int n, const double *value);

/* PINT of project i: value({i}) - value(none); TOOT: value(all) - value(all but i). */
double put_in_one_at_a_time(const double *value, int i);
double take_out_one_at_a_time(int n, const double *value, int i);
enum rent_key { RENT_HALVES, RENT_BY_INVESTMENT };
/* Part of side A (from) of a rent; side B has the rest: half, or as A invested of what both did
 * (half when neither did). */
double rent_of_side(enum rent_key key, double rent_usd, double investment_a, double investment_b);

#endif
