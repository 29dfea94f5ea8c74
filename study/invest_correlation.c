/* Drivers that go together: pairs that the study names, mended to a matrix that can be. */
#include "study/invest_drivers.h"

#include "base/text.h"
#include "study/driver.h"

#include <math.h>
#include <string.h>

/* The mending of a matrix that could be moves an entry by so much of rounding. */
static const double MATRIX_ROUNDING = 1e-9;

enum { PARTS = 3 };

/* "first, second, 0.6" in place: three texts without the spaces around them. */
static bool split(char *text, const char *part[PARTS])
{
    for (int i = 0; i < PARTS; i++) {
        char *comma = strchr(text, ',');
        if ((comma == NULL) != (i == PARTS - 1)) return false;
        const char *first = text, *last = comma == NULL ? text + strlen(text) : comma;
        text_trim(&first, &last);
        text = comma + 1;
        part[i] = first;
        ((char *)part[i])[last - first] = '\0';
    }
    return true;
}

static int drawn_driver(const struct invest_risk *risk, const char *name)
{
    for (int d = 0; d < risk->n_driver; d++)
        if (risk->driver[d].kind != RISK_WACC && strcmp(risk->driver[d].name, name) == 0) return d;
    return -1;
}

static void take_pair(struct invest *invest, const char *item, char *text, struct error *error)
{
    struct invest_risk *risk = &invest->risk;
    const char *part[PARTS], *names[RISK_DRIVERS];
    double share;
    const int line = invest_line_of(invest->config, "correlations");
    if (!split(text, part) || !text_number(part[2], &share) || fabs(share) > 1) {
        error_add(error,
                  "%s:%d: `correlations` has \"%s\", wanted \"DRIVER, DRIVER, NUMBER\" with a "
                  "number from -1 to 1",
                  invest->config->path, line, item);
        return;
    }
    const int a = drawn_driver(risk, part[0]), b = drawn_driver(risk, part[1]);
    if (a >= 0 && b >= 0 && a != b) {
        risk->correlation[a][b] = risk->correlation[b][a] = share;
        return;
    }
    const char *wrong = a < 0 ? part[0] : part[1];
    for (int d = 0; d < risk->n_driver; d++)
        names[d] = risk->driver[d].name;
    const char *nearest = a == b ? NULL : nearest_name(wrong, risk->n_driver, names);
    error_add(error, "%s:%d: `correlations` has \"%s\", wanted two drivers that are drawn%s%s%s",
              invest->config->path, line, item, nearest != NULL ? "; did you mean `" : "",
              nearest != NULL ? nearest : "", nearest != NULL ? "`?" : "");
}

/* What the mending makes of it, so that the result can say it. */
static enum status mend(struct invest_risk *risk, struct arena *arena)
{
    const int n = risk->n_driver;
    double *matrix = ARENA_ARRAY(arena, double, n *n), *factor = ARENA_ARRAY(arena, double, n *n);
    if (!matrix || !factor) return STATUS_NO_MEMORY;
    for (int i = 0; i < n; i++)
        for (int k = 0; k < n; k++)
            matrix[i * n + k] = risk->correlation[i][k];
    TRY(driver_correlation_factor(n, matrix, arena, factor, &risk->correlation_changed));
    if (risk->correlation_changed < MATRIX_ROUNDING) risk->correlation_changed = 0;
    return STATUS_OK;
}

enum status invest_correlations_take(struct invest *invest, struct arena *arena,
                                     struct error *error)
{
    const struct text_list *list = &invest->config->correlations;
    struct invest_risk *risk = &invest->risk;
    for (int d = 0; d < RISK_DRIVERS; d++)
        risk->correlation[d][d] = 1;
    for (int i = 0; i < list->count; i++) {
        char *text = arena_text(arena, list->item[i], strlen(list->item[i]));
        if (text == NULL) return error_set(error, STATUS_NO_MEMORY, "no memory for correlations");
        take_pair(invest, list->item[i], text, error);
    }
    risk->is_correlated = list->count > 0;
    TRY(error_status(error));
    if (mend(risk, arena) == STATUS_OK) return STATUS_OK;
    return error_set(error, STATUS_NO_MEMORY, "no memory for correlations");
}
