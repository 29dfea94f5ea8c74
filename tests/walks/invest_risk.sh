#!/bin/sh
# What an investor meets who asks how sure an appraisal is.
set -u
. tests/walk.sh
cp configs/small/cable_size.cfg configs/small/cable_size_hours.cfg "$box"
cp -r configs/small/cable_size "$box"
of_risk() { # folder, member: its values in the risk, one a line, society before owner
    sed -n '/^  "risk"/,/^  }/p' "$box/$1/result.json" |
        sed -n "s/^ *\"$2\": \([^,]*\),*$/\1/p"
}
of_society() { of_risk "$1" "$2" | sed -n 1p; }

# By hand: 900 MW save 129.2 million USD a year for 20 years and cost 900 million.
walk "a study without outages and drivers is certain but for its capital" 0 "" "" \
    invest "$box/cable_size.cfg" -q -o "$box/plain"
tell "capital may grow to 2.871 times before nothing is left" "$(
    of_society plain switching_value_society |
        awk '{ if ($1 < 2.8711 - 1e-4 || $1 > 2.8711 + 1e-4) print }')"
tell "and that lies beyond what is expected, but for an owner not" "$(
    of_society plain switches_in_range_society | grep -vx false
    of_society plain switches_in_range_owner | grep -vx true
)"

cat >>"$box/cable_size/investment.csv" <<'END'
driver_demand,all,0.95,1,1.05,factor,,EXAMPLE,assumed,
driver_delay,all,0,0,2,years,,EXAMPLE,assumed,
submarine_cable_failure_rate,all,0.05,0.1,0.3,failures per 100 km-year,,EXAMPLE,assumed,
submarine_cable_repair_time,all,60,90,120,days,,EXAMPLE,assumed,
END
study() { # name, further settings
    { sed '/^weather_years/d' cable_size.cfg; echo "$2"; } >"$1.cfg"
}
cd "$box" || exit 2

study risky 'weather_years = 1; drivers = ["demand", "delay"];'
walk "the risk names what P90 is" 0 "P90 is exceeded with 90 %" "" invest risky.cfg -o risky
tell "both means are known as well as was asked for" \
    "$(of_risk risky standard_error_reached | grep -vx true)"
tell "percentiles and the tail are in order" "$(
    awk -v t="$(of_society risky cvar_npv_usd)" -v l="$(of_society risky p90_npv_usd)" \
        -v m="$(of_society risky p50_npv_usd)" -v h="$(of_society risky p10_npv_usd)" \
        'BEGIN { if (!(t < l && l < m && m < h)) print t, l, m, h }')"
tell "drawn outages leave what the closed form says" "$(
    awk -v d="$(of_society risky drawn_share)" -v e="$(of_society risky standard_error_share)" \
        -v c="$(of_society risky closed_form_share)" \
        'BEGIN { if (!(e > 0 && d - c < 3 * e && c - d < 3 * e)) print d, c, e }')"
tell "two lives were dispatched with all that was drawn, and adding effects comes close" "$(
    awk -v n="$(of_risk risky draw | wc -l)" -v share="$(of_society risky spot_error_share)" \
        'BEGIN { if (!(n == 2 && share < 0.02)) print n, share }')"

walk "one thread and two give the same bytes" 0 "" "" \
    invest risky.cfg -q --threads 1 -o one
walk "as promised" 0 "" "" invest risky.cfg -q --threads 2 -o two
tell "in every file but the log" "$(diff -rq -x run.log one two)"

# Killed as soon as some dispatches are kept, and again in the middle of what is left.
study long 'weather_years = 20; drivers = ["demand", "delay"];'
walk "a run that nobody disturbs ends" 0 "" "" invest long.cfg -q --threads 1 -o whole
for kept in 5 30; do
    "$corridor" invest long.cfg -q --threads 1 -o broken >/dev/null 2>&1 &
    child=$!
    while kill -0 $child 2>/dev/null &&
        [ "$( (cat broken/unfinished.runs 2>/dev/null || true) | wc -l)" -lt $kept ]; do :; done
    kill -9 $child 2>/dev/null
    wait $child 2>/dev/null
done
walk "one that was killed twice goes on" 0 "" "" invest long.cfg -q --threads 1 -o broken
tell "and ends with the same bytes" "$(diff -rq -x run.log whole broken)"
solved() { sed -n 's/^dispatches: .* \([0-9]*\) of them in this run/\1/p' "$1/run.log"; }
tell "it did not begin again" "$(
    awk -v all="$(solved whole)" -v again="$(solved broken)" \
        'BEGIN { if (!(all > 40 && again <= all - 20)) print again " of " all " again" }')"

study together 'weather_years = 1; drivers = ["demand", "delay"];
correlations = ["demand, capital cost, 0.8"];'
walk "drivers may go together" 0 "" "" invest together.cfg -q -o together
tell "which spreads the outcomes less, when more demand comes with dearer capital" "$(
    awk -v a="$(of_society risky standard_deviation_usd)" \
        -v b="$(of_society together standard_deviation_usd)" 'BEGIN { if (!(b < a)) print a, b }')"
study wrong 'drivers = ["demand"]; correlations = ["demand, capitl cost, 0.8", "demand, delay"];'
walk "a pair that is none is refused with its line" 3 "" 'did you mean `capital cost`?' \
    invest wrong.cfg -q -o wrong
tell "both faults are told at once" \
    "$(grep -q 'wanted "DRIVER, DRIVER, NUMBER"' "$err" || cat "$err")"
study unknown 'drivers = ["demands"];'
walk "so is a driver that is none" 3 "" 'did you mean `demand`?' invest unknown.cfg -q -o unknown
sum_up
