#!/bin/sh
# Who may include whom:  corridor.c -> command -> report -> study -> network -> solver -> base
# A room sees the rooms to its right, never one to its left; of solver, network sees only the
# algebra and report nothing. A header of another library has one home, so it can be swapped there.
#   sh tests/check_layers.sh [root of the source tree]
set -u
. "$(dirname "$0")/spec.sh"
cd "${1:-.}" || exit 2
rooms='base solver network study report command'

includes() {
    grep -rnE '^[[:space:]]*#[[:space:]]*include' "$@" --include='*.[ch]' 2>/dev/null
}

room_breaks() { # room, rooms that it may include
    includes "$1" | grep '"' | while IFS= read -r line; do
        target=${line#*\"} target=${target%%\"*}
        case $target in
        */*) case " $2 " in *" ${target%%/*} "*) ;; *) echo "$line" ;; esac ;;
        *) echo "$line (name the room: \"$1/$target\")" ;;
        esac
    done
}
for rule in 'base:base' 'solver:solver base' 'network:network solver base' \
    'study:study network solver base' 'report:report study network base' \
    'command:command report study network solver base'; do
    room=${rule%%:*}
    tell "$room includes only: ${rule#*:}" "$(room_breaks "$room" "${rule#*:}")"
done
tell "network sees of solver only sparse.h, dense.h and factor.h" \
    "$(includes network | grep '"solver/' | grep -vE '"solver/(sparse|dense|factor)\.h"')"
tell "nothing but tests includes a test" "$(includes $rooms corridor.c | grep '"tests/')"

homes() { # header, the files that may include it
    includes $rooms tests corridor.c | grep -E "[<\"]$1[>\"]" |
        while IFS= read -r line; do
            case " $2 " in *" ${line%%:*} "*) ;; *) echo "$line" ;; esac
        done
}
tell "GLPK is at home in solver/lp_glpk.c" "$(homes 'glpk\.h' solver/lp_glpk.c)"
tell "CHOLMOD is at home in solver/factor_cholmod.c" "$(homes 'cholmod\.h' solver/factor_cholmod.c)"
tell "KLU is at home in solver/factor_klu.c" "$(homes '(klu|btf)\.h' solver/factor_klu.c)"
tell "BLAS and LAPACK are at home in solver/dense.c" \
    "$(homes '(cblas|lapacke|openblas_config)\.h' solver/dense.c)"
tell "libconfig is at home in base/config.c" "$(homes 'libconfig\.h' base/config.c)"
tell "OpenMP is at home in base/threads.c" "$(homes 'omp\.h' base/threads.c)"

first_include() { # sources with a header of their own that do not include it first
    for source in base/*.c solver/*.c network/*.c study/*.c report/*.c command/*.c; do
        [ -f "${source%.c}.h" ] || continue
        [ "$(includes "$source" | head -n 1 | sed 's/.*"\(.*\)".*/\1/')" = "${source%.c}.h" ] ||
            echo "$source: does not include ${source%.c}.h first"
    done
}
tell "a source includes its own header first" "$(first_include)"
sum_up
