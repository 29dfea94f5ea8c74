/* Every internal rate of return, with a proof that there is no other (docs/model.md, eq. 228).
 *
 * With x = 1 / (1 + r) the worth of the flows is a polynomial f(x) = sum flow_y x^y. On an interval
 * [a, b] its Bernstein coefficients change their sign at least as often as f has roots there, and
 * as often up to an even number: none or one change proves none or one root. Otherwise the interval
 * is cut [Lane 1981]. Coefficients carry a bound of their rounding: a sign
 * within it counts as unknown. */
#include "study/npv.h"

#include <float.h>
#include <math.h>
#include <string.h>

/* Intervals of x are cut so far; two roots closer than this share of x are reported as one. */
static const double NARROWEST_SHARE = 1e-9;

enum { DEPTH_LIMIT = 60, NUDGES = 40, BISECTIONS = 1200 };

struct search {
    int degree;
    const double *flow_usd; /* [degree + 1] without the years of zero at both ends */
    struct arena *arena;
    double *binomial; /* [degree + 1] degree over k */
    double *power;    /* [degree + 2] scratch */
    struct irr *irr;  /* root: x, in the order found */
    int n_place;      /* for roots */
};

static double value_at(const struct search *search, double x)
{
    double value = search->flow_usd[search->degree];
    for (int k = search->degree - 1; k >= 0; k--)
        value = value * x + search->flow_usd[k];
    return value;
}

/* Rounding of Horner's scheme: Higham, Accuracy and Stability of Numerical Algorithms, sec. 5.1. */
static double value_error(const struct search *search, double x)
{
    double size = 0;
    for (int k = search->degree; k >= 0; k--)
        size = size * x + fabs(search->flow_usd[k]);
    return 2.0 * (search->degree + 1) * DBL_EPSILON * size;
}

static bool is_unsure(const struct search *search, double x)
{
    return fabs(value_at(search, x)) <= value_error(search, x);
}

/* power := power (1 + c z): nothing but sums of products of positive numbers, so that rounding
 * stays relative. */
static void times_linear(double *power, int length, double c)
{
    for (int k = length; k > 0; k--)
        power[k] += c * power[k - 1];
}

/* Coefficient i is the blossom of f at (degree - i) times a and i times b: sum over k of flow_k
 * e_k / (degree over k), e_k the elementary symmetric function. */
static void bernstein(struct search *search, double a, double b, double *coefficient, double *error)
{
    const int n = search->degree;
    for (int i = 0; i <= n; i++) {
        double *power = search->power;
        memset(power, 0, (size_t)(n + 1) * sizeof *power);
        power[0] = 1;
        for (int j = 0; j < n; j++)
            times_linear(power, j + 1, j < i ? b : a);
        double sum = 0, size = 0;
        for (int k = 0; k <= n; k++) {
            const double term = search->flow_usd[k] * power[k] / search->binomial[k];
            sum += term;
            size += fabs(term);
        }
        coefficient[i] = sum;
        error[i] = (4.0 * n + 8) * DBL_EPSILON * size;
    }
}

enum { VARIATIONS_UNSURE = -1, VARIATIONS_LOST = -2 };

/* Changes of sign. Fewer than two are only said when no choice of the unknown signs makes more: one
 * unknown sign between two that differ changes nothing. LOST: no sign is known. */
static int variations(int degree, const double *coefficient, const double *error)
{
    int count = 0, unknown = 0, n_known = 0;
    double last = 0;
    bool may_be_more = false;
    for (int i = 0; i <= degree; i++) {
        if (fabs(coefficient[i]) <= error[i]) {
            unknown++;
            continue;
        }
        const bool turns = n_known > 0 && (coefficient[i] > 0) != (last > 0);
        if (unknown > 0 && (n_known == 0 || !turns || unknown > 1)) may_be_more = true;
        count += turns;
        n_known++;
        last = coefficient[i];
        unknown = 0;
    }
    if (n_known == 0) return VARIATIONS_LOST;
    return (may_be_more || unknown > 0) && count < 2 ? VARIATIONS_UNSURE : count;
}

static void add_root(struct search *search, double x)
{
    if (search->irr->n_root < search->n_place)
        search->irr->root[search->irr->n_root++] = x;
    else
        search->irr->is_complete = false; /* more than there can be: only where signs are unsure */
}

static double bisect(const struct search *search, double a, double b)
{
    const bool rises = value_at(search, a) < 0;
    for (int i = 0; i < BISECTIONS; i++) {
        const double middle = a + 0.5 * (b - a);
        if (middle <= a || middle >= b) break;
        const double value = value_at(search, middle);
        if (value == 0) return middle;
        *((value < 0) == rises ? &a : &b) = middle;
    }
    return fabs(value_at(search, a)) < fabs(value_at(search, b)) ? a : b;
}

/* A point near the one wanted at which the sign is certain, when there is one. */
static double clear_point(const struct search *search, double x, double room)
{
    for (int i = 0; i < NUDGES; i++) {
        const double at = x + room * (i % 2 ? -1 : 1) * i / (2.0 * NUDGES);
        if (!is_unsure(search, at)) return at;
    }
    return x;
}

static enum status isolate(struct search *search, double a, double b, int depth)
{
    const int n = search->degree;
    double *coefficient = ARENA_ARRAY(search->arena, double, 2 * (n + 1));
    if (coefficient == NULL) return STATUS_NO_MEMORY;
    bernstein(search, a, b, coefficient, coefficient + n + 1);
    const int changes = variations(n, coefficient, coefficient + n + 1);
    if (changes == 0) return STATUS_OK;
    const bool is_narrow = b - a <= NARROWEST_SHARE * b || depth == DEPTH_LIMIT;
    if (changes == 1 || changes == VARIATIONS_LOST || is_narrow) {
        /* Not proved: two rates close together, or one that is only touched. */
        if (changes != 1) search->irr->is_complete = false;
        add_root(search, changes == 1 ? bisect(search, a, b) : 0.5 * (a + b));
        return STATUS_OK;
    }
    const double middle = clear_point(search, a + 0.49 * (b - a), 0.3 * (b - a));
    TRY(isolate(search, a, middle, depth + 1));
    return isolate(search, middle, b, depth + 1);
}

static int count_sign_changes(int n, const double *flow_usd)
{
    int count = 0;
    double last = 0;
    for (int year = 0; year < n; year++) {
        if (flow_usd[year] == 0) continue;
        count += last != 0 && (flow_usd[year] > 0) != (last > 0);
        last = flow_usd[year];
    }
    return count;
}

/* Where x doubles: all weights of a piece are then of like size. */
static enum status search_all(struct search *search)
{
    const double most = 1 / (1 + IRR_LOW);
    double low = 1 / (1 + IRR_HIGH);
    while (low < most) {
        double high = fmin(most, 1.93 * low);
        if (high < most) high = clear_point(search, high, 0.1 * high);
        TRY(isolate(search, low, high, 0));
        low = high;
    }
    return STATUS_OK;
}

static void sort_as_rates(struct irr *irr)
{
    for (int i = 0; i < irr->n_root; i++)
        irr->root[i] = 1 / irr->root[i] - 1;
    for (int i = 1; i < irr->n_root; i++) {
        const double rate = irr->root[i];
        int place = i;
        for (; place > 0 && irr->root[place - 1] > rate; place--)
            irr->root[place] = irr->root[place - 1];
        irr->root[place] = rate;
    }
}

/* Pieces of the same touched root lie side by side: they are one. */
static void merge_close(struct irr *irr)
{
    int kept = 0;
    for (int i = 0; i < irr->n_root; i++)
        if (kept == 0 || irr->root[i] - irr->root[kept - 1] > 1e-6 * (1 + irr->root[i]))
            irr->root[kept++] = irr->root[i];
    if (kept < irr->n_root) irr->is_complete = false;
    irr->n_root = kept;
}

enum status irr_find(int n_year, const double *flow_usd, struct arena *arena, struct irr *irr)
{
    int first = 0, last = n_year - 1;
    *irr = (struct irr){.kind = IRR_NONE, .is_complete = true};
    for (int year = 0; year < n_year; year++)
        if (!isfinite(flow_usd[year])) return STATUS_BAD_INPUT;
    while (first < n_year && flow_usd[first] == 0)
        first++;
    if (first == n_year) {
        irr->kind = IRR_EVERY;
        return STATUS_OK;
    }
    while (flow_usd[last] == 0)
        last--;
    struct search search = {.degree = last - first, .flow_usd = flow_usd + first, .irr = irr};
    const int n = search.degree + 1;
    struct arena scratch = {.counter = arena};
    irr->sign_changes = count_sign_changes(n, search.flow_usd);
    if (irr->sign_changes == 0) return STATUS_OK;
    search.n_place = n;
    search.arena = &scratch;
    irr->root = ARENA_ARRAY(arena, double, n);
    search.binomial = ARENA_ARRAY(&scratch, double, n);
    search.power = ARENA_ARRAY(&scratch, double, n + 1);
    enum status status = STATUS_NO_MEMORY;
    if (irr->root && search.binomial && search.power) {
        search.binomial[0] = 1;
        for (int k = 1; k < n; k++)
            search.binomial[k] = search.binomial[k - 1] * (n - k) / k;
        status = search_all(&search);
    }
    arena_free(&scratch);
    if (status != STATUS_OK) return status;
    sort_as_rates(irr);
    merge_close(irr);
    irr->kind = irr->n_root == 0 ? IRR_NONE : irr->n_root == 1 ? IRR_ONE : IRR_SEVERAL;
    return STATUS_OK;
}
