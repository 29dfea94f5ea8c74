#include "report/opf_report.h"

#include "report/json.h"
#include "report/readable.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static bool has_answer(const struct opf_result *result)
{
    return result->outcome == OUTCOME_OPTIMAL;
}

static const char *const losses_name[] = {[OPF_LOSSLESS] = "none",
                                          [OPF_FICTITIOUS] = "fictitious demand",
                                          [OPF_SECANT] = "secants",
                                          [OPF_TANGENT] = "tangents"};

/* ---- JSON -------------------------------------------------------------------------------------
 */

static void write_certificate(struct json *json, const struct opf_certificate *certificate)
{
    json_open_object(json, "certificate");
    json_boolean(json, "accepted", certificate->accepted);
    json_number(json, "relative_gap", certificate->relative_gap);
    json_number(json, "primal_residual_mw", certificate->primal_residual_mw);
    json_number(json, "balance_residual_mw", certificate->balance_residual_mw);
    json_number(json, "flow_violation_mw", certificate->flow_violation_mw);
    json_number(json, "unit_violation_mw", certificate->unit_violation_mw);
    json_number(json, "angle_violation_rad", certificate->angle_violation_rad);
    json_number(json, "dual_residual", certificate->dual_residual);
    json_number(json, "lower_bound_usd_per_hour", certificate->lower_bound_usd);
    json_number(json, "objective_usd_per_hour", certificate->objective_usd);
    json_close(json);
}

/* To a milliwatt, a billionth of a price, an angle of 1e-12: what is beyond that is rounding, and
 * would be most of the file. */
static void write_rounded(struct json *json, const char *name, double value, double digits)
{
    json_number(json, name, round(value * digits) / digits);
}
static const double quantity_digits = 1e9, angle_digits = 1e12;

static void write_buses(struct json *json, const struct opf_result *result)
{
    const struct opf_case *grid = result->grid;
    json_open_array(json, "buses");
    for (int bus = 0; bus < grid->n_bus; bus++) {
        json_open_object(json, NULL);
        json_integer(json, "bus", grid->bus_number[bus]);
        if (result->has_price[bus])
            write_rounded(json, "price_usd_per_mwh", result->point.price_usd_per_mwh[bus],
                          quantity_digits);
        else
            json_null(json, "price_usd_per_mwh");
        if (result->energy_usd_per_mwh != NULL && result->has_price[bus]) {
            write_rounded(json, "energy_usd_per_mwh", result->energy_usd_per_mwh[bus],
                          quantity_digits);
            write_rounded(json, "loss_usd_per_mwh", result->loss_usd_per_mwh[bus], quantity_digits);
            write_rounded(json, "congestion_usd_per_mwh", result->congestion_usd_per_mwh[bus],
                          quantity_digits);
        }
        write_rounded(json, "angle_rad", result->point.angle_rad[bus], angle_digits);
        json_close(json);
    }
    json_close(json);
}

static void write_units(struct json *json, const struct opf_result *result)
{
    const struct opf_case *grid = result->grid;
    json_open_array(json, "generators");
    for (int g = 0; g < grid->n_generator; g++) {
        json_open_object(json, NULL);
        json_integer(json, "row", grid->generator_row[g]);
        json_integer(json, "bus", grid->bus_number[grid->generator_bus[g]]);
        write_rounded(json, "mw", result->point.generator_mw[g], quantity_digits);
        json_boolean(json, "marginal", opf_is_marginal(result, g));
        json_close(json);
    }
    json_close(json);
    json_open_array(json, "dclines");
    for (int d = 0; d < grid->n_dcline; d++) {
        const double sent_mw = result->point.dcline_mw[d];
        json_open_object(json, NULL);
        json_integer(json, "row", grid->dcline_row[d]);
        json_integer(json, "from_bus", grid->bus_number[grid->dcline_from[d]]);
        json_integer(json, "to_bus", grid->bus_number[grid->dcline_to[d]]);
        write_rounded(json, "sent_mw", sent_mw, quantity_digits);
        write_rounded(json, "received_mw",
                      sent_mw - grid->dcline_loss0_mw[d] - grid->dcline_loss1[d] * sent_mw,
                      quantity_digits);
        json_close(json);
    }
    json_close(json);
}

static void write_branches(struct json *json, const struct opf_result *result)
{
    const struct opf_case *grid = result->grid;
    json_open_array(json, "branches");
    for (int l = 0; l < grid->n_branch; l++) {
        const double angle_shadow = result->point.angle_shadow_usd_per_rad[l];
        json_open_object(json, NULL);
        json_integer(json, "row", grid->branch_row[l]);
        json_integer(json, "from_bus", grid->bus_number[grid->from[l]]);
        json_integer(json, "to_bus", grid->bus_number[grid->to[l]]);
        write_rounded(json, "flow_mw", result->flow_mw[l], quantity_digits);
        if (result->loss_mw != NULL)
            write_rounded(json, "loss_mw", result->loss_mw[l], quantity_digits);
        write_rounded(json, "shadow_price_usd_per_mwh", result->point.flow_shadow_usd_per_mwh[l],
                      quantity_digits);
        if (angle_shadow != 0)
            write_rounded(json, "angle_shadow_price_usd_per_rad_h", angle_shadow, quantity_digits);
        json_close(json);
    }
    json_close(json);
}

/* Who pays whom per hour: the first is the sum of the others (eq. 151). */
static void write_surplus(struct json *json, const struct opf_surplus *surplus)
{
    json_open_object(json, "merchandising_surplus");
    json_quantity(json, "usd_per_hour", surplus->merchandising_usd);
    json_quantity(json, "congestion_usd_per_hour", surplus->congestion_usd);
    json_quantity(json, "phase_shifters_usd_per_hour", surplus->shifter_usd);
    json_quantity(json, "losses_usd_per_hour", surplus->loss_usd);
    json_quantity(json, "dclines_usd_per_hour", surplus->dcline_usd);
    json_number(json, "relative_gap", surplus->relative_gap);
    json_close(json);
}

static void write_solve(struct json *json, const struct opf_result *result)
{
    json_open_object(json, "solve");
    json_text(json, "method", result->method);
    json_integer(json, "rounds", result->rounds);
    json_integer(json, "rows", result->rows);
    json_integer(json, "iterations", result->iterations);
    json_number(json, "cpu_s", result->cpu_s);
    json_close(json);
}

enum status opf_report_json(FILE *stream, const struct opf_result *result, struct error *error)
{
    const struct opf_case *grid = result->grid;
    struct json json;
    json_begin(&json, stream);
    json_open_object(&json, NULL);
    json_text(&json, "schema", "corridor-opf-1");
    json_text(&json, "case", grid->name);
    json_text(&json, "convention", opf_convention_word(grid->convention));
    json_text(&json, "losses", losses_name[result->losses]);
    json_text(&json, "status", outcome_word(result->outcome));
    json_text(&json, "why", result->why);
    json_number(&json, "objective_usd_per_hour",
                has_answer(result) ? result->certificate.objective_usd : NAN);
    json_integer(&json, "n_bus", grid->n_bus);
    json_integer(&json, "n_branch", grid->n_branch);
    json_integer(&json, "n_generator", grid->n_generator);
    json_integer(&json, "n_dcline", grid->n_dcline);
    json_integer(&json, "n_island", result->n_island);
    write_solve(&json, result);
    if (has_answer(result) || result->outcome == OUTCOME_NOT_CERTIFIED)
        write_certificate(&json, &result->certificate);
    if (has_answer(result)) {
        if (result->loss_mw != NULL) {
            json_quantity(&json, "loss_mw", result->total_loss_mw);
            json_quantity(&json, "law_loss_mw", result->law_loss_mw);
        }
        json_quantity(&json, "congestion_rent_usd_per_hour", result->congestion_rent_usd);
        if (result->energy_usd_per_mwh != NULL) write_surplus(&json, &result->surplus);
        write_buses(&json, result);
        write_units(&json, result);
        write_branches(&json, result);
    }
    json_close(&json);
    return json_end(&json, error);
}

/* ---- for people -------------------------------------------------------------------------------
 */

enum { BINDING_ROWS = 12, MARGINAL_TOLD = 6 };

/* A shadow price below this is the interior point's way of saying 0. */
static const double smallest_shadow_usd_per_mwh = 1e-4;

struct binding {
    int branch;
    double usd; /* shadow price x limit, per hour */
};

static int compare_binding(const void *left, const void *right)
{
    const struct binding *a = left, *b = right;
    if (a->usd != b->usd) return a->usd > b->usd ? -1 : 1;
    return a->branch - b->branch;
}

/* Shadow price of an angle limit as that of the flow it allows. */
static double shadow_of(const struct opf_result *result, int l)
{
    const double b = result->grid->susceptance_mw_per_rad[l];
    return fabs(result->point.flow_shadow_usd_per_mwh[l]) +
           fabs(result->point.angle_shadow_usd_per_rad[l] / b);
}

static int list_binding(const struct opf_result *result, struct binding *binding)
{
    int n = 0;
    for (int l = 0; l < result->grid->n_branch; l++) {
        const double shadow = shadow_of(result, l);
        if (shadow < smallest_shadow_usd_per_mwh) continue;
        binding[n++] = (struct binding){l, shadow * fabs(result->flow_mw[l])};
    }
    qsort(binding, (size_t)n, sizeof *binding, compare_binding);
    return n;
}

static void print_binding(FILE *out, const struct opf_result *result, const struct binding *binding,
                          int n)
{
    const struct opf_case *grid = result->grid;
    if (n == 0)
        fprintf(out, "\nno limit of a branch costs money\n");
    else
        fprintf(out, "\n%d branch%s full, dearest first\n", n, n == 1 ? "" : "es");
    for (int i = 0; i < n && i < BINDING_ROWS; i++) {
        const int l = binding[i].branch;
        const bool by_rating =
            fabs(result->point.flow_shadow_usd_per_mwh[l]) >= smallest_shadow_usd_per_mwh;
        fprintf(out, "  branch %6d, bus %d - %d: %s MW, %s full, one MW more saves %s USD/h\n",
                grid->branch_row[l], grid->bus_number[grid->from[l]], grid->bus_number[grid->to[l]],
                readable_number(result->flow_mw[l], 1).text, by_rating ? "rating" : "angle limit",
                readable_number(shadow_of(result, l), 2).text);
    }
    if (n > BINDING_ROWS) fprintf(out, "  and %d more (--json lists all)\n", n - BINDING_ROWS);
}

static void print_prices(FILE *out, const struct opf_result *result)
{
    const struct opf_case *grid = result->grid;
    const double *price = result->point.price_usd_per_mwh;
    int low = -1, high = -1, without = 0;
    for (int bus = 0; bus < grid->n_bus; bus++) {
        if (!result->has_price[bus]) {
            without++;
            continue;
        }
        if (low < 0 || price[bus] < price[low]) low = bus;
        if (high < 0 || price[bus] > price[high]) high = bus;
    }
    if (low >= 0)
        fprintf(out,
                "prices: %s USD/MWh (bus %d) to %s USD/MWh (bus %d); congestion rent %s per hour\n",
                readable_price(price[low]).text, grid->bus_number[low],
                readable_price(price[high]).text, grid->bus_number[high],
                readable_money(result->congestion_rent_usd).text);
    if (without > 0)
        fprintf(out, "without a price: %d bus%s that no plant and no DC line can reach\n", without,
                without == 1 ? "" : "es");
}

static void print_marginal(FILE *out, const struct opf_result *result)
{
    const struct opf_case *grid = result->grid;
    int n = 0;
    for (int g = 0; g < grid->n_generator; g++)
        n += opf_is_marginal(result, g);
    fprintf(out, "%d plant%s between %s limits and so at the margin", n, n == 1 ? "" : "s",
            n == 1 ? "its" : "their");
    for (int g = 0, told = 0; g < grid->n_generator && told < MARGINAL_TOLD; g++) {
        if (!opf_is_marginal(result, g)) continue;
        fprintf(out, "%s generator %d (bus %d)", told++ == 0 ? ":" : ",", grid->generator_row[g],
                grid->bus_number[grid->generator_bus[g]]);
    }
    fputs(n > MARGINAL_TOLD ? ", ...\n" : "\n", out);
}

static void print_certificate(FILE *out, const struct opf_certificate *certificate)
{
    fprintf(out,
            "certificate: relative gap %.1e, primal residual %.1e MW, angle violation %.1e rad, "
            "dual residual %.1e: %s\n",
            certificate->relative_gap, certificate->primal_residual_mw,
            certificate->angle_violation_rad, certificate->dual_residual,
            certificate->accepted ? "accepted" : "NOT accepted");
}

static void print_why(FILE *out, const char *why)
{
    for (const char *line = why; *line;) {
        const size_t length = strcspn(line, "\n");
        fprintf(out, "  %.*s\n", (int)length, line);
        line += length + (line[length] == '\n');
    }
}

static void describe_losses(const struct opf_result *result, char *text, size_t size)
{
    const bool segments = result->losses == OPF_SECANT || result->losses == OPF_TANGENT;
    if (result->losses == OPF_LOSSLESS)
        snprintf(text, size, "none in the DC approximation");
    else if (!has_answer(result))
        snprintf(text, size, "%s", segments ? losses_name[result->losses] : "not settled");
    else if (segments)
        snprintf(text, size, "%s MW by %s, %s MW by r flow^2",
                 readable_number(result->total_loss_mw, 2).text, losses_name[result->losses],
                 readable_number(result->law_loss_mw, 2).text);
    else
        snprintf(text, size, "%s MW", readable_number(result->total_loss_mw, 2).text);
}

enum status opf_report_print(FILE *out, const struct opf_result *result, bool colour,
                             struct arena *arena, struct error *error)
{
    const struct opf_case *grid = result->grid;
    struct binding *binding = ARENA_ARRAY(arena, struct binding, grid->n_branch);
    if (binding == NULL) return error_set(error, STATUS_NO_MEMORY, "no memory for a summary");
    char losses[160];
    describe_losses(result, losses, sizeof losses);
    fprintf(out, "%s%s, %s convention: %s", colour ? "\033[1m" : "", readable_name(grid->name).text,
            opf_convention_word(grid->convention), outcome_word(result->outcome));
    if (has_answer(result))
        fprintf(out, ", %s USD/h", readable_number(result->certificate.objective_usd, 2).text);
    fprintf(out, "%s\n", colour ? "\033[0m" : "");
    fprintf(out,
            "%d buses, %d branches, %d generators, %d DC lines in service, %d island%s; losses of "
            "AC lines: %s\n",
            grid->n_bus, grid->n_branch, grid->n_generator, grid->n_dcline, result->n_island,
            result->n_island == 1 ? "" : "s", losses);
    print_why(out, result->why);
    if (result->outcome == OUTCOME_NOT_CERTIFIED) print_certificate(out, &result->certificate);
    if (!has_answer(result)) return STATUS_OK;
    const int n = list_binding(result, binding);
    print_binding(out, result, binding, n);
    print_prices(out, result);
    print_marginal(out, result);
    fprintf(out, "method: %s, %d iterations\n", result->method, result->iterations);
    print_certificate(out, &result->certificate);
    return STATUS_OK;
}
