/* corridor: the cheapest hour-by-hour dispatch that a power grid can carry.
 * This file finds the command that a command line names. Data go to stdout, everything else to
 * stderr. */
#include "base/keys.h"
#include "command/command.h"
#include "command/terminal.h"
#include "report/help.h"
#include "solver/dense.h"
#include "solver/libraries.h"

#include <stdio.h>
#include <string.h>

#define VERSION "0.1.0"

static int run_help(int argc, char **argv);

static int run_version(int argc, char **argv)
{
    (void)argc;
    (void)argv;
    char libraries[LIBRARIES_BYTES];
    libraries_describe(libraries, sizeof libraries);
    printf("corridor %s\nlicence GPL-3.0-or-later; without any warranty\n%s\n", VERSION, libraries);
    return CODE_OPTIMAL;
}

static const struct command {
    const char *name, *about;
    int (*run)(int argc, char **argv);
    void (*help)(FILE *file); /* NULL: no topic of its own */
} commands[] = {
    {"dispatch", "the cheapest hour-by-hour dispatch of a network, and its prices",
     command_dispatch, command_dispatch_help},
    {"flow", "the power flow of a MATPOWER case: voltages, flows, losses", command_flow,
     command_flow_help},
    {"opf", "the cheapest dispatch of a MATPOWER case, and its prices", command_opf,
     command_opf_help},
    {"security", "what still holds when something trips", command_security, command_security_help},
    {"adequacy", "how often and how much is missing, with cables and without", command_adequacy,
     command_adequacy_help},
    {"invest", "what the capacity of a link is worth, and what it earns", command_invest,
     command_invest_help},
    {"explain", "why a price is what it is", command_explain, command_explain_help},
    {"report", "the page of a result, made again from its files", command_report,
     command_report_help},
    {"compare", "a page of the differences between two results", command_compare,
     command_compare_help},
    {"convert", "a MATPOWER case, read and written again", command_convert, command_convert_help},
    {"help", "help on a command, a file or a table", run_help, NULL},
    {"version", "version, licence and libraries", run_version, NULL},
};
enum { COMMANDS = sizeof commands / sizeof *commands };

static void print_usage(FILE *file)
{
    fputs("corridor finds the cheapest hour-by-hour dispatch that a power grid can carry.\n\n"
          "usage: corridor COMMAND [options] [FILE]\n\n",
          file);
    for (int i = 0; i < COMMANDS; i++)
        fprintf(file, "  %-10s %s\n", commands[i].name, commands[i].about);
    fputs("\nhelp topics: dispatch", file);
    for (int i = 1; i < COMMANDS; i++)
        if (commands[i].help != NULL) fprintf(file, ", %s", commands[i].name);
    for (int i = 0; help_topic(i) != NULL; i++)
        fprintf(file, ", %s", help_topic(i));
    fputs("\n\ntry: corridor dispatch configs/green-corridor/week.cfg\n", file);
}

/* Writes the help of the command of that name; false when there is none. */
static bool help_on_command(const char *name)
{
    for (int i = 0; i < COMMANDS; i++) {
        if (commands[i].help == NULL || strcmp(name, commands[i].name) != 0) continue;
        commands[i].help(stdout);
        return true;
    }
    return false;
}

static int complain_about_topic(const char *word)
{
    enum { TOPIC_LIMIT = 64 };
    const char *names[TOPIC_LIMIT];
    int n_name = 0;
    for (int i = 0; i < COMMANDS; i++)
        if (commands[i].help != NULL) names[n_name++] = commands[i].name;
    for (int i = 0; help_topic(i) != NULL && n_name < TOPIC_LIMIT; i++)
        names[n_name++] = help_topic(i);
    const char *nearest = nearest_name(word, n_name, names);
    fprintf(stderr, "corridor: no help on '%s'", word);
    if (nearest != NULL) fprintf(stderr, ", did you mean '%s'?", nearest);
    fputs("\ncorridor: `corridor help` lists the topics\n", stderr);
    return CODE_USAGE;
}

static int run_help(int argc, char **argv)
{
    if (argc < 2)
        print_usage(stdout);
    else if (strcmp(argv[1], "--markdown") == 0)
        help_write_markdown(stdout);
    else if (strcmp(argv[1], "--roff") == 0)
        help_write_roff(stdout);
    else if (!help_on_command(argv[1]) && !help_write(stdout, argv[1]))
        return complain_about_topic(argv[1]);
    return CODE_OPTIMAL;
}

static int complain_about_command(const char *word)
{
    const char *names[COMMANDS];
    const size_t length = strlen(word);
    for (int i = 0; i < COMMANDS; i++)
        names[i] = commands[i].name;
    const char *nearest = nearest_name(word, COMMANDS, names);
    fprintf(stderr, "corridor: unknown command '%s'", word);
    if (nearest != NULL)
        fprintf(stderr, ", did you mean '%s'?", nearest);
    else if (length > 4 && strcmp(word + length - 4, ".cfg") == 0)
        fprintf(stderr, ", did you mean 'corridor dispatch %s'?", word);
    fputs("\ncorridor: `corridor help` lists the commands\n", stderr);
    return CODE_USAGE;
}

static int run_command(int argc, char **argv)
{
    if (argc < 2) {
        print_usage(stderr);
        return CODE_USAGE;
    }
    const char *word = argv[1];
    if (strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0) word = "help";
    if (strcmp(word, "--version") == 0) word = "version";
    for (int i = 0; i < COMMANDS; i++)
        if (strcmp(word, commands[i].name) == 0) return commands[i].run(argc - 1, argv + 1);
    return complain_about_command(word);
}

int main(int argc, char **argv)
{
    terminal_fill_streams();
    arena_give_back_large_blocks();
    dense_end_spare_threads();
    terminal_watch_signals();
    const int code = run_command(argc, argv);
    if (fflush(stdout) != 0 || ferror(stdout)) {
        fputs("corridor: the answer could not be written to stdout\n", stderr);
        return CODE_IO;
    }
    return code;
}
