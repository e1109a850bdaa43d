/* SPDX-License-Identifier: GPL-2.0 */
#ifndef SIPNAT_CTL_NUMBER_H
#define SIPNAT_CTL_NUMBER_H

#include <stdbool.h>
#include <stdint.h>

/* number_read - a decimal number from @min to @max; false, and @value untouched, if it is not */
bool number_read(const char *text, uint32_t min, uint32_t max, uint32_t *value);

#endif
