/* A study file that was given to the command of another kind of study: told in one sentence instead
 * of a fault per line. */
#ifndef COMMAND_STUDY_KIND_H
#define COMMAND_STUDY_KIND_H

#include "base/arena.h"
#include "base/status.h"

enum study_kind { STUDY_DISPATCH, STUDY_INVESTMENT, STUDY_ADEQUACY, STUDY_KINDS };

/* STATUS_BAD_INPUT when the file has the settings that only another kind must have and not those of
 * this one; a study of adequacy may be one of a dispatch. A file that cannot be read is for its
 * reader to tell. */
MUST_CHECK enum status study_kind_check(const char *path, enum study_kind wanted,
                                        struct arena *scratch, struct error *error);

#endif
