#!/bin/sh
# The three factorizations of the interior point, beside DGEMM in the same run, for networks of 35 to
# 500 buses and for 20 to 500 states per hour; then the picture of where blocks overtake the lanes.
#   sh bench/kernels.sh
# Variables: NAME (of the results, default local), RUNS (11), PYTHON (python3), PICTURE (an SVG to
# write, default none). Writes bench/results/NAME-kernels.csv.
set -u
here=$(cd "$(dirname "$0")" && pwd)
cd "$here/.." || exit 2
program=build/release/bench/kernels
[ -x "$program" ] || { echo "bench: no $program; run make $program" >&2; exit 2; }
results=bench/results/${NAME:-local}-kernels.csv
export OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1
# The table of four networks, then the states that the picture shows between them.
"$program" -r "${RUNS:-11}" 35:52:744 70:100:336 150:200:168 500:500:64 \
    20:20:744 35:36:744 70:76:336 100:120:168 100:150:168 150:176:168 150:250:96 200:300:96 \
    300:400:64 >"$results.tmp.new" || exit 1
mv "$results.tmp.new" "$results"
echo "$results"
head -n 13 "$results" | cut -d, -f1-4,6,8,10-12 | sed 's/,/ | /g; s/^/| /; s/$/ |/'
[ -z "${PICTURE:-}" ] || "${PYTHON:-python3}" bench/kernels_picture.py "$results" "$PICTURE"
