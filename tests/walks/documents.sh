#!/bin/sh
# Documents say what the program does: the generated ones are fresh, the manual knows every option.
set -u
. tests/walk.sh

same() { # file, words that write it
    file=$1
    shift
    "$corridor" "$@" >"$out" 2>&1
    diff "$file" "$out" >"$err" && return
    echo "$file is not what \`make docs\` writes:"
    head -n 6 "$err"
}
tell "docs/data-format.md is fresh" "$(same docs/data-format.md help --markdown)"
tell "corridor-study(5) is fresh" "$(same docs/man/corridor-study.5 help --roff)"

for command in dispatch flow opf security adequacy invest explain report compare convert; do
    "$corridor" "$command" --help >"$out"
    page=$(sed 's/\\-/-/g' "docs/man/corridor-$command.1")
    for option in $(sed -n 's/.* --\([a-z-]*\) .*/\1/p' "$out" | sort -u); do
        case $page in *"--$option"*) missing= ;; *) missing="--$option is not in the page" ;; esac
        tell "corridor-$command(1) knows --$option" "$missing"
    done
done

links() { # of a Markdown file, those that lead nowhere
    grep -oE '\]\([^):#]+\)' "$1" | sed 's/](\(.*\))/\1/' | while IFS= read -r target; do
        [ -e "$(dirname "$1")/$target" ] || echo "$1: $target is not there"
    done
}
tell "every link of the documents leads somewhere" \
    "$(for page in README.md docs/*.md docs/decisions/*.md; do links "$page"; done)"
sum_up
