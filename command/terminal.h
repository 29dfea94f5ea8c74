/* The terminal and the signals of a run: a bar of progress on stderr, and a run that is broken off
 * leaves either no result or a whole one. One process has one terminal and one set of signals, so
 * this is the one place of the program with a state of its own. */
#ifndef COMMAND_TERMINAL_H
#define COMMAND_TERMINAL_H

#include <stdbool.h>

/* Before anything is opened: a caller may have closed one of the three streams. */
void terminal_fill_streams(void);

/* SIGINT, SIGTERM and SIGHUP end the run; between begin and end of writing they wait. */
void terminal_watch_signals(void);
void terminal_begin_writing(void);
void terminal_end_writing(void);

/* The file of which a signal must leave nothing, copied; NULL when there is none any more. */
void terminal_unfinished_file(const char *path);

bool terminal_is(int descriptor);
bool terminal_has_colours(int descriptor);

/* `when`: auto (a terminal only), always or never, as --progress says; NULL is auto. */
bool terminal_wants_progress(const char *when);

/* A bar on stderr, drawn over itself; fits dispatch_watch.progress. */
void terminal_draw_progress(void *context, const char *step, int done, int total);
void terminal_clear_progress(void);

#endif
