#include "network/matpower.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

#include "network/matpower_internal.h"

enum { FILE_LIMIT = 1 << 30, FIRST_FIELDS = 16 };

struct reading {
    struct scanner scanner;
    struct matpower_case *grid;
    struct matpower_source source;
    const char *variable; /* "mpc" */
    size_t variable_length;
    int field_room;
    struct error *error;
};

static const struct known_field {
    const char *name;
    enum literal_kind kind;
    size_t offset;
} known_fields[] = {
    {"version", LITERAL_TEXT, offsetof(struct matpower_source, version)},
    {"baseMVA", LITERAL_NUMBER, offsetof(struct matpower_source, base_mva)},
    {"bus", LITERAL_MATRIX, offsetof(struct matpower_source, bus)},
    {"gen", LITERAL_MATRIX, offsetof(struct matpower_source, generator)},
    {"branch", LITERAL_MATRIX, offsetof(struct matpower_source, branch)},
    {"gencost", LITERAL_MATRIX, offsetof(struct matpower_source, cost)},
    {"dcline", LITERAL_MATRIX, offsetof(struct matpower_source, dcline)},
    {"dclinecost", LITERAL_MATRIX, offsetof(struct matpower_source, dcline_cost)},
    {"bus_name", LITERAL_CELLS, offsetof(struct matpower_source, bus_name)},
    {"genfuel", LITERAL_CELLS, offsetof(struct matpower_source, fuel)},
    {"gentype", LITERAL_CELLS, offsetof(struct matpower_source, kind)},
};
enum { KNOWN_FIELDS = sizeof known_fields / sizeof *known_fields };

static bool equals(const char *text, size_t length, const char *word)
{
    return strlen(word) == length && memcmp(text, word, length) == 0;
}

/* "function mpc = case9" names the variable; anything else there is a case of version 1 or no case.
 */
static enum status read_function(struct reading *reading)
{
    struct scanner *scanner = &reading->scanner;
    const char *first = scanner->at;
    scanner->at += strlen("function");
    scan_space(scanner, false);
    const char *variable = scanner->at;
    const size_t length = scan_name(scanner, false);
    scanner->at += length;
    scan_space(scanner, false);
    if (length > 0 && *scanner->at == '=') {
        scanner->at++;
        scan_space(scanner, false);
        const size_t name_length = scan_name(scanner, false);
        reading->variable = variable;
        reading->variable_length = length;
        reading->grid->name = arena_text(scanner->arena, scanner->at, name_length);
        if (reading->grid->name == NULL) return STATUS_NO_MEMORY;
        scanner->at += name_length;
        scan_space(scanner, false);
        if (scanner->at[0] == '(' && scanner->at[1] == ')') scanner->at += 2;
        if (name_length > 0) return STATUS_OK;
    }
    return error_set(reading->error, STATUS_BAD_INPUT,
                     "%s:%d: found `%s`, wanted `function mpc = NAME`: a case of version 1 is "
                     "brought to version 2 by MATPOWER (loadcase, savecase)",
                     scanner->path, scanner->line, scan_excerpt(scanner, first).text);
}

static enum status keep_field(struct reading *reading, const char *name, size_t length,
                              const struct literal *literal)
{
    struct matpower_case *grid = reading->grid;
    struct arena *arena = reading->scanner.arena;
    if (grid->n_field == reading->field_room) {
        const int room = reading->field_room == 0 ? FIRST_FIELDS : 2 * reading->field_room;
        struct matpower_field *larger = ARENA_ARRAY(arena, struct matpower_field, room);
        if (larger == NULL) return STATUS_NO_MEMORY;
        if (grid->n_field > 0) memcpy(larger, grid->field, (size_t)grid->n_field * sizeof *larger);
        grid->field = larger;
        reading->field_room = room;
    }
    struct matpower_field *field = &grid->field[grid->n_field++];
    field->name = arena_text(arena, name, length);
    field->text = arena_text(arena, literal->source, literal->source_length);
    field->line = literal->line;
    return field->name != NULL && field->text != NULL ? STATUS_OK : STATUS_NO_MEMORY;
}

static bool has_kind(const struct literal *literal, enum literal_kind kind)
{
    const bool single = literal->matrix.n_row == 1 && literal->matrix.n_column == 1;
    if (kind == LITERAL_MATRIX) return literal->kind == LITERAL_MATRIX;
    if (kind == LITERAL_NUMBER) return single;
    if (kind == LITERAL_TEXT) return literal->kind == LITERAL_TEXT || single; /* version = 2 */
    return literal->kind == LITERAL_CELLS ||
           (literal->kind == LITERAL_MATRIX && literal->matrix.n_row == 0);
}

static enum status store_field(struct reading *reading, const char *name, size_t length,
                               const struct literal *literal)
{
    static const char *const wanted[] = {"one number", "a text", "a matrix [...]", "cells {...}"};
    for (int i = 0; i < KNOWN_FIELDS; i++) {
        const struct known_field *field = &known_fields[i];
        struct literal *place =
            (struct literal *)(void *)((char *)&reading->source + field->offset);
        if (!equals(name, length, field->name)) continue;
        if (place->source != NULL)
            return error_set(reading->error, STATUS_BAD_INPUT,
                             "%s:%d: %s is given again, first at line %d; which one is meant?",
                             reading->scanner.path, literal->line, field->name, place->line);
        if (!has_kind(literal, field->kind))
            return error_set(reading->error, STATUS_BAD_INPUT, "%s:%d: %s must be %s",
                             reading->scanner.path, literal->line, field->name,
                             wanted[field->kind]);
        *place = *literal;
        return STATUS_OK;
    }
    return keep_field(reading, name, length, literal);
}

/* "mpc.bus = ..."; anything that is not of this form is refused. */
static enum status read_assignment(struct reading *reading)
{
    struct scanner *scanner = &reading->scanner;
    const char *first = scanner->at;
    const size_t length = scan_name(scanner, true), prefix = reading->variable_length;
    struct literal literal;
    if (length <= prefix + 1 || memcmp(first, reading->variable, prefix) != 0 ||
        first[prefix] != '.')
        return scan_refuse(scanner, first);
    scanner->at += length;
    scan_space(scanner, false);
    if (scanner->at[0] != '=' || scanner->at[1] == '=') return scan_refuse(scanner, first);
    scanner->at++;
    scan_space(scanner, false);
    TRY(scan_literal(scanner, &literal));
    return store_field(reading, first + prefix + 1, length - prefix - 1, &literal);
}

static enum status read_statements(struct reading *reading)
{
    struct scanner *scanner = &reading->scanner;
    scan_space(scanner, true);
    if (equals(scanner->at, scan_name(scanner, false), "function")) TRY(read_function(reading));
    for (scan_space(scanner, true); scanner->at < scanner->end; scan_space(scanner, true)) {
        const size_t length = scan_name(scanner, true);
        if (equals(scanner->at, length, "end") || equals(scanner->at, length, "endfunction") ||
            equals(scanner->at, length, "return"))
            scanner->at += length; /* what follows is refused unless it is more data */
        else
            TRY(read_assignment(reading));
    }
    return STATUS_OK;
}

/* "cases/case9.m" is case9. */
static enum status name_by_path(const char *path, struct arena *arena, const char **name)
{
    const char *slash = strrchr(path, '/');
    const char *first = slash != NULL ? slash + 1 : path;
    const char *dot = strrchr(first, '.');
    *name = arena_text(arena, first, dot != NULL ? (size_t)(dot - first) : strlen(first));
    return *name != NULL ? STATUS_OK : STATUS_NO_MEMORY;
}

enum status matpower_read(const char *path, struct arena *arena, struct matpower_case *grid,
                          struct error *error)
{
    struct reading reading = {
        .grid = grid, .variable = "mpc", .variable_length = strlen("mpc"), .error = error};
    struct text text;
    *grid = (struct matpower_case){.path = path};
    TRY(text_read(path, FILE_LIMIT, arena, &text, error));
    scanner_start(&reading.scanner, &text, arena, error);
    TRY(name_by_path(path, arena, &grid->name));
    TRY(read_statements(&reading));
    return matpower_fill(&reading.source, arena, grid, error);
}

int matpower_bus_position(const struct matpower_case *grid, int number)
{
    for (int bus = 0; bus < grid->n_bus; bus++)
        if (grid->bus[bus].number == number) return bus;
    return -1;
}

void matpower_angle_limits(const struct matpower_branch *branch, double *min_degree,
                           double *max_degree)
{
    const double min = branch->angle_min_degree, max = branch->angle_max_degree;
    const bool none = min == 0 && max == 0;
    *min_degree = none || min <= -360 ? -INFINITY : min;
    *max_degree = none || max >= 360 ? INFINITY : max;
}

static double piecewise_at(const struct matpower_cost *cost, double output)
{
    const double *value = cost->value;
    int piece = 0; /* from point piece to point piece + 1 */
    while (piece < cost->count - 2 && output > value[2 * piece + 2])
        piece++;
    const double *point = value + 2 * (size_t)piece;
    return point[1] + (point[3] - point[1]) / (point[2] - point[0]) * (output - point[0]);
}

double matpower_cost_at(const struct matpower_cost *cost, double output)
{
    double sum = 0;
    if (cost->model == MATPOWER_PIECEWISE) return piecewise_at(cost, output);
    for (int i = 0; i < cost->count; i++) /* Horner */
        sum = sum * output + cost->value[i];
    return sum;
}
