#include "study/invest_keep.h"

#include "study/invest_border.h"
#include "study/invest_packages.h"

#include <math.h>
#include <string.h>

enum { MONTHS = 12 };

/* ---- what a study depends on ---- */

static uint64_t of_settings(uint64_t sum, const struct dispatch_config *config)
{
    for (int k = 0; k < n_dispatch_key; k++) {
        const struct key *key = &dispatch_keys[k];
        const void *at = (const char *)config + key->offset;
        if (strcmp(key->name, "threads") == 0 || strcmp(key->name, "time_limit_s") == 0) continue;
        switch (key->type) {
        case KEY_REAL:
            sum = fingerprint_number(sum, *(const double *)at);
            break;
        case KEY_INTEGER:
        case KEY_CHOICE:
            sum = fingerprint_number(sum, *(const int *)at);
            break;
        case KEY_BOOLEAN:
            sum = fingerprint_number(sum, *(const bool *)at);
            break;
        case KEY_TEXT:
            sum = fingerprint_text(sum, *(const char *const *)at);
            break;
        case KEY_TEXT_LIST:
            for (int i = 0; i < ((const struct text_list *)at)->count; i++)
                sum = fingerprint_text(sum, ((const struct text_list *)at)->item[i]);
            break;
        }
    }
    return sum;
}

/* A table that was filled by hand has no file; equal files of neighbouring rows count once. */
struct file_sum {
    uint64_t sum;
    const char *last;
};
static void add_file(struct file_sum *files, const char *path)
{
    if (path == NULL || (files->last != NULL && strcmp(files->last, path) == 0)) return;
    files->sum = fingerprint_file(files->sum, path);
    files->last = path;
}

static uint64_t of_files(uint64_t sum, const struct network *network)
{
    struct file_sum files = {.sum = sum};
    add_file(&files, network->path);
    add_file(&files, network->weather_path);
    for (int i = 0; i < network->n_bus; i++)
        add_file(&files, network->bus[i].origin.file);
    for (int i = 0; i < network->n_line; i++)
        add_file(&files, network->line[i].origin.file);
    for (int i = 0; i < network->n_link; i++)
        add_file(&files, network->link[i].origin.file);
    for (int i = 0; i < network->n_generator; i++)
        add_file(&files, network->generator[i].origin.file);
    for (int i = 0; i < network->n_storage; i++)
        add_file(&files, network->storage[i].origin.file);
    for (int i = 0; i < network->n_load; i++)
        add_file(&files, network->load[i].origin.file);
    for (int i = 0; i < network->n_market; i++)
        add_file(&files, network->market[i].origin.file);
    for (int i = 0; i < network->n_market_block; i++)
        add_file(&files, network->market_block[i].origin.file);
    for (int i = 0; i < network->n_member; i++)
        add_file(&files, network->member[i].origin.file);
    return files.sum;
}

uint64_t invest_fingerprint(const struct invest_runs *runs)
{
    uint64_t sum = FINGERPRINT_BEGIN;
    for (int w = 0; w < runs->n_world; w++) {
        const struct invest_world *world = &runs->world[w];
        sum = of_settings(sum, &world->config);
        sum = of_files(sum, &world->network);
        for (int i = 0; i < world->overrides.count; i++)
            sum = fingerprint_file(sum, world->overrides.item[i]);
    }
    for (int k = 0; k < runs->n_watch; k++)
        sum = fingerprint_text(sum, runs->watch[k]);
    for (int k = 0; k < runs->n_border; k++)
        sum = fingerprint_text(sum, runs->border[k]);
    return sum;
}

uint64_t invest_key(const struct invest_runs *runs, uint64_t before, const struct invest_case *of)
{
    uint64_t key = fingerprint_bytes(runs->fingerprint, &before, sizeof before);
    key = fingerprint_number(key, of->world);
    key = fingerprint_number(key, of->most_export);
    for (int i = 0; i < of->n_line; i++)
        key = fingerprint_number(fingerprint_text(key, of->line[i].id), of->line[i].times);
    key = fingerprint_number(key, of->seed);
    for (int d = 0; d < DISPATCH_DRIVERS; d++)
        key = fingerprint_number(key, of->factor[d]);
    for (int k = 0; k < runs->n_watch; k++)
        key = fingerprint_number(key, isnan(of->capacity_mw[k]) ? -1 : of->capacity_mw[k]);
    return key;
}

/* ---- the numbers of a point ---- */

enum { NUMBERS = 16 + 2 * TIGHT_LIMITS, LINK_NUMBERS = 8 + MONTHS };

static int n_number(const struct invest_runs *runs)
{
    return NUMBERS + LINK_NUMBERS * runs->n_watch + N_AGENT * runs->n_country;
}

/* Copies to or from a row of numbers: one order for both ways. */
static void move(double *row, int *at, double *value, bool to_row)
{
    if (to_row)
        row[(*at)++] = *value;
    else
        *value = row[(*at)++];
}

static void move_point(const struct invest_runs *runs, double *row, struct invest_point *point,
                       bool to_row)
{
    int at = 0;
    double outcome = (double)point->outcome;
    double *number[NUMBERS] = {&outcome,
                               &point->cost_usd,
                               &point->lower_bound_usd,
                               &point->export_mwh,
                               &point->unserved_mwh,
                               &point->curtailed_mwh,
                               &point->co2_t,
                               &point->identity_gap,
                               &point->surplus_usd,
                               &point->iterations,
                               &point->is_reduced,
                               &point->hours_at_target,
                               &point->phantom_usd,
                               &point->border_mwh,
                               &point->border_strict_mwh,
                               &point->border_lenient_mwh};
    for (int i = 0; i < TIGHT_LIMITS; i++) {
        number[NUMBERS - 2 * TIGHT_LIMITS + i] = &point->tight_at[i];
        number[NUMBERS - TIGHT_LIMITS + i] = &point->tight_usd_per_mw[i];
    }
    for (int i = 0; i < NUMBERS; i++)
        move(row, &at, number[i], to_row);
    point->outcome = (enum outcome)outcome;
    for (int k = 0; k < runs->n_watch; k++) {
        struct invest_link *link = &point->link[k];
        double *const of_link[] = {
            &link->slope_usd_per_mw, &link->rent_usd, &link->forward_mwh,       &link->back_mwh,
            &link->received_mwh,     &link->loss_mwh, &link->utilisation_share, &link->hours_full};
        for (int i = 0; i < LINK_NUMBERS - MONTHS; i++)
            move(row, &at, of_link[i], to_row);
        for (int m = 0; m < MONTHS; m++)
            move(row, &at, &link->month_rent_usd[m], to_row);
    }
    for (int i = 0; i < N_AGENT * runs->n_country; i++)
        move(row, &at, &point->agent_usd[i], to_row);
}

enum status invest_point_place(struct invest_runs *runs, const struct invest_case *of,
                               struct invest_point *point)
{
    *point = (struct invest_point){.of = of};
    point->link = ARENA_ARRAY(runs->arena, struct invest_link, runs->n_watch + 1);
    point->agent_usd = ARENA_ARRAY(runs->arena, double, N_AGENT * runs->n_country + 1);
    return point->link != NULL && point->agent_usd != NULL ? STATUS_OK : STATUS_NO_MEMORY;
}

bool invest_recall(const struct invest_runs *runs, uint64_t key, struct invest_point *point)
{
    struct arena scratch = {0};
    double *row = ARENA_ARRAY(&scratch, double, n_number(runs));
    const bool is_there =
        row != NULL && checkpoint_find(&runs->checkpoint, key, n_number(runs), row);
    if (is_there) move_point(runs, row, point, false);
    arena_free(&scratch);
    return is_there;
}

enum status invest_remember(struct invest_runs *runs, uint64_t key,
                            const struct invest_point *point, struct error *error)
{
    struct arena scratch = {0};
    struct invest_point copy = *point;
    double *row = ARENA_ARRAY(&scratch, double, n_number(runs));
    enum status status = STATUS_NO_MEMORY;
    if (row != NULL) {
        move_point(runs, row, &copy, true);
        status = checkpoint_add(&runs->checkpoint, key, n_number(runs), row, error);
    }
    arena_free(&scratch);
    return status;
}

/* ---- from a result ---- */

/* The month of an hour of the year of 365 days. */
static int month_of(int hour_of_year)
{
    static const int days[MONTHS] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    int day = hour_of_year % HOURS_PER_YEAR / 24, month = 0;
    while (day >= days[month])
        day -= days[month++];
    return month;
}

/* Rent of an hour (docs/model.md, eq. 201). */
static double rent_of(const struct result *result, int hour, int l)
{
    const struct network *network = result->network;
    const struct hvdc_link *link = &network->link[l];
    const size_t at = (size_t)hour * (size_t)network->n_link + (size_t)l;
    const double *price = result->price_usd_per_mwh + (size_t)hour * (size_t)network->n_bus;
    const double from = price[link->from_bus], to = price[link->to_bus];
    return to * (result->link_forward_received_mw[at] - result->link_back_mw[at]) -
           from * (result->link_forward_mw[at] - result->link_back_received_mw[at]) -
           link->loss_fixed * link->capacity_mw * (from + to) / 2;
}

static void keep_link(const struct result *result, int l, struct invest_link *kept)
{
    const struct link_total *total = &result->link[l];
    *kept =
        (struct invest_link){.slope_usd_per_mw = -total->shadow_usd_per_mw,
                             .rent_usd = total->rent_usd,
                             .forward_mwh = total->forward_mwh,
                             .back_mwh = total->back_mwh,
                             .received_mwh = total->received_forward_mwh + total->received_back_mwh,
                             .loss_mwh = total->loss_mwh,
                             .utilisation_share = total->utilisation_share,
                             .hours_full = total->hours_full};
    for (int hour = 0; hour < result->n_hour; hour++)
        kept->month_rent_usd[month_of(result->series->first_hour + hour)] +=
            rent_of(result, hour, l);
}

static void keep_tight(struct invest_point *point, double at, double usd_per_mw)
{
    int place = TIGHT_LIMITS;
    while (place > 0 && usd_per_mw > 0 &&
           (isnan(point->tight_at[place - 1]) || usd_per_mw > point->tight_usd_per_mw[place - 1]))
        place--;
    if (place == TIGHT_LIMITS) return;
    for (int i = TIGHT_LIMITS - 1; i > place; i--) {
        point->tight_at[i] = point->tight_at[i - 1];
        point->tight_usd_per_mw[i] = point->tight_usd_per_mw[i - 1];
    }
    point->tight_at[place] = at;
    point->tight_usd_per_mw[place] = usd_per_mw;
}

static void keep_limits(const struct result *result, struct invest_point *point)
{
    for (int i = 0; i < TIGHT_LIMITS; i++)
        point->tight_at[i] = point->tight_usd_per_mw[i] = NAN;
    for (int l = 0; l < result->network->n_line; l++)
        keep_tight(point, l, result->line[l].shadow_usd_per_mw);
    for (int l = 0; l < result->network->n_link; l++)
        if (result->network->link[l].capacity_mw > 0)
            keep_tight(point, -1 - l, result->link[l].shadow_usd_per_mw);
}

static enum status keep_surplus(const struct invest_runs *runs, const struct result *result,
                                const struct dispatch_config *config, struct arena *scratch,
                                struct invest_point *point, struct error *error)
{
    struct surplus surplus;
    TRY(surplus_of(result, config, NULL, scratch, &surplus, error));
    point->surplus_usd = surplus.sum_usd - surplus.load_usd;
    for (int c = 0; c < surplus.n_country; c++)
        for (int to = 0; to < runs->n_country; to++)
            if (strcmp(runs->country[to], surplus.country[c].country) == 0)
                for (int agent = 0; agent < N_AGENT; agent++)
                    point->agent_usd[agent * runs->n_country + to] += surplus.country[c].usd[agent];
    return STATUS_OK;
}

/* Every sum of every dispatch must close, or nothing that is built on it is worth saying. */
static enum status check_sums(const struct result *result, struct invest_point *point,
                              struct error *error)
{
    const double size = fmax(1, fabs(point->cost_usd));
    const double gap = fabs(point->surplus_usd + point->cost_usd) / size;
    for (int i = 0; i < result->n_identity; i++) {
        const struct identity *identity = &result->identity[i];
        point->identity_gap = fmax(point->identity_gap, identity->relative_gap);
        if (!(identity->relative_gap <= INVEST_IDENTITY))
            return error_set(error, STATUS_NUMERICAL,
                             "%s: %s: %.12g and %.12g %s differ by %.1e, wanted at most %.0e",
                             result->study_path, identity->name, identity->left, identity->right,
                             identity->unit, identity->relative_gap, INVEST_IDENTITY);
    }
    point->identity_gap = fmax(point->identity_gap, gap);
    if (gap <= INVEST_IDENTITY) return STATUS_OK;
    return error_set(error, STATUS_NUMERICAL,
                     "%s: the surpluses of all agents sum to %.12g USD, minus the cost is %.12g "
                     "USD: they differ by %.1e, wanted at most %.0e",
                     result->study_path, point->surplus_usd, -point->cost_usd, gap,
                     INVEST_IDENTITY);
}

enum status invest_keep(const struct invest_runs *runs, const struct invest_case *of,
                        const struct result *result, const struct dispatch_config *config,
                        bool is_reduced, struct arena *scratch, struct invest_point *point,
                        struct error *error)
{
    const int *at = runs->watch_at + of->world * runs->n_watch;
    if (result->outcome != OUTCOME_OPTIMAL)
        return error_set(error, STATUS_NUMERICAL,
                         "%s: a dispatch of the study is %s: %s; an investment can only be "
                         "appraised where every dispatch has a certified optimum",
                         config->path, outcome_word(result->outcome), result->why);
    memset(point->agent_usd, 0, sizeof(double) * (size_t)(N_AGENT * runs->n_country));
    point->identity_gap = 0;
    point->border_mwh = point->border_strict_mwh = point->border_lenient_mwh = 0;
    point->outcome = result->outcome;
    point->cost_usd = result->column_cost_usd;
    point->lower_bound_usd = result->certificate.lower_bound;
    point->export_mwh = result->export_mwh;
    point->phantom_usd = result->phantom_usd;
    point->hours_at_target = result->export_hours_at_target;
    point->unserved_mwh = result->unserved_mwh;
    point->curtailed_mwh = result->curtailed_mwh;
    point->co2_t = result->co2_t;
    point->iterations = result->iterations;
    keep_limits(result, point);
    point->is_reduced = is_reduced;
    for (int k = 0; k < runs->n_watch; k++)
        if (at[k] >= 0) keep_link(result, at[k], &point->link[k]);
    TRY(keep_surplus(runs, result, config, scratch, point, error));
    TRY(invest_border_keep(runs, of->world, result, scratch, point, error));
    return check_sums(result, point, error);
}
