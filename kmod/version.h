/* SPDX-License-Identifier: GPL-2.0 */
/* The version of the module and of sipnat-ctl. dkms.conf names it too. */
#ifndef SIPNAT_VERSION
#define SIPNAT_VERSION	"0.1.0"
#endif
