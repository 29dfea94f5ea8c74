#include "network/left_out.h"
#include "network/network_internal.h"

#include <math.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

struct selection {
    const struct network_file *file;
    struct network *network;
    struct arena *arena;
    struct error *error;
    struct name_index index[NETWORK_TABLES];
    bool *keep[NETWORK_TABLES]; /* per row */
    struct omission *omission;  /* what is left out so far */
    int n_omission;
};

static const char *const singular[] = {"bus",       "line",         "HVDC link",
                                       "generator", "storage",      "load",
                                       "market",    "market block", "interface member"};
static const char *const plural[] = {"buses",      "lines",         "HVDC links",
                                     "generators", "storages",      "loads",
                                     "markets",    "market blocks", "interface members"};

static void tell(struct selection *selection, enum table_id table, const char *id,
                 const char *which, const char *what)
{
    selection->omission[selection->n_omission++] =
        (struct omission){singular[table], plural[table], which, what, id};
}

static void leave_out(struct selection *selection, enum table_id table, int row, const char *which,
                      const char *what)
{
    selection->keep[table][row] = false;
    tell(selection, table, selection->index[table].name[row], which, what);
}

static bool has_status(const struct selection *selection, const char *status)
{
    const struct text_list *included = &selection->file->include_status;
    return included->count == 0 || text_list_has(included, status);
}

static enum status leave_out_status(struct selection *selection, enum table_id table, int row,
                                    const char *status)
{
    const char *which = text_format(selection->arena, " of status `%s`", status);
    if (which == NULL) return STATUS_NO_MEMORY;
    leave_out(selection, table, row, which, "not in service");
    return STATUS_OK;
}

static enum status select_lines(struct selection *selection)
{
    const struct network_file *file = selection->file;
    for (int i = 0; i < selection->network->n_line; i++) {
        const struct line *line = &selection->network->line[i];
        const bool is_in = text_list_has(&file->lines_in_service, line->id);
        const bool is_out = text_list_has(&file->lines_out_of_service, line->id);
        if (is_in && is_out)
            error_add(selection->error,
                      "%s:%d: `%s` is in lines_in_service and in lines_out_of_service; remove it "
                      "from one",
                      file->path, line_of_setting(file, "lines_out_of_service"), line->id);
        if (is_in && !line->synchronous)
            error_add(selection->error,
                      "%s:%d: `lines_in_service` names `%s`, which cannot carry free AC flow "
                      "(synchronous = no at %s:%d)",
                      file->path, line_of_setting(file, "lines_in_service"), line->id,
                      line->origin.file, line->origin.file_line);
        if (!line->synchronous)
            leave_out(selection, TABLE_LINES, i, " that cannot carry free AC flow",
                      "not in service");
        else if (is_out)
            leave_out(selection, TABLE_LINES, i, "", "out of service by the network file");
        else if (!is_in && !has_status(selection, line->status))
            TRY(leave_out_status(selection, TABLE_LINES, i, line->status));
    }
    return STATUS_OK;
}

static enum status select_links(struct selection *selection)
{
    const struct network_file *file = selection->file;
    const bool is_chosen = line_of_setting(file, "hvdc_in_service") > 0;
    for (int i = 0; i < selection->network->n_link; i++) {
        const struct hvdc_link *link = &selection->network->link[i];
        if (is_chosen && !text_list_has(&file->hvdc_in_service, link->id))
            leave_out(selection, TABLE_HVDC_LINKS, i, "", "not among hvdc_in_service");
        else if (!is_chosen && !has_status(selection, link->status))
            TRY(leave_out_status(selection, TABLE_HVDC_LINKS, i, link->status));
    }
    return STATUS_OK;
}

/* A market stands for the plants and loads of its country. */
static enum status leave_out_price_area(struct selection *selection, enum table_id table, int row,
                                        const char *country)
{
    const char *which = text_format(selection->arena, " in the price area %s", country);
    if (which == NULL) return STATUS_NO_MEMORY;
    leave_out(selection, table, row, which, "left out");
    return STATUS_OK;
}

static enum status select_plants(struct selection *selection)
{
    const struct network_file *file = selection->file;
    const struct network *network = selection->network;
    for (int i = 0; i < network->n_generator; i++) {
        const struct generator *plant = &network->generator[i];
        const char *country = network->bus[plant->bus].country;
        if (text_list_has(&file->generators_out_of_service, plant->id))
            leave_out(selection, TABLE_GENERATORS, i, "", "out of service by the network file");
        else if (!has_status(selection, plant->status))
            TRY(leave_out_status(selection, TABLE_GENERATORS, i, plant->status));
        else if (text_list_has(&file->price_areas, country))
            TRY(leave_out_price_area(selection, TABLE_GENERATORS, i, country));
    }
    for (int i = 0; i < network->n_storage; i++) {
        const struct storage *storage = &network->storage[i];
        const char *country = network->bus[storage->bus].country;
        if (!has_status(selection, storage->status))
            TRY(leave_out_status(selection, TABLE_STORAGE, i, storage->status));
        else if (text_list_has(&file->price_areas, country))
            TRY(leave_out_price_area(selection, TABLE_STORAGE, i, country));
    }
    return STATUS_OK;
}

/* The year of the loads: demand_year, or the only one that the table has. */
static int year_of_loads(struct selection *selection)
{
    enum { YEARS_BYTES = 200 };
    const struct network_file *file = selection->file;
    const struct network *network = selection->network;
    char years[YEARS_BYTES] = "";
    int n_year = 0, last = 0;
    bool is_there = false;
    for (int i = 0; i < network->n_load; i++) {
        const int year = network->load[i].year;
        bool is_new = true;
        for (int j = 0; j < i && is_new; j++)
            is_new = network->load[j].year != year;
        is_there = is_there || year == file->demand_year;
        if (!is_new) continue;
        const size_t used = strlen(years);
        snprintf(years + used, sizeof years - used, "%s%d", n_year++ == 0 ? "" : ", ", year);
        last = year;
    }
    if (file->demand_year != 0 && network->n_load > 0 && !is_there)
        error_add(selection->error, "%s:%d: `demand_year` is %d, wanted a year of the loads: %s",
                  file->path, line_of_setting(file, "demand_year"), file->demand_year, years);
    if (file->demand_year == 0 && n_year > 1)
        error_add(selection->error,
                  "%s:%d: the loads are of several years (%s), wanted `demand_year`", file->path,
                  line_of_setting(file, "loads"), years);
    return file->demand_year != 0 ? file->demand_year : last;
}

static enum status select_loads(struct selection *selection)
{
    const struct network *network = selection->network;
    const int chosen = year_of_loads(selection);
    const char *what = text_format(selection->arena, "not used, the demand year is %d", chosen);
    if (what == NULL) return STATUS_NO_MEMORY;
    for (int i = 0; i < network->n_load; i++) {
        const struct load *load = &network->load[i];
        const char *country = network->bus[load->bus].country;
        if (load->year != chosen) {
            const char *which = text_format(selection->arena, " of %d", load->year);
            if (which == NULL) return STATUS_NO_MEMORY;
            selection->keep[TABLE_LOADS][i] = false;
            tell(selection, TABLE_LOADS, NULL, which, what);
        } else if (text_list_has(&selection->file->price_areas, country)) {
            TRY(leave_out_price_area(selection, TABLE_LOADS, i, country));
        }
    }
    return STATUS_OK;
}

static void select_markets(struct selection *selection)
{
    const struct network_file *file = selection->file;
    const struct network *network = selection->network;
    const bool is_chosen = line_of_setting(file, "markets_in_service") > 0;
    for (int i = 0; i < network->n_market; i++)
        if (is_chosen && !text_list_has(&file->markets_in_service, network->market[i].id))
            leave_out(selection, TABLE_MARKETS, i, "", "not among markets_in_service");
    for (int i = 0; i < network->n_market_block; i++)
        selection->keep[TABLE_MARKET_BLOCKS][i] =
            selection->keep[TABLE_MARKETS][network->market_block[i].market];
}

static enum status select_members(struct selection *selection)
{
    const struct network *network = selection->network;
    for (int i = 0; i < network->n_member; i++) {
        const struct interface_member *member = &network->member[i];
        const bool is_kept = member->line >= 0 ? selection->keep[TABLE_LINES][member->line]
                                               : selection->keep[TABLE_HVDC_LINKS][member->link];
        if (is_kept) continue;
        const char *which =
            text_format(selection->arena, " of the interface %s", member->interface_id);
        if (which == NULL) return STATUS_NO_MEMORY;
        leave_out(selection, TABLE_INTERFACES, i, which, "not in service");
    }
    return STATUS_OK;
}

/* ---- what changes in the rows that stay ---- */

/* Water released towards a storage that is not in service leaves the model. */
static void cut_cascades(struct selection *selection)
{
    const struct network *network = selection->network;
    for (int i = 0; i < network->n_storage; i++) {
        struct storage *storage = &network->storage[i];
        const int below = storage->downstream_storage;
        if (!selection->keep[TABLE_STORAGE][i] || below < 0) continue;
        if (selection->keep[TABLE_STORAGE][below]) continue;
        storage->downstream = "";
        storage->downstream_storage = -1;
        tell(selection, TABLE_STORAGE, storage->id, "",
             "cut off from the storage downstream, which is not in service");
    }
}

/* Another capacity means more or fewer equal cables in parallel: the loss per unit of capacity and
 * the cost per MW stay. */
static void set_capacity(struct hvdc_link *link, double capacity_mw)
{
    const double times = capacity_mw / link->capacity_mw;
    if (link->capacity_mw > 0 && capacity_mw > 0) {
        link->ohm_per_km_per_pole /= times;
        link->capex_low_musd *= times;
        link->capex_central_musd *= times;
        link->capex_high_musd *= times;
    }
    link->capacity_mw = capacity_mw;
}

static enum status override_capacities(struct selection *selection)
{
    const struct network_file *file = selection->file;
    const struct text_list *of = &file->hvdc_capacity_of, *mw = &file->hvdc_capacity_mw;
    const struct place place = {file->path, line_of_setting(file, "hvdc_capacity_mw")};
    static const struct key capacity = {
        "hvdc_capacity_mw", KEY_REAL, 0, true, 0, 1e5, 0, NULL, NULL, "MW", "Capacity."};
    if (of->count != mw->count) {
        error_add(selection->error,
                  "%s:%d: `hvdc_capacity_mw` has %d entries, wanted %d, one per link of "
                  "`hvdc_capacity_of`",
                  place.path, place.line, mw->count, of->count);
        return STATUS_OK;
    }
    for (int i = 0; i < of->count; i++) {
        const int link = name_index_find(&selection->index[TABLE_HVDC_LINKS], of->item[i]);
        double capacity_mw = NAN;
        TRY(key_store_text(&capacity, mw->item[i], place, &capacity_mw, selection->arena,
                           selection->error));
        if (link < 0 || isnan(capacity_mw)) continue;
        set_capacity(&selection->network->link[link], capacity_mw);
        if (!selection->keep[TABLE_HVDC_LINKS][link])
            tell(selection, TABLE_HVDC_LINKS, of->item[i], " of hvdc_capacity_of",
                 "not in service all the same");
    }
    return STATUS_OK;
}

static void drop_rows(struct selection *selection, enum table_id table)
{
    const size_t row_bytes = table_layouts[table].row_bytes;
    char *rows = table_of(selection->network, table);
    const int n_row = rows_of(selection->network, table);
    int n_kept = 0;
    for (int row = 0; row < n_row; row++) {
        if (!selection->keep[table][row]) continue;
        if (n_kept < row) memcpy(rows + n_kept * row_bytes, rows + row * row_bytes, row_bytes);
        n_kept++;
    }
    set_table(selection->network, table, rows, n_kept);
}

/* What stays but does nothing: worth a sentence, no fault. */
static enum status tell_idle(struct selection *selection)
{
    const struct network *network = selection->network;
    bool *has_use = ARENA_ARRAY(selection->arena, bool, network->n_bus);
    if (has_use == NULL) return STATUS_NO_MEMORY;
    find_buses_in_use(network, has_use);
    for (int bus = 0; bus < network->n_bus; bus++)
        if (!has_use[bus])
            tell(selection, TABLE_BUSES, network->bus[bus].id, "",
                 "without any line, link, load, plant or market");
    for (int market = 0; market < network->n_market; market++) {
        const char *id = network->market[market].id;
        bool has_block = false;
        for (int i = 0; i < network->n_market_block && !has_block; i++)
            has_block = strcmp(network->market_block[i].market_id, id) == 0;
        if (!has_block)
            tell(selection, TABLE_MARKETS, id, "", "without market_blocks and cannot trade");
    }
    return STATUS_OK;
}

static enum status prepare(struct selection *selection)
{
    int most =
        0; /* a row is left out or idle once; a storage or a capacity is told about once more */
    for (int table = 0; table < NETWORK_TABLES; table++) {
        const int n_row = rows_of(selection->network, table);
        TRY(name_index_build(selection->network, table, selection->arena,
                             &selection->index[table]));
        selection->keep[table] = ARENA_ARRAY(selection->arena, bool, n_row);
        if (selection->keep[table] == NULL) return STATUS_NO_MEMORY;
        for (int row = 0; row < n_row; row++)
            selection->keep[table][row] = true;
        most += 2 * n_row;
    }
    most += selection->file->hvdc_capacity_of.count;
    selection->omission = ARENA_ARRAY(selection->arena, struct omission, most);
    return selection->omission == NULL ? STATUS_NO_MEMORY : STATUS_OK;
}

enum status network_in_service(const struct network_file *file, struct network *network,
                               struct arena *arena, struct error *error)
{
    struct selection selection = {.file = file, .network = network, .arena = arena, .error = error};
    const int faults = error->count;
    TRY(prepare(&selection));
    TRY(check_case_lists(file, network, selection.index, arena, error));
    TRY(select_lines(&selection));
    TRY(select_links(&selection));
    TRY(select_plants(&selection));
    TRY(select_loads(&selection));
    select_markets(&selection);
    TRY(select_members(&selection));
    cut_cascades(&selection);
    TRY(override_capacities(&selection));
    if (error->count > faults) return STATUS_OK;
    for (int table = 0; table < NETWORK_TABLES; table++)
        drop_rows(&selection, table);
    TRY(tell_idle(&selection));
    return omissions_tell(selection.n_omission, selection.omission, arena, &network->left_out);
}
