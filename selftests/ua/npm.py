# SPDX-License-Identifier: GPL-2.0
"""npm's package sip: a registrar and proxy."""

import os

import programs
import servers

SCRIPT = os.path.join(os.path.dirname(programs.SCENARIOS), "programs", "npm", "proxy.js")
MODULES = os.path.join(os.path.dirname(servers.CHROOTS), "npm", "sip", "node_modules")


class Proxy:
    """Of the same make as servers.Kamailio"""

    def __init__(self, host):
        self.address = host.address
        self.program = programs.Program(host, "npm-" + host.name, "node", SCRIPT, host.address,
                                        env=dict(os.environ, NODE_PATH=MODULES))

    def listening(self):
        self.program.listening(5060, self.address)

    def stop(self):
        self.program.stop()
