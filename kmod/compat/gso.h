/* SPDX-License-Identifier: GPL-2.0 */
/* Where the declaration of skb_gso_segment() differs between kernels: it moved in 6.5. */
#ifndef SIPNAT_COMPAT_GSO_H
#define SIPNAT_COMPAT_GSO_H

#include <linux/netdevice.h>
#ifdef SIPNAT_HAVE_GSO_HEADER
#include <net/gso.h>
#endif

#endif
