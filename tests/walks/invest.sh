#!/bin/sh
# The walk of `corridor invest`: a cable that can be checked by hand, one that is worth nothing, one
# whose value falls, a run that was broken off, and what is wrong with a study.
set -u
. tests/walk.sh
small=configs/small/cable_size.cfg

# Numbers of a JSON field, in order.
numbers() { sed -n "s/^ *\"$2\": \([-0-9.e+]*\),*\$/\1/p" "$box/$1/result.json"; }
# first column within a millionth of the second
near() { awk '{ off = $1 - $2; if (off < 0) off = -off; size = $2 < 0 ? -$2 : $2
    if (NF != 2 || off > 1e-6 * (size > 1 ? size : 1)) print $1 " is not " $2 }'; }

walk "a cable with a known value has its best size" 0 "the best size is 900 MW" "" \
    invest "$small" -o "$box/size"
tell "the value of each size is the one by hand" "$(
    paste -d' ' "$box/size/value_curve.csv" /dev/null |
        awk -F, 'NR > 1 { mw = $1; a = mw < 400 ? mw : 400; b = mw < 900 ? mw : 900
            c = mw < 1400 ? mw : 1400; by_hand = 218000 * a
            if (mw > 400) by_hand += 84000 * (b - 400)
            if (mw > 900) by_hand += 17600 * (c - 900)
            print $2 + 0, by_hand }' | near
)"
tell "the best sizes at the three costs are the breakpoints" "$(
    awk -F, 'NR > 1 { print $4 + 0, $1 == "low" ? 1400 : $1 == "central" ? 900 : 400 }' \
        "$box/size/optimum.csv" | near
)"
tell "twenty years of 129.2 million USD less 900 million USD are 1684 million USD" "$(
    numbers size npv_usd | sed -n '7s/$/ 1684000000/p' | near
)"
tell "at the breakpoint the rent may be 17,600 or 84,000 USD for each of 900 MW" "$(
    { numbers size rent_least_usd_per_year; numbers size rent_most_usd_per_year; } |
        awk '{ print $1, NR == 1 ? 900 * 17600 : 900 * 84000 }' | near
)"
tell "numbers that should fit each other do" "$(
    { numbers size saved_usd_per_year; numbers size surplus_changes_usd_per_year
      numbers size rent_usd_per_year; } |
        awk '{ print $1, NR < 3 ? 129200000 : 900 * 17600 }' | near
)"
tell "600 million USD buy 300 MW at 2 million USD a MW" "$(
    sed -n '/"budget_buys_mw"/,/}/s/^ *"high": \([0-9.]*\).*/\1 300/p' "$box/size/result.json" |
        near
)"
tell "nothing is left to go on from" "$([ ! -e "$box/size/unfinished.runs" ] || echo "it is")"

walk "one thread finds the same" 0 "the best size is 900 MW" "" \
    invest "$small" --threads 1 -o "$box/one"
tell "one thread writes the same bytes" "$(cmp "$box/size/result.json" "$box/one/result.json")"

# A result that cannot be written leaves what was dispatched; the last line of it is then cut, as by
# a run that was killed while it wrote.
mkdir -p "$box/broken/result.json/in the way"
walk "a result that cannot be written is said" 8 "" "result.json" \
    invest "$small" -o "$box/broken"
tell "what was dispatched is kept" "$([ -s "$box/broken/unfinished.runs" ] || echo "it is not")"
rm -r "$box/broken/result.json"
size=$(wc -c <"$box/broken/unfinished.runs")
head -c $((size * 2 / 3)) "$box/broken/unfinished.runs" >"$box/cut" &&
    mv "$box/cut" "$box/broken/unfinished.runs"
walk "a run that was broken off goes on" 0 "the best size is 900 MW" "" \
    invest "$small" -o "$box/broken"
tell "from what was kept" "$(sed -n 's/^dispatches: \([0-9]*\), \([0-9]*\) .*/\1 \2/p' \
    "$box/broken/run.log" | awk '$2 > 0 && $2 < $1 { n++ } END { if (n != 1) print "not so" }')"
tell "and ends with the same bytes" "$(cmp "$box/size/result.json" "$box/broken/result.json")"

# Other grids: power abroad that is dearer than any at home; a cable that only loses.
cp -R configs/small/cable_size configs/small/cable_size*.cfg "$box/"
other=$box/cable_size.cfg
sed -i 's/,5000,20,/,5000,80,/' "$box/cable_size/generators.csv"
walk "a cable that is worth nothing has no best size" 0 "the best size is 0 MW" "" \
    invest "$other" -o "$box/nothing"
tell "nor is its first MW worth anything" "$(numbers nothing marginal_value_usd_per_mw_year |
    sed 's/$/ 0/' | near)"
sed -i 's/,100,100,0,0,0,0,0,/,100,100,0,0.01,0,0,0,/' "$box/cable_size/hvdc_links.csv"
walk "a cable that only loses has no best size" 0 "the best size is 0 MW" "" \
    invest "$other" -o "$box/loses"
tell "and each MW of it costs" "$(numbers loses marginal_value_usd_per_mw_year |
    awk '$1 >= 0 { print "one more MW is worth " $1 }')"

# The same cable at 100,000 USD a MW and year, sizes tried from 0 and 1500 MW on.
cp -R configs/small/cable_size/*.csv "$box/cable_size/"
sed -i 's/,300,1000,2000,/,2000,2000,2000,/' "$box/cable_size/hvdc_links.csv"
sed -e 's/"optimum"/"1500"/' -e 's/most_mw = 2000/most_mw = 1500/' "$small" >"$other"
walk "one size for all weather years" 0 "the best size is 400 MW" "" invest "$other" -o "$box/years"
tell "sizes are tried where the cuts meet" "$(
    sed -n '/"over_weather_years"/,/"together"/s/^ *"capacity_mw": \(.*\),$/\1/p' \
        "$box/years/result.json" |
        awk 'BEGIN { split("400 0 1500 633.027522935780 400", wanted, " ") }
            { print $1, wanted[NR] } END { print NR, 5 }' | near
)"
cp configs/small/cable_size/*.csv "$box/cable_size/"

# 900 MW as one system, as two, and as a bipole; each fault takes 36.5 days, one a year and 100 km:
# a system works 1 / 1.1 of the time, a pole, with half the faults, 1 / 1.05.
row=$(sed -n 2p "$box/cable_size/hvdc_links.csv")
echo "$row" | sed 's/^CABLE/TWIN/; s/two-pole cable system/bipole with metallic return/' \
    >>"$box/cable_size/hvdc_links.csv"
cat >>"$box/cable_size/investment.csv" <<END
submarine_cable_failure_rate,all,1,1,1,failures per 100 km-year (system),,EXAMPLE,assumed,
submarine_cable_repair_time,all,36.5,36.5,36.5,days,,EXAMPLE,assumed,
hvdc_converter_availability,all,100,100,100,%,,EXAMPLE,assumed,
END
{
    cat "$small"
    echo 'packages = ["one: CABLE=900", "two: CABLE=450 TWIN=450", "bipole: TWIN=900"];'
    echo 'absent = ["TWIN"];'
} >"$other"
walk "packages of links are told apart" 0 'Of the packages "bipole" is best' "" \
    invest "$other" -o "$box/packages"
tell "by what is left when a unit is out" "$(
    awk -F, 'BEGIN { u = 1 / 1.1; p = 1 / 1.05; wanted[2] = 129.2 * u
            wanted[3] = u * p * p * (129.2 + 0.1 * 91.4 + 2 * 0.05 * 110.3)
            wanted[4] = p * p * (129.2 + 2 * 0.05 * 91.4) }
        NR > 1 { printf "%s %.12g\n", $5, 1e6 * wanted[NR] }' "$box/packages/packages.csv" | near
)"
# At 900 MW together a MW more is worth anything from 17,600 to 84,000 USD a year.
tell "the limits in the way are named" "$(
    sed -n '/"name": "two"/,/"is_best"/p' "$box/packages/result.json" |
        awk -F '[:,]' '/"id": "(CABLE|TWIN)"/ { n++ }
            /"saved_by_one_mw_more/ && ($2 < 17599 || $2 > 84001) { print "one saves " $2 }
            END { if (n != 2) print n + 0 " of them" }'
)"
cp configs/small/cable_size/*.csv "$box/cable_size/"

# A line of 100 MW to the east, where power costs 20 as well: beside the cable of 1000 MW a second
# circuit brings 100 MW more, worth 17,600 USD a year each, and costs 100 km at 0.4 million USD.
cat >"$box/cable_size/lines.csv" <<END
id,from,to,circuits,nominal_kv,length_km,r_ohm_per_km,x_ohm_per_km,b_us_per_km,\
thermal_mva_per_circuit,corridor_limit_mw,synchronous,status,source,confidence
WIRE,EAST,HOME,1,220,100,0.01,0.3,2.7,500,100,yes,existing,EXAMPLE,assumed
END
sed -i -e :a -e '/\\$/N; s/\\\n//; ta' "$box/cable_size/lines.csv"
echo 'lines = "lines.csv"; base_mva = 100.0;' >>"$box/cable_size/network.cfg"
echo 'EAST,East,EE,HOME,41,51,220,EXAMPLE,assumed,' >>"$box/cable_size/buses.csv"
echo 'EAST_hydro,EAST,hydro,firm,yes,5000,20,0,EXAMPLE,assumed,' >>"$box/cable_size/generators.csv"
echo 'ohl_500kv_single_circuit,KZ_UZ,0.2,0.4,0.6,million USD/km,2025,EXAMPLE,assumed,' \
    >>"$box/cable_size/investment.csv"
{
    cat "$small"
    echo 'packages = ["wire: WIRE*2"];'
} >"$other"
walk "a package may add circuits to a line" 0 'None of the packages pays' "" \
    invest "$other" -o "$box/wire"
tell "which are worth the MW that they bring, and cost their length" "$(
    awk -F, 'NR > 1 { print $4, 1760000; print $6, 40000000 }' "$box/wire/packages.csv" | near
)"
cp configs/small/cable_size/*.c* "$box/cable_size/"

# Two cables one behind the other: alone each is worth nothing, and both want 900 MW at 30,000 and
# 20,000 USD a MW and year: 129.2 - 45 = 84.2 million USD.
sed -i -e 's/ABROAD,HOME/ABROAD,MID/' -e 's/,300,1000,2000,/,600,600,600,/' \
    "$box/cable_size/hvdc_links.csv"
sed -n 2p configs/small/cable_size/hvdc_links.csv |
    sed -e 's/CABLE,ABROAD/TWIN,MID/' -e 's/,300,1000,2000,/,400,400,400,/' \
        >>"$box/cable_size/hvdc_links.csv"
echo 'MID,Between,MM,MID,42,50,220,EXAMPLE,assumed,' >>"$box/cable_size/buses.csv"
{
    cat "$small"
    echo 'others = ["TWIN"]; joint = true;'
} >"$other"
walk "capacities are looked for together" 0 "CABLE 900 MW, TWIN 900 MW" "" \
    invest "$other" -o "$box/joint"
tell "and are worth what both together save" "$(
    sed -n '/"could_be_better/q; s/^ *"net_usd_per_year": \(.*\),$/\1 84200000/p' \
        "$box/joint/result.json" | tail -n 1 | near
)"
tell "the value of both is beyond the sum of each" "$(
    numbers joint superadditive_usd_per_year | sed 's/$/ 129200000/' | near
)"
cp configs/small/cable_size/*.csv "$box/cable_size/"

fault() { # sentence, what it says, sed
    sed "$3" "$small" >"$other"
    walk "$1" 3 "" "$2" invest "$other" -o "$box/fault"
}
fault "a link that is not there is told with the nearest" \
    'cable_size.cfg:10: `link` names "CABEL"' 's/^link = .*/link = "CABEL";/'
fault "a study without a link is told" '`link` is missing' '/^link = /d'
fault "a setting that is unknown is told" \
    'cable_size.cfg:11: unknown key `mots_mw`; did you mean `most_mw`?' 's/most_mw/mots_mw/'
fault "a link beside itself is refused" '`others` names "CABLE" again' \
    's/^link = /others = ["CABLE"]; link = /'
fault "a size that is none is told" '`size` is "biggest"' 's/"optimum"/"biggest"/'
fault "money that is negative is told" '`budget_musd` is -600' 's/= 600/= -600/'
fault "modules that are no numbers are told" '`modules_mw` has "x"' 's/"500"/"x"/'
fault "an assumption that no table has is told" 'did you mean `wacc`?' \
    's/^link = /wacc = "wac"; link = /'
cp "$box/cable_size_hours.cfg" "$box/kept.cfg"
echo 'security = "preventive";' >>"$box/cable_size_hours.cfg"
fault "a dispatch whose cost does not bend as it should is refused" 'no security' 's/x/x/'
mv "$box/kept.cfg" "$box/cable_size_hours.cfg"
fault "a package of a link that is not there is told" '"x": "GONE", wanted HVDC links' \
    's/^link = /packages = ["x: GONE"]; link = /'
fault "a package of a line that is not there is told" '"x": "GONE", wanted lines in service' \
    's/^link = /packages = ["x: GONE*2"]; link = /'
fault "a package without a name is told" 'NAME: LINK' 's/^link = /packages = ["CABLE"]; link = /'
fault "a driver that is unknown is told" 'did you mean `demand`?' \
    's/^link = /drivers = ["demnd"]; link = /'
sed -i 's/,5000,20,/,5000,80,/' "$box/cable_size/generators.csv"
sed 's/= 600/= 0/' "$small" >"$other"
walk "no money buys nothing" 0 "0 million USD buy 0 MW" "" invest "$other" -o "$box/poor"
walk "two studies are one too many" 2 "" "one study file is needed" invest "$small" "$small"
sum_up
