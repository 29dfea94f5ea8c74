#!/bin/sh
# What a person meets who solves a power flow or converts a case.
set -u
. tests/walk.sh
case=tests/cases/five_bus.m
folder=$box

walk "a solved flow says its losses first" 0 "five_bus: AC power flow solved, losses" "" flow $case
walk "a DC flow names its convention" 0 "DC, PowerModels convention" "" \
    flow --dc --convention powermodels $case
walk "a convention without a DC flow is a matter of usage" 2 "" \
    "--convention belongs to a DC flow" flow --convention powermodels $case
walk "JSON names every bus" 0 '"bus": 70' "" flow --json $case
walk "quiet is quiet" 0 "" "" flow -q $case
walk "generators keep their reactive limits when asked" 0 "solved" "" flow --reactive-limits $case
walk "the balance may be shared" 0 "solved" "" flow --balance shared --start flat $case
walk "the solution is written as a case" 0 "solved" "" flow -o "$folder/solved.m" $case
walk "and is solved from there at once" 0 " 0 iterations" "" flow "$folder/solved.m"
walk "a flow without a case asks for one" 2 "" "one case file is needed, found 0" flow
walk "iterations are a number" 2 "" "--iterations: many, wanted 1 to 1000" \
    flow --iterations many $case
walk "a case that is not there is named" 8 "" "no/such.m" flow no/such.m

sed 's/^\t70\t1\t30\t/\t70\t1\t900\t/' $case >"$folder/heavy.m"
walk "a load beyond what lines carry ends with 4 and says what they carry" 4 \
    "the grid carries at least" "" flow "$folder/heavy.m"
{ cat $case && echo 'mpc.bus(:, 3) = mpc.bus(:, 3) / 1000;'; } >"$folder/computes.m"
walk "a case that computes is refused with its line" 3 "" "computes.m:41: found \`mpc.bus(:, 3)" \
    flow "$folder/computes.m"

walk "a case is converted" 0 "5 buses, 4 generators, 7 branches" "" convert $case "$folder/copy.m"
walk "converted again" 0 "" "" convert -q "$folder/copy.m" "$folder/again.m"
differs=$(cmp "$folder/copy.m" "$folder/again.m" 2>&1)
tell "it is the same to the last byte" "$differs"
walk "convert wants two files" 2 "" "two files are needed, IN.m and OUT.m, found 1" convert $case
walk "the ending says the format" 2 "" "x.xls: the ending says the format" convert $case x.xls
sum_up
