/* SPDX-License-Identifier: GPL-2.0 */
/* What a parser reads in a message, in a form in which two parsers can be compared. */
#ifndef SIPNAT_DIFFER_READING_H
#define SIPNAT_DIFFER_READING_H

#include "hdr.h"

enum place {
	PLACE_MESSAGE,		/* as a whole: only ever there when it is not understood */
	PLACE_REQUEST_URI,
	PLACE_VIA,
	PLACE_CONTACT,
	PLACE_FROM,
	PLACE_TO,
	PLACE_RECORD_ROUTE,
	PLACE_ROUTE,
	PLACE_SDP_ORIGIN,
	PLACE_SDP_CONNECTION,
	PLACE_SDP_MEDIA,
	PLACE_SDP_RTCP,
	PLACE_COUNT
};

extern const char * const place_names[PLACE_COUNT];

/**
 * struct reading - what is read in one element
 * @place: where it stands
 * @unread: it is there, and cannot be read
 * @user: without escapes
 * @host: in lower case, without brackets; "*" for a Contact that is a star
 * @port: the digits without leading zeros; empty if there is none
 * @proto: of an m= line
 * @raw: the element or its field as it stands; NULL where a parser does not tell
 *
 * What is absent is an empty string.
 */
struct reading {
	enum place place;
	bool unread;
	const char *user;
	const char *host;
	const char *port;
	const char *proto;
	const char *raw;
};

#define READINGS_MAX		1024
#define READINGS_TEXT		(1 << 20)

struct readings {
	unsigned int n;
	struct reading item[READINGS_MAX];
	unsigned int used;
	char text[READINGS_TEXT];
};

/* readings_add - a new one with all strings empty */
struct reading *readings_add(struct readings *readings, enum place place);

/* readings_copy - keep a text as long as the readings; NULL is an empty text */
const char *readings_copy(struct readings *readings, struct sip_span s);
const char *readings_string(struct readings *readings, const char *s);

/* In the form that struct reading wants */
const char *readings_user(struct readings *readings, struct sip_span s);
const char *readings_host(struct readings *readings, struct sip_span s);
const char *readings_port(struct readings *readings, struct sip_span s);

static inline struct sip_span string_span(const char *s)
{
	return (struct sip_span){ .p = s, .len = s ? strlen(s) : 0 };
}

/**
 * struct parser - a parser that was written by others
 * @name: the library
 * @message: reads all but the body. Returns false if it takes the message for no message at all
 * @sdp: reads a session description, likewise
 *
 * They are given memory that ends with a NUL byte behind @len, and may crash: they run in a child.
 */
struct parser {
	const char *name;
	bool (*message)(struct readings *readings, const char *text, unsigned int len);
	bool (*sdp)(struct readings *readings, const char *text, unsigned int len);
};

extern const struct parser osip, sofia;

/**
 * sipnat_read - what the kernel module reads
 * @readings: filled
 * @s: a datagram
 * @sdp: filled with its session descriptions
 * @max: room in @sdp
 *
 * Return: how many session descriptions there are.
 */
unsigned int sipnat_read(struct readings *readings, struct sip_span s, struct sip_span *sdp,
			 unsigned int max);

/* sipnat_place - of a header field; PLACE_COUNT if it is none of these */
enum place sipnat_place(enum sip_hdr_id id);

/* sipnat_line_place - of a line of a session description; PLACE_COUNT if it is none of these */
enum place sipnat_line_place(struct sip_span line);

/* sipnat_read_field - likewise of one header field */
void sipnat_read_field(struct readings *readings, const struct sip_hdr *hdr);

/* sipnat_read_sdp - likewise of a session description */
void sipnat_read_sdp(struct readings *readings, struct sip_span s);

/**
 * struct reason - why readings differ
 * @parser: which one; NULL: any
 * @places: a bit for each place where it may
 * @fits: is that difference of this kind; @ours or @theirs is NULL if that parser sees no such
 *	element
 * @why: which of them is right, and why
 */
struct reason {
	const char *name;
	const struct parser *parser;
	unsigned int places;
	bool (*fits)(const struct reading *ours, const struct reading *theirs, const char *text);
	const char *why;
};

extern const struct reason reasons[];
extern const unsigned int nreasons;

/**
 * struct odd - a message as programs send them, but for one thing
 * @name: what is odd
 * @lines: fields that replace those of the same name in a plain request, or are added to it
 * @start: the start line, if it is another one
 * @sdp: a session description
 */
struct odd {
	const char *name;
	const char *start;
	const char *lines;
	const char *sdp;
};

extern const struct odd odds[];
extern const unsigned int nodds;

#endif
