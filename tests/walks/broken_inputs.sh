#!/bin/sh
# Every row of tests/broken_inputs.expect: a valid study is broken in one way, and the program says
# so. A row is
#   its name
#   $ shell commands that break the files of the study, in a copy of tests/walks/caspian
#     what stderr must say then, whole, with the names of files seen from that folder
# Each row must end with exit 3, an empty stdout, no folder for the result where there was none, and
# every byte of an old result; with --json too. A row whose commands change nothing has failed.
set -u
. tests/walk.sh
rows=$PWD/tests/broken_inputs.expect
good=$PWD/tests/walks/caspian
weather=$PWD/configs/green-corridor/weather_parameters.csv
old=$box/old

# ---- what the commands of a row may use ----
edit() { # file, sed command
    sed "$2" "$1" >"$box/edited" && cp "$box/edited" "$1"
}
add() { # file, lines
    file=$1
    shift
    printf '%s\n' "$@" >>"$file"
}
weather() { # sed command: the study with the weather of the corridor, changed by it
    sed "$1" "$weather" >weather.csv
    add network.cfg 'weather = "weather.csv";'
}

broken_runs() { # the commands, the file with what is wanted
    rm -rf "$box/grid" "$box/none"
    cp -R "$good" "$box/grid"
    (cd "$box/grid" && eval "$1") >"$out" 2>&1 || { echo "the commands failed:" && cat "$out"; }
    diff -r "$good" "$box/grid" >/dev/null && echo "the commands change nothing"
    for run in "-o $box/none/result" "--json -o $old"; do
        # shellcheck disable=SC2086
        (cd "$box/grid" && "$corridor" dispatch study.cfg $run) >"$out" 2>"$err" </dev/null
        code=$?
        [ "$code" -eq 3 ] || echo "code $code, wanted 3"
        [ ! -s "$out" ] || echo "stdout should be empty, is: $(head -n 3 "$out")"
        diff "$2" "$err" | sed -n 's/^</wanted/p;s/^>/found /p'
    done
    [ ! -e "$box/none" ] || find "$box/none"
    diff -r "$box/sound" "$old"
}

"$corridor" dispatch "$good/study.cfg" -o "$old" >"$out" 2>"$err"
tell "the study is sound before it is broken" "$([ -s "$old/result.json" ] || cat "$err")"
cp -R "$old" "$box/sound"

name='' commands=''
end_row() {
    [ -z "$name" ] || tell "$name" "$(broken_runs "$commands" "$box/wanted")"
    name='' commands=''
    : >"$box/wanted"
}
end_row
while IFS= read -r line; do
    case $line in
    '' | '#'*) end_row ;;
    '$ '*) commands="${commands:+$commands && }${line#??}" ;;
    '  '*) printf '%s\n' "${line#  }" >>"$box/wanted" ;;
    *) name=$line ;;
    esac
done <"$rows"
end_row
sum_up
