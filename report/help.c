#include "report/help.h"

#include "base/keys.h"
#include "network/network.h"
#include "study/adequacy.h"
#include "study/assumptions.h"
#include "study/dispatch.h"
#include "study/invest_config.h"

#include <math.h>
#include <string.h>

struct topic {
    const char *name, *about;
    const struct key *keys;
    int n_key;
};

enum { TOPICS_BEFORE_TABLES = 4 };

static bool topic_at(int position, struct topic *topic)
{
    const int table = position - TOPICS_BEFORE_TABLES;
    if (position == 0) {
        *topic = (struct topic){"study", "The study file: what is asked, of which network.",
                                dispatch_keys, n_dispatch_key};
    } else if (position == 1) {
        *topic = (struct topic){"network",
                                "The network file: which tables, and what of them is in "
                                "service.",
                                network_keys, n_network_key};
    } else if (position == 2) {
        *topic = (struct topic){"investment",
                                "The study file of `corridor invest`: which link, in which "
                                "dispatch, under which assumptions.",
                                invest_keys, n_invest_key};
    } else if (position == 3) {
        *topic = (struct topic){"assumptions",
                                "A table of numbers that no dispatch knows, for `corridor invest`.",
                                assumption_keys, n_assumption_key};
    } else if (table >= 0 && table < n_network_table) {
        const struct table_format *format = &network_tables[table];
        *topic = (struct topic){format->name, format->about, format->keys, format->n_key};
    } else if (table == n_network_table) {
        *topic = (struct topic){"adequacy-study",
                                "The study file of `corridor adequacy`, which names a dispatch "
                                "study.",
                                adequacy_keys, n_adequacy_key};
    } else if (table == n_network_table + 1) {
        *topic = (struct topic){"outages",
                                "The table of outage rates: each row says how often something "
                                "fails and how long a repair takes.",
                                outage_keys, n_outage_key};
    } else {
        return false;
    }
    return true;
}

const char *help_topic(int position)
{
    struct topic topic;
    return topic_at(position, &topic) ? topic.name : NULL;
}

/* "required", "default 3000", "default economic", or that it may be left out. */
static void key_default(const struct key *key, char *words, size_t size)
{
    const bool is_word = key->type == KEY_TEXT || key->type == KEY_CHOICE;
    const bool has_word = key->fallback_text != NULL && key->fallback_text[0] != '\0';
    if (key->required)
        snprintf(words, size, "required");
    else if (is_word && has_word)
        snprintf(words, size, "default %s", key->fallback_text);
    else if (key->type == KEY_BOOLEAN)
        snprintf(words, size, "default %s", key->fallback != 0 ? "true" : "false");
    else if ((key->type == KEY_REAL || key->type == KEY_INTEGER) && !isnan(key->fallback))
        snprintf(words, size, "default %.15g", key->fallback);
    else
        snprintf(words, size, "may be left out");
}

/* ---- for a terminal ---- */

static void write_key(FILE *file, const struct key *key)
{
    char wanted[KEY_WORDS_BYTES], fallback[KEY_WORDS_BYTES];
    key_wanted(key, wanted, sizeof wanted);
    key_default(key, fallback, sizeof fallback);
    fprintf(file, "\n  %s\n      %s; %s\n      %s\n", key->name, wanted, fallback, key->help);
}

bool help_write(FILE *file, const char *name)
{
    struct topic topic;
    int position = 0;
    while (topic_at(position, &topic) && strcmp(topic.name, name) != 0)
        position++;
    if (!topic_at(position, &topic)) return false;
    fprintf(file, "%s: %s\n", topic.name, topic.about);
    for (int i = 0; i < topic.n_key; i++)
        write_key(file, &topic.keys[i]);
    return true;
}

/* ---- Markdown ---- */

/* A bar would end the cell of a Markdown table. */
static void write_cell(FILE *file, const char *text)
{
    for (; *text != '\0'; text++) {
        if (*text == '|') fputc('\\', file);
        fputc(*text, file);
    }
}

static void write_markdown_topic(FILE *file, const struct topic *topic)
{
    fprintf(file, "\n## `%s`\n\n%s\n\n", topic->name, topic->about);
    fprintf(file, "| name | value | if left out | meaning |\n| --- | --- | --- | --- |\n");
    for (int i = 0; i < topic->n_key; i++) {
        char wanted[KEY_WORDS_BYTES], fallback[KEY_WORDS_BYTES];
        key_wanted(&topic->keys[i], wanted, sizeof wanted);
        key_default(&topic->keys[i], fallback, sizeof fallback);
        fprintf(file, "| `%s` | ", topic->keys[i].name);
        write_cell(file, wanted);
        fprintf(file, " | ");
        write_cell(file, fallback);
        fprintf(file, " | ");
        write_cell(file, topic->keys[i].help);
        fprintf(file, " |\n");
    }
}

void help_write_markdown(FILE *file)
{
    struct topic topic;
    fputs(
        "# The files that corridor reads\n\n"
        "`make docs` writes this page from the tables by which the program reads. The same text,\n"
        "topic by topic: `corridor help study`, `corridor help lines`.\n\n"
        "A **study file** and a **network file** are libconfig files: `name = value;`, numbers "
        "with\n"
        "a decimal point, texts in double quotes, lists as `[\"a\", \"b\"]`, comments after `#`.\n"
        "Paths are seen from the folder of the file that names them.\n\n"
        "A **table** is CSV in UTF-8: one header row, commas between cells, a decimal point in\n"
        "numbers, double quotes around a cell that holds a comma. Columns may stand in any order.\n"
        "An empty cell means the value in the column \"if left out\". In a cell, lists are words\n"
        "joined by `|`, and true and false are also read as yes and no. Lines that start with `#`\n"
        "are comments.\n\n"
        "A **series file** (`series` of the study) is a table whose first column is `time`, in "
        "UTC\n"
        "(`2030-01-01T00:00Z`), one row per hour without gaps, covering the study. Its other\n"
        "columns are named `what:id [unit]` and replace what the weather year would give:\n"
        "`load:BUS [MW]`, `availability:GENERATOR [pu]`, `wind:ZONE [pu]`, `solar:ZONE [pu]`,\n"
        "`demand:ZONE [pu]`, `inflow:ZONE [pu]`, `inflow:STORAGE [MW]`, `price:MARKET [USD/MWh]`\n"
        "or `price:MARKET [EUR/MWh]`. The year has 365 days: rows of 29 February are passed over.\n"
        "An availability is taken as it stands, forced outages included; the other columns go\n"
        "through the same rules as the weather year.\n\n"
        "All faults of a file are reported at once, each with file and line, what was found and\n"
        "what was wanted. Unknown names are faults: a misspelt setting is never ignored.\n",
        file);
    for (int position = 0; topic_at(position, &topic); position++)
        write_markdown_topic(file, &topic);
}

/* ---- roff ---- */

/* A hyphen that may be copied, a backslash that is one, no request at the start of a line. */
static void write_roff_text(FILE *file, const char *text)
{
    if (*text == '.' || *text == '\'') fputs("\\&", file);
    for (; *text != '\0'; text++) {
        if (*text == '\\')
            fputs("\\e", file);
        else if (*text == '-')
            fputs("\\-", file);
        else
            fputc(*text, file);
    }
    fputc('\n', file);
}

void help_write_roff(FILE *file)
{
    struct topic topic;
    fputs(
        ".\\\" Written by `make docs` from the key table of the program.\n"
        ".TH CORRIDOR\\-STUDY 5 \"\" corridor \"File Formats\"\n"
        ".SH NAME\ncorridor\\-study \\- study files of corridor\n"
        ".SH DESCRIPTION\n"
        "A study file asks one question of one network. It is a libconfig file: one setting a\n"
        "line as \\fIname\\fR = \\fIvalue\\fR; with texts in double quotes and comments after #.\n"
        "Paths are seen from the folder of the study file. Unknown names are faults.\n"
        ".SH SETTINGS\n",
        file);
    topic_at(0, &topic);
    for (int i = 0; i < topic.n_key; i++) {
        char wanted[KEY_WORDS_BYTES], fallback[KEY_WORDS_BYTES], range[2 * KEY_WORDS_BYTES + 8];
        key_wanted(&topic.keys[i], wanted, sizeof wanted);
        key_default(&topic.keys[i], fallback, sizeof fallback);
        snprintf(range, sizeof range, "%s; %s.", wanted, fallback);
        fprintf(file, ".TP\n.B %s\n", topic.keys[i].name);
        write_roff_text(file, range);
        fputs(".br\n", file);
        write_roff_text(file, topic.keys[i].help);
    }
    fputs(".SH EXAMPLE\n.nf\nnetwork = \"network.cfg\";\nhours = 168;\n"
          "start = \"2030\\-01\\-01T00:00Z\";\nexport_mode = \"economic\";\n.fi\n"
          ".SH SEE ALSO\n.BR corridor (1),\n.BR corridor\\-dispatch (1)\n.PP\n"
          "docs/data\\-format.md describes the network file and the tables.\n",
          file);
}
