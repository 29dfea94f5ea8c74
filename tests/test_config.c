#include "base/config.h"
#include "tests/spec.h"

#include <sys/stat.h>
#include <unistd.h>

struct question {
    double price_usd_per_mwh, loss_share;
    int hours, mode;
    bool green;
    const char *network, *note;
    struct text_list series;
};
enum mode { MODE_ECONOMIC, MODE_HARD, MODE_SOFT };

#define FIELD(name) offsetof(struct question, name)
enum { NETWORK, HOURS, PRICE, LOSS, MODE, GREEN, NOTE, SERIES, N_KEY };
static const struct key keys[N_KEY] = {
    {"network", KEY_TEXT, FIELD(network), true, 0, 0, 0, NULL, NULL, "", "path of the network"},
    {"hours", KEY_INTEGER, FIELD(hours), false, 1, 8760, 24, NULL, NULL, "h", "horizon"},
    {"price", KEY_REAL, FIELD(price_usd_per_mwh), false, 0, 0, 70, NULL, NULL, "USD/MWh", "carbon"},
    {"loss", KEY_REAL, FIELD(loss_share), false, 0, 1, 0.03, NULL, NULL, "share", "of the flow"},
    {"mode", KEY_CHOICE, FIELD(mode), false, 0, 0, 0, "hard", "economic|hard|soft", "", "export"},
    {"green", KEY_BOOLEAN, FIELD(green), false, 0, 0, 0, NULL, NULL, "", "only clean power"},
    {"note", KEY_TEXT, FIELD(note), false, 0, 0, 0, "none", NULL, "", "free words"},
    {"series", KEY_TEXT_LIST, FIELD(series), false, 0, 0, 0, NULL, NULL, "", "CSV files"},
};

/* A folder with a study file, which lives as long as a spec. */
struct desk {
    char folder[64], path[128];
    struct arena arena;
    struct error error;
    struct question question;
    int line[N_KEY];
};

static const char *within(const struct desk *desk, const char *name)
{
    static char path[200];
    snprintf(path, sizeof path, "%s/%s", desk->folder, name);
    return path;
}

static void open_desk(struct desk *desk)
{
    memset(desk, 0, sizeof *desk);
    snprintf(desk->folder, sizeof desk->folder, "/tmp/corridor-config-XXXXXX");
    if (mkdtemp(desk->folder) == NULL) desk->folder[0] = '\0';
    snprintf(desk->path, sizeof desk->path, "%s/study.cfg", desk->folder);
}

static void put_bytes(const char *path, const char *bytes, size_t length)
{
    FILE *file = fopen(path, "wb");
    if (file == NULL) return;
    fwrite(bytes, 1, length, file);
    fclose(file);
}

static void put(const char *path, const char *text)
{
    put_bytes(path, text, strlen(text));
}

static enum status load(struct desk *desk)
{
    return config_load(desk->path, keys, N_KEY, &desk->question, desk->line, &desk->arena,
                       &desk->error);
}

static void close_desk(struct desk *desk)
{
    static const char *const names[] = {"part.cfg",       "other.cfg", "deep/part.cfg",
                                        "deep/other.cfg", "deep",      "study.cfg"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        remove(within(desk, names[i]));
    remove(desk->folder);
    arena_free(&desk->arena);
}

SPEC(a_study_file_of_every_type_is_read)
{
    struct desk desk;
    open_desk(&desk);
    put(desk.path, "# a question\n"
                   "network = \"caspian.cfg\"; // with the cable\n"
                   "hours : 48\n"
                   "price = -1.5e1, loss = .25;\n"
                   "/* two\n lines */ mode = \"soft\";\n"
                   "green = True;\n"
                   "note = \"say \\\"no\\\" \" \"in C:\\\\\";\n"
                   "series = [\"a.csv\", \"b.csv\"];\n");
    CHECK(load(&desk) == STATUS_OK);
    CHECK_TEXT(desk.error.text, "");
    CHECK_TEXT(desk.question.network, "caspian.cfg");
    CHECK(desk.question.hours == 48);
    CHECK(desk.question.price_usd_per_mwh == -15);
    CHECK(desk.question.loss_share == 0.25);
    CHECK(desk.question.mode == MODE_SOFT);
    CHECK(desk.question.green);
    CHECK_TEXT(desk.question.note, "say \"no\" in C:\\");
    REQUIRE(desk.question.series.count == 2);
    CHECK_TEXT(desk.question.series.item[1], "b.csv");
    const int wanted[N_KEY] = {2, 3, 4, 4, 6, 7, 8, 9};
    for (int key = 0; key < N_KEY; key++)
        CHECK(desk.line[key] == wanted[key]);
    close_desk(&desk);
}

SPEC(what_is_absent_gets_its_fallback_and_no_line)
{
    struct desk desk;
    open_desk(&desk);
    put(desk.path, "network = \"a.cfg\"");
    CHECK(load(&desk) == STATUS_OK);
    CHECK(desk.question.hours == 24 && desk.question.loss_share == 0.03);
    CHECK(desk.question.mode == MODE_HARD);
    CHECK_TEXT(desk.question.note, "none");
    CHECK(desk.line[NETWORK] == 1 && desk.line[HOURS] == 0);
    close_desk(&desk);
}

SPEC(an_integer_is_read_where_a_real_is_wanted_and_an_empty_text_is_a_value)
{
    struct desk desk;
    open_desk(&desk);
    put(desk.path, "network = \"a\"; price = 40; loss = 1L; note = \"\"; series = ();");
    CHECK(load(&desk) == STATUS_OK);
    CHECK(desk.question.price_usd_per_mwh == 40 && desk.question.loss_share == 1);
    CHECK_TEXT(desk.question.note, "");
    CHECK(desk.question.series.count == 0);
    close_desk(&desk);
}

SPEC(a_number_beyond_32_bits_is_read_with_its_L)
{
    struct desk desk;
    open_desk(&desk);
    put(desk.path, "network = \"a\"; price = 3000000000L; ");
    CHECK(load(&desk) == STATUS_OK);
    CHECK(desk.question.price_usd_per_mwh == 3e9);
    close_desk(&desk);
}

SPEC(a_byte_order_mark_and_windows_line_ends_do_not_matter)
{
    struct desk desk;
    open_desk(&desk);
    put(desk.path,
        "\xEF\xBB\xBFnetwork = \"a\";\r\n# note\r\nhours = 2;\r\nnote = \"Bak\xC4\xB1\"\r\n");
    CHECK(load(&desk) == STATUS_OK);
    CHECK(desk.question.hours == 2 && desk.line[HOURS] == 3);
    CHECK_TEXT(desk.question.note, "Bak\xC4\xB1");
    close_desk(&desk);
}

/* Each snippet has exactly one fault; the sentence begins after the path. */
SPEC(a_faulty_study_file_says_where_it_is_faulty_and_how_to_mend_it)
{
    static const struct {
        const char *text, *sentence;
    } faulty[] = {
        /* numbers */
        {"price = 3000000000;", ":1: `3000000000` is beyond 32 bits; "
                                "write 3000000000L, or 3000000000.0 as a real"},
        {"price = -3000000000;", ":1: `-3000000000` is beyond 32 bits; write -3000000000L"},
        {"price = 0x1FFFFFFFF;", ":1: `0x1FFFFFFFF` is beyond 32 bits; write 0x1FFFFFFFFL"},
        {"price = 99999999999999999999L;", ":1: `99999999999999999999L` is beyond 64 bits; "
                                           "write it as a real, 1.000e+20"},
        {"price = 1e999;", ":1: `1e999` is beyond the largest number, 1.8e308"},
        {"price = nan;", ":1: `price` is `nan`, wanted a finite number; leave the setting out"},
        {"price = -inf;", ":1: `-` at column 9 has no meaning here"},
        {"hours = 010;", ":1: `010` starts with a zero; write 10"},
        {"hours = -000;", ":1: `-000` starts with a zero; write -0"},
        {"price = 1,5;", ":1: `1,5` has a comma; write 1.5, with a decimal point"},
        {"price = 1,500;",
         ":1: `1,500` has a comma; a number has a decimal point and no thousands"},
        {"price = 1,500.5;", ":1: `1,500.5` has a comma; a number has a decimal point and no"},
        {"hours = 24h;", ":1: `24h` is not a number; write 24 alone, without a unit"},
        {"hours = 24 h;", ":1: found `h` at column 12 after the value of `hours`, wanted `;`; "
                          "a number stands without its unit"},
        {"loss = 60%;", ":1: `60%` is not a number; write 0.6 for 60 %"},
        {"note = 2030-01-01T00:00Z;", ":1: `2030-01-01T00:00Z` is not a number; a text stands in "
                                      "quotes: \"2030-01-01T00:00Z\""},
        {"price = 1.2.3;", ":1: `1.2.3` is not a number"},
        {"price = 0x;", ":1: `0x` is not a number"},
        {"price = .;", ":1: `.` at column 9 has no meaning here"},
        /* ranges and types */
        {"hours = 0;", ":1: `hours` is 0, wanted 1 to 8760 h"},
        {"hours = 24.5;", ":1: `hours` is the real 24.5, wanted a whole number: 1 to 8760 h"},
        {"hours = 24.0;", "wanted a whole number: 1 to 8760 h; write 24"},
        {"hours = 3000000000L;", ":1: `hours` is 3000000000, wanted 1 to 8760 h"},
        {"hours = \"24\";", ":1: `hours` is the text \"24\", wanted a whole number: 1 to 8760 h; "
                            "write it without quotes"},
        {"loss = 60;", ":1: `loss` is 60, wanted 0 to 1 (a share); write 0.6 for 60 %"},
        {"green = 1;", ":1: `green` is 1, wanted true or false; write true"},
        {"green = yes;", ":1: `green` is `yes`; write true"},
        {"green = \"no\";", ":1: `green` is the text \"no\", wanted true or false"},
        {"mode = \"sofd\";", ":1: `mode` is `sofd`, wanted economic, hard or soft; "
                             "did you mean `soft`?"},
        {"mode = \"\";", ":1: `mode` is empty, wanted economic, hard or soft"},
        {"mode = soft;", ":1: `mode` is `soft` without quotes; write \"soft\""},
        {"mode = 2;", ":1: `mode` is 2, wanted economic, hard or soft; a text stands in quotes"},
        {"note = true;", ":1: `note` is true, wanted a text"},
        {"series = \"a.csv\";", ":1: `series` is the text \"a.csv\", wanted a list of texts; "
                                "write [\"a.csv\"]"},
        {"series = [1, 2];", ":1: value 1 of the list `series` is 1, wanted a text in quotes"},
        {"series = (\"a\", (1));", ":1: value 2 of the list `series` is a list, wanted a text"},
        {"series = [\"\"];",
         ":1: value 1 of the list `series` is the text \"\", wanted a text that"},
        {"hours = { first = 1; };", ":1: `hours` is a group, wanted a whole number"},
        {"hours = [1];", ":1: `hours` is a list, wanted a whole number"},
        /* names */
        {"horus = 3;", ":1: unknown key `horus`; did you mean `hours`?"},
        {"colour = 3;", ":1: unknown key `colour`, wanted one that `corridor help` lists"},
        {"hours = 1;\n\nhours = 2;", ":3: `hours` is set twice, first in line 1"},
        {"hours = { a = 1; b = 1; a = 2; };", ":1: `a` is set twice, first in line 1"},
        {"3bus = 1;", ":1: `3bus` is not a number"},
        /* structure: the place where a thing opens */
        {"note = \"open;\nhours = 3;", ":1: `\"open;` opens a text that is not closed in its line"},
        {"note = \"open", ":1: `\"open` opens a text that is not closed in its line"},
        {"\nhours = { first = 1;\nlast = 2;\n", ":2: the `{` at column 9 is not closed; "
                                                "found the end of the file in line 6"},
        {"series = [\"a\",\n\"b\"\nhours = 3;", ":1: the `[` at column 10 is not closed; "
                                                "found `hours` in line 3"},
        {"series = [\"a\", \"b\";", ":1: the `[` at column 10 is not closed; found `;` in line 1"},
        {"hours = 3;\n /* open\n\n", ":2: the comment that opens at column 2 is not closed by */"},
        {"series = [\"a\",\nhours = 3;", ":1: the `[` at column 10 is not closed; "
                                         "found `hours` in line 2"},
        {"series = (\"a\"];", ":1: the `(` at column 10 is not closed; found `]` in line 1"},
        {"series = [\"a\",,\"b\"];", ":1: found `,` at column 15 within [ ], wanted a number"},
        {"series = [\"a\" b];", ":1: found `b` at column 15 in a list, wanted `,` or `]`"},
        {"series = [\"a\", b];", ":1: `series` is `b` without quotes; write \"b\""},
        {"series = [\"a\",];", ":1: the list `series` ends with a comma at column 14; remove it"},
        {"series = (\"a\" \"b\");", ":1: found the text \"b\" at column 15 in a list, "
                                    "wanted `,` or `)`"},
        {"series = [\"a\", 1];", ":1: found `1` at column 16 within [ ], wanted the same kind"},
        {"series = [[\"a\"]];", ":1: found `[` at column 11 within [ ], wanted a number, a text"},
        {"hours 24;", ":1: found `24` at column 7 after `hours`, wanted `=`"},
        {"hours = ;", ":1: `hours` has no value"},
        {"hours =\nmode = \"soft\";", ":1: `hours` has no value"},
        {"hours = 1 green = true;", ":1: found `green` at column 11 after the value of `hours`"},
        {"hours = 1;\n}", ":2: found `}` at column 1, wanted the name of a setting"},
        {"hours = 1;;", ":1: found `;` at column 11, wanted the name of a setting"},
        {"hours = { , };", ":1: found `,` at column 11, wanted the name of a setting"},
        {"= 3;", ":1: found `=` at column 1, wanted the name of a setting"},
        {"note = \xE2\x80\x9Cx\xE2\x80\x9D;", " at column 8 has no meaning here; "
                                              "a text stands in straight double quotes"},
        {"note = 'x';", ":1: `'` at column 8 has no meaning here; a text stands in straight"},
        {"h\xC3\xB6he = 3;", ":1: `h\xC3\xB6he` is no name; names have letters a to z"},
        {"\xC3\xB6l = 3;", ":1: `\xC3\xB6` at column 1 has no meaning here; names have letters a"},
        {"note = \"cases\\network.cfg\";", "holds a backslash; write / between folders"},
        {"note = \"a\fb\";", "holds a control character"},
        /* includes */
        {"@include \"absent.cfg\"", "/absent.cfg: cannot be opened: No such file or directory"},
        {"@include \"/etc/passwd\"", ":1: @include \"/etc/passwd\" leaves the folder of this file"},
        {"@include \"a/../../b.cfg\"", ":1: @include \"a/../../b.cfg\" leaves the folder of this"},
        {"@include \"..\"", ":1: @include \"..\" leaves the folder"},
        {"@include \"\"", ":1: @include \"\" names no file"},
        {"@include \"study.cfg\"", ":1: @include \"study.cfg\" includes a file that includes this"},
        {"@include part.cfg", ":1: `@include` is not understood; write @include \"file.cfg\""},
        {"@import \"a.cfg\"", ":1: `@import` is not understood; write @include \"file.cfg\""},
    };
    for (size_t i = 0; i < sizeof faulty / sizeof faulty[0]; i++) {
        struct desk desk;
        char text[300];
        open_desk(&desk);
        snprintf(text, sizeof text, "%s\nnetwork = \"a\";\n", faulty[i].text);
        put(desk.path, text);
        CHECK(load(&desk) == STATUS_BAD_INPUT);
        CHECK_CONTAINS(desk.error.text, faulty[i].sentence);
        if (desk.error.count != 1)
            SPEC_FAULT("%d faults: %s\n%s", desk.error.count, faulty[i].text, desk.error.text);
        close_desk(&desk);
    }
}

SPEC(bytes_that_are_no_text_are_named_with_their_line)
{
    static const struct {
        const char *bytes;
        size_t length;
        const char *sentence;
    } faulty[] = {
        {"hours = 1;\nmode\0", 16, ":2: a NUL byte"},
        {"hours = 1;\nnote = \"Bal\xFD\";", 25, ":2: the byte 0xFD is not UTF-8"},
        {"\xFF\xFEh\0", 4, ":1: the file is UTF-16"},
        {"note = \"\xED\xA0\x80\";", 13,
         ":1: the byte 0xED is not UTF-8"}, /* half a surrogate pair */
    };
    for (size_t i = 0; i < sizeof faulty / sizeof faulty[0]; i++) {
        struct desk desk;
        open_desk(&desk);
        put_bytes(desk.path, faulty[i].bytes, faulty[i].length);
        CHECK(load(&desk) == STATUS_BAD_INPUT);
        CHECK(desk.error.count == 1);
        CHECK_CONTAINS(desk.error.text, faulty[i].sentence);
        close_desk(&desk);
    }
}

SPEC(a_missing_required_setting_says_what_it_is)
{
    struct desk desk;
    open_desk(&desk);
    put(desk.path, "hours = 3;\n");
    CHECK(load(&desk) == STATUS_BAD_INPUT);
    CHECK_CONTAINS(desk.error.text,
                   "study.cfg:1: `network` is missing, wanted a text (path of the network)");
    close_desk(&desk);
}

SPEC(a_setting_behind_an_unclosed_brace_is_not_called_missing)
{
    struct desk desk;
    open_desk(&desk);
    put(desk.path, "hours = {\nnetwork = \"a\";\n");
    CHECK(load(&desk) == STATUS_BAD_INPUT);
    CHECK(desk.error.count == 1);
    CHECK_CONTAINS(desk.error.text, ":1: the `{` at column 9 is not closed");
    close_desk(&desk);
}

SPEC(all_faults_of_a_file_are_said_at_once_and_what_is_right_is_stored)
{
    struct desk desk;
    open_desk(&desk);
    put(desk.path, "network = \"a\n"
                   "hours = 010;\n"
                   "price = 1,5;\n"
                   "loss = 60;\n"
                   "mode = soft;\n"
                   "gren = true;\n"
                   "note = \"right\";\n"
                   "series = [\"a\" \"b\"];\n");
    CHECK(load(&desk) == STATUS_BAD_INPUT);
    CHECK(desk.error.count == 7);
    static const char *const places[] = {":1: `\"a` opens", ":2: `010`",  ":3: `1,5`",
                                         ":4: `loss`",      ":5: `mode`", ":6: unknown key `gren`",
                                         ":8: found"};
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++)
        CHECK_CONTAINS(desk.error.text, places[i]);
    CHECK_TEXT(desk.question.note, "right");
    CHECK(desk.question.hours == 24 && desk.question.price_usd_per_mwh == 70);
    close_desk(&desk);
}

SPEC(two_settings_in_a_line_are_two_faults)
{
    struct desk desk;
    open_desk(&desk);
    put(desk.path, "network = \"a\"; hours = 010; price = 1e999; mode = soft; loss = \"x\"\n");
    CHECK(load(&desk) == STATUS_BAD_INPUT);
    CHECK(desk.error.count == 4);
    close_desk(&desk);
}

SPEC(an_included_file_is_found_beside_the_one_that_names_it)
{
    struct desk desk;
    open_desk(&desk);
    mkdir(within(&desk, "deep"), 0777);
    put(desk.path, "@include \"deep/part.cfg\"\nhours = 3;\n");
    put(within(&desk, "deep/part.cfg"),
        "network = \"a\";\n  @include \"other.cfg\" # beside part\n");
    put(within(&desk, "deep/other.cfg"), "loss = 0.5;");
    CHECK(load(&desk) == STATUS_OK);
    CHECK_TEXT(desk.question.network, "a");
    CHECK(desk.question.loss_share == 0.5 && desk.question.hours == 3);
    CHECK(desk.line[HOURS] == 2 && desk.line[LOSS] == 1);
    close_desk(&desk);
}

SPEC(faults_of_an_included_file_name_that_file_and_line)
{
    struct desk desk;
    open_desk(&desk);
    mkdir(within(&desk, "deep"), 0777);
    put(desk.path, "network = \"a\";\nhours = 3;\n@include \"deep/part.cfg\"\nmode = 3;\n");
    put(within(&desk, "deep/part.cfg"), "\nloss = 60;\nprice = 010;\nhours = 4;\nseries = [\n");
    CHECK(load(&desk) == STATUS_BAD_INPUT);
    CHECK(desk.error.count == 5);
    CHECK_CONTAINS(desk.error.text, "/deep/part.cfg:2: `loss` is 60");
    CHECK_CONTAINS(desk.error.text, "/deep/part.cfg:3: `010` starts with a zero");
    CHECK_CONTAINS(desk.error.text, "/deep/part.cfg:4: `hours` is set twice, first in ");
    CHECK_CONTAINS(desk.error.text, "/study.cfg:2\n");
    CHECK_CONTAINS(desk.error.text, "/deep/part.cfg:5: the `[` at column 10 is not closed");
    CHECK_CONTAINS(desk.error.text, "/study.cfg:4: `mode` is 3");
    close_desk(&desk);
}

SPEC(a_file_included_twice_in_a_circle_is_named)
{
    struct desk desk;
    open_desk(&desk);
    put(desk.path, "network = \"a\";\n@include \"part.cfg\"\n");
    put(within(&desk, "part.cfg"), "\n@include \"study.cfg\"\n");
    CHECK(load(&desk) == STATUS_BAD_INPUT);
    CHECK(desk.error.count == 1);
    CHECK_CONTAINS(desk.error.text,
                   "/part.cfg:2: @include \"study.cfg\" includes a file that includes this one");
    close_desk(&desk);
}

SPEC(a_brace_is_closed_in_the_file_where_it_opens)
{
    struct desk desk;
    open_desk(&desk);
    put(desk.path, "network = \"a\";\nhours = {\n@include \"part.cfg\"\n");
    put(within(&desk, "part.cfg"), "first = 1;\n};\n");
    CHECK(load(&desk) == STATUS_BAD_INPUT);
    CHECK_CONTAINS(desk.error.text, "/part.cfg:2: found `}` at column 1");
    CHECK_CONTAINS(desk.error.text, "/study.cfg:2: the `{` at column 9 is not closed");
    close_desk(&desk);
}

/* A file of the given bytes, repeated until it has at least `length` of them. */
static void put_repeated(const char *path, const char *start, const char *bytes, size_t length)
{
    FILE *file = fopen(path, "wb");
    if (file == NULL) return;
    fputs(start, file);
    for (size_t used = 0; used < length; used += strlen(bytes))
        fputs(bytes, file);
    fclose(file);
}

SPEC(files_too_large_too_deep_or_with_too_many_settings_are_refused)
{
    struct desk desk;
    open_desk(&desk);
    put_repeated(desk.path, "", "# a line of a file that is far too large for a study\n", 16 << 20);
    CHECK(load(&desk) == STATUS_BAD_INPUT);
    CHECK_CONTAINS(desk.error.text, "study.cfg: is larger than 16 MB");
    close_desk(&desk);

    open_desk(&desk);
    put_repeated(desk.path, "network = \"a\";\nhours = ", "(", 200000);
    CHECK(load(&desk) == STATUS_BAD_INPUT);
    CHECK(desk.error.count == 1);
    CHECK_CONTAINS(desk.error.text, ":2: `hours` nests deeper than 32 groups and lists");
    close_desk(&desk);

    open_desk(&desk);
    FILE *file = fopen(desk.path, "wb");
    REQUIRE(file != NULL);
    for (int i = 0; i < 6000; i++)
        fprintf(file, "hours = { a%d = 1; };\n", i);
    fclose(file);
    CHECK(load(&desk) == STATUS_BAD_INPUT);
    CHECK(desk.error.count > ERROR_LINE_LIMIT); /* "set twice" comes first here */
    close_desk(&desk);

    open_desk(&desk);
    file = fopen(desk.path, "wb");
    REQUIRE(file != NULL);
    fprintf(file, "network = \"a\";\nhours = {\n");
    for (int i = 0; i < 6000; i++)
        fprintf(file, "a%d = 1;\n", i);
    fprintf(file, "};\n");
    fclose(file);
    CHECK(load(&desk) == STATUS_BAD_INPUT);
    CHECK(desk.error.count == 1);
    CHECK_CONTAINS(desk.error.text, ":5001: more than 5000 settings; put tables into CSV files");
    close_desk(&desk);
}

SPEC(included_files_share_one_size_limit)
{
    struct desk desk;
    open_desk(&desk);
    put_repeated(within(&desk, "part.cfg"), "", "# nine million bytes of comment\n", 9 << 20);
    put(desk.path, "network = \"a\";\n@include \"part.cfg\"\n@include \"part.cfg\"\n");
    CHECK(load(&desk) == STATUS_BAD_INPUT);
    CHECK(desk.error.count == 1);
    CHECK_CONTAINS(desk.error.text, "study.cfg:3: with `");
    CHECK_CONTAINS(desk.error.text, "part.cfg` the included files exceed 16 MB");
    close_desk(&desk);
}

SPEC(a_study_file_that_is_not_there_is_an_io_fault)
{
    struct desk desk;
    open_desk(&desk);
    CHECK(load(&desk) == STATUS_IO);
    CHECK_CONTAINS(desk.error.text, "study.cfg: cannot be opened: No such file or directory");
    close_desk(&desk);
}

SPEC(every_failing_allocation_is_reported_as_no_memory)
{
    struct desk desk;
    open_desk(&desk);
    put(desk.path, "network = \"a\";\nmode = \"soft\";\n@include \"part.cfg\"\n");
    put(within(&desk, "part.cfg"), "series = [\"a.csv\", \"b.csv\"];\nnote = \"x\";\n");
    long fail_at = 1;
    for (;; fail_at++) {
        memset(&desk.error, 0, sizeof desk.error);
        desk.arena = (struct arena){.fail_at = fail_at};
        const enum status status = load(&desk);
        const bool reached = desk.arena.n_request >= fail_at;
        arena_free(&desk.arena);
        if (!reached) {
            CHECK(status == STATUS_OK);
            break;
        }
        CHECK(status == STATUS_NO_MEMORY);
        CHECK_CONTAINS(desk.error.text, "no memory");
    }
    CHECK(fail_at > 10); /* two files, names, text, values */
    close_desk(&desk);
}

SPEC(a_path_is_seen_from_the_folder_of_the_file_that_names_it)
{
    struct arena arena = {0};
    CHECK_TEXT(path_beside("a/b.cfg", "c.csv", &arena), "a/c.csv");
    CHECK_TEXT(path_beside("b.cfg", "d/c.csv", &arena), "d/c.csv");
    CHECK_TEXT(path_beside("a/b.cfg", "/c.csv", &arena), "/c.csv");
    CHECK_TEXT(path_beside("/a/b.cfg", "../c.csv", &arena), "/a/../c.csv");
    arena.fail_at = arena.n_request + 1;
    CHECK(path_beside("a/b.cfg", "c.csv", &arena) == NULL);
    arena_free(&arena);
}

SPEC_MAIN(SPEC_ENTRY(a_study_file_of_every_type_is_read),
          SPEC_ENTRY(what_is_absent_gets_its_fallback_and_no_line),
          SPEC_ENTRY(an_integer_is_read_where_a_real_is_wanted_and_an_empty_text_is_a_value),
          SPEC_ENTRY(a_number_beyond_32_bits_is_read_with_its_L),
          SPEC_ENTRY(a_byte_order_mark_and_windows_line_ends_do_not_matter),
          SPEC_ENTRY(a_faulty_study_file_says_where_it_is_faulty_and_how_to_mend_it),
          SPEC_ENTRY(bytes_that_are_no_text_are_named_with_their_line),
          SPEC_ENTRY(a_missing_required_setting_says_what_it_is),
          SPEC_ENTRY(a_setting_behind_an_unclosed_brace_is_not_called_missing),
          SPEC_ENTRY(all_faults_of_a_file_are_said_at_once_and_what_is_right_is_stored),
          SPEC_ENTRY(two_settings_in_a_line_are_two_faults),
          SPEC_ENTRY(an_included_file_is_found_beside_the_one_that_names_it),
          SPEC_ENTRY(faults_of_an_included_file_name_that_file_and_line),
          SPEC_ENTRY(a_file_included_twice_in_a_circle_is_named),
          SPEC_ENTRY(a_brace_is_closed_in_the_file_where_it_opens),
          SPEC_ENTRY(files_too_large_too_deep_or_with_too_many_settings_are_refused),
          SPEC_ENTRY(included_files_share_one_size_limit),
          SPEC_ENTRY(a_study_file_that_is_not_there_is_an_io_fault),
          SPEC_ENTRY(every_failing_allocation_is_reported_as_no_memory),
          SPEC_ENTRY(a_path_is_seen_from_the_folder_of_the_file_that_names_it))
