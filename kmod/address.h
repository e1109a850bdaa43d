/* SPDX-License-Identifier: GPL-2.0 */
/* An address of this machine is taken away: what stood on it ends. */
#ifndef SIPNAT_ADDRESS_H
#define SIPNAT_ADDRESS_H

int sipnat_address_init(void);
void sipnat_address_exit(void);

#endif
