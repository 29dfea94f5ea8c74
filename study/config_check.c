#include "study/dispatch_internal.h"
#include "study/secure_grid.h"

#include <stdio.h>
#include <string.h>

enum { PLACE_BYTES = 1100 }; /* a path and a line */

/* "study.cfg:4", or "study.cfg" for a setting that is absent. */
static const char *place_of(const struct dispatch_config *config, int line, char *text, size_t size)
{
    if (line > 0)
        snprintf(text, size, "%s:%d", config->path, line);
    else
        snprintf(text, size, "%s", config->path);
    return text;
}

static const char *hint_of(const char *name, int n_name, const char *const *names, char *hint,
                           size_t size)
{
    const char *nearest = nearest_name(name, n_name, names);
    hint[0] = '\0';
    if (nearest != NULL) snprintf(hint, size, "; did you mean `%s`?", nearest);
    return hint;
}

static bool is_among(const char *name, int n_name, const char *const *names)
{
    for (int i = 0; i < n_name; i++)
        if (strcmp(names[i], name) == 0) return true;
    return false;
}

/* A name that no interface has is a misspelling, also where a mode could do without it; one whose
 * members are all out of service is a fault only where export is asked for. */
static void check_interface(const struct dispatch_config *config, const struct network *network,
                            const char **name, struct error *error)
{
    const int set_line = dispatch_line_of(config, "export_interface");
    const int mode_line = dispatch_line_of(config, "export_mode");
    const int asking_line = mode_line > 0 ? mode_line : dispatch_line_of(config, "export_green");
    const int line = set_line > 0 ? set_line : asking_line;
    char hint[KEY_WORDS_BYTES], text[PLACE_BYTES];
    const char *place = place_of(config, line, text, sizeof text);
    const char *wanted = config->export_interface;
    int n = 0;
    for (int m = 0; m < network->n_member; m++)
        name[n++] = network->member[m].interface_id;
    if (is_among(wanted, n, name)) return;
    for (int i = 0; i < network->interface_name.count; i++)
        name[n++] = network->interface_name.item[i];
    const bool is_needed = config->export_mode != EXPORT_ECONOMIC || config->export_green;
    if (is_among(wanted, n, name)) {
        if (is_needed)
            error_add(error,
                      "%s: `export_interface` is `%s`, of which no line or link is in service",
                      place, wanted);
    } else if (is_needed || set_line > 0) {
        error_add(error,
                  "%s: `export_interface` is `%s`, which is not in interfaces of the network%s",
                  place, wanted, hint_of(wanted, n, name, hint, sizeof hint));
    }
}

static void check_countries(const struct dispatch_config *config, const struct network *network,
                            const char **name, struct error *error)
{
    const struct text_list *countries = &config->co2_price_countries;
    char hint[KEY_WORDS_BYTES], text[PLACE_BYTES];
    const int line = dispatch_line_of(config, "co2_price_countries");
    const char *place = place_of(config, line, text, sizeof text);
    for (int bus = 0; bus < network->n_bus; bus++)
        name[bus] = network->bus[bus].country;
    for (int i = 0; i < countries->count; i++)
        if (!is_among(countries->item[i], network->n_bus, name))
            error_add(error,
                      "%s: `co2_price_countries` names `%s`, which is the country of no bus%s",
                      place, countries->item[i],
                      hint_of(countries->item[i], network->n_bus, name, hint, sizeof hint));
}

static void check_calibration(const struct dispatch_config *config, struct error *error)
{
    char text[PLACE_BYTES];
    double nominal_kv, factor;
    const char *place =
        place_of(config, dispatch_line_of(config, "loss_calibration"), text, sizeof text);
    for (int i = 0; i < config->loss_calibration.count; i++)
        if (!calibration_read(config->loss_calibration.item[i], &nominal_kv, &factor))
            error_add(error,
                      "%s: `loss_calibration` has `%s`, wanted a voltage in kV and a factor from "
                      "0.5 to 3, as \"500:1.06\"",
                      place, config->loss_calibration.item[i]);
}

static void check_infeed(const struct dispatch_config *config, const struct network *network,
                         const char **name, struct error *error)
{
    char hint[KEY_WORDS_BYTES], text[PLACE_BYTES], room[64], earlier[64], fault[200];
    const char *place = place_of(config, dispatch_line_of(config, "infeed"), text, sizeof text);
    struct infeed_area area;
    for (int i = 0; i < config->infeed.count; i++) {
        bool known = false;
        if (!infeed_read(config->infeed.item[i], &area, room, fault, sizeof fault)) {
            error_add(error, "%s: `infeed`: %s", place, fault);
            continue;
        }
        for (int bus = 0; bus < network->n_bus; bus++) {
            name[bus] = network->bus[bus].country;
            known = known || strcmp(room, network->bus[bus].country) == 0 ||
                    strcmp(room, network->bus[bus].zone) == 0;
        }
        if (!known)
            error_add(error, "%s: `infeed` names `%s`, which is the country or zone of no bus%s",
                      place, room, hint_of(room, network->n_bus, name, hint, sizeof hint));
        for (int other = 0; other < i; other++)
            if (infeed_read(config->infeed.item[other], &area, earlier, fault, sizeof fault) &&
                strcmp(room, earlier) == 0)
                error_add(error, "%s: `infeed` names `%s` twice", place, room);
    }
}

static void check_outages(const struct dispatch_config *config, struct error *error)
{
    char hint[KEY_WORDS_BYTES], text[PLACE_BYTES];
    const struct text_list *list = &config->security_outages;
    for (int i = 0; i < list->count; i++) {
        if (is_among(list->item[i], SECURE_KINDS, secure_kind_words)) continue;
        error_add(error,
                  "%s: `security_outages` has `%s`, wanted lines, plants, stores, markets or "
                  "links%s",
                  place_of(config, dispatch_line_of(config, "security_outages"), text, sizeof text),
                  list->item[i],
                  hint_of(list->item[i], SECURE_KINDS, secure_kind_words, hint, sizeof hint));
    }
}

/* docs/model.md, eq. 79: a vertex of a linearization would not be an optimum of the squares. */
static void check_vertex(const struct dispatch_config *config, struct error *error)
{
    char text[PLACE_BYTES];
    if (!config->vertex || config->loss_method != LOSS_QUADRATIC) return;
    error_add(error,
              "%s: `vertex` is asked for and `losses` is quadratic: an optimum with squares lies "
              "between vertices and is seldom one of many; wanted `losses` secant, tangent or "
              "none, or no `vertex`",
              place_of(config, dispatch_line_of(config, "vertex"), text, sizeof text));
}

enum status dispatch_config_check(const struct dispatch_config *config,
                                  const struct network *network, struct arena *scratch,
                                  struct error *error)
{
    const int faults = error->count;
    const int most = network->n_member + network->interface_name.count + network->n_bus;
    const char **name = ARENA_ARRAY(scratch, const char *, most);
    if (name == NULL)
        return error_set(error, STATUS_NO_MEMORY, "%s: no memory to check it", config->path);
    check_interface(config, network, name, error);
    check_countries(config, network, name, error);
    check_calibration(config, error);
    check_infeed(config, network, name, error);
    check_outages(config, error);
    check_vertex(config, error);
    return error->count > faults ? STATUS_BAD_INPUT : STATUS_OK;
}
