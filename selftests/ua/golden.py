# SPDX-License-Identifier: GPL-2.0
"""A message before and after the gateway, written once: {sent|arrives} where they differ.

	Contact: <sip:alice@{192.168.1.10|203.0.113.1}:5060>

$name in what arrives is a number that is not known beforehand: the same wherever that name stands.
{#} is the length of the body. Lines end with CRLF; a message without an empty line gets one.
"""

import itertools
import re
import textwrap

from net import Failure

MARK = re.compile(r"{([^{}|]*)\|([^{}|]*)}")


def crlf(text):
    text = textwrap.dedent(text).strip("\n").replace("\n", "\r\n") + "\r\n"
    return text if "\r\n\r\n" in text else text + "\r\n"


def body(text):
    return text.partition("\r\n\r\n")[2]


class Golden:
    def __init__(self, text):
        text = crlf(text)
        sent = MARK.sub(r"\1", text)
        self.sent = sent.replace("{#}", str(len(body(sent)))).encode()
        self.wanted = MARK.sub(r"\2", text).replace("{#}", "$length")

    def pattern(self):
        names = set()
        pattern = ""
        for number, part in enumerate(re.split(r"\$([a-z]+)", self.wanted)):
            if number % 2 == 0:
                pattern += re.escape(part)
            elif part in names:
                pattern += "(?P=%s)" % part
            else:
                names.add(part)
                pattern += r"(?P<%s>\d+)" % part
        return pattern

    def compare(self, arrived):
        """Fails unless it is what was expected; returns the numbers that were not known."""
        text = arrived.decode(errors="surrogateescape")
        found = re.fullmatch(self.pattern(), text)
        if not found:
            raise Failure(self.difference(text))
        numbers = {name: int(value) for name, value in found.groupdict().items()}
        if numbers.pop("length", len(body(text))) != len(body(text)):
            raise Failure("Content-Length is wrong:\n" + text)
        return numbers

    def difference(self, text):
        """The lines that are not as they should be. The lines of unknown numbers are among them."""
        lines = itertools.zip_longest(self.wanted.split("\r\n"), text.split("\r\n"), fillvalue="(nothing)")
        return "\n".join("wanted %r\n   got %r" % pair for pair in lines if pair[0] != pair[1])
