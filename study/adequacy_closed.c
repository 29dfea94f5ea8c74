/* What sampling is held to: closed forms of an area alone, and of a system with one area that can
 * be short (docs/model.md, eqs. 283, 284). */
#include "study/adequacy_internal.h"

#include <math.h>
#include <stdlib.h>

/* Exact tables are small; beyond this a grid of half as many states is exact to some MW. */
enum { MOST_STATES = 8192, MOST_JOINT_STATES = 200000 };

/* Eq. 286. */
double part_works_share(const struct adequacy_model *model, int part)
{
    const struct part *of = &model->part[part];
    double share = 1;
    for (int c = of->first_cause; c < of->first_cause + of->n_cause; c++) {
        const struct outage_unit *cause = &model->cause[c];
        const double repair_year = (cause->mobilisation_hour + cause->work_hour) / HOURS_PER_YEAR;
        if (cause->closed_hour > 0) return NAN;
        share /= 1 + cause->failures_per_year * repair_year;
    }
    return share;
}

/* Eq. 287. */
double branch_share(const struct adequacy_model *model, const struct branch *branch)
{
    double mean = 0, all = 1;
    if (branch->n_pole == 0) return 1;
    for (int p = branch->first_part; p < branch->first_part + branch->n_pole; p++) {
        const double works = part_works_share(model, p);
        mean += works / branch->n_pole;
        all *= works;
    }
    const double common =
        branch->common_part < 0 ? 1 : part_works_share(model, branch->common_part);
    const double back = branch->return_part < 0 ? 1 : part_works_share(model, branch->return_part);
    return common * (back * mean + (1 - back) * all);
}

/* ---- an area alone ---- */

static bool is_planned_out(const struct part *part, double hour)
{
    double into = fmod(hour - part->planned_from_hour, HOURS_PER_YEAR);
    if (into < 0) into += HOURS_PER_YEAR;
    return into < part->planned_hour;
}

static int by_hour(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Hours of the year at which a plan of an area begins or ends, 0 among them. */
static int find_changes(const struct adequacy_model *model, int area, double *hour)
{
    int n = 0, kept = 1;
    hour[n++] = 0;
    for (int p = 0; p < model->n_plant; p++) {
        const struct plant *plant = &model->plant[p];
        if (plant->area != area) continue;
        for (int i = plant->first_part; i < plant->first_part + plant->n_part; i++) {
            const struct part *part = &model->part[i];
            if (part->planned_hour == 0) continue;
            hour[n++] = part->planned_from_hour;
            hour[n++] = fmod(part->planned_from_hour + part->planned_hour, HOURS_PER_YEAR);
        }
    }
    qsort(hour, (size_t)n, sizeof *hour, by_hour);
    for (int i = 1; i < n; i++)
        if (hour[i] > hour[kept - 1]) hour[kept++] = hour[i];
    return kept;
}

/* The units of an area that no plan takes out at an hour; how many there are. */
static int units_at(const struct adequacy_model *model, int area, double hour,
                    struct capacity_unit *unit)
{
    int n = 0;
    for (int p = 0; p < model->n_plant; p++) {
        const struct plant *plant = &model->plant[p];
        if (plant->area != area) continue;
        for (int i = plant->first_part; i < plant->first_part + plant->n_part; i++)
            if (!is_planned_out(&model->part[i], hour))
                unit[n++] = (struct capacity_unit){plant->unit_mw, 1 - part_works_share(model, i)};
    }
    return n;
}

/* Plants that give the same in every hour, and fail alike at all times of the year. */
static bool is_exact(const struct adequacy_model *model, int area)
{
    for (int p = 0; p < model->n_plant; p++) {
        const struct plant *plant = &model->plant[p];
        if (plant->area != area) continue;
        if (model->network.generator[plant->generator].availability != AVAILABILITY_FIRM)
            return false;
        for (int i = plant->first_part; i < plant->first_part + plant->n_part; i++)
            if (isnan(part_works_share(model, i))) return false;
    }
    return true;
}

static enum status make_periods(struct adequacy_model *model, int a, struct arena *arena)
{
    struct area *area = &model->area[a];
    struct arena scratch = {0};
    enum status status = STATUS_NO_MEMORY;
    double *hour = ARENA_ARRAY(&scratch, double, 2 * model->n_part + 1);
    struct capacity_unit *unit = ARENA_ARRAY(&scratch, struct capacity_unit, model->n_part + 1);
    area->is_exact = is_exact(model, a);
    if (!area->is_exact) {
        arena_free(&scratch);
        return STATUS_OK;
    }
    if (hour != NULL && unit != NULL) {
        area->n_period = find_changes(model, a, hour);
        area->period = ARENA_ARRAY(arena, struct period, area->n_period);
        status = area->period != NULL ? STATUS_OK : STATUS_NO_MEMORY;
    }
    for (int i = 0; i < area->n_period && status == STATUS_OK; i++) {
        struct arena tables = {0};
        struct capacity_table table;
        const int n = units_at(model, a, hour[i], unit);
        area->period[i].from_hour = hour[i];
        status = capacity_table_units(n, unit, MOST_STATES, &tables, &table);
        if (status == STATUS_OK)
            status = capacity_curve_make(&table, arena, &area->period[i].curve);
        arena_free(&tables);
    }
    arena_free(&scratch);
    return status;
}

/* ---- a system with one area that can be short ---- */

/* The states of what a branch brings into an area. */
static enum status branch_table(const struct adequacy_model *model, const struct branch *branch,
                                double limit_mw, struct arena *arena, struct capacity_table *table)
{
    const double back = branch->return_part < 0 ? 1 : part_works_share(model, branch->return_part);
    if (branch->n_pole == 0) return capacity_table_unit(limit_mw, 0, arena, table);
    struct capacity_unit *pole = ARENA_ARRAY(arena, struct capacity_unit, branch->n_pole);
    if (pole == NULL) return STATUS_NO_MEMORY;
    for (int p = 0; p < branch->n_pole; p++)
        pole[p] = (struct capacity_unit){limit_mw / branch->n_pole,
                                         1 - part_works_share(model, branch->first_part + p)};
    TRY(capacity_table_units(branch->n_pole, pole, MOST_STATES, arena, table));
    double lost = 0;
    for (int i = 0; i < table->n_state - 1; i++) { /* less than all poles need the return */
        lost += (1 - back) * table->state[i].share;
        table->state[i].share *= back;
    }
    if (table->n_state > 0 && table->state[0].mw == 0) table->state[0].share += lost;
    if (branch->common_part < 0) return STATUS_OK;
    return capacity_table_common_cause(table, 1 - part_works_share(model, branch->common_part),
                                       arena, table);
}

static bool has_plan(const struct adequacy_model *model, const struct branch *branch)
{
    for (int p = branch->first_part; p < branch->first_part + branch->n_pole; p++)
        if (model->part[p].planned_hour > 0) return true;
    return false;
}

/* The only area with plants that fail, else the only one with a load; -1 when there is none, or
 * anything has no closed form. That all others always have enough is looked at in each year. */
static int find_needy(const struct adequacy_model *model)
{
    int with_plants = -1, with_load = -1, n_plants = 0, n_load = 0;
    for (int a = 0; a < model->n_area; a++) {
        bool has_plant = false, has_load = false;
        for (int p = 0; p < model->n_plant; p++)
            has_plant = has_plant || model->plant[p].area == a;
        for (int l = 0; l < model->network.n_load; l++)
            has_load = has_load || model->area_of_bus[model->network.load[l].bus] == a;
        if (has_plant) with_plants = a;
        if (has_load) with_load = a;
        n_plants += has_plant;
        n_load += has_load;
    }
    const int area = n_plants == 1 ? with_plants : n_plants == 0 && n_load == 1 ? with_load : -1;
    if (area < 0 || model->n_store > 0 || !model->area[area].is_exact ||
        model->area[area].n_period != 1)
        return -1;
    for (int b = 0; b < model->n_branch; b++) {
        const struct branch *branch = &model->branch[b];
        if (has_plan(model, branch) || isnan(branch_share(model, branch))) return -1;
    }
    return area;
}

static enum status make_needy(struct adequacy_model *model, struct arena *arena)
{
    struct arena scratch = {0};
    struct capacity_table table = {0};
    struct capacity_unit *unit = ARENA_ARRAY(&scratch, struct capacity_unit, model->n_part + 1);
    enum status status = STATUS_NO_MEMORY;
    const int area = find_needy(model);
    if (area >= 0 && unit != NULL)
        status = capacity_table_units(units_at(model, area, 0, unit), unit, MOST_STATES, &scratch,
                                      &table);
    for (int b = 0; b < model->n_branch && area >= 0 && status == STATUS_OK; b++) {
        const struct branch *branch = &model->branch[b];
        struct capacity_table link, joint;
        if (branch->from_area != area && branch->to_area != area) continue;
        status = branch_table(model, branch,
                              branch->to_area == area ? branch->forward_mw : branch->back_mw,
                              &scratch, &link);
        if (status != STATUS_OK) break;
        if ((long)table.n_state * link.n_state > MOST_JOINT_STATES) {
            arena_free(&scratch);
            return STATUS_OK;
        }
        status = capacity_table_join(&table, &link, &scratch, &joint);
        table = joint;
    }
    if (area >= 0 && status == STATUS_OK) {
        status = capacity_curve_make(&table, arena, &model->needy_curve);
        model->needy = area;
    }
    arena_free(&scratch);
    return area < 0 ? STATUS_OK : status;
}

enum status adequacy_closed_make(struct adequacy_model *model, struct arena *arena,
                                 struct error *error)
{
    enum status status = STATUS_OK;
    for (int a = 0; a < model->n_area && status == STATUS_OK; a++)
        status = make_periods(model, a, arena);
    if (status == STATUS_OK) status = make_needy(model, arena);
    return status == STATUS_OK ? status : error_set(error, status, "no memory for closed forms");
}

/* ---- a year ---- */

static const struct capacity_curve *curve_at(const struct area *area, int hour_of_year)
{
    int i = area->n_period - 1;
    while (i > 0 && area->period[i].from_hour > hour_of_year + 0.5) /* the middle of the hour */
        i--;
    return &area->period[i].curve;
}

static void add_expected(const struct capacity_curve *curve, double need_mw, struct area_year *year)
{
    const struct shortage shortage = capacity_curve_shortage(curve, need_mw);
    year->closed_short_hour += shortage.share;
    year->closed_unserved_mwh += shortage.mean_mw;
}

/* Whether an area can send all that its links and lines carry, in every hour of this year. */
static bool has_plenty(const struct adequacy_model *model, const struct balance *balance, int area)
{
    double out_mw = 0;
    for (int b = 0; b < model->n_branch; b++) {
        if (model->branch[b].from_area == area) out_mw += model->branch[b].forward_mw;
        if (model->branch[b].to_area == area) out_mw += model->branch[b].back_mw;
    }
    for (int hour = 0; hour < balance->n_hour; hour++)
        if (-balance->need_mw[(size_t)area * balance->n_hour + hour] < out_mw) return false;
    return true;
}

/* Whether all units of an area that work give all they can in every hour. */
static bool plants_are_flat(const struct adequacy_model *model, const struct series *series,
                            int n_hour, int area)
{
    const size_t n = (size_t)model->network.n_generator;
    for (int p = 0; p < model->n_plant; p++) {
        if (model->plant[p].area != area) continue;
        for (int hour = 0; hour < n_hour; hour++)
            if (series->generator_share[(size_t)hour * n + model->plant[p].generator] != 1)
                return false;
    }
    return true;
}

void adequacy_closed_year(const struct adequacy_model *model, const struct balance *balance,
                          const struct series *series, struct sampled_year *sampled)
{
    const int first_hour = model->input->dispatch->first_hour;
    struct area_year *system = &sampled->area[model->n_area];
    bool has_system = model->needy >= 0;
    for (int a = 0; a < model->n_area; a++) {
        const struct area *area = &model->area[a];
        struct area_year *year = &sampled->area[a];
        if (a != model->needy) has_system = has_system && has_plenty(model, balance, a);
        const bool is_exact = area->is_exact && plants_are_flat(model, series, balance->n_hour, a);
        if (a == model->needy) has_system = has_system && is_exact;
        year->closed_short_hour = year->closed_unserved_mwh = is_exact ? 0 : NAN;
        if (!is_exact) continue;
        for (int hour = 0; hour < balance->n_hour; hour++)
            add_expected(curve_at(area, (first_hour + hour) % HOURS_PER_YEAR),
                         balance->need_mw[(size_t)a * balance->n_hour + hour], year);
    }
    system->closed_short_hour = system->closed_unserved_mwh = has_system ? 0 : NAN;
    for (int hour = 0; hour < balance->n_hour && has_system; hour++)
        add_expected(&model->needy_curve,
                     balance->need_mw[(size_t)model->needy * balance->n_hour + hour], system);
}
