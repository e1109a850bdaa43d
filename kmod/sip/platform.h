/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The little that kmod/sip/ needs from its surroundings: fixed-size integers, bool, memcpy and the
 * kernel's in4_pton() / in6_pton(). In userspace (fuzzing, golden tests, benchmarks) the same
 * names come from the C library.
 */
#ifndef SIPNAT_SIP_PLATFORM_H
#define SIPNAT_SIP_PLATFORM_H

#ifdef __KERNEL__
#include <linux/types.h>
#include <linux/string.h>
#include <linux/kernel.h>
#include <linux/inet.h>
#else
#include "platform_user.h"
#endif

#endif
