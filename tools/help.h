/* SPDX-License-Identifier: GPL-2.0 */
#ifndef SIPNAT_CTL_HELP_H
#define SIPNAT_CTL_HELP_H

#include "ctl.h"

/* help_all - all commands, a line each, and the options that all of them take */
void help_all(void);

/* help_about - what the commands do that have this verb, and this noun unless it is NULL */
void help_about(const char *verb, const char *noun);

#endif
