/* SPDX-License-Identifier: GPL-2.0 */
/* What the suites about session descriptions share. */
#ifndef SIPNAT_SIP_SDP_TEST_H
#define SIPNAT_SIP_SDP_TEST_H

#include "test.h"
#include "sdp.h"

/* The first line of each description. */
#define V "v=0\r\n"

/* @sdp is full of what nobody writes at first, so that a member that stays unset is seen. */
static inline struct sip_parsed sdp_test_parse(struct kunit *test, const char *text,
					       bool fragment, struct sdp **sdp)
{
	*sdp = kunit_kmalloc(test, sizeof(**sdp), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, *sdp);
	memset(*sdp, 0x5a, sizeof(**sdp));
	return sdp_parse(sip_test_span(test, text), fragment, *sdp);
}

static inline struct sdp *sdp_test_ok(struct kunit *test, const char *text)
{
	struct sdp *sdp;

	KUNIT_ASSERT_EQ(test, sdp_test_parse(test, text, false, &sdp).status, SIP_OK);
	return sdp;
}

static inline const char *sip_test_join(struct kunit *test, const char *a, const char *b,
					const char *c)
{
	unsigned int na = strlen(a), nb = strlen(b), nc = strlen(c);
	char *text = kunit_kmalloc(test, na + nb + nc + 1, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, text);
	memcpy(text, a, na);
	memcpy(text + na, b, nb);
	memcpy(text + na + nb, c, nc + 1);
	return text;
}

#endif
