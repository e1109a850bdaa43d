// SPDX-License-Identifier: GPL-2.0
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "table.h"

void table_own(struct table *table, char *text)
{
	size_t room = table->room ? table->room * 2 : 64;
	char **cells;

	if (table->ncells == table->room) {
		cells = realloc(table->cells, room * sizeof(*cells));
		if (!cells)
			abort();
		table->cells = cells;
		table->room = room;
	}
	table->cells[table->ncells++] = text;
}

void table_add(struct table *table, const char *text)
{
	table_own(table, strdup(text));
}

static const char *cell(const struct table *table, size_t i)
{
	return table->cells[i] ? table->cells[i] : "";
}

static int width(const struct table *table, size_t column)
{
	size_t i, max = 0, len;

	for (i = column; i < table->ncells; i += table->columns) {
		len = strlen(cell(table, i));
		if (len > max)
			max = len;
	}
	return max;
}

void table_print(struct table *table)
{
	int *widths = calloc(table->columns, sizeof(*widths));
	size_t i, column;

	if (!widths)
		abort();
	for (column = 0; column < table->columns; column++)
		widths[column] = width(table, column);
	for (i = 0; i < table->ncells; i++) {
		column = i % table->columns;
		if (column + 1 < table->columns)
			printf("%-*s  ", widths[column], cell(table, i));
		else
			printf("%s\n", cell(table, i));
	}
	for (i = 0; i < table->ncells; i++)
		free(table->cells[i]);
	free(table->cells);
	free(widths);
	*table = (struct table){ .columns = table->columns };
}
