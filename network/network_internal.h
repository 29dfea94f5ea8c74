/* What the sources behind network.h share: reading (read_csv.c, in_service.c), completing and
 * checking. */
#ifndef NETWORK_NETWORK_INTERNAL_H
#define NETWORK_NETWORK_INTERNAL_H

#include "network/network.h"

/* In the order of network_tables. */
enum table_id {
    TABLE_BUSES,
    TABLE_LINES,
    TABLE_HVDC_LINKS,
    TABLE_GENERATORS,
    TABLE_STORAGE,
    TABLE_LOADS,
    TABLE_MARKETS,
    TABLE_MARKET_BLOCKS,
    TABLE_INTERFACES,
    NETWORK_TABLES
};

/* The settings of a network file, as network_keys fill them. */
struct network_file {
    const char *name, *case_id, *weather;
    const char *table_name[NETWORK_TABLES];
    double base_mva;
    int demand_year; /* 0: not set */
    struct text_list include_status, lines_in_service, lines_out_of_service, hvdc_in_service;
    struct text_list hvdc_capacity_of, hvdc_capacity_mw, generators_out_of_service, price_areas;
    struct text_list markets_in_service;
    const char *path;
    const int *line_of_key; /* [n_network_key]: where each was set, 0 when absent */
};

/* What each table becomes in struct network. */
struct table_layout {
    size_t row_bytes, rows, count; /* offsets in struct network of the array and of its length */
    size_t id, origin;             /* offsets in a row */
};
extern const struct table_layout table_layouts[NETWORK_TABLES];
void *table_of(const struct network *network, enum table_id table);
int rows_of(const struct network *network, enum table_id table);
void set_table(struct network *network, enum table_id table, void *rows, int n_row);

/* Adds "file:line: ..." (or only "..." for rows that were filled by hand) to error. */
void row_fault(const struct origin *origin, struct error *error, const char *format, ...)
    PRINTF_LIKE(3, 4);

/* A formatted text in the arena, or NULL. */
const char *text_format(struct arena *arena, const char *format, ...) PRINTF_LIKE(2, 3);

/* The ids of a table to look up: by name in the logarithm of their number, or the nearest one. */
struct name_index {
    int count;
    const char **name; /* [count], by position; never NULL */
    struct name_place {
        const char *name;
        int position;
    } * sorted; /* [count] */
};
MUST_CHECK enum status name_index_build(const struct network *network, enum table_id table,
                                        struct arena *arena, struct name_index *index);
int name_index_find(const struct name_index *index, const char *name); /* the first, or -1 */

/* "; did you mean `X`?" or "", in the buffer. */
enum { SUGGESTION_BYTES = 200 };
const char *did_you_mean(int n_name, const char *const *names, const char *name, char *buffer);

/* Sets the position of every id that a row names, -1 for none. Duplicate ids and ids that no table
 * has are added to error; rows that point into a table that was not read are not judged. Returns
 * STATUS_NO_MEMORY or STATUS_OK.
 *   was_read  [NETWORK_TABLES], or NULL when all tables are there */
MUST_CHECK enum status network_resolve(struct network *network, const bool *was_read,
                                       struct arena *arena, struct error *error);

/* The line where a setting of the network file stands, 0 when it is absent. */
int line_of_setting(const struct network_file *file, const char *key);
bool text_list_has(const struct text_list *list, const char *word);

/* Every name in the lists of the network file must exist: what does not is added to error.
 *   index  [NETWORK_TABLES], the ids of the network with all its rows */
MUST_CHECK enum status check_case_lists(const struct network_file *file,
                                        const struct network *network,
                                        const struct name_index *index, struct arena *arena,
                                        struct error *error);

/* Drops the rows that the network file leaves out of service from a network that holds all rows
 * with the positions of their buses, and says so in network->left_out. Faults of the lists are
 * added to error; with faults nothing is dropped. Returns STATUS_NO_MEMORY or STATUS_OK. */
MUST_CHECK enum status network_in_service(const struct network_file *file, struct network *network,
                                          struct arena *arena, struct error *error);

/* Sets has_use [n_bus]: a line, link, load, plant, storage or market is there. */
void find_buses_in_use(const struct network *network, bool *has_use);

#endif
