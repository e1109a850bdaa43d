/* SPDX-License-Identifier: GPL-2.0 */
/* Where a CPU works on a message: a job is too large for the stack. */
#ifndef SIPNAT_DESK_H
#define SIPNAT_DESK_H

struct sipnat_job;

int sipnat_desks_init(void);
void sipnat_desks_exit(void);

/* sipnat_desk_take - this CPU's job, for the caller alone until sipnat_desk_leave(); BH disabled */
struct sipnat_job *sipnat_desk_take(void);
void sipnat_desk_leave(void);

#endif
