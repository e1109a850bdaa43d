// SPDX-License-Identifier: GPL-2.0
#include <linux/module.h>
#include <net/net_namespace.h>
#include <net/netns/generic.h>
#include "batch.h"
#include "binding.h"
#include "connection.h"
#include "deadline.h"
#include "dialog.h"
#include "media.h"
#include "net.h"
#include "port.h"
#include "source.h"
#include "registration.h"

unsigned int sipnat_net_id __read_mostly;

struct sipnat_net *sipnat_pernet(const struct net *net)
{
	return net_generic(net, sipnat_net_id);
}

u64 sipnat_stat_read(const struct sipnat_net *sn, enum sipnat_stat stat)
{
	unsigned int cpu, start;
	u64 sum = 0, one;

	for_each_possible_cpu(cpu) {
		const struct sipnat_stats *stats = per_cpu_ptr(sn->stats, cpu);

		do {
			start = u64_stats_fetch_begin(&stats->syncp);
			one = u64_stats_read(&stats->count[stat]);
		} while (u64_stats_fetch_retry(&stats->syncp, start));
		sum += one;
	}
	return sum;
}

static int __net_init init_net_config(struct sipnat_net *sn)
{
	struct sipnat_config *config = kvzalloc(sizeof(*config), GFP_KERNEL);

	if (!config)
		return -ENOMEM;
	sipnat_config_defaults(config);
	RCU_INIT_POINTER(sn->config, config);
	mutex_init(&sn->config_mutex);
	return 0;
}

static void free_net_config(struct sipnat_net *sn)
{
	kvfree(rcu_dereference_protected(sn->config, true));
}

static int __net_init sipnat_net_start(struct net *net)
{
	struct sipnat_net *sn = sipnat_pernet(net);
	int err;

	sn->net = net;
	spin_lock_init(&sn->lock);
	sipnat_deadline_init(sn);
	sn->stats = netdev_alloc_pcpu_stats(struct sipnat_stats);
	if (!sn->stats)
		return -ENOMEM;
	err = init_net_config(sn);
	if (err)
		goto err_stats;
	err = sipnat_source_table_init(sn);
	if (err)
		goto err_config;
	err = sipnat_dialog_table_init(sn);
	if (err)
		goto err_sources;
	err = sipnat_binding_tables_init(sn);
	if (err)
		goto err_dialogs;
	err = sipnat_registration_table_init(sn);
	if (err)
		goto err_bindings;
	err = sipnat_ports_init(sn);
	if (err)
		goto err_registrations;
	err = sipnat_media_init(net);
	if (err)
		goto err_ports;
	err = sipnat_batch_init(net);
	if (err)
		goto err_media;
	return 0;

err_media:
	sipnat_media_exit(net);
err_ports:
	sipnat_ports_exit(sn);
err_registrations:
	sipnat_registration_table_destroy(sn);
err_bindings:
	sipnat_binding_tables_destroy(sn);
err_dialogs:
	sipnat_dialog_table_destroy(sn);
err_sources:
	sipnat_source_table_destroy(sn);
err_config:
	free_net_config(sn);
err_stats:
	free_percpu(sn->stats);
	return err;
}

/* The core waits for a grace period behind this: no packet is in our hands then. */
static void __net_exit sipnat_net_pre_stop(struct net *net)
{
	sipnat_deadline_stop(sipnat_pernet(net));
	sipnat_batch_exit(net);
	sipnat_media_exit(net);
	sipnat_connections_end(sipnat_pernet(net));
}

/* Flows that run stay as they are: conntrack's timeouts end them. */
static void __net_exit sipnat_net_stop(struct net *net)
{
	struct sipnat_net *sn = sipnat_pernet(net);

	sipnat_dialog_table_destroy(sn);
	sipnat_registration_table_destroy(sn);
	sipnat_binding_tables_destroy(sn);
	sipnat_source_table_destroy(sn);
	sipnat_ports_exit(sn);
	free_net_config(sn);
	free_percpu(sn->stats);
}

static struct pernet_operations sipnat_net_ops = {
	.init = sipnat_net_start,
	.pre_exit = sipnat_net_pre_stop,
	.exit = sipnat_net_stop,
	.id = &sipnat_net_id,
	.size = sizeof(struct sipnat_net),
};

int __init sipnat_net_init(void)
{
	return register_pernet_subsys(&sipnat_net_ops);
}

void sipnat_net_exit(void)
{
	unregister_pernet_subsys(&sipnat_net_ops);
}
