// SPDX-License-Identifier: GPL-2.0
#include <linux/inetdevice.h>
#include <linux/netdevice.h>
#include <net/addrconf.h>
#include <net/if_inet6.h>
#include "address.h"
#include "binding.h"

static int ipv4_event(struct notifier_block *unused, unsigned long event, void *ptr)
{
	const struct in_ifaddr *ifa = ptr;
	union nf_inet_addr addr = { .ip = ifa->ifa_local };

	if (event == NETDEV_DOWN)
		sipnat_binding_lost_address(sipnat_pernet(dev_net(ifa->ifa_dev->dev)),
					    NFPROTO_IPV4, &addr);
	return NOTIFY_DONE;
}

static struct notifier_block ipv4_notifier = { .notifier_call = ipv4_event };

#if IS_ENABLED(CONFIG_IPV6)
static int ipv6_event(struct notifier_block *unused, unsigned long event, void *ptr)
{
	const struct inet6_ifaddr *ifa = ptr;
	union nf_inet_addr addr = { .in6 = ifa->addr };

	if (event == NETDEV_DOWN)
		sipnat_binding_lost_address(sipnat_pernet(dev_net(ifa->idev->dev)),
					    NFPROTO_IPV6, &addr);
	return NOTIFY_DONE;
}

static struct notifier_block ipv6_notifier = { .notifier_call = ipv6_event };

static int ipv6_init(void)
{
	return register_inet6addr_notifier(&ipv6_notifier);
}

static void ipv6_exit(void)
{
	unregister_inet6addr_notifier(&ipv6_notifier);
}
#else
static int ipv6_init(void)
{
	return 0;
}

static void ipv6_exit(void)
{
}
#endif

int sipnat_address_init(void)
{
	int err = register_inetaddr_notifier(&ipv4_notifier);

	if (err)
		return err;
	err = ipv6_init();
	if (err)
		unregister_inetaddr_notifier(&ipv4_notifier);
	return err;
}

void sipnat_address_exit(void)
{
	ipv6_exit();
	unregister_inetaddr_notifier(&ipv4_notifier);
}
