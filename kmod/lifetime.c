// SPDX-License-Identifier: GPL-2.0
#include <linux/jiffies.h>
#include <net/netfilter/nf_conntrack_l4proto.h>
#include <net/netfilter/nf_conntrack_timeout.h>
#include "compat/conntrack.h"
#include "flow.h"
#include "helper.h"
#include "lifetime.h"

/* An entry that is not confirmed yet has a time to live, not an end. */
static unsigned long left(const struct nf_conn *ct)
{
	return nf_ct_is_confirmed(ct) ? nf_ct_expires(ct) : READ_ONCE(ct->timeout);
}

/* Half of a time is all that the memory of a flow has room for; 0 is kept for none. */
static u32 half_of(unsigned long until)
{
	return (u32)until ?: 1;
}

static unsigned long end_of(u32 half)
{
	unsigned long now = jiffies;

	return now + (s32)(half - (u32)now);
}

bool sipnat_lifetime_extend(struct nf_conn *ct, unsigned long until)
{
	unsigned long now = jiffies;

	if (!time_after(until, now) || left(ct) >= until - now)
		return false;
	sipnat_ct_refresh(ct, until - now);
	return true;
}

void sipnat_lifetime_follow(struct nf_conn *ct)
{
	struct nf_conn_help *help = nfct_help(ct);
	struct sipnat_flow_memory *memory = help ? (void *)help->data : NULL;
	u32 registered = memory ? READ_ONCE(memory->registered) : 0;

	if (!registered)
		return;
	if (time_after(end_of(registered), jiffies))
		sipnat_lifetime_extend(ct, end_of(registered));
	else	/* half of jiffies goes round: what is over must not come again */
		cmpxchg(&memory->registered, registered, 0);
}

void sipnat_lifetime_carries(struct sipnat_flow_memory *memory, unsigned long until)
{
	if (!memory->registered || time_after(until, end_of(memory->registered)))
		WRITE_ONCE(memory->registered, half_of(until));
}

/* What conntrack gave the flow with its last packet, or gives it with the next */
static unsigned long own_timeout(const struct nf_conn *ct)
{
	const unsigned int *timeouts = nf_ct_timeout_lookup(ct);

	if (!timeouts)
		timeouts = nf_udp_pernet(nf_ct_net(ct))->timeouts;
	return timeouts[test_bit(IPS_ASSURED_BIT, &ct->status) ? UDP_CT_REPLIED :
								  UDP_CT_UNREPLIED];
}

unsigned long sipnat_lifetime_last(const struct nf_conn *ct)
{
	unsigned long timeout, now = jiffies, remains = left(ct);

	rcu_read_lock();
	timeout = own_timeout(ct);
	rcu_read_unlock();
	/* A timeout that somebody made longer does not tell when its last packet came. */
	return remains < timeout ? now - (timeout - remains) : now;
}

static void limit(struct nf_conn *ct, struct sipnat_flow_memory *memory, unsigned long until)
{
	unsigned long most = own_timeout(ct), now = jiffies;

	WRITE_ONCE(memory->registered, until ? half_of(until) : 0);
	if (until && time_after(until, now))
		most = max(most, until - now);
	if (left(ct) > most)
		sipnat_ct_refresh(ct, most);
}

void sipnat_lifetime_shorten(struct nf_conn *ct, unsigned long until)
{
	struct sipnat_flow_memory *memory;

	/* The reaper comes with nothing but the lock. */
	rcu_read_lock();
	memory = sipnat_helper_memory(ct);
	if (memory && memory->registered)
		limit(ct, memory, until);
	rcu_read_unlock();
}

void sipnat_lifetime_end(struct nf_conn *ct)
{
	struct sipnat_flow_memory *memory;

	rcu_read_lock();
	memory = sipnat_helper_memory(ct);
	if (memory)
		limit(ct, memory, 0);
	rcu_read_unlock();
}
