/* SPDX-License-Identifier: GPL-2.0 */
/*
 * As much of KUnit as the suites in kmod/sip/ use, so that the same files run in userspace
 * under the sanitizers. The words mean what they mean in Linux 6.1, the oldest we build for.
 */
#ifndef SIPNAT_USER_KUNIT_H
#define SIPNAT_USER_KUNIT_H

#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include "platform.h"

#define KUNIT_PARAM_DESC_SIZE	128
#define GFP_KERNEL		0

struct kunit {
	const void *param_value;
	void *priv;
	/* private to the shim */
	bool failed;
	jmp_buf abort;
	void *mem;
};

struct kunit_case {
	void (*run_case)(struct kunit *test);
	const char *name;
	const void *(*generate_params)(const void *prev, char *desc);
};

struct kunit_suite {
	const char name[256];
	int (*init)(struct kunit *test);
	void (*exit)(struct kunit *test);
	struct kunit_case *test_cases;
	struct kunit_suite *next;
};

#define KUNIT_CASE(fn)			{ .run_case = fn, .name = #fn }
#define KUNIT_CASE_PARAM(fn, gen)	{ .run_case = fn, .name = #fn, .generate_params = gen }

#define KUNIT_ARRAY_PARAM(name, array, get_desc)					\
	static const void *name##_gen_params(const void *prev, char *desc)		\
	{										\
		__typeof__((array)[0]) *next = prev ? prev : (array);			\
		void (*describe)(__typeof__(next), char *) = get_desc;			\
											\
		if (prev && (size_t)(++next - (array)) >= ARRAY_SIZE(array))		\
			return NULL;							\
		if (describe)								\
			describe(next, desc);						\
		return next;								\
	}

/* Suites put themselves on the list before main() starts. */
void kunit_add(struct kunit_suite *suite);
#define __KUNIT_PASTE(a, b)	a##b
#define __KUNIT_NAME(line)	__KUNIT_PASTE(kunit_add_, line)
#define kunit_test_suite(suite)								\
	static void __attribute__((constructor)) __KUNIT_NAME(__LINE__)(void)		\
	{										\
		kunit_add(&(suite));							\
	}										\
	extern int kunit_needs_a_semicolon
#define kunit_test_suites(suite)	kunit_test_suite(*(suite))

void *kunit_kmalloc(struct kunit *test, size_t len, int gfp);
void *kunit_kzalloc(struct kunit *test, size_t len, int gfp);
#define __printf(fmt, args)	__attribute__((format(printf, fmt, args)))
__printf(5, 6) void
kunit_fail(struct kunit *test, const char *file, int line, bool fatal, const char *fmt, ...);

#define __KUNIT_CHECK(test, fatal, ok, ...) \
	((ok) ? (void)0 : kunit_fail(test, __FILE__, __LINE__, fatal, __VA_ARGS__))
#define __KUNIT_CMP(test, fatal, a, op, b) do {						\
	__typeof__(a) __a = (a);							\
	__typeof__(b) __b = (b);							\
	__KUNIT_CHECK(test, fatal, (long long)__a op (long long)__b,			\
		      "%s " #op " %s: %lld, %lld", #a, #b, (long long)__a, (long long)__b); \
} while (0)
#define __KUNIT_PTR(test, fatal, a, op, b) \
	__KUNIT_CHECK(test, fatal, (const void *)(a) op (const void *)(b), "%s " #op " %s", #a, #b)

#define KUNIT_FAIL(test, ...)		__KUNIT_CHECK(test, false, false, __VA_ARGS__)
#define KUNIT_EXPECT_TRUE(test, c)	__KUNIT_CHECK(test, false, c, "%s", #c)
#define KUNIT_EXPECT_FALSE(test, c)	__KUNIT_CHECK(test, false, !(c), "!(%s)", #c)
#define KUNIT_EXPECT_EQ(test, a, b)	__KUNIT_CMP(test, false, a, ==, b)
#define KUNIT_EXPECT_NE(test, a, b)	__KUNIT_CMP(test, false, a, !=, b)
#define KUNIT_EXPECT_LT(test, a, b)	__KUNIT_CMP(test, false, a, <, b)
#define KUNIT_EXPECT_LE(test, a, b)	__KUNIT_CMP(test, false, a, <=, b)
#define KUNIT_EXPECT_GT(test, a, b)	__KUNIT_CMP(test, false, a, >, b)
#define KUNIT_EXPECT_GE(test, a, b)	__KUNIT_CMP(test, false, a, >=, b)
#define KUNIT_EXPECT_PTR_EQ(test, a, b)	__KUNIT_PTR(test, false, a, ==, b)
#define KUNIT_EXPECT_PTR_NE(test, a, b)	__KUNIT_PTR(test, false, a, !=, b)
#define KUNIT_EXPECT_NULL(test, p)	__KUNIT_PTR(test, false, p, ==, NULL)
#define KUNIT_EXPECT_NOT_NULL(test, p)	__KUNIT_PTR(test, false, p, !=, NULL)
#define KUNIT_EXPECT_STREQ(test, a, b)	\
	__KUNIT_CHECK(test, false, !strcmp(a, b), "\"%s\" is \"%s\"", a, b)
#define KUNIT_EXPECT_EQ_MSG(test, a, b, ...) \
	__KUNIT_CHECK(test, false, (a) == (b), __VA_ARGS__)
#define KUNIT_EXPECT_TRUE_MSG(test, c, ...)	__KUNIT_CHECK(test, false, c, __VA_ARGS__)

#define KUNIT_ASSERT_TRUE(test, c)	__KUNIT_CHECK(test, true, c, "%s", #c)
#define KUNIT_ASSERT_FALSE(test, c)	__KUNIT_CHECK(test, true, !(c), "!(%s)", #c)
#define KUNIT_ASSERT_EQ(test, a, b)	__KUNIT_CMP(test, true, a, ==, b)
#define KUNIT_ASSERT_NE(test, a, b)	__KUNIT_CMP(test, true, a, !=, b)
#define KUNIT_ASSERT_LE(test, a, b)	__KUNIT_CMP(test, true, a, <=, b)
#define KUNIT_ASSERT_LT(test, a, b)	__KUNIT_CMP(test, true, a, <, b)
#define KUNIT_ASSERT_GT(test, a, b)	__KUNIT_CMP(test, true, a, >, b)
#define KUNIT_ASSERT_GE(test, a, b)	__KUNIT_CMP(test, true, a, >=, b)
#define KUNIT_ASSERT_NULL(test, p)	__KUNIT_PTR(test, true, p, ==, NULL)
#define KUNIT_ASSERT_NOT_NULL(test, p)	__KUNIT_PTR(test, true, p, !=, NULL)
#define KUNIT_ASSERT_EQ_MSG(test, a, b, ...) \
	__KUNIT_CHECK(test, true, (a) == (b), __VA_ARGS__)

#endif
