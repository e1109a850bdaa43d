/* SPDX-License-Identifier: GPL-2.0 */
/* What the commands share: how they are called, and how they say that something is wrong. */
#ifndef SIPNAT_CTL_H
#define SIPNAT_CTL_H

#include <stdbool.h>
#include <stddef.h>

#define ARRAY_SIZE(a)	(sizeof(a) / sizeof((a)[0]))
#define PRINTF(f, a)	__attribute__((format(printf, f, a)))

enum exit_code {
	EXIT_DONE = 0,
	EXIT_FAILED = 1,	/* could not be done: no module, no right, the kernel said no */
	EXIT_USAGE = 2,		/* the command line is wrong; nothing was tried */
};

/* What a command takes besides its arguments */
enum {
	TAKES_JSON = 1 << 0,
	TAKES_EXPLAIN = 1 << 1,
};

struct call;

/**
 * struct command - one line of the dispatch table
 * @verb: first word
 * @noun: second word, or NULL
 * @args: grammar of the arguments, for usage
 * @help: what it does, in sentences that fit 80 columns
 * @takes: options that mean something to it
 * @run: does it
 */
struct command {
	const char *verb;
	const char *noun;
	const char *args;
	const char *help;
	unsigned int takes;
	enum exit_code (*run)(const struct call *call);
};

/**
 * struct call - a command as it was typed
 * @command: which
 * @argc: number of @argv
 * @argv: arguments behind verb and noun
 * @json: --json
 * @explain: --explain
 */
struct call {
	const struct command *command;
	int argc;
	char **argv;
	bool json;
	bool explain;
};

enum exit_code show(const struct call *call);
enum exit_code show_config(const struct call *call);
enum exit_code show_calls(const struct call *call);
enum exit_code show_bindings(const struct call *call);
enum exit_code show_registrations(const struct call *call);
enum exit_code show_stats(const struct call *call);
enum exit_code set_externip(const struct call *call);
enum exit_code set_localnet(const struct call *call);
enum exit_code set_rtp_range(const struct call *call);
enum exit_code set_timeout(const struct call *call);
enum exit_code set_limit(const struct call *call);
enum exit_code set_choice(const struct call *call);
enum exit_code set_places(const struct call *call);
enum exit_code reset(const struct call *call);

/* One line on stderr */
void tell(const char *format, ...) PRINTF(1, 2);

/* The same, and the exit code to return */
enum exit_code failed(const char *format, ...) PRINTF(1, 2);
enum exit_code misused(const char *format, ...) PRINTF(1, 2);

/* The arguments are not what the command takes: says what it takes. */
enum exit_code usage_error(const struct call *call);

#endif
