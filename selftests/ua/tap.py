# SPDX-License-Identifier: GPL-2.0
"""TAP lines without numbers: lib.sh numbers them."""

import contextlib
import os
import sys
import traceback

from net import Failure

failed = []


def line(text):
    print(text, flush=True)


def note(text):
    for part in str(text).splitlines():
        line("# " + part)


@contextlib.contextmanager
def test(description):
    """What is done within passes or fails as one."""
    try:
        yield
    except Failure as failure:
        not_ok(description, failure)
    except Exception:
        not_ok(description, traceback.format_exc())
    else:
        ok(description)


def ok(description):
    line("ok - " + description)


def not_ok(description, why=""):
    failed.append(description)
    line("not ok - " + description)
    note(why)
    if os.environ.get("SIPNAT_STOP"):
        sys.exit(1)


def skip(description, why):
    line("ok - %s # SKIP %s" % (description, why))


def want(condition, otherwise):
    if not condition:
        raise Failure(otherwise)


def equal(got, wanted, what):
    if got != wanted:
        raise Failure("%s: %r, wanted %r" % (what, got, wanted))
