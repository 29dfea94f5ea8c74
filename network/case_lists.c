#include "network/network_internal.h"

#include <string.h>

int line_of_setting(const struct network_file *file, const char *key)
{
    for (int i = 0; i < n_network_key; i++)
        if (strcmp(network_keys[i].name, key) == 0) return file->line_of_key[i];
    return 0;
}

bool text_list_has(const struct text_list *list, const char *word)
{
    for (int i = 0; i < list->count; i++)
        if (strcmp(list->item[i], word) == 0) return true;
    return false;
}

/* A list of the network file under check. */
struct names {
    const struct network_file *file;
    const char *key; /* of the list */
    const struct text_list *list;
    struct error *error;
};

/* Every name must be among the known ones, and once in the list. `absent` says that it is not. */
static void check_names(const struct names *names, int n_known, const char *const *known,
                        const char *absent)
{
    const char *path = names->file->path;
    const int line = line_of_setting(names->file, names->key);
    const struct text_list all = {n_known, known};
    for (int i = 0; i < names->list->count; i++) {
        const char *name = names->list->item[i];
        const struct text_list before = {i, names->list->item};
        char suggestion[SUGGESTION_BYTES];
        if (!text_list_has(&all, name))
            error_add(names->error, "%s:%d: `%s` names `%s`, which %s%s", path, line, names->key,
                      name, absent, did_you_mean(n_known, known, name, suggestion));
        if (text_list_has(&before, name))
            error_add(names->error, "%s:%d: `%s` names `%s` twice; remove one", path, line,
                      names->key, name);
    }
}

static enum status check_status_words(const struct network_file *file,
                                      const struct network *network, struct arena *arena,
                                      struct error *error)
{
    const struct names names = {file, "include_status", &file->include_status, error};
    const int most = network->n_line + network->n_link + network->n_generator + network->n_storage;
    const char **word = ARENA_ARRAY(arena, const char *, most);
    if (word == NULL) return STATUS_NO_MEMORY;
    int n = 0;
    for (int i = 0; i < network->n_line; i++)
        word[n++] = network->line[i].status;
    for (int i = 0; i < network->n_link; i++)
        word[n++] = network->link[i].status;
    for (int i = 0; i < network->n_generator; i++)
        word[n++] = network->generator[i].status;
    for (int i = 0; i < network->n_storage; i++)
        word[n++] = network->storage[i].status;
    check_names(&names, n, word, "no row of lines, hvdc_links, generators or storage has");
    return STATUS_OK;
}

static enum status check_countries(const struct network_file *file, const struct network *network,
                                   struct arena *arena, struct error *error)
{
    const struct names names = {file, "price_areas", &file->price_areas, error};
    const char **country = ARENA_ARRAY(arena, const char *, network->n_bus);
    if (country == NULL) return STATUS_NO_MEMORY;
    for (int bus = 0; bus < network->n_bus; bus++)
        country[bus] = network->bus[bus].country;
    check_names(&names, network->n_bus, country, "is the country of no bus");
    return STATUS_OK;
}

enum status check_case_lists(const struct network_file *file, const struct network *network,
                             const struct name_index *index, struct arena *arena,
                             struct error *error)
{
    const struct name_index *lines = &index[TABLE_LINES], *links = &index[TABLE_HVDC_LINKS];
    const struct name_index *plants = &index[TABLE_GENERATORS], *markets = &index[TABLE_MARKETS];
    const struct {
        const char *key;
        const struct text_list *list;
        const struct name_index *known;
        const char *absent;
    } lists[] = {
        {"lines_in_service", &file->lines_in_service, lines, "is not in lines"},
        {"lines_out_of_service", &file->lines_out_of_service, lines, "is not in lines"},
        {"hvdc_in_service", &file->hvdc_in_service, links, "is not in hvdc_links"},
        {"hvdc_capacity_of", &file->hvdc_capacity_of, links, "is not in hvdc_links"},
        {"generators_out_of_service", &file->generators_out_of_service, plants,
         "is not in generators"},
        {"markets_in_service", &file->markets_in_service, markets, "is not in markets"},
    };
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
        const struct names names = {file, lists[i].key, lists[i].list, error};
        check_names(&names, lists[i].known->count, lists[i].known->name, lists[i].absent);
    }
    TRY(check_status_words(file, network, arena, error));
    return check_countries(file, network, arena, error);
}
