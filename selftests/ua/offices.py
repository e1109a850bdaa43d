# SPDX-License-Identifier: GPL-2.0
"""PBXes inside. Each is at a line of each of several providers, and takes phones from everywhere, which find it
where the gateway forwards 5060 to it. Extensions are 1XX, 2NX is somebody at line N, and who calls that line is
answered by extension 1N1."""

import re
import time

import pairs
import servers
from net import Failure
from phones import SLOW
from servers import SECRET

EXTENSIONS = ["1%d%d" % (line, number) for line in range(1, 10) for number in range(1, 5)]


class Asterisk(servers.Asterisk):
    def __init__(self, hosts, suite, driver, lines):
        """lines: number and server of each"""
        super().__init__(hosts[0], suite, driver, EXTENSIONS, trunk=lines)
        self.title = "inside " + pairs.asterisk(suite, driver)

    def numbers(self, trunk):
        yield "1XX", "${EXTEN}"
        for number in trunk:
            yield "2%dX" % number, "${EXTEN}@trunk%d" % number

    def at(self, provider):
        """Waits until it is registered there."""
        end = time.monotonic() + 2 * SLOW
        while True:
            said = self.command(self.registrations)
            # Not Unregistered
            if re.search(r"\b%s\b.* Registered" % re.escape(provider), said):
                return
            if time.monotonic() > end:
                raise Failure("%s: not registered\n%s" % (self.name, said))
            time.sleep(0.5)

    def chan_sip(self, extensions, direct, trunk):
        text = "[general]\nudpbindaddr=%s\ncontext=calls\nallowguest=no\ndisallow=all\nallow=ulaw\n" % self.address
        for number, provider in trunk.items():
            text += "register => office%d:%s@%s/1%d1\n" % (number, SECRET, provider, number)
        for number, provider in trunk.items():
            text += ("[trunk%d]\ntype=peer\nhost=%s\nfromuser=office%d\ndefaultuser=office%d\nremotesecret=%s\n"
                     "insecure=port,invite\ndirectmedia=no\n" % (number, provider, number, number, SECRET))
        for name in extensions:
            text += "[%s]\ntype=friend\nhost=dynamic\nsecret=%s\ndirectmedia=no\n" % (name, SECRET)
        self.write("sip.conf", text)

    # By way of which all is sent to others
    proxy = ""

    def chan_pjsip(self, extensions, direct, trunk):
        text = "[line]\ntype=transport\nprotocol=udp\nbind=%s\n" % self.address
        endpoint = "[%s]\ntype=endpoint\naors=%s\ncontext=calls\ndisallow=all\nallow=ulaw\ndirect_media=no\n"
        proxy = self.proxy and "outbound_proxy=%s\n" % self.proxy
        for number, provider in trunk.items():
            name, user = "trunk%d" % number, "office%d" % number
            text += endpoint % (name, name) + "from_user=%s\noutbound_auth=%s\n%s" % (user, name, proxy)
            text += "[%s]\ntype=aor\ncontact=sip:%s\n%s" % (name, provider, proxy)
            text += "[%s]\ntype=auth\nauth_type=userpass\nusername=%s\npassword=%s\n" % (name, user, SECRET)
            text += "[%s]\ntype=identify\nendpoint=%s\nmatch=%s\n" % (name, name, provider)
            text += ("[%s]\ntype=registration\nserver_uri=sip:%s\nclient_uri=sip:%s@%s\ncontact_user=1%d1\n"
                     "outbound_auth=%s\nretry_interval=2\nmax_retries=1000\n%s" % (
                         name, provider, user, provider, number, name, proxy))
        self.write("pjsip.conf", text + self.phones(endpoint, extensions))

    def phones(self, endpoint, extensions):
        text = ""
        for name in extensions:
            text += endpoint % (name, name) + "auth=%s\n" % name
            text += "[%s]\ntype=auth\nauth_type=userpass\nusername=%s\npassword=%s\n" % (name, name, SECRET)
            text += "[%s]\ntype=aor\nmax_contacts=1\nremove_existing=yes\n" % name
        return text


class Behind(Asterisk):
    """It is reached through a proxy, which knows where the phones are, and reaches all others through that."""

    def __init__(self, hosts, suite, driver, lines):
        self.front = hosts[0].address
        self.proxy = r"sip:%s\;lr" % self.front
        super().__init__(hosts[1:], suite, driver, lines)

    def numbers(self, trunk):
        yield "1XX", "${EXTEN}@phones"
        for number in trunk:
            yield "2%dX" % number, "${EXTEN}@trunk%d" % number

    def phones(self, endpoint, extensions):
        """They are the proxy's, and so is who calls."""
        text = endpoint % ("phones", "phones")
        text += "[phones]\ntype=aor\ncontact=sip:%s\n" % self.front
        return text + "[phones]\ntype=identify\nendpoint=phones\nmatch=%s\n" % self.front


# Registers phones, and has Asterisk make of a call what it is; what Asterisk sends goes to a phone here, or to others.
KAMAILIO = """\
#!KAMAILIO
debug=1
log_stderror=yes
fork=yes
children=1
disable_tcp=yes
auto_aliases=no
listen=udp:{address}:5060
mpath="/usr/lib/x86_64-linux-gnu/kamailio/modules/"
loadmodule "pv.so"
loadmodule "tm.so"
loadmodule "sl.so"
loadmodule "rr.so"
loadmodule "maxfwd.so"
loadmodule "siputils.so"
loadmodule "usrloc.so"
loadmodule "registrar.so"
modparam("usrloc", "db_mode", 0)
modparam("registrar", "gruu_enabled", 0)

request_route {{
	if (!mf_process_maxfwd_header("10")) {{
		sl_send_reply("483", "Too Many Hops");
		exit;
	}}
	if (method == "CANCEL") {{
		if (t_check_trans())
			t_relay();
		exit;
	}}
	if (has_totag()) {{
		if (loose_route() || t_check_trans())
			t_relay();
		else if (method != "ACK")
			sl_send_reply("404", "Not here");
		exit;
	}}
	t_check_trans();
	if (src_ip == {behind}) {{
		loose_route();
		if (method != "REGISTER")
			record_route();
		if (uri == myself && !lookup("location"))
			sl_send_reply("404", "Not Found");
		else
			t_relay();
		exit;
	}}
	if (method == "REGISTER") {{
		save("location");
		exit;
	}}
	record_route();
	$du = "sip:{behind}";
	t_relay();
}}
"""


class Kamailio(servers.Server):
    def __init__(self, hosts, lines):
        super().__init__(hosts[0], "bullseye", "kamailio", hosts[0].address, "udp")
        self.write("kamailio.cfg", KAMAILIO.format(address=hosts[0].address, behind=hosts[1].address))
        self.start("kamailio", "-DD", "-E", "-f", self.inside + "/kamailio.cfg", "-Y", self.inside, "-m", "16",
                   "-M", "4")
        self.behind = Behind(hosts, "forky", "chan_pjsip", lines)
        self.title = "inside kamailio + " + pairs.asterisk("forky", "")
        self.at = self.behind.at

    def listening(self):
        super().listening()
        self.behind.listening()

    def stop(self):
        self.behind.stop()
        super().stop()


OFFICES = {
    "asterisk16_sip": lambda hosts, lines: Asterisk(hosts, "bullseye", "chan_sip", lines),
    "asterisk16_pjsip": lambda hosts, lines: Asterisk(hosts, "bullseye", "chan_pjsip", lines),
    "asterisk22_pjsip": lambda hosts, lines: Asterisk(hosts, "forky", "chan_pjsip", lines),
    "kamailio": Kamailio,
}
