/* SPDX-License-Identifier: GPL-3.0-or-later */
/* unit.h: what cmocka wants included before itself, and itself. */
#ifndef UNIT_H
#define UNIT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#endif
