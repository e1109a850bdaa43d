/* SPDX-License-Identifier: GPL-2.0 */
/* How options are found among the words, wherever they stand. */
#ifndef SIPNAT_CTL_OPTIONS_H
#define SIPNAT_CTL_OPTIONS_H

#include "ctl.h"

/* options_read - takes the options out of the words; what is left is the call's argv */
enum exit_code options_read(struct call *call, int argc, char **argv);

/* options_check - whether the call's command takes those that are given */
enum exit_code options_check(const struct call *call);

#endif
