// SPDX-License-Identifier: GPL-2.0
#include <kunit/test.h>
#include <net/tcp.h>
#include "splice.h"

/* The numbers wrap around in the middle of it. */
#define START	((u32)-150)

/**
 * struct change - a splice
 * @gap: bytes before it that are not changed
 * @len: bytes that it replaces
 * @out_len: bytes instead
 */
struct change {
	unsigned int gap;
	unsigned int len;
	unsigned int out_len;
};

static const struct change changes[] = {
	{ 10, 20, 30 },		/* grows */
	{ 0, 20, 5 },		/* right behind it, and shrinks */
	{ 100, 50, 50 },	/* stays as long */
	{ 1, 1, 90 },
	{ 30, 90, 1 },
};

static void fill(struct kunit *test, struct sipnat_splices *splices)
{
	struct sipnat_splice *splice;
	unsigned int i;
	u32 seq = START;

	sipnat_splices_init(splices);
	for (i = 0; i < ARRAY_SIZE(changes); i++) {
		seq += changes[i].gap;
		splice = sipnat_splice_alloc(changes[i].out_len);
		KUNIT_ASSERT_NOT_NULL(test, splice);
		memset(splice->bytes, 'a' + i, changes[i].out_len);
		sipnat_splices_add(splices, splice, seq, changes[i].len);
		seq += changes[i].len;
	}
}

/*
 * Byte by byte: where each of the sender's stands, and what the sender may be told when the
 * receiver has everything before one of its own.
 */
static void check(struct kunit *test, const struct sipnat_splices *splices, unsigned int settled)
{
	u32 seq = START, out = START, ack;
	unsigned int i, n;

	for (i = 0; i < ARRAY_SIZE(changes); i++) {
		for (n = 0; n < changes[i].gap; n++, seq++, out++) {
			if (i < settled)
				continue;
			KUNIT_EXPECT_EQ(test, sipnat_splices_out(splices, seq), out);
			KUNIT_EXPECT_EQ(test, sipnat_splices_out_end(splices, seq), out);
			KUNIT_EXPECT_EQ(test, sipnat_splices_ack(splices, out), seq);
		}
		for (n = 0; i >= settled && n < changes[i].len; n++) {
			KUNIT_EXPECT_EQ(test, sipnat_splices_out(splices, seq + n), out);
			KUNIT_EXPECT_EQ(test, sipnat_splices_out_end(splices, seq + n),
					n ? out + changes[i].out_len : out);
		}
		for (n = 0; i >= settled && n < changes[i].out_len; n++) {
			ack = sipnat_splices_ack(splices, out + n);
			KUNIT_EXPECT_FALSE(test, before(ack, seq));
			KUNIT_EXPECT_TRUE(test, before(ack, seq + changes[i].len));
		}
		seq += changes[i].len;
		out += changes[i].out_len;
	}
	KUNIT_EXPECT_EQ(test, sipnat_splices_out(splices, seq + 7), out + 7);
	KUNIT_EXPECT_EQ(test, sipnat_splices_ack(splices, out + 7), seq + 7);
}

static void numbers(struct kunit *test)
{
	struct sipnat_splices splices;

	fill(test, &splices);
	check(test, &splices, 0);
	sipnat_splices_free(&splices);
	KUNIT_EXPECT_EQ(test, splices.bytes, 0);
}

/* What is forgotten shifts what is behind it no less. */
static void settled(struct kunit *test)
{
	struct sipnat_splices splices;
	unsigned int i;
	u32 out = START;

	fill(test, &splices);
	for (i = 0; i < ARRAY_SIZE(changes); i++) {
		out += changes[i].gap + changes[i].out_len;
		sipnat_splices_settle(&splices, out - 1);
		check(test, &splices, i);
		sipnat_splices_settle(&splices, out);
		check(test, &splices, i + 1);
	}
	KUNIT_EXPECT_TRUE(test, list_empty(&splices.list));
	KUNIT_EXPECT_EQ(test, splices.bytes, 0);
	KUNIT_EXPECT_TRUE(test, splices.changed);
	KUNIT_EXPECT_EQ(test, splices.settled, splices.ahead);
}

/* A block never says that the sender may forget a byte of which the receiver lacks anything. */
static void sack(struct kunit *test)
{
	struct sipnat_splices splices;
	u32 from, to, a, b, end;

	fill(test, &splices);
	end = sipnat_splices_out(&splices, START + 400);
	for (from = START; before(from, end); from++) {
		for (to = from + 1; !after(to, end); to++) {
			a = from;
			b = to;
			if (!sipnat_splices_sack(&splices, &a, &b))
				continue;
			KUNIT_EXPECT_FALSE(test, before(sipnat_splices_out(&splices, a), from));
			KUNIT_EXPECT_FALSE(test, after(sipnat_splices_out_end(&splices, b), to));
		}
	}
	/* all of the first, and of the second */
	a = START + 10;
	b = START + 45;
	KUNIT_EXPECT_TRUE(test, sipnat_splices_sack(&splices, &a, &b));
	KUNIT_EXPECT_EQ(test, a, START + 10);
	KUNIT_EXPECT_EQ(test, b, START + 50);
	/* a part of the first */
	a = START + 12;
	b = START + 40;
	KUNIT_EXPECT_FALSE(test, sipnat_splices_sack(&splices, &a, &b));
	sipnat_splices_free(&splices);
}

static void walk(struct kunit *test)
{
	const struct sipnat_splice *splice;
	struct sipnat_splices splices;
	unsigned int n = 0;

	fill(test, &splices);
	for (splice = sipnat_splices_from(&splices, START + 40); splice;
	     splice = sipnat_splices_next(&splices, splice))
		KUNIT_EXPECT_EQ(test, splice->bytes[0], 'b' + n++);
	KUNIT_EXPECT_EQ(test, n, ARRAY_SIZE(changes) - 1);
	sipnat_splices_free(&splices);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(numbers),
	KUNIT_CASE(settled),
	KUNIT_CASE(sack),
	KUNIT_CASE(walk),
	{}
};

static struct kunit_suite suite = {
	.name = "sipnat_splice",
	.test_cases = cases,
};

kunit_test_suite(suite);
