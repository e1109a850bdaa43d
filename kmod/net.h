/* SPDX-License-Identifier: GPL-2.0 */
/* Everything that sipnat keeps for one network namespace. */
#ifndef SIPNAT_NET_H
#define SIPNAT_NET_H

#include <linux/rhashtable.h>
#include <linux/spinlock.h>
#include <linux/timerqueue.h>
#include <linux/u64_stats_sync.h>
#include <linux/workqueue.h>
#include <net/net_namespace.h>
#include "config.h"
#include "uapi/sipnat.h"

/**
 * struct sipnat_stats - counters of one CPU
 * @syncp: for 32-bit readers
 * @count: by enum sipnat_stat
 */
struct sipnat_stats {
	struct u64_stats_sync syncp;
	u64_stats_t count[SIPNAT_STAT_MAX + 1];
};

struct sipnat_ports;

/**
 * struct sipnat_net - one network namespace
 * @net: the namespace; outlives this
 * @config: RCU; replaced under @config_mutex
 * @config_mutex: one writer of @config at a time; process context
 * @stats: per CPU
 * @lock: protects every change of the five tables, all members of dialogs, streams, bindings and
 *	registrations that are not said to be constant, @deadlines, and the numbers of entries.
 *	Taken with BH disabled; the conntrack expectation lock and conntrack's bucket locks nest
 *	inside it, never around it.
 * @dialogs: struct sipnat_dialog by Call-ID; readers under RCU
 * @inside: struct sipnat_binding by its inside endpoint; readers under RCU
 * @outside: struct sipnat_binding by its outside port; readers under RCU
 * @sources: struct sipnat_source by its address; only under @lock
 * @registrations: struct sipnat_registration by its address of record; readers under RCU
 * @ndialogs: entries of @dialogs
 * @nbindings: entries of @outside; read without the lock to skip look-ups
 * @nregistrations: entries of @registrations
 * @ngranted: how many of them a registrar has granted
 * @nconnections: TCP connections that are read; lock of the list of all
 * @held: bytes of memory that they take, beside themselves
 * @orphans: connections whose entry was deleted, and which have not ended yet
 * @deadlines: what ends by itself, soonest first
 * @reaper: ends them; armed while @deadlines is not empty
 * @exiting: nothing may be armed any more; @lock
 * @ports: which ports are free, see port.h
 * @nat_wanted: families (bit 0 IPv4, bit 1 IPv6) that @nat_work has been asked for, see media.h;
 *	@lock
 * @nat_registered: those it has done its work for; only @nat_work and netns exit look at it
 * @nat_work: registers with NAT, which may sleep
 */
struct sipnat_net {
	struct net *net;
	struct sipnat_config __rcu *config;
	struct mutex config_mutex;
	struct sipnat_stats __percpu *stats;
	spinlock_t lock;
	struct rhashtable dialogs;
	struct rhltable inside;
	struct rhltable outside;
	struct rhashtable sources;
	struct rhltable registrations;
	unsigned int ndialogs;
	unsigned int nbindings;
	unsigned int nregistrations;
	unsigned int ngranted;
	unsigned int nconnections;
	atomic_t held;
	atomic_t orphans;
	struct timerqueue_head deadlines;
	struct delayed_work reaper;
	bool exiting;
	struct sipnat_ports *ports;
	u8 nat_wanted;
	u8 nat_registered;
	struct work_struct nat_work;
};

extern unsigned int sipnat_net_id;

struct sipnat_net *sipnat_pernet(const struct net *net);

static inline void sipnat_count(struct sipnat_net *sn, enum sipnat_stat stat)
{
	struct sipnat_stats *stats;

	local_bh_disable();
	stats = this_cpu_ptr(sn->stats);
	u64_stats_update_begin(&stats->syncp);
	u64_stats_inc(&stats->count[stat]);
	u64_stats_update_end(&stats->syncp);
	local_bh_enable();
}

/* sipnat_stat_read - one counter, summed over all CPUs */
u64 sipnat_stat_read(const struct sipnat_net *sn, enum sipnat_stat stat);

int sipnat_net_init(void);
void sipnat_net_exit(void);

#endif
