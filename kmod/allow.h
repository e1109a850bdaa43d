/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Who may send media to a binding from outside: SIPNAT_CONFIG_MEDIA_FROM; and who may send
 * signalling where the administrator's rules say who may.
 *
 * Each binding remembers the hosts that have signalled about it, and those that the other side's
 * session descriptions have announced for it, whatever the policy is: so that a change of it
 * holds for calls that are under way. They are few, and the latest ones count: a call that
 * forks, and one that moves. Ports are free, since NAT and symmetric RTP (RFC 4961) change them.
 */
#ifndef SIPNAT_ALLOW_H
#define SIPNAT_ALLOW_H

#include "dialog.h"
#include "job.h"

/**
 * struct sipnat_announcement - the hosts of the last description that an inside party was sent
 * @list: entry of sipnat_dialog.announcements
 * @to: who was sent it
 * @n: how many hosts
 * @host: in which m= line (SIPNAT_ANNOUNCED_FOR_ALL: in a fragment, which tells no line), and who
 *
 * An offer from outside comes before the inside names its endpoints, and so before there is a
 * binding: what comes then begins with the hosts that are found here. Owned by its dialog; all
 * under sipnat_net.lock.
 */
struct sipnat_announcement {
	struct list_head list;
	union nf_inet_addr to;
	unsigned int n;
	struct sipnat_announced {
		u16 family;
		u16 index;
		union nf_inet_addr addr;
	} host[];
};

#define SIPNAT_ANNOUNCED_FOR_ALL	U16_MAX

/*
 * sipnat_allow_peer - a host signals about a binding; sipnat_net.lock held. Nobody knows what its
 * address is in the other family.
 */
void sipnat_allow_peer(struct sipnat_net *sn, struct sipnat_binding *b,
		       const struct sipnat_endpoint *peer);

/* sipnat_allow_nth_peer - the hosts that have signalled, from 0 on; false behind the last */
bool sipnat_allow_nth_peer(const struct sipnat_binding *b, unsigned int n,
			   union nf_inet_addr *peer);

/**
 * sipnat_allow_announced - the job's description announces hosts to whom it is sent
 * @fragment: it adds to what was announced before
 *
 * Context: sipnat_net.lock held, job->dialog set. Return: 0, or SIPNAT_STAT_NO_MEMORY.
 */
enum sipnat_stat sipnat_allow_announced(struct sipnat_job *job, bool fragment);

/* sipnat_allow_stream - a new stream begins with what has been announced for it; lock held */
void sipnat_allow_stream(struct sipnat_dialog *d, struct sipnat_stream *s);

/* sipnat_allow_forget - let go of a dialog's announcements; lock held */
void sipnat_allow_forget(struct sipnat_dialog *d);

/**
 * sipnat_allow_flow - may a new flow that is sent to a binding meet it
 * @ct: the flow
 * @from: the binding of its source, or NULL
 * @to: the binding
 * @ifindex: interface that the flow comes in by; 0: it is this machine's own
 *
 * A host inside may, wherever it sends. Signalling may, but where the administrator's rules say
 * who gets in: there only whom the inside has sent to. Context: BH disabled, RCU read side.
 */
bool sipnat_allow_flow(struct sipnat_net *sn, const struct nf_conn *ct,
		       const struct sipnat_binding *from, const struct sipnat_binding *to,
		       int ifindex);

#endif
