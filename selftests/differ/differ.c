// SPDX-License-Identifier: GPL-2.0
/*
 * What kmod/sip/ reads in a message, beside what parsers read that others wrote. Where they
 * differ, reasons.c has to say why.
 *
 *	differ [-v] [PATH...]	the odd messages, and every file at or below each PATH
 *
 * -v names each difference. A file that begins with "v=" is a session description.
 */
#define _GNU_SOURCE
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>
#include "msg.h"
#include "reading.h"
#include "word.h"

#define SDP_MAX		8
#define TEXT_MAX	(1 << 17)
/* What a parser may take for one message, in seconds */
#define PATIENCE	5

static const struct parser * const parsers[] = { &osip, &sofia };

static struct readings *ours, *theirs, *field, *elements;
static unsigned int *reason_used;
static unsigned int tests, failed, compared, unexplained;
static const char *subject;
static bool verbose;

static void die(const char *what)
{
	perror(what);
	exit(1);
}

static void *shared(size_t size)
{
	void *p = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (p == MAP_FAILED)
		die("mmap");
	return p;
}

static void readings_clear(struct readings *readings)
{
	readings->n = 0;
	readings->used = 0;
}

typedef bool read_fn(struct readings *readings, const char *text, unsigned int len);

/**
 * struct order - what the child is to do
 * @read: with which parser
 * @readings: where to
 * @len: bytes of @text
 * @text: what is to be read, with a NUL byte behind it
 */
struct order {
	read_fn *read;
	struct readings *readings;
	unsigned int len;
	char text[TEXT_MAX + 512];
};

static struct order *order;
static int to_child, from_child;

/* A byte from the parent is an order, one to it the answer. */
static void obey(int orders, int answers)
{
	char answer;

	/* they tell each other what they do not like */
	if (!freopen("/dev/null", "w", stdout) || !freopen("/dev/null", "w", stderr))
		_exit(1);
	while (read(orders, &answer, 1) == 1) {
		alarm(PATIENCE);
		answer = order->read(order->readings, order->text, order->len);
		alarm(0);
		if (write(answers, &answer, 1) != 1)
			break;
	}
	_exit(0);
}

static void child_start(void)
{
	int orders[2], answers[2];

	fflush(stdout);
	if (pipe(orders) || pipe(answers))
		die("pipe");
	switch (fork()) {
	case -1:
		die("fork");
		break;
	case 0:
		close(orders[1]);
		close(answers[0]);
		obey(orders[0], answers[1]);
	}
	close(orders[0]);
	close(answers[1]);
	to_child = orders[1];
	from_child = answers[0];
}

static void child_bury(void)
{
	close(to_child);
	close(from_child);
	wait(NULL);
	to_child = 0;
}

/* In a child, which may crash or hang. False for that too: what it takes for no message. */
static bool read_in_child(read_fn *fn, struct readings *readings, const char *text,
			  unsigned int len, bool *crashed)
{
	char answer = 0;

	if (!to_child)
		child_start();
	readings_clear(readings);
	order->read = fn;
	order->readings = readings;
	order->len = len;
	memcpy(order->text, text, len);
	order->text[len] = '\0';
	if (write(to_child, &answer, 1) != 1)
		die("write");
	*crashed = read(from_child, &answer, 1) != 1;
	if (*crashed) {
		readings_clear(readings);
		child_bury();
	}
	return answer;
}

static void print_reading(const char *who, const struct reading *reading)
{
	if (!reading)
		printf("#\t%s: nothing\n", who);
	else if (reading->unread)
		printf("#\t%s: cannot read it\n", who);
	else
		printf("#\t%s: user \"%s\" host \"%s\" port \"%s\" proto \"%s\"\n", who,
		       reading->user, reading->host, reading->port, reading->proto);
	if (reading && reading->raw)
		printf("#\t\tin: %.200s\n", reading->raw);
}

static void print_difference(const struct parser *parser, enum place place, const char *why,
			     const struct reading *mine, const struct reading *other)
{
	printf("# %s: %s: %s\n", subject, place_names[place], why);
	print_reading("sipnat", mine);
	print_reading(parser->name, other);
}

static void difference(const struct parser *parser, enum place place, const struct reading *mine,
		       const struct reading *other, const char *text)
{
	const struct reason *reason;
	unsigned int i;

	/* nobody reads anything */
	if ((!mine || mine->unread) && (!other || other->unread) && place != PLACE_MESSAGE)
		return;
	for (i = 0; i < nreasons; i++) {
		reason = &reasons[i];
		if ((reason->parser && reason->parser != parser) ||
		    !(reason->places & 1 << place) || !reason->fits(mine, other, text))
			continue;
		reason_used[i]++;
		if (verbose)
			print_difference(parser, place, reason->name, mine, other);
		return;
	}
	unexplained++;
	print_difference(parser, place, "differs, and nothing explains it", mine, other);
}

static bool same(const struct reading *a, const struct reading *b)
{
	if (a->unread || b->unread)
		return a->unread && b->unread;
	return !strcmp(a->user, b->user) && !strcmp(a->host, b->host) &&
	       !strcmp(a->port, b->port) && !strcasecmp(a->proto, b->proto);
}

static unsigned int readings_of(const struct readings *readings, enum place place,
				const struct reading **list)
{
	unsigned int i, n = 0;

	for (i = 0; i < readings->n; i++)
		if (readings->item[i].place == place)
			list[n++] = &readings->item[i];
	return n;
}

/*
 * If there are as many, they belong together in their order. Else those that are the same do, as
 * many as there can be; between these, what is left over in its order.
 */
static void compare_place(const struct parser *parser, enum place place, const char *text)
{
	static const struct reading *a[READINGS_MAX], *b[READINGS_MAX];
	static unsigned short common[READINGS_MAX + 1][READINGS_MAX + 1];
	unsigned int na = readings_of(ours, place, a), nb = readings_of(theirs, place, b);
	unsigned int i, j, to_i, to_j;

	for (i = 0; i <= na; i++)
		common[i][nb] = 0;
	for (j = 0; j <= nb; j++)
		common[na][j] = 0;
	for (i = na; i-- > 0;)
		for (j = nb; j-- > 0;)
			common[i][j] = same(a[i], b[j]) ? common[i + 1][j + 1] + 1 :
				       max(common[i + 1][j], common[i][j + 1]);
	for (i = j = 0; i < na || j < nb; i++, j++) {
		if (na == nb) {
			if (!same(a[i], b[i]))
				difference(parser, place, a[i], b[i], text);
			continue;
		}
		for (to_i = i, to_j = j; to_i < na && to_j < nb && !same(a[to_i], b[to_j]);)
			if (common[to_i + 1][to_j] >= common[to_i][to_j + 1])
				to_i++;
			else
				to_j++;
		if (to_i == na || to_j == nb) {
			to_i = na;
			to_j = nb;
		}
		for (; i < to_i || j < to_j; i += i < to_i, j += j < to_j)
			difference(parser, place, i < to_i ? a[i] : NULL,
				   j < to_j ? b[j] : NULL, text);
	}
	compared += na;
}

/* Of a message that we take for none there is nothing else to say. */
static void compare(const struct parser *parser, const char *text, bool theirs_ok)
{
	enum place place;

	if (ours->n && ours->item->place == PLACE_MESSAGE) {
		if (theirs_ok)
			difference(parser, PLACE_MESSAGE, ours->item, NULL, text);
		return;
	}
	for (place = PLACE_REQUEST_URI; place < PLACE_COUNT; place++)
		compare_place(parser, place, text);
}

/* What is read in one field by itself belongs to what is read in all of them. */
static void theirs_take(const struct readings *from, enum place place)
{
	const struct reading *reading;
	struct reading *mine;

	for (reading = from->item; reading < from->item + from->n; reading++) {
		if (reading->place != place)
			continue;
		mine = readings_add(theirs, place);
		mine->unread = reading->unread;
		mine->user = readings_string(theirs, reading->user);
		mine->host = readings_string(theirs, reading->host);
		mine->port = readings_string(theirs, reading->port);
		mine->proto = readings_string(theirs, reading->proto);
	}
}

static bool read_alone(read_fn *read, enum place place, const char *text, unsigned int len)
{
	bool crashed, ok = read_in_child(read, field, text, len, &crashed);

	if (ok)
		theirs_take(field, place);
	return ok;
}

/* A message of one field, or of a Request-URI only, beside what each message needs. */
static bool read_in_message(const struct parser *parser, enum place place, struct sip_span value)
{
	static const struct {
		enum place place;
		const char *line;
	} fill[] = {
		{ PLACE_VIA, "Via: SIP/2.0/UDP fill.example\r\n" },
		{ PLACE_FROM, "From: <sip:fill.example>;tag=f\r\n" },
		{ PLACE_TO, "To: <sip:fill.example>\r\n" },
		{ PLACE_MESSAGE, "Call-ID: fill\r\nCSeq: 1 OPTIONS\r\nContent-Length: 0\r\n\r\n" },
	};
	static char alone[TEXT_MAX + 512];
	unsigned int i, at;

	if (place == PLACE_REQUEST_URI)
		at = sprintf(alone, "OPTIONS %.*s SIP/2.0\r\n", value.len, value.p);
	else
		at = sprintf(alone, "OPTIONS sip:fill.example SIP/2.0\r\n%s: %.*s\r\n",
			     place_names[place], value.len, value.p);
	for (i = 0; i < ARRAY_SIZE(fill); i++)
		if (fill[i].place != place)
			at += sprintf(alone + at, "%s", fill[i].line);
	return read_alone(parser->message, place, alone, at);
}

/* A field that is refused may have elements that are not. */
static void read_field(const struct parser *parser, const struct sip_hdr *hdr)
{
	enum place place = sipnat_place(hdr->id);
	unsigned int i;

	if (place == PLACE_COUNT || read_in_message(parser, place, hdr->value))
		return;
	readings_clear(elements);
	sipnat_read_field(elements, hdr);
	for (i = 0; i < elements->n; i++)
		if (elements->n == 1 ||
		    !read_in_message(parser, place, string_span(elements->item[i].raw)))
			readings_add(theirs, place)->unread = true;
}

/* A parser that refuses a message as a whole may well read most of its fields. */
static void read_fields(const struct parser *parser, const char *text, unsigned int len)
{
	static struct sip_msg msg;
	unsigned int i;

	readings_clear(theirs);
	if (sip_msg_parse(text, len, SIP_FRAMING_DATAGRAM, &msg).status != SIP_OK)
		return;
	if (msg.request && !read_in_message(parser, PLACE_REQUEST_URI, msg.uri))
		readings_add(theirs, PLACE_REQUEST_URI)->unread = true;
	for (i = 0; i < msg.nhdrs; i++)
		read_field(parser, &msg.hdrs[i]);
}

/* Likewise of a session description. */
static void read_lines(const struct parser *parser, const char *text, unsigned int len)
{
	static char alone[TEXT_MAX + 512];
	const char *end = text + len, *p, *eol;
	struct sip_span line;
	enum place place;
	unsigned int at;

	readings_clear(theirs);
	for (p = text; p < end; p = eol + 1) {
		eol = memchr(p, '\n', end - p) ?: end;
		line = sip_span(p, eol > p && eol[-1] == '\r' ? eol - 1 : eol);
		place = sipnat_line_place(line);
		if (place == PLACE_COUNT)
			continue;
		at = sprintf(alone, "v=0\r\n");
		if (place == PLACE_SDP_ORIGIN)
			at += sprintf(alone + at, "%.*s\r\n", line.len, line.p);
		else
			at += sprintf(alone + at, "o=- 1 1 IN IP4 0.0.0.0\r\n");
		at += sprintf(alone + at, "s=-\r\n");
		if (place == PLACE_SDP_CONNECTION)
			at += sprintf(alone + at, "%.*s\r\n", line.len, line.p);
		at += sprintf(alone + at, "t=0 0\r\n");
		if (place == PLACE_SDP_RTCP)
			at += sprintf(alone + at, "m=audio 9 RTP/AVP 0\r\n");
		if (place == PLACE_SDP_RTCP || place == PLACE_SDP_MEDIA)
			at += sprintf(alone + at, "%.*s\r\n", line.len, line.p);
		if (!read_alone(parser->sdp, place, alone, at))
			readings_add(theirs, place)->unread = true;
	}
}

static void check(struct sip_span s, bool is_sdp)
{
	struct sip_span sdp[SDP_MAX] = { s };
	unsigned int i, j, n = 1;
	bool crashed, ok;
	char *text;

	/* alone in its allocation, so that a sanitizer sees what is read behind it */
	text = malloc(s.len + 1);
	memcpy(text, s.p, s.len);
	text[s.len] = '\0';
	s.p = text;
	readings_clear(ours);
	if (is_sdp) {
		sdp[0] = s;
		sipnat_read_sdp(ours, s);
	} else {
		n = sipnat_read(ours, s, sdp, SDP_MAX);
	}
	for (i = 0; i < ARRAY_SIZE(parsers); i++) {
		ok = read_in_child(is_sdp ? parsers[i]->sdp : parsers[i]->message, theirs, text,
				   s.len, &crashed);
		if (crashed)
			printf("# %s: %s crashes\n", subject, parsers[i]->name);
		if (!ok && is_sdp)
			read_lines(parsers[i], text, s.len);
		else if (!ok)
			read_fields(parsers[i], text, s.len);
		compare(parsers[i], text, ok);
	}
	for (j = 0; !is_sdp && j < n; j++)
		check(sdp[j], true);
	free(text);
}

static void result(const char *name, unsigned int bad)
{
	if (bad)
		failed++;
	printf("%sok %u %s\n", bad ? "not " : "", ++tests, name);
}

static bool has_field(const char *lines, const char *name)
{
	for (; lines; lines = strchr(lines, '\n'), lines = lines ? lines + 1 : NULL)
		if (!strncasecmp(lines, name, strlen(name)))
			return true;
	return false;
}

/* The plain request's fields, but for those that @odd brings itself. */
static unsigned int plain_fields(char *text, const struct odd *odd)
{
	static const struct {
		const char *name, *compact, *line;
	} plain[] = {
		{ "Via:", "v:", "Via: SIP/2.0/UDP 10.2.0.7:5060;branch=z9hG4bKplain\r\n" },
		{ "From:", "f:", "From: <sip:ida@firm.example>;tag=from\r\n" },
		{ "To:", "t:", "To: <sip:ole@firm.example>\r\n" },
		{ "Call-ID:", "i:", "Call-ID: plain@10.2.0.7\r\n" },
		{ "CSeq:", "CSeq:", "CSeq: 7 INVITE\r\n" },
		{ "Contact:", "m:", "Contact: <sip:ida@10.2.0.7:5060>\r\n" },
	};
	unsigned int i, at = 0;

	for (i = 0; i < ARRAY_SIZE(plain); i++)
		if (!has_field(odd->lines, plain[i].name) &&
		    !has_field(odd->lines, plain[i].compact))
			at += sprintf(text + at, "%s", plain[i].line);
	return at;
}

static unsigned int odd_write(char *text, const struct odd *odd)
{
	unsigned int at;

	at = sprintf(text, "%s\r\n", odd->start ?: "INVITE sip:ole@198.51.100.4 SIP/2.0");
	at += plain_fields(text + at, odd);
	at += sprintf(text + at, "%s", odd->lines ?: "");
	if (odd->sdp)
		at += sprintf(text + at, "Content-Type: application/sdp\r\n");
	if (!has_field(odd->lines, "Content-Length:"))
		at += sprintf(text + at, "Content-Length: %zu\r\n",
			      odd->sdp ? strlen(odd->sdp) : 0);
	return at + sprintf(text + at, "\r\n%s", odd->sdp ?: "");
}

static void check_odd(const struct odd *odd)
{
	static char text[TEXT_MAX];
	unsigned int before = unexplained;

	subject = odd->name;
	check((struct sip_span){ text, odd_write(text, odd) }, false);
	result(odd->name, unexplained - before);
}

static int check_file(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	static char text[TEXT_MAX];
	unsigned int len;
	FILE *f;

	if (type != FTW_F || st->st_size >= TEXT_MAX)
		return 0;
	f = fopen(path, "r");
	if (!f)
		die(path);
	len = fread(text, 1, sizeof(text), f);
	fclose(f);
	subject = path;
	check((struct sip_span){ text, len }, len > 2 && !memcmp(text, "v=", 2));
	return 0;
}

static void check_path(const char *path)
{
	unsigned int before = unexplained;

	if (nftw(path, check_file, 16, FTW_PHYS))
		die(path);
	result(path, unexplained - before);
}

/* One that no odd message needs is out of date, or was never seen. */
static void check_reasons(void)
{
	unsigned int i, unused = 0;

	for (i = 0; i < nreasons; i++) {
		if (reason_used[i])
			continue;
		printf("# no odd message has: %s\n", reasons[i].name);
		unused++;
	}
	result("each reason is needed", unused);
}

int main(int argc, char **argv)
{
	unsigned int i;
	int arg;

	for (; argc > 1 && !strcmp(argv[1], "-v"); argc--, argv++)
		verbose = true;
	order = shared(sizeof(*order));
	ours = shared(sizeof(*ours));
	theirs = shared(sizeof(*theirs));
	field = shared(sizeof(*field));
	elements = shared(sizeof(*elements));
	reason_used = calloc(nreasons + 1, sizeof(*reason_used));
	printf("KTAP version 1\n");
	for (i = 0; i < nodds; i++)
		check_odd(&odds[i]);
	check_reasons();
	for (arg = 1; arg < argc; arg++)
		check_path(argv[arg]);
	printf("1..%u\n", tests);
	for (i = 0; i < nreasons; i++)
		printf("# %5u %s: %s: %s\n", reason_used[i],
		       reasons[i].parser ? reasons[i].parser->name : "any", reasons[i].name,
		       reasons[i].why);
	printf("# %u elements compared\n", compared);
	return failed ? 1 : 0;
}
