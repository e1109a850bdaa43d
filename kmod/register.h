/* SPDX-License-Identifier: GPL-2.0 */
/* REGISTER and its answer: which registrations a message is about. RFC 3261 section 10. */
#ifndef SIPNAT_REGISTER_H
#define SIPNAT_REGISTER_H

#include "registration.h"
#include "uapi/sipnat.h"

struct sipnat_job;

/**
 * enum sipnat_register_step - what a message means
 * @SIPNAT_REGISTER_NOTHING: it is no REGISTER of an inside party, nor an answer to one
 * @SIPNAT_REGISTER_ASKS: an inside party asks for something
 * @SIPNAT_REGISTER_ACCEPTED: 2xx
 * @SIPNAT_REGISTER_REFUSED: a final answer, after which the request is not sent again
 */
enum sipnat_register_step {
	SIPNAT_REGISTER_NOTHING,
	SIPNAT_REGISTER_ASKS,
	SIPNAT_REGISTER_ACCEPTED,
	SIPNAT_REGISTER_REFUSED,
};

/**
 * struct sipnat_register - what a job has read
 * @step: what the message means; the rest is only set if it means something
 * @aor_len: bytes of @aor
 * @aor: the address of record, as the registrar sees it
 * @request: hash of the request, the same in its answer
 * @all: the Contact is "*"
 * @nread: how many Contacts were read
 * @nothers: how many Contacts an answer lists that are none of @contacts, or cannot be read
 * @others_seconds: for how long the last of those is granted; 0 if it does not say so itself
 * @nlisted: how many of @contacts the message names; what follows is what the request that is
 *	answered had named besides
 * @n: how many of @contacts are in use
 * @contacts: registrations that the message is about, for how many seconds, whether they are new,
 *	and whether they are what the request had named
 */
struct sipnat_register {
	enum sipnat_register_step step;
	u8 aor_len;
	char aor[SIP_AOR_MAX];
	u32 request;
	bool all;
	unsigned int nread;
	unsigned int nothers;
	u32 others_seconds;
	unsigned int nlisted;
	unsigned int n;
	struct {
		struct sipnat_registration *registration;
		u32 seconds;
		bool made;
		bool answered;
	} contacts[SIPNAT_AOR_MAX_CONTACTS];
};

/**
 * sipnat_register_read - which registrations is the message about
 *
 * Those that are new are reserved, and belong to the job until it is done. Comes behind the
 * translation, which gives the Contacts their bindings.
 * Return: 0, or the reason why the message must pass untouched.
 */
enum sipnat_stat sipnat_register_read(struct sipnat_job *job);

/* sipnat_register_publish - the message has left; sipnat_net.lock held */
void sipnat_register_publish(struct sipnat_job *job);

/* sipnat_register_undo - it has not; sipnat_net.lock held */
void sipnat_register_undo(struct sipnat_job *job);

#endif
