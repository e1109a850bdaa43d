// SPDX-License-Identifier: GPL-2.0
/* Runs every suite that is linked in and tells the result as KTAP, as the kernel does. */
#include <kunit/test.h>
#include <stdarg.h>

struct chunk {
	struct chunk *next;
	char data[];
};

static struct kunit_suite *suites;

void kunit_add(struct kunit_suite *suite)
{
	struct kunit_suite **at = &suites;

	while (*at && strcmp((*at)->name, suite->name) < 0)
		at = &(*at)->next;
	suite->next = *at;
	*at = suite;
}

void *kunit_kmalloc(struct kunit *test, size_t len, int gfp)
{
	struct chunk *chunk = malloc(sizeof(*chunk) + len);

	(void)gfp;
	if (!chunk)
		abort();
	chunk->next = test->mem;
	test->mem = chunk;
	return chunk->data;
}

void *kunit_kzalloc(struct kunit *test, size_t len, int gfp)
{
	return memset(kunit_kmalloc(test, len, gfp), 0, len);
}

void kunit_fail(struct kunit *test, const char *file, int line, bool fatal, const char *fmt, ...)
{
	va_list ap;

	printf("    # %s:%d: ", file, line);
	va_start(ap, fmt);
	vprintf(fmt, ap);
	va_end(ap);
	putchar('\n');
	test->failed = true;
	if (fatal)
		longjmp(test->abort, 1);
}

static bool run_one(struct kunit_suite *suite, struct kunit_case *c, const void *param)
{
	struct kunit test = { .param_value = param };
	struct chunk *chunk;

	if (!setjmp(test.abort)) {
		if (suite->init && suite->init(&test))
			test.failed = true;
		else
			c->run_case(&test);
	}
	if (suite->exit)
		suite->exit(&test);
	while ((chunk = test.mem)) {
		test.mem = chunk->next;
		free(chunk);
	}
	return !test.failed;
}

static bool run_params(struct kunit_suite *suite, struct kunit_case *c)
{
	char desc[KUNIT_PARAM_DESC_SIZE] = "";
	const void *param = NULL;
	unsigned int n = 0;
	bool ok, all = true;

	if (!c->generate_params)
		return run_one(suite, c, NULL);
	printf("        KTAP version 1\n        # Subtest: %s\n", c->name);
	while ((param = c->generate_params(param, desc))) {
		ok = run_one(suite, c, param);
		all = all && ok;
		printf("        %sok %u %s\n", ok ? "" : "not ", ++n, desc);
	}
	printf("        1..%u\n", n);
	return all;
}

static bool run_suite(struct kunit_suite *suite)
{
	struct kunit_case *c;
	unsigned int n = 0;
	bool ok, all = true;

	printf("    KTAP version 1\n    # Subtest: %s\n", suite->name);
	for (c = suite->test_cases; c->run_case; c++) {
		ok = run_params(suite, c);
		all = all && ok;
		printf("    %sok %u %s\n", ok ? "" : "not ", ++n, c->name);
	}
	printf("    1..%u\n", n);
	return all;
}

int main(int argc, char **argv)
{
	struct kunit_suite *suite;
	unsigned int n = 0;
	bool ok, all = true;

	printf("KTAP version 1\n");
	for (suite = suites; suite; suite = suite->next) {
		if (argc > 1 && strcmp(argv[1], suite->name))
			continue;
		ok = run_suite(suite);
		all = all && ok;
		printf("%sok %u %s\n", ok ? "" : "not ", ++n, suite->name);
	}
	printf("1..%u\n", n);
	return all && n ? 0 : 1;
}
