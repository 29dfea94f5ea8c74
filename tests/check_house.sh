#!/bin/sh
# The rules of the house that a script can see (docs/conventions.md, "Code").
#   sh tests/check_house.sh [root of the source tree]
set -u
. "$(dirname "$0")/spec.sh"
cd "${1:-.}" || exit 2
rooms='base solver network study report command'

sources() { find $rooms corridor.c -name '*.[ch]' 2>/dev/null | sort; }
our_text() { # every text file that a person wrote
    find . -name .git -prune -o -path ./build -prune -o -path ./out -prune -o \
        -name node_modules -prune -o -path ./report/web/dist -prune -o -type f \( \
        -name '*.[ch15]' -o -name '*.sh' -o -name '*.md' -o -name '*.cfg' -o -name '*.csv' \
        -o -name '*.css' -o -name '*.js' -o -name '*.ts' -o -name '*.mjs' -o -name '*.html' \
        -o -name Makefile -o -path './.ci/*' \
        \) -print | sort
}

# C without comments and without what stands in quotes, each line as "file:line:text".
bare() {
    awk '
    FNR == 1 { inside = 0 }
    {
        out = ""; n = length($0); quote = ""
        for (i = 1; i <= n; i++) {
            c = substr($0, i, 1); two = substr($0, i, 2)
            if (inside) { if (two == "*/") { inside = 0; i++ } continue }
            if (quote != "") {
                if (c == "\\") i++
                else if (c == quote) { quote = ""; out = out c }
                continue
            }
            if (two == "/*") { inside = 1; i++; continue }
            if (two == "//") break
            if (c == "\"" || c == "\047") quote = c
            out = out c
        }
        print FILENAME ":" FNR ":" out
    }' "$@"
}
code=$(mktemp) || exit 2
trap 'rm -f "$code"' EXIT
# shellcheck disable=SC2046
bare $(sources) >"$code"

call='(^|[^A-Za-z0-9_>.])'
library() { grep -vE '^(corridor\.c|command/[a-z_]*\.c):' "$code"; }

tell "the library never ends the program" \
    "$(library | grep -E "$call(exit|_exit|_Exit|quick_exit|abort|assert|raise|kill) *\(")"
tell "the library prints nothing of its own accord" \
    "$(library | grep -E "$call((v?printf|puts|putchar|perror) *\(|stdout|stderr)")"
tell "the memory of the program comes from arenas" \
    "$(grep -v '^base/arena\.c:' "$code" | grep -E \
        "$call(malloc|calloc|realloc|aligned_alloc|posix_memalign|strn?dup)[[:space:]]*\(")"
tell "a jump goes to done and nowhere else" \
    "$(grep -E "${call}goto[[:space:]]" "$code" | grep -vE 'goto done;')"
tell "no type hides behind a typedef" "$(grep -E "${call}typedef[[:space:]]" "$code")"
tell "no build date enters the program" "$(grep -E '__(DATE|TIME|TIMESTAMP)__' "$code")"

# Data that may change outside a function or that a function keeps: a static without const, or a
# pointer to const that is not const itself. command/terminal.c may keep what a handler of signals
# needs.
mutable() {
    library | awk '
    {
        text = $0; sub(/^[^:]*:[0-9]*:/, "", text)
        kept = text ~ /^[ \t]*static /
        outside = text ~ /^[a-z]/ && text ~ /[;=]/ && text !~ /^(extern|enum|typedef) / &&
                  text !~ /^(struct|union) [a-z_0-9]+;/
        if (!kept && !outside) next
        if (text ~ /\(\*[a-z]/) { if (text !~ /\(\*const/) print; next }
        head = text; sub(/[=;].*/, "", head)
        if (head ~ /\(/) next
        if (text !~ /[;=]/) next
        last = head; sub(/.*\*/, "*", last)
        if (head !~ /(^|[^a-z_])const /) print
        else if (head ~ /\*/ && last !~ /^\*const /) print
    }'
}
tell "no data outside functions can change" "$(mutable)"

long_functions() {
    awk -F: '
    {
        text = $0; sub(/^[^:]*:[0-9]*:/, "", text)
        if (text ~ /^[{]/) start = $2
        length_now = $2 - start
        if (text ~ /^}[ \t]*$/ && start && length_now > 80)
            print $1 ":" start ": " length_now " lines"
        if (text ~ /^}/) start = 0
    }' "$code"
}
tell "a function ends within 80 lines" "$(long_functions)"

long_files() {
    sources | while IFS= read -r file; do
        lines=$(wc -l <"$file")
        [ "$lines" -le 600 ] || echo "$file: $lines lines"
    done
}
tell "a file ends within 600 lines" "$(long_files)"
# Bytes 200-277 (octal) continue a UTF-8 character and take no width.
# shellcheck disable=SC2046
tell "a line ends within 100 characters" \
    "$(LC_ALL=C awk '{ text = $0; gsub(/[\200-\277]/, "", text) }
        length(text) > 100 { print FILENAME ":" FNR ": " length(text) " characters" }' \
        $(sources) $(find tests .ci -type f ! -name '*.csv' ! -name '*.expect') /dev/null)"

# The words are written in two parts so that this file does not find itself.
# shellcheck disable=SC2046
tell "nothing is left for later" \
    "$(grep -nEwi "T""ODO|FIX""ME|X""XX|HA""CK|place""holder|not imple""mented|st""ub" \
        $(sources) $(find tests .ci -type f 2>/dev/null) Makefile /dev/null)"
# shellcheck disable=SC2046
tell "no line ends in a space, no line but of a Makefile starts with a tab" \
    "$(grep -nE '[[:blank:]]$' $(our_text) /dev/null
       grep -nE "^$(printf '\t')" $(our_text | grep -v Makefile) /dev/null)"
# shellcheck disable=SC2046
tell "no file ends without a line end" \
    "$(for file in $(our_text); do [ -z "$(tail -c 1 "$file")" ] || echo "$file"; done)"
# shellcheck disable=SC2046
tell "no path of anybody's machine is named" \
    "$(grep -nE '(^|[^A-Za-z0-9_.])/(home|root|wor''k|Users)/' $(our_text) /dev/null)"

# After "docs/model.md" stands "eq. 7", "eqs. 50-53" or "eq. 3, 5": each number must stand there.
cited() {
    grep -noE 'docs/model\.md, eqs?\. [0-9]+([-, ]+(and )?[0-9]+)*' "$@" /dev/null | awk -F: '
        {
            text = $0; sub(/.*eqs?\. /, "", text); gsub(/and/, ",", text); gsub(/ /, "", text)
            n = split(text, part, ",")
            for (i = 1; i <= n; i++) {
                if (part[i] == "") continue
                m = split(part[i], end, "-")
                for (eq = end[1]; eq <= end[m] + 0; eq++) print $1 ":" $2 ":" eq
            }
        }'
}
unknown_equations() {
    # shellcheck disable=SC2046
    cited $(sources) $(find tests docs README.md -type f 2>/dev/null) | while IFS= read -r line; do
        grep -qE "(eq\. |tag\{|^\*?\*?\()${line##*:}([^0-9]|\$)" docs/model.md 2>/dev/null ||
            echo "${line%:*}: docs/model.md has no eq. ${line##*:}"
    done
}
tell "every equation that is cited stands in docs/model.md" "$(unknown_equations)"
sum_up
