# corridor: build, run, test. `make help` lists the targets.
MODE  ?= release
ROOMS := base solver network study report
WARN  := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wno-sign-conversion -Wstrict-prototypes \
         -Wmissing-prototypes -Wvla -Werror
CFLAGS_release := -O2 -D_FORTIFY_SOURCE=2
CFLAGS_asan    := -O1 -g -fsanitize=address,undefined -fno-sanitize-recover=all
CFLAGS ?=
OUR_CFLAGS := -std=c17 -D_POSIX_C_SOURCE=200809L -fopenmp -ffp-contract=off -fstack-protector-strong \
              -ffile-prefix-map=$(CURDIR)=. $(WARN) $(CFLAGS_$(MODE)) -I. -isystem /usr/include/suitesparse
LDLIBS := -lglpk -lcholmod -lklu -lamd -lcolamd -lbtf -lsuitesparseconfig -lopenblas -lconfig -lm
B        := build/$(MODE)
SOURCES  := $(wildcard $(ROOMS:%=%/*.c))
OBJECTS  := $(SOURCES:%.c=$B/%.o)
TESTS    := $(patsubst tests/%.c,$B/tests/%,$(wildcard tests/test_*.c))

all: build/corridor
build/corridor: $B/corridor
	@cp $< $@
$B/corridor: $B/corridor.o $(OBJECTS)
	$(CC) $(OUR_CFLAGS) $(CFLAGS) $^ $(LDLIBS) -o $@
$B/tests/test_%: $B/tests/test_%.o $(OBJECTS)
	$(CC) $(OUR_CFLAGS) $(CFLAGS) $^ $(LDLIBS) -o $@
$B/%.o: %.c
	@mkdir -p $(@D)
	$(CC) $(OUR_CFLAGS) $(CFLAGS) -MMD -MP -c $< -o $@
-include $(shell find build -name '*.d' 2>/dev/null)
.PHONY: all
.SECONDARY:
