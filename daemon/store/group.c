/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * group.c: the writer and those who wait for it.
 *
 * Each waiting thread keeps its request on its own stack, linked in a list;
 * the writer takes the whole list, writes it, and wakes each by a semaphore
 * of its own: with one condition for all they would queue for its lock.
 */
#include "group.h"

#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdbool.h>
#include <stdlib.h>

#include "base/err.h"

#include "store.h"

struct wish {
	const struct delivery	*delivery;	/* borrowed */
	const struct push	*push;		/* borrowed; or NULL */
	int64_t			 now;
	enum delivery_outcome	 outcome;
	int64_t			 job;
	int			 ret;
	struct err		 err;
	sem_t			 written;
	struct wish		*next;
};

struct group {
	struct store	*store;		/* owned; the writer's alone */
	pthread_t	 writer;
	pthread_mutex_t	 lock;
	pthread_cond_t	 asked;
	struct wish	*first, **last;
	bool		 started, stopping;
};

static int
write_one(struct store *s, struct wish *w)
{
	w->ret = store_delivery_add(s, w->delivery, w->push, w->now,
	    &w->outcome, &w->job, &w->err);
	return w->ret;
}

static void
write_all(struct store *s, struct wish *list)
{
	struct err e = { .kind = ERR_NONE };
	struct wish *w;
	int bad = store_begin(s, &e);

	for (w = list; w != NULL && bad == 0; w = w->next)
		bad = write_one(s, w);
	if (bad == 0)
		bad = store_commit(s, &e);
	if (bad == 0)
		return;
	store_rollback(s);
	for (w = list; w != NULL; w = w->next)
		(void)write_one(s, w);
}

static void *
write_on(void *arg)
{
	struct group *g = arg;
	struct wish *list, *w, *next;

	pthread_mutex_lock(&g->lock);
	for (;;) {
		while (g->first == NULL && !g->stopping)
			pthread_cond_wait(&g->asked, &g->lock);
		if (g->first == NULL)
			break;
		list = g->first;
		g->first = NULL;
		g->last = &g->first;
		pthread_mutex_unlock(&g->lock);
		write_all(g->store, list);
		/* Once it is posted the wish is gone with its stack. */
		for (w = list; w != NULL; w = next) {
			next = w->next;
			sem_post(&w->written);
		}
		pthread_mutex_lock(&g->lock);
	}
	pthread_mutex_unlock(&g->lock);
	return NULL;
}

int
group_open(const char *database, struct group **out, struct err *e)
{
	struct group *g = calloc(1, sizeof(*g));
	int bad;

	*out = NULL;
	if (g == NULL)
		abort();
	g->last = &g->first;
	pthread_mutex_init(&g->lock, NULL);
	pthread_cond_init(&g->asked, NULL);
	if (store_open(database, NULL, &g->store, e) < 0)
		goto fail;
	bad = pthread_create(&g->writer, NULL, write_on, g);
	if (bad != 0) {
		errno = bad;
		(void)err_sys(e, "start the writer");
		goto fail;
	}
	g->started = true;
	*out = g;
	return 0;
fail:
	group_close(g);
	return -1;
}

int
group_delivery(struct group *g, const struct delivery *d,
    const struct push *p, int64_t now, enum delivery_outcome *outcome,
    int64_t *job, struct err *e)
{
	struct wish w = { .delivery = d, .push = p, .now = now };

	pthread_mutex_lock(&g->lock);
	if (g->stopping) {
		pthread_mutex_unlock(&g->lock);
		return err_set(e, ERR_STORE, "the daemon is stopping");
	}
	sem_init(&w.written, 0, 0);
	if (g->first == NULL)
		pthread_cond_signal(&g->asked);
	*g->last = &w;
	/* cppcheck-suppress autoVariables ; it stays until it is written */
	g->last = &w.next;
	pthread_mutex_unlock(&g->lock);
	while (sem_wait(&w.written) < 0)
		;	/* interrupted */
	sem_destroy(&w.written);
	*outcome = w.outcome;
	*job = w.job;
	if (w.ret < 0)
		*e = w.err;
	return w.ret;
}

void
group_close(struct group *g)
{
	if (g == NULL)
		return;
	pthread_mutex_lock(&g->lock);
	g->stopping = true;
	pthread_cond_signal(&g->asked);
	pthread_mutex_unlock(&g->lock);
	if (g->started)
		pthread_join(g->writer, NULL);
	store_close(g->store);
	pthread_cond_destroy(&g->asked);
	pthread_mutex_destroy(&g->lock);
	free(g);
}
