#!/bin/sh
# The checks of the house see what they are there to see: a tiny tree is clean, and each fault that
# is planted in it is found by the sentence that forbids it, and by no other.
set -u
here=$(cd "$(dirname "$0")" && pwd)
. "$here/spec.sh"
tree=$(mktemp -d) || exit 2
trap 'rm -rf "$tree"' EXIT

plant() { # a clean tree
    rm -rf "$tree"
    for folder in base solver network study report tests docs .ci; do mkdir -p "$tree/$folder"; done
    printf '#include "base/word.h"\n\nint word(void)\n{\n    return 1;\n}\n' >"$tree/base/word.c"
    printf 'int word(void); /* docs/%s, eq. 1 */\n' model.md >"$tree/base/word.h"
    printf 'eq. 1   one = one\n' >"$tree/docs/model.md"
    printf '#include "study/ask.h"\nint main(void)\n{\n    return 0;\n}\n' >"$tree/corridor.c"
    printf 'int ask(void);\n' >"$tree/study/ask.h"
    printf 'all:\n\ttrue\n' >"$tree/Makefile"
    printf 'Words.\n' >"$tree/README.md"
}

finds() { # check, sentence that must fail, file, text added to it (printf)
    plant
    # shellcheck disable=SC2059
    printf "$4" >>"$tree/$3"
    found=$(sh "$here/check_$1.sh" "$tree" 2>&1 | grep '^  FAILED   ' | cut -c 12-)
    if [ "$found" = "$2" ]; then tell "$1 sees a fault in $3: $2" 0; else
        tell "$1 sees a fault in $3: $2" "found instead: ${found:-nothing}"
    fi
}

clean() { # check, sentence, file, text that is allowed
    plant
    # shellcheck disable=SC2059
    printf "$4" >>"$tree/$3"
    found=$(sh "$here/check_$1.sh" "$tree" 2>&1) && found=
    tell "$2" "$found"
}

clean layers "a clean tree keeps the layers" README.md ''
clean house "a clean tree keeps the rules" README.md ''

finds layers "base includes only: base" base/word.c '#include "network/network.h"\n'
finds layers "solver includes only: solver base" solver/lp.h '#include "study/ask.h"\n'
finds layers "report includes only: report study network base" report/r.h '#include "solver/lp.h"\n'
finds layers "network includes only: network solver base" network/n.h '#include "bus.h"\n'
finds layers "network sees of solver only sparse.h, dense.h and factor.h" network/n.h \
    '#include "solver/lp.h"\n'
finds layers "GLPK is at home in solver/lp_glpk.c" study/ask.h '#include <glpk.h>\n'
finds layers "CHOLMOD is at home in solver/factor_cholmod.c" solver/ipm.h '#include <cholmod.h>\n'
finds layers "KLU is at home in solver/factor_klu.c" network/n.h '#include <klu.h>\n'
finds layers "BLAS and LAPACK are at home in solver/dense.c" network/n.h '#include <cblas.h>\n'
finds layers "libconfig is at home in base/config.c" corridor.c '#include <libconfig.h>\n'
finds layers "OpenMP is at home in base/threads.c" network/n.h '#include <omp.h>\n'
finds layers "a source includes its own header first" study/ask.c '#include "base/word.h"\n'
finds layers "nothing but tests includes a test" corridor.c '#include "tests/spec.h"\n'

finds house "the library never ends the program" base/word.c 'void f(void) { exit(1); }\n'
finds house "the library prints nothing of its own accord" base/word.c \
    'void f(void) { puts("a"); }\n'
finds house "the library prints nothing of its own accord" base/word.c \
    'void f(void) { fprintf(stderr, "a"); }\n'
clean house "a comment or a string may speak of what code may not do" base/word.c \
    '/* exit(1); goto x;\n printf() */\nconst char *f(void) { return "abort() \\" malloc("; }\n'
clean house "a function may print to the file its caller gives" base/word.c \
    'void f(FILE *file) { fprintf(file, "a"); }\n'
clean house "the main program prints and ends" corridor.c 'void f(void) { printf("a"); exit(1); }\n'
finds house "the memory of the program comes from arenas" study/ask.c \
    'void *f(void)\n{\n    return malloc(1);\n}\n'
finds house "a jump goes to done and nowhere else" base/word.c 'void f(void) { goto cleanup; }\n'
finds house "no type hides behind a typedef" base/word.c 'typedef int number;\n'
finds house "no build date enters the program" base/word.c \
    'const char *f(void) { return __DATE__; }\n'
for line in 'int count;' 'static int count;' 'static const char *word_now = "a";' \
    'static double share[3] = {1, 2, 3};' 'static void (*handler)(int);' \
    'struct word newest;' 'const char *names[] = {"a"};'; do
    finds house "no data outside functions can change" base/word.c "$line\\n"
done
finds house "no data outside functions can change" base/word.c \
    'int f(void)\n{\n    static int calls;\n    return calls++;\n}\n'
for line in 'static const int limit = 3;' 'static const char *const words[] = {"a"};' \
    'extern const struct key keys[];' 'struct word;' 'static int f(const char *text);' \
    'int f(int a, const char *b);' 'enum { LIMIT = 3 };' \
    'static int (*const handlers[])(int) = {0};'; do
    clean house "what cannot change is allowed: $line" base/word.c "$line\\n"
done
finds house "a function ends within 80 lines" base/word.c \
    "int f(void)\\n{\\n$(printf '    word();\\n%.0s' $(seq 85))}\\n"
finds house "a file ends within 600 lines" base/word.h "$(printf '/**/\\n%.0s' $(seq 600))"
finds house "a line ends within 100 characters" base/word.h "/* $(printf 'x%.0s' $(seq 100)) */\\n"
clean house "a letter of two bytes takes one place in a line" base/word.h \
    "/* $(printf 'ä%.0s' $(seq 90)) */\\n"
finds house "nothing is left for later" base/word.c '/* TO''DO: the rest */\n'
finds house "nothing is left for later" Makefile '# fix''me\n'
blanks="no line ends in a space, no line but of a Makefile starts with a tab"
finds house "$blanks" README.md 'A. \n'
finds house "$blanks" base/word.c '\tint x;\n'
finds house "no file ends without a line end" README.md 'no end'
finds house "no path of anybody's machine is named" README.md 'cd /home''/ann/grid\n'
equations="every equation that is cited stands in docs/model.md"
model=docs/model.md # apart, so that no number below counts as cited in this file
finds house "$equations" study/ask.h "/* $model, eq. 7 */\\n"
finds house "$equations" study/ask.h "/* $model, eqs. 1-2 */\\n"
clean house "an equation may be cited by its number" study/ask.h "/* $model, eq. 1 */\\n"

# The runner counts what it runs, and a test that ends badly is never a pass.
runs() { # sentence, expected last line, expected code, script
    printf '%s\n' "$4" >"$tree/one.sh"
    found=$(sh "$here/run.sh" "$tree/one.sh" 2>&1)
    code=$?
    last=$(printf '%s\n' "$found" | tail -n 1)
    if [ "$last" = "$2" ] && [ "$code" -eq "$3" ]; then tell "$1" 0; else
        tell "$1" "ended with $code: $found"
    fi
}
plant
runs "the runner adds up what passed" "3 passed, 0 failed" 0 'echo "3 passed, 0 failed, 1 skipped"'
runs "the runner fails when a test failed" "3 passed, 2 failed" 1 \
    'echo "3 passed, 2 failed, 1 skipped"; exit 1'
runs "a test that crashes is a failure" "0 passed, 1 failed" 1 'kill -9 $$'
runs "a test that passes and then ends badly is a failure" "3 passed, 1 failed" 1 \
    'echo "3 passed, 0 failed, 0 skipped"; exit 23'
runs "a test that holds no test is a failure" "0 passed, 1 failed" 1 \
    'echo "0 passed, 0 failed, 0 skipped"'
runs "a test that says nothing is a failure" "0 passed, 1 failed" 1 'true'
sum_up
