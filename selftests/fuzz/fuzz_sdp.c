// SPDX-License-Identifier: GPL-2.0
/* A session description by itself. */
#include <stdlib.h>
#include "rewrite.h"

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	char *text = malloc(size ?: 1);

	if (!text)
		die("no memory");
	memcpy(text, data, size);
	rewrite_check(text, size, see_sdp);
	unread_check(text, size, see_sdp);
	rewrite_check(text, size, see_sdpfrag);
	unread_check(text, size, see_sdpfrag);
	free(text);
	return 0;
}
