#include "report/explain_report.h"

#include "report/json.h"
#include "report/readable.h"

#include <math.h>
#include <string.h>

/* Prices closer together than a cent are one price. */
static const double same_usd_per_mwh = 0.01;

/* ---- for people -------------------------------------------------------------------------------
 */

static struct readable price(double usd_per_mwh)
{
    return readable_price(usd_per_mwh);
}

static struct readable signed_price(double usd_per_mwh)
{
    struct readable text;
    const struct readable size = readable_price(fabs(usd_per_mwh));
    const char *sign = fabs(usd_per_mwh) < same_usd_per_mwh / 2 ? "" : usd_per_mwh < 0 ? "-" : "+";
    snprintf(text.text, sizeof text.text, "%s%.60s", sign, size.text);
    return text;
}

static void print_parts(FILE *out, const struct price_explained *explained, bool colour)
{
    fprintf(out, "%s%s", colour ? "\033[1m" : "", readable_name(explained->where).text);
    if (explained->name[0] != '\0') fprintf(out, " (%s)", readable_name(explained->name).text);
    if (explained->hour >= 0)
        fprintf(out, ", hour %d of the study, %s", explained->hour, explained->when);
    fprintf(out, ": %s USD/MWh%s\n", price(explained->price_usd_per_mwh).text,
            colour ? "\033[0m" : "");
    fprintf(out, "  %10s  energy: the price that %s pay on average\n",
            price(explained->energy_usd_per_mwh).text, explained->reference);
    fprintf(out, "  %10s  losses: how much more, or less, is lost on lines when it is used here\n",
            signed_price(explained->loss_usd_per_mwh).text);
    fprintf(out, "  %10s  congestion: limits of lines in the way, or relieved\n",
            signed_price(explained->congestion_usd_per_mwh).text);
}

static void print_mover(FILE *out, const struct price_mover *mover)
{
    const char *verb = mover->mw > 0 ? "more" : "less";
    if (strcmp(mover->kind, "HVDC link") == 0 || strcmp(mover->kind, "DC line") == 0) {
        fprintf(out, "    %s MW more on %s %s, %s\n", readable_number(fabs(mover->mw), 3).text,
                mover->kind, readable_name(mover->id).text,
                mover->mw > 0 ? "from its first end to its second"
                              : "from its second end to its first");
        return;
    }
    fprintf(out, "    %s MW %s from %s %s", readable_number(fabs(mover->mw), 3).text, verb,
            mover->kind, readable_name(mover->id).text);
    if (isfinite(mover->usd_per_mwh))
        fprintf(out, " at %s USD/MWh%s", price(mover->usd_per_mwh).text,
                strcmp(mover->kind, "storage") == 0 ? ", what its content is worth later" : "");
    fputc('\n', out);
}

static void print_step(FILE *out, const char *what, const char *does, const struct price_step *step)
{
    if (!step->possible) {
        fprintf(out, "  one MW %s here is not possible\n", what);
        return;
    }
    fprintf(out, "  one MW %s here %s %s USD in the hour:\n", what, does,
            price(step->usd_per_mwh).text);
    for (int i = 0; i < step->n_mover; i++)
        print_mover(out, &step->mover[i]);
    if (step->n_mover == 0) fputs("    nobody moves by as much as a kW\n", out);
}

static void print_interval(FILE *out, const struct price_explained *explained)
{
    const double low = explained->low_usd_per_mwh, high = explained->high_usd_per_mwh;
    if (!explained->more.possible || !explained->less.possible) return;
    if (high - low < same_usd_per_mwh)
        fputs("  the price is unique\n", out);
    else
        fprintf(
            out,
            "  the price is not unique: from what the last MW saves to what the next one costs,\n"
            "  anything between %s and %s USD/MWh would clear the market\n",
            price(low).text, price(high).text);
}

static void print_causes(FILE *out, const struct price_explained *explained)
{
    fputs("\nWhich limits are in the way\n", out);
    if (explained->n_cause == 0) fputs("  none adds as much as 0.001 USD/MWh here\n", out);
    for (int i = 0; i < explained->n_cause; i++) {
        const struct price_cause *cause = &explained->cause[i];
        fprintf(out, "  %10s  %s %s, %s MW", signed_price(cause->usd_per_mwh).text, cause->kind,
                readable_name(cause->id).text, readable_number(cause->flow_mw, 1).text);
        if (cause->is_full)
            fprintf(out,
                    ", full: one MW of limit is worth %s USD, and one MW used here %s it by "
                    "%s MW\n",
                    price(fabs(cause->pull_usd_per_mwh)).text,
                    cause->factor * cause->pull_usd_per_mwh < 0 ? "loads" : "relieves",
                    readable_number(fabs(cause->factor), 3).text);
        else
            fputs(", not full: a rule of the export or losses above their curve\n", out);
    }
    if (fabs(explained->rest_usd_per_mwh) >= 5e-4)
        fprintf(out, "  %10s  all others together\n",
                signed_price(explained->rest_usd_per_mwh).text);
}

static void print_stores(FILE *out, const struct price_explained *explained)
{
    if (explained->n_store == 0) return;
    fputs("\nWhat the largest stores of this grid do\n", out);
    for (int i = 0; i < explained->n_store; i++) {
        const struct price_store *store = &explained->store[i];
        fprintf(out, "  %s gives a MWh at %s USD, what it is worth in another hour",
                readable_name(store->id).text, price(store->release_usd_per_mwh).text);
        if (store->discharge_mw > 0)
            fprintf(out, ": gives %s of %s MW\n", readable_number(store->discharge_mw, 1).text,
                    readable_number(store->most_mw, 1).text);
        else if (store->charge_mw > 0)
            fprintf(out, ": takes %s MW\n", readable_number(store->charge_mw, 1).text);
        else
            fputs(": rests\n", out);
    }
}

static void print_links(FILE *out, const struct price_explained *explained)
{
    if (explained->n_link == 0) return;
    fputs("\nLinks to other grids\n", out);
    for (int i = 0; i < explained->n_link; i++) {
        const struct price_link *link = &explained->link[i];
        fprintf(out, "  %s %s %s MW %s %s%s; %s USD/MWh here, %s there\n",
                readable_name(link->id).text, link->into_mw < 0 ? "takes" : "brings",
                readable_number(fabs(link->into_mw), 1).text, link->into_mw < 0 ? "to" : "from",
                readable_name(link->other_end).text, link->is_full ? ", full" : "",
                price(link->here_usd_per_mwh).text, price(link->there_usd_per_mwh).text);
    }
}

void explain_report_print(FILE *out, const struct price_explained *explained, bool colour)
{
    print_parts(out, explained, colour);
    fputs("\nWhat sets it\n", out);
    print_step(out, "more", "costs", &explained->more);
    print_step(out, "less", "saves", &explained->less);
    print_interval(out, explained);
    print_causes(out, explained);
    print_stores(out, explained);
    print_links(out, explained);
}

/* ---- JSON -------------------------------------------------------------------------------------
 */

static void write_step(struct json *json, const char *name, const struct price_step *step)
{
    json_open_object(json, name);
    json_boolean(json, "possible", step->possible);
    json_number(json, "usd_per_mwh", step->usd_per_mwh);
    json_open_array(json, "movers");
    for (int i = 0; i < step->n_mover; i++) {
        const struct price_mover *mover = &step->mover[i];
        json_open_object(json, NULL);
        json_text(json, "kind", mover->kind);
        json_text(json, "id", mover->id);
        json_quantity(json, "mw", mover->mw);
        json_number(json, "usd_per_mwh", mover->usd_per_mwh);
        json_close(json);
    }
    json_close(json);
    json_close(json);
}

static void write_causes(struct json *json, const struct price_explained *explained)
{
    json_open_array(json, "limits");
    for (int i = 0; i < explained->n_cause; i++) {
        const struct price_cause *cause = &explained->cause[i];
        json_open_object(json, NULL);
        json_text(json, "kind", cause->kind);
        json_text(json, "id", cause->id);
        json_quantity(json, "adds_usd_per_mwh", cause->usd_per_mwh);
        json_quantity(json, "flow_mw", cause->flow_mw);
        json_quantity(json, "limit_mw", cause->limit_mw);
        json_boolean(json, "full", cause->is_full);
        json_quantity(json, "pull_usd_per_mwh", cause->pull_usd_per_mwh);
        json_quantity(json, "factor", cause->factor);
        json_close(json);
    }
    json_close(json);
    json_quantity(json, "other_limits_usd_per_mwh", explained->rest_usd_per_mwh);
}

static void write_stores(struct json *json, const struct price_explained *explained)
{
    json_open_array(json, "stores");
    for (int i = 0; i < explained->n_store; i++) {
        const struct price_store *store = &explained->store[i];
        json_open_object(json, NULL);
        json_text(json, "id", store->id);
        json_quantity(json, "value_usd_per_mwh", store->value_usd_per_mwh);
        json_quantity(json, "release_usd_per_mwh", store->release_usd_per_mwh);
        json_quantity(json, "charge_mw", store->charge_mw);
        json_quantity(json, "discharge_mw", store->discharge_mw);
        json_close(json);
    }
    json_close(json);
    json_open_array(json, "links");
    for (int i = 0; i < explained->n_link; i++) {
        const struct price_link *link = &explained->link[i];
        json_open_object(json, NULL);
        json_text(json, "id", link->id);
        json_text(json, "other_end", link->other_end);
        json_quantity(json, "into_mw", link->into_mw);
        json_boolean(json, "full", link->is_full);
        json_quantity(json, "here_usd_per_mwh", link->here_usd_per_mwh);
        json_quantity(json, "there_usd_per_mwh", link->there_usd_per_mwh);
        json_close(json);
    }
    json_close(json);
}

enum status explain_report_json(FILE *out, const struct price_explained *explained,
                                struct error *error)
{
    struct json json;
    json_begin(&json, out);
    json_open_object(&json, NULL);
    json_text(&json, "schema", "corridor-price-1");
    json_text(&json, "bus", explained->where);
    json_text(&json, "name", explained->name);
    if (explained->hour >= 0) {
        json_integer(&json, "hour", explained->hour);
        json_text(&json, "time", explained->when);
    }
    json_quantity(&json, "price_usd_per_mwh", explained->price_usd_per_mwh);
    json_quantity(&json, "energy_usd_per_mwh", explained->energy_usd_per_mwh);
    json_quantity(&json, "loss_usd_per_mwh", explained->loss_usd_per_mwh);
    json_quantity(&json, "congestion_usd_per_mwh", explained->congestion_usd_per_mwh);
    json_text(&json, "reference", explained->reference);
    json_number(&json, "low_usd_per_mwh", explained->low_usd_per_mwh);
    json_number(&json, "high_usd_per_mwh", explained->high_usd_per_mwh);
    write_step(&json, "one_mw_more", &explained->more);
    write_step(&json, "one_mw_less", &explained->less);
    write_causes(&json, explained);
    write_stores(&json, explained);
    json_close(&json);
    return json_end(&json, error);
}
