#include "network/network.h"

#include "network/network_internal.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

static int position_of(const struct network *network, enum table_id table, const char *id)
{
    const struct table_layout *layout = &table_layouts[table];
    const char *row = table_of(network, table);
    const int n_row = rows_of(network, table);
    for (int i = 0; i < n_row; i++, row += layout->row_bytes) {
        const char *const *name = (const char *const *)(const void *)(row + layout->id);
        if (strcmp(*name, id) == 0) return i;
    }
    return -1;
}

int network_bus(const struct network *network, const char *id)
{
    return position_of(network, TABLE_BUSES, id);
}

int network_line(const struct network *network, const char *id)
{
    return position_of(network, TABLE_LINES, id);
}

int network_link(const struct network *network, const char *id)
{
    return position_of(network, TABLE_HVDC_LINKS, id);
}

int network_storage(const struct network *network, const char *id)
{
    return position_of(network, TABLE_STORAGE, id);
}

int network_generator(const struct network *network, const char *id)
{
    return position_of(network, TABLE_GENERATORS, id);
}

double hvdc_conductor_loss_mw(enum hvdc_conductors conductors, double power_mw, double dc_kv,
                              double pole_ohm)
{
    const double poles = conductors == HVDC_TWO_POLES ? 2 : 1;
    const double current_ka = power_mw / (poles * dc_kv);
    return 2 * current_ka * current_ka *
           pole_ohm; /* two conductors carry it: two poles, or pole and return */
}

double hvdc_loss_mw(const struct hvdc_link *link, double sending_mw)
{
    if (link->capacity_mw == 0) return 0;
    const double u = sending_mw / link->capacity_mw;
    return link->capacity_mw *
           (link->loss_fixed + u * (link->loss_linear + u * link->loss_quadratic));
}

#define LAYOUT(row, array, count, id)                                                              \
    {                                                                                              \
        sizeof(struct row), offsetof(struct network, array), offsetof(struct network, count),      \
            offsetof(struct row, id), offsetof(struct row, origin)                                 \
    }

const struct table_layout table_layouts[NETWORK_TABLES] = {
    [TABLE_BUSES] = LAYOUT(bus, bus, n_bus, id),
    [TABLE_LINES] = LAYOUT(line, line, n_line, id),
    [TABLE_HVDC_LINKS] = LAYOUT(hvdc_link, link, n_link, id),
    [TABLE_GENERATORS] = LAYOUT(generator, generator, n_generator, id),
    [TABLE_STORAGE] = LAYOUT(storage, storage, n_storage, id),
    [TABLE_LOADS] = LAYOUT(load, load, n_load, bus_id),
    [TABLE_MARKETS] = LAYOUT(market, market, n_market, id),
    [TABLE_MARKET_BLOCKS] = LAYOUT(market_block, market_block, n_market_block, market_id),
    [TABLE_INTERFACES] = LAYOUT(interface_member, member, n_member, element_id),
};

void *table_of(const struct network *network, enum table_id table)
{
    void *rows;
    memcpy(&rows, (const char *)network + table_layouts[table].rows, sizeof rows);
    return rows;
}

int rows_of(const struct network *network, enum table_id table)
{
    int n_row;
    memcpy(&n_row, (const char *)network + table_layouts[table].count, sizeof n_row);
    return n_row;
}

void set_table(struct network *network, enum table_id table, void *rows, int n_row)
{
    memcpy((char *)network + table_layouts[table].rows, &rows, sizeof rows);
    memcpy((char *)network + table_layouts[table].count, &n_row, sizeof n_row);
}

void row_fault(const struct origin *origin, struct error *error, const char *format, ...)
{
    char text[1024];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    if (origin->file != NULL)
        error_add(error, "%s:%d: %s", origin->file, origin->file_line, text);
    else
        error_add(error, "%s", text);
}

const char *text_format(struct arena *arena, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    const int length = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    char *text = length < 0 ? NULL : arena_bytes(arena, (size_t)length + 1);
    if (text == NULL) return NULL;
    va_start(arguments, format);
    vsnprintf(text, (size_t)length + 1, format, arguments);
    va_end(arguments);
    return text;
}
