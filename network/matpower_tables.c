#include "network/matpower_internal.h"

#include <limits.h>
#include <math.h>
#include <string.h>

#include "network/matpower.h"

/* Positions of bus numbers by open addressing; a slot is -1 or a position. */
struct bus_index {
    size_t mask;
    int *slot;
};

struct filling {
    struct matpower_case *grid;
    struct bus_index index;
    struct arena *arena;
    struct error *error;
};

static enum status no_memory(struct filling *filling)
{
    return error_set(filling->error, STATUS_NO_MEMORY, "%s: no memory for its tables",
                     filling->grid->path);
}

static size_t first_slot(const struct bus_index *index, int number)
{
    return ((size_t)number * 2654435761u) & index->mask; /* Knuth's multiplicative hash */
}

static int position_of(const struct filling *filling, int number)
{
    const struct bus_index *index = &filling->index;
    for (size_t i = first_slot(index, number); index->slot[i] >= 0; i = (i + 1) & index->mask)
        if (filling->grid->bus[index->slot[i]].number == number) return index->slot[i];
    return -1;
}

static enum status index_buses(struct filling *filling)
{
    struct matpower_case *grid = filling->grid;
    struct bus_index *index = &filling->index;
    size_t size = 16;
    while (size < 2 * (size_t)grid->n_bus)
        size *= 2;
    *index = (struct bus_index){size - 1, ARENA_ARRAY(filling->arena, int, size)};
    if (index->slot == NULL) return no_memory(filling);
    memset(index->slot, -1, size * sizeof *index->slot);
    for (int bus = 0; bus < grid->n_bus; bus++) {
        const struct matpower_bus *here = &grid->bus[bus];
        const int other = position_of(filling, here->number);
        if (other >= 0)
            error_add(filling->error, "%s:%d: bus %d stands here again, first at line %d",
                      grid->path, here->line, here->number, grid->bus[other].line);
        size_t i = first_slot(index, here->number);
        while (index->slot[i] >= 0)
            i = (i + 1) & index->mask;
        index->slot[i] = bus;
    }
    return STATUS_OK;
}

/* ---- one number of one row ---- */

/* Beyond these sizes a double no longer tells one kilowatt from none beside the number, so that no
 * balance can be checked: the grids of the world together have 1e7 MW. Costs and limits may be
 * larger, because nothing is added to them. A ratio of taps is near 1. */
static const double largest_size = 1e9, largest_cost = 1e12;
static const double smallest_ratio = 1e-3, largest_ratio = 1e3;

struct cell {
    const struct column *column;
    const char *table;
    int line;
    double number;
};

static void fault(struct filling *filling, const struct cell *cell, const char *wanted)
{
    error_add(filling->error, "%s:%d: %s of %s is %g, wanted %s", filling->grid->path, cell->line,
              cell->column->name, cell->table, cell->number, wanted);
}

static bool is_whole(double number)
{
    return number == floor(number) && fabs(number) <= INT_MAX;
}

static void store_bus(struct filling *filling, const struct cell *cell, int *bus)
{
    const int position = is_whole(cell->number) ? position_of(filling, (int)cell->number) : -1;
    if (position < 0) fault(filling, cell, "the number of a bus in mpc.bus");
    *bus = position;
}

static void store_real(struct filling *filling, const struct cell *cell, double *number)
{
    const enum column_kind kind = cell->column->kind;
    if (isnan(cell->number) && kind != COLUMN_LOOSE)
        fault(filling, cell, "a number");
    else if (isinf(cell->number) && kind == COLUMN_REAL)
        fault(filling, cell, "a finite number");
    else if (fabs(cell->number) > largest_size && kind == COLUMN_REAL)
        fault(filling, cell, "a size of at most 1e9");
    *number = cell->number;
}

static void store(struct filling *filling, const struct cell *cell, void *row)
{
    void *place = (char *)row + cell->column->offset;
    const double number = cell->number;
    switch (cell->column->kind) {
    case COLUMN_REAL:
    case COLUMN_LIMIT:
    case COLUMN_LOOSE:
        store_real(filling, cell, place);
        return;
    case COLUMN_NUMBER:
        if (!is_whole(number)) fault(filling, cell, "a whole number");
        *(int *)place = is_whole(number) ? (int)number : 0;
        return;
    case COLUMN_TYPE:
        if (!is_whole(number) || number < MATPOWER_PQ || number > MATPOWER_ISOLATED)
            fault(filling, cell, "1 (PQ), 2 (PV), 3 (slack) or 4 (isolated)");
        else
            *(enum matpower_bus_type *)place = (enum matpower_bus_type)(int)number;
        return;
    case COLUMN_BUS:
        store_bus(filling, cell, place);
        return;
    case COLUMN_FLAG:
        if (isnan(number)) fault(filling, cell, "1 (in service) or 0");
        *(bool *)place = number > 0;
        return;
    case COLUMN_RATING:
        if (!(number >= 0)) fault(filling, cell, "a rating in MVA, or 0 for no limit");
        *(double *)place = number == 0 ? INFINITY : number;
        return;
    case COLUMN_RATIO:
        if (number != 0 && !(number >= smallest_ratio && number <= largest_ratio))
            fault(filling, cell, "a ratio of 0.001 to 1000, or 0 for a line");
        *(double *)place = number == 0 ? 1 : number;
        ((struct matpower_branch *)row)->is_line = number == 0;
        return;
    }
}

/* ---- tables ---- */

static bool is_wide_enough(struct filling *filling, const struct table_kind *kind,
                           const struct literal *literal)
{
    const struct matrix *matrix = &literal->matrix;
    if (matrix->n_row == 0 || matrix->n_column >= kind->n_required) return true;
    error_add(filling->error, "%s:%d: %s has %d columns, wanted at least %d (%s first, %s last)",
              filling->grid->path, literal->line, kind->name, matrix->n_column, kind->n_required,
              kind->column[0].name, kind->column[kind->n_required - 1].name);
    return false;
}

static enum status keep_more(struct filling *filling, const struct matrix *matrix, int n_known,
                             struct matpower_more *more)
{
    const int width = matrix->n_column - n_known;
    if (width <= 0) return STATUS_OK;
    double *value = ARENA_ARRAY(filling->arena, double, (size_t)matrix->n_row *(size_t)width);
    if (value == NULL) return no_memory(filling);
    for (int row = 0; row < matrix->n_row; row++)
        memcpy(value + (size_t)row * (size_t)width,
               matrix->value + (size_t)row * (size_t)matrix->n_column + n_known,
               (size_t)width * sizeof *value);
    *more = (struct matpower_more){width, value};
    return STATUS_OK;
}

/* Where a table goes. */
struct target {
    int *n_row, *n_column;
    struct matpower_more *more;
};

static enum status fill_table(struct filling *filling, const struct table_kind *kind,
                              const struct literal *literal, struct target target, void **rows)
{
    const struct matrix *matrix = &literal->matrix;
    const int n_known = matrix->n_column < kind->n_column ? matrix->n_column : kind->n_column;
    *target.n_row = 0;
    *target.n_column = literal->source != NULL && matrix->n_row > 0 ? n_known : kind->n_column;
    *rows = arena_array(filling->arena, (size_t)matrix->n_row, kind->row_bytes);
    if (*rows == NULL) return no_memory(filling);
    if (!is_wide_enough(filling, kind, literal)) return STATUS_OK;
    *target.n_row = matrix->n_row;
    for (int i = 0; i < matrix->n_row; i++) {
        char *row = (char *)*rows + (size_t)i * kind->row_bytes;
        const double *number = matrix->value + (size_t)i * (size_t)matrix->n_column;
        for (int j = 0; j < kind->n_column; j++) {
            const struct cell cell = {&kind->column[j], kind->name, matrix->line[i],
                                      j < n_known ? number[j] : kind->column[j].absent};
            store(filling, &cell, row);
        }
        memcpy(row + kind->line_offset, &matrix->line[i], sizeof matrix->line[i]);
    }
    return keep_more(filling, matrix, kind->n_column, target.more);
}

/* ---- costs ---- */

enum { COST_HEAD = 4 };

static void check_points(struct filling *filling, const struct matpower_cost *cost)
{
    for (int i = 1; i < cost->count; i++)
        if (!(cost->value[2 * i] > cost->value[2 * i - 2]))
            error_add(filling->error,
                      "%s:%d: point %d of the cost is at %g MW, wanted more than the %g MW before",
                      filling->grid->path, cost->line, i + 1, cost->value[2 * i],
                      cost->value[2 * i - 2]);
}

static void fill_cost(struct filling *filling, const struct matrix *matrix, int row,
                      struct matpower_cost *cost)
{
    const char *path = filling->grid->path;
    const int width = matrix->n_column, line = matrix->line[row];
    const double *number = matrix->value + (size_t)row * (size_t)width;
    const double model = number[0], count = number[3];
    if (model != MATPOWER_PIECEWISE && model != MATPOWER_POLYNOMIAL) {
        error_add(filling->error,
                  "%s:%d: the cost model is %g, wanted 1 (points) or 2 (polynomial)", path, line,
                  model);
        return;
    }
    const int per_count = model == MATPOWER_PIECEWISE ? 2 : 1;
    const int least = model == MATPOWER_PIECEWISE ? 2 : 0;
    if (!is_whole(count) || count < least || per_count * count > width - COST_HEAD) {
        error_add(filling->error,
                  "%s:%d: a cost of %g %s, wanted %d to %d as the row has %d numbers", path, line,
                  count, per_count == 2 ? "points" : "coefficients", least,
                  (width - COST_HEAD) / per_count, width);
        return;
    }
    *cost = (struct matpower_cost){(enum matpower_cost_model)(int)model,
                                   number[1],
                                   number[2],
                                   (int)count,
                                   number + COST_HEAD,
                                   line};
    for (int i = 0; i < per_count * cost->count; i++)
        if (!isfinite(cost->value[i]))
            error_add(filling->error, "%s:%d: number %d of the cost is %g, wanted a finite one",
                      path, line, i + 1, cost->value[i]);
        else if (fabs(cost->value[i]) > largest_cost)
            error_add(filling->error, "%s:%d: number %d of the cost is %g, wanted at most 1e12",
                      path, line, i + 1, cost->value[i]);
    if (cost->model == MATPOWER_PIECEWISE) check_points(filling, cost);
}

/* n costs, or twice as many when a second set for MVAr follows. */
static enum status fill_costs(struct filling *filling, const struct literal *literal, int n,
                              struct matpower_cost **cost, struct matpower_cost **second)
{
    const struct matrix *matrix = &literal->matrix;
    if (literal->source == NULL || matrix->n_row == 0) return STATUS_OK;
    const bool twice = second != NULL && matrix->n_row == 2 * n && n > 0;
    if ((matrix->n_row != n && !twice) || matrix->n_column < COST_HEAD) {
        error_add(filling->error,
                  "%s:%d: %d rows of cost with %d numbers each, wanted %d%s rows "
                  "with at least %d",
                  filling->grid->path, literal->line, matrix->n_row, matrix->n_column, n,
                  second != NULL ? " (or twice that)" : "", COST_HEAD);
        return STATUS_OK;
    }
    *cost = ARENA_ARRAY(filling->arena, struct matpower_cost, matrix->n_row);
    if (*cost == NULL) return no_memory(filling);
    for (int row = 0; row < matrix->n_row; row++)
        fill_cost(filling, matrix, row, &(*cost)[row]);
    if (twice) *second = *cost + n;
    return STATUS_OK;
}

/* ---- the rest ---- */

static void fill_texts(struct filling *filling, const struct literal *literal, const char *what,
                       int n, const char ***texts)
{
    if (literal->source == NULL || literal->n_text == 0) return;
    if (literal->n_text != n)
        error_add(filling->error, "%s:%d: %d entries in %s, wanted %d", filling->grid->path,
                  literal->line, literal->n_text, what, n);
    else
        *texts = literal->text;
}

static void check_version(struct filling *filling, const struct literal *version)
{
    const char *path = filling->grid->path;
    if (version->source == NULL)
        error_add(filling->error, "%s:1: mpc.version is missing, wanted '2'", path);
    else if (version->kind == LITERAL_TEXT ? strcmp(version->text[0], "2") != 0
                                           : version->matrix.value[0] != 2)
        error_add(filling->error, "%s:%d: version %.*s, wanted '2'", path, version->line,
                  (int)(version->source_length < 20 ? version->source_length : 20),
                  version->source);
}

static void check_base(struct filling *filling, const struct literal *base)
{
    struct matpower_case *grid = filling->grid;
    if (base->source == NULL) {
        error_add(filling->error, "%s:1: mpc.baseMVA is missing", grid->path);
        return;
    }
    grid->base_mva = base->matrix.value[0];
    if (!(grid->base_mva >= 1 / largest_size && grid->base_mva <= largest_size))
        error_add(filling->error, "%s:%d: baseMVA is %g, wanted a number above 0, from 1e-9 to 1e9",
                  grid->path, base->line, grid->base_mva);
}

static void check_present(struct filling *filling, const struct literal *literal, const char *name,
                          bool may_be_empty)
{
    if (literal->source == NULL)
        error_add(filling->error, "%s:1: mpc.%s is missing", filling->grid->path, name);
    else if (literal->matrix.n_row == 0 && !may_be_empty)
        error_add(filling->error, "%s:%d: mpc.%s has no rows", filling->grid->path, literal->line,
                  name);
}

static void check_bus_numbers(struct filling *filling)
{
    const struct matpower_case *grid = filling->grid;
    for (int bus = 0; bus < grid->n_bus; bus++)
        if (grid->bus[bus].number <= 0)
            error_add(filling->error, "%s:%d: bus_i of bus is %d, wanted a number above 0",
                      grid->path, grid->bus[bus].line, grid->bus[bus].number);
}

static enum status fill_tables(struct filling *filling, const struct matpower_source *source)
{
    struct matpower_case *grid = filling->grid;
    const struct target bus = {&grid->n_bus, &grid->bus_columns, &grid->bus_more};
    const struct target generator = {&grid->n_generator, &grid->generator_columns,
                                     &grid->generator_more};
    const struct target branch = {&grid->n_branch, &grid->branch_columns, &grid->branch_more};
    const struct target dcline = {&grid->n_dcline, &grid->dcline_columns, &grid->dcline_more};
    void *rows = NULL;
    TRY(fill_table(filling, &matpower_bus_table, &source->bus, bus, &rows));
    grid->bus = rows;
    check_bus_numbers(filling);
    TRY(index_buses(filling));
    TRY(fill_table(filling, &matpower_generator_table, &source->generator, generator, &rows));
    grid->generator = rows;
    TRY(fill_table(filling, &matpower_branch_table, &source->branch, branch, &rows));
    grid->branch = rows;
    TRY(fill_table(filling, &matpower_dcline_table, &source->dcline, dcline, &rows));
    grid->dcline = rows;
    return STATUS_OK;
}

enum status matpower_fill(const struct matpower_source *source, struct arena *arena,
                          struct matpower_case *grid, struct error *error)
{
    struct filling filling = {.grid = grid, .arena = arena, .error = error};
    check_version(&filling, &source->version);
    check_base(&filling, &source->base_mva);
    check_present(&filling, &source->bus, "bus", false);
    check_present(&filling, &source->generator, "gen", true);
    check_present(&filling, &source->branch, "branch", true);
    TRY(fill_tables(&filling, source));
    TRY(fill_costs(&filling, &source->cost, grid->n_generator, &grid->cost, &grid->reactive_cost));
    TRY(fill_costs(&filling, &source->dcline_cost, grid->n_dcline, &grid->dcline_cost, NULL));
    fill_texts(&filling, &source->bus_name, "bus_name", grid->n_bus, &grid->bus_name);
    fill_texts(&filling, &source->fuel, "genfuel", grid->n_generator, &grid->fuel);
    fill_texts(&filling, &source->kind, "gentype", grid->n_generator, &grid->kind);
    return error_status(error);
}
