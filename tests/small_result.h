/* A result made by hand, for the tests of the report room: three hours, two buses.
 *
 *   A (KZ)  coal 500 MW, wind 100 MW ---- line AB, limit 300 MW ---- B (AZ)  load 100 MW, store,
 * market
 *       \______ link CASPIAN, 200 MW, sends 100 MW in hours 0 and 2, 4 % loss ______/ */
#ifndef TESTS_SMALL_RESULT_H
#define TESTS_SMALL_RESULT_H

#include "study/result.h"

enum { SMALL_HOURS = 3 };

struct small {
    struct bus bus[2];
    struct line line[1];
    struct hvdc_link link[1];
    struct generator generator[2];
    struct storage storage[1];
    struct market market[1];
    const char *left_out[1];
    struct network network;
    struct series series;
    double generator_share[SMALL_HOURS * 2], market_price[SMALL_HOURS];

    double generator_mw[SMALL_HOURS * 2], load_mw[SMALL_HOURS * 2], shed_mw[SMALL_HOURS * 2];
    double price[SMALL_HOURS * 2], price_loss[SMALL_HOURS * 2], price_congestion[SMALL_HOURS * 2];
    double line_mw[SMALL_HOURS], line_loss_mw[SMALL_HOURS], line_shadow[SMALL_HOURS];
    double forward_mw[SMALL_HOURS], back_mw[SMALL_HOURS], link_loss_mw[SMALL_HOURS];
    double forward_received_mw[SMALL_HOURS], back_received_mw[SMALL_HOURS];
    double link_shadow[SMALL_HOURS];
    double charge_mw[SMALL_HOURS], discharge_mw[SMALL_HOURS], spill_mw[SMALL_HOURS];
    double level_mwh[SMALL_HOURS], start_mwh[1], store_value[SMALL_HOURS];
    const char *area_name[1];
    double reserve_mw[SMALL_HOURS], infeed_price[SMALL_HOURS];
    double bought_mw[SMALL_HOURS], sold_mw[SMALL_HOURS], export_mw[SMALL_HOURS];
    struct line_total line_total[1];
    struct link_total link_total[1];
    struct country_total country[2];
    struct binding binding[1];
    struct identity identity[1];
    struct result result;
};

static void small_network(struct small *small)
{
    const struct origin told = {.source = "KEGOC-24 | ADB-3", .confidence = CONFIDENCE_REPORTED};
    const struct origin guessed = {.source = "ADB-3", .confidence = CONFIDENCE_ASSUMED};
    small->bus[0] = (struct bus){.id = "A", .country = "KZ", .origin = told};
    small->bus[1] = (struct bus){
        .id = "B", .country = "AZ", .latitude_deg = 40.5, .longitude_deg = 49.5, .origin = guessed};
    small->line[0] = (struct line){
        .id = "AB", .from = "A", .to = "B", .to_bus = 1, .limit_mw = 300, .limit_back_mw = 250};
    small->link[0] = (struct hvdc_link){.id = "CASPIAN",
                                        .from = "A",
                                        .to = "B",
                                        .to_bus = 1,
                                        .technology = "vsc",
                                        .capacity_mw = 200,
                                        .origin = told};
    small->generator[0] = (struct generator){
        .id = "coal", .bus_id = "A", .technology = "coal", .capacity_mw = 500, .origin = told};
    small->generator[1] = (struct generator){.id = "wind, \"north\"",
                                             .bus_id = "A",
                                             .technology = "wind",
                                             .availability = AVAILABILITY_WIND,
                                             .green = true,
                                             .capacity_mw = 100,
                                             .origin = told};
    small->storage[0] = (struct storage){.id = "store", .bus_id = "B", .downstream_storage = -1};
    small->market[0] = (struct market){.id = "RO", .bus_id = "B", .country = "RO"};
    small->left_out[0] = "line BC is left out: it is planned for 2035";
    small->network = (struct network){.path = "folder/small.cfg",
                                      .name = "small",
                                      .case_id = "base",
                                      .base_mva = 100,
                                      .weather_path = "folder/weather_parameters.csv",
                                      .n_bus = 2,
                                      .n_line = 1,
                                      .n_link = 1,
                                      .n_generator = 2,
                                      .n_storage = 1,
                                      .n_market = 1,
                                      .bus = small->bus,
                                      .line = small->line,
                                      .link = small->link,
                                      .generator = small->generator,
                                      .storage = small->storage,
                                      .market = small->market,
                                      .left_out = {1, small->left_out}};
}

static void small_hours(struct small *small)
{
    const double wind_share[SMALL_HOURS] = {1, 0.5, 0.25}, wind_mw[SMALL_HOURS] = {90, 50, 25};
    const double sent_mw[SMALL_HOURS] = {100, 0, 100};
    for (int hour = 0; hour < SMALL_HOURS; hour++) {
        small->generator_share[2 * hour] = 1;
        small->generator_share[2 * hour + 1] = wind_share[hour];
        small->generator_mw[2 * hour] = 210;
        small->generator_mw[2 * hour + 1] = wind_mw[hour];
        small->load_mw[2 * hour + 1] = 100;
        small->price[2 * hour] = 20;
        small->price[2 * hour + 1] = 50 + 10 * hour;
        small->line_mw[hour] = 150.123456;
        small->line_loss_mw[hour] = 1.5;
        small->forward_mw[hour] = sent_mw[hour];
        small->link_loss_mw[hour] = 0.04 * sent_mw[hour];
        small->forward_received_mw[hour] = 0.96 * sent_mw[hour];
        small->market_price[hour] = 60 + hour;
        small->bought_mw[hour] = small->export_mw[hour] = 96 - 48 * hour;
    }
    small->shed_mw[5] = -1e-12; /* the rounding of an optimizer: must be written as 0 */
    small->line_shadow[1] = 12.25;
    small->charge_mw[0] = 10;
    small->discharge_mw[2] = 8.1;
    small->level_mwh[0] = small->level_mwh[1] = 9;
    small->store_value[0] = 55;
}

static void small_totals(struct small *small)
{
    small->line_total[0] = (struct line_total){.forward_mwh = 450.370368,
                                               .loss_mwh = 4.5,
                                               .rent_usd = 18012.5,
                                               .utilisation_share = 0.5004,
                                               .hours_full = 1,
                                               .shadow_usd_per_mw = 12.25};
    small->link_total[0] = (struct link_total){.forward_mwh = 200,
                                               .received_forward_mwh = 192,
                                               .loss_mwh = 8,
                                               .rent_usd = 8000,
                                               .utilisation_share = 1.0 / 3.0,
                                               .phantom_mwh = 0.01,
                                               .phantom_usd = 0.2};
    small->country[0] = (struct country_total){.country = "KZ",
                                               .generation_mwh = 795,
                                               .curtailed_mwh = 10,
                                               .co2_t = 567,
                                               .operating_cost_usd = 12600,
                                               .price_mean_usd_per_mwh = 20,
                                               .price = {20, 20, 20, 20, 20}};
    small->country[1] = (struct country_total){.country = "AZ",
                                               .load_mwh = 300,
                                               .storage_net_mwh = -1.9,
                                               .market_net_mwh = -144,
                                               .price_mean_usd_per_mwh = 60,
                                               .price = {60, 52, 60, 68, 70}};
    small->binding[0] = (struct binding){"line", "AB", 3675, 12.25, 1};
    small->identity[0] = (struct identity){"energy balance", 795, 795, 0, "MWh"};
}

static void small_answer(struct small *small)
{
    small->area_name[0] = "AZ";
    small->reserve_mw[0] = 80;
    small->infeed_price[0] = 30;
    small->result = (struct result){
        .network = &small->network,
        .n_area = 1,
        .area_name = small->area_name,
        .reserve_up_mw = small->reserve_mw,
        .reserve_down_mw = small->reserve_mw,
        .infeed_usd_per_mwh = small->infeed_price,
        .cut_usd_per_mwh = small->infeed_price,
        .series = &small->series,
        .study_path = "folder/three_hours.cfg",
        .study_name = "three_hours",
        .outcome = OUTCOME_OPTIMAL,
        .why = "",
        .n_hour = SMALL_HOURS,
        .seed = 2030,
        .generator_mw = small->generator_mw,
        .load_mw = small->load_mw,
        .shed_mw = small->shed_mw,
        .price_usd_per_mwh = small->price,
        .price_energy_usd_per_mwh = small->price,
        .price_loss_usd_per_mwh = small->price_loss,
        .price_congestion_usd_per_mwh = small->price_congestion,
        .line_mw = small->line_mw,
        .line_loss_mw = small->line_loss_mw,
        .line_shadow_usd_per_mwh = small->line_shadow,
        .link_forward_mw = small->forward_mw,
        .link_back_mw = small->back_mw,
        .link_forward_received_mw = small->forward_received_mw,
        .link_back_received_mw = small->back_received_mw,
        .link_loss_mw = small->link_loss_mw,
        .link_shadow_usd_per_mwh = small->link_shadow,
        .storage_charge_mw = small->charge_mw,
        .storage_discharge_mw = small->discharge_mw,
        .storage_spill_mw = small->spill_mw,
        .storage_level_mwh = small->level_mwh,
        .storage_start_mwh = small->start_mwh,
        .storage_value_usd_per_mwh = small->store_value,
        .market_bought_mw = small->bought_mw,
        .market_sold_mw = small->sold_mw,
        .export_mw = small->export_mw,
        .line = small->line_total,
        .link = small->link_total,
        .country = small->country,
        .n_country = 2,
        .binding = small->binding,
        .n_binding = 1,
        .identity = small->identity,
        .n_identity = 1,
        .export_mode = "economic",
        .export_terminal = "receiving",
        .export_interface = "EUROPE",
        .export_target_mw = 90,
        .export_mwh = 144,
        .export_short_mwh = 132,
        .export_quantiles = {48, 9.6, 48, 86.4, 96},
        .export_hours_at_target = 1,
        .objective_usd = 3864.1,
        .generation_cost_usd = 12600,
        .market_sales_usd = 8736,
        .tie_break_cost_usd = 0.1,
        .curtailed_mwh = 10,
        .co2_t = 567,
        .line_loss_mwh = 4.5,
        .link_loss_mwh = 8,
        .phantom_usd = 0.2,
        .phantom_share = 5e-5,
        .certificate = {.objective = 3864.1,
                        .lower_bound = 3864.1 - 1.2e-6,
                        .relative_gap = 3.1e-10,
                        .primal_residual = 2e-8,
                        .bound_violation = 0,
                        .dual_residual = 1.5e-9,
                        .complementarity = 4e-11,
                        .accepted = true},
        .method = "simplex",
        .windows = 1,
        .iterations = 17,
        .threads = 7,
        .cpu_s = 1234.5678,
        .wall_s = 987.6543,
        .peak_mb = 4321.5,
        .machine_facts = "BLAS: a library of this machine",
    };
}

/* The parts point into each other: small must stay where it is. */
static void small_make(struct small *small)
{
    *small = (struct small){0};
    small_network(small);
    small_hours(small);
    small_totals(small);
    small->series = (struct series){.n_hour = SMALL_HOURS,
                                    .year = 2030,
                                    .generator_share = small->generator_share,
                                    .load_mw = small->load_mw,
                                    .market_usd_per_mwh = small->market_price};
    small_answer(small);
}

#endif
