#include "command/terminal.h"

#include "base/file.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static volatile sig_atomic_t is_writing, pending_signal, bar_is_drawn;
static char unfinished_file[FILE_PATH_BYTES]; /* what a signal must not leave */

static void on_signal(int number)
{
    static const char clear[] = "\r\033[K";
    if (is_writing) {
        pending_signal = number;
        return;
    }
    if (bar_is_drawn && write(STDERR_FILENO, clear, sizeof clear - 1) < 0) bar_is_drawn = 0;
    if (unfinished_file[0] != '\0') unlink(unfinished_file);
    signal(number, SIG_DFL);
    raise(number); /* the caller sees that a signal ended the run: 130 or 143 in a shell */
}

void terminal_watch_signals(void)
{
    struct sigaction action = {.sa_handler = on_signal}, before;
    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    if (sigaction(SIGHUP, NULL, &before) == 0 &&
        before.sa_handler != SIG_IGN) /* nohup ignores it */
        sigaction(SIGHUP, &action, NULL);
    signal(SIGXFSZ,
           SIG_IGN); /* a file that may not grow is then a fault of writing, as a full disk */
}

/* A caller may have closed one of the three; the next file to be opened would take its place, and
 * what is meant for the terminal would get into it. Of /dev/null for reading no write succeeds. */
void terminal_fill_streams(void)
{
    int descriptor;
    do
        descriptor = open("/dev/null", O_RDONLY);
    while (descriptor >= 0 && descriptor <= STDERR_FILENO);
    if (descriptor > STDERR_FILENO) close(descriptor);
}

void terminal_begin_writing(void)
{
    is_writing = 1;
}

void terminal_end_writing(void)
{
    is_writing = 0;
    if (pending_signal) on_signal(pending_signal);
}

void terminal_unfinished_file(const char *path)
{
    if (path == NULL || !file_temporary(path, unfinished_file)) unfinished_file[0] = '\0';
}

bool terminal_is(int descriptor)
{
    const char *kind = getenv("TERM");
    return isatty(descriptor) && kind != NULL && strcmp(kind, "dumb") != 0;
}

bool terminal_has_colours(int descriptor)
{
    return terminal_is(descriptor) && getenv("NO_COLOR") == NULL;
}

bool terminal_wants_progress(const char *when)
{
    if (when != NULL && strcmp(when, "auto") != 0) return strcmp(when, "always") == 0;
    return terminal_is(STDERR_FILENO);
}

void terminal_draw_progress(void *context, const char *step, int done, int total)
{
    enum { BAR_WIDTH = 30 };
    (void)context;
    const int full = total > 0 ? (int)((long long)BAR_WIDTH * done / total) : 0;
    fprintf(stderr, "\r\033[K%-28.28s [%.*s%.*s] %d of %d", step, full,
            "##############################", BAR_WIDTH - full, "                              ",
            done, total);
    bar_is_drawn = 1;
}

void terminal_clear_progress(void)
{
    if (bar_is_drawn) fputs("\r\033[K", stderr);
    bar_is_drawn = 0;
}
