# corridor: build, run, test. `make help` lists the targets.
MODE   ?= release
STUDY  ?= configs/green-corridor/2030.cfg
PREFIX ?= /usr/local
SUITESPARSE_INCLUDE ?= /usr/include/suitesparse
CFLAGS  ?=
LDFLAGS ?=
WERROR  ?= -Werror

STUDY_NAME := $(basename $(notdir $(STUDY)))
ROOMS := base solver network study report command
WARN  := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wno-sign-conversion -Wstrict-prototypes \
         -Wmissing-prototypes -Wvla $(WERROR)
CFLAGS_release := -O2 -D_FORTIFY_SOURCE=2
CFLAGS_asan    := -O1 -g -fsanitize=address,undefined -fno-sanitize-recover=all
# -ffp-contract=off and the prefix map: the same source gives the same bytes in any folder.
OUR_CFLAGS := -std=c17 -D_POSIX_C_SOURCE=200809L -fopenmp -ffp-contract=off \
              -fstack-protector-strong -ffile-prefix-map=$(CURDIR)=. $(WARN) $(CFLAGS_$(MODE)) \
              -I. -isystem $(SUITESPARSE_INCLUDE)
LDLIBS := -lglpk -lcholmod -lklu -lamd -lcolamd -lbtf -lsuitesparseconfig -lopenblas -lconfig -lm
# The kernels of the interior point may fuse a*b + c: their last bits may differ between machine types.
KERNELS        := solver/ipm_octet solver/ipm_sweep solver/ipm_vectors solver/lanes_factor \
                  solver/lanes_solve solver/ldl_sides solver/ldl_some
KERNEL_release := -O3
KERNEL_CFLAGS   = $(if $(filter $(KERNELS:%=$B/%.o),$@),$(KERNEL_$(MODE)) -ffp-contract=fast)
COMPILE := $(CC) $(OUR_CFLAGS) $(CFLAGS)
LINK    := $(COMPILE) $(LDFLAGS)

B        := build/$(MODE)
SOURCES  := $(wildcard $(ROOMS:%=%/*.c))
OBJECTS  := $(SOURCES:%.c=$B/%.o) $B/report/page_asset.o
PROGRAMS := $(patsubst tests/%.c,$B/tests/%,$(wildcard tests/test_*.c))
SCRIPTS  := $(wildcard tests/check_*.sh tests/test_*.sh tests/walks/*.sh)
PAGES    := $(wildcard docs/man/*.[15])
# V=1 shows the whole commands.
Q         = $(if $(V),,@)
SAY       = @$(if $(V),:,echo)
# As many jobs as there are processors, unless the caller chose: make -j1 test.
JOBS      = $(if $(findstring -j,$(MAKEFLAGS)),,-j$(shell nproc 2>/dev/null || echo 1))
DEPS      = CC='$(CC)' CFLAGS='$(CFLAGS)' LDFLAGS='$(LDFLAGS)' LDLIBS='$(LDLIBS)' \
            SUITESPARSE_INCLUDE='$(SUITESPARSE_INCLUDE)' sh .ci/deps

all: $(if $(filter release,$(MODE)),build/corridor,$B/corridor)

build/corridor: build/release/corridor
	@cp $< $@.tmp.copy && mv $@.tmp.copy $@
$B/corridor: $B/corridor.o $B/rooms.a
	$(SAY) link $@
	$Q$(LINK) $^ $(LDLIBS) -o $@
$B/tests/test_%: $B/tests/test_%.o $B/rooms.a
	$(SAY) link $@
	$Q$(LINK) $^ $(LDLIBS) -o $@
$B/bench/%: $B/bench/%.o $B/rooms.a
	$(SAY) link $@
	$Q$(LINK) $^ $(LDLIBS) -o $@
# An archive, so that a test takes only the objects that it uses; D leaves dates and owners out.
$B/rooms.a: $(OBJECTS)
	@rm -f $@
	@$(AR) rcsD $@ $^
# The built page as a C array: every byte as a number, so that any compiler takes it.
build/page_asset.c: report/web/dist/page.html
	@mkdir -p $(@D)
	@{ echo '#include "report/page_asset.h"'; echo 'const char page_asset[] = {'; \
	    od -An -v -t u1 $< | sed 's/\([0-9]\) /\1, /g; s/$$/,/'; echo '0};'; \
	    echo 'const size_t page_asset_bytes = sizeof page_asset - 1;'; } > $@.tmp.new
	@mv $@.tmp.new $@
$B/report/page_asset.o: build/page_asset.c $B/flags
	@mkdir -p $(@D)
	$(SAY) cc report/web/dist/page.html
	$Q$(COMPILE) -c $< -o $@
$B/%.o: %.c $B/flags | build/deps
	@mkdir -p $(@D)
	$(SAY) cc $<
	$Q$(COMPILE) $(KERNEL_CFLAGS) -MMD -MP -c $< -o $@

# Objects follow the flags they were made with; the file changes only when the flags do.
$B/flags: always
	@mkdir -p $(@D)
	@printf '%s\n' "$(subst ",\",$(COMPILE))" | cmp -s - $@ || \
	    printf '%s\n' "$(subst ",\",$(COMPILE))" > $@
# What a build needs is looked for once; `make deps` looks again and installs.
build/deps:
	@mkdir -p $(@D)
	@$(DEPS) look && touch $@

deps:
	@mkdir -p build
	@$(DEPS) install && touch build/deps

# The last two lines are where the result lies and the answer in one sentence.
run: deps
	@$(MAKE) --no-print-directory $(JOBS) build/corridor
	@build/corridor dispatch $(STUDY) -o out/$(STUDY_NAME) >build/answer; code=$$?; cat build/answer; \
	    echo; echo 'result: out/$(STUDY_NAME)/result.json'; head -n 1 build/answer; exit $$code

test: deps
	@$(DEPS) oracles
	@$(MAKE) --no-print-directory $(JOBS) MODE=$(MODE) programs
	@CORRIDOR=$B/corridor sh tests/run.sh $(PROGRAMS) $(SCRIPTS)
programs: $B/corridor $(PROGRAMS)

check: format
	@$(MAKE) --no-print-directory MODE=release test
	@$(MAKE) --no-print-directory MODE=asan test
format:
	@sh tests/run.sh tests/format.sh

# Processor seconds of a week; other solvers on the same program where they are installed.
bench: build/corridor
	@sh bench/run.sh 168

# Grid questions of public cases beside peers, one run.
bench-grid: build/corridor
	@python3 bench/peers/grid.py --corridor build/corridor --cases "$${CORRIDOR_CASES:?the folder of public cases}"

# The three factorizations beside DGEMM, and the picture of where one overtakes the other.
bench-kernels: build/release/bench/kernels
	@sh bench/kernels.sh

# Documents that the key tables of the program write; tests/walks/documents.sh holds them to it.
docs: build/corridor
	build/corridor help --markdown > docs/data-format.md.tmp.new
	mv docs/data-format.md.tmp.new docs/data-format.md
	build/corridor help --roff > docs/man/corridor-study.5.tmp.new
	mv docs/man/corridor-study.5.tmp.new docs/man/corridor-study.5

# The page of results, from its sources: the same sources give the same bytes. A plain `make` takes
# the page as it was committed and needs no node.
web:
	@sh .ci/deps web
	@cd report/web && node build.mjs

# The pictures of docs/gallery.md, from studies that are dispatched for them.
gallery: build/corridor
	@sh docs/gallery.sh

install: build/corridor
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/share/doc/corridor
	install -d $(DESTDIR)$(PREFIX)/share/man/man1 $(DESTDIR)$(PREFIX)/share/man/man5
	install -m 755 build/corridor $(DESTDIR)$(PREFIX)/bin/corridor
	install -m 644 $(filter %.1,$(PAGES)) $(DESTDIR)$(PREFIX)/share/man/man1
	install -m 644 $(filter %.5,$(PAGES)) $(DESTDIR)$(PREFIX)/share/man/man5
	install -m 644 README.md CHANGELOG.md LICENSE $(DESTDIR)$(PREFIX)/share/doc/corridor
	cp -R configs $(DESTDIR)$(PREFIX)/share/doc/corridor/
uninstall:
	rm -f $(DESTDIR)$(PREFIX)/bin/corridor
	rm -f $(patsubst docs/man/%,$(DESTDIR)$(PREFIX)/share/man/man1/%,$(filter %.1,$(PAGES)))
	rm -f $(patsubst docs/man/%,$(DESTDIR)$(PREFIX)/share/man/man5/%,$(filter %.5,$(PAGES)))
	rm -rf $(DESTDIR)$(PREFIX)/share/doc/corridor

clean:
	rm -rf build

help:
	@echo 'make            build/corridor'
	@echo 'make deps       find what the build needs; install it (root) or say how (anyone else)'
	@echo 'make run        deps, build, the study of 2030; STUDY=file.cfg runs another'
	@echo 'make test       deps, build, every test; the last line is "N passed, N failed"'
	@echo 'make check      the tests, again with address and undefined-behaviour sanitizers, formatting'
	@echo 'make bench      processor seconds of a week, ours and of other solvers (bench/README.md)'
	@echo 'make bench-grid    optimal and AC power flow and outages of public cases, ours and peers, in one run'
	@echo 'make bench-kernels  the three factorizations of the interior point beside DGEMM, with a picture'
	@echo 'make docs       write the documents that come from the key tables of the program'
	@echo 'make web        build the page of results from report/web (node); make itself does not need it'
	@echo 'make gallery    dispatch the studies of docs/gallery.md and take their pictures (node, Chromium)'
	@echo 'make install    PREFIX=/usr/local DESTDIR=; make uninstall takes it back'
	@echo 'make clean      remove build/ (results stay in out/)'
	@echo 'variables       MODE=release|asan V=1 CC CFLAGS LDFLAGS SUITESPARSE_INCLUDE WERROR= (other compilers)'

-include $(wildcard $(OBJECTS:.o=.d) $(PROGRAMS:=.d) $B/corridor.d)
.PHONY: all always deps run test programs check format bench bench-grid bench-kernels docs web gallery \
        install uninstall clean help
.SECONDARY:
.DELETE_ON_ERROR:
