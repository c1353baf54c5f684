/* SPDX-License-Identifier: GPL-3.0-or-later */
/* local.h: the three steps of a delivery: who signed it, what, and so what. */
#ifndef INTAKE_LOCAL_H
#define INTAKE_LOCAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "intake.h"

struct json;

enum {
	CLOCK_SKEW = 300,	/* seconds; Standard Webhooks */
	SIGNATURES = 10,	/* looked at in one header */
};

/* The header's value, whatever the case of its name; NULL. */
const char *header(const struct intake_request *, const char *name);

/* INTAKE_PUSH when one of the source's secrets signed the body. */
enum intake_verdict verify(const struct conf_source *,
	    const struct intake_request *, int64_t now, struct err *);

/* Is a secret a Standard Webhooks key ("whsec_...")?  Its bytes' number. */
int	signing_key(const char *secret, size_t len, uint8_t out[64]);

/*
 * A push event's body.  1, 0 it says nothing to audit (err is the reason),
 * -1 it is not what it claims.
 */
int	payload_push(const struct conf_source *, const struct json *,
	    const char *own_user, struct push *, struct err *);

#endif
