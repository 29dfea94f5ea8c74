#include "network/network_internal.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* Shares are written with few digits; their sum may miss 1 by rounding alone. */
#define SHARE_ROUNDING 1e-9

void find_buses_in_use(const struct network *network, bool *has_use)
{
    for (int bus = 0; bus < network->n_bus; bus++)
        has_use[bus] = false;
    for (int i = 0; i < network->n_line; i++)
        has_use[network->line[i].from_bus] = has_use[network->line[i].to_bus] = true;
    for (int i = 0; i < network->n_link; i++)
        has_use[network->link[i].from_bus] = has_use[network->link[i].to_bus] = true;
    for (int i = 0; i < network->n_generator; i++)
        has_use[network->generator[i].bus] = true;
    for (int i = 0; i < network->n_storage; i++)
        has_use[network->storage[i].bus] = true;
    for (int i = 0; i < network->n_load; i++)
        has_use[network->load[i].bus] = true;
    for (int i = 0; i < network->n_market; i++)
        has_use[network->market[i].bus] = true;
}

static void check_branches(const struct network *network, struct error *error)
{
    for (int i = 0; i < network->n_line; i++) {
        const struct line *line = &network->line[i];
        if (line->from_bus == line->to_bus)
            row_fault(&line->origin, error,
                      "line `%s` runs from bus `%s` to itself, wanted two buses", line->id,
                      line->from);
        if (!(line->reactance_pu > 0) || !isfinite(line->reactance_pu))
            row_fault(&line->origin, error,
                      "line `%s` has the reactance %g per unit, wanted a positive number; see "
                      "x_ohm_per_km, length_km, circuits and nominal_kv",
                      line->id, line->reactance_pu);
        if (!(line->limit_mw >= 0) || !(line->limit_back_mw >= 0))
            row_fault(&line->origin, error,
                      "line `%s` has the limits %g and %g MW, wanted 0 or more", line->id,
                      line->limit_mw, line->limit_back_mw);
    }
    for (int i = 0; i < network->n_link; i++) {
        const struct hvdc_link *link = &network->link[i];
        if (link->from_bus == link->to_bus)
            row_fault(&link->origin, error,
                      "HVDC link `%s` runs from bus `%s` to itself, wanted two buses", link->id,
                      link->from);
    }
}

static void check_exclusive_groups(const struct network *network, struct error *error)
{
    for (int i = 0; i < network->n_link; i++) {
        const struct hvdc_link *link = &network->link[i];
        if (link->exclusive_group[0] == '\0') continue;
        for (int j = 0; j < i; j++) {
            if (strcmp(network->link[j].exclusive_group, link->exclusive_group) != 0) continue;
            row_fault(&link->origin, error,
                      "HVDC links `%s` and `%s` are both in service and exclude each other "
                      "(exclusive_group `%s`); name the ones you want in hvdc_in_service",
                      network->link[j].id, link->id, link->exclusive_group);
            break;
        }
    }
}

static void check_plants(const struct network *network, struct error *error)
{
    for (int i = 0; i < network->n_generator; i++) {
        const struct generator *plant = &network->generator[i];
        if (plant->must_run_share > 1 - plant->forced_outage_share + SHARE_ROUNDING)
            row_fault(&plant->origin, error,
                      "plant `%s` must run with %g of its capacity, but only %g is there after "
                      "forced outages; lower must_run_share or forced_outage_share",
                      plant->id, plant->must_run_share, 1 - plant->forced_outage_share);
        if (plant->availability == AVAILABILITY_RIVER && isnan(plant->annual_energy_gwh))
            row_fault(&plant->origin, error,
                      "river plant `%s` lacks `annual_energy_gwh`, wanted the energy "
                      "of its water in a year",
                      plant->id);
    }
}

/* Water that comes back to where it was released: each storage on the way is on the cycle. */
static void check_cascades(const struct network *network, struct error *error)
{
    for (int first = 0; first < network->n_storage; first++) {
        int here = network->storage[first].downstream_storage, steps = 0;
        while (here > first && steps++ < network->n_storage) /* told once, by its first member */
            here = network->storage[here].downstream_storage;
        if (here != first) continue;
        row_fault(
            &network->storage[first].origin, error,
            "the water of storage `%s` comes back to it through `%s`; leave `downstream` of the "
            "last one empty",
            network->storage[first].id, network->storage[first].downstream);
    }
}

/* Adds a name to a list of names; what does not fit is left out. */
static void add_name(char *text, size_t size, const char *between, const char *name)
{
    enum { NAME_BYTES = 100 };
    char part[NAME_BYTES];
    if (snprintf(part, sizeof part, "%s`%s`", between, name) >= NAME_BYTES) return;
    if (strlen(text) + strlen(part) < size) strcat(text, part);
}

/* One bus of every island that the buses in use of an area fall into. */
static void check_area(const struct network *network, int area, const bool *has_use,
                       int *first_of_island, struct error *error)
{
    enum { NAMES_BYTES = 400 };
    int n_island = 0, cut_off = 0; /* cut_off: the first bus of the second island */
    char names[NAMES_BYTES] = "";
    for (int bus = 0; bus < network->n_bus; bus++)
        first_of_island[bus] = -1;
    for (int bus = 0; bus < network->n_bus; bus++) {
        const struct bus *here = &network->bus[bus];
        if (here->area != area || !has_use[bus] || first_of_island[here->island] >= 0) continue;
        first_of_island[here->island] = bus;
        if (n_island == 1) cut_off = bus;
        add_name(names, sizeof names, n_island++ == 0 ? "" : ", ", here->id);
    }
    if (n_island > 1)
        row_fault(&network->bus[cut_off].origin, error,
                  "the synchronous area `%s` falls into %d islands, one bus of each: %s; put "
                  "lines between them in service, or give each its own sync_area",
                  network->area_name[area], n_island, names);
}

enum status network_check(const struct network *network, struct arena *scratch, struct error *error)
{
    const int faults = error->count;
    bool *has_use = ARENA_ARRAY(scratch, bool, network->n_bus);
    int *first_of_island = ARENA_ARRAY(scratch, int, network->n_bus);
    if (has_use == NULL || first_of_island == NULL)
        return error_set(error, STATUS_NO_MEMORY, "no memory to check %d buses", network->n_bus);
    if (network->n_bus == 0) error_add(error, "%s: there are no buses", network->path);
    check_branches(network, error);
    check_exclusive_groups(network, error);
    check_plants(network, error);
    check_cascades(network, error);
    find_buses_in_use(network, has_use);
    for (int area = 0; area < network->n_area; area++)
        check_area(network, area, has_use, first_of_island, error);
    return error->count > faults ? STATUS_BAD_INPUT : STATUS_OK;
}
