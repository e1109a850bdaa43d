// SPDX-License-Identifier: GPL-2.0
/* GNU oSIP: https://www.gnu.org/software/osip/ */
#include <stdio.h>
/* before theirs, which has a macro SIP_OK */
#include "reading.h"
#include <osipparser2/osip_parser.h>
#include <osipparser2/sdp_message.h>

static void read_uri(struct readings *readings, struct reading *reading, const osip_uri_t *uri)
{
	if (!uri || uri->string)
		return;
	/* it has taken the escapes out */
	reading->user = readings_string(readings, uri->username);
	reading->host = readings_host(readings, string_span(uri->host));
	reading->port = readings_port(readings, string_span(uri->port));
}

/* Contact, Route and Record-Route are the same structure as From. */
static void read_from(struct readings *readings, enum place place, const osip_from_t *from)
{
	struct reading *reading = readings_add(readings, place);

	if (from->displayname && !strcmp(from->displayname, "*"))
		reading->host = "*";
	else
		read_uri(readings, reading, from->url);
}

static void read_list(struct readings *readings, enum place place, const osip_list_t *list)
{
	int i;

	for (i = 0; i < osip_list_size(list); i++)
		read_from(readings, place, osip_list_get(list, i));
}

static void read_vias(struct readings *readings, const osip_list_t *list)
{
	struct reading *reading;
	osip_via_t *via;
	int i;

	for (i = 0; i < osip_list_size(list); i++) {
		via = osip_list_get(list, i);
		reading = readings_add(readings, PLACE_VIA);
		reading->host = readings_host(readings, string_span(via->host));
		reading->port = readings_port(readings, string_span(via->port));
	}
}

static bool read_message(struct readings *readings, const char *text, unsigned int len)
{
	osip_message_t *message;
	bool ok;

	parser_init();
	if (osip_message_init(&message))
		return false;
	ok = !osip_message_parse(message, text, len);
	if (ok) {
		if (message->req_uri)
			read_uri(readings, readings_add(readings, PLACE_REQUEST_URI),
				 message->req_uri);
		read_vias(readings, &message->vias);
		read_list(readings, PLACE_CONTACT, &message->contacts);
		if (message->from)
			read_from(readings, PLACE_FROM, message->from);
		if (message->to)
			read_from(readings, PLACE_TO, message->to);
		read_list(readings, PLACE_RECORD_ROUTE, &message->record_routes);
		read_list(readings, PLACE_ROUTE, &message->routes);
	}
	osip_message_free(message);
	return ok;
}

static void read_connection(struct readings *readings, const sdp_connection_t *connection)
{
	struct reading *reading = readings_add(readings, PLACE_SDP_CONNECTION);

	reading->host = readings_host(readings, string_span(connection->c_addr));
}

/* "port nettype addrtype address": it knows attributes as texts only. */
static void read_rtcp(struct readings *readings, const char *value)
{
	struct reading *reading = readings_add(readings, PLACE_SDP_RTCP);
	char port[16] = "", address[128] = "";

	sscanf(value, "%15s %*s %*s %127s", port, address);
	reading->port = readings_port(readings, string_span(port));
	reading->host = readings_host(readings, string_span(address));
}

static void read_media(struct readings *readings, const sdp_media_t *media)
{
	struct reading *reading = readings_add(readings, PLACE_SDP_MEDIA);
	sdp_attribute_t *attribute;
	int i;

	reading->port = readings_port(readings, string_span(media->m_port));
	reading->proto = readings_string(readings, media->m_proto);
	for (i = 0; i < osip_list_size(&media->c_connections); i++)
		read_connection(readings, osip_list_get(&media->c_connections, i));
	for (i = 0; i < osip_list_size(&media->a_attributes); i++) {
		attribute = osip_list_get(&media->a_attributes, i);
		if (!strcmp(attribute->a_att_field, "rtcp") && attribute->a_att_value)
			read_rtcp(readings, attribute->a_att_value);
	}
}

static bool read_sdp(struct readings *readings, const char *text, unsigned int len)
{
	sdp_message_t *sdp;
	bool ok;
	int i;

	if (sdp_message_init(&sdp))
		return false;
	ok = !sdp_message_parse(sdp, text);
	if (ok) {
		if (sdp->o_addr)
			readings_add(readings, PLACE_SDP_ORIGIN)->host =
				readings_host(readings, string_span(sdp->o_addr));
		if (sdp->c_connection)
			read_connection(readings, sdp->c_connection);
		for (i = 0; i < osip_list_size(&sdp->m_medias); i++)
			read_media(readings, osip_list_get(&sdp->m_medias, i));
	}
	sdp_message_free(sdp);
	return ok;
}

const struct parser osip = { "osip", read_message, read_sdp };
