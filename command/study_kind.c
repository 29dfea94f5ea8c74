#include "command/study_kind.h"

#include "base/settings.h"

#include <string.h>

/* Settings that a study of the kind must have, and a study of no other kind has. */
static const struct kind {
    const char *setting, *is, *command;
} kinds[STUDY_KINDS] = {
    [STUDY_DISPATCH] = {"network", "a dispatch", "dispatch"},
    [STUDY_INVESTMENT] = {"dispatch", "an investment", "invest"},
    [STUDY_ADEQUACY] = {"study", "the adequacy of a grid", "adequacy"},
};

static int line_of(const struct settings *settings, const char *name)
{
    for (int i = 0; i < settings->count; i++)
        if (settings->setting[i].parent == 0 && strcmp(settings->setting[i].name, name) == 0)
            return settings->setting[i].place.line;
    return 0;
}

enum status study_kind_check(const char *path, enum study_kind wanted, struct arena *scratch,
                             struct error *error)
{
    struct settings settings;
    struct error unused = {0};
    const enum status status = settings_read(path, scratch, &settings, &unused);
    if (status == STATUS_NO_MEMORY) return error_set(error, status, "%s: no memory for it", path);
    if (status != STATUS_OK || line_of(&settings, kinds[wanted].setting) > 0) return STATUS_OK;
    for (int kind = 0; kind < STUDY_KINDS; kind++) {
        const int line = line_of(&settings, kinds[kind].setting);
        if (line == 0) continue;
        if (wanted == STUDY_ADEQUACY && kind == STUDY_DISPATCH) break; /* it is taken as it is */
        return error_set(error, STATUS_BAD_INPUT,
                         "%s:%d: `%s` makes it a study of %s, wanted one of %s; `corridor %s %s` "
                         "runs it",
                         path, line, kinds[kind].setting, kinds[kind].is, kinds[wanted].is,
                         kinds[kind].command, path);
    }
    return STATUS_OK;
}
