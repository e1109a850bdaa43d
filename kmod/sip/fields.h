/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What a header section says about the length of the body, byte by byte: the lines that are of no
 * interest, or no header fields at all, are passed over. RFC 3261 sections 7.3.1 and 20.14
 */
#ifndef SIPNAT_SIP_FIELDS_H
#define SIPNAT_SIP_FIELDS_H

#include "platform.h"

/**
 * struct sip_fields - a header section as far as it has come
 * @state: what is expected
 * @resume: likewise, if the next line is a folded one
 * @names: which names may still match, one bit each
 * @n: bytes of the name
 * @number: the value of Content-Length
 * @length: what the first readable Content-Length says
 * @largest: what the largest readable one says that a message can have
 * @has_length: there is a readable one
 * @unclear: there is another one that differs, or is not readable
 */
struct sip_fields {
	u8 state;
	u8 resume;
	u8 names;
	u8 n;
	u32 number;
	u32 length;
	u32 largest;
	bool has_length;
	bool unclear;
};

/* sip_fields_begin - a line begins, and with it a header section */
void sip_fields_begin(struct sip_fields *fields);

/* sip_fields_step - the next byte. Return: it is the line feed of the empty line */
bool sip_fields_step(struct sip_fields *fields, char c);

/* sip_fields_skips - nothing before the next line feed matters */
bool sip_fields_skips(const struct sip_fields *fields);

#endif
