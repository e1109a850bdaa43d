// SPDX-License-Identifier: GPL-2.0
#include "translate_put.h"

static enum sipnat_stat edit_fault(int err)
{
	switch (err) {
	case 0:
		return 0;
	case -E2BIG:
		return SIPNAT_STAT_TOO_MANY_EDITS;
	default:
		return SIPNAT_STAT_BAD_MESSAGE;
	}
}

/* What is to change: the header of a URI is read without its escapes, but written with them. */
static struct sip_span in_message(const struct sipnat_job *job, struct sip_span what)
{
	return sipnat_job_unescaped(job, what) ? sip_unescaped_raw(&job->uri_header, what) : what;
}

static enum sip_host_type host_type(const struct sipnat_endpoint *ep)
{
	return ep->family == NFPROTO_IPV4 ? SIP_HOST_IP4 : SIP_HOST_IP6;
}

bool sipnat_same_host(const struct sip_host *host, const struct sipnat_endpoint *to)
{
	size_t len = to->family == NFPROTO_IPV4 ? sizeof(to->addr.ip) : sizeof(to->addr.in6);

	return host->type == host_type(to) && !memcmp(host->addr.bytes, &to->addr, len);
}

static enum sipnat_why why_of(const struct sipnat_job *job, const struct sip_host *host,
			      const struct sipnat_endpoint *to)
{
	if (host->type == SIP_HOST_NAME)
		return SIPNAT_WHY_HOST_NAME;
	return to->family && sipnat_same_host(host, to) ? SIPNAT_WHY_SAME : job->notes.why;
}

enum sipnat_stat sipnat_put_host(struct sipnat_job *job, const struct sip_host *host,
				 const struct sipnat_endpoint *to, enum sip_place place)
{
	char text[SIP_HOSTPORT_MAX];
	unsigned int len;

	sipnat_note(job, in_message(job, host->text), place, why_of(job, host, to));
	/* However it is spelled, what is right already stays as it is. */
	if (!to->family || sipnat_same_host(host, to))
		return 0;
	len = sip_host_spell(text, host, host_type(to), &to->addr);
	return edit_fault(sip_edits_replace(&job->edits, in_message(job, host->text), text, len,
					    place));
}

enum sipnat_stat sipnat_put_port(struct sipnat_job *job, struct sip_span digits, __be16 port,
				 enum sip_place place)
{
	u32 old;

	if (sip_span_number(digits, 65535, &old) && old == ntohs(port)) {
		sipnat_note(job, in_message(job, digits), place, SIPNAT_WHY_SAME);
		return 0;
	}
	sipnat_note(job, in_message(job, digits), place, job->notes.why);
	return edit_fault(sip_edits_number(&job->edits, in_message(job, digits), ntohs(port),
					   place));
}

enum sipnat_stat sipnat_put_hostport(struct sipnat_job *job, const struct sip_hostport *hp,
				     const struct sipnat_endpoint *to, u16 default_port,
				     enum sip_place place)
{
	enum sipnat_stat fault;
	char text[sizeof(":65535")];
	struct sip_span what;
	int len;

	fault = sipnat_put_host(job, &hp->host, to, place);
	if (fault || !to->family)
		return fault;
	if (sip_span_present(hp->port_text))
		return sipnat_put_port(job, hp->port_text, to->port, place);
	if (to->port == htons(default_port))
		return 0;
	len = scnprintf(text, sizeof(text), ":%u", ntohs(to->port));
	what = in_message(job, sip_span(hp->behind, hp->behind));
	sipnat_note(job, what, place, job->notes.why);
	return edit_fault(sip_edits_replace(&job->edits, what, text, len, place));
}
