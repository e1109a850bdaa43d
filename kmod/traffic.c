// SPDX-License-Identifier: GPL-2.0
#include <linux/slab.h>
#include <net/netfilter/nf_conntrack.h>
#include <net/netfilter/nf_conntrack_acct.h>
#include "lifetime.h"
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

/* Of what has been read */
static struct sipnat_traffic sum_of(const struct sipnat_binding *b)
{
	struct sipnat_traffic sum = {};
	unsigned int i;

	if (!b->tally)
		return sum;
	add(&sum, &b->tally->ended);
	for (i = 0; i < b->nflows; i++)
		add(&sum, &b->tally->flow[i]);
	return sum;
}

bool sipnat_traffic_get(struct sipnat_net *sn, struct sipnat_binding *b,
			struct sipnat_traffic *traffic)
{
	bool all = read_flows(sn, b);

	*traffic = sum_of(b);
	return b->tally || (all && nf_ct_acct_enabled(sn->net));
}

/**
 * struct passage - what a flow has been used for
 * @far: the outside host
 * @out: the inside has sent
 * @in: the outside has sent
 * @offloaded: a flowtable forwards it, and may not count it
 * @last: when its last packet passed, in jiffies
 */
struct passage {
	union nf_inet_addr far;
	bool out;
	bool in;
	bool offloaded;
	unsigned long last;
};

static bool read_passage(struct sipnat_net *sn, const struct sipnat_binding *b, unsigned int i,
			 struct passage *p)
{
	struct nf_conn *ct = sipnat_binding_flow(sn, b, i);
	const struct nf_conntrack_tuple *tuple;
	struct sipnat_endpoint src;
	bool both, out;

	if (!ct)
		return false;
	tuple = &ct->tuplehash[IP_CT_DIR_ORIGINAL].tuple;
	src = sipnat_endpoint_src(tuple);
	out = sipnat_endpoint_eq(&src, &b->inside.ep);
	both = test_bit(IPS_SEEN_REPLY_BIT, &ct->status);
	p->far = out ? tuple->dst.u3 : tuple->src.u3;
	p->out = both || out;
	p->in = both || !out;
	p->offloaded = test_bit(IPS_OFFLOAD_BIT, &ct->status);
	p->last = sipnat_lifetime_last(ct);
	nf_ct_put(ct);
	return true;
}

static void add_talk(struct sipnat_talk *talk, const struct passage *out, const struct passage *in)
{
	unsigned long last = time_before(out->last, in->last) ? out->last : in->last;

	if (!talk->found || time_after(last, talk->last))
		talk->last = last;
	talk->found = true;
	talk->uncounted |= out->offloaded || in->offloaded;
}

void sipnat_traffic_talk(struct sipnat_net *sn, struct sipnat_binding *b,
			 struct sipnat_talk *talk)
{
	struct passage passages[SIPNAT_BINDING_MAX_FLOWS];
	struct sipnat_traffic sum;
	unsigned int i, j, n = 0;

	/* Nothing tells how long a TCP connection has been idle. */
	if (b->inside.proto != IPPROTO_UDP)
		return;
	for (i = 0; i < b->nflows; i++)
		if (read_passage(sn, b, i, &passages[n]))
			n++;
	for (i = 0; i < n; i++)
		for (j = 0; j < n; j++)
			if (passages[i].out && passages[j].in &&
			    nf_inet_addr_cmp(&passages[i].far, &passages[j].far))
				add_talk(talk, &passages[i], &passages[j]);
	talk->uncounted |= !read_flows(sn, b);
	sum = sum_of(b);
	talk->out += sum.out.packets;
	talk->in += sum.in.packets;
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
