/* SPDX-License-Identifier: GPL-2.0 */
/* How sipnat-ctl talks to the module. Whoever gets false or NULL back has had stderr told why. */
#ifndef SIPNAT_CTL_NETLINK_H
#define SIPNAT_CTL_NETLINK_H

#include <libmnl/libmnl.h>
#include <linux/genetlink.h>
#include <stdbool.h>
#include <stdint.h>
#include "../kmod/uapi/sipnat.h"

/* More than the largest message of the family */
#define NETLINK_BUFFER	65536

/**
 * struct refusal - why the kernel has refused a request
 * @error: as errno
 * @offset: of the attribute that is wrong, from the start of the request; 0: none
 * @words: what the kernel says, or ""
 */
struct refusal {
	int error;
	unsigned int offset;
	char words[160];
};

/**
 * struct netlink - a socket to the family, and room for a request
 * @socket: bound
 * @family: its number
 * @sequence: of the last request
 * @refused: tells why the request is refused; false if it leaves that to us. NULL: always
 * @refused_arg: for that
 * @request: for netlink_request()
 */
struct netlink {
	struct mnl_socket *socket;
	uint16_t family;
	uint32_t sequence;
	bool (*refused)(const struct refusal *refusal, void *arg);
	void *refused_arg;
	char request[NETLINK_BUFFER];
};

/* What to do with a message that answers; netlink_for_each() goes through its attributes. */
typedef void netlink_answer_fn(const struct nlmsghdr *answer, void *arg);

#define netlink_for_each(attr, answer) mnl_attr_for_each(attr, answer, sizeof(struct genlmsghdr))

struct netlink *netlink_open(void);

/* netlink_open_bus - the same to another protocol, such as NETLINK_NETFILTER */
struct netlink *netlink_open_bus(int bus);
/* netlink_open_loaded - the same, but NULL, which is not told, if there is no module */
struct netlink *netlink_open_loaded(bool *loaded);

/* netlink_close - nothing if it is NULL */
void netlink_close(struct netlink *netlink);

/* netlink_group - the number of a multicast group of the family; 0 if there is none, which is told */
uint32_t netlink_group(struct netlink *netlink, const char *name);

/* netlink_request - begins a request; attributes are to be added to it */
struct nlmsghdr *netlink_request(struct netlink *netlink, enum sipnat_cmd command);

/* netlink_talk - sends a request, and gives each answer to @answer (may be NULL) */
bool netlink_talk(struct netlink *netlink, struct nlmsghdr *request, netlink_answer_fn *answer,
		  void *arg);

/**
 * netlink_dump - reads a table, if need be more than once
 * @netlink: open
 * @command: what to ask
 * @restart: forgets what @answer has taken
 * @answer: takes one entry
 * @arg: for both
 * @whole: false if the table changed each time, so that entries may be missing or twice
 */
bool netlink_dump(struct netlink *netlink, enum sipnat_cmd command, void (*restart)(void *arg),
		  netlink_answer_fn *answer, void *arg, bool *whole);

/**
 * netlink_try - sends a request of any protocol, and gives each answer to @answer (may be NULL)
 * @netlink: open
 * @request: with NLM_F_ACK or NLM_F_DUMP, or the end of the answer is not seen
 * @answer: takes one message
 * @arg: for @answer
 * @interrupted: whether what was dumped changed meanwhile; may be NULL
 *
 * Return: 0, or the kernel's error, of which nobody has been told. EIO: the socket's, told.
 */
int netlink_try(struct netlink *netlink, const struct nlmsghdr *request, netlink_answer_fn *answer,
		void *arg, bool *interrupted);

#endif
