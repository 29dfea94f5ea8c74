#include "command/command.h"

#include <string.h>

enum code code_of_status(enum status status)
{
    switch (status) {
    case STATUS_OK:
        return CODE_OPTIMAL;
    case STATUS_BAD_INPUT:
    case STATUS_DISCONNECTED:
        return CODE_INPUT;
    case STATUS_IO:
        return CODE_IO;
    case STATUS_NO_MEMORY:
    case STATUS_NUMERICAL:
    case STATUS_INTERNAL:
        break;
    }
    return CODE_INTERNAL;
}

enum code code_of_outcome(enum outcome outcome)
{
    switch (outcome) {
    case OUTCOME_OPTIMAL:
        return CODE_OPTIMAL;
    case OUTCOME_INFEASIBLE:
        return CODE_INFEASIBLE;
    case OUTCOME_UNBOUNDED:
        return CODE_UNBOUNDED;
    case OUTCOME_LIMIT:
        return CODE_LIMIT;
    case OUTCOME_NOT_CERTIFIED:
        return CODE_NOT_CERTIFIED;
    }
    return CODE_INTERNAL;
}

void print_error(const struct error *error)
{
    const int more = error->count - ERROR_LINE_LIMIT;
    fprintf(stderr, "%s\n", error->text[0] != '\0' ? error->text : "corridor: out of memory");
    if (more > 0) fprintf(stderr, "corridor: and %d more faults like these\n", more);
}

enum code complain_about_usage(const char *command, const struct error *error)
{
    for (const char *line = error->text; *line != '\0'; line += line[0] == '\n') {
        const int length = (int)strcspn(line, "\n");
        fprintf(stderr, "corridor: %.*s\n", length, line);
        line += length;
    }
    fprintf(stderr, "corridor: `corridor %s --help` lists the options\n", command);
    return CODE_USAGE;
}
