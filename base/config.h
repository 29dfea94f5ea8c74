/* libconfig files read by a table of keys. The traps of the library are closed before and after it:
 * a lexer of our own goes over the raw text first (integers beyond 32 bits, numbers beyond a
 * double, decimal commas, trailing commas, unclosed strings and braces with the line where they
 * open, NUL and BOM, a size limit), includes are looked up beside the file that names them and may
 * not leave its folder, an integer is accepted where a real is asked, unknown and duplicate keys
 * are faults with the nearest known name. */
#ifndef BASE_CONFIG_H
#define BASE_CONFIG_H

#include "base/arena.h"
#include "base/keys.h"
#include "base/status.h"

/* Reads the top-level settings of a file into target; absent keys get their fallback. (config_read
 * is a name of libconfig's own.) All faults of the file and of those it includes are added to error
 * at once. Returns STATUS_BAD_INPUT when there was any, STATUS_IO when the file cannot be opened.
 * line_of_key (may be NULL) gets, per key, the line where it was set, 0 when absent. */
MUST_CHECK enum status config_load(const char *path, const struct key *keys, int n_key,
                                   void *target, int *line_of_key, struct arena *arena,
                                   struct error *error);

/* path of `name` seen from the folder of `beside` ("a/b.cfg", "c.csv" -> "a/c.csv"); an absolute
 * name is kept. NULL when there is no memory. */
const char *path_beside(const char *beside, const char *name, struct arena *arena);

/* "libconfig 1.5.0": which library the program was built with. */
void config_library(char *text, size_t size);

#endif
