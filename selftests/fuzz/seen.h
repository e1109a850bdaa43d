/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Everything that the parsers say about a message, as one flat list that can be compared, and
 * beside it the places that a translator would write to.
 */
#ifndef SIPNAT_FUZZ_SEEN_H
#define SIPNAT_FUZZ_SEEN_H

#include "edit.h"

#define SEEN_MAX_FACTS	32768
#define SEEN_MAX_PLACES	(SIP_MAX_EDITS - 8)
#define SEEN_MAX_UNREAD	64

/*
 * A number (@end is 0), or the bytes [@value, @end) counted from the start of the text, about what
 * has its first byte in front of @about; 0: the whole.
 */
struct fact {
	const char *what;
	bool span;
	u32 value;
	u32 end;
	u32 about;
};

enum place_kind {
	PLACE_HOST,
	PLACE_PORT,
	PLACE_LENGTH,		/* digits that count the bytes of @counted */
};

struct place {
	enum place_kind kind;
	enum sip_place where;
	struct sip_span text;
	struct sip_host host;
	u16 port;
	struct sip_span counted;
};

/**
 * struct unread - an element that cannot be read
 * @text: its bytes, which have to stay
 * @cut: what is missing from the text without it, e.g. the comma, too
 */
struct unread {
	struct sip_span text;
	struct sip_span cut;
};

/**
 * struct seen - what there is to say about a text
 * @start: of the text
 * @inside: what is looked at; a span that is not inside stops the program
 * @about: behind the first byte of what is looked at
 * @full: there was too much to say
 * @unread: elements among it that cannot be read, as far as the text can be without them
 * @limit: there is more than the parsers have room for, which would be there without something else
 */
struct seen {
	const char *start;
	struct sip_span inside;
	u32 about;
	bool full;
	unsigned int nfacts;
	struct fact facts[SEEN_MAX_FACTS];
	unsigned int nplaces;
	struct place places[SEEN_MAX_PLACES];
	bool limit;
	unsigned int nunread;
	struct unread unread[SEEN_MAX_UNREAD];
};

/* Returns false for a text that the parsers do not understand; fills @seen all the same. */
typedef bool see_fn(struct seen *seen, const char *text, unsigned int len);

see_fn see_datagram;
see_fn see_stream;
see_fn see_sdp;
see_fn see_sdpfrag;

#endif
