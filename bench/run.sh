#!/bin/sh
# Times `corridor dispatch` as one linear program, and other solvers on the same program.
#   sh bench/run.sh [HOURS...]      default 168; method in bench/README.md
# Variables: NAME (of the results, default local), RUNS (5), PEER_RUNS (3), LIMIT (300 processor
# seconds for a peer), LOSSES (secant: a linear program, which peers can solve; quadratic: the law
# itself, with PEERS=none; none), PEERS (names with commas, "all" or "none"), PYTHON (python3),
# CORRIDOR, STUDY. Writes bench/results/NAME-HOURSh.csv; code 1 when a run of ours is INVALID.
set -u
here=$(cd "$(dirname "$0")" && pwd)
cd "$here/.." || exit 2
corridor=${CORRIDOR:-build/corridor}
study=${STUDY:-configs/green-corridor/2030.cfg}
runs=${RUNS:-5}
peers=${PEERS:-all}
python=${PYTHON:-python3}
[ -x "$corridor" ] || { echo "bench: no $corridor; run make first" >&2; exit 2; }
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM
export OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1
code=0

member() { # name: the first value of that name in the result, as it is written there
    # One member per line.
    # shellcheck disable=SC2020
    tr ',{}' '\n\n\n' <"$work/result.json" |
        sed -n "s/^ *\"$1\": *\"\{0,1\}\([^\"]*\).*/\1/p" | head -n 1
}

solve() { # hours and further options; the result in $work/result.json
    asked=$1
    shift
    "$corridor" dispatch --hours "$asked" --horizon whole --threads 1 --json --progress never \
        --losses "${LOSSES:-secant}" -o "$work/out" "$@" "$study" >"$work/result.json" 2>"$work/errors"
}

ours() { # hours: the runs after the warm-up, a line each
    run=1
    while [ "$run" -le "$runs" ]; do
        solve "$1"
        ended=$?
        state=INVALID
        seconds=
        if [ "$ended" -eq 0 ] && [ "$(member accepted)" = true ] && [ "$(member windows)" = 1 ]; then
            state=certified
            seconds=$(member cpu_s)
        else
            echo "  corridor run $run: INVALID, exit code $ended" >&2
            head -n 3 "$work/errors" >&2
        fi
        printf 'corridor,%s,%s,%s,%s,%s,,%s\n' "$1" "$run" "$state" "$seconds" \
            "$(member objective_usd)" "$(member primal_residual_mw)"
        run=$((run + 1))
    done
}

others() { # hours, certified objective
    if [ "$peers" = none ]; then
        echo "  peers: not asked for" >&2
    elif ! command -v "$python" >/dev/null 2>&1; then
        echo "  peers: skipped, no $python" >&2
    else
        set -- --hours "$1" --objective "$2" --limit "${LIMIT:-300}" --runs "${PEER_RUNS:-3}"
        [ "$peers" = all ] || set -- "$@" --only "$peers"
        "$python" bench/peers/peers.py "$work/first.mps" "$@"
    fi
}

table() { # the CSV as a table: runs that count, their least, median and largest seconds
    printf '%-20s %-10s %4s %10s %10s %10s  %s\n' solver state runs min_s median_s max_s difference
    tail -n +2 "$1" | sort -t, -k1,1 -k4,4 -k5,5n | awk -F, '
        function flush() {
            if (n == 0) return
            median = n % 2 ? cpu[(n + 1) / 2] : (cpu[n / 2] + cpu[n / 2 + 1]) / 2
            if (cpu[1] == "") printf "%-20s %-10s %4s\n", solver, state, "-"
            else printf "%-20s %-10s %4d %10.2f %10.2f %10.2f  %s\n", solver, state, n, cpu[1],
                        median, cpu[n], far
        }
        $1 != solver || $4 != state { flush(); n = 0; solver = $1; state = $4 }
        { cpu[++n] = $5; far = $7 }
        END { flush() }'
}

for hours in "${@:-168}"; do
    file=bench/results/${NAME:-local}-${hours}h.csv
    mkdir -p bench/results
    echo "$hours h, processor seconds of one thread" >&2
    # The warm-up writes the program for the peers.
    if [ "$peers" = none ]; then solve "$hours"; else
        solve "$hours" --write-mps "$work/first.mps"
    fi || {
        echo "  corridor: INVALID in the warm-up" >&2
        head -n 3 "$work/errors" >&2
        code=1
        continue
    }
    objective=$(member objective_usd)
    {
        echo solver,hours,run,state,cpu_s,objective_usd,difference,violation
        ours "$hours"
        others "$hours" "$objective"
    } >"$work/rows.csv"
    cp "$work/rows.csv" "$file"
    table "$file"
    echo "written: $file" >&2
    if grep -q INVALID "$file"; then code=1; fi
done
exit "$code"
