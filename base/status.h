/* Did a call work? Every function that can fail returns a status and, where a person must read why,
 * fills a struct error with one sentence per fault: "file:line: what was found, what was wanted".
 * What an optimizer found (optimal, infeasible, ...) is not a status; see solver/lp.h, enum
 * outcome. */
#ifndef BASE_STATUS_H
#define BASE_STATUS_H

enum status {
    STATUS_OK = 0,
    STATUS_BAD_INPUT, /* a file or an argument is wrong; the text says where and how to mend it */
    STATUS_NO_MEMORY, /* the arena or a library could not get memory */
    STATUS_IO,        /* a file could not be opened, read or written */
    STATUS_DISCONNECTED, /* a bus has no path to the slack bus */
    STATUS_NUMERICAL,    /* a factorization or an iteration broke down */
    STATUS_INTERNAL      /* a library refused what should have been right: a bug */
};

enum { ERROR_TEXT_BYTES = 16384, ERROR_LINE_LIMIT = 20 };

/* All faults found so far, one per line. At most ERROR_LINE_LIMIT lines are kept; count goes on. */
struct error {
    enum status status; /* of the first fault */
    int count;
    char text[ERROR_TEXT_BYTES];
};

#if defined(__GNUC__)
#define MUST_CHECK __attribute__((warn_unused_result))
#define PRINTF_LIKE(text, first) __attribute__((format(printf, text, first)))
#else
#define MUST_CHECK
#define PRINTF_LIKE(text, first)
#endif

/* Returns at once with the status of a call that failed. Only where nothing needs to be freed. */
#define TRY(call)                                                                                  \
    do {                                                                                           \
        const enum status try_status = (call);                                                     \
        if (try_status != STATUS_OK) return try_status;                                            \
    } while (0)

/* Both append one line to error (error may be NULL) and return the status given.
 * error_set is for the fault that ends a call, error_add for one of several in the same file. */
enum status error_set(struct error *error, enum status status, const char *format, ...)
    PRINTF_LIKE(3, 4);
void error_add(struct error *error, const char *format, ...) PRINTF_LIKE(2, 3); /* BAD_INPUT */

/* STATUS_OK while no fault was added, else the status of the first one. */
MUST_CHECK enum status error_status(const struct error *error);

#endif
