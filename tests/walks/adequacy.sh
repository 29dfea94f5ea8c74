#!/bin/sh
# What a person meets who asks whether there is enough: the closed form, a run that was killed, and
# one that is repeated on another number of threads.
set -u
. tests/walk.sh
grid=$box/grid
mkdir "$grid"
cp -R configs/small/two_cables configs/small/two_cables*.cfg "$grid"
sed 's/hours = 24/hours = 8760/' configs/small/two_cables.cfg >"$grid/two_cables.cfg"
sed 's/years = 500/years = 200/' configs/small/two_cables_adequacy.cfg \
    >"$grid/two_cables_adequacy.cfg"
awk 'BEGIN {
    split("31 28 31 30 31 30 31 31 30 31 30 31", days, " ")
    print "time,load:HOME [MW]"
    for (m = 1; m <= 12; m++) for (d = 1; d <= days[m]; d++) for (h = 0; h < 24; h++)
        printf "2030-%02d-%02dT%02d:00Z,800\n", m, d, h }' >"$grid/two_cables/series.csv"
study=$grid/two_cables_adequacy.cfg

field() { # of the system in a result
    awk -v name="\"$1\":" '$1 == name { sub(/,$/, "", $2); print $2; exit }' "$2"
}

walk "two cables: the answer says hours, MWh and their standard errors" 0 \
    "(+- one standard error); without NORTH and SOUTH" "" adequacy "$study" -o "$box/whole"
for said in "closed form of this system: 96,360.0 MWh in 854.10 h" "95 % confidence: " \
    "H     " "$box/whole/result.json"; do
    tell "the summary says: $said" "$(grep -qF -- "$said" "$out" || head -n 20 "$out")"
done
tell "200 years are within three standard errors of the closed form" "$(
    awk -v eens="$(field eens_mwh "$box/whole/result.json")" \
        -v se="$(field eens_se_mwh "$box/whole/result.json")" 'BEGIN {
        off = (eens - 96360) / se
        if (!(se > 0 && off * off <= 9)) print eens " +- " se }')"
for name in adequacy_areas.csv adequacy_years.csv adequacy_links.csv adequacy_inputs.csv; do
    tell "there is a table $name, each row as wide as its heading" "$(awk -F, '
        NR == 1 { wide = NF } NF != wide { print FNR ": " $0 } END { if (NR < 2) print "no rows" }
    ' "$box/whole/$name")"
done
tell "a row for each of 200 years" \
    "$([ "$(wc -l <"$box/whole/adequacy_years.csv")" -eq 201 ] || echo "not 201 lines")"

walk "JSON has the fields of each area" 0 '"lole_se_h": ' "" adequacy --json "$study" -o "$box/json"
for name in name lole_h lole_se_h eens_mwh eens_se_mwh; do
    tell "areas have $name" \
        "$(sed -n '/"areas": \[/,$p' "$out" | grep -q "\"$name\": " || echo none)"
done
tell "stdout is the file" "$(diff "$out" "$box/json/result.json")"

same() { diff -r "$1" "$2" | cut -c 1-200 | head -n 5; }
walk "on one thread" 0 "200 years" "" adequacy "$study" -o "$box/one" --threads 1
tell "the answer has the same bytes" "$(same "$box/whole" "$box/one")"

# ---- a run that was killed; 60 years, since each is synced to the disk ----
"$corridor" adequacy -q --years 60 "$study" -o "$box/calm"
kept=$box/killed/sampled_years.txt
years() { if [ -f "$kept" ]; then wc -l <"$kept"; else echo 0; fi; }
for wanted in 1 35; do
    rm -rf "$box/killed"
    "$corridor" adequacy --years 60 "$study" -o "$box/killed" >/dev/null 2>&1 &
    job=$!
    while [ "$(years)" -lt $wanted ] && kill -0 $job 2>/dev/null; do :; done
    kill -9 $job 2>/dev/null
    wait $job 2>/dev/null
    walk "a run that was killed after $wanted years goes on" 0 "60 years" "" \
        adequacy --years 60 "$study" -o "$box/killed"
    tell "and ends with the bytes of one that was not" "$(same "$box/calm" "$box/killed")"
done
go_on() { # sentence
    walk "$1" 0 "60 years" "" adequacy --years 60 "$study" -o "$box/killed"
    tell "and the bytes are the same" "$(same "$box/calm" "$box/killed")"
}
# What a kill at the worst moment can leave: half a year, half a result.
rm "$box/killed/result.json"
: >"$box/killed/.result.json.tmp.99999"
: >"$box/killed/.adequacy_areas.csv.tmp.99999"
head -c 5000 "$box/calm/sampled_years.txt" >"$kept"
go_on "half a year is sampled again"
sed '7s/ 4/ 5/' "$box/calm/sampled_years.txt" >"$kept"
tell "a line is changed" "$(cmp -s "$kept" "$box/calm/sampled_years.txt" && echo "it is not")"
go_on "a year whose line was written over is sampled again"
"$corridor" adequacy -q --years 2 --seed 2 "$study" -o "$box/killed"
tell "another seed keeps nothing of the old one" "$([ "$(years)" -eq 2 ] || echo "$(years) years")"
go_on "nor does the old one of it"
"$corridor" adequacy -q --years 20 "$study" -o "$box/killed"
tell "fewer years leave those that are there" "$([ "$(years)" -eq 60 ] || echo "$(years) years")"

walk "the study of two cables is what its comment says" 0 \
    "closed form of this system: 264.0 MWh in 2.34 h" "" \
    adequacy configs/small/two_cables_adequacy.cfg -o "$box/day"

# ---- the corridor ----
walk "the corridor, some years" 0 "sampled years of 168 h" "" \
    adequacy configs/green-corridor/adequacy.cfg --years 4 --hours 168 -o "$box/corridor"
walk "the corridor with more demand is short" 0 "years of 744 h: something is missing" "" \
    adequacy configs/green-corridor/adequacy_stress.cfg --years 3 --hours 744 -o "$box/stress"
(cd "$box" && "$corridor" adequacy -q --years 2 "$grid/two_cables.cfg" >/dev/null)
tell "a dispatch study will do, and its result does not go where its dispatch is" \
    "$([ -s "$box/out/two_cables-adequacy/result.json" ] || ls "$box/out")"

# ---- what is refused ----
walk "no study is a matter of usage" 2 "" "one study file is needed, found 0" adequacy
walk "one year has no spread" 2 "" "--years: found '1', wanted a whole number from 2 to 100000" \
    adequacy --years 1 "$study"
walk "a misspelt option is told the nearest one" 2 "" "did you mean '--years'?" \
    adequacy --yaers 3 "$study"
walk "a study that is not there is named" 8 "" "no/such.cfg" adequacy no/such.cfg
sed 's/outages.csv/outage.csv/' "$study" >"$grid/absent.cfg"
walk "a table that is not there is named with its line" 3 "" "absent.cfg:5: " \
    adequacy "$grid/absent.cfg" -o "$box/none"
sed 's/^cable,all/cabel,all/' "$grid/two_cables/outages.csv" >"$grid/two_cables/wrong.csv"
sed 's/outages.csv/wrong.csv/' "$study" >"$grid/wrong.cfg"
walk "a part that is none is told the nearest one" 3 "" \
    "wrong.csv:2: \`part\` is \`cabel\`" adequacy "$grid/wrong.cfg" -o "$box/none"
tell "and the nearest is cable" "$(grep -qF "did you mean \`cable\`?" "$err" || cat "$err")"
echo 'cables = ["NORHT"];' | cat "$study" - >"$grid/named.cfg"
walk "a cable that is none is told the nearest one" 3 "" "did you mean \`NORTH\`?" \
    adequacy "$grid/named.cfg" -o "$box/none"
tell "nothing is written for a study that is refused" "$([ ! -e "$box/none" ] || find "$box/none")"
walk "help adequacy is adequacy --help" 0 "usage: corridor adequacy" "" help adequacy
sum_up
