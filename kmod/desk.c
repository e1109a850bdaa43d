// SPDX-License-Identifier: GPL-2.0
#include <linux/mm.h>
#include <linux/percpu.h>
#include "desk.h"
#include "job.h"

/**
 * struct desk - where a CPU works on a message
 * @lock: one message at a time. Disabled BHs see to that, except on a PREEMPT_RT kernel without
 *	CONFIG_PREEMPT_RT_NEEDS_BH_LOCK. Taken after a connection's lock, before sipnat_net.lock
 * @job: too large for the stack
 */
struct desk {
	spinlock_t lock;
	struct sipnat_job *job;
};

static DEFINE_PER_CPU(struct desk, desks);

struct sipnat_job *sipnat_desk_take(void)
{
	struct desk *desk;

	/* A local sender is in process context, where a softirq may come in between. */
	local_bh_disable();
	desk = raw_cpu_ptr(&desks);
	spin_lock(&desk->lock);
	__release(&desk->lock);
	return desk->job;
}

void sipnat_desk_leave(void)
{
	struct desk *desk = raw_cpu_ptr(&desks);

	__acquire(&desk->lock);
	spin_unlock(&desk->lock);
	local_bh_enable();
}

int sipnat_desks_init(void)
{
	struct desk *desk;
	unsigned int cpu;

	for_each_possible_cpu(cpu) {
		desk = per_cpu_ptr(&desks, cpu);
		spin_lock_init(&desk->lock);
		desk->job = kvmalloc_node(sizeof(*desk->job), GFP_KERNEL, cpu_to_node(cpu));
		if (!desk->job) {
			sipnat_desks_exit();
			return -ENOMEM;
		}
	}
	return 0;
}

void sipnat_desks_exit(void)
{
	unsigned int cpu;

	for_each_possible_cpu(cpu)
		kvfree(per_cpu(desks, cpu).job);
}
