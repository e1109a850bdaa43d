/* SPDX-License-Identifier: GPL-2.0 */
/* Where multicast groups of generic netlink differ between kernels. */
#ifndef SIPNAT_COMPAT_GENETLINK_H
#define SIPNAT_COMPAT_GENETLINK_H

#include <net/genetlink.h>

/*
 * SIPNAT_MCGRP_ADMIN - the flag of a group that takes CAP_NET_ADMIN in the user namespace which
 * owns the network namespace. It has had its name since 6.8, and in the stable series of 6.1 and
 * 6.6; before it was that of commands. Where it is not defined (5.10 before 5.10.204) nothing keeps
 * anyone from listening, so that there are no groups.
 */
#if defined(GENL_MCAST_CAP_NET_ADMIN)
#define SIPNAT_MCGRP_ADMIN	GENL_MCAST_CAP_NET_ADMIN
#elif defined(SIPNAT_HAVE_MCGRP_FLAGS)
#define SIPNAT_MCGRP_ADMIN	GENL_UNS_ADMIN_PERM
#endif

#endif
