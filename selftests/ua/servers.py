# SPDX-License-Identifier: GPL-2.0
"""Servers of the real world: Asterisk as a PBX, kamailio as a provider's proxy. What they need is made
when they are started. They know nothing of any NAT."""

import os
import shutil
import time

import programs
from net import Failure
from phones import SLOW

CHROOTS = os.environ.get("SIPNAT_CHROOTS", "")
SECRET = "s3cret"
# What is heard while a call is on hold
MUSIC = b"\x9c"
# Of each Asterisk, on the host that it runs on
RTP = 18000, 18999

CORE = """bridge_builtin_features bridge_holding bridge_native_rtp bridge_simple codec_ulaw format_pcm
app_dial pbx_config res_sorcery_config res_pjproject res_musiconhold res_rtp_asterisk res_timing_timerfd"""
CHAN_SIP = "res_crypto res_http_websocket chan_sip"
CHAN_PJSIP = """res_crypto res_geolocation res_statsd res_sorcery_astdb res_sorcery_memory
res_pjsip res_pjsip_session res_pjsip_pubsub res_pjsip_authenticator_digest
res_pjsip_outbound_authenticator_digest res_pjsip_endpoint_identifier_ip res_pjsip_endpoint_identifier_user
res_pjsip_nat res_pjsip_sdp_rtp res_pjsip_registrar res_pjsip_outbound_registration res_pjsip_refer
res_pjsip_caller_id chan_pjsip"""


class Trunk:
    """A line at a provider, under which all extensions can be called"""

    def __init__(self, user, proxy):
        self.user = user
        self.proxy = proxy


class Server:
    """In a chroot of that suite, with a directory there for its files"""

    def __init__(self, host, suite, name, address, transport):
        """transport: the only one that it speaks"""
        self.name = name + "-" + host.name
        self.transport = transport
        self.host = host
        self.address = address
        self.root = os.path.join(CHROOTS, suite)
        self.inside = "/run/%s-%d" % (self.name, os.getpid())
        self.home = self.root + self.inside
        os.makedirs(self.home)

    def write(self, name, text):
        with open(os.path.join(self.home, name), "w", encoding="ascii") as file:
            file.write(text)

    def start(self, *command):
        self.program = programs.Program(self.host, self.name, "chroot", self.root, *command)

    def listening(self):
        self.program.listening(5060, self.address, protocol=self.transport)

    def registered(self):
        """Waits until it is where it registers by itself."""

    def stop(self):
        self.program.stop()
        shutil.rmtree(self.home)


class Asterisk(Server):
    """Extensions are 1XX; calls to 2XX leave on the trunk. direct: those extensions whose media may go
    without us, which takes re-INVITEs."""

    def __init__(self, host, suite, driver, extensions, direct=(), trunk=None, transport="udp"):
        super().__init__(host, suite, "asterisk", host.address, transport)
        root, home = self.root, self.inside
        for name in "moh", "db", "log", "run", "spool":
            os.mkdir(os.path.join(self.home, name))
        with open(self.home + "/moh/hold.ulaw", "wb") as file:
            file.write(MUSIC * 8000 * 5)
        found = next(os.path.join(there, name) for there, names, _ in os.walk(root + "/usr/lib")
                     for name in names if name == "modules" and there.endswith("asterisk"))
        modules = CORE + " " + (CHAN_SIP if driver == "chan_sip" else CHAN_PJSIP)
        have = os.listdir(found)
        self.write("asterisk.conf", """\
[directories]
astetcdir => %(home)s
astmoddir => %(modules)s
astvarlibdir => /var/lib/asterisk
astdbdir => %(home)s/db
astkeydir => %(home)s/db
astspooldir => %(home)s/spool
astrundir => %(home)s/run
astlogdir => %(home)s/log
astdatadir => /usr/share/asterisk
[options]
documentation_language = none
""" % {"home": home, "modules": found[len(root):]})
        self.write("modules.conf", "[modules]\nautoload=no\n" + "".join(
            "load=%s.so\n" % name for name in modules.split() if name + ".so" in have))
        self.write("logger.conf", "[general]\n[logfiles]\nmessages => notice,warning,error\n")
        self.write("musiconhold.conf", "[default]\nmode=files\ndirectory=%s/moh\n" % home)
        self.write("rtp.conf", "[general]\nrtpstart=%d\nrtpend=%d\n" % RTP)
        self.write("features.conf", "[general]\n")
        self.write("cdr.conf", "[general]\nenable=no\n")
        self.write("cel.conf", "[general]\nenable=no\n")
        self.registrations = trunk and ("sip show registry" if driver == "chan_sip" else "pjsip show registrations")
        if driver == "chan_sip":
            self.chan_sip(extensions, direct, trunk)
        else:
            self.chan_pjsip(extensions, direct, trunk)
        self.write("extensions.conf", "[calls]\n" + "".join("exten => _%s,1,Dial(%s/%s)\n" % (
            number, "SIP" if driver == "chan_sip" else "PJSIP", where) for number, where in self.numbers(trunk)))
        self.start("asterisk", "-f", "-C", home + "/asterisk.conf")

    def numbers(self, trunk):
        """Patterns, and where such a number is found"""
        yield "1XX", "${EXTEN}"
        if trunk:
            yield "2XX", "${EXTEN}@trunk"

    def listening(self):
        """It hears nobody before all of it has begun, and over TCP nobody says anything twice."""
        super().listening()
        self.command("core waitfullybooted")

    def command(self, line):
        return self.host.run("chroot", self.root, "asterisk", "-C", self.inside + "/asterisk.conf", "-rx", line)

    def registered(self):
        """At the proxy of its trunk, if it has one: it takes its time, so as not to register with all others of a
        street whose power is back."""
        end = time.monotonic() + SLOW
        while self.registrations:
            said = self.command(self.registrations)
            # Not Unregistered
            if " Registered" in said:
                return
            if time.monotonic() > end:
                raise Failure("%s: not registered\n%s" % (self.name, said))
            time.sleep(0.2)

    def chan_sip(self, extensions, direct, trunk):
        text = "[general]\nudpbindaddr=%s\ncontext=calls\nallowguest=no\ndisallow=all\nallow=ulaw\n" % self.address
        if trunk:
            text += "register => %s:%s@%s/100\n" % (trunk.user, SECRET, trunk.proxy)
            text += "[trunk]\ntype=peer\nhost=%s\nfromuser=%s\ninsecure=port,invite\ndirectmedia=yes\n" % (
                trunk.proxy, trunk.user)
        for name in extensions:
            text += "[%s]\ntype=friend\nhost=dynamic\nsecret=%s\ndirectmedia=%s\n" % (
                name, SECRET, "yes" if name in direct else "no")
        self.write("sip.conf", text)

    def chan_pjsip(self, extensions, direct, trunk):
        text = "[line]\ntype=transport\nprotocol=%s\nbind=%s\n" % (self.transport, self.address)
        endpoint = "[%s]\ntype=endpoint\naors=%s\ncontext=calls\ndisallow=all\nallow=ulaw\ndirect_media=%s\n"
        if trunk:
            text += endpoint % ("trunk", "trunk", "yes") + "from_user=%s\n" % trunk.user
            proxy = trunk.proxy + (r"\;transport=tcp" if self.transport == "tcp" else "")
            text += "[trunk]\ntype=aor\ncontact=sip:%s\n" % proxy
            text += "[trunk]\ntype=identify\nendpoint=trunk\nmatch=%s\n" % trunk.proxy
            text += ("[trunk]\ntype=registration\nserver_uri=sip:%s\nclient_uri=sip:%s@%s\ncontact_user=100\n"
                     "retry_interval=2\n" % (proxy, trunk.user, proxy))
        for name in extensions:
            text += endpoint % (name, name, "yes" if name in direct else "no") + "auth=%s\n" % name
            text += "[%s]\ntype=auth\nauth_type=userpass\nusername=%s\npassword=%s\n" % (name, name, SECRET)
            text += "[%s]\ntype=aor\nmax_contacts=1\nremove_existing=yes\n" % name
        self.write("pjsip.conf", text)


# One child, or it passes on messages in another order than they came in.
KAMAILIO = """\
#!KAMAILIO
debug=1
log_stderror=yes
fork=yes
children=1
disable_tcp={without_tcp}
tcp_children=2
auto_aliases=no
listen={transport}:{address}:5060
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
{nat_modules}
request_route {{
	if (!mf_process_maxfwd_header("10")) {{
		sl_send_reply("483", "Too Many Hops");
		exit;
	}}
{nat_request}
	if (method == "CANCEL") {{
		if (t_check_trans())
			t_relay();
		exit;
	}}
	if (has_totag()) {{
		if (loose_route()) {{
{nat_dialog}
			# linphone's Contact is the name that it was given here: RFC 5627
			if (is_gruu())
				lookup("location");
			t_relay();
		}} else if (t_check_trans())
			t_relay();
		else if (method != "ACK")
			sl_send_reply("404", "Not here");
		exit;
	}}
	t_check_trans();
	if (method == "REGISTER") {{
		save("location");
		exit;
	}}
	# That of a phone which has us as its outbound proxy
	loose_route();
	{records}
	if (uri != myself) {{
		t_relay();
		exit;
	}}
	$var(number) = $rU;
	if ($rU =~ "^1")
		$rU = "office";
	if (!lookup("location")) {{
		sl_send_reply("404", "Not Found");
		exit;
	}}
	if ($var(number) =~ "^1")
		$rU = $var(number);
	t_relay();
}}
{nat_reply}"""

# For phones behind a NAT that knows nothing of SIP. FIX: what is done to their Contact
NAT = {
    "nat_modules": """\
loadmodule "textops.so"
loadmodule "nathelper.so"
modparam("nathelper|registrar", "received_avp", "$avp(received)")
""",
    "nat_request": """\
	t_on_reply("NAT");
	if (nat_uac_test("3")) {
		force_rport();
		if (method == "REGISTER")
			fix_nated_register();
		else
			FIX
		if (has_body("application/sdp"))
			fix_nated_sdp("2");
	}
""",
    "nat_dialog": """\
			handle_ruri_alias();
""",
    "nat_reply": """
onreply_route[NAT] {
	if (nat_uac_test("1")) {
		FIX
		if (has_body("application/sdp"))
			fix_nated_sdp("2");
	}
}
""",
}


class Kamailio(Server):
    """A registrar, and a proxy that stays on the way of each call. 1XX is the office's line."""

    def __init__(self, host, address, transport="udp", records=True, fix=None):
        """fix: what nathelper does to a Contact that leads nowhere; None: there is no nathelper"""
        super().__init__(host, "bullseye", "kamailio-" + address, address, transport)
        nat = {name: text.replace("FIX", fix + "();") if fix else "" for name, text in NAT.items()}
        self.write("kamailio.cfg", KAMAILIO.format(
            address=address, transport=transport, without_tcp="no" if transport == "tcp" else "yes",
            records="record_route();" if records else "", **nat))
        self.start("kamailio", "-DD", "-E", "-f", self.inside + "/kamailio.cfg", "-Y", self.inside, "-m", "16",
                   "-M", "4")
