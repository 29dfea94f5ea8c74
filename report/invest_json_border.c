/* The member `border_carbon` of an investment study. */
#include "report/invest_parts.h"

#include <math.h>

/* Less than this would be printed as -0.0. */
static const double SHOWN_USD = 0.05e6;

static const char *const reading_names[BORDER_READINGS] = {"strict", "lenient"};

void invest_json_border(struct json *json, const struct invest *invest)
{
    const struct invest_border *border = &invest->border;
    if (!border->is_asked) {
        json_null(json, "border_carbon");
        return;
    }
    json_open_object(json, "border_carbon");
    json_text(json, "what",
              "after the dispatch, which does not answer to it; claimed are MWh of green plants of "
              "the countries on the way, strictly only of hours in which no limit on the way costs "
              "anything");
    json_number(json, "default_t_per_mwh", border->default_t_per_mwh);
    json_number(json, "price_usd_per_t", border->price_usd_per_t);
    json_number(json, "origin_price_usd_per_t", border->origin_usd_per_t);
    json_quantity(json, "export_mwh_per_year_without", border->export_mwh_per_year[0]);
    json_quantity(json, "export_mwh_per_year_with", border->export_mwh_per_year[1]);
    for (int i = 0; i < BORDER_READINGS; i++) {
        const struct border_reading *reading = &border->reading[i];
        json_open_object(json, reading_names[i]);
        json_quantity(json, "claimed_mwh_per_year_without", reading->claimed_mwh_per_year[0]);
        json_quantity(json, "claimed_mwh_per_year_with", reading->claimed_mwh_per_year[1]);
        json_quantity(json, "usd_per_year_without", reading->usd_per_year[0]);
        json_quantity(json, "usd_per_year_with", reading->usd_per_year[1]);
        json_quantity(json, "npv_change_usd", reading->npv_change_usd);
        json_close(json);
    }
    json_close(json);
}

void invest_print_border(FILE *out, const struct invest *invest)
{
    const struct invest_border *border = &invest->border;
    if (!border->is_asked) return;
    fprintf(out, "\nBorder adjustment for carbon, million USD a year, after the dispatch\n");
    for (int i = 0; i < BORDER_READINGS; i++) {
        const struct border_reading *reading = &border->reading[i];
        fprintf(out,
                "  read %-9s %.1f without the link, %.1f with it, of which %.0f %% of the MWh are "
                "claimed: NPV %+.1f million USD\n",
                i == BORDER_STRICT ? "strictly" : "leniently", reading->usd_per_year[0] / 1e6,
                reading->usd_per_year[1] / 1e6,
                border->export_mwh_per_year[1] > 0
                    ? 100 * reading->claimed_mwh_per_year[1] / border->export_mwh_per_year[1]
                    : 0,
                fabs(reading->npv_change_usd) < SHOWN_USD ? 0 : reading->npv_change_usd / 1e6);
    }
}
