// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdio_ext.h>
#include <stdlib.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <unistd.h>
#include "listen.h"
#include "number.h"

/* The largest message: 65535 bytes of SIP, as many again of what they become, and why */
#define MESSAGE_MAX	(512 * 1024)
/* What waits to be read */
#define BUFFER_DEFAULT	(8 * 1024 * 1024)
#define BUFFER_MIN	2048
#define BUFFER_MAX	(1024 * 1024 * 1024)

const struct ctl_option listen_options[] = {
	{ 0, "buffer", "BYTES", "how much may wait to be read (default 8388608)" },
	{}
};

/**
 * struct hearing - a socket that listens
 * @listener: for whom
 * @socket: in the group
 * @buffer: MESSAGE_MAX bytes
 * @lost: messages have been lost, and it has not been told yet
 */
struct hearing {
	const struct listener *listener;
	struct mnl_socket *socket;
	char *buffer;
	bool lost;
};

/* What the kernel does not double by itself is enough for any use of the option. */
static bool set_buffer(int fd, const char *bytes)
{
	uint32_t size = BUFFER_DEFAULT;
	int value;

	if (bytes && !number_read(bytes, BUFFER_MIN, BUFFER_MAX, &size)) {
		misused("--buffer %s: a number from %d to %d", bytes, BUFFER_MIN, BUFFER_MAX);
		return false;
	}
	value = size;
	/* Without the right to exceed net.core.rmem_max it is as much as that. */
	if (setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &value, sizeof(value)))
		setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &value, sizeof(value));
	return true;
}

static bool join(struct mnl_socket *socket, uint32_t group)
{
	if (!mnl_socket_setsockopt(socket, NETLINK_ADD_MEMBERSHIP, &group, sizeof(group)))
		return true;
	if (errno == EPERM)
		tell("not permitted: run it as root, or with CAP_NET_ADMIN in this namespace");
	else
		tell("cannot listen to the module: %m");
	return false;
}

/* Reads what there is. False: it cannot be read any more, which has been told */
static bool read_all(struct hearing *hearing)
{
	const struct nlmsghdr *header;
	ssize_t got;
	int len;

	for (;;) {
		got = recv(mnl_socket_get_fd(hearing->socket), hearing->buffer, MESSAGE_MAX,
			   MSG_DONTWAIT);
		if (got < 0 && errno == ENOBUFS) {
			/* Twice: what was there before the first loss has been read. */
			if (hearing->lost)
				return true;
			hearing->lost = true;
			continue;
		}
		if (got < 0 && errno != EAGAIN && errno != EINTR)
			tell("cannot read what the module tells: %m");
		if (got < 0)
			return errno == EAGAIN || errno == EINTR;
		len = got;
		for (header = (void *)hearing->buffer; mnl_nlmsg_ok(header, len);
		     header = mnl_nlmsg_next(header, &len))
			if (header->nlmsg_type >= NLMSG_MIN_TYPE)
				hearing->listener->take(header, hearing->listener->arg);
		if (fflush(stdout))
			return true;
	}
}

/*
 * The kernel says first that something was lost, and then gives what came before: that is read
 * first, and as long as there is some of it nothing that comes later gets in.
 */
static enum exit_code hear(struct hearing *hearing, int signals)
{
	struct pollfd fds[] = {
		{ .fd = mnl_socket_get_fd(hearing->socket), .events = POLLIN },
		{ .fd = signals, .events = POLLIN },
		{ .fd = STDOUT_FILENO },	/* nobody reads any more: POLLERR */
	};

	for (;;) {
		if (poll(fds, ARRAY_SIZE(fds), -1) < 0 && errno != EINTR)
			return failed("cannot wait for events: %m");
		if (fds[1].revents || fds[2].revents)
			return EXIT_DONE;
		if (!read_all(hearing))
			return EXIT_FAILED;
		if (hearing->lost && !hearing->listener->lost(hearing->listener->arg))
			return EXIT_FAILED;
		hearing->lost = false;
		if (fflush(stdout) || ferror(stdout))
			return errno == EPIPE ? EXIT_DONE : failed("cannot write: %m");
	}
}

/* What nobody reads any more is no error. */
static void forget_output(void)
{
	__fpurge(stdout);
	clearerr(stdout);
}

static int open_signals(void)
{
	sigset_t set;

	signal(SIGPIPE, SIG_IGN);
	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	sigprocmask(SIG_BLOCK, &set, NULL);
	return signalfd(-1, &set, SFD_CLOEXEC);
}

static enum exit_code listen_at(const struct call *call, struct hearing *hearing, uint32_t group)
{
	enum exit_code code = EXIT_FAILED;
	int signals;

	if (!set_buffer(mnl_socket_get_fd(hearing->socket), given(call, "buffer")))
		return EXIT_USAGE;
	if (!join(hearing->socket, group))
		return EXIT_FAILED;
	signals = open_signals();
	if (signals < 0)
		return failed("cannot wait for signals: %m");
	code = hear(hearing, signals);
	if (code == EXIT_DONE)
		forget_output();
	close(signals);
	return code;
}

enum exit_code listen_to(const struct call *call, struct netlink *netlink,
			 const struct listener *listener)
{
	struct hearing hearing = { .listener = listener };
	uint32_t group = netlink_group(netlink, listener->group);
	enum exit_code code = EXIT_FAILED;

	if (!group)
		return EXIT_FAILED;
	hearing.buffer = malloc(MESSAGE_MAX);
	hearing.socket = mnl_socket_open2(NETLINK_GENERIC, SOCK_CLOEXEC);
	if (!hearing.buffer)
		tell("out of memory");
	else if (!hearing.socket || mnl_socket_bind(hearing.socket, 0, MNL_SOCKET_AUTOPID) < 0)
		tell("cannot open a netlink socket: %m");
	else
		code = listen_at(call, &hearing, group);
	if (hearing.socket)
		mnl_socket_close(hearing.socket);
	free(hearing.buffer);
	return code;
}
