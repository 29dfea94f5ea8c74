#!/bin/sh
# Runs test programs and scripts one after the other and adds up what they count.
#   sh tests/run.sh build/release/tests/test_arena tests/check_layers.sh ...
# Each ends with "N passed, N failed, N skipped". One that ends otherwise (a crash, a sanitizer, no
# test at all) counts as one failure, as does one that runs longer than TEST_LIMIT_S.
set -u
passed=0 failed=0 skipped=0 broken=
log=$(mktemp) || exit 2
trap 'rm -f "$log"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
limit=
command -v timeout >/dev/null 2>&1 && limit="timeout -k 10 ${TEST_LIMIT_S:-1800}"

for test in "$@"; do
    runner=
    case $test in *.sh) runner=sh ;; *) [ -x "$test" ] || runner=sh ;; esac
    # shellcheck disable=SC2086
    $limit $runner "$test" >"$log" 2>&1 </dev/null
    code=$?
    sum=$(grep -E '^[0-9]+ passed, [0-9]+ failed, [0-9]+ skipped$' "$log" | tail -n 1)
    echo "$test"
    grep -vxF -- "${sum:-no sum}" "$log"
    # "3 passed, 0 failed, 1 skipped" to p=3 f=0 s=1
    p=${sum%% *} f=${sum#*, } s=${sum##*, }
    f=${f%% *} s=${s%% *}
    if [ -z "$sum" ]; then
        p=0 f=1 s=0
        echo "  FAILED   $test ended with code $code and without a sum"
    elif [ "$code" -ne 0 ] && [ "$f" -eq 0 ]; then
        f=1
        echo "  FAILED   $test ended with code $code"
    elif [ "$((p + f + s))" -eq 0 ]; then
        f=1
        echo "  FAILED   $test holds no test"
    fi
    [ "$f" -eq 0 ] || broken="$broken $test"
    passed=$((passed + p)) failed=$((failed + f)) skipped=$((skipped + s))
done

[ "$skipped" -eq 0 ] || echo "$skipped tests were skipped; their lines say why"
for test in $broken; do echo "not in order: $test"; done
if [ "$((passed + failed))" -eq 0 ]; then
    echo "no test was run"
    failed=1
fi
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
