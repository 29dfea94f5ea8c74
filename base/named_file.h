/* Files that a setting names: one that is not there is a fault of the setting, told at its place,
 * with the nearest name of the folder where it was looked for. */
#ifndef BASE_NAMED_FILE_H
#define BASE_NAMED_FILE_H

#include "base/keys.h"
#include "base/status.h"

#include <stdbool.h>

/* Whether path can be opened and is no folder. If not, a fault "place: `key` names `path`, which
 * ..." is added to error; place.line 0 means a file as a whole. */
bool named_file_is_there(const char *path, const char *key, struct place place,
                         struct error *error);

#endif
