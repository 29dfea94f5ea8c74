/* The member `options` of an investment study: at once, in stages or later. */
#include "report/invest_parts.h"

static void write_stages(struct json *json, const struct invest_options *options)
{
    json_open_array(json, "stages");
    for (int stage = 0; stage < options->n_stage; stage++) {
        json_open_object(json, NULL);
        json_quantity(json, "capacity_mw", options->stage_mw[stage]);
        json_quantity(json, "npv_of_stage_now_usd", options->stage_npv_usd[stage]);
        json_close(json);
    }
    json_close(json);
}

static void write_worlds(struct json *json, const struct invest_options *options)
{
    static const char *const names[OPTION_WORLDS] = {"low", "central", "high"};
    json_open_array(json, "worlds");
    for (int world = 0; world < OPTION_WORLDS; world++) {
        json_open_object(json, NULL);
        json_text(json, "name", names[world]);
        json_number(json, "probability", options->probability[world]);
        json_quantity(json, "benefit_usd_per_year", options->benefit_usd_per_year[world]);
        json_number(json, "growth_share_per_year", options->growth_share[world]);
        json_open_array(json, "stages_after_each_date");
        for (int date = 0; date < OPTION_DATES; date++)
            json_integer(json, NULL, options->built[world][date]);
        json_close(json);
        json_close(json);
    }
    json_close(json);
}

void invest_json_options(struct json *json, const struct invest *invest)
{
    const struct invest_options *options = &invest->options;
    json_open_object(json, "options");
    json_text(json, "what",
              "decisions now and after each wait, when the benefit and its growth turn out low, "
              "central or high for good: a tree with probabilities that were chosen and the WACC "
              "of the study, not prices of risk; benefits to society");
    json_integer(json, "wait_years", options->wait_years);
    write_stages(json, options);
    write_worlds(json, options);
    json_quantity(json, "npv_flexible_usd", options->value.flexible_usd);
    json_quantity(json, "npv_now_or_never_usd", options->value.now_usd);
    json_quantity(json, "value_of_waiting_usd", options->value.waiting_usd);
    json_integer(json, "stages_now", options->value.stages_now);
    json_number(json, "first_year_rate", options->first_year_rate);
    json_number(json, "wacc_share", options->wacc_share);
    json_close(json);
}

void invest_print_options(FILE *out, const struct invest *invest)
{
    const struct invest_options *options = &invest->options;
    if (!(options->value.flexible_usd > 0)) {
        fprintf(out, "  in no world that was looked at is a stage worth building, now or later\n");
        return;
    }
    fprintf(out,
            "  to build %d of %d stages now, others or nothing once %d years have shown more, is "
            "worth %.1f million USD;\n  now or never %.1f, so that waiting is worth %.1f\n",
            options->value.stages_now, options->n_stage, options->wait_years,
            options->value.flexible_usd / 1e6, options->value.now_usd / 1e6,
            options->value.waiting_usd / 1e6);
}
