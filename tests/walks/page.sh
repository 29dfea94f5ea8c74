#!/bin/sh
# The page of a result from the command line: it comes with every dispatch, is made again from the
# files, and two results make one of their differences. What a browser shows is tests/test_web.sh.
set -u
. tests/walk.sh

first=$box/first second=$box/second

walk "a dispatch names its page" 0 "$first/index.html" "" \
    dispatch configs/small/two_bus_cable.cfg -o "$first"
walk "a second result" 0 "*" "" dispatch configs/small/two_bus_cable.cfg --hours 2 -q -o "$second"
cp "$first/index.html" "$box/before.html"
rm "$first/index.html"
walk "report makes the page again and says where" 0 "$first/index.html" "" report "$first"
tell "the page made again is the same to the byte" \
    "$(cmp "$box/before.html" "$first/index.html" 2>&1)"
tell "the page says what it may load: nothing" \
    "$(grep -q "content=\"default-src 'none'" "$first/index.html" || echo "no such policy")"
tell "the page names no address to load from" \
    "$(grep -oE '(src|href)="[^#"][^"]*"' "$first/index.html")"
walk "--quiet says nothing" 0 "" "" report -q "$first"
walk "report without a folder asks for one" 2 "" "one folder of results is needed, found 0" report
walk "report of two folders points to what one needs" 2 "" \
    "one folder of results is needed, found 2" report "$first" "$second"
mkdir "$box/none"
walk "a folder without a result is named" 8 "" "$box/none/result.json" report "$box/none"
mkdir "$box/flow"
"$corridor" flow tests/cases/five_bus.m --json >"$box/flow/result.json" 2>/dev/null
walk "a result of another kind gets no page" 3 "" "is not of the schema corridor-result-1" \
    report "$box/flow"
sed '3s/,[^,]*$/,oops/' "$second/prices.csv" >"$box/edited" && mv "$box/edited" "$second/prices.csv"
walk "a table that was edited is told with its line" 3 "" "prices.csv:3: 'oops' is no number" \
    report "$second"

corridor_study=configs/green-corridor/week.cfg
"$corridor" dispatch "$corridor_study" --hours 24 -q -o "$box/day" &&
    "$corridor" security "$box/day" -q -o "$box/day" && "$corridor" report -q "$box/day"
tell "a result that was screened shows the outages of its hours" \
    "$(grep -q '"worst contingency",' "$box/day/index.html" || echo "not on the page")"
walk "a new dispatch says nothing of the screening of the old one" 0 "" "" \
    dispatch "$corridor_study" --hours 24 -q -o "$box/day"
tell "... its tables are gone" "$(find "$box/day" -name 'security*')"

remade() { # folder whose page must come again as it was
    cp "$1/index.html" "$box/before.html" && "$corridor" report -q "$1" &&
        cmp "$box/before.html" "$1/index.html"
}
"$corridor" invest configs/small/cable_size.cfg -q -o "$box/invest" >"$out" 2>&1
tell "an investment has its page, the same to the byte when made again" \
    "$(remade "$box/invest" 2>&1)"
"$corridor" adequacy configs/green-corridor/adequacy_stress.cfg --years 2 --hours 24 -q \
    -o "$box/adequacy" >"$out" 2>&1
tell "a study of adequacy has its page, the same to the byte when made again" \
    "$(remade "$box/adequacy" 2>&1)"
walk "results of different kinds are not compared" 3 "" "is not of the schema corridor-result-1" \
    compare "$first" "$box/invest" -o "$box/mixed.html"

walk "another result" 0 "*" "" dispatch configs/small/two_bus_cable.cfg --hours 2 -q -o "$second"
walk "compare writes a page of two results" 0 "$box/both.html" "" \
    compare "$first" "$second" -o "$box/both.html"
tell "it holds both" "$(
    count=$(grep -c 'class="answer"' "$box/both.html")
    [ "$count" -eq 2 ] || echo "answers: $count"
)"
walk "compare needs two folders" 2 "" "two folders of results are needed, found 1" compare "$first"
walk "a page that cannot be written is named" 8 "" "/nowhere/both.html" \
    compare "$first" "$second" -o /nowhere/both.html
walk "a misspelt option of compare is told the nearest one" 2 "" \
    "unknown option '--ouput', did you mean '--output'?" compare --ouput x a b
mkdir -p "$box/half" && cp "$second"/* "$box/half"
size=$(wc -c <"$second/result.json")
head -c $((size / 2)) "$second/result.json" >"$box/half/result.json"
walk "half a result makes no page" 3 "" "ends before its objects do" report "$box/half"
sum_up
