/* One driver at a time, two at a time, and the value of a driver at which a project is worth
 * nothing (docs/model.md, eq. 246). The callback gives the value at a point: where a driver touches
 * the dispatch it solves again; nothing is scaled here. */
#ifndef STUDY_SENSITIVITY_H
#define STUDY_SENSITIVITY_H

#include "study/driver.h"

#include <stdbool.h>

struct valued { /* value [n_driver] of all drivers -> worth */
    enum status (*value)(void *context, const double *driver, double *worth, struct error *error);
    void *context;
};

struct tornado_bar {
    int driver;
    double at_low, at_high; /* worth with this one at its low and high, the others central */
    double swing;           /* |at_high - at_low| */
};
/* bar [n_driver], widest first; equal ones in the order of the drivers. central: worth out. */
MUST_CHECK enum status tornado(int n_driver, const struct driver *driver,
                               const struct valued *valued, struct arena *scratch,
                               struct tornado_bar *bar, double *central, struct error *error);

struct table_side {
    int driver, n;
    const double *value; /* [n] of the driver */
};
/* worth [rows->n][columns->n] at each pair, others central. */
MUST_CHECK enum status two_way_table(int n_driver, const struct driver *driver,
                                     const struct valued *valued, const struct table_side *rows,
                                     const struct table_side *columns, struct arena *scratch,
                                     double *worth, struct error *error);

struct switch_search {
    int driver;
    double least, most; /* looked between them */
    double tolerance;   /* of the driver */
};
struct switching_value {
    bool is_found; /* between least and most the worth changes its sign */
    double value;  /* of the driver, where the worth is 0; NAN */
};
MUST_CHECK enum status switching_value(int n_driver, const struct driver *driver,
                                       const struct valued *valued,
                                       const struct switch_search *search, struct arena *scratch,
                                       struct switching_value *found, struct error *error);

#endif
