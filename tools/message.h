/* SPDX-License-Identifier: GPL-2.0 */
/* A traced message: as it came, what was changed in it and what was left, and why. */
#ifndef SIPNAT_CTL_MESSAGE_H
#define SIPNAT_CTL_MESSAGE_H

#include <jansson.h>
#include <libmnl/libmnl.h>
#include <stddef.h>
#include <stdint.h>

/**
 * struct spot - a piece of a message
 * @off: where it begins
 * @len: how long it is
 * @place: enum sipnat_spot
 * @why: enum sipnat_why
 * @ordinal: of what cannot be read, its position in that place, counting from 1; 0: they are not counted
 * @with: what it was replaced by, in the netlink message; NULL: it was left
 * @with_len: how long that is
 */
struct spot {
	uint32_t off;
	uint32_t len;
	uint8_t place;
	uint8_t why;
	uint32_t ordinal;
	const char *with;
	size_t with_len;
};

/**
 * struct message - all that was told of it
 * @text: as it came
 * @len: bytes of @text
 * @spots: in their order, when they are printed
 * @nspots: how many
 */
struct message {
	char *text;
	size_t len;
	struct spot *spots;
	size_t nspots;
};

/* message_take - takes an attribute, if it is one of the message's; it must stay where it is */
void message_take(struct message *message, const struct nlattr *attr);
void message_free(struct message *message);

/* message_print - as a diff, each change and each piece that was left with its reason */
void message_print(const struct message *message);

/* message_describe - sets "before", "after", "changes" and "left" */
void message_describe(const struct message *message, json_t *object);

#endif
