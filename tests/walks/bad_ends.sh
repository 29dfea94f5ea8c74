#!/bin/sh
# Runs that cannot end well for another reason than a broken file: a wrong option, a folder that
# cannot be written, a full disk, a signal, a limit, no answer. Each ends with its own code and
# leaves a whole result or none.
set -u
. tests/walk.sh
study=$PWD/tests/walks/caspian/study.cfg
year=$PWD/configs/green-corridor/2030.cfg

nothing_in() { [ ! -d "$1" ] || ls -A "$1"; }
whole() { # of a folder: it holds a result, and nothing that is half written
    [ -s "$1/result.json" ] && [ "$(tail -n 1 "$1/result.json")" = '}' ] || echo "$1: no result"
    find "$1" -name '*.tmp*'
}

# ---- options: usage, told before any file is read, all of them at once ----
usage() { # sentence, what stderr says first, options
    sentence=$1 said=$2
    shift 2
    walk "$sentence" 2 "" "corridor: $said" dispatch no/such.cfg "$@"
}
usage "no hours are refused" '--hours: `hours` is 0, wanted 1 to 8760 h' --hours 0
usage "negative hours are refused" '--hours: `hours` is -1, wanted 1 to 8760 h' --hours -1
usage "hours beyond a year are refused" '--hours: `hours` is 8761, wanted 1 to 8760 h' --hours 8761
usage "hours with a fraction are refused" '--hours: `hours` is `1.5`, wanted a whole number' \
    --hours 1.5
walk "hours with a unit are told without it" 2 "" "; write 24 alone, without a unit" \
    dispatch no/such.cfg --hours 24h
usage "hours beyond all numbers are refused" '--hours: `hours` is `1e999`, wanted a whole number' \
    --hours 1e999
usage "empty hours are refused" '--hours: is empty, wanted a value' --hours=
usage "a start that is no time is refused" \
    '--start: `start` is "tomorrow", wanted a full hour of UTC' --start tomorrow
usage "a start beyond the year is refused" '--start: hour 8760, wanted 0 to 8759' --start 8760
usage "a start on 29 February is explained" '--start: `start` is "2028-02-29T00:00Z"' \
    --start 2028-02-29T00:00Z
usage "a negative seed is refused" '--seed: `seed` is -1, wanted 0 to 2147483647' --seed -1
usage "a seed beyond 32 bits is refused" '--seed: `seed` is 3000000000, wanted 0 to 2147483647' \
    --seed 3000000000
usage "a misspelt method is told the nearest one" \
    '--method: `solver` is `simlpex`, wanted automatic, simplex, interior or glpk_interior;' \
    --method simlpex
usage "no threads are refused" '--threads: `threads` is 0, wanted 1 to 256' --threads 0
usage "a time limit that is nan is refused" \
    '--time-limit: `time_limit_s` is `nan`, wanted a number: 0 to 10000000 s' --time-limit nan
usage "a time limit with a decimal comma is told the point" \
    '--time-limit: `time_limit_s` is `1,5`, wanted a number: 0 to 10000000 s; write 1.5' \
    --time-limit 1,5
usage "a folder without a name is refused" '--output: is empty' -o ''
usage "a file without a name is refused" '--write-mps: is empty' --write-mps ''
walk "two wrong options are told at once" 2 "" '--threads: ' dispatch no/such.cfg \
    --hours 0 --threads 0
tell "... each in a line of its own, and where help is" \
    "$([ "$(grep -c '^corridor: ' "$err")" -eq 3 ] || cat "$err")"

# ---- output that cannot be written: 8, told before the run, and nothing left ----
touch "$box/file"
walk "a folder below a file cannot be made" 8 "" "$box/file" \
    dispatch "$study" -o "$box/file/deep/result"
walk "a file is no folder" 8 "" "$box/file: is a file, wanted a folder" \
    dispatch "$study" -o "$box/file"
tell "... and stays what it was" \
    "$([ -f "$box/file" ] && [ ! -s "$box/file" ] || ls -l "$box/file")"
walk "a path that is too long is refused" 3 "" "the path of the folder for results has" \
    dispatch "$study" -o "$(awk 'BEGIN { for (i = 0; i < 2000; i++) printf "x" }')"
if [ -d /proc/self ]; then
    walk "a folder in /proc cannot be made" 8 "" "/proc/corridor" dispatch "$study" \
        -o /proc/corridor/result
fi
mkdir "$box/locked" && chmod 555 "$box/locked"
as_nobody= # root may write everywhere
if [ "$(id -u)" -eq 0 ]; then
    as_nobody='setpriv --reuid=65534 --regid=65534 --clear-groups'
    $as_nobody test -x "$corridor" -a -r "$study" 2>"$err" && chmod 755 "$box" || as_nobody=none
fi
if [ "$as_nobody" = none ]; then
    skip "a folder that is locked is told, and nothing is left" "root, and nobody cannot run it"
else
    $as_nobody "$corridor" dispatch "$study" -o "$box/locked/result" >"$out" 2>"$err" </dev/null
    code=$?
    tell "a folder that is locked is told, and nothing is left" \
        "$([ "$code" -eq 8 ] && grep -q "$box/locked/result.*Permission denied" "$err" ||
            { echo "code $code" && cat "$err"; }
            nothing_in "$box/locked")"
fi
walk "a linear program that cannot be written ends the run, without a result" 8 "" \
    "$box/none/grid.mps: cannot be written" dispatch "$study" -o "$box/no" \
    --write-mps "$box/none/grid.mps"
tell "... and without a folder" "$([ ! -e "$box/no" ] || find "$box/no")"

# ---- a disk that is full: of a file only its first 512 or 1024 bytes can be written ----
(ulimit -f 1 && "$corridor" dispatch "$study" -o "$box/full" >"$out" 2>"$err" </dev/null)
code=$?
tell "a disk that fills up ends with 8 and leaves nothing" \
    "$([ "$code" -eq 8 ] && grep -q "$box/full/.*: File too large" "$err" ||
        { echo "code $code" && cat "$err"; }
        nothing_in "$box/full")"
"$corridor" dispatch "$study" -o "$box/old" >"$out" 2>"$err" && cp -R "$box/old" "$box/kept"
(ulimit -f 1 && "$corridor" dispatch "$study" -o "$box/old" >"$out" 2>"$err" </dev/null)
tell "... and an old result as it was" "$(diff -r "$box/kept" "$box/old")"
(ulimit -f 1 && "$corridor" dispatch "$study" -o "$box/full" --write-mps "$box/grid.mps" \
    >"$out" 2>"$err" </dev/null)
code=$?
tell "... and of a linear program nothing" \
    "$([ "$code" -eq 8 ] || cat "$err"
        ls -A "$box" | grep 'mps\|full')"
mkdir "$box/disk"
if mount -t tmpfs -o size=8k corridor-test "$box/disk" 2>/dev/null; then
    walk "a file system without room ends with 8" 8 "" "$box/disk/result/" \
        dispatch "$study" -o "$box/disk/result"
    tell "... and is empty again" "$(nothing_in "$box/disk")"
    umount "$box/disk"
else
    skip "a file system without room ends with 8" "no right to mount one"
fi

# ---- streams that are closed ----
"$corridor" dispatch "$study" -o "$box/closed" >&- 2>"$err" </dev/null
code=$?
tell "with stdout closed the run ends with 8, and its result is whole" \
    "$([ "$code" -eq 8 ] || echo "code $code"
        whole "$box/closed"
        diff "$box/kept/result.json" "$box/closed/result.json")"
"$corridor" dispatch "$study" -o "$box/closed" --progress always >"$out" 2>&- <&-
code=$?
tell "with stdin and stderr closed a run ends well, and nothing gets into its files" \
    "$([ "$code" -eq 0 ] || echo "code $code"
        diff "$box/kept/result.json" "$box/closed/result.json"
        diff "$box/kept/prices.csv" "$box/closed/prices.csv")"
rm -rf "$box/closed"
{ "$corridor" dispatch "$study" -o "$box/closed" --json 2>"$err"; echo $? >"$box/code"; } |
    head -c 1 >"$out"
code=$(cat "$box/code") # a pipe keeps some kB, so that a short result may be written all the same
tell "a reader that goes away leaves a whole result" \
    "$([ "$code" -eq 141 ] || [ "$code" -eq 8 ] || [ "$code" -eq 0 ] || echo "code $code"
        whole "$box/closed")"
if [ -w /dev/full ]; then
    "$corridor" dispatch "$study" -o "$box/closed" --json >/dev/full 2>"$err"
    code=$?
    tell "json that cannot be written ends with 8, and the result is whole" \
        "$([ "$code" -eq 8 ] || echo "code $code"
            whole "$box/closed")"
else
    skip "json that cannot be written ends with 8, and the result is whole" "no /dev/full"
fi

# ---- signals: the year takes some seconds; a machine that is faster has a whole result ----
signal() { # name, code in a shell, old folder or ""
    folder=$box/year
    [ -z "$3" ] || folder=$3
    "$corridor" dispatch "$year" -o "$folder" >"$out" 2>"$err" </dev/null &
    run=$!
    sleep 1
    kill -s "$1" "$run" 2>/dev/null
    { wait "$run"; } 2>/dev/null
    code=$?
    if [ "$code" -eq 0 ]; then
        whole "$folder"
    elif [ "$code" -eq "$2" ]; then
        [ -n "$3" ] || [ ! -e "$folder" ] || find "$folder"
        [ -z "$3" ] || diff -r "$box/kept" "$3"
        cat "$out" "$err"
    else
        echo "code $code, wanted $2"
    fi
    rm -rf "$box/year"
}
tell "SIGINT ends a run with 130 and without a result" "$(signal INT 130 '')"
tell "SIGTERM ends a run with 143 and without a result" "$(signal TERM 143 '')"
tell "SIGHUP ends a run with 129 and without a result" "$(signal HUP 129 '')"
tell "SIGTERM leaves an old result as it was" "$(signal TERM 143 "$box/old")"

# Stops the run while the linear program is being written, and ends it then.
half_written() {
    "$corridor" dispatch configs/green-corridor/week.cfg -o "$box/year" \
        --write-mps "$box/week.mps" >"$out" 2>"$err" </dev/null &
    run=$!
    tries=0
    until ls -A "$box" | grep -q '^\.week\.mps\.tmp\.'; do
        tries=$((tries + 1))
        [ "$tries" -lt 2000 ] && kill -0 "$run" 2>/dev/null || break
    done
    kill -s TERM "$run" 2>/dev/null
    { wait "$run"; } 2>/dev/null
    code=$?
    [ "$code" -eq 143 ] || [ "$code" -eq 0 ] || echo "code $code, wanted 143"
    ls -A "$box" | grep '\.tmp\.'
}
tell "a run that is ended while it writes the linear program takes it along" "$(half_written)"

# ---- a limit, and questions without an answer: these are answers, with a result ----
walk "a limit of time ends with 6" 6 "limit reached" "" \
    dispatch configs/green-corridor/week.cfg --time-limit 1e-6 -o "$box/limit"
tell "... and the result says so" \
    "$(whole "$box/limit"; grep -q '"status": "limit reached"' "$box/limit/result.json" ||
        grep '"status"' "$box/limit/result.json")"
walk "the simplex keeps the limit of time too" 6 "limit reached" "" \
    dispatch configs/small/storage_week.cfg --method simplex --time-limit 1e-6 -o "$box/limit"

cp -R tests/walks/caspian "$box/hard"
sed 's/"economic"/"hard"/;s/^export_target_mw.*/export_target_mw = 2000.0;/' "$study" \
    >"$box/hard/study.cfg"
walk "an export beyond the cable is infeasible" 4 '"status": "infeasible"' "" \
    dispatch "$box/hard/study.cfg" --json -o "$box/infeasible"
tell "... and the result on stdout and in the folder says what stands in the way" \
    "$(whole "$box/infeasible"
        for json in "$out" "$box/infeasible/result.json"; do
            grep -q '"status": "infeasible"' "$json" || grep '"status"' "$json"
            grep -q '"why": "..*"' "$json" || grep '"why"' "$json"
        done
        cat "$err")"

# Power that is worth less than nothing is burnt in losses that physics does not know: the identity
# of phantom losses refuses the answer. The ways to a refusal that end in the solver are those of
# tests/test_lp_solve.c, tests/test_lp_glpk.c and tests/test_certificate.c.
sed '2,$s/,[0-9]*$/,-90/' tests/walks/caspian/series.csv >"$box/hard/series.csv"
sed 's/^export_target.*/market_price_floor_usd_per_mwh = -200.0; tie_break_usd_per_mwh = 0;/' \
    "$study" >"$box/hard/study.cfg"
walk "an answer that physics does not confirm ends with 7" 7 "not certified" "" \
    dispatch "$box/hard/study.cfg" -o "$box/phantom"
tell "... and the result says so" \
    "$(whole "$box/phantom"; grep -q '"status": "not certified"' "$box/phantom/result.json" ||
        grep '"status"' "$box/phantom/result.json")"
sum_up
