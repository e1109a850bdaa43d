// SPDX-License-Identifier: GPL-2.0
/* Sofia-SIP, which FreeSWITCH is built on: https://sofia-sip.sourceforge.net/ */
#include <sofia-sip/sdp.h>
#include <sofia-sip/sip.h>
#include <sofia-sip/sip_header.h>
#include <sofia-sip/sip_parser.h>
#include <stdio.h>
#include <stdlib.h>
#include "reading.h"

static void read_url(struct readings *readings, enum place place, const url_t *url)
{
	struct reading *reading = readings_add(readings, place);

	if (url->url_type == url_any)
		reading->host = "*";
	if (url->url_type != url_sip && url->url_type != url_sips)
		return;
	reading->user = readings_user(readings, string_span(url->url_user));
	reading->host = readings_host(readings, string_span(url->url_host));
	reading->port = readings_port(readings, string_span(url->url_port));
}

static void read_vias(struct readings *readings, const sip_via_t *via)
{
	struct reading *reading;

	for (; via; via = via->v_next) {
		reading = readings_add(readings, PLACE_VIA);
		reading->host = readings_host(readings, string_span(via->v_host));
		reading->port = readings_port(readings, string_span(via->v_port));
	}
}

/* Of a field that it cannot read all is missing: it is asked for its elements then. */
static bool has_errors(const sip_error_t *error)
{
	enum place place;

	for (; error; error = error->er_next)
		for (place = PLACE_VIA; place <= PLACE_ROUTE; place++)
			if (error->er_name && !strcasecmp(error->er_name, place_names[place]))
				return true;
	return false;
}

static void read_fields(struct readings *readings, const sip_t *sip)
{
	const sip_contact_t *contact;
	const sip_record_route_t *recorded;
	const sip_route_t *route;

	if (sip->sip_request)
		read_url(readings, PLACE_REQUEST_URI, sip->sip_request->rq_url);
	read_vias(readings, sip->sip_via);
	for (contact = sip->sip_contact; contact; contact = contact->m_next)
		read_url(readings, PLACE_CONTACT, contact->m_url);
	if (sip->sip_from)
		read_url(readings, PLACE_FROM, sip->sip_from->a_url);
	if (sip->sip_to)
		read_url(readings, PLACE_TO, sip->sip_to->a_url);
	for (recorded = sip->sip_record_route; recorded; recorded = recorded->r_next)
		read_url(readings, PLACE_RECORD_ROUTE, recorded->r_url);
	for (route = sip->sip_route; route; route = route->r_next)
		read_url(readings, PLACE_ROUTE, route->r_url);
}

static bool read_message(struct readings *readings, const char *text, unsigned int len)
{
	msg_t *msg = msg_make(sip_default_mclass(), 0, text, len);
	const sip_t *sip = msg ? sip_object(msg) : NULL;
	bool ok = sip && (sip->sip_request || sip->sip_status) && !has_errors(sip->sip_error);

	if (ok)
		read_fields(readings, sip);
	msg_destroy(msg);
	return ok;
}

static void read_connections(struct readings *readings, const sdp_connection_t *connection)
{
	for (; connection; connection = connection->c_next)
		readings_add(readings, PLACE_SDP_CONNECTION)->host =
			readings_host(readings, string_span(connection->c_address));
}

static const char *number(struct readings *readings, unsigned long n)
{
	char text[24];

	snprintf(text, sizeof(text), "%lu", n);
	return readings_string(readings, text);
}

static void read_media(struct readings *readings, const sdp_media_t *media)
{
	struct reading *reading = readings_add(readings, PLACE_SDP_MEDIA);
	const sdp_attribute_t *attribute;
	char port[16], address[128];

	reading->port = number(readings, media->m_port);
	reading->proto = readings_string(readings, media->m_proto_name);
	read_connections(readings, media->m_connections);
	for (attribute = media->m_attributes; attribute; attribute = attribute->a_next) {
		if (strcmp(attribute->a_name, "rtcp") || !attribute->a_value)
			continue;
		*port = *address = '\0';
		sscanf(attribute->a_value, "%15s %*s %*s %127s", port, address);
		reading = readings_add(readings, PLACE_SDP_RTCP);
		reading->port = readings_port(readings, string_span(port));
		reading->host = readings_host(readings, string_span(address));
	}
}

static bool read_sdp(struct readings *readings, const char *text, unsigned int len)
{
	su_home_t *home = su_home_new(sizeof(*home));
	sdp_parser_t *parser = sdp_parse(home, text, len, sdp_f_insane | sdp_f_anynet);
	const sdp_session_t *sdp = sdp_session(parser);
	const sdp_media_t *media;

	if (sdp) {
		if (sdp->sdp_origin && sdp->sdp_origin->o_address)
			readings_add(readings, PLACE_SDP_ORIGIN)->host =
				readings_host(readings,
					      string_span(sdp->sdp_origin->o_address->c_address));
		read_connections(readings, sdp->sdp_connection);
		for (media = sdp->sdp_media; media; media = media->m_next)
			read_media(readings, media);
	}
	sdp_parser_free(parser);
	su_home_unref(home);
	return sdp;
}

const struct parser sofia = { "sofia", read_message, read_sdp };
