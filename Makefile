# SPDX-License-Identifier: GPL-3.0-or-later
# One makefile, no recursion.  "make" builds; "make help" lists the rest.
#
# BUILD is where everything goes; MODE is release, asan or fuzz.

BUILD	?= build
MODE	?= release
PREFIX	?= /usr/local
DESTDIR	?=
CC	= gcc
AR	= gcc-ar
PYTHON	?= /usr/bin/python3
JOBS	?= $(shell nproc)

LIBEXECDIR = $(PREFIX)/libexec/greffier
LIBDIR	= $(PREFIX)/lib/greffier
DATADIR	= $(PREFIX)/share/greffier
MANDIR	= $(PREFIX)/share/man
COMPDIR	= $(PREFIX)/share/bash-completion/completions
UNITDIR	= $(PREFIX)/lib/systemd/system

WARN	= -Wall -Wextra -Wpedantic -Werror -Wshadow -Wconversion \
	  -Wformat=2 -Wstrict-prototypes -Wmissing-prototypes -Wvla \
	  -Wundef -Wpointer-arith -Wwrite-strings
CPPFLAGS = -D_GNU_SOURCE -Idaemon -Ichecks \
	   -DLIBEXECDIR='"$(LIBEXECDIR)"' -DDATADIR='"$(DATADIR)"' \
	   -DLIBDIR='"$(LIBDIR)"'
CFLAGS	= -std=c17 -O2 -g $(WARN) -fPIE -fvisibility=hidden
LDFLAGS	= -pie -Wl,--as-needed -Wl,-z,relro,-z,now -Wl,-z,noexecstack
HARDEN	= -fstack-protector-strong -fstack-clash-protection -fcf-protection

ifeq ($(MODE),asan)
CPPFLAGS += -DGREFFIER_ASAN
CFLAGS	+= -O1 -fno-omit-frame-pointer -fsanitize=address,undefined \
	   -fno-sanitize-recover=undefined
LDFLAGS	+= -fsanitize=address,undefined
else ifeq ($(MODE),fuzz)
CC	= clang-14
AR	= ar
CPPFLAGS += -DGREFFIER_ASAN
# Warnings are the other compiler's business.
CFLAGS	+= -O1 -fno-omit-frame-pointer -fno-sanitize-recover=undefined \
	   -w -fsanitize=fuzzer-no-link,address,undefined
LDFLAGS	+= -fsanitize=fuzzer,address,undefined
else
CPPFLAGS += -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3
CFLAGS	+= $(HARDEN)
endif

# Every header of a library is named in one place only: its window.
LIBS_greffier	= -lcivetweb -lsqlite3 -lcurl -lcjson -lyaml -lcrypto -lpthread
LIBS_fetch	= -lgit2 -lcurl -lcjson -lseccomp -lcrypto
LIBS_check	= -lgit2 -lyaml -lcjson -lcmark-gfm-extensions -lcmark-gfm -lpcre2-8 \
		  -lseccomp -lcrypto -ldl

ROOMS	= base conf model store forge intake queue fetch audit grid report \
	  worker web
ROOM_A	= $(ROOMS:%=$(BUILD)/daemon/%.a)
PLUGINS	= $(patsubst checks/%.c,%,$(wildcard checks/*.c))
PLUGIN_SO = $(PLUGINS:%=$(BUILD)/checks/%.so)
UNIT	= $(patsubst tests/unit/%.c,%,$(wildcard tests/unit/t-*.c))
UNIT_BIN = $(UNIT:%=$(BUILD)/tests/%)

# "make V=1" shows the commands.
V	?= 0
ifeq ($(V),0)
say	= @echo "  $(1)	$@";
else
say	=
endif

.PHONY: all clean fetch test-contract test-forge deps deps-demo install test unit plugins host e2e asan lint format demo help \
	deps-test check-asan fuzz fuzz-run
.DELETE_ON_ERROR:
.SECONDARY:

## make            build everything into build/

all: $(BUILD)/greffier $(BUILD)/greffier-fetch $(BUILD)/greffier-check \
     $(PLUGIN_SO)

help:
	@sed -n 's/^## //p' Makefile

# Objects -------------------------------------------------------------------

$(BUILD)/%.o: %.c
	@mkdir -p $(@D)
	$(call say,CC)$(CC) $(CPPFLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<

define room
$(BUILD)/daemon/$(1).a: $$(patsubst %.c,$(BUILD)/%.o,$$(wildcard daemon/$(1)/*.c))
	@mkdir -p $$(@D)
	@rm -f $$@
	@$$(AR) rcs $$@ $$^
endef
$(foreach r,$(ROOMS),$(eval $(call room,$(r))))

objects = $(patsubst %.c,$(BUILD)/%.o,$(wildcard $(1)))

$(BUILD)/greffier: $(call objects,daemon/main.c daemon/cmd/*.c) $(ROOM_A)
	$(call say,LD)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $(filter %.o,$^) \
	    -Wl,--start-group $(ROOM_A) -Wl,--end-group $(LIBS_greffier)

$(BUILD)/greffier-fetch: $(call objects,daemon/fetch/child/*.c) \
    $(BUILD)/daemon/base.a
	$(call say,LD)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(LIBS_fetch)

# The plugins find the gr_ functions of check.h in the program itself.
$(BUILD)/greffier-check: $(call objects,checks/host/*.c) \
    $(BUILD)/daemon/base.a checks/host/exports.list
	$(call say,LD)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $(filter %.o,$^) \
	    -Wl,--dynamic-list=checks/host/exports.list \
	    $(BUILD)/daemon/base.a $(LIBS_check)

# A plugin is checks/NAME.c and, when it is large, the pieces in checks/NAME/.
.SECONDEXPANSION:
$(BUILD)/checks/%.so: checks/%.c checks/check.h $$(wildcard checks/$$*/*.[ch])
	@mkdir -p $(@D)
	$(call say,SO)$(CC) $(CPPFLAGS) $(CFLAGS) -fPIC -shared \
	    -Wl,-z,relro,-z,now -Wl,-z,noexecstack -o $@ $(filter %.c,$^)

# A unit test says in its first line which rooms it needs:
#   /* rooms: store model base */   ("host" is checks/host without its main)
rooms_of = $(shell sed -n '1s|^/\* rooms: \(.*\) \*/$$|\1|p' tests/unit/$(1).c)
HOST_O	= $(filter-out %/main.o,$(call objects,checks/host/*.c))
CHILD_O	= $(filter-out %/main.o,$(call objects,daemon/fetch/child/*.c))
deps_of = $(foreach r,$(call rooms_of,$(1)),$(if $(filter host,$(r)),\
	  $(HOST_O),$(if $(filter child,$(r)),$(CHILD_O),\
	  $(BUILD)/daemon/$(r).a)))

$(BUILD)/tests/%: tests/unit/%.c $$(call deps_of,$$*)
	@mkdir -p $(@D)
	$(call say,TEST)$(CC) $(CPPFLAGS) -Itests/unit -DBUILD='"$(abspath $(BUILD))"' $(CFLAGS) \
	    -fvisibility=default -MMD -MP $(LDFLAGS) -o $@ $< \
	    -Wl,--start-group $(filter %.o %.a,$^) -Wl,--end-group \
	    $(if $(filter host child,$(call rooms_of,$*)),-lgit2) \
	    $(LIBS_check) $(LIBS_greffier) -lcmocka

# A fuzz target names its rooms the same way; f-plugin is linked with each
# plugin in turn.
FUZZ	= $(filter-out f-plugin,$(patsubst tests/fuzz/%.c,%,$(wildcard tests/fuzz/f-*.c))) \
	  $(PLUGINS:%=p-%)
FUZZ_SECONDS ?= 60
fuzz_rooms = $(shell sed -n '1s|^/\* rooms: \(.*\) \*/$$|\1|p' tests/fuzz/$(1).c)
fuzz_deps = $(foreach r,$(call fuzz_rooms,$(1)),$(if $(filter host,$(r)),\
	  $(HOST_O),$(BUILD)/daemon/$(r).a))

$(BUILD)/fuzz/p-%: tests/fuzz/f-plugin.c checks/%.c $$(wildcard checks/$$*/*.[ch]) \
    $(HOST_O) $(BUILD)/daemon/base.a
	@mkdir -p $(@D)
	$(call say,FUZZ)$(CC) $(CPPFLAGS) $(CFLAGS) $(LDFLAGS) -o $@ \
	    $(filter %.c %.o %.a,$^) $(LIBS_check)

$(BUILD)/fuzz/f-%: tests/fuzz/f-%.c tests/fuzz/fuzz.h $$(call fuzz_deps,f-$$*)
	@mkdir -p $(@D)
	$(call say,FUZZ)$(CC) $(CPPFLAGS) $(CFLAGS) $(LDFLAGS) -o $@ $< \
	    -Wl,--start-group $(filter %.o %.a,$^) -Wl,--end-group \
	    $(if $(filter host,$(call fuzz_rooms,f-$*)),-lgit2) \
	    $(LIBS_check) $(LIBS_greffier)

-include $(shell find $(BUILD) -name '*.d' 2>/dev/null)

# Tests ---------------------------------------------------------------------

## make test       install what is missing, build twice, run all the tests
## make unit       unit tests alone
## make plugins    the plugins over fixture trees
## make host       what plugins and trees may not do to the check host
## make fetch      what git servers may not do to a fetch
## make e2e        end-to-end tests alone
test: deps-test
	$(MAKE) -j$(JOBS) all unit
	$(MAKE) -j$(JOBS) check-asan
	$(MAKE) -j$(JOBS) -Otarget plugins host fetch e2e
	$(MAKE) -j$(JOBS) fuzz FUZZ_SECONDS=2

unit: all $(UNIT_BIN)
	@for t in $(UNIT_BIN); do GREFFIER_LIBEXEC=$(abspath $(BUILD)) \
	    GREFFIER_SHARE=$(abspath $(BUILD)) $$t || exit 1; done

plugins: all
	BUILD=$(abspath $(BUILD)) $(PYTHON) -m pytest -q -p no:cacheprovider \
	    tests/plugins

fetch: all $(BUILD)/tests/fetch-one
	BUILD=$(abspath $(BUILD)) $(PYTHON) -m pytest -q -p no:cacheprovider \
	    tests/fetch

host: all
	BUILD=$(abspath $(BUILD)) $(PYTHON) -m pytest -q -p no:cacheprovider \
	    tests/host

e2e: all
	BUILD=$(abspath $(BUILD)) $(PYTHON) -m pytest -q -p no:cacheprovider \
	    tests/e2e

## make asan       build with the sanitizers into build-asan/
asan:
	$(MAKE) MODE=asan BUILD=$(BUILD)-asan all

check-asan:
	$(MAKE) MODE=asan BUILD=$(BUILD)-asan all unit

## make test-forge against a real Forgejo (FORGEJO=path/to/binary)
test-forge: all
	@FORGEJO=$(FORGEJO) BUILD=$(abspath $(BUILD)) $(PYTHON) -m pytest -q \
	    -rs -s -p no:cacheprovider tests/forge/test_forgejo.py

## make test-contract  calls to forges against their API descriptions
# They are fetched, outside the repository; without a network: skipped.
CONTRACTS ?= $(or $(XDG_CACHE_HOME),$(HOME)/.cache)/greffier-contracts
SWAGGER	?= $(CONTRACTS)/gitea.json
SWAGGER_URL = https://codeberg.org/forgejo/forgejo/raw/branch/forgejo/templates/swagger/v1_json.tmpl

test-contract: all
	@mkdir -p $(CONTRACTS)
	@[ -e $(CONTRACTS)/package ] || ( cd $(CONTRACTS) && \
	    npm pack --silent @octokit/openapi && tar xzf octokit-openapi-*.tgz \
	    package/generated/api.github.com.json ) || \
	    echo "no network: GitHub's description is not there"
	@[ -e $(SWAGGER) ] || curl -fsSL -m 60 -o $(SWAGGER) $(SWAGGER_URL) || \
	    echo "no network: Gitea's and Forgejo's description is not there"
	@CONTRACT_GITEA=$(SWAGGER) \
	    CONTRACT_GITHUB=$(CONTRACTS)/package/generated/api.github.com.json \
	    BUILD=$(abspath $(BUILD)) $(PYTHON) -m pytest -q -rs \
	    -p no:cacheprovider tests/forge/test_contract.py

## make fuzz       each parser of foreign bytes for FUZZ_SECONDS (60)
fuzz:
	$(MAKE) MODE=fuzz BUILD=$(BUILD)-fuzz fuzz-run

fuzz-run: $(FUZZ:%=$(BUILD)/fuzz/%)
	@BUILD=$(BUILD) SECONDS_EACH=$(FUZZ_SECONDS) $(PYTHON) \
	    tests/fuzz/run.py $(FUZZ)

## make bench      ratios against peers (REPOS=DIR, REPO_NAMES="a b")
bench: all
	BUILD=$(abspath $(BUILD)) $(PYTHON) tests/bench/bench.py

## make demo       the main job end to end (DEMO_EXIT=1 ends by itself)
demo: deps-demo
	$(MAKE) all
	BUILD=$(abspath $(BUILD)) DEMO_EXIT=$(DEMO_EXIT) \
	    $(PYTHON) tests/forge/demo.py

## make lint       the house's rules, clang-tidy, cppcheck
lint:
	BUILD=$(BUILD) $(PYTHON) tests/lint.py

## make format     trailing blanks and final newlines
format:
	@git ls-files '*.c' '*.h' '*.py' Makefile | xargs sed -i 's/[ \t]*$$//'

# Packages --------------------------------------------------------------------

BUILD_DEPS = gcc make pkg-config libc6-dev libgit2-dev libcurl4-openssl-dev \
	libcivetweb-dev libcjson-dev libyaml-dev libsqlite3-dev libssl-dev \
	libseccomp-dev libcmark-gfm-dev libcmark-gfm-extensions-dev \
	libpcre2-dev git python3 ca-certificates
# The stand-in forge renders a report as a forge would.
DEMO_DEPS = $(BUILD_DEPS) cmark-gfm
TEST_DEPS = $(DEMO_DEPS) libcmocka-dev python3-pytest clang-tidy cppcheck \
	clang-14 libclang-rt-14-dev

missing = $(shell for p in $(1); do dpkg-query -W -f '$${Status}' $$p \
	2>/dev/null | grep -q 'ok installed' || echo $$p; done)
define apt
	@if [ -n "$(strip $(1))" ]; then \
	    sudo=; [ "$$(id -u)" = 0 ] || sudo=sudo; \
	    $$sudo apt-get update -qq && DEBIAN_FRONTEND=noninteractive \
	    $$sudo apt-get install -y -qq --no-install-recommends $(1); fi
endef

## make deps       install the packages the build needs (Debian 12)
deps:
	$(call apt,$(call missing,$(BUILD_DEPS)))

deps-demo:
	$(call apt,$(call missing,$(DEMO_DEPS)))

deps-test:
	$(call apt,$(call missing,$(TEST_DEPS)))

## make install    DESTDIR and PREFIX are honoured
install: all
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(LIBEXECDIR) \
	    $(DESTDIR)$(LIBDIR)/checks $(DESTDIR)$(DATADIR)/rules \
	    $(DESTDIR)$(PREFIX)/include/greffier $(DESTDIR)$(UNITDIR) \
	    $(DESTDIR)$(MANDIR)/man5 $(DESTDIR)$(MANDIR)/man8 \
	    $(DESTDIR)$(COMPDIR)
	install -m 755 $(BUILD)/greffier $(DESTDIR)$(PREFIX)/bin
	install -m 755 $(BUILD)/greffier-fetch $(BUILD)/greffier-check \
	    $(DESTDIR)$(LIBEXECDIR)
	install -m 644 $(PLUGIN_SO) $(DESTDIR)$(LIBDIR)/checks
	install -m 644 rules/*.yaml $(DESTDIR)$(DATADIR)/rules
	install -m 644 checks/check.h $(DESTDIR)$(PREFIX)/include/greffier
	install -m 644 $(wildcard rules/*.5 daemon/*.5) $(DESTDIR)$(MANDIR)/man5
	install -m 644 $(wildcard daemon/*.8 checks/*.8) $(DESTDIR)$(MANDIR)/man8
	install -m 644 daemon/greffier.bash $(DESTDIR)$(COMPDIR)/greffier
	sed 's|/usr/local/bin/|$(PREFIX)/bin/|' systemd/greffier.service \
	    > $(DESTDIR)$(UNITDIR)/greffier.service

clean:
	rm -rf $(BUILD) $(BUILD)-asan
