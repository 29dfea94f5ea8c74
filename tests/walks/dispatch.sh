#!/bin/sh
# A study of two buses from file to result, and everything that can go wrong on the way.
set -u
. tests/walk.sh
cp -R tests/walks/grid "$box/grid"
study=$box/grid/study.cfg
result=$box/result

walk "two buses cost 7000 USD an hour" 0 "21,000 USD" "" dispatch "$study" -o "$result"
tell "the result is where it was asked for" "$([ -s "$result/result.json" ] || echo no result)"
tell "the summary ends with the path of the result" \
    "$([ "$(tail -n 1 "$out")" = "$result/result.json" ] || echo "ends with: $(tail -n 1 "$out")")"
cp "$result/result.json" "$box/first.json"
walk "the same study runs again over its result" 0 "*" "" dispatch "$study" -o "$result" --quiet
tell "quiet says nothing" "$(cat "$out")"
tell "the same input gives the same bytes" "$(cmp "$result/result.json" "$box/first.json" 2>&1)"
walk "three threads run too" 0 "*" "" dispatch "$study" -o "$result" --threads 3
tell "threads change no byte" "$(cmp "$result/result.json" "$box/first.json" 2>&1)"

mkdir "$box/elsewhere"
(cd "$box/elsewhere" && "$corridor" dispatch "$study" >"$out" 2>"$err")
tell "without -o the result goes to out/ and the name of the study" \
    "$([ -s "$box/elsewhere/out/study/result.json" ] || cat "$err")"
tell "the result knows the name of its study" \
    "$(grep -q '"study": "study"' "$result/result.json" || grep '"study"' "$result/result.json")"

walk "one hour costs a third" 0 "7,000 USD" "" dispatch "$study" -o "$result" --hours 1
walk "a start on the command line counts" 0 "from 2030-01-01 02:00" "" \
    dispatch "$study" -o "$result" --hours 1 --start 2030-01-01T02:00Z
walk "a start may be the hour of the year" 0 "from 2030-01-01 01:00" "" \
    dispatch "$study" -o "$result" --hours 1 --start 1
walk "the interior point finds the same cost" 0 "21,000 USD" "" \
    dispatch "$study" -o "$result" --method interior
walk "json goes to stdout and nothing else does" 0 '"status": "optimal"' "" \
    dispatch "$study" -o "$result" --json
tell "json begins and ends as an object" \
    "$([ "$(head -c 1 "$out")$(tail -n 1 "$out")" = '{}' ] || echo "begins: $(head -n 3 "$out")")"
walk "progress is drawn when asked for" 0 "*" "[" \
    dispatch "$study" -o "$result" --progress always
walk "the linear program is written for other solvers" 0 "*" "" \
    dispatch "$study" -o "$result" --write-mps "$box/grid.mps"
if command -v glpsol >/dev/null 2>&1; then
    glpsol --freemps "$box/grid.mps" -o "$box/glpk.txt" >/dev/null 2>&1
    tell "glpsol finds the same cost from that file" \
        "$(grep -qE '^Objective: .* = 21000(\.0[0-9]*)? ' "$box/glpk.txt" ||
            echo "found: $(grep Objective "$box/glpk.txt")")"
else
    skip "glpsol finds the same cost from that file" "glpk-utils is not installed"
fi

# ---- a study longer than a window ----
cp -R configs/small/storage_week configs/small/storage_week.cfg "$box/"
printf 'window_hours = 48;\nlookahead_hours = 24;\n' >>"$box/storage_week.cfg"
field() { sed -n "s/^  \"$1\": \(.*\),\$/\1/p" "$box/week/result.json"; } # of the last run
week() { # sentence, options; the number of windows and the cost are left in $windows and $cost
    sentence=$1
    shift
    walk "$sentence" 0 ": accepted" "" dispatch "$box/storage_week.cfg" -o "$box/week" "$@"
    windows=$(field windows)
    cost=$(field objective_usd)
}
week "a week in windows" --horizon windows
tell "of 48 h is four windows" "$([ "$windows" = 4 ] || echo "found: $windows")"
dearer=$cost
week "a week as one program" --horizon whole
tell "is one window" "$([ "$windows" = 1 ] || echo "found: $windows")"
tell "and costs no more than the windows" \
    "$(awk -v a="$cost" -v b="$dearer" 'BEGIN { if (!(a <= b * (1 + 1e-7))) print a, b }')"
week "a week of simplex" --method simplex
tell "is a chain of windows, which the simplex can do" \
    "$([ "$windows" = 4 ] || echo "found: $windows")"
week "left to itself"
tell "a week is one program" "$([ "$windows" = 1 ] || echo "found: $windows")"
walk "twenty-five days of the corridor in windows are certified too" 0 ": accepted" "" \
    dispatch configs/green-corridor/week.cfg --hours 600 --horizon windows -o "$box/month"

# ---- input that is wrong: named with its line, and no folder is left behind ----
wrong() { # sentence, code, message, file, sed command; the grid is made anew
    rm -rf "$box/grid" "$box/none"
    cp -R tests/walks/grid "$box/grid"
    sed "$5" "$box/grid/$4" >"$box/changed" && cp "$box/changed" "$box/grid/$4"
    walk "$1" "$2" "" "$3" dispatch "$study" -o "$box/none/result"
    tell "... and leaves nothing behind" "$([ ! -e "$box/none" ] || find "$box/none")"
}
wrong "a misspelt setting is named with its line" 3 "study.cfg:3:" study.cfg 's/^hours/huors/'
wrong "a negative number of hours is refused" 3 "study.cfg:3:" study.cfg 's/= 3;/= -3;/'
wrong "a network file that is not there is named" 3 "study.cfg:2:" study.cfg \
    's/network\.cfg/nowhere.cfg/'
wrong "a table that is not there is named" 3 "network.cfg:5:" network.cfg \
    's/lines\.csv/nolines.csv/'
wrong "a line to an unknown bus is named with its line" 3 "lines.csv:2:" lines.csv \
    's/A,B,500/A,C,500/'
wrong "a reactance of zero is refused" 3 "lines.csv:2:" lines.csv 's/0\.3/0/'
wrong "a decimal comma is explained" 3 "lines.csv:2:" lines.csv 's/0\.3/"0,3"/'
wrong "a cell too few is counted" 3 "lines.csv:2:" lines.csv 's/,200$//'
wrong "two buses with one name are refused" 3 "buses.csv:3:" buses.csv 's/^B,/A,/'
wrong "a cost that is not a number is refused" 3 "generators.csv:2:" generators.csv 's/,10$/,nan/'
wrong "an empty table is refused" 3 "buses.csv" buses.csv 'd'
wrong "a file cut in half is refused" 3 "study.cfg" study.cfg '4,$d;3s/3;/3/;2s/";//'

rm -rf "$box/grid" && cp -R tests/walks/grid "$box/grid"
walk "an option out of range is named" 2 "" "--hours: \`hours\` is -1" \
    dispatch "$study" -o "$box/none" --hours -1
walk "an hour beyond the year is refused" 2 "" "--start: hour 8760" \
    dispatch "$study" -o "$box/none" --start 8760
walk "a method that does not exist is refused" 2 "" "--method: \`solver\` is \`simlpex\`" \
    dispatch "$study" -o "$box/none" --method simlpex
walk "a start that is no time is refused" 2 "" "start" \
    dispatch "$study" -o "$box/none" --start tomorrow
tell "... and none of them leaves a folder behind" "$([ ! -e "$box/none" ] || find "$box/none")"
touch "$box/file"
walk "a result that cannot be written ends with 8" 8 "" "$box/file" \
    dispatch "$study" -o "$box/file/result"

# ---- more on request ----
walk "parts of prices and an AC check are made when asked for" 0 "AC power flow" "" \
    dispatch "$study" -o "$result" --price-parts --ac-check all
tell "... with a table each" \
    "$(for file in price_parts ac_check; do [ -s "$result/$file.csv" ] || echo "$file.csv"; done)"
walk "hours that the study does not have are a fault" 3 "" "wanted all, chosen, or hours from 0" \
    dispatch "$study" -o "$result" --ac-check 9999
walk "without being asked there is neither" 0 "optimal" "" dispatch "$study" -o "$result"
tell "... and no table of the run before" \
    "$(for file in price_parts ac_check; do [ ! -e "$result/$file.csv" ] || echo "$file.csv"; done)"

# ---- bad news is an answer ----
hard='export_mode = "hard"; export_target_mw = 250.0;'
sed "s/^losses/$hard losses/" "$study" >"$box/grid/hard.cfg"
walk "more export than a line can carry is infeasible, and said so" 4 "infeasible" "" \
    dispatch "$box/grid/hard.cfg" -o "$result"
tell "... and the result says what stands in the way" \
    "$(grep -qE '"why": "..*"' "$result/result.json" || grep '"why"' "$result/result.json")"
tell "... and has no hours left from the run before" "$(ls "$result" | grep '\.csv$')"
walk "export that the line can carry is optimal" 0 "optimal" "" \
    dispatch "$study" -o "$result" --hours 2
sed 's/,1000,/,20,/' "$box/grid/generators.csv" >"$box/changed"
cp "$box/changed" "$box/grid/generators.csv"
walk "load that cannot be served costs the value of lost load" 0 "unserved" "" \
    dispatch "$study" -o "$result"
sum_up
