#!/bin/sh
# Every study that comes with the program runs, is certified, and costs the same by either method;
# the commands that the README shows run too.
set -u
. tests/walk.sh

objective() { sed -n 's/^  "objective_usd": \(.*\),$/\1/p' "$box/$1/result.json"; }

# Both optima are certified to 1e-8 of the cost, so two of them differ by less than 1e-7 of it.
methods_agree() {
    awk -v a="$(objective simplex)" -v b="$(objective interior)" 'BEGIN {
        size = a < 0 ? -a : a; gap = a < b ? b - a : a - b
        if (a == "" || b == "" || gap > 1e-7 * (size > 1 ? size : 1)) print a " and " b " USD" }'
}

for study in configs/*/*.cfg; do
    grep -q '^network *=' "$study" || continue # a network, not a study
    case $study in
    configs/small/*) hours= ;;
    *) hours='--hours 24' ;; # of studies of a year, a day
    esac
    for method in simplex interior; do
        # shellcheck disable=SC2086
        walk "$study: optimal by $method" 0 ": accepted" "" \
            dispatch "$study" $hours --losses secant --method "$method" -o "$box/$method"
    done
    # shellcheck disable=SC2086
    walk "$study: optimal as it is written" 0 ": accepted" "" \
        dispatch "$study" $hours -o "$box/written"
    tell "$study: both methods find the same cost" "$(methods_agree)"
done

# Lengths at which stores have hardly a choice, and the interior point little room.
for hours in 217 250; do
    walk "week.cfg over $hours h is one program" 0 ": accepted" "" \
        dispatch configs/green-corridor/week.cfg --hours $hours --horizon whole -o "$box/length"
    walk "week.cfg over $hours h is a chain of windows" 0 ": accepted" "" \
        dispatch configs/green-corridor/week.cfg --hours $hours --rolling -o "$box/length"
done
# Without losses power may take many ways at one cost: the set of optima has many dimensions.
walk "week.cfg without losses has many optima, and one certified answer" 0 ": accepted" "" \
    dispatch configs/green-corridor/week.cfg --losses none --method interior -o "$box/length"
walk "their middle can be left for a vertex of every hour" 0 "vertex: 168 of 168 h" "" \
    dispatch configs/green-corridor/week.cfg --losses none --vertex -o "$box/length"
walk "losses as squares have no vertices to go to" 3 "" \
    "an optimum with squares lies between vertices" \
    dispatch configs/green-corridor/week.cfg --losses quadratic --vertex -o "$box/length"
sed -e "s|^network *= *\"|&$PWD/configs/green-corridor/|" -e 's/"economic"/"maximum"/' \
    -e '$a window_hours = 24; lookahead_hours = 12;' configs/green-corridor/week.cfg \
    >"$box/most.cfg"
walk "the most export in short windows" 0 ": accepted" "" \
    dispatch "$box/most.cfg" --hours 100 --rolling -o "$box/length"

walk "the three buses of docs and configs cost what they cost by hand" 0 "26,200 USD" "" \
    dispatch configs/small/three_bus.cfg -o "$box/three"
tell "a grid without an export interface is not told about export" "$(grep -i export "$out")"

sed -n 's/^    build\/corridor //p' README.md | sed 's/ *#.*//' >"$box/commands"
while IFS= read -r words; do
    # shellcheck disable=SC2086
    case $words in
    dispatch* | adequacy*) walk "README: corridor $words" 0 "*" "" $words -o "$box/readme" ;;
    compare*) # the two folders of the README are not here: two that are
        walk "README: corridor $words" 0 "*" "" \
            compare "$box/simplex" "$box/interior" -o "$box/${words##* }"
        ;;
    *) walk "README: corridor $words" 0 "*" "" $words ;;
    esac
done <"$box/commands"
tell "the README shows commands" "$([ -s "$box/commands" ] || echo none)"
sum_up
