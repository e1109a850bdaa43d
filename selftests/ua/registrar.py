# SPDX-License-Identifier: GPL-2.0
"""Lines of phones, and what a registrar says to them. RFC 3261 section 10."""

import sip
import tap


class Line:
    """An address of record on a phone. The registrar does what the test tells it."""

    def __init__(self, phone, registrar, user, aor=None):
        self.phone = phone
        self.registrar = registrar
        self.aor = aor or "sip:%s@example.net" % user
        self.contact = "<sip:%s@%s>" % (user, phone.at)
        self.leg = sip.Leg.caller(phone, "sip:" + registrar.sock.address)
        self.leg.remote = "<%s>" % self.aor

    def ask(self, *contacts, fields=()):
        """A REGISTER with these Contacts. Returns it as the registrar gets it."""
        self.leg.request("REGISTER", fields=[("Contact", contact) for contact in contacts] + list(fields))
        return self.registrar.expect("REGISTER", self.leg.call_id)

    def told(self, request, status, *contacts, fields=()):
        """The registrar's answer, as the phone gets it."""
        self.registrar.respond(request, status, fields=[("Contact", contact) for contact in contacts] + list(fields))
        return self.leg.expect(status)

    def register(self, seconds=3600, others=()):
        """Returns the URI that the registrar has then. others: what it lists besides."""
        request = self.ask(self.contact, fields=[("Expires", str(seconds))])
        contact = request["contact"]
        okay = self.told(request, 200, "%s;expires=%d" % (contact, seconds), *others)
        tap.want(self.contact in okay["contact"], "no %s in %s" % (self.contact, okay["contact"]))
        return sip.uri(contact)

    def leave(self, *others):
        """others: what the registrar lists then"""
        self.told(self.ask(self.contact + ";expires=0"), 200, *others)
