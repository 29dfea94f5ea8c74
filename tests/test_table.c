#include "base/table.h"
#include "tests/spec.h"

#include <unistd.h>

struct line_row {
    const char *id;
    double length_km;
    int circuits, file_line;
};
static const struct key keys[] = {
    {"id", KEY_TEXT, offsetof(struct line_row, id), true, 0, 0, 0, NULL, NULL, "",
     "name of the line"},
    {"length_km", KEY_REAL, offsetof(struct line_row, length_km), true, 0, 2000, 0, NULL, NULL,
     "km", "route"},
    {"circuits", KEY_INTEGER, offsetof(struct line_row, circuits), false, 1, 6, 1, NULL, NULL, "",
     "parallel and equal"},
};
enum { N_KEY = 3 };

/* A table file that lives as long as a spec. */
struct sheet {
    char path[64];
    struct arena arena;
    struct error error;
    struct table table;
};

static enum status read_bytes(struct sheet *sheet, const char *bytes, size_t length)
{
    snprintf(sheet->path, sizeof sheet->path, "/tmp/corridor-table-XXXXXX");
    const int descriptor = mkstemp(sheet->path);
    FILE *file = descriptor >= 0 ? fdopen(descriptor, "wb") : NULL;
    if (file == NULL || fwrite(bytes, 1, length, file) != length || fclose(file) != 0)
        return STATUS_INTERNAL;
    const enum status status = table_read(sheet->path, &sheet->arena, &sheet->table, &sheet->error);
    remove(sheet->path);
    return status;
}

static enum status read_text(struct sheet *sheet, const char *text)
{
    return read_bytes(sheet, text, strlen(text));
}

static const char *cell(const struct sheet *sheet, int row, int column)
{
    return sheet->table.cell[row * sheet->table.n_column + column];
}

SPEC(rows_keep_their_line_while_comments_and_empty_lines_are_skipped)
{
    struct sheet sheet = {0};
    REQUIRE(read_text(&sheet, "# lines\n\nid, length_km\nA-B,300\n  \n# note\nB-C, 120.5 \n") ==
            STATUS_OK);
    CHECK(sheet.table.n_column == 2 && sheet.table.n_row == 2);
    CHECK(sheet.table.header_line == 3);
    CHECK(sheet.table.line[0] == 4 && sheet.table.line[1] == 7);
    CHECK_TEXT(sheet.table.column_name[1], "length_km");
    CHECK_TEXT(cell(&sheet, 0, 0), "A-B");
    CHECK_TEXT(cell(&sheet, 1, 1), "120.5");
    CHECK(table_column(&sheet.table, "length_km") == 1);
    CHECK(table_column(&sheet.table, "length") == -1);
    arena_free(&sheet.arena);
}

SPEC(quotes_keep_commas_and_spaces_and_doubled_quotes)
{
    struct sheet sheet = {0};
    REQUIRE(
        read_text(&sheet, "id,\"a, b\",c\n \" x, y \" ,\"say \"\"no\"\"\",\"\"\nz,,5\" pipe\n") ==
        STATUS_OK);
    CHECK_TEXT(sheet.table.column_name[1], "a, b");
    CHECK_TEXT(cell(&sheet, 0, 0), " x, y ");
    CHECK_TEXT(cell(&sheet, 0, 1), "say \"no\"");
    CHECK_TEXT(cell(&sheet, 0, 2), "");
    CHECK_TEXT(cell(&sheet, 1, 1), "");
    CHECK_TEXT(cell(&sheet, 1, 2), "5\" pipe");
    arena_free(&sheet.arena);
}

SPEC(a_byte_order_mark_windows_line_ends_and_a_missing_last_one_do_not_matter)
{
    struct sheet sheet = {0};
    REQUIRE(read_text(&sheet, "\xEF\xBB\xBFid,name\r\nAZ,Az\xC9\x99rbaycan\r\n\r\nGE,x") ==
            STATUS_OK);
    CHECK_TEXT(sheet.table.column_name[0], "id");
    CHECK_TEXT(sheet.table.column_name[1], "name");
    CHECK(sheet.table.n_row == 2);
    CHECK(sheet.table.line[1] == 4);
    CHECK_TEXT(cell(&sheet, 1, 1), "x");
    arena_free(&sheet.arena);
}

SPEC(a_faulty_table_says_where_and_why)
{
    static const struct {
        const char *bytes;
        size_t length; /* 0: strlen */
        const char *sentence;
    } faulty[] = {
        {"", 0, ":1: the file is empty, wanted a line of column names"},
        {"# only a comment\n", 0, ":1: the file is empty, wanted a line of column names"},
        {"id,km\n", 0, ":1: there are column names and no rows, wanted at least one row"},
        {"id,km\nA\n", 0, ":2: the row has 1 cells, wanted 2 as in the header"},
        {"id,km\nA,1,2\n", 0, ":2: the row has 3 cells, wanted 2 as in the header; put text"},
        {"id,km\nA,1\n\"B,2\n", 0, ":3: cell 1 is quoted, and the quote is not closed in its line"},
        {"id,\"km\nA,1\n", 0, ":1: cell 2 is quoted, and the quote is not closed in its line"},
        {"id,km\n\"A\"B,1\n", 0, ":2: cell 1 goes on after its closing quote"},
        {"id,km,id\nA,1,2\n", 0, ":1: two columns are named `id`; remove one"},
        {"id,,km\nA,1,2\n", 0, ":1: column 2 has no name, wanted one"},
        {"id;km\nA;1,5\n", 0, ":1: the columns are separated by semicolons; save the file with"},
        {"id\tkm\nA\t1\n", 0, ":1: the columns are separated by tabs"},
        {"id,km\nA\0,1\n", 11, ":2: a NUL byte"},
        {"id,km\nA\033[2J,1\n", 0, ":2: the control character 0x1B; this is not a text file"},
        {"id,name\nA,Bal\xFD\n", 0, ":2: the byte 0xFD is not UTF-8; save the file as UTF-8"},
        {"\xFF\xFEi\0d\0", 6, ":1: the file is UTF-16; save it as UTF-8"},
        {"id,km\rA,1\r", 0, ":1: a carriage return without a line feed"},
    };
    for (size_t i = 0; i < sizeof faulty / sizeof faulty[0]; i++) {
        struct sheet sheet = {0};
        const size_t length = faulty[i].length ? faulty[i].length : strlen(faulty[i].bytes);
        CHECK(read_bytes(&sheet, faulty[i].bytes, length) == STATUS_BAD_INPUT);
        CHECK(sheet.error.count == 1);
        CHECK_CONTAINS(sheet.error.text, faulty[i].sentence);
        arena_free(&sheet.arena);
    }
}

SPEC(all_faulty_rows_are_named_at_once)
{
    struct sheet sheet = {0};
    CHECK(read_text(&sheet, "id,km\nA\nB,2\nC,3,4\n\"D,5\n") == STATUS_BAD_INPUT);
    CHECK(sheet.error.count == 3);
    CHECK_CONTAINS(sheet.error.text, ":2: the row has 1");
    CHECK_CONTAINS(sheet.error.text, ":4: the row has 3");
    CHECK_CONTAINS(sheet.error.text, ":5: cell 1");
    arena_free(&sheet.arena);
}

SPEC(a_file_that_is_not_there_is_an_io_fault_with_its_name)
{
    struct sheet sheet = {0};
    CHECK(table_read("no/such/buses.csv", &sheet.arena, &sheet.table, &sheet.error) == STATUS_IO);
    CHECK_TEXT(sheet.error.text, "no/such/buses.csv: cannot be opened: No such file or directory");
    struct sheet folder = {0};
    CHECK(table_read("/tmp", &folder.arena, &folder.table, &folder.error) == STATUS_IO);
    CHECK_TEXT(folder.error.text, "/tmp: is a folder, wanted a file");
    arena_free(&sheet.arena);
    arena_free(&folder.arena);
}

SPEC(each_row_fills_one_struct)
{
    struct sheet sheet = {0};
    void *rows = NULL;
    REQUIRE(read_text(&sheet, "length_km,id\n300,A-B\n120,B-C\n") == STATUS_OK);
    REQUIRE(table_rows(&sheet.table, keys, N_KEY, sizeof(struct line_row),
                       offsetof(struct line_row, file_line), &sheet.arena, &rows,
                       &sheet.error) == STATUS_OK);
    const struct line_row *line = rows;
    CHECK_TEXT(line[0].id, "A-B");
    CHECK(line[0].length_km == 300 && line[0].circuits == 1 && line[0].file_line == 2);
    CHECK_TEXT(line[1].id, "B-C");
    CHECK(line[1].length_km == 120 && line[1].circuits == 1 && line[1].file_line == 3);
    arena_free(&sheet.arena);
}

SPEC(unknown_and_missing_columns_and_faulty_cells_are_named_at_once)
{
    struct sheet sheet = {0};
    void *rows = NULL;
    REQUIRE(read_text(&sheet, "id,lenght_km,circuits,colour\n,1,2,red\nB,2,9,blue\n") == STATUS_OK);
    CHECK(table_rows(&sheet.table, keys, N_KEY, sizeof(struct line_row), (size_t)-1, &sheet.arena,
                     &rows, &sheet.error) == STATUS_BAD_INPUT);
    CHECK(sheet.error.count == 5);
    CHECK_CONTAINS(sheet.error.text, ":1: unknown column `lenght_km`; did you mean `length_km`?\n");
    CHECK_CONTAINS(sheet.error.text, ":1: unknown column `colour`, wanted one that");
    CHECK_CONTAINS(sheet.error.text, ":1: the column `length_km` is missing: route\n");
    CHECK_CONTAINS(sheet.error.text, ":2: `id` is empty, wanted a text\n");
    CHECK_CONTAINS(sheet.error.text, ":3: `circuits` is 9, wanted 1 to 6");
    arena_free(&sheet.arena);
}

SPEC(every_failing_allocation_is_reported_as_no_memory)
{
    int failures = 0;
    for (long fail_at = 1;; fail_at++) {
        struct sheet sheet = {.arena = {.fail_at = fail_at}};
        void *rows = NULL;
        enum status status = read_text(&sheet, "id,length_km\nA,1\nB,2\n");
        if (status == STATUS_OK)
            status = table_rows(&sheet.table, keys, N_KEY, sizeof(struct line_row), (size_t)-1,
                                &sheet.arena, &rows, &sheet.error);
        const bool reached = sheet.arena.n_request >= fail_at;
        arena_free(&sheet.arena);
        if (!reached) {
            CHECK(status == STATUS_OK);
            break;
        }
        failures++;
        CHECK(status == STATUS_NO_MEMORY);
        CHECK_CONTAINS(sheet.error.text, "no memory");
    }
    CHECK(failures >= 6); /* text, names, cells, lines, structs, columns, two ids */
}

SPEC_MAIN(SPEC_ENTRY(rows_keep_their_line_while_comments_and_empty_lines_are_skipped),
          SPEC_ENTRY(quotes_keep_commas_and_spaces_and_doubled_quotes),
          SPEC_ENTRY(a_byte_order_mark_windows_line_ends_and_a_missing_last_one_do_not_matter),
          SPEC_ENTRY(a_faulty_table_says_where_and_why),
          SPEC_ENTRY(all_faulty_rows_are_named_at_once),
          SPEC_ENTRY(a_file_that_is_not_there_is_an_io_fault_with_its_name),
          SPEC_ENTRY(each_row_fills_one_struct),
          SPEC_ENTRY(unknown_and_missing_columns_and_faulty_cells_are_named_at_once),
          SPEC_ENTRY(every_failing_allocation_is_reported_as_no_memory))
