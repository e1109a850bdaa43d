// SPDX-License-Identifier: GPL-2.0
/* Segmentation has a header of its own: from 6.5 on. */
#include <net/gso.h>

struct sk_buff *probe(struct sk_buff *skb);
struct sk_buff *probe(struct sk_buff *skb)
{
	return skb_gso_segment(skb, 0);
}
