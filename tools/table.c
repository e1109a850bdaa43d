// SPDX-License-Identifier: GPL-2.0
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "table.h"

void table_own(struct table *table, char *text)
{
	size_t room = table->room ? table->room * 2 : 64;

	if (table->ncells == table->room) {
		table->cells = realloc(table->cells, room * sizeof(*table->cells));
		if (!table->cells)
			abort();
		table->room = room;
	}
	table->cells[table->ncells].text = text;
	table->cells[table->ncells++].color = -1;
}

void table_color(struct table *table, enum color color)
{
	table->cells[table->ncells - 1].color = color;
}

void table_add(struct table *table, const char *text)
{
	table_own(table, strdup(text));
}

static const char *cell(const struct table *table, size_t i)
{
	return table->cells[i].text ? table->cells[i].text : "";
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

static void print_cell(const struct table *table, size_t i)
{
	if (table->cells[i].color < 0)
		fputs(cell(table, i), stdout);
	else
		printf("%s%s%s", color(table->cells[i].color), cell(table, i), color_end());
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
		print_cell(table, i);
		if (column + 1 < table->columns)
			printf("%*s", widths[column] + 2 - (int)strlen(cell(table, i)), "");
		else
			putchar('\n');
	}
	for (i = 0; i < table->ncells; i++)
		free(table->cells[i].text);
	free(table->cells);
	free(widths);
	*table = (struct table){ .columns = table->columns };
}
