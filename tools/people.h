/* SPDX-License-Identifier: GPL-2.0 */
/* Numbers as people read them. JSON has the exact ones. For the caller to free; NULL: no memory. */
#ifndef SIPNAT_CTL_PEOPLE_H
#define SIPNAT_CTL_PEOPLE_H

/* age_text - seconds as h:mm:ss */
char *age_text(long long seconds);

/* size_text - 999, 1.0K, 66.4K, 664K, 1.2M, ...; powers of 1000 */
char *size_text(long long number);

#endif
