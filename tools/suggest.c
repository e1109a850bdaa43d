// SPDX-License-Identifier: GPL-2.0
#include <string.h>
#include "suggest.h"

#define WORD_MAX	32

static unsigned int min3(unsigned int a, unsigned int b, unsigned int c)
{
	unsigned int min = a < b ? a : b;

	return min < c ? min : c;
}

/* How many letters to insert, take away or change (Levenshtein); words up to WORD_MAX letters */
static unsigned int distance(const char *a, const char *b)
{
	unsigned int row[WORD_MAX + 1], i, j, diagonal, above;

	for (j = 0; j <= strlen(b); j++)
		row[j] = j;
	for (i = 1; i <= strlen(a); i++) {
		diagonal = row[0];
		row[0] = i;
		for (j = 1; j <= strlen(b); j++) {
			above = row[j];
			row[j] = min3(row[j - 1] + 1, above + 1,
				      diagonal + (a[i - 1] != b[j - 1]));
			diagonal = above;
		}
	}
	return row[strlen(b)];
}

const char *suggest(const char *typed, const char *const *words)
{
	unsigned int best = 3, d;
	const char *word = NULL;

	if (strlen(typed) > WORD_MAX)
		return NULL;
	for (; *words; words++) {
		d = distance(typed, *words);
		/* a word of which nothing is left is no suggestion */
		if (d < best && d < strlen(typed)) {
			best = d;
			word = *words;
		}
	}
	return word;
}
