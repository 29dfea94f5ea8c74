#include "base/status.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static void append_line(struct error *error, const char *format, va_list arguments)
{
    if (error->count++ >= ERROR_LINE_LIMIT) return;
    size_t used = strlen(error->text);
    if (used > 0 && used + 1 < sizeof error->text) {
        error->text[used++] = '\n';
        error->text[used] = '\0';
    }
    vsnprintf(error->text + used, sizeof error->text - used, format, arguments);
}

enum status error_set(struct error *error, enum status status, const char *format, ...)
{
    if (error != NULL) {
        va_list arguments;
        va_start(arguments, format);
        if (error->count == 0) error->status = status;
        append_line(error, format, arguments);
        va_end(arguments);
    }
    return status;
}

void error_add(struct error *error, const char *format, ...)
{
    if (error == NULL) return;
    va_list arguments;
    va_start(arguments, format);
    if (error->count == 0) error->status = STATUS_BAD_INPUT;
    append_line(error, format, arguments);
    va_end(arguments);
}

enum status error_status(const struct error *error)
{
    return error->count == 0 ? STATUS_OK : error->status;
}
