// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include "ctl.h"
#include "netns.h"

static void tell_why(const char *name)
{
	if (errno == ENOENT)
		tell("there is no network namespace \"%s\": ip netns list shows them", name);
	else if (errno == EPERM || errno == EACCES)
		tell("not permitted to enter the network namespace \"%s\": run it as root", name);
	else if (errno == EINVAL)
		tell(NETNS_DIR "/%s is no network namespace: ip netns list shows them", name);
	else
		tell("cannot enter the network namespace \"%s\": %m", name);
}

bool netns_enter(const char *name)
{
	char path[sizeof(NETNS_DIR) + 1 + 255];
	bool entered;
	int fd;

	if (!*name || strchr(name, '/') || strlen(name) > 255) {
		tell("\"%s\" cannot be a network namespace: ip netns list shows them", name);
		return false;
	}
	snprintf(path, sizeof(path), NETNS_DIR "/%s", name);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	entered = fd >= 0 && !setns(fd, CLONE_NEWNET);
	if (!entered)
		tell_why(name);
	if (fd >= 0)
		close(fd);
	return entered;
}
