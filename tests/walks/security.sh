#!/bin/sh
# What a person meets who asks what still holds when something trips.
set -u
. tests/walk.sh
case=tests/cases/five_bus.m
folder=$box

walk "a case says what trips and what is overloaded then" 0 "outages" "" security $case
walk "JSON says whether it is secure" 0 '"schema": "corridor-security-1"' "" security --json $case
walk "a secured dispatch says what security costs" 0 "security" "" \
    security --dispatch preventive --overload-price 5000 $case
walk "its certificate is there" 0 '"price_of_security_usd_per_hour"' "" \
    security --dispatch preventive --overload-price 5000 --json $case
sed 's/^\t70\t1\t30\t/\t70\t1\t900\t/' $case >"$folder/heavy.m"
walk "where no dispatch holds JSON says so too" 4 '"infeasible"' "no dispatch that holds" \
    security --json --dispatch preventive "$folder/heavy.m"
walk "the hours of a study are screened" 0 "24 hours" "" \
    security --hours 24 -o "$folder/n1" configs/green-corridor/week.cfg
tell "a row for every hour" \
    "$([ "$(wc -l <"$folder/n1/security_hours.csv")" -eq 25 ] || echo "not 25 lines")"
walk "all rows at once are written for other solvers" 0 "" "" \
    security -q --dispatch preventive --overload-price 5000 --write-mps "$folder/all.mps" $case
walk "outages that nobody can take over are no part of what holds" 0 \
    "all limits hold after each of 2 of the 4 outages; 2 that nobody could take over" "" \
    security configs/small/two_bus_cable.cfg
walk "the hours of a study are told as options are" 3 "" "--hours: 1e300, wanted 1 to 8760" \
    security --hours 1e300 configs/small/three_bus.cfg
walk "load levels are moments" 0 "24 moments" "" security --levels 0.5:1.5:24 $case
walk "levels are two shares and a number" 2 "" "wanted LOW:HIGH:N" security --levels 1:0.5:3 $case
{ cat configs/green-corridor/week.cfg; echo 'security_unit_mw = 500.0;'; } |
    sed "s|network_2030|$PWD/configs/green-corridor/network_2030|" >"$folder/units.cfg"
walk "a study is secured in the form that is asked for" 0 '"price_of_corrective_usd"' "" \
    security --hours 3 --dispatch corrective --json "$folder/units.cfg"
{ cat "$folder/units.cfg"; echo 'security_outages = ["line"];'; } >"$folder/kinds.cfg"
price() { sed -n "s/.*\"$1_usd\": \([-0-9.e+]*\).*/\1/p" "$out"; }
tell "links that act make it no dearer, and no cheaper than without security" "$(
    awk -v n="$(price unsecured)" -v c="$(price corrective)" -v p="$(price preventive)" \
        'BEGIN { if (!(n <= c && c <= p && n > 0)) print n, c, p }')"
walk "a kind of outage that is none is refused with its line" 3 "" "wanted lines, plants" \
    security --hours 3 "$folder/kinds.cfg"
walk "a study has no base" 2 "" "--base: is for a case" \
    security --base flow configs/green-corridor/week.cfg
walk "a run-back belongs to a dispatch" 2 "" "--dispatch preventive or corrective" \
    security --run-back 5 $case
walk "run-back is MW" 2 "" "--run-back: found 'far'" \
    security --dispatch corrective --run-back far $case
sed '/^mpc.gencost/,$d' $case >"$folder/free.m"
walk "a case without costs is screened from the dispatch of the file" 0 "base flow" "" \
    security "$folder/free.m"
walk "a cheapest dispatch of it is refused" 3 "" "no generator costs" \
    security --base opf "$folder/free.m"
walk "and so is a secured one" 3 "" "no generator costs" \
    security --dispatch preventive "$folder/free.m"
cat >"$folder/spur.m" <<'END'
function mpc = spur
mpc.version = '2';
mpc.baseMVA = 100;
mpc.bus = [
1 3 0 0 0 0 1 1 0 110 1 1.1 0.9;
2 1 50 0 0 0 1 1 0 110 1 1.1 0.9;
];
mpc.gen = [ 1 50 0 100 -100 1 100 1 80 0 ];
mpc.branch = [ 1 2 0.01 0.1 0 60 60 60 0 0 1 -360 360 ];
mpc.gencost = [ 2 0 0 2 10 0 ];
END
walk "a line that cuts off load is not secure" 0 '"status": "insecure"' "" \
    security --json "$folder/spur.m"
walk "and the answer says how much" 0 "none could be looked at; 1 splits the grid" "" \
    security "$folder/spur.m"
sed 's/^2 1 50/2 1 0/; s/1 50 0 100/1 0 0 100/' "$folder/spur.m" >"$folder/idle.m"
walk "a grid of one line that carries nothing shows nothing" 0 '"status": "unchecked"' "" \
    security --json "$folder/idle.m"
walk "a table that is not there is named" 8 "" "no/table.m" \
    security --contingencies no/table.m $case
# Two lines of 60 MW, one plant, 100 MW of load, a DC line of 10 MW: 90 MW are left to one line.
cat >"$folder/two.m" <<'CASE'
function mpc = two
mpc.version = '2';
mpc.baseMVA = 100;
mpc.bus = [1 3 0 0 0 0 1 1 0 220 1 1.1 0.9; 2 1 100 0 0 0 1 1 0 220 1 1.1 0.9];
mpc.gen = [1 0 0 100 -100 1 100 1 300 0];
mpc.branch = [1 2 0 0.1 0 60 60 60 0 0 1 -360 360; 1 2 0 0.1 0 60 60 60 0 0 1 -360 360];
mpc.gencost = [2 0 0 2 20 0];
mpc.dcline = [1 2 1 0 0 0 0 1 1 0 10 0 0 0 0 0 0];
CASE
walk "overloads that are paid for are not secure" 0 '"status": "insecure"' "" \
    security --dispatch corrective --overload-price 100 --json "$folder/two.m"
walk "a dispatch in which lines act is held against one in which they do not" 0 \
    '"price_of_preventive_usd_per_hour"' "" \
    security --dispatch corrective --overload-price 100 --json "$folder/two.m"
walk "and the answer says by how much limits are missed" 0 "missed by up to 30 MW" "" \
    security --dispatch corrective --overload-price 100 "$folder/two.m"
walk "a plant that nobody can replace is in the answer" 0 "; 1 that nobody could take over" "" \
    security --dispatch corrective --overload-price 100 "$folder/two.m"
mkdir "$folder/study" "$folder/elsewhere"
cp -r configs/green-corridor/. "$folder/study"
(cd "$folder" && "$corridor" dispatch -q --hours 2 -o elsewhere/result study/week.cfg)
walk "a folder of results finds its study wherever it is asked for" 0 "2 hours" "" \
    security "$folder/elsewhere/result"
mkdir "$folder/moved"
mv "$folder/study" "$folder/elsewhere" "$folder/moved"
walk "and where both have been moved together" 0 "2 hours" "" \
    security "$folder/moved/elsewhere/result"
rm -r "$folder/moved/study"
walk "where the study is gone it says where it looked" 8 "" "every folder above the results" \
    security "$folder/moved/elsewhere/result"
walk "help security is security --help" 0 "usage: corridor security" "" help security
sum_up
