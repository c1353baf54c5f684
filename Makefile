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

LIBEXECDIR = $(PREFIX)/libexec/greffier
LIBDIR	= $(PREFIX)/lib/greffier
DATADIR	= $(PREFIX)/share/greffier

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
else
CPPFLAGS += -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3
CFLAGS	+= $(HARDEN)
endif

# Every header of a library is named in one place only: its window.
LIBS_greffier	= -lcivetweb -lsqlite3 -lcurl -lcjson -lyaml -lcrypto -lpthread
LIBS_fetch	= -lgit2 -lcurl -lcrypto
LIBS_check	= -lgit2 -lyaml -lcjson -lcmark-gfm-extensions -lcmark-gfm -lpcre2-8 \
		  -lseccomp -lcrypto -ldl

ROOMS	= base conf model store forge intake queue fetch audit grid report \
	  worker web
ROOM_A	= $(ROOMS:%=$(BUILD)/daemon/%.a)
PLUGINS	= $(patsubst checks/%.c,%,$(wildcard checks/*.c))
PLUGIN_SO = $(PLUGINS:%=$(BUILD)/checks/%.so)
UNIT	= $(patsubst tests/unit/%.c,%,$(wildcard tests/unit/t-*.c))
UNIT_BIN = $(UNIT:%=$(BUILD)/tests/%)

.PHONY: all clean deps install test unit e2e asan lint format demo help

all: $(BUILD)/greffier $(BUILD)/greffier-fetch $(BUILD)/greffier-check \
     $(PLUGIN_SO)

help:
	@sed -n 's/^## //p' Makefile

# Objects -------------------------------------------------------------------

$(BUILD)/%.o: %.c
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<

define room
$(BUILD)/daemon/$(1).a: $$(patsubst %.c,$(BUILD)/%.o,$$(wildcard daemon/$(1)/*.c))
	@mkdir -p $$(@D)
	@rm -f $$@
	$$(AR) rcs $$@ $$^
endef
$(foreach r,$(ROOMS),$(eval $(call room,$(r))))

objects = $(patsubst %.c,$(BUILD)/%.o,$(wildcard $(1)))

$(BUILD)/greffier: $(call objects,daemon/main.c daemon/cmd/*.c) $(ROOM_A)
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $(filter %.o,$^) \
	    -Wl,--start-group $(ROOM_A) -Wl,--end-group $(LIBS_greffier)

$(BUILD)/greffier-fetch: $(call objects,daemon/fetch/child/*.c) \
    $(BUILD)/daemon/base.a
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(LIBS_fetch)

# The plugins find the gr_ functions of check.h in the program itself.
$(BUILD)/greffier-check: $(call objects,checks/host/*.c) \
    $(BUILD)/daemon/base.a checks/host/exports.list
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $(filter %.o,$^) \
	    -Wl,--dynamic-list=checks/host/exports.list \
	    $(BUILD)/daemon/base.a $(LIBS_check)

$(BUILD)/checks/%.so: checks/%.c checks/check.h
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) -fPIC -shared -MMD -MP \
	    -Wl,-z,relro,-z,now -Wl,-z,noexecstack -o $@ $<

# A unit test says in its first line which rooms it needs:
#   /* rooms: store model base */   ("host" is checks/host without its main)
.SECONDEXPANSION:
rooms_of = $(shell sed -n '1s|^/\* rooms: \(.*\) \*/$$|\1|p' tests/unit/$(1).c)
HOST_O	= $(filter-out %/main.o,$(call objects,checks/host/*.c))
CHILD_O	= $(filter-out %/main.o,$(call objects,daemon/fetch/child/*.c))
deps_of = $(foreach r,$(call rooms_of,$(1)),$(if $(filter host,$(r)),\
	  $(HOST_O),$(if $(filter child,$(r)),$(CHILD_O),\
	  $(BUILD)/daemon/$(r).a)))

$(BUILD)/tests/%: tests/unit/%.c $$(call deps_of,$$*)
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) -Itests/unit -DBUILD='"$(abspath $(BUILD))"' $(CFLAGS) \
	    -fvisibility=default -MMD -MP $(LDFLAGS) -o $@ $< \
	    -Wl,--start-group $(filter %.o %.a,$^) -Wl,--end-group \
	    $(if $(filter host child,$(call rooms_of,$*)),-lgit2) \
	    $(LIBS_check) $(LIBS_greffier) -lcmocka

-include $(shell find $(BUILD) -name '*.d' 2>/dev/null)

clean:
	rm -rf $(BUILD) $(BUILD)-asan
