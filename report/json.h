/* Writes JSON as it goes: nothing is kept but the place in the nesting. Two spaces of indentation,
 * one member per line, members in the order of the calls: the same calls give the same bytes.
 *
 *   struct json json;
 *   json_begin(&json, stream);
 *   json_open_object(&json, NULL);
 *   json_text(&json, "status", "optimal");
 *   json_close(&json);
 *   TRY(json_end(&json, error));
 *
 * `name` is the member's name inside an object and NULL inside an array and at the top. */
#ifndef REPORT_JSON_H
#define REPORT_JSON_H

#include "base/status.h"

#include <stdbool.h>
#include <stdio.h>

enum { JSON_DEPTH_LIMIT = 16, JSON_NUMBER_BYTES = 32 };

struct json {
    FILE *stream;
    int depth;
    struct json_level {
        bool is_array, has_member;
    } level[JSON_DEPTH_LIMIT];
    bool misused; /* nested too deep, closed too often, or left open */
};

void json_begin(struct json *json, FILE *stream);
void json_open_object(struct json *json, const char *name);
void json_open_array(struct json *json, const char *name);
void json_close(struct json *json); /* the innermost object or array */

/* NULL text is null. What is not valid UTF-8 becomes U+FFFD, so that the file stays valid JSON. */
void json_text(struct json *json, const char *name, const char *text);
void json_integer(struct json *json, const char *name, long long value);
void json_unsigned(struct json *json, const char *name, unsigned long long value);
void json_boolean(struct json *json, const char *name, bool value);
void json_null(struct json *json, const char *name);
/* Reads back as the same double; NaN and infinities are null. */
void json_number(struct json *json, const char *name, double value);
/* A physical quantity or an amount: as json_number, but what is smaller than 1e-9 is 0, because it
 * is the rounding of an optimizer and would only make files differ. */
void json_quantity(struct json *json, const char *name, double value);

/* STATUS_IO when the stream could not take everything. The stream stays open and is flushed. */
MUST_CHECK enum status json_end(struct json *json, struct error *error);

/* The shortest of %.15g, %.16g and %.17g that reads back as the same double; "null" if not finite.
 */
void json_number_text(double value, char text[JSON_NUMBER_BYTES]);

#endif
