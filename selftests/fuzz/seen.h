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

/* A number (@end is 0), or the bytes [@value, @end) counted from the start of the text. */
struct fact {
	const char *what;
	bool span;
	u32 value;
	u32 end;
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
 * struct seen - what there is to say about a text
 * @start: of the text
 * @inside: what is looked at; a span that is not inside stops the program
 * @full: there was too much to say
 */
struct seen {
	const char *start;
	struct sip_span inside;
	bool full;
	unsigned int nfacts;
	struct fact facts[SEEN_MAX_FACTS];
	unsigned int nplaces;
	struct place places[SEEN_MAX_PLACES];
};

/* Returns false for a text that the parsers do not understand; fills @seen all the same. */
typedef bool see_fn(struct seen *seen, const char *text, unsigned int len);

see_fn see_datagram;
see_fn see_stream;
see_fn see_sdp;
see_fn see_sdpfrag;

#endif
