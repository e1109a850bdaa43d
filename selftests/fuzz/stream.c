// SPDX-License-Identifier: GPL-2.0
/* The reading of text in kmod/way_text.c, without what it does to packets. */
#include <sanitizer/asan_interface.h>
#include "rewrite.h"
#include "stream.h"

/*
 * The compiler calls one of these for each comparison of numbers that it cannot foresee, to tell
 * libFuzzer what would have to be there. The linker leads them here first.
 */
static u64 work;

#define COUNT(name, type)						\
	void __real_##name(type a, type b);				\
	void __wrap_##name(type a, type b);				\
	void __attribute__((no_sanitize("all"))) __wrap_##name(type a, type b) \
	{								\
		work++;							\
		__real_##name(a, b);					\
	}								\

COUNT(__sanitizer_cov_trace_cmp1, u8)
COUNT(__sanitizer_cov_trace_cmp2, u16)
COUNT(__sanitizer_cov_trace_cmp4, u32)
COUNT(__sanitizer_cov_trace_cmp8, u64)
COUNT(__sanitizer_cov_trace_const_cmp1, u8)
COUNT(__sanitizer_cov_trace_const_cmp2, u16)
COUNT(__sanitizer_cov_trace_const_cmp4, u32)
COUNT(__sanitizer_cov_trace_const_cmp8, u64)

u64 stream_work(void)
{
	return work;
}

void stream_init(struct stream *stream, const char *text, unsigned int len)
{
	memset(stream, 0, offsetof(struct stream, found));
	stream->text = text;
	stream->len = len;
	ASAN_POISON_MEMORY_REGION(text, len);
}

static void found(struct stream *stream, unsigned int len)
{
	if (stream->nfound == STREAM_MAX_FOUND)
		die("more messages than there can be");
	stream->found[stream->nfound++] = (struct found){ stream->read, len };
}

/* False: the rest is the beginning of a message. */
static bool read_one(struct stream *stream)
{
	unsigned int len = stream->here - stream->read;
	struct sip_framed framed = sip_frame_read(&stream->frame, stream->text + stream->read, len);

	if (framed.kind == SIP_FRAME_WAIT)
		return false;
	if (!framed.len || framed.len > len)
		die("%u of %u bytes are of kind %u", framed.len, len, framed.kind);
	if (stream->foreign && framed.kind != SIP_FRAME_FOREIGN)
		die("what is foreign became kind %u", framed.kind);
	stream->foreign = framed.kind == SIP_FRAME_FOREIGN;
	if (framed.kind == SIP_FRAME_MESSAGE)
		found(stream, framed.len);
	stream->read += framed.len;
	return true;
}

void stream_pass(struct stream *stream)
{
	if (stream->read == stream->here)
		return;
	sip_frame_pass(&stream->frame, stream->here - stream->read);
	stream->read = stream->here;
}

void stream_take(struct stream *stream, unsigned int n)
{
	n = min(n, stream->len - stream->here);
	ASAN_UNPOISON_MEMORY_REGION(stream->text + stream->here, n);
	stream->here += n;
	while (stream->read < stream->here && read_one(stream))
		;
}
