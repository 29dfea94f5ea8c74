# Runs the program and looks at what it says:  . tests/walk.sh
#   walk "sentence" code out err words...
#     out, err   what stdout and stderr must contain; "" when it must be empty; "*" for anything
# Afterwards $out and $err are the files with the two streams.
. tests/spec.sh
corridor=$(cd "$(dirname "${CORRIDOR:-build/release/corridor}")" && pwd)/corridor
box=$(mktemp -d) || exit 2
trap 'rm -rf "$box"' EXIT
out=$box/stdout err=$box/stderr

stream_fault() { # name, file, wanted
    case $3 in
    '*') ;;
    '') [ ! -s "$2" ] || printf '%s should be empty, is: %s\n' "$1" "$(head -n 5 "$2")" ;;
    *) grep -qF -- "$3" "$2" || printf '%s lacks "%s": %s\n' "$1" "$3" "$(head -n 5 "$2")" ;;
    esac
}

walk() {
    sentence=$1 wanted=$2 wanted_out=$3 wanted_err=$4
    shift 4
    "$corridor" "$@" >"$out" 2>"$err" </dev/null
    code=$?
    tell "$sentence" "$(
        [ "$code" -eq "$wanted" ] || printf 'code %s, wanted %s\n' "$code" "$wanted"
        stream_fault stdout "$out" "$wanted_out"
        stream_fault stderr "$err" "$wanted_err"
    )"
}
