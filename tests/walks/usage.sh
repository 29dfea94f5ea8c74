#!/bin/sh
# What a person meets at the command line before any study runs.
set -u
. tests/walk.sh

walk "help says what there is" 0 "usage: corridor COMMAND" "" help
walk "--help is help" 0 "usage: corridor COMMAND" "" --help
walk "no command at all is a matter of usage, on stderr" 2 "" "usage: corridor COMMAND"
walk "the version names the licence" 0 "GPL-3.0-or-later" "" --version
walk "the version names the libraries" 0 "GLPK" "" version
walk "a misspelt command is told the nearest one" 2 "" \
    "unknown command 'dispach', did you mean 'dispatch'?" dispach x.cfg
walk "a study without a command is told what to type" 2 "" \
    "did you mean 'corridor dispatch my.cfg'?" my.cfg
walk "a misspelt option is told the nearest one" 2 "" \
    "unknown option '--huors', did you mean '--hours'?" dispatch --huors 3 x.cfg
walk "an option without its value is named" 2 "" "option '--seed' needs a value" dispatch --seed
walk "dispatch without a file asks for one" 2 "" "one study file is needed, found 0" dispatch
walk "dispatch with two files refuses both" 2 "" "one study file is needed, found 2" \
    dispatch a.cfg b.cfg
walk "progress is one of three words" 2 "" "wanted one of auto|always|never" \
    dispatch --progress loud a.cfg
walk "dispatch --help lists the exit codes" 0 "4 infeasible" "" dispatch --help
walk "help dispatch is dispatch --help" 0 "usage: corridor dispatch" "" help dispatch
walk "help study explains the settings" 0 "value_of_lost_load_usd_per_mwh" "" help study
walk "help lines explains a table" 0 "x_ohm_per_km" "" help lines
walk "help on a misspelt topic is told the nearest one" 2 "" \
    "no help on 'linse', did you mean 'lines'?" help linse
walk "a study file that is not there is named" 8 "" "no/such.cfg" dispatch no/such.cfg

for topic in $("$corridor" help | sed -n 's/^help topics: //p' | tr -d ','); do
    walk "the topic $topic has help" 0 "*" "" help "$topic"
done

if [ -w /dev/full ]; then
    "$corridor" help >/dev/full 2>"$err"
    code=$?
    [ "$code" -eq 8 ] && code=0
    tell "an answer that cannot be written ends with 8" "$code"
else
    skip "an answer that cannot be written ends with 8" "no /dev/full"
fi
walk "a study of an investment is no dispatch, and the line says whose it is" 3 "" \
    "cable_size.cfg:8: \`dispatch\` makes it a study of an investment" \
    dispatch configs/small/cable_size.cfg
tell "in one line" "$([ "$(wc -l <"$err")" -eq 1 ] || cat "$err")"
walk "nor is one of adequacy an investment" 3 "" \
    "corridor adequacy configs/small/two_cables_adequacy.cfg" \
    invest configs/small/two_cables_adequacy.cfg
walk "nor an investment one of adequacy" 3 "" "corridor invest configs/small/cable_size.cfg" \
    adequacy configs/small/cable_size.cfg
sum_up
