// SPDX-License-Identifier: GPL-2.0
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "color.h"
#include "number.h"
#include "people.h"
#include "show.h"

/* The arguments "ID [zone ZONE]"; @zone is -1 if there is none */
static enum exit_code call_words(const struct call *call, const char **id, int *zone)
{
	uint32_t number;

	*zone = -1;
	if (call->argc != 1 && call->argc != 3)
		return usage_error(call);
	*id = call->argv[0];
	if (call->argc == 1)
		return EXIT_DONE;
	if (strcmp(call->argv[1], "zone"))
		return usage_error(call);
	if (!number_read(call->argv[2], 0, UINT16_MAX, &number))
		return misused("\"%s\" is not a conntrack zone: that is a number up to 65535",
			       call->argv[2]);
	*zone = number;
	return EXIT_DONE;
}

static const char *id_of(const json_t *call)
{
	return json_string_value(json_object_get(call, "call_id"));
}

static long long number_of_key(const json_t *object, const char *key)
{
	return json_integer_value(json_object_get(object, key));
}

/* The calls that are meant: those with that Call-ID, or else those whose Call-ID begins so */
static json_t *matching(const json_t *calls, const char *id, int zone)
{
	json_t *whole = json_array(), *begun = json_array(), *call;
	size_t i;

	json_array_foreach(json_object_get(calls, "calls"), i, call) {
		if (zone >= 0 && number_of_key(call, "zone") != zone)
			continue;
		if (!strcmp(id_of(call), id))
			json_array_append(whole, call);
		else if (!strncmp(id_of(call), id, strlen(id)))
			json_array_append(begun, call);
	}
	if (!json_array_size(whole)) {
		json_decref(whole);
		return begun;
	}
	json_decref(begun);
	return whole;
}

static void tell_many(const json_t *found, const char *id)
{
	const json_t *one = json_array_get(found, 0), *other = json_array_get(found, 1);

	if (!strcmp(id_of(one), id_of(other)))
		tell("%zu calls are \"%s\", in conntrack zones %lld, %lld%s: add \"zone ZONE\"",
		     json_array_size(found), id_of(one), number_of_key(one, "zone"),
		     number_of_key(other, "zone"), json_array_size(found) > 2 ? ", ..." : "");
	else
		tell("%zu calls begin with \"%s\", as \"%s\" and \"%s\": type more of it",
		     json_array_size(found), id, id_of(one), id_of(other));
}

/* Is it the same binding: its keys are all that cannot change */
static bool same_binding(const json_t *a, const json_t *b)
{
	static const char *const keys[] = { "kind", "protocol", "inside", "local", "zone" };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(keys); i++)
		if (!json_equal(json_object_get(a, keys[i]), json_object_get(b, keys[i])))
			return false;
	return true;
}

/* What all bindings tell of themselves, in the place of what the call says of its own */
static void fill_in(json_t *bindings, const json_t *all)
{
	json_t *mine, *one;
	size_t i, j;

	json_array_foreach(bindings, i, mine)
		json_array_foreach(all, j, one)
			if (same_binding(mine, one))
				json_object_update(mine, one);
}

static bool fill_call(struct netlink *netlink, json_t *call)
{
	json_t *bindings = fetch_bindings(netlink), *all, *stream;
	size_t i;

	if (!bindings)
		return false;
	all = json_object_get(bindings, "bindings");
	fill_in(json_object_get(call, "signalling"), all);
	json_array_foreach(json_object_get(call, "streams"), i, stream)
		fill_in(json_object_get(stream, "bindings"), all);
	json_decref(bindings);
	return true;
}

static json_t *fetch_call(struct netlink *netlink, const char *id, int zone)
{
	json_t *calls = fetch_calls(netlink), *found, *call = NULL;

	if (!calls)
		return NULL;
	found = matching(calls, id, zone);
	if (!json_array_size(found))
		tell("no call is \"%s\", or begins so: sipnat-ctl show calls lists them", id);
	else if (json_array_size(found) > 1)
		tell_many(found, id);
	else
		call = json_incref(json_array_get(found, 0));
	json_decref(found);
	json_decref(calls);
	return call;
}

json_t *find_call(const struct call *call, struct netlink **netlink, enum exit_code *code)
{
	json_t *found = NULL;
	const char *id = NULL;
	int zone;

	*netlink = NULL;
	*code = call_words(call, &id, &zone);
	if (*code)
		return NULL;
	*netlink = netlink_open();
	if (*netlink)
		found = fetch_call(*netlink, id, zone);
	if (!found)
		*code = EXIT_FAILED;
	return found;
}

static void print_endpoint(const json_t *endpoint)
{
	char *text = endpoint_text(endpoint);

	fputs(text ? text : "?", stdout);
	free(text);
}

static void print_age(long long seconds)
{
	char *text = age_text(seconds);

	fputs(text ? text : "?", stdout);
	free(text);
}

static void print_way(const json_t *object, const char *way, bool answered)
{
	const char *lack = traffic_lack(answered, object, way);
	const json_t *counted = json_object_get(object, way);
	char *size = size_text(number_of_key(counted, "bytes"));

	printf("%s %s", way, lack ? color(COLOR_RED) : "");
	if (json_is_object(counted))
		printf("%s (%lld packets)", size ? size : "?", number_of_key(counted, "packets"));
	else
		putchar('-');
	printf("%s%s%s", lack ? " " : "", lack ? lack : "", lack ? color_end() : "");
	free(size);
}

static void print_entry(const json_t *entry)
{
	fputs("        flow ", stdout);
	print_endpoint(json_object_get(entry, "source"));
	fputs(" -> ", stdout);
	print_endpoint(json_object_get(entry, "destination"));
	fputs(", back ", stdout);
	print_endpoint(json_object_get(entry, "reply_source"));
	fputs(" -> ", stdout);
	print_endpoint(json_object_get(entry, "reply_destination"));
	fputs("\n            ", stdout);
	print_way(entry, "out", false);
	fputs(", ", stdout);
	print_way(entry, "in", false);
	fputs(", forgotten in ", stdout);
	print_age(number_of_key(entry, "expires"));
	putchar('\n');
}

static void print_binding(const json_t *binding, bool answered)
{
	const json_t *expires = json_object_get(binding, "expires"), *entry;
	const char *source = json_string_value(json_object_get(binding, "source"));
	size_t i;

	printf("    %-4s %s ", json_string_value(json_object_get(binding, "kind")),
	       json_string_value(json_object_get(binding, "protocol")));
	print_endpoint(json_object_get(binding, "inside"));
	fputs(" <-> ", stdout);
	print_endpoint(json_object_get(binding, "local"));
	if (!json_equal(json_object_get(binding, "local"), json_object_get(binding, "advertised"))) {
		fputs(", advertised as ", stdout);
		print_endpoint(json_object_get(binding, "advertised"));
	}
	if (source)
		printf(", of %s", source);
	printf(", %lld user%s", number_of_key(binding, "users"),
	       number_of_key(binding, "users") == 1 ? "" : "s");
	if (!json_is_null(expires)) {
		fputs(", kept for ", stdout);
		print_age(json_integer_value(expires));
	} else {
		fputs("\n        ", stdout);
		print_way(binding, "out", answered);
		fputs(", ", stdout);
		print_way(binding, "in", answered);
	}
	putchar('\n');
	json_array_foreach(json_object_get(binding, "entries"), i, entry)
		print_entry(entry);
}

static void print_bindings_of(const json_t *list, bool answered)
{
	const json_t *binding;
	size_t i;

	json_array_foreach(list, i, binding)
		/* RTCP may come from one side only. */
		print_binding(binding, answered && !strcmp("rtp", json_string_value(
					       json_object_get(binding, "kind"))));
}

static void print_line(const json_t *call, const char *key)
{
	const char *text = json_string_value(json_object_get(call, key));

	printf("  %-7s %s\n", key, text ? text : "-");
}

static void print_call(const json_t *call)
{
	bool answered = !strcmp("confirmed", json_string_value(json_object_get(call, "state")));
	const json_t *stream;
	size_t i;

	printf("%scall %s%s\n", color(COLOR_BOLD), id_of(call), color_end());
	print_line(call, "state");
	print_line(call, "from");
	print_line(call, "to");
	print_line(call, "source");
	if (number_of_key(call, "zone"))
		printf("  zone    %lld\n", number_of_key(call, "zone"));
	fputs("  age     ", stdout);
	print_age(number_of_key(call, "age"));
	fputs(", the last message ", stdout);
	print_age(number_of_key(call, "idle"));
	fputs(" ago\n  ends    in ", stdout);
	print_age(number_of_key(call, "expires"));
	puts(answered ? ", unless there are messages or media" : ", unless there are messages");
	if (json_array_size(json_object_get(call, "signalling")))
		puts("  signalling");
	print_bindings_of(json_object_get(call, "signalling"), false);
	json_array_foreach(json_object_get(call, "streams"), i, stream) {
		printf("  stream %lld %s, remote ", number_of_key(stream, "index"),
		       json_string_value(json_object_get(stream, "media")));
		print_endpoint(json_object_get(stream, "remote"));
		putchar('\n');
		print_bindings_of(json_object_get(stream, "bindings"), answered);
	}
	if (call_is_uncounted(call))
		print_uncounted();
}

enum exit_code show_call(const struct call *call)
{
	struct netlink *netlink;
	enum exit_code code;
	json_t *found = find_call(call, &netlink, &code);

	if (found && !fill_call(netlink, found))
		code = EXIT_FAILED;
	netlink_close(netlink);
	if (!code)
		show_printed(call->json, found, print_call);
	else
		json_decref(found);
	return code;
}
