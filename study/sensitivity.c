#include "study/sensitivity.h"

#include <math.h>

enum { BISECTIONS = 200 };

/* A switching value is known when the interval is this share of where it was looked for. */
static const double SWITCH_SHARE = 1e-9;

static double *central_point(int n_driver, const struct driver *driver, struct arena *scratch)
{
    double *point = ARENA_ARRAY(scratch, double, n_driver);
    for (int d = 0; point != NULL && d < n_driver; d++)
        point[d] = driver[d].central;
    return point;
}

/* Worth with one driver moved. */
static enum status worth_at(const struct valued *valued, double *point, int which, double value,
                            double *worth, struct error *error)
{
    const double before = point[which];
    point[which] = value;
    const enum status status = valued->value(valued->context, point, worth, error);
    point[which] = before;
    return status;
}

static void sort_bars(int n, struct tornado_bar *bar)
{
    for (int i = 1; i < n; i++) {
        const struct tornado_bar own = bar[i];
        int place = i;
        for (; place > 0 && bar[place - 1].swing < own.swing; place--)
            bar[place] = bar[place - 1];
        bar[place] = own;
    }
}

enum status tornado(int n_driver, const struct driver *driver, const struct valued *valued,
                    struct arena *scratch, struct tornado_bar *bar, double *central,
                    struct error *error)
{
    double *point = central_point(n_driver, driver, scratch);
    if (point == NULL) return STATUS_NO_MEMORY;
    TRY(valued->value(valued->context, point, central, error));
    for (int d = 0; d < n_driver; d++) {
        bar[d].driver = d;
        TRY(worth_at(valued, point, d, driver[d].low, &bar[d].at_low, error));
        TRY(worth_at(valued, point, d, driver[d].high, &bar[d].at_high, error));
        bar[d].swing = fabs(bar[d].at_high - bar[d].at_low);
    }
    sort_bars(n_driver, bar);
    return STATUS_OK;
}

enum status two_way_table(int n_driver, const struct driver *driver, const struct valued *valued,
                          const struct table_side *rows, const struct table_side *columns,
                          struct arena *scratch, double *worth, struct error *error)
{
    double *point = central_point(n_driver, driver, scratch);
    if (point == NULL) return STATUS_NO_MEMORY;
    for (int r = 0; r < rows->n; r++)
        for (int c = 0; c < columns->n; c++) {
            point[rows->driver] = rows->value[r];
            TRY(worth_at(valued, point, columns->driver, columns->value[c],
                         &worth[r * columns->n + c], error));
        }
    return STATUS_OK;
}

enum status switching_value(int n_driver, const struct driver *driver, const struct valued *valued,
                            const struct switch_search *search, struct arena *scratch,
                            struct switching_value *found, struct error *error)
{
    double *point = central_point(n_driver, driver, scratch);
    double low = search->least, high = search->most, at_low, at_high, worth;
    *found = (struct switching_value){.value = NAN};
    if (point == NULL) return STATUS_NO_MEMORY;
    TRY(worth_at(valued, point, search->driver, low, &at_low, error));
    TRY(worth_at(valued, point, search->driver, high, &at_high, error));
    if (isnan(at_low) || isnan(at_high)) return STATUS_OK;
    if (at_low != 0 && at_high != 0 && (at_low > 0) == (at_high > 0)) return STATUS_OK;
    found->is_found = true;
    if (at_low == 0 || at_high == 0) {
        found->value = at_low == 0 ? low : high;
        return STATUS_OK;
    }
    const double enough = fmax(search->tolerance, SWITCH_SHARE * (high - low));
    for (int i = 0; i < BISECTIONS && high - low > enough; i++) {
        const double straight = low + (high - low) * at_low / (at_low - at_high);
        const double middle = i % 2 ? low + (high - low) / 2 : straight; /* chord, then half */
        TRY(worth_at(valued, point, search->driver, middle, &worth, error));
        if (worth == 0) {
            found->value = middle;
            return STATUS_OK;
        }
        const bool is_low_side = (worth > 0) == (at_low > 0);
        *(is_low_side ? &low : &high) = middle;
        *(is_low_side ? &at_low : &at_high) = worth;
    }
    found->value = low + (high - low) * at_low / (at_low - at_high);
    return STATUS_OK;
}
