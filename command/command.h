/* What the commands share: exit codes, how errors are told, options of a case file. A command reads
 * its line, walks through the rooms and returns an exit code; data go to stdout, everything else to
 * stderr. */
#ifndef COMMAND_COMMAND_H
#define COMMAND_COMMAND_H

#include "base/options.h"
#include "base/status.h"
#include "solver/lp.h"

#include <stdio.h>

enum code { /* docs/conventions.md, "Exit codes" */
            CODE_OPTIMAL = 0,
            CODE_INTERNAL,
            CODE_USAGE,
            CODE_INPUT,
            CODE_INFEASIBLE,
            CODE_UNBOUNDED,
            CODE_LIMIT,
            CODE_NOT_CERTIFIED,
            CODE_IO
};

enum code code_of_status(enum status status);
enum code code_of_outcome(enum outcome outcome);

/* All faults on stderr, as many as there are. */
void print_error(const struct error *error);

/* A matter of usage: what is wrong, and where the options of the command are listed. */
enum code complain_about_usage(const char *command, const struct error *error);

/* One row of the table of commands: `help` writes what `corridor NAME --help` does. */
int command_dispatch(int argc, char **argv);
void command_dispatch_help(FILE *file);
int command_flow(int argc, char **argv);
void command_flow_help(FILE *file);
int command_opf(int argc, char **argv);
void command_opf_help(FILE *file);
int command_security(int argc, char **argv);
void command_security_help(FILE *file);
int command_adequacy(int argc, char **argv);
void command_adequacy_help(FILE *file);
int command_explain(int argc, char **argv);
void command_explain_help(FILE *file);
int command_report(int argc, char **argv);
void command_report_help(FILE *file);
int command_compare(int argc, char **argv);
void command_compare_help(FILE *file);
int command_invest(int argc, char **argv);
void command_invest_help(FILE *file);
int command_convert(int argc, char **argv);
void command_convert_help(FILE *file);

#endif
