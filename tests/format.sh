#!/bin/sh
# Every source stands as clang-format 14 would write it by .clang-format.
set -u
. tests/spec.sh
formatter=$(command -v clang-format-14 || command -v clang-format)
if [ -z "$formatter" ]; then
    skip "every source is formatted" "no clang-format"
else
    sources=$(find . -path ./build -prune -o -name '*.[ch]' -print | sort)
    # shellcheck disable=SC2086
    tell "every source is formatted: clang-format-14 -i FILE" \
        "$("$formatter" --dry-run $sources 2>&1 |
            sed -n 's/^\(.*\.[ch]\):\([0-9]*\):.*/\1:\2/p' | head -n 40)"
fi
sum_up
