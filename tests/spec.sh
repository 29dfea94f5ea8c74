# Tests as sentences, for scripts:  . tests/spec.sh
#   tell "sentence" findings        passes when findings is 0 or empty; else prints it and fails
#   skip "sentence" "reason"
#   sum_up                         the last line; its code is that of the script
passed=0 failed=0 skipped=0

tell() {
    if [ -z "$2" ] || [ "$2" = 0 ]; then
        passed=$((passed + 1))
        echo "  ok       $1"
    else
        failed=$((failed + 1))
        printf '%s\n' "$2" | sed 's/^/    /'
        echo "  FAILED   $1"
    fi
}

skip() {
    skipped=$((skipped + 1))
    echo "  skipped  $1 ($2)"
}

sum_up() {
    echo "$passed passed, $failed failed, $skipped skipped"
    [ "$failed" -eq 0 ]
}
