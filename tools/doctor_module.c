// SPDX-License-Identifier: GPL-2.0
#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>
#include "../kmod/version.h"
#include "doctor.h"

/* Does depmod know a module of that name, for this kernel? */
static bool is_installed(const char *release)
{
	char path[256], line[4096];
	bool found = false;
	FILE *file;

	snprintf(path, sizeof(path), "/lib/modules/%s/modules.dep", release);
	file = fopen(path, "re");
	while (file && !found && fgets(line, sizeof(line), file))
		found = strstr(line, "/sipnat.ko");
	if (file)
		fclose(file);
	return found;
}

void check_module(struct exam *exam)
{
	struct utsname system = {};
	json_t *finding;

	if (exam->config) {
		fine(exam, "sipnat %s is loaded", string_of(exam->stats, "module_version"));
		return;
	}
	uname(&system);
	if (is_installed(system.release)) {
		finding = problem(exam, "the module is not loaded");
		type_this(finding, "modprobe sipnat");
		return;
	}
	finding = problem(exam, "the module is not loaded, and not installed for this kernel, %s",
			  system.release);
	if (!access("/usr/src/sipnat-" SIPNAT_VERSION "/dkms.conf", F_OK))
		type_this(finding, "dkms install sipnat/" SIPNAT_VERSION " && modprobe sipnat");
	else
		do_this(finding, "\"make install\" in sipnat's source; with DKMS it is built anew for "
			"each kernel (README)");
}

void check_version(struct exam *exam)
{
	const char *version = string_of(exam->stats, "module_version");
	json_t *finding;

	if (!exam->stats)
		return;
	if (!strcmp(version, SIPNAT_VERSION)) {
		fine(exam, "the module and sipnat-ctl are of the same version");
		return;
	}
	finding = warning(exam, "the module is version %s, sipnat-ctl is %s", version, SIPNAT_VERSION);
	do_this(finding, "install both from the same source, then take the rules away, rmmod sipnat, "
		"modprobe sipnat, or boot");
}
