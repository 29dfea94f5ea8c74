/* A study from its files: settings, network, series. What every command on a study begins with. */
#ifndef COMMAND_STUDY_FILES_H
#define COMMAND_STUDY_FILES_H

#include "network/series.h"
#include "study/dispatch.h"

struct study_files {
    struct dispatch_config config;
    struct text_list overrides; /* paths of the series files that the study names */
    struct network network;
    struct series series;
};

/* The study file and the network with all their faults at once; series are not made yet, so that
 * settings may still be replaced. */
MUST_CHECK enum status study_files_read(const char *path, struct arena *arena,
                                        struct study_files *files, struct error *error);

/* What --hours says in the place of the study's length; NULL leaves it. */
MUST_CHECK enum status study_files_replace_hours(const char *text, struct study_files *files,
                                                 struct error *error);

/* Weather and series for the hours of the settings as they are now. */
MUST_CHECK enum status study_files_series(struct study_files *files, struct arena *arena,
                                          struct error *error);

#endif
