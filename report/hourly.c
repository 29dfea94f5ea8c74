#include "report/hourly.h"

#include "report/csv.h"

#define ARRAY(member) .array_offset = offsetof(struct result, member)
#define QUANTITIES(list) .quantity = (list), .n_quantity = sizeof(list) / sizeof((list)[0])

#define COUNT_AND_ID(noun, count_member, array, id_member)                                         \
    static int noun##_count(const struct result *result)                                           \
    {                                                                                              \
        return result->network->count_member;                                                      \
    }                                                                                              \
    static const char *noun##_id(const struct result *result, int thing)                           \
    {                                                                                              \
        return result->network->array[thing].id_member;                                            \
    }
COUNT_AND_ID(bus, n_bus, bus, id)
COUNT_AND_ID(line, n_line, line, id)
COUNT_AND_ID(link, n_link, link, id)
COUNT_AND_ID(generator, n_generator, generator, id)
COUNT_AND_ID(storage, n_storage, storage, id)
COUNT_AND_ID(market, n_market, market, id)

static int export_count(const struct result *result)
{
    return result->export_mw != NULL ? 1 : 0;
}

static const char *export_id(const struct result *result, int thing)
{
    (void)result;
    (void)thing;
    return "export";
}

static int area_count(const struct result *result)
{
    return result->n_area;
}

static const char *area_id(const struct result *result, int thing)
{
    return result->area_name[thing];
}

static bool areas_asked(const struct result *result)
{
    return result->n_area > 0;
}

static bool parts_asked(const struct result *result)
{
    return result->price_energy_usd_per_mwh != NULL;
}

static bool depends_on_weather(const struct result *result, int generator)
{
    return result->network->generator[generator].availability != AVAILABILITY_FIRM;
}

static double curtailed_mw(const struct result *result, int hour, int generator)
{
    const size_t place = (size_t)hour * result->network->n_generator + generator;
    const double available_mw =
        result->network->generator[generator].capacity_mw * result->series->generator_share[place];
    return available_mw - result->generator_mw[place];
}

static double market_price_usd_per_mwh(const struct result *result, int hour, int market)
{
    return result->series->market_usd_per_mwh[(size_t)hour * result->network->n_market + market];
}

static double export_target_mw(const struct result *result, int hour, int thing)
{
    (void)hour;
    (void)thing;
    return result->export_target_mw;
}

static const struct hourly_quantity dispatch[] = {{"", "MW", ARRAY(generator_mw)}};
static const struct hourly_quantity prices[] = {{"", "USD/MWh", ARRAY(price_usd_per_mwh)}};
static const struct hourly_quantity price_parts[] = {
    {"energy", "USD/MWh", ARRAY(price_energy_usd_per_mwh)},
    {"loss", "USD/MWh", ARRAY(price_loss_usd_per_mwh)},
    {"congestion", "USD/MWh", ARRAY(price_congestion_usd_per_mwh)},
};
static const struct hourly_quantity line_flows[] = {{"", "MW", ARRAY(line_mw)}};
static const struct hourly_quantity line_losses[] = {{"", "MW", ARRAY(line_loss_mw)}};
static const struct hourly_quantity line_shadows[] = {
    {"", "USD/MWh", ARRAY(line_shadow_usd_per_mwh)}};
static const struct hourly_quantity hvdc[] = {
    {"forward sent", "MW", ARRAY(link_forward_mw)},
    {"forward received", "MW", ARRAY(link_forward_received_mw)},
    {"back sent", "MW", ARRAY(link_back_mw)},
    {"back received", "MW", ARRAY(link_back_received_mw)},
    {"loss", "MW", ARRAY(link_loss_mw)},
    {"shadow price", "USD/MWh", ARRAY(link_shadow_usd_per_mwh)},
};
static const struct hourly_quantity storage[] = {
    {"charge", "MW", ARRAY(storage_charge_mw)},
    {"discharge", "MW", ARRAY(storage_discharge_mw)},
    {"level", "MWh", ARRAY(storage_level_mwh)},
    {"spill", "MW", ARRAY(storage_spill_mw)},
    {"value", "USD/MWh", ARRAY(storage_value_usd_per_mwh)},
};
static const struct hourly_quantity load[] = {{"", "MW", ARRAY(load_mw)}};
static const struct hourly_quantity shedding[] = {{"", "MW", ARRAY(shed_mw)}};
static const struct hourly_quantity curtailment[] = {{"", "MW", .value = curtailed_mw}};
static const struct hourly_quantity markets[] = {
    {"bought", "MW", ARRAY(market_bought_mw)},
    {"sold", "MW", ARRAY(market_sold_mw)},
    {"price", "USD/MWh", .value = market_price_usd_per_mwh},
};
static const struct hourly_quantity reserves[] = {
    {"reserve up", "MW", ARRAY(reserve_up_mw)},
    {"reserve down", "MW", ARRAY(reserve_down_mw)},
    {"infeed shadow price", "USD/MWh", ARRAY(infeed_usd_per_mwh)},
    {"cut shadow price", "USD/MWh", ARRAY(cut_usd_per_mwh)},
};
static const struct hourly_quantity exports[] = {
    {"", "MW", ARRAY(export_mw)},
    {"target", "MW", .value = export_target_mw},
};

const struct hourly_table hourly_tables[] = {
    {"dispatch.csv", generator_count, generator_id, NULL, QUANTITIES(dispatch)},
    {"prices.csv", bus_count, bus_id, NULL, QUANTITIES(prices)},
    {"price_parts.csv", bus_count, bus_id, NULL, QUANTITIES(price_parts), .asked = parts_asked},
    {"line_flows.csv", line_count, line_id, NULL, QUANTITIES(line_flows)},
    {"line_losses.csv", line_count, line_id, NULL, QUANTITIES(line_losses)},
    {"line_shadow_prices.csv", line_count, line_id, NULL, QUANTITIES(line_shadows)},
    {"hvdc.csv", link_count, link_id, NULL, QUANTITIES(hvdc)},
    {"storage.csv", storage_count, storage_id, NULL, QUANTITIES(storage)},
    {"load.csv", bus_count, bus_id, NULL, QUANTITIES(load)},
    {"shedding.csv", bus_count, bus_id, NULL, QUANTITIES(shedding)},
    {"curtailment.csv", generator_count, generator_id, depends_on_weather, QUANTITIES(curtailment)},
    {"markets.csv", market_count, market_id, NULL, QUANTITIES(markets)},
    {"reserves.csv", area_count, area_id, NULL, QUANTITIES(reserves), .asked = areas_asked},
    {"export.csv", export_count, export_id, NULL, QUANTITIES(exports)},
};
const int n_hourly_table = sizeof hourly_tables / sizeof hourly_tables[0];

static bool is_shown(const struct hourly_table *table, const struct result *result, int thing)
{
    return table->shown == NULL || table->shown(result, thing);
}

static double value_at(const struct hourly_quantity *quantity, const struct result *result,
                       int hour, int n_thing, int thing)
{
    if (quantity->value != NULL) return quantity->value(result, hour, thing);
    const double *const *array =
        (const double *const *)(const void *)((const char *)result + quantity->array_offset);
    return (*array)[(size_t)hour * n_thing + thing];
}

static void write_headings(const struct hourly_table *table, const struct result *result,
                           struct csv *csv)
{
    const int n_thing = table->count(result);
    csv_text(csv, "time");
    for (int thing = 0; thing < n_thing; thing++) {
        if (!is_shown(table, result, thing)) continue;
        for (int i = 0; i < table->n_quantity; i++)
            csv_heading(csv, table->id(result, thing), table->quantity[i].word,
                        table->quantity[i].unit);
    }
    csv_end_row(csv);
}

static void write_hour(const struct hourly_table *table, const struct result *result, int hour,
                       struct csv *csv)
{
    const int n_thing = table->count(result);
    char time_stamp[24];
    series_time_stamp(result->series, hour, time_stamp);
    csv_text(csv, time_stamp);
    for (int thing = 0; thing < n_thing; thing++) {
        if (!is_shown(table, result, thing)) continue;
        for (int i = 0; i < table->n_quantity; i++)
            csv_number(csv, value_at(&table->quantity[i], result, hour, n_thing, thing));
    }
    csv_end_row(csv);
}

enum status hourly_write(const struct hourly_table *table, const struct result *result,
                         FILE *stream, struct error *error)
{
    struct csv csv;
    csv_begin(&csv, stream);
    write_headings(table, result, &csv);
    for (int hour = 0; hour < result->n_hour; hour++)
        write_hour(table, result, hour, &csv);
    return csv_end(&csv, error);
}
