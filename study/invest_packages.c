#include "study/invest_packages.h"

#include "base/text.h"
#include "study/invest.h"

#include <math.h>
#include <string.h>

enum { LINKS_AT_MOST = 16, UNITS_AT_MOST = 2 * LINKS_AT_MOST };

/* ---- reading ---- */

struct reading {
    const struct invest_config *config;
    const struct network *network;
    struct arena *arena;
    struct error *error;
};

static void fault(const struct reading *reading, const char *package, const char *word,
                  const char *wanted)
{
    error_add(reading->error, "%s:%d: `packages` has \"%s\": \"%s\", wanted %s",
              reading->config->path, invest_line_of(reading->config, "packages"), package, word,
              wanted);
}

static bool has_cost(const struct hvdc_link *link)
{
    return link->capacity_mw > 0 && link->capex_low_musd <= link->capex_central_musd &&
           link->capex_central_musd <= link->capex_high_musd;
}

/* "LINE*TIMES" */
static void read_line(const struct reading *reading, const char *word, size_t length,
                      struct invest_package *package)
{
    const char *id = arena_text(reading->arena, word, length);
    double times;
    int at = 0;
    if (id == NULL) {
        error_set(reading->error, STATUS_NO_MEMORY, "no memory for packages");
        return;
    }
    while (at < reading->network->n_line && strcmp(reading->network->line[at].id, id) != 0)
        at++;
    if (at == reading->network->n_line)
        fault(reading, package->name, id, "lines in service of the network before a *");
    else if (!(text_number(word + length + 1, &times) && times > 1))
        fault(reading, package->name, word, "LINE*TIMES with more than 1 times the circuits");
    else
        package->line[package->n_line++] =
            (struct package_line){reading->network->line[at].id, times};
}

/* "LINK" or "LINK=MW" */
static void read_link(const struct reading *reading, const char *word,
                      struct invest_package *package)
{
    const size_t length = strcspn(word, "="), star = strcspn(word, "*");
    if (word[star] == '*') {
        read_line(reading, word, star, package);
        return;
    }
    const char *id = arena_text(reading->arena, word, length);
    struct package_link *link = &package->link[package->n_link];
    if (id == NULL) {
        error_set(reading->error, STATUS_NO_MEMORY, "no memory for packages");
        return;
    }
    const int at = network_link(reading->network, id);
    if (at < 0) {
        fault(reading, package->name, id, "HVDC links in service of the network");
        return;
    }
    if (!has_cost(&reading->network->link[at])) {
        fault(reading, package->name, id, "links with a capacity and low, central and high capex");
        return;
    }
    *link = (struct package_link){reading->network->link[at].id,
                                  reading->network->link[at].capacity_mw};
    if (word[length] == '=' &&
        !(text_number(word + length + 1, &link->capacity_mw) && link->capacity_mw > 0)) {
        fault(reading, package->name, word, "MW above 0");
        return;
    }
    for (int i = 0; i < package->n_link; i++)
        if (strcmp(package->link[i].id, link->id) == 0) {
            fault(reading, package->name, id, "each link once");
            return;
        }
    package->n_link++;
}

static enum status read_package(const struct reading *reading, const char *text,
                                struct invest_package *package)
{
    const char *colon = strchr(text, ':');
    const size_t n = strlen(text);
    if (colon == NULL || colon == text) {
        fault(reading, text, text, "NAME: LINK LINK=MW ...");
        return STATUS_OK;
    }
    *package =
        (struct invest_package){.name = arena_text(reading->arena, text, (size_t)(colon - text))};
    package->link = ARENA_ARRAY(reading->arena, struct package_link, (int)n);
    package->line = ARENA_ARRAY(reading->arena, struct package_line, (int)n);
    if (package->name == NULL || package->link == NULL || package->line == NULL)
        return error_set(reading->error, STATUS_NO_MEMORY, "no memory for packages");
    for (const char *at = colon + 1 + strspn(colon + 1, " "); *at != '\0';) {
        const size_t length = strcspn(at, " ");
        const char *word = arena_text(reading->arena, at, length);
        if (word == NULL)
            return error_set(reading->error, STATUS_NO_MEMORY, "no memory for packages");
        read_link(reading, word, package);
        at += length;
        at += strspn(at, " ");
    }
    if (package->n_link + package->n_line == 0 && error_status(reading->error) == STATUS_OK)
        fault(reading, package->name, "", "one link or line, or more");
    if (package->n_link > LINKS_AT_MOST) fault(reading, package->name, "", "at most 16 links");
    return STATUS_OK;
}

enum status invest_packages_read(const struct invest_config *config, const struct network *network,
                                 struct arena *arena, struct invest_packages *packages,
                                 struct error *error)
{
    const struct reading reading = {config, network, arena, error};
    *packages = (struct invest_packages){.n = config->packages.count};
    packages->package = ARENA_ARRAY(arena, struct invest_package, packages->n + 1);
    if (packages->package == NULL)
        return error_set(error, STATUS_NO_MEMORY, "no memory for packages");
    for (int p = 0; p < packages->n; p++) {
        TRY(read_package(&reading, config->packages.item[p], &packages->package[p]));
        for (int q = 0; q < p && packages->package[p].name != NULL; q++)
            if (packages->package[q].name != NULL &&
                strcmp(packages->package[q].name, packages->package[p].name) == 0)
                fault(&reading, packages->package[p].name, "", "each name once");
    }
    return error_status(error);
}

/* ---- units that fail ---- */

struct unit {
    int link; /* of the package */
    double mw, works_share;
};

/* A pole of a bipole with a return of its own fails alone; of a two-pole system both go at once. */
static int poles_of(const struct hvdc_link *link)
{
    return strstr(link->configuration, "bipole") != NULL ? 2 : 1;
}

static int list_units(const struct invest *invest, const struct invest_package *package,
                      struct unit *unit)
{
    const struct network *network = &invest->runs->world[0].network;
    int n = 0;
    if (!invest->config->package_outages) return 0;
    for (int l = 0; l < package->n_link; l++) {
        const struct hvdc_link *link = &network->link[network_link(network, package->link[l].id)];
        const int poles = poles_of(link);
        for (int pole = 0; pole < poles; pole++)
            unit[n++] = (struct unit){l, package->link[l].capacity_mw / poles,
                                      invest_unit_works(invest, link->submarine_km / poles)};
    }
    return n;
}

/* ---- dispatches ---- */

struct cases { /* of all packages: each whole, each unit out, the most export */
    int n;
    struct invest_case *of;
    struct invest_point *point;
};

static int watched(const struct invest_runs *runs, const char *id)
{
    int k = 0;
    while (strcmp(runs->watch[k], id) != 0)
        k++;
    return k;
}

/* No link that any package names, then those of one, less what is out. */
static enum status add_case(struct invest *invest, const struct invest_package *package,
                            const struct unit *out, bool most_export, struct cases *cases,
                            struct error *error)
{
    struct invest_runs *runs = invest->runs;
    struct invest_case *of = &cases->of[cases->n++];
    TRY(invest_case_make(runs, 0, of, error));
    of->most_export = most_export;
    for (int p = 0; p < invest->packages.n; p++)
        for (int l = 0; l < invest->packages.package[p].n_link; l++)
            of->capacity_mw[watched(runs, invest->packages.package[p].link[l].id)] = 0;
    for (int l = 0; package != NULL && l < package->n_link; l++)
        of->capacity_mw[watched(runs, package->link[l].id)] =
            package->link[l].capacity_mw - (out != NULL && out->link == l ? out->mw : 0);
    of->n_line = package != NULL ? package->n_line : 0;
    of->line = package != NULL ? package->line : NULL;
    return STATUS_OK;
}

static enum status add_cases(struct invest *invest, const struct invest_package *package,
                             struct cases *cases, struct error *error)
{
    struct unit unit[UNITS_AT_MOST];
    TRY(add_case(invest, package, NULL, false, cases, error));
    if (invest->config->most_export) TRY(add_case(invest, package, NULL, true, cases, error));
    const int n = package != NULL ? list_units(invest, package, unit) : 0;
    for (int u = 0; u < n; u++)
        TRY(add_case(invest, package, &unit[u], false, cases, error));
    return STATUS_OK;
}

static enum status dispatch_all(struct invest *invest, struct arena *arena, struct cases *cases,
                                struct error *error)
{
    int most = 2;
    for (int p = 0; p < invest->packages.n; p++)
        most += 2 + 2 * invest->packages.package[p].n_link;
    cases->of = ARENA_ARRAY(arena, struct invest_case, most);
    cases->point = ARENA_ARRAY(arena, struct invest_point, most);
    struct invest_chain *chain = ARENA_ARRAY(arena, struct invest_chain, most);
    if (cases->of == NULL || cases->point == NULL || chain == NULL)
        return error_set(error, STATUS_NO_MEMORY, "no memory for dispatches of packages");
    TRY(add_cases(invest, NULL, cases, error));
    for (int p = 0; p < invest->packages.n; p++)
        TRY(add_cases(invest, &invest->packages.package[p], cases, error));
    for (int i = 0; i < cases->n; i++)
        chain[i] = (struct invest_chain){1, &cases->of[i], &cases->point[i]};
    return invest_runs_solve(invest->runs, cases->n, chain, error);
}

/* ---- what it costs and saves ---- */

/* Running costs are the share of the capital that those of the link are. */
static void price(const struct invest *invest, struct invest_package *package)
{
    const struct network *network = &invest->runs->world[0].network;
    const struct invest_costs *costs = &invest->costs;
    const double rate = costs->wacc_share[LEVEL_CENTRAL];
    const double share =
        costs->om_usd_per_mw[LEVEL_CENTRAL] / costs->unit_usd_per_mw[LEVEL_CENTRAL];
    for (int level = 0; level < LEVELS; level++) {
        for (int l = 0; l < package->n_link; l++) {
            const struct hvdc_link *link =
                &network->link[network_link(network, package->link[l].id)];
            const double musd[LEVELS] = {link->capex_low_musd, link->capex_central_musd,
                                         link->capex_high_musd};
            package->capex_usd[level] +=
                1e6 * musd[level] * package->link[l].capacity_mw / link->capacity_mw;
            package->running_usd_per_year[level] += invest_repairs_usd(invest, link->submarine_km);
        }
        for (int i = 0; i < package->n_line; i++)
            package->capex_usd[level] +=
                invest_circuits_usd(invest, &package->line[i], (enum level)level);
        package->running_usd_per_year[level] += share * package->capex_usd[level];
        package->npv_usd[level] =
            package->expected_usd_per_year *
                invest_operation_worth(costs, rate, costs->growth_share[LEVEL_CENTRAL]) -
            package->capex_usd[level] * invest_capital_worth(costs, rate) -
            package->running_usd_per_year[level] * invest_operation_worth(costs, rate, 0);
    }
}

/* The cases of a package in the order of add_cases; package NULL: without any. */
static int read_cases(const struct invest *invest, const struct cases *cases, int at,
                      bool is_package, struct invest_package *package)
{
    const double year = invest->year_factor;
    const double none_usd = cases->point[0].cost_usd;
    const struct invest_point *whole = &cases->point[at++];
    package->whole = whole;
    package->value_usd_per_year = (none_usd - whole->cost_usd) * year;
    package->export_mwh_per_year = whole->export_mwh * year;
    package->hours_at_target = whole->hours_at_target * year;
    package->most_export_mwh_per_year = package->most_hours_at_target = NAN;
    if (invest->config->most_export) {
        package->most = &cases->point[at];
        package->most_export_mwh_per_year = cases->point[at].export_mwh * year;
        package->most_hours_at_target = cases->point[at++].hours_at_target * year;
    }
    if (!is_package) return at;
    struct unit unit[UNITS_AT_MOST];
    package->n_unit = list_units(invest, package, unit);
    package->all_works_share = 1;
    for (int u = 0; u < package->n_unit; u++)
        package->all_works_share *= unit[u].works_share;
    package->expected_usd_per_year = package->all_works_share * package->value_usd_per_year;
    for (int u = 0; u < package->n_unit; u++) { /* eq. 200 */
        const double alone_share =
            package->all_works_share * (1 - unit[u].works_share) / unit[u].works_share;
        package->expected_usd_per_year +=
            alone_share * (none_usd - cases->point[at++].cost_usd) * year;
    }
    return at;
}

enum status invest_packages_solve(struct invest *invest, struct arena *arena, struct error *error)
{
    struct invest_packages *packages = &invest->packages;
    struct cases cases = {0};
    int at, best = 0;
    if (packages->n == 0) return STATUS_OK;
    TRY(dispatch_all(invest, arena, &cases, error));
    at = read_cases(invest, &cases, 0, false, &packages->nothing);
    for (int p = 0; p < packages->n; p++) {
        at = read_cases(invest, &cases, at, true, &packages->package[p]);
        price(invest, &packages->package[p]);
        if (packages->package[p].npv_usd[LEVEL_CENTRAL] >
            packages->package[best].npv_usd[LEVEL_CENTRAL])
            best = p;
    }
    packages->package[best].is_best = true;
    return STATUS_OK;
}
