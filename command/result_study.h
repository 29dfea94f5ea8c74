/* The study behind a folder of results: its file, and the settings as they were used. */
#ifndef COMMAND_RESULT_STUDY_H
#define COMMAND_RESULT_STUDY_H

#include "study/dispatch.h"

/* Whether the path is a folder. */
bool result_is_folder(const char *path);

/* The path of the study that run.log of the folder names: seen from where the study was run, from
 * the folders above the results, or from here, whichever is there first.
 *   returns STATUS_IO  there is no run.log, it names no study, or that study is not there */
MUST_CHECK enum status result_study_path(const char *folder, struct arena *arena, const char **path,
                                         struct error *error);

/* Puts the settings that result.json of the folder lists in the place of those of the study: hours,
 * start, seed and whatever else was changed by options. The network and its series stay. */
MUST_CHECK enum status result_study_settings(const char *folder, struct dispatch_config *config,
                                             struct arena *arena, struct error *error);

#endif
