# dcalc: make demo (shows it), make check (proves it), make install.
# CC, CFLAGS, CPPFLAGS, LDFLAGS and AR count from the environment and from the command line. Only `demo`,
# `check` and `check-scale` install packages that are missing; all else says which they are, and fails.
#
#   all        the program, build/dcalc            asan       the tests under ASan and UBSan
#   demo       the notebook's problems             fuzz       the fuzz targets, FUZZ_TIME seconds each
#   check      everything that can fail            bench      dcalc and its peers, measured
#   trial      TRIAL random numbers against MPFR   trial-points trial-numbers  rows and texts of doubles
#   trial-sides  questions at ties and kinks       trial-taylor  coefficients beside FLINT and PARI
#   trial-mixed  programs that mix everything    trial-machine-code  machine code and the block evaluator
#   test       the tests alone                     lint       checks on the source
#   attack     the program attacked, ATTACK seconds  tsan     threads under ThreadSanitizer
#   afl        the fuzz targets under AFL++, FUZZ_TIME seconds each
#   check-scale  dcalc under Spark, Slurm, GNU parallel and others; SCALE="spark" runs tests/scale/spark.sh alone
#   check-arm    the suites on AArch64, in qemu-user; ARM="check_points" plays tests/check_points.c alone
#   install uninstall (PREFIX, DESTDIR)            format     what lint asks of the layout
#   PGO=1 all, install  the program and the library, optimised for what tests/train runs (gcc)
#   python     the library of the Python package
#   dist clean                                     bench-readme  its table and picture in the README
#   pictures   the other pictures of the README    startup-order  src/startup.txt, which the linker follows

VERSION = 0.1.0
SOVERSION = 0

PREFIX = /usr/local
bindir = $(PREFIX)/bin
libdir = $(PREFIX)/lib
includedir = $(PREFIX)/include
mandir = $(PREFIX)/share/man
datadir = $(PREFIX)/share

BUILD = build
FUZZ_TIME = 60
ATTACK = 600
TRIAL = 10000000
SEED = 1

# All cores, unless the user or a make above this one has said how many.
ifeq ($(MAKELEVEL)$(filter -j% --jobserver%,$(MAKEFLAGS)),0)
MAKEFLAGS += -j$(shell nproc 2>/dev/null || echo 1)
endif
MAKEFLAGS += --no-print-directory

# A word a command; make V=1 shows them whole.
say = $(if $(V),,@echo "  $(1) $@";)

.DELETE_ON_ERROR:
.SUFFIXES:

# ---- flags ----

ifeq ($(origin CC),default)
CC = gcc
endif
ifeq ($(origin AR),default)
AR = $(if $(findstring -flto,$(CFLAGS)),$(if $(findstring clang,$(CC)),llvm-ar,gcc-ar),ar)
endif
CFLAGS ?= -O2 -g
CPPFLAGS ?=
LDFLAGS ?=
OBJCOPY ?= objcopy

# Warnings stop those who can mend them, not a user's build.
WERROR = $(if $(filter check lint,$(MAKECMDGOALS)),-Werror)
WARN = -Wall -Wextra -Wpedantic -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wvla $(WERROR)
# No fused multiply-adds: a result must not depend on the machine. Nobody reads errno of libm.
STRICT = -std=c11 -fvisibility=hidden -ffp-contract=off -fno-math-errno
DEFINES = -D_GNU_SOURCE -Isrc -I.
# The same source gives the same bytes in any folder.
ANYWHERE = -ffile-prefix-map='$(CURDIR)'=. -frandom-seed=$<
# The library is compiled once, for the program and for the shared library. Beside code that cannot be
# moved, the program's start takes 0.2 % more instructions and four page faults less, rows of a table
# take 0.8 % more instructions.
PIC = -fPIC
SANITIZE =
COMPILE = $(CC) $(STRICT) $(WARN) $(ANYWHERE) -DDCALC_VERSION='"$(VERSION)"' $(DEFINES) $(CPPFLAGS) $(PC_CFLAGS) \
    $(CFLAGS) $(PIC) $(SANITIZE) $(ISA) $(PROFILE) -MMD -MP

# Files that are named after an instruction set are compiled for it; the program looks before it
# takes what is in them. On other machines they are empty.
X86 = $(filter x86_64%,$(MACHINE))
%_avx2.o: ISA = $(if $(X86),-mavx2 -mfma)
%_avx512.o: ISA = $(if $(X86),-mavx512f -mavx512dq -mavx512vl -mprefer-vector-width=512)

# PGO=1: the program is built once more, in $(TRAINED), so that it counts what it does; tests/train/run.sh
# lets it work, and the compiler looks beside each object for what was counted in it. What the training does
# not reach is compiled as without it. It is one thread's work and always the same, and so are the bytes that
# come of it: values are not counted, since addresses among them differ from run to run. Only gcc keeps its
# counts in this way. Formulas and jobs become 4 to 7 percent faster by it.
PGO =
TRAINED = $(BUILD)/trained
COUNT = -fprofile-generate -fno-profile-values -fprofile-update=single
PROFILE = $(if $(PGO),-fprofile-use -fno-profile-values -fprofile-correction -fprofile-partial-training -Wno-missing-profile)

# Asked for at the first use, in a recipe: only then has `deps` seen to it that pkg-config is there.
once = $(eval $(1) := $$(shell $(2)))$($(1))
PC_CFLAGS = $(call once,PC_CFLAGS,pkg-config --cflags gmp mpfr libcjson libedit libzip zlib)
CHECK_CFLAGS = $(call once,CHECK_CFLAGS,pkg-config --cflags check)
CHECK_LIBS = $(call once,CHECK_LIBS,pkg-config --libs check)
NUMBERS = $(call once,NUMBERS,$(FIND_NUMBERS))
MACHINE = $(call once,MACHINE,$(CC) -dumpmachine)

# Each shared library costs time at every start, so GMP, MPFR and MPFI are linked into the program where
# their archives are there (NUMBERS="$(SHARED_NUMBERS)" takes the shared ones all the same). cJSON, libedit
# and libzip are opened when first needed, and not linked at all.
SHARED_NUMBERS = -lmpfi -lmpfr -lgmp
FIND_NUMBERS = test -f "`$(CC) -print-file-name=libmpfi.a`" -a -f "`$(CC) -print-file-name=libgmp.a`" && \
    echo "-Wl,-Bstatic $(SHARED_NUMBERS) -Wl,-Bdynamic" || echo "$(SHARED_NUMBERS)"
SYSTEM = -lm -ldl -lpthread
LIBS = $(NUMBERS) $(SYSTEM)

# The program's start-up, which is most of a small command's time, was measured against these flags, in
# turns of 1,200 runs, as a multiple of an empty static program's (0.41 ms): 1.98 with 200 functions of
# libc and libm bound at the start, 1.91 with each bound when it is first called, which takes 350,000
# instructions in the place of 460,000. So they are bound late; LDFLAGS=-Wl,-z,now has them bound at once
# and made read-only. Shared GMP and MPFR cost 0.4 more, as a PIE it costs 0.05 more. The hash style,
# --as-needed and -z noseparate-code made no difference that could be seen. A static libm cannot be linked
# into a dynamic program with glibc. Whoever asks for a PIE gets one.
STARTUP = $(if $(filter -pie -fpie -fPIE,$(CFLAGS) $(LDFLAGS)),-pie,-no-pie) -Wl,-z,relro,-z,lazy,--as-needed
LINK = $(CC) $(CFLAGS) $(SANITIZE) $(STARTUP) $(LDFLAGS)

# All in one static program takes 1.4 where that takes 2.4 (0.31 ms, 0.53; 0.22), but cannot safely open
# shared libraries: it would bring a second libc with them, with a malloc of its own. So where all archives
# are there, dcalc is static and becomes dcalc-shared, linked as above, for what needs a library or reads
# files and streams (cmd/static.c). That takes 0.3 ms more, most of it glibc's start, which asks the
# processor 68 times: in a virtual machine each takes a microsecond. STATIC= links one dynamic program, as
# it is with sanitizers, as a PIE, on other systems, and with -flto, which would do its work twice.
STATIC = $(call once,STATIC,$(FIND_STATIC))
FIND_STATIC = $(if $(SANITIZE)$(filter -pie -fpie -fPIE -flto%,$(CFLAGS) $(LDFLAGS)),false &&) \
    $(foreach name,c m gmp mpfr mpfi,test -f "`$(CC) -print-file-name=lib$(name).a`" &&) echo -static $(WRAP)
WRAP = -Wl,--wrap=dlopen,--wrap=dlsym,--wrap=dlclose

# The shared library offers what src/app/dcalc.map names, in the version that stands there.
SHARED = -shared -Wl,-soname,$(@F) -Wl,-z,defs -Wl,--version-script=src/app/dcalc.map
SHLIB_NAME = libdcalc.so.$(SOVERSION)
SHLIB_LINK = libdcalc.so
BESIDE = $$ORIGIN

SYSTEM_NAME := $(shell uname -s)
ifeq ($(SYSTEM_NAME),Darwin)
FIND_NUMBERS = echo "$(SHARED_NUMBERS)"
FIND_STATIC = false
STARTUP =
SHARED = -dynamiclib -install_name $(libdir)/$(@F)
SHLIB_NAME = libdcalc.$(SOVERSION).dylib
SHLIB_LINK = libdcalc.dylib
BESIDE = @loader_path
endif

# ---- files ----

LIB_SRC := $(sort $(wildcard src/*/*.c))
# Each has a main of its own.
MPI_SRC := cmd/mpi.c
STATIC_SRC := $(if $(filter Linux,$(SYSTEM_NAME)),cmd/static.c)
CMD_SRC := $(filter-out $(MPI_SRC) cmd/static.c,$(sort $(wildcard cmd/*.c)))
CHECK_SRC := $(sort $(wildcard tests/check_*.c))
SUPPORT_SRC := $(sort $(wildcard tests/support/*.c))
FUZZ_SRC := $(sort $(wildcard tests/fuzz/*.c))
TRIAL_SRC := $(sort $(wildcard tests/trial/*.c))

LIB_OBJ := $(LIB_SRC:%.c=$(BUILD)/%.o)
CMD_OBJ := $(CMD_SRC:%.c=$(BUILD)/%.o)
STATIC_OBJ := $(STATIC_SRC:%.c=$(BUILD)/%.o)
SUPPORT_OBJ := $(SUPPORT_SRC:%.c=$(BUILD)/%.o)
CHECK_OBJ := $(CHECK_SRC:%.c=$(BUILD)/%.o)
CHECK_BIN := $(CHECK_SRC:%.c=$(BUILD)/%)
FUZZ_BIN := $(FUZZ_SRC:%.c=$(BUILD)/%)
TRIAL_OBJ := $(TRIAL_SRC:%.c=$(BUILD)/%.o)
TRIAL_BIN := $(BUILD)/tests/trial/trial

SHLIB = $(BUILD)/$(SHLIB_NAME)

# ---- build ----

.PHONY: all library python objects startup-order demo check test tests asan bench bench-readme pictures lint format sanitized fuzz fuzzers trial install uninstall dist clean
.PHONY: afl attack tsan threads check-scale check-arm
.PHONY: trial-numbers trial-points trial-sides trial-taylor trial-remainders trial-mixed trial-machine-code deps deps-check deps-bench deps-fuzz deps-scale

# dcalc-mpi comes with it where there is a compiler of MPI, but not under sanitizers, which find what MPI keeps.
MPICC = mpicc
MPI_PROGRAM := $(if $(SANITIZE),,$(if $(shell command -v $(MPICC)),$(BUILD)/dcalc-mpi))
all: $(BUILD)/dcalc $(MPI_PROGRAM)

# Prerequisites on these are order-only: they come first and make nothing out of date.
DEPS = CC='$(CC)' CPPFLAGS='$(CPPFLAGS)' .ci/deps $(if $(filter demo check check-scale,$(MAKECMDGOALS)),--install)
deps:
	@$(DEPS) build
# One installation at a time: two would wait for one lock.
deps-fuzz: deps-check
deps-check deps-bench deps-fuzz deps-scale: deps-%: deps
	@$(DEPS) $*

# What a short question runs stands together: its start touches 16 pages less (109, 93), which is 4 % of
# its time. `make startup-order` writes the list anew.
FIRST := $(patsubst %.c,$(BUILD)/%.o,$(shell cat src/startup.txt))
FIRST_OBJ := $(filter $(FIRST),$(CMD_OBJ) $(LIB_OBJ))
ALL_OBJ = $(FIRST_OBJ) $(filter-out $(FIRST_OBJ),$(CMD_OBJ)) $(BUILD)/libdcalc.a
$(BUILD)/dcalc: $(CMD_OBJ) $(STATIC_OBJ) $(BUILD)/libdcalc.a src/startup.txt
	$(call say,ld)$(LINK) -o $@$(if $(STATIC),-shared) $(ALL_OBJ) $(LIBS)
	$(if $(STATIC),$(call say,ld)$(LINK) $(STATIC) -o $@ $(STATIC_OBJ) $(filter-out %/main.o,$(ALL_OBJ)) $(SHARED_NUMBERS) $(SYSTEM),@rm -f $@-shared)

# MPI's compiler is a name for another one, here for $(CC), with what MPI needs besides.
WITH_MPI = OMPI_CC='$(CC)' MPICH_CC='$(CC)' $(MPICC)
$(BUILD)/cmd/mpi.o: $(MPI_SRC) Makefile | deps
	@mkdir -p $(@D)
	$(call say,cc)$(subst $(CC) $(STRICT),$(WITH_MPI) $(STRICT),$(COMPILE)) -c -o $@ $<
$(BUILD)/dcalc-mpi: $(BUILD)/cmd/mpi.o $(BUILD)/libcmd.a $(BUILD)/libdcalc.a
	$(call say,ld)$(WITH_MPI) $(CFLAGS) $(SANITIZE) $(STARTUP) $(LDFLAGS) -o $@ $^ $(LIBS)

startup-order: all
	@valgrind -q --tool=callgrind --callgrind-out-file=$(BUILD)/startup $(BUILD)/dcalc grad '1/w - w*x^2 + w*x*y' \
	    --at w=.5,x=2,y=3 >$(BUILD)/startup.answer
	@grep -oE '(src|cmd)/[a-z0-9_/]+\.c' $(BUILD)/startup | LC_ALL=C sort -u >src/startup.txt

# The program's own; tests reach into it.
$(BUILD)/libdcalc.a: $(LIB_OBJ)
# The commands without main, so that tests can reach the option rows.
$(BUILD)/libcmd.a: $(filter-out $(BUILD)/cmd/main.o,$(CMD_OBJ))
# What is installed: it fits into programs and libraries of every kind. Where it can be, it is one
# object that keeps its inner names to itself, so that they cannot meet those of a program.
ifneq ($(findstring -flto,$(CFLAGS))$(filter Darwin,$(SYSTEM_NAME)),)
$(BUILD)/installed/libdcalc.a: $(LIB_OBJ)
else
$(BUILD)/installed/libdcalc.a: $(BUILD)/installed/dcalc.o
$(BUILD)/installed/dcalc.o: $(LIB_OBJ)
	@mkdir -p $(@D)
	$(call say,ld)$(LD) -r -o $@ $^ && $(OBJCOPY) --localize-hidden $@
endif
$(BUILD)/libdcalc.a $(BUILD)/libcmd.a $(BUILD)/installed/libdcalc.a:
	@mkdir -p $(@D)
	@rm -f $@
	$(call say,ar)$(AR) rcs $@ $^

library: $(BUILD)/installed/libdcalc.a $(SHLIB)
$(SHLIB): $(LIB_OBJ) src/app/dcalc.map
	$(call say,ld)$(CC) $(CFLAGS) $(SANITIZE) $(LDFLAGS) $(SHARED) -o $@ $(LIB_OBJ) $(SHARED_NUMBERS) $(SYSTEM)

# What a wheel carries. GMP, MPFR and MPFI lie beside it there; their archives cannot be linked into it.
python: $(BUILD)/python/$(SHLIB_LINK)
$(BUILD)/python/$(SHLIB_LINK): $(LIB_OBJ) src/app/dcalc.map
	@mkdir -p $(@D)
	$(call say,ld)$(CC) $(CFLAGS) $(SANITIZE) $(LDFLAGS) -s $(SHARED) -Wl,-rpath,'$(BESIDE)' -o $@ $(LIB_OBJ) $(SHARED_NUMBERS) $(SYSTEM)

objects: $(LIB_OBJ) $(CMD_OBJ) $(STATIC_OBJ) $(SUPPORT_OBJ) $(CHECK_OBJ) $(TRIAL_OBJ)

ifneq ($(PGO),)
$(LIB_OBJ) $(CMD_OBJ) $(STATIC_OBJ): $(TRAINED)/done
$(TRAINED)/done: $(LIB_SRC) $(CMD_SRC) $(wildcard src/*/*.h src/*/*.def cmd/*.h cmd/*.def) tests/train/run.sh Makefile | deps
	@case "`$(CC) --version`" in *clang*) echo "make: PGO=1 needs CC=gcc" >&2; exit 1;; esac
	+@$(MAKE) PGO= BUILD=$(TRAINED) ANYWHERE= STATIC= PROFILE='$(COUNT)' LDFLAGS='$(LDFLAGS) $(COUNT)' $(TRAINED)/dcalc
	@find $(TRAINED) -name '*.gcda' -delete
	$(call say,train)tests/train/run.sh $(TRAINED)/dcalc
	@cd $(TRAINED) && find . -name '*.gcda' | tar cf - -T - | (cd .. && tar xf -)
	@touch $@
endif

$(BUILD)/tests/%.o: tests/%.c Makefile | deps deps-check
	@mkdir -p $(@D)
	$(call say,cc)$(COMPILE) $(CHECK_CFLAGS) -c -o $@ $<

$(BUILD)/%.o: %.c Makefile | deps
	@mkdir -p $(@D)
	$(call say,cc)$(COMPILE) -c -o $@ $<

$(CHECK_BIN): %: %.o $(SUPPORT_OBJ) $(BUILD)/libcmd.a $(BUILD)/libdcalc.a
	$(call say,ld)$(LINK) -o $@ $^ $(CHECK_LIBS) $(LIBS)

$(TRIAL_BIN): $(TRIAL_OBJ) $(BUILD)/libdcalc.a
	$(call say,ld)$(LINK) -o $@ $^ $(LIBS)

-include $(patsubst %.o,%.d,$(LIB_OBJ) $(CMD_OBJ) $(STATIC_OBJ) $(BUILD)/cmd/mpi.o $(SUPPORT_OBJ) $(CHECK_OBJ) $(TRIAL_OBJ))

# ---- run ----

demo: all
	@echo
	@echo "The backpropagation notebook, from tests/data/notebook.json: derivatives, gradients,"
	@echo "Jacobians and steps of gradient descent, one line of JSON for each."
	@echo
	$(BUILD)/dcalc run tests/data/notebook.json

tests: all $(CHECK_BIN)

test: tests library
	@BUILD=$(BUILD) tests/run.sh test

# The same makefile with other flags in another directory, so that neither build spoils the other's objects.
# One build serves the suites, the scripts and a short run of the fuzz targets, which clang alone can make. It compiles
# these instrumented files three times as fast at -O0, and gcc defines the macro that tests look at itself. Comparisons
# are not traced: calls at each of them make code a third larger, and the short run lives on its seeds; nor is there a
# table of the places that are counted, which nothing reads. What is undefined traps, and ASan, which is told to
# handle the signal, says where. Messages and that table are 9 MB of data, in which every process looks for pointers
# before it ends: a start takes 16 ms without them where it took 26.
# lld links the suites, of 30 MB each, in a third of the time.
SANITIZERS = address,undefined -fno-sanitize-recover=all -fsanitize-trap=undefined -D__SANITIZE_ADDRESS__=1
CLANG_MAKE = $(MAKE) CC=clang WERROR='$(WERROR)' LDFLAGS=-fuse-ld=lld
ASAN_MAKE = $(CLANG_MAKE) BUILD=$(BUILD)/asan CFLAGS='-O0 -gline-tables-only' \
    SANITIZE='-fsanitize-coverage=inline-8bit-counters -fno-sanitize-coverage=pc-table -fsanitize=$(SANITIZERS)'
# What runs for long is worth a build of its own: an input takes a quarter of the time.
FUZZ_MAKE = $(CLANG_MAKE) BUILD=$(BUILD)/fuzz CFLAGS='-O1 -gline-tables-only' SANITIZE='-fsanitize=fuzzer-no-link,$(SANITIZERS)'

asan: | deps-fuzz
	+@$(ASAN_MAKE) tests
	@BUILD=$(BUILD) tests/run.sh asan

lint: $(LIB_OBJ) $(CMD_OBJ) $(STATIC_OBJ) | deps deps-check
	@BUILD=$(BUILD) CC='$(CC)' CFLAGS="$(STRICT) $(WARN) $(DEFINES) $(CPPFLAGS) $(PC_CFLAGS)" tests/lint/run.sh

format: | deps-check
	$(shell command -v clang-format-14 || echo clang-format) -i $(wildcard src/*/*.[ch] cmd/*.[ch] tests/*.[ch] tests/*/*.[ch])

# The golden runs are played in the C locale under sanitizers, and in one with a decimal comma by the plain build.
check: tests library threads $(TRIAL_BIN) sanitized
	@LOCALES=comma CC='$(CC)' CFLAGS="$(STRICT) $(WARN) $(DEFINES) $(CPPFLAGS) $(PC_CFLAGS)" BUILD=$(BUILD) \
	    tests/run.sh valgrind builds asan threads test lint trial install fuzz

# All that there is, so that clang has looked at each file; its warnings are errors here as gcc's are.
sanitized: | deps-fuzz
	+@$(ASAN_MAKE) objects tests fuzzers

# A hundred million numbers written and read, beside the C library.
trial-numbers: $(BUILD)/tests/check_decimal
	TRIAL=100000000 $<

# A hundred thousand rows over the whole function table, in doubles beside the certified evaluator.
trial-points: $(BUILD)/tests/check_agreement
	TRIAL=100000 ULPS=1 SEED=$(SEED) $<

# Five thousand questions at ties, kinks and removable points, beside exact expansions (python3-mpmath).
trial-sides: all
	python3 tests/trial/sides.py $(BUILD)/dcalc 5000 $(SEED)

# Coefficients of the function table beside those of FLINT and PARI (pari-gp).
trial-taylor: all $(BUILD)/peers
	$(BUILD)/peers/bin/python tests/trial/taylor.py $(BUILD)/dcalc

# Ten thousand random functions, each within its remainder at four points.
trial-remainders: $(BUILD)/tests/check_taylor
	TRIAL=10000 CK_TIMEOUT_MULTIPLIER=1000 $<

# A thousand random programs of special functions, decompositions, gathers, names of functions.
trial-mixed: $(BUILD)/tests/check_mixed
	TRIAL=1000 SEED=$(SEED) $<

# Twenty thousand random programs, and over a hundred thousand rows of the function table, by machine code and by the
# block evaluator.
trial-machine-code: $(BUILD)/tests/check_machine_code
	TRIAL=20000 SEED=$(SEED) CK_TIMEOUT_MULTIPLIER=1000 $<

trial: $(TRIAL_BIN)
	@BUILD=$(BUILD) tests/trial/run.sh $(TRIAL) $(SEED)

# BENCH="start stream" runs these rows alone.
bench: all | deps-bench $(BUILD)/peers
	@CC='$(CC)' BUILD=$(BUILD) LIBS='$(LIBS)' /usr/bin/python3 tests/bench/bench.py $(BUILD)/dcalc $(BUILD)/bench.json $(BENCH)

# Peers that Debian does not have, from PyPI, in an environment of their own that sees Debian's too; what cannot be had
# is left out with a word. TORCH=2.15.0 brings a newer torch than Debian's, and 5 GB with it.
TORCH =
$(BUILD)/peers: tests/bench/peers.txt | deps-bench
	@/usr/bin/python3 -m venv --system-site-packages $@
	@for peer in $$(sed 's/#.*//' $<) $(addprefix torch==,$(TORCH)); do $@/bin/pip install -q --disable-pip-version-check $$peer || \
	    echo "dcalc: measured without $$peer"; done; touch $@

# The README's table and picture from the run before.
bench-readme:
	/usr/bin/python3 tests/bench/report.py $(BUILD)/bench.json README.md tests/bench/bench.svg

# The pictures of the README.
pictures: $(BUILD)/dcalc
	tests/docs/pictures.sh $(BUILD)/dcalc tests/docs/pictures

# Other people's engines, each with dcalc as its worker, on hosts that are network namespaces. Spark comes from PyPI.
SCALE =
check-scale: all library $(BUILD)/scale/bin/pyspark | deps-scale
	+@$(if $(MPI_PROGRAM),,! command -v $(MPICC) >/dev/null || $(MAKE) $(BUILD)/dcalc-mpi) # just installed
	@env -u MAKEFLAGS -u MAKELEVEL DCALC_BUILD=$(BUILD) $(BUILD)/scale/bin/pip install -q --no-deps --no-index \
	    --force-reinstall --disable-pip-version-check ./python
	@BUILD=$(BUILD) tests/scale/run.sh $(BUILD)/dcalc $(SCALE)

$(BUILD)/scale/bin/pyspark: | deps-scale
	@/usr/bin/python3 -m venv $(BUILD)/scale
	$(call say,pip)$(BUILD)/scale/bin/pip install -q --disable-pip-version-check pyspark==4.0.1 pandas==2.3.3 pyarrow numpy

# The suites for AArch64, cross-compiled: tests/arm.sh says what it needs.
ARM =
check-arm:
	@BUILD=$(BUILD) tests/arm.sh $(ARM)

fuzz: | deps-fuzz
	+@$(FUZZ_MAKE) fuzzers
	@BUILD=$(BUILD)/fuzz tests/fuzz/run.sh $(FUZZ_TIME)

# The program as a whole, for ATTACK seconds. The second opinion is python-flint's, from PyPI; without a network the
# random programs are left out.
attack: all | $(BUILD)/flint
	PYTHONPATH=$(BUILD)/flint python3 tests/attack/attack.py $(BUILD)/dcalc $(ATTACK) $(SEED)

$(BUILD)/flint:
	@python3 -m pip install -q --disable-pip-version-check --root-user-action=ignore --no-deps \
	    --target $@ python-flint==0.9.0 || echo "dcalc: attacked without python-flint"

# What uses threads, under ThreadSanitizer, in full; `check` runs the part below.
TSAN_SUITES = check_prepared check_points check_planned check_library check_json
tsan: | deps-fuzz
	+@$(CLANG_MAKE) BUILD=$(BUILD)/tsan CFLAGS='-O1 -g' SANITIZE=-fsanitize=thread $(TSAN_SUITES:%=$(BUILD)/tsan/tests/%)
	@tests/threads.sh $(TSAN_SUITES:%=$(BUILD)/tsan/tests/%)

# The same suites, with ThreadSanitizer in those files alone that start threads or share data among them, beside the
# plain build's objects for all else.
THREADS_SRC := $(wildcard src/job/*.c src/table/*.c src/base/diag.c src/base/escape.c src/base/mem.c src/base/thread.c) \
    $(patsubst %,src/eval/%.c,arb aside blas constants eval fit group plan rows run sleef threads) src/number/doubles.c
THREADS_OBJ := $(THREADS_SRC:%.c=$(BUILD)/threads/%.o)
THREADS_BIN := $(TSAN_SUITES:%=$(BUILD)/threads/%)
threads: $(THREADS_BIN)
$(THREADS_OBJ): $(BUILD)/threads/%.o: %.c Makefile | deps
	@mkdir -p $(@D)
	$(call say,cc)$(COMPILE) -O0 -fsanitize=thread -c -o $@ $<
$(THREADS_BIN): $(BUILD)/threads/%: $(BUILD)/tests/%.o $(SUPPORT_OBJ) $(THREADS_OBJ) $(BUILD)/libcmd.a $(BUILD)/libdcalc.a
	$(call say,ld)$(CC) $(CFLAGS) $(LDFLAGS) -fsanitize=thread -o $@ $^ $(CHECK_LIBS) $(SHARED_NUMBERS) $(SYSTEM)
-include $(THREADS_OBJ:.o=.d)

# The same targets under AFL++ (the package afl++).
afl: | deps-fuzz
	+@$(MAKE) CC=afl-clang-fast BUILD=$(BUILD)/afl CFLAGS=-O1 fuzzers
	@BUILD=$(BUILD)/afl tests/fuzz/afl.sh $(FUZZ_TIME)

fuzzers: $(FUZZ_BIN)
$(FUZZ_BIN): $(BUILD)/%: %.c $(BUILD)/libcmd.a $(BUILD)/libdcalc.a | deps
	@mkdir -p $(@D)
	$(call say,cc)$(COMPILE) -fsanitize=fuzzer $(STARTUP) -o $@ $(filter-out %.h,$^) $(LIBS)

# ---- install ----

D = $(DESTDIR)
INSTALLED = $(bindir)/dcalc $(libdir)/libdcalc.a $(libdir)/$(SHLIB_NAME) $(libdir)/$(SHLIB_LINK) \
    $(libdir)/pkgconfig/dcalc.pc $(includedir)/dcalc.h \
    $(mandir)/man1/dcalc.1 $(mandir)/man3/dcalc.3 $(mandir)/man5/dcalc-jobs.5 $(mandir)/man7/dcalc-scale.7 \
    $(datadir)/bash-completion/completions/dcalc $(datadir)/zsh/site-functions/_dcalc \
    $(datadir)/fish/vendor_completions.d/dcalc.fish

install: all library
	install -d $(addprefix $(D),$(sort $(dir $(INSTALLED))))
	install -m 755 $(BUILD)/dcalc $(D)$(bindir)/dcalc
	test ! -e $(BUILD)/dcalc-shared || install -m 755 $(BUILD)/dcalc-shared $(D)$(bindir)/dcalc-shared
	$(if $(MPI_PROGRAM),install -m 755 $(MPI_PROGRAM) $(D)$(bindir)/dcalc-mpi)
	$(if $(MPI_PROGRAM),install -m 644 man/dcalc-mpi.1 $(D)$(mandir)/man1/dcalc-mpi.1)
	install -m 644 $(BUILD)/installed/libdcalc.a $(D)$(libdir)/libdcalc.a
	install -m 755 $(SHLIB) $(D)$(libdir)/$(SHLIB_NAME)
	ln -sf $(SHLIB_NAME) $(D)$(libdir)/$(SHLIB_LINK)
	sed -e 's|@PREFIX@|$(PREFIX)|' -e 's|@LIBDIR@|$(libdir)|' -e 's|@INCLUDEDIR@|$(includedir)|' \
	    -e 's|@VERSION@|$(VERSION)|' dcalc.pc.in >$(BUILD)/dcalc.pc
	install -m 644 $(BUILD)/dcalc.pc $(D)$(libdir)/pkgconfig/dcalc.pc
	install -m 644 src/app/dcalc.h $(D)$(includedir)/dcalc.h
	install -m 644 man/dcalc.1 $(D)$(mandir)/man1/dcalc.1
	install -m 644 man/dcalc.3 $(D)$(mandir)/man3/dcalc.3
	install -m 644 man/dcalc-jobs.5 $(D)$(mandir)/man5/dcalc-jobs.5
	install -m 644 man/dcalc-scale.7 $(D)$(mandir)/man7/dcalc-scale.7
	install -m 644 completions/dcalc.bash $(D)$(datadir)/bash-completion/completions/dcalc
	install -m 644 completions/_dcalc $(D)$(datadir)/zsh/site-functions/_dcalc
	install -m 644 completions/dcalc.fish $(D)$(datadir)/fish/vendor_completions.d/dcalc.fish

uninstall:
	rm -f $(addprefix $(D),$(INSTALLED) $(bindir)/dcalc-shared $(bindir)/dcalc-mpi $(mandir)/man1/dcalc-mpi.1)

dist:
	@mkdir -p $(BUILD)
	git archive --prefix=dcalc-$(VERSION)/ -o $(BUILD)/dcalc-$(VERSION).tar.gz HEAD

clean:
	rm -rf $(BUILD)
