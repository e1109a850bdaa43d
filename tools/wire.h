/* SPDX-License-Identifier: GPL-2.0 */
#ifndef SIPNAT_CTL_WIRE_H
#define SIPNAT_CTL_WIRE_H

#include <jansson.h>

/* So many different things are remembered. */
#define WIRE_SEEN	256

/**
 * wire_watch - what SIP messages that come in say about addresses, before anything is done with them;
 *	of those over TCP, the ones that a segment begins with, and that are whole in it
 * @ports: [{first, last}] of SIP
 * @seconds: for how long
 *
 * Return: [{device, source, request, sent_by, received}], each once: who sends; whether a request;
 * the topmost Via's sent-by; its received parameter, or null. NULL if it failed, which has been told.
 */
json_t *wire_watch(const json_t *ports, unsigned int seconds);

#endif
