// SPDX-License-Identifier: GPL-2.0
#include <linux/slab.h>
#include <net/netfilter/nf_conntrack.h>
#include <net/netfilter/nf_conntrack_acct.h>
#include "traffic.h"

static void add(struct sipnat_traffic *sum, const struct sipnat_traffic *traffic)
{
	sum->out.packets += traffic->out.packets;
	sum->out.bytes += traffic->out.bytes;
	sum->in.packets += traffic->in.packets;
	sum->in.bytes += traffic->in.bytes;
}

static struct sipnat_traffic_count count_of(const struct nf_conn_acct *acct,
					    enum ip_conntrack_dir dir)
{
	return (struct sipnat_traffic_count){
		.packets = atomic64_read(&acct->counter[dir].packets),
		.bytes = atomic64_read(&acct->counter[dir].bytes),
	};
}

bool sipnat_traffic_of(const struct sipnat_binding *b, const struct nf_conn *ct,
		       struct sipnat_traffic *traffic)
{
	struct sipnat_endpoint src = sipnat_endpoint_src(&ct->tuplehash[IP_CT_DIR_ORIGINAL].tuple);
	enum ip_conntrack_dir out = sipnat_endpoint_eq(&src, &b->inside.ep) ? IP_CT_DIR_ORIGINAL :
									      IP_CT_DIR_REPLY;
	const struct nf_conn_acct *acct;

	/* It is the flow's for as long as the flow is there. */
	acct = nf_conn_acct_find(ct);
	if (acct) {
		traffic->out = count_of(acct, out);
		traffic->in = count_of(acct, !out);
	}
	return acct;
}

/* What is kept of flow @i is that of one that has ended. */
void sipnat_traffic_begin(struct sipnat_binding *b, unsigned int i)
{
	struct sipnat_tally *tally = b->tally;

	if (!tally)
		return;
	add(&tally->ended, &tally->flow[i]);
	memset(&tally->flow[i], 0, sizeof(tally->flow[i]));
}

static bool keep(struct sipnat_binding *b, unsigned int i, const struct sipnat_traffic *now)
{
	const struct sipnat_traffic *before;

	if (!b->tally)
		b->tally = kzalloc(sizeof(*b->tally), GFP_ATOMIC | __GFP_NOWARN);
	if (!b->tally)
		return false;
	before = &b->tally->flow[i];
	/* `conntrack -z` puts counters back to zero. */
	if (now->out.packets < before->out.packets || now->in.packets < before->in.packets)
		sipnat_traffic_begin(b, i);
	b->tally->flow[i] = *now;
	return true;
}

/* Return: false if a flow is not counted */
static bool read_flows(struct sipnat_net *sn, struct sipnat_binding *b)
{
	struct sipnat_traffic now;
	struct nf_conn *ct;
	bool all = true;
	unsigned int i;

	lockdep_assert_held(&sn->lock);
	for (i = 0; i < b->nflows; i++) {
		ct = sipnat_binding_flow(sn, b, i);
		if (!ct)
			continue;
		if (!sipnat_traffic_of(b, ct, &now) || !keep(b, i, &now))
			all = false;
		nf_ct_put(ct);
	}
	return all;
}

void sipnat_traffic_read(struct sipnat_net *sn, struct sipnat_binding *b)
{
	read_flows(sn, b);
}

bool sipnat_traffic_get(struct sipnat_net *sn, struct sipnat_binding *b,
			struct sipnat_traffic *traffic)
{
	bool all = read_flows(sn, b);
	unsigned int i;

	memset(traffic, 0, sizeof(*traffic));
	if (!b->tally)
		return all && nf_ct_acct_enabled(sn->net);
	add(traffic, &b->tally->ended);
	for (i = 0; i < b->nflows; i++)
		add(traffic, &b->tally->flow[i]);
	return true;
}

void sipnat_traffic_drop_first(struct sipnat_net *sn, struct sipnat_binding *b)
{
	struct sipnat_tally *tally;

	read_flows(sn, b);
	sipnat_traffic_begin(b, 0);
	tally = b->tally;
	if (!tally)
		return;
	memmove(&tally->flow[0], &tally->flow[1], sizeof(tally->flow) - sizeof(tally->flow[0]));
	memset(&tally->flow[SIPNAT_BINDING_MAX_FLOWS - 1], 0, sizeof(tally->flow[0]));
}
