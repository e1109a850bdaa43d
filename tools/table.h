/* SPDX-License-Identifier: GPL-2.0 */
/* Text in columns that are as wide as what is in them. */
#ifndef SIPNAT_CTL_TABLE_H
#define SIPNAT_CTL_TABLE_H

#include <stddef.h>
#include "color.h"

/**
 * struct table - rows of text
 * @columns: of each row; set by the caller, all else is zero to begin with
 * @cells: row by row, each in a color, or -1
 * @ncells: how many there are
 * @room: for how many there is room
 */
struct table {
	size_t columns;
	struct {
		char *text;
		int color;
	} *cells;
	size_t ncells;
	size_t room;
};

/* table_add - adds a cell with a copy of the text; a row that is full is followed by the next */
void table_add(struct table *table, const char *text);

/* table_own - the same with text from malloc(), which is the table's from now on */
void table_own(struct table *table, char *text);

/* table_color - the last cell is in a color */
void table_color(struct table *table, enum color color);

/* table_print - prints it and frees what it holds */
void table_print(struct table *table);

#endif
