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
tell "its mean is known without error, as that of a triangle of capital: 1.1 times the centre" "$(
    of_risk plain mean_npv_usd |
        awk 'NR == 1 && ($1 < 1593.9999e6 || $1 > 1594.0001e6) || NR == 2 && ($1 < -673.2001e6 ||
             $1 > -673.1999e6)'
    of_risk plain standard_error_usd | awk '$1 > 1'
)"
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
tables=$PWD/configs/green-corridor
cat >"$box/weather.cfg" <<END
dispatch = "$tables/2030.cfg";
assumptions = ["$tables/costs.csv", "$tables/investment.csv"];
link = "CASPIAN_1"; most_mw = 2000.0; points = 3; gap_share = 0.5; size = "1000"; capex = "link";
weather_years = 3; spot_checks = 3;
END
cd "$box" || exit 2
{ cat weather.cfg; echo 'others = ["BLACKSEA_1"]; border_links = ["BLACKSEA_1"];'; } >border.cfg
sed -i 's/weather_years = 3; spot_checks = 3/weather_years = 1; spot_checks = 0/' border.cfg
walk "what the border takes is told, read strictly and leniently" 0 \
    "Border adjustment for carbon" "" invest --hours 6 border.cfg -o border
tell "strictly it takes no less" "$(
    sed -n 's/^ *"usd_per_year_with": \([^,]*\),*$/\1/p' border/result.json |
        awk 'NR == 1 { strict = $1 } END { if (!(NR == 2 && strict >= $1 && strict > 0)) print }')"
# 75 EUR at 1.13; 60 % of debt at 6.5 % less 20 % tax, owners at 10 % real and 2 % of inflation.
tell "prices are in dollars, and the WACC of the financing is real and after tax" "$(
    sed -n 's/^ *"price_usd_per_t": \([^,]*\),*$/\1/p' border/result.json |
        awk '{ off = $1 - 75 * 1.13; if (off * off > 1e-18) print }'
    sed -n 's/^ *"wacc_of_financing_share": \([^,]*\),*$/\1/p' border/result.json |
        awk '{ off = $1 - (0.08 - 0.02) / 1.02; if (off * off > 1e-18) print }')"
tell "capital shares the rents of both links" "$(
    awk -F'[:,]' '/"rent_of_all_usd_per_year"/ { all = $2 } /"rent_by_investment/ { by += $2; n++ }
        END { if (!(n == 2 && all - by < 1 && by - all < 1 && all != 0)) print all, by }' \
        border/result.json)"
sed 's/border_links = \["BLACKSEA_1"/border_links = ["BLACKSEA_9"/' border.cfg >nowhere.cfg
walk "a link over the border must be there" 3 "" 'no HVDC link `BLACKSEA_9`' \
    invest --hours 6 nowhere.cfg -q -o nowhere
walk "other weather years are dispatched too" 0 "" "" invest --hours 6 weather.cfg -q -o weather
tell "where nothing else moves the dispatch, spots are what was added" "$(
    of_society weather spot_error_share | awk '$1 > 1e-6'
    of_risk weather seed | sort -u | wc -l | awk '$1 != 3'
)"
tell "and the control knows which years a life had" \
    "$(of_society weather variance_reduction | awk '$1 < 2000')"
{ cat weather.cfg; echo 'correlations = ["WACC, capital cost, 0.5"];'; } >chosen.cfg
walk "a rate of return is chosen, and goes with nothing" 3 "" "wanted two drivers that are drawn" \
    invest --hours 6 chosen.cfg -q -o chosen

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

# Nothing but the capital cost differs along a column: the table meets the tornado.
cell() { # capital cost, demand: the NPV of society
    awk -F, -v a="$1" -v b="$2" '
        $1 == "society" && $2 == "capital cost" && $3 == a && $5 == b {
            print $6 }' risky/two_way.csv
}
tell "the table of two drivers meets the bars of one" "$(
    awk -F, -v low="$(cell 0.3 1)" -v high="$(cell 2 1)" -v more="$(cell 1 1.05)" '
        $1 == "society" && $2 == "capital cost" { l = $6 - low; h = $7 - high }
        $1 == "society" && $2 == "demand" { m = $7 - more }
        END { if (!(l * l + h * h + m * m < 1 && low > high)) print l, h, m }' risky/tornado.csv)"
tell "risk.csv has both views" \
    "$(awk -F, 'END { if (NR != 3 || $1 != "owner") print }' risky/risk.csv)"

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
tell "no entry had to be changed" "$(of_society together correlation_changed | grep -vx 0)"
study wrong 'drivers = ["demand"];
correlations = ["demand, capitl cost, 0.8", "demand, delay", "demand, capital cost, 1.5"];'
walk "a pair that is none is refused with its line" 3 "" 'did you mean `capital cost`?' \
    invest wrong.cfg -q -o wrong
tell "all faults are told at once" \
    "$([ "$(grep -c 'wanted "DRIVER, DRIVER, NUMBER"' "$err")" -eq 2 ] || cat "$err")"
study twice 'drivers = ["demand", "delay", "demand"];'
walk "so is a driver that is named twice" 3 "" '"demand" twice' invest twice.cfg -q -o twice
study unknown 'drivers = ["demands"];'
walk "so is a driver that is none" 3 "" 'did you mean `demand`?' invest unknown.cfg -q -o unknown
echo 'dependable,all,90,95,97,share,,EXAMPLE,assumed,' >>cable_size/investment.csv
study percent 'availability_target = "dependable";'
walk "a share of 95 is refused with its line" 3 "" "wanted a share above 0 and up to 1" \
    invest percent.cfg -q -o percent
sed -i -e '/^dependable/d' -e 's/^construction_time,all,1,1,1,/construction_time,all,1,1e9,1e9,/' \
    -e 's/^wacc,all,0,0,0,/wacc,all,-150,0,0,/' cable_size/investment.csv
study endless ''
walk "years without end are refused with their line" 3 "" "is 1 to 1e+09 years, wanted 0 to 200" \
    invest endless.cfg -q -o endless
tell "and so is a rate that leaves nothing" "$(
    grep -q 'wacc. is -150 %, wanted more than -100' "$err" || cat "$err")"
sum_up
