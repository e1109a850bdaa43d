// SPDX-License-Identifier: GPL-2.0
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "color.h"
#include "message.h"
#include "names.h"

static void *grow(void *old, size_t size)
{
	void *new = realloc(old, size);

	if (!new)
		abort();
	return new;
}

static void take_text(struct message *message, const struct nlattr *attr)
{
	size_t len = mnl_attr_get_payload_len(attr);

	message->text = grow(message->text, message->len + len + 1);
	memcpy(message->text + message->len, mnl_attr_get_payload(attr), len);
	message->len += len;
}

/* What comes in between: by their offsets; what is inserted before what replaces (sip/edit.h) */
static void take_spot(struct message *message, const struct nlattr *attr)
{
	const struct nlattr *pos;
	struct spot spot = {};
	size_t at;

	mnl_attr_for_each_nested(pos, attr) {
		switch (mnl_attr_get_type(pos)) {
		case SIPNAT_SPOT_OFF:
			spot.off = mnl_attr_get_u32(pos);
			break;
		case SIPNAT_SPOT_LEN:
			spot.len = mnl_attr_get_u32(pos);
			break;
		case SIPNAT_SPOT_PLACE:
			spot.place = mnl_attr_get_u8(pos);
			break;
		case SIPNAT_SPOT_WHY:
			spot.why = mnl_attr_get_u8(pos);
			break;
		case SIPNAT_SPOT_ORDINAL:
			spot.ordinal = mnl_attr_get_u32(pos);
			break;
		case SIPNAT_SPOT_WITH:
			spot.with = mnl_attr_get_payload(pos);
			spot.with_len = mnl_attr_get_payload_len(pos);
			break;
		}
	}
	/* The text comes first; what is not in it would be another kernel's error. */
	if (spot.off > message->len || spot.len > message->len - spot.off)
		return;
	message->spots = grow(message->spots, (message->nspots + 1) * sizeof(spot));
	for (at = message->nspots; at > 0; at--) {
		if (message->spots[at - 1].off < spot.off ||
		    (message->spots[at - 1].off == spot.off &&
		     message->spots[at - 1].len <= spot.len))
			break;
		message->spots[at] = message->spots[at - 1];
	}
	message->spots[at] = spot;
	message->nspots++;
}

void message_take(struct message *message, const struct nlattr *attr)
{
	switch (mnl_attr_get_type(attr)) {
	case SIPNAT_A_TRACE_TEXT:
		take_text(message, attr);
		break;
	case SIPNAT_A_TRACE_CHANGE:
	case SIPNAT_A_TRACE_LEFT:
		take_spot(message, attr);
		break;
	}
}

void message_free(struct message *message)
{
	free(message->text);
	free(message->spots);
}

/* Nothing that a terminal might obey */
static void put_bytes(FILE *out, const char *p, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++)
		if ((unsigned char)p[i] < ' ' || (unsigned char)p[i] > '~' || p[i] == '\\')
			fprintf(out, "\\x%02x", (unsigned char)p[i]);
		else
			putc(p[i], out);
}

/**
 * struct line - a line of the message
 * @off: where it begins
 * @len: without its end
 * @next: where the next begins
 */
struct line {
	size_t off;
	size_t len;
	size_t next;
};

static bool next_line(const struct message *message, struct line *line)
{
	const char *end;

	line->off = line->next;
	if (line->off >= message->len)
		return false;
	end = memchr(message->text + line->off, '\n', message->len - line->off);
	line->next = end ? (size_t)(end - message->text) + 1 : message->len;
	line->len = (end ? line->next - 1 : line->next) - line->off;
	if (end && line->len && message->text[line->off + line->len - 1] == '\r')
		line->len--;
	return true;
}

/* Does it begin there? What stands behind all lines belongs to the last. */
static bool is_in(const struct message *message, const struct spot *spot, const struct line *line)
{
	return spot->off >= line->off &&
	       (spot->off < line->next || line->next == message->len);
}

/* The bytes [from, to) with the changes made; those that are inserted at @to, too */
static void put_changed(FILE *out, const struct message *message, size_t from, size_t to,
			void (*put)(FILE *out, const char *p, size_t len))
{
	const struct spot *spot = message->spots, *end = spot + message->nspots;

	for (; spot < end; spot++) {
		if (!spot->with || spot->off < from || spot->off + spot->len > to)
			continue;
		put(out, message->text + from, spot->off - from);
		put(out, spot->with, spot->with_len);
		from = spot->off + spot->len;
	}
	put(out, message->text + from, to - from);
}

/* "left: contact 2, bad port", and what stands there */
static void print_flaw(const struct message *message, const struct spot *spot)
{
	printf("%s    ! left: %s", color(COLOR_YELLOW), name_of(spot_names, spot->place));
	if (spot->ordinal)
		printf(" %u", spot->ordinal);
	printf(", %s", why_meaning(spot->why));
	if (spot->len && spot->len <= 64) {
		fputs(": ", stdout);
		put_bytes(stdout, message->text + spot->off, spot->len);
	}
	printf("%s\n", color_end());
}

static void print_why(const struct message *message, const struct spot *spot)
{
	if (is_flaw(spot->why)) {
		print_flaw(message, spot);
		return;
	}
	printf("%s    %s %s ", color(spot->with ? COLOR_CYAN : COLOR_FAINT),
	       spot->with ? "#" : "=", name_of(spot_names, spot->place));
	/* A body, or a field as a whole, has been seen above. */
	if (spot->len <= 64 || spot->with)
		put_bytes(stdout, message->text + spot->off, spot->len);
	if (spot->with) {
		fputs(spot->len ? " -> " : "-> ", stdout);
		put_bytes(stdout, spot->with, spot->with_len);
	}
	printf(": %s%s\n", why_meaning(spot->why), color_end());
}

static void print_line(const struct message *message, const struct line *line)
{
	const struct spot *spot, *end = message->spots + message->nspots;
	const char *text = message->text + line->off;
	bool changed = false;

	for (spot = message->spots; spot < end; spot++)
		changed |= spot->with && is_in(message, spot, line);
	printf("%s%s ", changed ? color(COLOR_RED) : "", changed ? "-" : " ");
	put_bytes(stdout, text, line->len);
	printf("%s\n", changed ? color_end() : "");
	if (changed) {
		printf("%s+ ", color(COLOR_GREEN));
		put_changed(stdout, message, line->off, line->off + line->len, put_bytes);
		printf("%s\n", color_end());
	}
	for (spot = message->spots; spot < end; spot++)
		if (is_in(message, spot, line))
			print_why(message, spot);
}

void message_print(const struct message *message)
{
	struct line line = {};

	while (next_line(message, &line))
		print_line(message, &line);
}

/* As put_bytes(), but the ends of lines, and tabs, which JSON has words for */
static void put_json_bytes(FILE *out, const char *p, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++)
		if (p[i] == '\r' || p[i] == '\n' || p[i] == '\t')
			putc(p[i], out);
		else
			put_bytes(out, p + i, 1);
}

static json_t *json_bytes(const struct message *message, const char *p, size_t len, bool changed)
{
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);
	json_t *json;

	if (!out)
		abort();
	if (changed)
		put_changed(out, message, p - message->text, p - message->text + len,
			    put_json_bytes);
	else
		put_json_bytes(out, p, len);
	fclose(out);
	json = json_stringn(text, size);
	free(text);
	return json;
}

static unsigned int line_of(const struct message *message, const struct spot *spot)
{
	unsigned int number = 0;
	struct line line = {};

	while (next_line(message, &line)) {
		number++;
		if (is_in(message, spot, &line))
			break;
	}
	return number;
}

static json_t *describe_spot(const struct message *message, const struct spot *spot)
{
	json_t *json = json_pack("{s:i, s:s, s:o, s:s}", "line", line_of(message, spot), "place",
				 name_of(spot_names, spot->place), "before",
				 json_bytes(message, message->text + spot->off, spot->len, false),
				 "reason", name_of(why_names, spot->why));

	if (spot->ordinal)
		json_object_set_new(json, "element", json_integer(spot->ordinal));
	if (spot->with)
		json_object_set_new(json, "after",
				    json_bytes(message, spot->with, spot->with_len, false));
	return json;
}

void message_describe(const struct message *message, json_t *object)
{
	json_t *changes = json_array(), *left = json_array();
	const struct spot *spot, *end = message->spots + message->nspots;

	for (spot = message->spots; spot < end; spot++)
		json_array_append_new(spot->with ? changes : left,
				      describe_spot(message, spot));
	json_object_set_new(object, "before",
			    json_bytes(message, message->text, message->len, false));
	json_object_set_new(object, "after",
			    json_bytes(message, message->text, message->len, true));
	json_object_set_new(object, "changes", changes);
	json_object_set_new(object, "left", left);
}
