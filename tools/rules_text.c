// SPDX-License-Identifier: GPL-2.0
/* The rules in nft's words: what rules_replace() makes, and no more */
#include <stdio.h>
#include "rules.h"

static void print_line(const struct rules_chain *chain, const json_t *line)
{
	const char *device = json_string_value(json_object_get(line, "device"));
	const char *protocol = json_string_value(json_object_get(line, "protocol"));
	int first = json_integer_value(json_object_get(line, "first"));
	int last = json_integer_value(json_object_get(line, "last"));

	fputs("\t\t", stdout);
	if (device)
		printf("%s \"%s\" ", chain->device, device);
	printf("%s dport %d", protocol, first);
	if (last != first)
		printf("-%d", last);
	printf(" counter ct helper set \"sip-%s\"\n", protocol);
}

void rules_print(const json_t *plan)
{
	const json_t *protocol, *line;
	json_t *lines = rules_lines(plan);
	size_t i, j;

	puts("table inet " RULES_TABLE "\n"
	     "delete table inet " RULES_TABLE "\n"
	     "table inet " RULES_TABLE " {\n"
	     "\tcomment \"" RULES_COMMENT "\"");
	json_array_foreach(json_object_get(plan, "protocols"), i, protocol)
		printf("\tct helper sip-%s {\n"
		       "\t\ttype \"" RULES_HELPER "\" protocol %s\n"
		       "\t\tl3proto inet\n"
		       "\t}\n",
		       json_string_value(protocol), json_string_value(protocol));
	for (i = 0; i < ARRAY_SIZE(rules_chains); i++) {
		printf("\tchain %s {\n"
		       "\t\ttype filter hook %s priority filter; policy accept;\n",
		       rules_chains[i].name, rules_chains[i].hook);
		json_array_foreach(lines, j, line)
			print_line(&rules_chains[i], line);
		puts("\t}");
	}
	puts("}");
	json_decref(lines);
}
