/* SPDX-License-Identifier: GPL-2.0 */
/* What the suites share. */
#ifndef SIPNAT_SIP_TEST_H
#define SIPNAT_SIP_TEST_H

#include <kunit/test.h>
#include "span.h"

/*
 * A copy that is exactly as long as the text, so that a sanitizer sees the first byte that is
 * read behind it.
 */
static inline struct sip_span sip_test_span(struct kunit *test, const char *text)
{
	unsigned int len = strlen(text);
	char *p = kunit_kmalloc(test, len ?: 1, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, p);
	memcpy(p, text, len);
	return sip_span(p, p + len);
}

/* @want NULL: the span must be absent */
#define SIP_EXPECT_SPAN(test, span, want) do {						\
	struct sip_span __span = (span);						\
	const char *__want = (want);							\
											\
	KUNIT_EXPECT_EQ_MSG(test, sip_span_present(__span), !!__want,			\
			    "%s is %s", #span, __want ? "absent" : "present");		\
	if (__want && sip_span_present(__span))						\
		KUNIT_EXPECT_TRUE_MSG(test, sip_span_eq(__span, __want),		\
				      "%s is \"%.*s\", want \"%s\"", #span,		\
				      (int)__span.len, __span.p, __want);		\
} while (0)

/* Table entries are named by the text they are about, which may have line ends. */
static inline void sip_test_desc(char *desc, const char *text)
{
	unsigned int i;

	for (i = 0; i < KUNIT_PARAM_DESC_SIZE - 1 && text[i]; i++)
		desc[i] = text[i] < ' ' || text[i] == '#' ? '.' : text[i];
	desc[i] = '\0';
}

#endif
