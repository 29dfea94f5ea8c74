#!/bin/sh
# What a person meets who asks for the cheapest dispatch of a case.
set -u
. tests/walk.sh
case=tests/cases/five_bus.m
folder=$box

walk "an optimum says its cost and its convention first" 0 \
    "five_bus, matpower convention: optimal, 1,553.62 USD/h" "" opf $case
walk "and its certificate last" 0 "dual residual" "" opf $case
walk "both methods agree" 0 "optimal, 1,553.62 USD/h" "" opf --method interior $case
walk "the other convention is named" 0 "powermodels convention" "" \
    opf --convention powermodels $case
walk "JSON has the price at every bus" 0 '"price_usd_per_mwh"' "" opf --json $case
walk "JSON says how it was certified" 0 '"accepted": true' "" opf --json $case
walk "losses are told where they are asked for" 0 "losses of AC lines: " "" \
    opf --losses fictitious $case
walk "segments above the law say so" 0 "MW by secants, " "" opf --losses secant $case
walk "and below it" 0 '"losses": "tangents"' "" opf --losses tangent --json $case
walk "a price is explained with losses too" 0 "losses: how much more" "" \
    explain price 40 --losses secant $case
walk "rounds are no one problem to write" 2 "" "there is no one problem to write" \
    opf --losses fictitious --write-mps "$folder/no.mps" $case
walk "quiet is quiet" 0 "" "" opf -q $case
walk "the problem is written for other solvers" 0 "optimal" "" \
    opf --write-mps "$folder/five.mps" $case
tell "with its quadratic costs" "$(grep -q QUADOBJ "$folder/five.mps" || echo 'no QUADOBJ')"
walk "a convention is one of two words" 2 "" "matpower|powermodels" \
    opf --convention pypsa $case
walk "a time limit is a number" 2 "" "--time-limit: found 'soon'" opf --time-limit soon $case
walk "opf without a case asks for one" 2 "" "one case file is needed, found 0" opf
walk "a case that is not there is named" 8 "" "no/such.m" opf no/such.m
walk "help opf is opf --help" 0 "usage: corridor opf" "" help opf

sed 's/^\t70\t1\t30\t/\t70\t1\t900\t/' $case >"$folder/heavy.m"
walk "load beyond all generators ends with 4" 4 "its generators give at most 200.000 MW" "" \
    opf "$folder/heavy.m"
sed -e 's/^\t70\t1\t30\t/\t70\t1\t100\t/' \
    -e 's/^\t40\t70\t0.01\t0.11\t0\t0\t/\t40\t70\t0.01\t0.11\t0\t30\t/' $case >"$folder/thin.m"
walk "lines that cannot bring the load end with 4 and are named" 4 \
    "branch 5 (bus 40 - 70): flow of at most 30 MW" "" opf "$folder/thin.m"
sed '/^mpc.gen = /,/];/s/\t100\t0;/\tInf\t0;/' $case >"$folder/endless.m"
tell "a plant of no upper limit is in the file" "$(grep -q Inf "$folder/endless.m" || echo none)"
walk "a plant without an upper limit gives what loads ask" 0 "optimal" "" opf "$folder/endless.m"
sed 's/\tInf\t0;/\t100\t-Inf;/' "$folder/endless.m" >"$folder/bottomless.m"
walk "one without a lower limit is refused" 3 "" "when every lower limit is a number" \
    opf "$folder/bottomless.m"
sed '/^mpc.gencost/,$d' $case >"$folder/free.m"
walk "a case without costs is refused" 3 "" "no generator costs" opf "$folder/free.m"
sum_up
