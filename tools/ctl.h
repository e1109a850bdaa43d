/* SPDX-License-Identifier: GPL-2.0 */
/* What the commands share: how they are called, and how they say that something is wrong. */
#ifndef SIPNAT_CTL_H
#define SIPNAT_CTL_H

#include <stdbool.h>
#include <stddef.h>

#define ARRAY_SIZE(a)	(sizeof(a) / sizeof((a)[0]))
#define PRINTF(f, a)	__attribute__((format(printf, f, a)))
#define UNUSED		__attribute__((unused))

enum exit_code {
	EXIT_DONE = 0,
	EXIT_FAILED = 1,	/* could not be done: no module, no right, the kernel said no */
	EXIT_USAGE = 2,		/* the command line is wrong; nothing was tried */
};

struct call;
struct set;

/**
 * struct ctl_option - an option; one with the same name takes the same wherever it is
 * @letter: or 0
 * @name: behind "--"
 * @arg: what follows, NULL if nothing does; in brackets: may follow, behind "="
 * @help: what it does, as half a sentence
 */
struct ctl_option {
	char letter;
	const char *name;
	const char *arg;
	const char *help;
};

/**
 * struct command - one line of the dispatch table
 * @verb: first word; none is how another one begins
 * @noun: second word, or NULL
 * @args: grammar of the arguments: words to be typed are lower-case, what they stand for is
 *	upper-case; | is or, [] may be absent, ... may be repeated
 * @help: what it does, in sentences that fit 80 columns
 * @options: that it takes beside the global ones, or NULL; one without a name ends them
 * @changes: it prints nothing when it has succeeded, and the object {"ok": true} for --json
 * @run: does it
 * @put: where that is set_change(): what is changed
 */
struct command {
	const char *verb;
	const char *noun;
	const char *args;
	const char *help;
	const struct ctl_option *options;
	bool changes;
	enum exit_code (*run)(const struct call *call);
	enum exit_code (*put)(struct set *set, const struct call *call);
};

/* Those that all commands take, and the commands; one without a name or a verb ends them */
extern const struct ctl_option global_options[];
extern const struct command commands[];

#define for_each_option(option, options) for (option = options; option && option->name; option++)
#define for_each_command(command) for (command = commands; command->verb; command++)

/* Each option is there once, unless it is repeated. */
#define MAX_GIVEN	16

/**
 * struct call - a command as it was typed
 * @command: which
 * @argc: number of @argv
 * @argv: arguments behind verb and noun
 * @json: --json
 * @ngiven: how many @given
 * @given: the options, and what follows each, or ""
 */
struct call {
	const struct command *command;
	int argc;
	char **argv;
	bool json;
	unsigned int ngiven;
	struct {
		const struct ctl_option *option;
		const char *value;
	} given[MAX_GIVEN];
};

/* given - the value of an option ("" if it takes none), the last if repeated; NULL: not given */
const char *given(const struct call *call, const char *option);

enum exit_code show(const struct call *call);
enum exit_code show_config(const struct call *call);
enum exit_code show_calls(const struct call *call);
enum exit_code show_call(const struct call *call);
enum exit_code show_bindings(const struct call *call);
enum exit_code show_registrations(const struct call *call);
enum exit_code show_connections(const struct call *call);
enum exit_code show_stats(const struct call *call);
enum exit_code set_change(const struct call *call);
enum exit_code reset(const struct call *call);
enum exit_code rules_add(const struct call *call);
enum exit_code rules_del(const struct call *call);
enum exit_code rules_show(const struct call *call);
enum exit_code monitor(const struct call *call);
enum exit_code trace(const struct call *call);
enum exit_code doctor(const struct call *call);
enum exit_code kill_call(const struct call *call);
enum exit_code flush(const struct call *call);
enum exit_code apply(const struct call *call);
enum exit_code export(const struct call *call);
enum exit_code completion_bash(const struct call *call);
enum exit_code completion_zsh(const struct call *call);
enum exit_code completion_words(const struct call *call);

/* find_command - the one with these words, or NULL; @noun NULL: the one without */
const struct command *find_command(const char *verb, const char *noun);

/* Lines on stderr from now on are about this line of a file; NULL: they are not */
void tell_where(const char *file, unsigned int line);
bool told_where(void);

/* One line on stderr */
void tell(const char *format, ...) PRINTF(1, 2);

/* The same, and the exit code to return */
enum exit_code failed(const char *format, ...) PRINTF(1, 2);
enum exit_code misused(const char *format, ...) PRINTF(1, 2);

/* The arguments are not what the command takes: says what it takes. */
enum exit_code usage_error(const struct call *call);

#endif
