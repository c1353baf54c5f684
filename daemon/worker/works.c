/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * works.c: the threads, and how they sleep and wake.
 *
 * One condition variable with a counter: whoever changed something adds to
 * it, whoever waits compares it with what it saw last, so no wake-up is
 * lost.  Every wait also has a time-out, since rows become due by the clock.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/log.h"
#include "conf/conf.h"
#include "forge/forge.h"
#include "queue/queue.h"
#include "store/store.h"

#include "local.h"
#include "works.h"

enum { IDLE_MS = 2000 };

struct works *
works_open(const struct conf *c, const struct grid *g)
{
	struct works *w = calloc(1, sizeof(*w));
	pthread_condattr_t attr;

	if (w == NULL)
		abort();
	w->conf = c;
	w->grid = g;
	pthread_mutex_init(&w->lock, NULL);
	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_cond_init(&w->changed, &attr);
	pthread_condattr_destroy(&attr);
	return w;
}

void
works_close(struct works *w)
{
	if (w == NULL)
		return;
	works_stop(w);
	pthread_cond_destroy(&w->changed);
	pthread_mutex_destroy(&w->lock);
	free(w);
}

void
works_wake(struct works *w)
{
	pthread_mutex_lock(&w->lock);
	w->changes++;
	pthread_cond_broadcast(&w->changed);
	pthread_mutex_unlock(&w->lock);
}

bool
works_stopping(struct works *w)
{
	bool yes;

	pthread_mutex_lock(&w->lock);
	yes = w->stopping;
	pthread_mutex_unlock(&w->lock);
	return yes;
}

void
works_wait(struct hand *h, long ms)
{
	struct works *w = h->works;
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	t.tv_sec += ms / 1000;
	t.tv_nsec += ms % 1000 * 1000000;
	if (t.tv_nsec >= 1000000000) {
		t.tv_sec++;
		t.tv_nsec -= 1000000000;
	}
	pthread_mutex_lock(&w->lock);
	while (!w->stopping && w->changes == h->seen)
		if (pthread_cond_timedwait(&w->changed, &w->lock, &t) ==
		    ETIMEDOUT)
			break;
	h->seen = w->changes;
	pthread_mutex_unlock(&w->lock);
}

void
works_fail(struct works *w, const struct err *e)
{
	log_error("end daemon why=%s", e->msg);
	pthread_mutex_lock(&w->lock);
	w->failed = true;
	w->stopping = true;
	pthread_cond_broadcast(&w->changed);
	pthread_mutex_unlock(&w->lock);
	/* serve waits for this signal and ends with an error. */
	kill(getpid(), SIGTERM);
}

bool
works_failed(struct works *w)
{
	bool yes;

	pthread_mutex_lock(&w->lock);
	yes = w->failed;
	pthread_mutex_unlock(&w->lock);
	return yes;
}

void
works_own_user(struct works *w, const char *source, char *out, size_t n)
{
	size_t i;

	out[0] = '\0';
	pthread_mutex_lock(&w->lock);
	for (i = 0; i < w->conf->nsources && i < SOURCES_MAX; i++)
		if (strcmp(w->conf->sources[i].name, source) == 0)
			snprintf(out, n, "%s", w->own[i]);
	pthread_mutex_unlock(&w->lock);
}

static int
own_store(struct hand *h, struct err *e)
{
	return store_open(h->works->conf->database, h->works->conf->cache,
	    &h->store, e);
}

static void
close_hand(struct hand *h)
{
	store_close(h->store);
	free(h);
}

static void *
work(void *arg)
{
	struct hand *h = arg;
	struct queue q;
	struct err e = { .kind = ERR_NONE };
	struct job j;
	int got;

	if (own_store(h, &e) < 0) {
		works_fail(h->works, &e);
		goto out;
	}
	q.store = h->store;
	while (!works_stopping(h->works)) {
		got = queue_take(&q, &j, clock_now(), &e);
		if (got == 1)
			got = pipeline_run(h, &j, &e) < 0 ? -1 : 1;
		if (got < 0) {
			works_fail(h->works, &e);
			break;
		}
		if (got == 1)
			works_wake(h->works);
		else
			works_wait(h, IDLE_MS);
	}
out:
	close_hand(h);
	return NULL;
}

static void *
carry(void *arg)
{
	struct hand *h = arg;
	struct forge *f = NULL;
	struct err e = { .kind = ERR_NONE };
	int got;

	if (own_store(h, &e) < 0 || forge_open(h->source, &f, &e) < 0) {
		works_fail(h->works, &e);
		goto out;
	}
	while (!works_stopping(h->works)) {
		got = answers_settle(h, h->source, &e);
		if (got == 0)
			got = herald_send(h, f, &e);
		if (got < 0) {
			works_fail(h->works, &e);
			break;
		}
		if (got == 0)
			works_wait(h, IDLE_MS);
		else if (h->source->pace_ms > 0)
			usleep((useconds_t)h->source->pace_ms * 1000);
	}
out:
	forge_close(f);
	close_hand(h);
	return NULL;
}

/* Learns who we are on each forge, then compares heads, now and then. */
static void *
watch(void *arg)
{
	struct hand *h = arg;
	struct works *w = h->works;
	struct err e = { .kind = ERR_NONE };
	int64_t next = 0;
	size_t i;

	if (own_store(h, &e) < 0) {
		works_fail(w, &e);
		goto out;
	}
	while (!works_stopping(w)) {
		if (clock_ms() < next) {
			works_wait(h, IDLE_MS);
			continue;
		}
		next = clock_ms() + w->conf->reconcile_s * 1000;
		for (i = 0; i < w->conf->nsources && !works_stopping(w); i++)
			if (w->conf->sources[i].token != NULL &&
			    reconcile(h, &w->conf->sources[i], &e) < 0) {
				works_fail(w, &e);
				goto out;
			}
	}
out:
	close_hand(h);
	return NULL;
}

static int
start(struct works *w, void *(*run)(void *), const struct conf_source *s,
    struct err *e)
{
	struct hand *h = calloc(1, sizeof(*h));
	int bad;

	if (h == NULL)
		abort();
	h->works = w;
	h->source = s;
	bad = pthread_create(&w->threads[w->nthreads], NULL, run, h);
	if (bad != 0) {
		free(h);
		errno = bad;
		return err_sys(e, "start a thread");
	}
	w->nthreads++;
	return 0;
}

int
works_start(struct works *w, struct err *e)
{
	int i;
	size_t k;

	if (w->conf->nsources > SOURCES_MAX)
		return err_set(e, ERR_USAGE, "more than %d sources",
		    SOURCES_MAX);
	for (i = 0; i < w->conf->workers; i++)
		if (start(w, work, NULL, e) < 0)
			return -1;
	for (k = 0; k < w->conf->nsources; k++)
		if (w->conf->sources[k].token != NULL &&
		    start(w, carry, &w->conf->sources[k], e) < 0)
			return -1;
	return start(w, watch, NULL, e);
}

void
works_stop(struct works *w)
{
	int i;

	pthread_mutex_lock(&w->lock);
	w->stopping = true;
	pthread_cond_broadcast(&w->changed);
	pthread_mutex_unlock(&w->lock);
	for (i = 0; i < w->nthreads; i++)
		pthread_join(w->threads[i], NULL);
	w->nthreads = 0;
}
