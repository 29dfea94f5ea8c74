#include "report/json.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Below this a quantity in MW, MWh or USD is rounding: a milliwatt is 1e-9 MW. */
#define SMALLEST_QUANTITY 1e-9

void json_begin(struct json *json, FILE *stream)
{
    *json = (struct json){.stream = stream};
}

static void put_indentation(struct json *json)
{
    fputc('\n', json->stream);
    for (int i = 0; i < json->depth; i++)
        fputs("  ", json->stream);
}

/* Length in bytes of the UTF-8 character at s, or 0 when it is none (RFC 3629, section 4). */
static int utf8_length(const unsigned char *s)
{
    if (s[0] < 0x80) return 1;
    const int length = s[0] >= 0xf0 ? 4 : s[0] >= 0xe0 ? 3 : 2;
    if (s[0] < 0xc2 || s[0] > 0xf4) return 0;
    for (int i = 1; i < length; i++)
        if ((s[i] & 0xc0) != 0x80) return 0;
    if (s[0] == 0xe0 && s[1] < 0xa0) return 0; /* longer than needed */
    if (s[0] == 0xed && s[1] > 0x9f) return 0; /* half of a UTF-16 pair */
    if (s[0] == 0xf0 && s[1] < 0x90) return 0; /* longer than needed */
    if (s[0] == 0xf4 && s[1] > 0x8f) return 0; /* beyond U+10FFFF */
    return length;
}

static void put_ascii(FILE *stream, unsigned char c)
{
    switch (c) {
    case '"':
        fputs("\\\"", stream);
        break;
    case '\\':
        fputs("\\\\", stream);
        break;
    case '\n':
        fputs("\\n", stream);
        break;
    case '\r':
        fputs("\\r", stream);
        break;
    case '\t':
        fputs("\\t", stream);
        break;
    default:
        if (c < 0x20 || c == 0x7f)
            fprintf(stream, "\\u%04x", c);
        else
            fputc(c, stream);
    }
}

static void put_string(FILE *stream, const char *text)
{
    fputc('"', stream);
    for (const unsigned char *s = (const unsigned char *)text; *s;) {
        const int length = utf8_length(s);
        if (length == 1)
            put_ascii(stream, *s);
        else if (length > 1)
            fwrite(s, 1, (size_t)length, stream);
        else
            fputs("\\ufffd", stream);
        s += length > 0 ? length : 1;
    }
    fputc('"', stream);
}

/* Comma, line, indentation and name: everything that stands before a value. */
static void start_member(struct json *json, const char *name)
{
    if (json->depth > 0) {
        struct json_level *level = &json->level[json->depth - 1];
        if (level->has_member) fputc(',', json->stream);
        level->has_member = true;
        if (level->is_array != (name == NULL)) json->misused = true;
        put_indentation(json);
    }
    if (name == NULL) return;
    put_string(json->stream, name);
    fputs(": ", json->stream);
}

static void open_level(struct json *json, const char *name, bool is_array)
{
    start_member(json, name);
    fputc(is_array ? '[' : '{', json->stream);
    if (json->depth == JSON_DEPTH_LIMIT) {
        json->misused = true;
        return;
    }
    json->level[json->depth++] = (struct json_level){.is_array = is_array};
}

void json_open_object(struct json *json, const char *name)
{
    open_level(json, name, false);
}

void json_open_array(struct json *json, const char *name)
{
    open_level(json, name, true);
}

void json_close(struct json *json)
{
    if (json->depth == 0) {
        json->misused = true;
        return;
    }
    const struct json_level level = json->level[--json->depth];
    if (level.has_member) put_indentation(json);
    fputc(level.is_array ? ']' : '}', json->stream);
}

void json_text(struct json *json, const char *name, const char *text)
{
    if (text == NULL) {
        json_null(json, name);
        return;
    }
    start_member(json, name);
    put_string(json->stream, text);
}

void json_integer(struct json *json, const char *name, long long value)
{
    start_member(json, name);
    fprintf(json->stream, "%lld", value);
}

void json_unsigned(struct json *json, const char *name, unsigned long long value)
{
    start_member(json, name);
    fprintf(json->stream, "%llu", value);
}

void json_boolean(struct json *json, const char *name, bool value)
{
    start_member(json, name);
    fputs(value ? "true" : "false", json->stream);
}

void json_null(struct json *json, const char *name)
{
    start_member(json, name);
    fputs("null", json->stream);
}

void json_number_text(double value, char text[JSON_NUMBER_BYTES])
{
    if (!isfinite(value)) {
        snprintf(text, JSON_NUMBER_BYTES, "null");
        return;
    }
    for (int digits = 15; digits <= 17; digits++) {
        snprintf(text, JSON_NUMBER_BYTES, "%.*g", digits, value);
        if (strtod(text, NULL) == value) return;
    }
}

void json_number(struct json *json, const char *name, double value)
{
    char text[JSON_NUMBER_BYTES];
    json_number_text(value, text);
    start_member(json, name);
    fputs(text, json->stream);
}

void json_quantity(struct json *json, const char *name, double value)
{
    json_number(json, name, fabs(value) < SMALLEST_QUANTITY ? 0.0 : value);
}

enum status json_end(struct json *json, struct error *error)
{
    if (json->depth != 0 || json->misused)
        return error_set(error, STATUS_INTERNAL, "JSON was written with unbalanced nesting");
    fputc('\n', json->stream);
    if (fflush(json->stream) != 0 || ferror(json->stream))
        return error_set(error, STATUS_IO, "cannot write JSON: %s", strerror(errno));
    return STATUS_OK;
}
