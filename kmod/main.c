// SPDX-License-Identifier: GPL-2.0
#include <linux/module.h>
#include "address.h"
#include "connection.h"
#include "helper.h"
#include "net.h"
#include "netlink.h"
#include "uapi/sipnat.h"
#include "version.h"

static int __init sipnat_init(void)
{
	int err;

	err = sipnat_connections_init();
	if (err)
		return err;
	err = sipnat_net_init();
	if (err)
		goto err_connections;
	err = sipnat_address_init();
	if (err)
		goto err_net;
	err = sipnat_netlink_init();
	if (err)
		goto err_address;
	err = sipnat_helper_init();
	if (err)
		goto err_netlink;
	return 0;

err_netlink:
	sipnat_netlink_exit();
err_address:
	sipnat_address_exit();
err_net:
	sipnat_net_exit();
err_connections:
	sipnat_connections_exit();
	return err;
}

static void __exit sipnat_exit(void)
{
	sipnat_helper_exit();
	sipnat_netlink_exit();
	sipnat_address_exit();
	sipnat_net_exit();
	sipnat_connections_exit();
	/* Callbacks of call_rcu() live in this module's text only as long as it does. */
	rcu_barrier();
}

module_init(sipnat_init);
module_exit(sipnat_exit);

MODULE_DESCRIPTION("SIP application-level gateway for connection tracking and NAT");
MODULE_AUTHOR("the sipnat authors");
MODULE_LICENSE("GPL");
MODULE_VERSION(SIPNAT_VERSION);
/* What nft's ct helper objects and the CT target ask for, and NAT for its half */
MODULE_ALIAS("nfct-helper-sipnat");
MODULE_ALIAS("ip_nat_sipnat");
