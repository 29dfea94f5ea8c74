/* Rows that several forms of the report of an investment share. */
#ifndef REPORT_INVEST_PARTS_H
#define REPORT_INVEST_PARTS_H

#include "report/csv.h"
#include "report/json.h"
#include "study/invest.h"

const char *invest_confidence_word(int confidence);
extern const char *const invest_level_names[LEVELS]; /* low, central, high */
void invest_json_levels(struct json *json, const char *name, const double value[LEVELS]);

/* What one kind of agent of one country gains when the link is put in (without the other projects)
 * and when it is not taken out (with them), USD per year; the last row is the sum of all. */
struct invest_surplus_row {
    const char *agent, *country;
    double put_in_usd, taken_out_usd;
};
int invest_surplus_rows(const struct invest *invest);
struct invest_surplus_row invest_surplus_row(const struct invest *invest, int row);

/* Every number that was taken from a table, and the capital cost of the link. */
struct invest_input_row {
    const char *name, *region, *unit, *price_basis, *source, *confidence, *notes, *file;
    double low, central, high;
    int line;
};
int invest_input_rows(const struct invest *invest);
struct invest_input_row invest_input_row(const struct invest *invest, int row);

/* Which inputs a result stands on. */
struct invest_trace {
    const char *result, *equation, *from;
};
extern const struct invest_trace invest_traces[];
extern const int n_invest_trace;

/* The first row of a table; names ends with NULL. */
void invest_csv_heading(struct csv *csv, const char *const *names);

/* Tables of two drivers, low, central and high each: of the dispatch together, and the widest of
 * the dispatch beside the widest other. */
struct invest_two_way {
    const struct risk_driver *row, *column;
    const char *cells;                                 /* where they come from */
    const double (*npv_usd)[RISK_LEVELS][RISK_LEVELS]; /* [RISK_VIEWS] */
};
/* [INVEST_TABLES]; returns how many there are. */
enum { INVEST_TABLES = 2 };
int invest_two_way_tables(const struct invest *invest, struct invest_two_way *table);
double invest_driver_level(const struct risk_driver *driver, int level);
extern const char *const invest_view_names[RISK_VIEWS];

void invest_csv_risk(struct csv *csv, const struct invest *invest);
void invest_csv_tornado(struct csv *csv, const struct invest *invest);
void invest_csv_two_way(struct csv *csv, const struct invest *invest);
void invest_json_appraisal(struct json *json, const struct invest *invest);
void invest_json_packages(struct json *json, const struct invest *invest);
void invest_csv_packages(struct csv *csv, const struct invest *invest);
void invest_print_packages(FILE *out, const struct invest *invest);
void invest_json_risk(struct json *json, const struct invest *invest);
void invest_json_options(struct json *json, const struct invest *invest);
void invest_json_border(struct json *json, const struct invest *invest);
void invest_print_border(FILE *out, const struct invest *invest);
void invest_print_risk(FILE *out, const struct invest *invest);
void invest_print_options(FILE *out, const struct invest *invest);

#endif
