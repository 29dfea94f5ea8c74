/* Why no dispatch exists: the limits that a proof by weak duality stands on (Farkas). */
#include "study/opf_internal.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NAMED_LIMIT = 12, LINE_BYTES = 200 };

/* Limits that carry less than this share of the heaviest are left out: an interior point gives
 * every limit a little. */
static const double named_share = 1e-4;

static const double degree_per_rad = 180 / 3.14159265358979323846;

enum kind { KIND_RATING, KIND_ANGLE, KIND_DCLINE };
struct named {
    enum kind kind;
    int place;             /* branch, or DC line */
    double weight, shadow; /* weight: what a MW of it is worth */
};

static int compare_named(const void *left, const void *right)
{
    const struct named *a = left, *b = right;
    if (a->weight != b->weight) return a->weight > b->weight ? -1 : 1;
    if (a->kind != b->kind) return a->kind < b->kind ? -1 : 1;
    return (a->place > b->place) - (a->place < b->place);
}

static int list_limits(const struct opf_case *grid, const struct opf_point *point,
                       struct named *named)
{
    int n = 0;
    for (int l = 0; l < grid->n_branch; l++) {
        const double flow = point->flow_shadow_usd_per_mwh[l];
        const double angle = point->angle_shadow_usd_per_rad[l];
        const double b = fabs(grid->susceptance_mw_per_rad[l]);
        if (flow != 0) named[n++] = (struct named){KIND_RATING, l, fabs(flow), flow};
        if (angle != 0) named[n++] = (struct named){KIND_ANGLE, l, fabs(angle) / b, angle};
    }
    for (int d = 0; d < grid->n_dcline; d++) {
        const double *price = point->price_usd_per_mwh;
        const double gain =
            price[grid->dcline_to[d]] * (1 - grid->dcline_loss1[d]) - price[grid->dcline_from[d]];
        if (gain != 0) named[n++] = (struct named){KIND_DCLINE, d, fabs(gain), gain};
    }
    qsort(named, (size_t)n, sizeof *named, compare_named);
    int kept = 0;
    while (kept < n && named[kept].weight >= named_share * named[0].weight)
        kept++;
    return kept;
}

static int describe(const struct opf_case *grid, const struct named *named, char *text, size_t size)
{
    const bool most = named->shadow > 0;
    const char *word = most ? "most" : "least";
    const int l = named->place;
    if (named->kind == KIND_DCLINE)
        return snprintf(text, size, "DC line %d (bus %d - %d): at %s %g MW\n", grid->dcline_row[l],
                        grid->bus_number[grid->dcline_from[l]],
                        grid->bus_number[grid->dcline_to[l]], word,
                        most ? grid->dcline_max_mw[l] : grid->dcline_min_mw[l]);
    const int from = grid->bus_number[grid->from[l]], to = grid->bus_number[grid->to[l]];
    if (named->kind == KIND_RATING)
        return snprintf(text, size, "branch %d (bus %d - %d): flow of at %s %g MW\n",
                        grid->branch_row[l], from, to, word,
                        most ? grid->rate_mw[l] : -grid->rate_mw[l]);
    return snprintf(text, size, "branch %d (bus %d - %d): angle difference of at %s %g degrees\n",
                    grid->branch_row[l], from, to, word,
                    degree_per_rad * (most ? grid->angle_max_rad[l] : grid->angle_min_rad[l]));
}

enum status opf_explain(const struct opf_case *grid, const struct opf_point *point,
                        double missing_mw, struct arena *arena, const char **why,
                        struct error *error)
{
    struct named *named =
        ARENA_ARRAY(arena, struct named, 2 * (size_t)grid->n_branch + (size_t)grid->n_dcline);
    char *text = arena_bytes(arena, (NAMED_LIMIT + 2) * LINE_BYTES);
    if (!named || !text) return error_set(error, STATUS_NO_MEMORY, "no memory for a sentence");
    const int n = list_limits(grid, point, named);
    char what[40];
    snprintf(what, sizeof what, n == 1 ? "this limit" : "these %d limits", n);
    size_t at = (size_t)snprintf(text, LINE_BYTES,
                                 "no dispatch meets %s together with the load and the limits of "
                                 "generators; at least %.3g MW are missing in total\n",
                                 what, missing_mw);
    for (int i = 0; i < n && i < NAMED_LIMIT; i++)
        at += (size_t)describe(grid, &named[i], text + at, LINE_BYTES);
    if (n > NAMED_LIMIT) snprintf(text + at, LINE_BYTES, "and %d more\n", n - NAMED_LIMIT);
    *why = text;
    return STATUS_OK;
}
