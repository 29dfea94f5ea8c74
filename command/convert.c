#include "command/command.h"
#include "network/matpower.h"

#include <string.h>

enum option_id { OPTION_QUIET, OPTION_HELP, OPTIONS };

static const struct option_row option_rows[OPTIONS] = {
    [OPTION_QUIET] = {'q', "quiet", NULL, NULL, "say nothing when it went well"},
    [OPTION_HELP] = {'h', "help", NULL, NULL, "this text"},
};

void command_convert_help(FILE *file)
{
    fputs(
        "usage: corridor convert [options] IN.m OUT.m\n\n"
        "Reads a MATPOWER case (version 2) and writes it again: the same tables to the last bit,\n"
        "without comments, every field that is not understood as it stands.\n\n",
        file);
    options_write_help(file, option_rows, OPTIONS);
    fputs("\nexit code: 0 written, 2 usage, 3 input, 8 a file could not be read or written\n",
          file);
}

static bool ends_in(const char *path, const char *ending)
{
    const size_t length = strlen(path), wanted = strlen(ending);
    return length > wanted && strcmp(path + length - wanted, ending) == 0;
}

static enum status read_line(int argc, char **argv, const char **given, int *operand,
                             struct error *error)
{
    TRY(options_read(option_rows, OPTIONS, argc, argv, given, operand, error));
    if (given[OPTION_HELP] != NULL) return STATUS_OK;
    if (argc - *operand != 2)
        return error_set(error, STATUS_BAD_INPUT, "two files are needed, IN.m and OUT.m, found %d",
                         argc - *operand);
    for (int i = *operand; i < argc; i++)
        if (!ends_in(argv[i], ".m"))
            return error_set(error, STATUS_BAD_INPUT,
                             "%s: the ending says the format; .m is the only one", argv[i]);
    return STATUS_OK;
}

static enum status walk(const char *in, const char *out, bool quiet, struct arena *arena,
                        struct error *error)
{
    struct matpower_case grid;
    TRY(matpower_read(in, arena, &grid, error));
    TRY(matpower_write(&grid, out, error));
    if (!quiet)
        printf("%s: %d buses, %d generators, %d branches, %d DC lines\n", out, grid.n_bus,
               grid.n_generator, grid.n_branch, grid.n_dcline);
    return STATUS_OK;
}

int command_convert(int argc, char **argv)
{
    const char *given[OPTIONS] = {NULL};
    struct arena arena = {0};
    struct error error = {0};
    int operand = 0;
    if (read_line(argc, argv, given, &operand, &error) != STATUS_OK)
        return complain_about_usage("convert", &error);
    if (given[OPTION_HELP] != NULL) {
        command_convert_help(stdout);
        return CODE_OPTIMAL;
    }
    const enum status status =
        walk(argv[operand], argv[operand + 1], given[OPTION_QUIET] != NULL, &arena, &error);
    if (status != STATUS_OK) print_error(&error);
    arena_free(&arena);
    return (int)code_of_status(status);
}
