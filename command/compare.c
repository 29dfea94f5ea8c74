#include "command/command.h"

#include "base/file.h"
#include "command/terminal.h"
#include "report/page.h"

enum option_id { OPTION_OUTPUT, OPTION_QUIET, OPTION_HELP, OPTIONS };

static const struct option_row option_rows[OPTIONS] = {
    [OPTION_OUTPUT] = {'o', "output", "FILE", NULL, "the page; default compare.html"},
    [OPTION_QUIET] = {'q', "quiet", NULL, NULL, "say nothing when all went well"},
    [OPTION_HELP] = {'h', "help", NULL, NULL, "this text"},
};

void command_compare_help(FILE *file)
{
    fputs(
        "usage: corridor compare [options] DIR DIR\n\n"
        "Writes a page of what differs between two results of `corridor dispatch`: cost, export,\n"
        "settings, countries, lines and links, and the hours of both. The first is the base.\n\n",
        file);
    options_write_help(file, option_rows, OPTIONS);
}

static enum status write_page(const char *path, const char *const *folder, struct error *error)
{
    struct file file;
    TRY(file_begin(path, &file, error));
    const enum status status = page_write(file.stream, 2, folder, error);
    if (status == STATUS_OK) return file_commit(&file, error);
    file_discard(&file);
    return status;
}

int command_compare(int argc, char **argv)
{
    const char *given[OPTIONS];
    struct error error = {0};
    int operand;
    enum status status = options_read(option_rows, OPTIONS, argc, argv, given, &operand, &error);
    if (status == STATUS_OK && given[OPTION_HELP] != NULL) {
        command_compare_help(stdout);
        return CODE_OPTIMAL;
    }
    const char *const path = given[OPTION_OUTPUT] != NULL ? given[OPTION_OUTPUT] : "compare.html";
    if (status == STATUS_OK && argc - operand != 2)
        status = error_set(&error, STATUS_BAD_INPUT, "two folders of results are needed, found %d",
                           argc - operand);
    if (status == STATUS_OK && path[0] == '\0')
        status = error_set(&error, STATUS_BAD_INPUT, "--output: is empty, wanted a file name");
    if (status != STATUS_OK) return complain_about_usage("compare", &error);
    const char *const folder[] = {argv[operand], argv[operand + 1]};
    terminal_begin_writing();
    status = write_page(path, folder, &error);
    terminal_end_writing();
    if (status != STATUS_OK) {
        print_error(&error);
        return code_of_status(status);
    }
    if (given[OPTION_QUIET] == NULL) printf("%s\n", path);
    return CODE_OPTIMAL;
}
