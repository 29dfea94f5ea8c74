#include "command/command.h"

#include "command/terminal.h"
#include "report/page.h"

enum option_id { OPTION_QUIET, OPTION_HELP, OPTIONS };

static const struct option_row option_rows[OPTIONS] = {
    [OPTION_QUIET] = {'q', "quiet", NULL, NULL, "say nothing when all went well"},
    [OPTION_HELP] = {'h', "help", NULL, NULL, "this text"},
};

void command_report_help(FILE *file)
{
    fputs(
        "usage: corridor report [options] DIR\n\n"
        "Makes index.html, the page of a dispatch, an investment or a study of adequacy, again\n"
        "from result.json and the tables in DIR: byte by byte what this version writes there.\n\n",
        file);
    options_write_help(file, option_rows, OPTIONS);
}

int command_report(int argc, char **argv)
{
    const char *given[OPTIONS];
    struct error error = {0};
    int operand;
    enum status status = options_read(option_rows, OPTIONS, argc, argv, given, &operand, &error);
    if (status == STATUS_OK && given[OPTION_HELP] != NULL) {
        command_report_help(stdout);
        return CODE_OPTIMAL;
    }
    if (status == STATUS_OK && argc - operand != 1)
        status = error_set(&error, STATUS_BAD_INPUT, "one folder of results is needed, found %d",
                           argc - operand);
    if (status != STATUS_OK) return complain_about_usage("report", &error);
    const char *const folder = argv[operand];
    terminal_begin_writing();
    status = page_write_into(folder, &error);
    terminal_end_writing();
    if (status != STATUS_OK) {
        print_error(&error);
        return code_of_status(status);
    }
    if (given[OPTION_QUIET] == NULL) printf("%s/index.html\n", folder);
    return CODE_OPTIMAL;
}
