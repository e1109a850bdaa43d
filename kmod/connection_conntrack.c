// SPDX-License-Identifier: GPL-2.0
#include <net/netfilter/nf_conntrack_seqadj.h>
#include "connection_conntrack.h"
#include "connection_tend.h"

/* conntrack does not understand the numbers any more: what it thinks wrong is not. */
void sipnat_connection_be_liberal(struct nf_conn *ct)
{
	spin_lock_bh(&ct->lock);
	ct->proto.tcp.seen[0].flags |= IP_CT_TCP_FLAG_BE_LIBERAL;
	ct->proto.tcp.seen[1].flags |= IP_CT_TCP_FLAG_BE_LIBERAL;
	spin_unlock_bh(&ct->lock);
}

bool sipnat_connection_is_translated(const struct sipnat_connection *c)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(c->ways); i++)
		if (c->ways[i].splices.ahead || sipnat_way_answerable(&c->ways[i]))
			return true;
	return false;
}

/* It judges by them whether a RST is right, and goes on with them when we are gone. */
void sipnat_connection_tell_conntrack(const struct sipnat_connection *c)
{
	struct nf_conn_seqadj *seqadj = nfct_seqadj(c->ct);
	struct nf_ct_seqadj *one;
	unsigned int i;

	if (!seqadj)
		return;
	for (i = 0; i < ARRAY_SIZE(c->ways); i++) {
		one = &seqadj->seq[i];
		if (one->offset_after == c->ways[i].splices.ahead)
			continue;
		spin_lock(&c->ct->lock);
		one->correction_pos = c->ways[i].gone;
		one->offset_before = c->ways[i].splices.ahead;
		one->offset_after = c->ways[i].splices.ahead;
		spin_unlock(&c->ct->lock);
	}
}

/* Can it go on by a shift that does not change? */
static bool is_steady(const struct sipnat_connection *c)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(c->ways); i++)
		if (!list_empty(&c->ways[i].splices.list) || sipnat_way_answerable(&c->ways[i]))
			return false;
	return nfct_seqadj(c->ct);
}

void sipnat_connection_hand_over(struct sipnat_connection *c, struct sk_buff_head *queue)
{
	if (!sipnat_connection_is_translated(c) || c->closed)
		return;
	if (!is_steady(c)) {
		sipnat_connection_reset(c, queue);
		return;
	}
	sipnat_connection_tell_conntrack(c);
	set_bit(IPS_SEQ_ADJUST_BIT, &c->ct->status);
}
