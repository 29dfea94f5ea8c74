/* Shared by the sources of the adequacy study: the model of areas, what fails in them, one sampled
 * year, closed forms, and the folder in which years are kept. */
#ifndef STUDY_ADEQUACY_INTERNAL_H
#define STUDY_ADEQUACY_INTERNAL_H

#include "base/file.h"
#include "study/adequacy.h"
#include "study/area_flow.h"
#include "study/capacity_table.h"
#include "study/checkpoint.h"

/* A unit, a pole, a circuit: it works as a whole or not at all. */
struct part {
    const char *id;
    int first_cause, n_cause;               /* of adequacy_model.cause: any of them takes it out */
    double planned_from_hour, planned_hour; /* of the year; 0 h: none */
};

struct plant { /* n_part equal units of a generator */
    int area, generator, first_part, n_part;
    double unit_mw;
};

struct store { /* n_part units; 0: derated by its forced_outage_share */
    int area, storage, first_part, n_part;
};

/* Between two areas. Poles carry equal shares; a return that is out leaves no pole alone. */
struct branch {
    const char *id;
    int from_area, to_area, pair, sign; /* of area_flow; sign -1: the pair runs the other way */
    double forward_mw, back_mw;
    bool is_link, is_cable;
    int n_pole, first_part;       /* 0 poles: it never fails */
    int common_part, return_part; /* -1: none */
};

struct period { /* hours of the year in which the same plants are planned to be out */
    double from_hour;
    struct capacity_curve curve;
};

struct area {
    const char *name;
    bool is_exact; /* its plants have a closed form when it stands alone */
    int n_period;
    struct period *period;
};

struct adequacy_model {
    const struct adequacy_input *input;
    struct network network; /* without forced outages of what is sampled: series do not derate it */
    bool *is_sampled;       /* [n_generator] */
    struct series series;   /* of all years, when there is no weather; else not used */
    int *area_of_bus;       /* [n_bus] */
    int n_area, n_cause, n_part, n_plant, n_store, n_branch, n_pair;
    struct area *area;
    struct outage_unit *cause;
    struct part *part;
    struct plant *plant;
    struct store *store;
    struct branch *branch;
    int *pair_from, *pair_to;
    bool has_cables;
    int needy; /* the one area that can be short, when the system has a closed form; else -1 */
    struct capacity_curve needy_curve; /* its plants and what its links and lines bring */
    const char **note;
    int n_note;
};

MUST_CHECK enum status adequacy_model_make(const struct adequacy_input *input, struct arena *arena,
                                           struct adequacy_model *model, struct error *error);
/* Plants, stores and branches with what fails in them. */
MUST_CHECK enum status adequacy_parts_make(struct adequacy_model *model, struct arena *arena,
                                           struct error *error);
enum { ADEQUACY_NOTES = 64 };
MUST_CHECK enum status adequacy_note(struct adequacy_model *model, struct arena *arena,
                                     const char *format, ...) PRINTF_LIKE(3, 4);

/* What is the same in every year: closed forms of each area alone, and whether the system has one.
 */
MUST_CHECK enum status adequacy_closed_make(struct adequacy_model *model, struct arena *arena,
                                            struct error *error);
/* Share of the time that a part works, planned outages left out; NAN with a closed season. */
double part_works_share(const struct adequacy_model *model, int part);
double branch_share(const struct adequacy_model *model, const struct branch *branch);

/* ---- one year ---- */

enum { ADEQUACY_WITH, ADEQUACY_WITHOUT, ADEQUACY_ALONE, ADEQUACY_VARIANTS };

struct area_year {
    double demand_mwh;
    struct shortage_year of[ADEQUACY_VARIANTS];
    double closed_short_hour, closed_unserved_mwh; /* NAN: no closed form */
};

struct sampled_year {
    struct area_year *area; /* [n_area + 1], the last is the system */
    double *branch_share;   /* [n_branch] mean availability over the hours of the study */
};
MUST_CHECK enum status sampled_year_make(const struct adequacy_model *model, struct arena *arena,
                                         struct sampled_year *year);

/* MW that each area has and needs in an hour, stores left out. */
struct balance {
    int n_hour;
    double *need_mw;  /* [n_area][n_hour]: load less what never fails */
    double *plant_mw; /* [n_area][n_hour]: of sampled units that work */
};

MUST_CHECK enum status adequacy_year_sample(const struct adequacy_model *model, int year,
                                            struct sampled_year *sampled, struct error *error);
/* None where a series says that a plant gives more in one hour than in another. */
void adequacy_closed_year(const struct adequacy_model *model, const struct balance *balance,
                          const struct series *series, struct sampled_year *sampled);

/* The hours of one variant: stores, flows between areas, what is missing (eqs. 278-282).
 *   branch_works  [n_branch][n_hour] shares; NULL for a branch that never fails
 *   missing_mw    [n_area + 1][n_hour] */
MUST_CHECK enum status adequacy_hours(const struct adequacy_model *model, bool with_cables,
                                      const struct balance *balance, const struct series *series,
                                      const float *const *store_works,
                                      const float *const *branch_works, double *missing_mw,
                                      struct arena *scratch);

/* ---- years that are kept ---- */

uint64_t adequacy_fingerprint(const struct adequacy_model *model);

struct kept_years {
    char path[FILE_PATH_BYTES]; /* "" none */
    uint64_t fingerprint;
    struct checkpoint checkpoint;
    double *row; /* the numbers of a year */
};
/* Makes the folder, removes what a killed run left half written, and reads what it kept; years of
 * other inputs are dropped. folder NULL keeps nothing. */
MUST_CHECK enum status kept_years_open(const char *folder, const struct adequacy_model *model,
                                       struct arena *arena, struct kept_years *kept,
                                       struct error *error);
bool kept_years_find(const struct kept_years *kept, const struct adequacy_model *model, int year,
                     struct sampled_year *sampled);
/* To be called in the order of the years. */
MUST_CHECK enum status kept_years_add(struct kept_years *kept, const struct adequacy_model *model,
                                      int year, const struct sampled_year *sampled,
                                      struct error *error);

#endif
