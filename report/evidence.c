#include "report/evidence.h"

#include <stdlib.h>
#include <string.h>

/* The rows of one table of the network, seen only as things that have an origin. */
struct rows {
    const void *first;
    int count;
    size_t row_bytes, origin_offset;
};
#define ROWS(network, array, count, type)                                                          \
    {                                                                                              \
        (network)->array, (network)->count, sizeof(struct type), offsetof(struct type, origin)     \
    }
enum { N_TABLE = 9 };

static void list_tables(const struct network *network, struct rows table[N_TABLE])
{
    const struct rows all[N_TABLE] = {
        ROWS(network, bus, n_bus, bus),
        ROWS(network, line, n_line, line),
        ROWS(network, link, n_link, hvdc_link),
        ROWS(network, generator, n_generator, generator),
        ROWS(network, storage, n_storage, storage),
        ROWS(network, load, n_load, load),
        ROWS(network, market, n_market, market),
        ROWS(network, market_block, n_market_block, market_block),
        ROWS(network, member, n_member, interface_member),
    };
    memcpy(table, all, sizeof all);
}

static const struct origin *origin_of(const struct rows *rows, int row)
{
    return (const void *)((const char *)rows->first + (size_t)row * rows->row_bytes +
                          rows->origin_offset);
}

static void count_confidence(const struct origin *origin, struct evidence *evidence)
{
    switch (origin->confidence) {
    case CONFIDENCE_REPORTED:
        evidence->reported++;
        break;
    case CONFIDENCE_DERIVED:
        evidence->derived++;
        break;
    default:
        evidence->assumed++;
    }
}

static int count_keys(const char *source)
{
    int count = 1;
    for (const char *c = source; *c; c++)
        count += *c == '|';
    return count;
}

/* Appends the keys of one row ("KEGOC-24 | ADB-3") to the list. */
static enum status split_keys(const char *source, struct arena *arena, struct evidence *evidence)
{
    while (*source) {
        size_t length = strcspn(source, "|");
        const char *const next = source + length + (source[length] == '|');
        while (length > 0 && *source == ' ')
            source++, length--;
        while (length > 0 && source[length - 1] == ' ')
            length--;
        if (length > 0) {
            const char *key = arena_text(arena, source, length);
            if (key == NULL) return STATUS_NO_MEMORY;
            evidence->source[evidence->n_source++] = (struct evidence_source){key, 1};
        }
        source = next;
    }
    return STATUS_OK;
}

static int by_key(const void *a, const void *b)
{
    const struct evidence_source *left = a, *right = b;
    return strcmp(left->key, right->key);
}

static void sort_and_merge(struct evidence *evidence)
{
    struct evidence_source *source = evidence->source;
    qsort(source, (size_t)evidence->n_source, sizeof *source, by_key);
    int merged = 0;
    for (int i = 0; i < evidence->n_source; i++) {
        if (merged > 0 && strcmp(source[merged - 1].key, source[i].key) == 0)
            source[merged - 1].rows++;
        else
            source[merged++] = source[i];
    }
    evidence->n_source = merged;
}

enum status evidence_gather(const struct network *network, struct arena *arena,
                            struct evidence *evidence, struct error *error)
{
    struct rows table[N_TABLE];
    *evidence = (struct evidence){0};
    list_tables(network, table);
    int capacity = 0;
    for (int i = 0; i < N_TABLE; i++)
        for (int row = 0; row < table[i].count; row++) {
            const struct origin *origin = origin_of(&table[i], row);
            count_confidence(origin, evidence);
            if (origin->source != NULL) capacity += count_keys(origin->source);
        }
    evidence->source = ARENA_ARRAY(arena, struct evidence_source, capacity);
    if (evidence->source == NULL)
        return error_set(error, STATUS_NO_MEMORY, "no memory for the list of sources");
    for (int i = 0; i < N_TABLE; i++)
        for (int row = 0; row < table[i].count; row++) {
            const struct origin *origin = origin_of(&table[i], row);
            if (origin->source == NULL) continue;
            if (split_keys(origin->source, arena, evidence) != STATUS_OK)
                return error_set(error, STATUS_NO_MEMORY, "no memory for the list of sources");
        }
    sort_and_merge(evidence);
    return STATUS_OK;
}
