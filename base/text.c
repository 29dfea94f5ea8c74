#include "base/text.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { FIRST_BYTES = 1 << 16 };

/* Reads until the end or beyond the limit; a pipe has no size to ask for, so the room doubles. */
static enum status read_bytes(FILE *file, size_t room, size_t limit, struct arena *arena,
                              struct text *text, struct error *error)
{
    char *bytes = arena_bytes(arena, room + 1);
    size_t used = 0;
    while (bytes != NULL) {
        used += fread(bytes + used, 1, room - used, file);
        if (used < room || used > limit) break;
        char *larger = arena_bytes(arena, 2 * room + 1);
        if (larger != NULL) memcpy(larger, bytes, used);
        bytes = larger;
        room *= 2;
    }
    if (bytes == NULL)
        return error_set(error, STATUS_NO_MEMORY, "%s: no memory to read it", text->path);
    if (ferror(file))
        return error_set(error, STATUS_IO, "%s: cannot be read: %s", text->path, strerror(errno));
    bytes[used] = '\0';
    text->start = bytes;
    text->length = used;
    return STATUS_OK;
}

/* Length of the UTF-8 sequence at c, or 0 (RFC 3629, section 4: no overlong forms, no surrogates).
 */
static int utf8_length(const unsigned char *c, const unsigned char *end)
{
    if (c[0] < 0x80) return 1;
    const int length = c[0] >= 0xC2 && c[0] <= 0xDF   ? 2
                       : c[0] >= 0xE0 && c[0] <= 0xEF ? 3
                       : c[0] >= 0xF0 && c[0] <= 0xF4 ? 4
                                                      : 0;
    if (length == 0 || end - c < length) return 0;
    for (int i = 1; i < length; i++)
        if (c[i] < 0x80 || c[i] > 0xBF) return 0;
    if ((c[0] == 0xE0 && c[1] < 0xA0) || (c[0] == 0xED && c[1] > 0x9F)) return 0;
    if ((c[0] == 0xF0 && c[1] < 0x90) || (c[0] == 0xF4 && c[1] > 0x8F)) return 0;
    return length;
}

/* What no text holds. The terminal that shows a sentence with such a character would obey it. */
static bool is_control(unsigned char c)
{
    return (c < ' ' && strchr("\t\n\f\r", c) == NULL) || c == 0x7F;
}

/* Only the first fault: after it every following line would repeat it. */
static enum status check_bytes(const struct text *text, struct error *error)
{
    const unsigned char *c = (const unsigned char *)text->start, *end = c + text->length;
    int line = 1;
    if (text->length >= 2 && ((c[0] == 0xFF && c[1] == 0xFE) || (c[0] == 0xFE && c[1] == 0xFF)))
        return error_set(error, STATUS_BAD_INPUT, "%s:1: the file is UTF-16; save it as UTF-8",
                         text->path);
    while (c < end) {
        const int length = utf8_length(c, end);
        if (*c == '\0')
            return error_set(error, STATUS_BAD_INPUT,
                             "%s:%d: a NUL byte; this is not a text file, or it is damaged",
                             text->path, line);
        if (is_control(*c))
            return error_set(error, STATUS_BAD_INPUT,
                             "%s:%d: the control character 0x%02X; this is not a text file, or it "
                             "is damaged",
                             text->path, line, (unsigned)*c);
        if (length == 0)
            return error_set(error, STATUS_BAD_INPUT,
                             "%s:%d: the byte 0x%02X is not UTF-8; save the file as UTF-8",
                             text->path, line, (unsigned)*c);
        if (*c == '\r' && c[1] != '\n')
            return error_set(error, STATUS_BAD_INPUT,
                             "%s:%d: a carriage return without a line feed; save the file with "
                             "line ends LF or CRLF",
                             text->path, line);
        line += *c == '\n';
        c += length;
    }
    return STATUS_OK;
}

enum status text_read(const char *path, size_t limit, struct arena *arena, struct text *text,
                      struct error *error)
{
    struct stat about;
    *text = (struct text){.path = path};
    FILE *file = fopen(path, "rb");
    if (file == NULL)
        return error_set(error, STATUS_IO, "%s: cannot be opened: %s", path, strerror(errno));
    enum status status = STATUS_OK;
    if (fstat(fileno(file), &about) != 0)
        status = error_set(error, STATUS_IO, "%s: cannot be read: %s", path, strerror(errno));
    else if (S_ISDIR(about.st_mode))
        status = error_set(error, STATUS_IO, "%s: is a folder, wanted a file", path);
    else if (S_ISREG(about.st_mode) && (size_t)about.st_size <= limit)
        status = read_bytes(file, (size_t)about.st_size + 1, limit, arena, text, error);
    else if (!S_ISREG(about.st_mode))
        status = read_bytes(file, FIRST_BYTES, limit, arena, text, error);
    else
        text->length = (size_t)about.st_size;
    fclose(file);
    TRY(status);
    if (text->length > limit)
        return error_set(error, STATUS_BAD_INPUT,
                         "%s: is larger than %zu MB, the most that is read", path, limit >> 20);
    if (text->length >= 3 && memcmp(text->start, "\xEF\xBB\xBF", 3) == 0) {
        text->start += 3;
        text->length -= 3;
    }
    return check_bytes(text, error);
}

static const char *skip_digits(const char *c)
{
    while (*c >= '0' && *c <= '9')
        c++;
    return c;
}

bool text_number(const char *text, double *number)
{
    const char *c = text + (*text == '+' || *text == '-');
    const char *whole = c;
    c = skip_digits(c);
    long n_digit = c - whole;
    if (*c == '.') {
        const char *fraction = c + 1;
        c = skip_digits(fraction);
        n_digit += c - fraction;
    }
    if (n_digit == 0) return false;
    if (*c == 'e' || *c == 'E') {
        const char *exponent = c + 1 + (c[1] == '+' || c[1] == '-');
        c = skip_digits(exponent);
        if (c == exponent) return false;
    }
    if (*c != '\0') return false;
    *number = strtod(text, NULL);
    return isfinite(*number);
}

void text_trim(const char **first, const char **last)
{
    while (*first < *last && strchr(" \t\r", **first) != NULL)
        ++*first;
    while (*last > *first && strchr(" \t\r", (*last)[-1]) != NULL)
        --*last;
}
