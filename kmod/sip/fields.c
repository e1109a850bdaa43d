// SPDX-License-Identifier: GPL-2.0
#include "fields.h"
#include "lex.h"
#include "msg.h"

/* RFC 3261 section 20.14 sets no limit; nobody means more. */
#define MAX_LENGTH	(U32_MAX / 2)

enum state {
	LINE,		/* its first byte */
	LINE_CR,
	NAME,
	COLON,
	VALUE,		/* white space before the number */
	DIGITS,
	VALUE_END,	/* white space behind it */
	BAD_VALUE,
	SKIP,
};

static const char *const names[] = { "content-length", "l" };

#define ALL_NAMES	((1 << ARRAY_SIZE(names)) - 1)

void sip_fields_begin(struct sip_fields *fields)
{
	*fields = (struct sip_fields){ .state = LINE, .resume = SKIP };
}

bool sip_fields_skips(const struct sip_fields *fields)
{
	return fields->state == SKIP;
}

static void set_length(struct sip_fields *fields)
{
	if (!fields->has_length)
		fields->length = fields->number;
	else if (fields->length != fields->number)
		fields->unclear = true;
	if (fields->number <= SIP_MSG_MAX_LEN)
		fields->largest = max(fields->largest, fields->number);
	fields->has_length = true;
}

/* A field ends where the next line is not a folded one. */
static void end_field(struct sip_fields *fields)
{
	if (fields->resume == VALUE_END)
		set_length(fields);
	else if (fields->resume != SKIP)
		fields->unclear = true;
	fields->resume = SKIP;
}

static void end_line(struct sip_fields *fields)
{
	switch (fields->state) {
	case DIGITS:
		fields->resume = VALUE_END;
		break;
	case VALUE:
	case VALUE_END:
	case BAD_VALUE:
		fields->resume = fields->state;
		break;
	default:
		fields->resume = SKIP;
	}
	fields->state = LINE;
}

static void colon_step(struct sip_fields *fields, char c)
{
	if (c == ' ' || c == '\t') {
		fields->state = COLON;
	} else if (c != ':') {
		fields->state = SKIP;
	} else {
		fields->number = 0;
		fields->state = VALUE;
	}
}

static void name_step(struct sip_fields *fields, char c)
{
	unsigned int i;
	char want;

	for (i = 0; i < ARRAY_SIZE(names); i++) {
		if (!(fields->names & 1 << i))
			continue;
		want = names[i][fields->n];
		if (!want && (c == ' ' || c == '\t' || c == ':')) {
			colon_step(fields, c);
			return;
		}
		if (!want || sip_casecmp(&want, &c, 1))
			fields->names &= ~(1 << i);
	}
	fields->n++;
	if (!fields->names)
		fields->state = SKIP;
}

static void digit_step(struct sip_fields *fields, char c)
{
	if (fields->number > (MAX_LENGTH - (c - '0')) / 10) {
		fields->state = BAD_VALUE;
		return;
	}
	fields->number = fields->number * 10 + (c - '0');
	fields->state = DIGITS;
}

static void value_step(struct sip_fields *fields, char c)
{
	if (sip_is(c, SIP_CLASS_DIGIT) && fields->state != VALUE_END)
		digit_step(fields, c);
	else if (!sip_is(c, SIP_CLASS_WS))
		fields->state = BAD_VALUE;
	else if (fields->state == DIGITS)
		fields->state = VALUE_END;
}

/* Return: it is the line feed of an empty line */
static bool line_step(struct sip_fields *fields, char c)
{
	if (fields->state == LINE && c == '\r') {
		fields->state = LINE_CR;
		return false;
	}
	if (fields->state == LINE && (c == ' ' || c == '\t')) {
		fields->state = fields->resume;
		return false;
	}
	end_field(fields);
	if (c == '\n') {
		fields->state = LINE;
		return true;
	}
	if (fields->state == LINE_CR) {
		fields->state = SKIP;
		return false;
	}
	fields->state = NAME;
	fields->names = ALL_NAMES;
	fields->n = 0;
	name_step(fields, c);
	return false;
}

bool sip_fields_step(struct sip_fields *fields, char c)
{
	if (fields->state == LINE || fields->state == LINE_CR)
		return line_step(fields, c);
	if (c == '\n') {
		end_line(fields);
		return false;
	}
	switch (fields->state) {
	case NAME:
		name_step(fields, c);
		break;
	case COLON:
		colon_step(fields, c);
		break;
	case VALUE:
	case DIGITS:
	case VALUE_END:
		value_step(fields, c);
		break;
	}
	return false;
}
