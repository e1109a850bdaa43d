# SPDX-License-Identifier: GPL-2.0
"""call.py [SECONDS]: the phone calls out, both talk for so long, and hang up. It fails as a person would: one
does not hear the other."""

import os
import sys
import time

os.environ["ns"] = "world"
os.environ.setdefault("SIPNAT_PATIENCE", "10")
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "ua"))

import calls
import net


def main():
    phone, provider = net.Host("phone"), net.Host("provider")
    try:
        with calls.Call(phone, provider, "sip:bob@198.51.100.10", (10100, 30100)) as call:
            print("phone: calling bob@198.51.100.10 ... answered", flush=True)
            call.talk()
            print("phone: both hear each other", flush=True)
            end = time.monotonic() + float((sys.argv + ["0"])[1])
            while time.monotonic() < end:
                call.talk()
                time.sleep(0.2)
            call.hang_up()
            print("phone: has hung up", flush=True)
    except net.Failure as failure:
        sys.exit("phone: NO CALL: %s" % failure)


main()
