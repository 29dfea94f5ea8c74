#!/bin/sh
# What a person meets who asks why a price is what it is.
set -u
. tests/walk.sh
study=configs/green-corridor/week.cfg
case=tests/cases/five_bus.m

walk "a price is told with its hour and its parts" 0 \
    "energy: the price that the loads of its grid pay" "" \
    explain price AZ_SUM 65 $study
walk "who serves the next MW is named" 0 "one MW more here costs" "" \
    explain price AZ_SUM 65 --study $study
walk "an hour may be a time, a bus its name" 0 "hour 90 of the study, 2030-01-04T18:00Z" "" \
    explain price az_sum 2030-01-04T18:00Z $study
walk "JSON has the parts" 0 '"congestion_usd_per_mwh"' "" explain price AZ_SUM 65 $study --json
"$corridor" dispatch --hours 24 --seed 7 -q -o "$box/day" $study
price=$(sed -n '2,$p' "$box/day/prices.csv" | sed -n 6p | cut -d, -f2)
first=$(head -n 1 "$box/day/prices.csv" | cut -d, -f2 | cut -d' ' -f1)
walk "a folder of results says which study, with which settings" 0 "hour 5 of the study" "" \
    explain price "$first" 5 "$box/day"
tell "and the price is that of the folder" \
    "$(grep -q ": $(printf '%.2f' "$price") USD/MWh" "$out" || head -n 1 "$out")"
walk "a folder that holds no result is named" 8 "" "is no folder of results" \
    explain price "$first" 5 "$box"
walk "a misspelt bus gets a suggestion" 3 "" "did you mean 'AZ_SUM'?" explain price AZ_SUN 65 $study
walk "a part of a name does as well" 3 "" \
    "did you mean 'Sumgayit, Absheron and Baku'" explain price Baku 65 $study
walk "an hour that is not there is told with those that are" 3 "" \
    "the study has the hours 0 to 167, 2030-01-01T00:00Z to 2030-01-07T23:00Z" \
    explain price AZ_SUM 168 $study
walk "a case has buses by number" 0 "bus 40: 21.64 USD/MWh" "" explain price 40 $case
walk "and no hours" 2 "" "a case has no hours" explain price 40 5 $case
walk "a number that no bus has is told with the nearest" 3 "" "bus 40 is the nearest in number" \
    explain price 41 $case
walk "without a study there is a question" 2 "" \
    "a study or a case is needed" explain price AZ_SUM 65
walk "only prices are explained" 2 "" "wanted 'price'" explain flow AZ_SUM 65 $study
walk "help explain is explain --help" 0 "usage: corridor explain price" "" help explain
sum_up
