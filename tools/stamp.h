/* SPDX-License-Identifier: GPL-2.0 */
/* When something happened. */
#ifndef SIPNAT_CTL_STAMP_H
#define SIPNAT_CTL_STAMP_H

#include <jansson.h>
#include <stdint.h>

/* stamp_json - "2025-11-23T11:30:12.123456Z"; @time: nanoseconds since 1970 */
json_t *stamp_json(uint64_t time);

/* stamp_now - the same of this moment */
json_t *stamp_now(void);

/* stamp_text - "11:30:12.123456", in local time, of what stamp_json() has made; until called again */
const char *stamp_text(const char *json);

#endif
