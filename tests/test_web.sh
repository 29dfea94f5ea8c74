#!/bin/sh
# The page of a result: that the committed page is what its sources give, its units by node, and
# what people meet in Chromium. What is not installed is skipped; `.ci/deps browser` installs it.
set -u
. tests/walk.sh
web=report/web
shots=build/web/screenshots

# Counts the lines of a program that prints sentences as we do; $1 is its code.
count_up() {
    cat "$out"
    ok=$(grep -c '^  ok ' "$out") bad=$(grep -c '^  FAILED ' "$out")
    passed=$((passed + ok)) failed=$((failed + bad))
    if [ "$((ok + bad))" -eq 0 ] || { [ "$1" -ne 0 ] && [ "$bad" -eq 0 ]; }; then
        tell "$2" "it ended with code $1: $(tail -n 5 "$err")"
    fi
}

# The week again and again, as long as a year: a page of that size without its optimization.
make_year() { # folder of a week, folder of the year
    mkdir -p "$2" || return
    sed 's/^  "hours": 168,/  "hours": 8760,/' "$1/result.json" >"$2/result.json"
    for table in "$1"/*.csv; do
        awk 'NR == 1 { print; next } { row[NR - 2] = $0 }
             END { for (i = 0; i < 8760; i++) print row[i % (NR - 1)] }' "$table" \
            >"$2/${table##*/}"
    done
    "$corridor" report -q "$2"
}

make_results() {
    study=configs/green-corridor/2030.cfg
    "$corridor" dispatch "$study" --hours 168 -q -o "$box/week" &&
        "$corridor" dispatch "$study" --hours 744 -q -o "$box/month" &&
        "$corridor" security "$box/month" -q -o "$box/month" &&
        "$corridor" report -q "$box/month" &&
        "$corridor" dispatch "$study" --hours 744 --seed 2 -q -o "$box/other" &&
        "$corridor" dispatch configs/small/storage_week.cfg -q -o "$box/small" &&
        "$corridor" invest configs/small/cable_size.cfg -q -o "$box/invest" &&
        "$corridor" adequacy configs/green-corridor/adequacy_stress.cfg --years 20 --hours 168 -q \
            -o "$box/adequacy" &&
        "$corridor" compare "$box/month" "$box/other" -q -o "$box/both.html" &&
        make_year "$box/week" "$box/year" || return
    cp -r tests/walks/caspian "$box/hard" || return
    sed 's/"economic"/"hard"/;s/^export_target_mw.*/export_target_mw = 2000.0;/' \
        tests/walks/caspian/study.cfg >"$box/hard/study.cfg"
    "$corridor" dispatch "$box/hard/study.cfg" -q -o "$box/none"
    [ -f "$box/none/index.html" ]
}

node_is() { # at least
    command -v node >/dev/null 2>&1 &&
        node -e "process.exit(parseInt(process.versions.node) < $1 ? 1 : 0)"
}

if ! node_is 18 || [ ! -d "$web/node_modules" ]; then
    skip "the committed page is what its sources give" "no node of 18 or later, or no packages"
    skip "the parts of the page keep their promises" "the same"
    skip "the page holds in a browser" "the same"
    sum_up
    exit
fi
tell "the committed page is what its sources give, byte by byte" \
    "$(cd $web && node build.mjs --check 2>&1)"
tell "the types of the page hold" "$(cd $web && node node_modules/typescript/bin/tsc --noEmit 2>&1)"
tell "the sources of the page are formatted" \
    "$(cd $web && node node_modules/prettier/bin/prettier.cjs --list-different . 2>&1)"
if node_is 20; then
    tell "the sources of the page pass the linter" \
        "$(cd $web && node node_modules/eslint/bin/eslint.js . 2>&1)"
else
    skip "the sources of the page pass the linter" "it needs node 20"
fi

(cd $web && node build.mjs --tests && node --test --test-reporter=tap ../../build/web/tests/*.mjs) \
    >"$box/tap" 2>"$err"
code=$?
sed -n 's/^ok [0-9]* - /  ok       /p; s/^not ok [0-9]* - /  FAILED   /p' "$box/tap" >"$out"
grep -q '^  FAILED' "$out" && grep -E '^ +(error|expected|actual):' "$box/tap"
count_up "$code" "the parts of the page are tested"

chromium=
for name in "${CORRIDOR_CHROMIUM:-chromium}" chromium-browser google-chrome; do
    chromium=$(command -v "$name") && break
done
if [ -z "$chromium" ]; then
    skip "the page holds in a browser" "no Chromium"
elif ! make_results >"$out" 2>"$err"; then
    tell "results to look at are made" "$(cat "$err")"
else
    mkdir -p "$shots"
    node $web/test/browser.mjs "$chromium" "$box" "$shots" >"$out" 2>"$err"
    code=$?
    sed -i '/^[0-9]* passed, [0-9]* failed$/d' "$out"
    count_up "$code" "the page is looked at in a browser"
fi
sum_up
