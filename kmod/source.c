// SPDX-License-Identifier: GPL-2.0
#include <linux/err.h>
#include <linux/slab.h>
#include "source.h"

static const struct rhashtable_params source_params = {
	.key_len = sizeof(struct sipnat_source_key),
	.key_offset = offsetof(struct sipnat_source, key),
	.head_offset = offsetof(struct sipnat_source, node),
	.automatic_shrinking = true,
};

int sipnat_source_table_init(struct sipnat_net *sn)
{
	return rhashtable_init(&sn->sources, &source_params);
}

static struct sipnat_source *make(struct sipnat_net *sn, const struct sipnat_source_key *key)
{
	struct sipnat_source *source = kzalloc(sizeof(*source), GFP_ATOMIC | __GFP_NOWARN);

	if (!source)
		return NULL;
	source->key = *key;
	if (!rhashtable_insert_fast(&sn->sources, &source->node, source_params))
		return source;
	kfree(source);
	return NULL;
}

struct sipnat_source *sipnat_source_take(struct sipnat_net *sn,
					 const struct sipnat_source_key *key,
					 enum sipnat_holding holding, u32 limit)
{
	struct sipnat_source *source;

	lockdep_assert_held(&sn->lock);
	source = rhashtable_lookup_fast(&sn->sources, key, source_params);
	if (source && limit && source->held[holding] >= limit)
		return ERR_PTR(-EDQUOT);
	if (!source)
		source = make(sn, key);
	if (!source)
		return ERR_PTR(-ENOMEM);
	source->held[holding]++;
	return source;
}

void sipnat_source_give_back(struct sipnat_net *sn, struct sipnat_source *source,
			     enum sipnat_holding holding)
{
	unsigned int i;

	lockdep_assert_held(&sn->lock);
	source->held[holding]--;
	for (i = 0; i < SIPNAT_HOLDINGS; i++)
		if (source->held[i])
			return;
	rhashtable_remove_fast(&sn->sources, &source->node, source_params);
	kfree_rcu(source, rcu);
}

/* Bindings for signalling may be left, which the namespace takes with it without telling. */
static void free_one(void *ptr, void *arg)
{
	kfree(ptr);
}

void sipnat_source_table_destroy(struct sipnat_net *sn)
{
	rhashtable_free_and_destroy(&sn->sources, free_one, NULL);
}
