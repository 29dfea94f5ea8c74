#include "solver/lp_vertex.h"

#include <math.h>
#include <string.h>

/* A column counts as between its bounds when it is further from both than this, in MW: what the
 * certificate lets a bound be missed by. */
static const double at_bound_mw = CERTIFICATE_RESIDUAL_MW;

/* The walk along the chain. The program of a block is written in changes of its columns, so that
 * its rows say what the other blocks leave free, and no change is always feasible. */
struct walk {
    const struct lp *lp;
    double *x;             /* [n_column] as far as the walk has come */
    long double *activity; /* [n_row] A x */
    int n_block;
    int *first_column, *column; /* [n_block + 1], [n_column]: the columns at home in each block */
    int *local_of_row;          /* [n_row] row of the block's program, or -1 */
    int *row, n_row;            /* and back */
    int block;                  /* the one that GLPK works on */
    int n_kept;
    struct lp part, last; /* the program of the block, and of the one before */
};

/* ---- which columns are at home where ----------------------------------------------------------
 */

/* The earlier of two neighbours that a column ties, in a ring the last block before the first; the
 * later of two that are further apart; -1 when it touches no block. Any block would do: this way
 * equal steps have equal programs. */
static int home_of_column(const struct lp *lp, int column)
{
    int first = -1, last = -1;
    for (int entry = lp->start[column]; entry < lp->start[column + 1]; entry++) {
        const int block = lp->block_of_row[lp->row[entry]];
        if (block == BLOCK_LINKING) continue;
        if (first < 0 || block < first) first = block;
        if (block > last) last = block;
    }
    return last - first > 1 ? last : first;
}

static int count_blocks(const struct lp *lp)
{
    int last = -1;
    for (int row = 0; row < lp->n_row; row++)
        if (lp->block_of_row[row] > last) last = lp->block_of_row[row];
    return last + 1;
}

static bool sort_columns(struct walk *walk, struct arena *scratch)
{
    const struct lp *lp = walk->lp;
    int *home = ARENA_ARRAY(scratch, int, lp->n_column);
    int *count = ARENA_ARRAY(scratch, int, walk->n_block + 2);
    walk->column = ARENA_ARRAY(scratch, int, lp->n_column);
    if (home == NULL || count == NULL || walk->column == NULL) return false;
    for (int column = 0; column < lp->n_column; column++) {
        home[column] = home_of_column(lp, column);
        if (home[column] >= 0) count[home[column] + 2]++;
    }
    for (int block = 0; block < walk->n_block; block++)
        count[block + 2] += count[block + 1];
    for (int column = 0; column < lp->n_column; column++)
        if (home[column] >= 0) walk->column[count[home[column] + 1]++] = column;
    walk->first_column = count;
    return true;
}

static int most_columns(const struct walk *walk)
{
    int most = 0;
    for (int block = 0; block < walk->n_block; block++) {
        const int count = walk->first_column[block + 1] - walk->first_column[block];
        if (count > most) most = count;
    }
    return most;
}

/* ---- the program of one block -----------------------------------------------------------------
 */

static void collect_rows(struct walk *walk, int block)
{
    const struct lp *lp = walk->lp;
    for (int local = 0; local < walk->n_row; local++)
        walk->local_of_row[walk->row[local]] = -1;
    walk->n_row = 0;
    for (int place = walk->first_column[block]; place < walk->first_column[block + 1]; place++) {
        const int column = walk->column[place];
        for (int entry = lp->start[column]; entry < lp->start[column + 1]; entry++) {
            const int row = lp->row[entry];
            if (walk->local_of_row[row] >= 0) continue;
            walk->local_of_row[row] = walk->n_row;
            walk->row[walk->n_row++] = row;
        }
    }
}

/* The most rows and entries of any block. */
static void measure_blocks(struct walk *walk, int *most_rows, int *most_entries)
{
    *most_rows = *most_entries = 0;
    for (int block = 0; block < walk->n_block; block++) {
        int n_entry = 0;
        collect_rows(walk, block);
        for (int p = walk->first_column[block]; p < walk->first_column[block + 1]; p++)
            n_entry += walk->lp->start[walk->column[p] + 1] - walk->lp->start[walk->column[p]];
        if (walk->n_row > *most_rows) *most_rows = walk->n_row;
        if (n_entry > *most_entries) *most_entries = n_entry;
    }
}

/* docs/model.md, eq. 79. What an answer misses a row or a bound by, its rounding, may stay. */
static void write_block(struct walk *walk, int block)
{
    const struct lp *lp = walk->lp;
    struct lp *part = &walk->part;
    part->n_row = part->n_column = part->n_entry = 0;
    for (int local = 0; local < walk->n_row; local++) {
        const int row = walk->row[local];
        const double lower = lp->row_lower[row], upper = lp->row_upper[row];
        if (lower == upper)
            lp_add_row(part, 0, 0, 0);
        else
            lp_add_row(part, fmin(0, (double)(lower - walk->activity[row])),
                       fmax(0, (double)(upper - walk->activity[row])), 0);
    }
    for (int place = walk->first_column[block]; place < walk->first_column[block + 1]; place++) {
        const int column = walk->column[place];
        const double x = walk->x[column];
        lp_add_column(part, lp->cost[column], fmin(0, lp->lower[column] - x),
                      fmax(0, lp->upper[column] - x));
        for (int entry = lp->start[column]; entry < lp->start[column + 1]; entry++)
            lp_add_entry(part, walk->local_of_row[lp->row[entry]], lp->value[entry]);
    }
}

static bool same_matrix(const struct lp *a, const struct lp *b)
{
    const size_t n_column = (size_t)a->n_column, n_entry = (size_t)a->n_entry;
    return a->n_row == b->n_row && a->n_column == b->n_column && a->n_entry == b->n_entry &&
           memcmp(a->start, b->start, (n_column + 1) * sizeof *a->start) == 0 &&
           memcmp(a->row, b->row, n_entry * sizeof *a->row) == 0 &&
           memcmp(a->value, b->value, n_entry * sizeof *a->value) == 0;
}

static const struct lp *next_block(void *context, bool *other_numbers)
{
    struct walk *walk = context;
    do
        if (++walk->block >= walk->n_block) return NULL;
    while (walk->first_column[walk->block] == walk->first_column[walk->block + 1]);
    const struct lp last = walk->part;
    walk->part = walk->last;
    walk->last = last;
    collect_rows(walk, walk->block);
    write_block(walk, walk->block);
    *other_numbers = same_matrix(&walk->part, &walk->last);
    return &walk->part;
}

/* A change to a bound ends exactly on it. */
static void take_block(void *context, const double *change)
{
    struct walk *walk = context;
    const struct lp *lp = walk->lp;
    const int begin = walk->first_column[walk->block], end = walk->first_column[walk->block + 1];
    walk->n_kept += change == NULL;
    for (int place = begin; change != NULL && place < end; place++) {
        const int column = walk->column[place];
        const double before = walk->x[column], step = change[place - begin];
        double after = fmin(fmax(before + step, lp->lower[column]), lp->upper[column]);
        if (step == walk->part.lower[place - begin]) after = fmin(lp->lower[column], before);
        if (step == walk->part.upper[place - begin]) after = fmax(lp->upper[column], before);
        walk->x[column] = after;
        for (int entry = lp->start[column]; entry < lp->start[column + 1]; entry++)
            walk->activity[lp->row[entry]] +=
                (long double)lp->value[entry] * ((long double)after - before);
    }
}

/* ---- the whole --------------------------------------------------------------------------------
 */

int lp_count_between(const struct lp *lp, const double *x)
{
    int n = 0;
    for (int column = 0; column < lp->n_column; column++)
        n += x[column] - lp->lower[column] > at_bound_mw &&
             lp->upper[column] - x[column] > at_bound_mw;
    return n;
}

static enum status walk_begin(const struct lp *lp, const double *x, struct arena *scratch,
                              struct walk *walk, struct lp_sequence *sequence, struct error *error)
{
    const size_t n_row = (size_t)lp->n_row, n_column = (size_t)lp->n_column;
    int most_entries = 0;
    *walk = (struct walk){.lp = lp, .n_block = count_blocks(lp), .block = -1};
    walk->x = ARENA_ARRAY(scratch, double, n_column);
    walk->activity = ARENA_ARRAY(scratch, long double, n_row);
    walk->local_of_row = ARENA_ARRAY(scratch, int, n_row);
    walk->row = ARENA_ARRAY(scratch, int, n_row);
    if (!walk->x || !walk->activity || !walk->local_of_row || !walk->row ||
        !sort_columns(walk, scratch))
        return error_set(error, STATUS_NO_MEMORY, "no memory for the vertices of %d blocks",
                         walk->n_block);
    memcpy(walk->x, x, n_column * sizeof *x);
    for (int row = 0; row < lp->n_row; row++)
        walk->local_of_row[row] = -1;
    for (int column = 0; column < lp->n_column; column++)
        for (int entry = lp->start[column]; entry < lp->start[column + 1]; entry++)
            walk->activity[lp->row[entry]] += (long double)lp->value[entry] * x[column];
    *sequence = (struct lp_sequence){next_block, take_block, walk, 0, most_columns(walk)};
    measure_blocks(walk, &sequence->most_rows, &most_entries);
    TRY(lp_new(sequence->most_rows, sequence->most_columns, most_entries, scratch, &walk->part,
               error));
    return lp_new(sequence->most_rows, sequence->most_columns, most_entries, scratch, &walk->last,
                  error);
}

static enum status refuse(struct lp_vertex_report *report, const char *why)
{
    report->accepted = false;
    report->why = why;
    return STATUS_OK;
}

enum status lp_vertex(const struct lp *lp, const struct lp_settings *settings,
                      struct arena *scratch, struct lp_solution *solution,
                      struct certificate *certificate, struct lp_vertex_report *report,
                      struct error *error)
{
    struct walk walk;
    struct lp_sequence sequence;
    struct lp_report run;
    struct certificate judged;
    *report = (struct lp_vertex_report){.accepted = true, .why = ""};
    if (!lp_is_linear(lp))
        return error_set(error, STATUS_BAD_INPUT, "a program with squares has no vertex to go to");
    report->between_before = report->between_after = lp_count_between(lp, solution->x);
    TRY(walk_begin(lp, solution->x, scratch, &walk, &sequence, error));
    TRY(lp_glpk_sequence(&sequence, settings, scratch, &run, error));
    report->pivots = run.iterations;
    report->n_block = walk.n_block;
    report->n_kept = walk.n_kept;
    if (run.outcome == OUTCOME_LIMIT) return refuse(report, "the time was over");
    struct lp_solution found = {walk.x, solution->row_dual, 0};
    long double cost = lp->cost_constant;
    for (int column = 0; column < lp->n_column; column++)
        cost += (long double)lp->cost[column] * walk.x[column];
    found.objective = (double)cost;
    TRY(certificate_compute(lp, &found, scratch, &judged, error));
    if (!judged.accepted)
        return refuse(report, "the checker did not confirm the vertices as an optimum");
    if (walk.n_kept > 0) report->why = "the simplex found no vertex of them";
    report->between_after = lp_count_between(lp, walk.x);
    memcpy(solution->x, walk.x, (size_t)lp->n_column * sizeof *walk.x);
    solution->objective = judged.objective;
    *certificate = judged;
    return STATUS_OK;
}
