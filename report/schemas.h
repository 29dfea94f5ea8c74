/* What result.json of a folder calls itself. A field that changes its meaning or goes away changes
 * the number at the end; a new field does not (docs/results.md). */
#ifndef REPORT_SCHEMAS_H
#define REPORT_SCHEMAS_H

#define RESULT_SCHEMA "corridor-result-1"     /* corridor dispatch */
#define INVEST_SCHEMA "corridor-invest-1"     /* corridor invest */
#define ADEQUACY_SCHEMA "corridor-adequacy-1" /* corridor adequacy */

#endif
