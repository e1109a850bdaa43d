# SPDX-License-Identifier: GPL-2.0
"""netlink/sipnat.yaml says what the headers, the kernel's policies and its messages say."""

import errno
import os

import feeds
import genl
import net
import rtp
import sip
import spec
import tap
from calls import Connection, Phone
from gateway import Gateway
from registrar import Line

TOP = os.path.join(os.path.dirname(__file__), "../../..")
# enum netlink_attribute_type of the kernel, for what the spec calls a type
TYPES = {"flag": {1}, "u8": {2}, "u16": {3}, "u32": {4}, "u64": {5}, "uint": {17},
         "binary": {10}, "string": {11, 12}, "nest": {13}}
# enum netlink_policy_type_attr
TYPE, MIN, MAX, MIN_LENGTH, MAX_LENGTH, POLICY, MASK = 1, 4, 5, 6, 7, 8, 12


def number(payload):
    return int.from_bytes(payload, "little") if payload is not None else None


def c_name(prefix, name):
    return (prefix + name).upper().replace("-", "_")


def headers(said):
    enums, defines = spec.c_enums(os.path.join(TOP, "kmod/uapi"))
    told = set()

    def compare(enum, prefix, entries):
        told.add(enum)
        want = [(name, n) for name, n in enums[enum] if not name.startswith("__") and not name.endswith("_UNSPEC")]
        got = [(c_name(prefix, entry["name"]), n) for n, entry in entries
               if entry.get("type") != "pad" or n]
        tap.equal(sorted(got, key=lambda one: one[1]), want, "enum %s" % enum)

    with tap.test("the sets of attributes are the headers' enums"):
        for one in said.tree["attribute-sets"]:
            compare(one["enum-name"].replace("-", "_"), one["name-prefix"], said.sets[one["name"]].items())
    with tap.test("the operations are the headers' commands"):
        operations = said.tree["operations"]
        compare(operations["enum-name"].replace("-", "_"), operations["name-prefix"], said.operations.items())
    with tap.test("the enums are the headers'"):
        by_entries = {tuple(name for name, _ in entries if not name.startswith("__")): enum
                      for enum, entries in enums.items()}
        for name, one in said.enums.items():
            words = [entry["name"].upper().replace("-", "_") for entry in one["entries"]]
            same = [enum for entries, enum in by_entries.items() if len(entries) == len(words) and
                    all(c.endswith("_" + word) for c, word in zip(entries, words))]
            tap.want(same, "no enum of the headers is " + name)
            told.update(same)
        tap.equal(set(enums) - told - {"sipnat_ip"}, set(), "enums of the headers that the spec does not have")
    with tap.test("so are the numbers that it defines"):
        for name, value in said.consts.items():
            tap.equal(value, defines.get(c_name("sipnat-", name)), name)


def check_policy(said, tables, index, space, names, where):
    """The kernel takes exactly these attributes, and as the spec says"""
    table = tables.get(index, {})
    known = {n: entry for n, entry in said.sets[space].items() if names is None or entry["name"] in names}
    tap.equal(sorted(n for n, policy in table.items() if number(policy.get(TYPE))), sorted(known), "attributes of " + where)
    for n, entry in known.items():
        policy, name = table[n], "%s.%s" % (where, entry["name"])
        checks = {what: said.limit(limit) for what, limit in entry.get("checks", {}).items()}
        tap.want(number(policy[TYPE]) in TYPES[entry["type"]], "%s has type %d" % (name, number(policy[TYPE])))
        if entry["type"] == "nest":
            tap.want(POLICY in policy, name + " is not looked into")
            check_policy(said, tables, number(policy[POLICY]), entry["nested-attributes"], ACCEPTED.get(name), name)
        elif "enum" in entry:
            words = len(said.enums[entry["enum"]]["entries"])
            if entry.get("enum-as-flags"):
                tap.equal(number(policy.get(MASK)), (1 << words) - 1, "mask of " + name)
            else:
                tap.equal(number(policy.get(MAX)), words - 1, "greatest value of " + name)
        elif entry["type"] in spec.SIZES and checks:
            tap.equal((number(policy.get(MIN)), number(policy.get(MAX))), (checks["min"], checks["max"]), "range of " + name)
        elif entry["type"] == "binary":
            tap.equal((number(policy.get(MIN_LENGTH)), number(policy.get(MAX_LENGTH))),
                      (checks["min-len"], checks["max-len"]), "length of " + name)


# Of a nest that is known from replies, what a request may have
ACCEPTED = {"del-dialog.dialog": ["call-id", "zone"]}


def policies(said, family):
    for one in said.operations.values():
        if "event" in one:
            continue
        with tap.test("policy of %s" % one["name"]):
            which, tables = family.policies(said.command(one["name"]))
            for way in "do", "dump":
                tap.equal(way in which, way in one, "can be asked to " + way)
                if way in one:
                    names = one[way].get("request", {}).get("attributes", [])
                    check_policy(said, tables, which[way], one["attribute-set"], names, one["name"])


def refusals(said, family):
    with tap.test("what is not known is refused, with words, by every command"):
        for one in said.operations.values():
            if "event" in one:
                continue
            for way in "do", "dump":
                if way not in one:
                    continue
                flags = genl.F_DUMP if way == "dump" else genl.F_ACK
                names = one[way].get("request", {}).get("attributes", [])
                strange = [n for n, entry in said.sets[one["attribute-set"]].items() if entry["name"] not in names]
                for kind in strange + [max(said.sets[one["attribute-set"]]) + 1, 200]:
                    try:
                        family.ask(said.command(one["name"]), genl.attr(kind, b"\1\0\0\0"), flags=flags)
                        raise net.Failure("%s takes attribute %d" % (one["name"], kind))
                    except genl.Refused as refused:
                        tap.equal(refused.error, errno.EINVAL, "%s, attribute %d" % (one["name"], kind))
                        tap.want(refused.words, "%s says nothing to attribute %d" % (one["name"], kind))
    with tap.test("what is half there or wrong is refused, with words"):
        flush, kill = said.command("flush"), said.command("del-dialog")
        tables, = (n for n, entry in said.sets["sipnat"].items() if entry["name"] == "tables")
        for command, payload, error, words in (
                (flush, b"", errno.EINVAL, "TABLES is missing"),
                (flush, genl.attr(tables, b"\1"), errno.EINVAL, ""),
                (flush, genl.attr(tables, spec.u32(1 << 31)), errno.EINVAL, ""),
                (kill, b"", errno.EINVAL, "DIALOG is missing"),
                (kill, genl.nest(7), errno.EINVAL, "CALL_ID is missing"),
                (kill, genl.nest(7, genl.attr(1, b"")), errno.ERANGE, ""),
                (kill, genl.nest(7, genl.attr(1, bytes(256))), errno.ERANGE, ""),
                (kill, genl.nest(7, genl.attr(1, b"nobody")), errno.ENOENT, "no such call"),
                (kill, genl.attr(7, genl.attr(1, b"nobody")), errno.EINVAL, "NLA_F_NESTED"),
                (kill, genl.nest(7, genl.attr(1, b"nobody"), genl.attr(2, b"\0")), errno.EINVAL, "")):
            try:
                family.ask(command, payload)
                raise net.Failure("%r is taken" % payload)
            except genl.Refused as refused:
                tap.want(words in refused.words, "%r: %s" % (payload, refused))
                tap.want(refused.error == error, "%r: %s" % (payload, refused))


def connections(phone, provider):
    """One that is read in one direction, and one that is not read"""
    listener = feeds.listen(provider)
    made = []
    for out, back in (b"OPTIONS sip:b@example.net SIP/2.0\r\n\r\n", b"SSH-2.0\r\n"), (b"GET / HTTP/1.1\r\n\r\n", b"-"):
        line = feeds.Line(phone, provider, listener=listener)
        for sock, other, data in (line.near, line.far, out), (line.far, line.near, back):
            sock.sendall(data)
            tap.equal(feeds.receive(other, len(data)), data, "what arrives")
        made.append(line)
    return made


def messages(said, family, gateway):
    """All that the kernel sends while there is something to tell"""
    gateway.run("sysctl", "-qw", "net.netfilter.nf_conntrack_acct=1")
    gateway.ctl("set", "externip", "203.0.113.99", "dev", "wan9")
    phone, provider = net.Host("phone"), net.Host("provider")
    alice, bob = Phone(phone, "alice", 10000), Phone(provider, "bob", 30000)
    Line(alice.agent, sip.Agent(provider, "registrar", 5060, "198.51.100.11"), "alice").register()
    call = Connection(alice, bob, "sip:bob@198.51.100.10")
    rtp.talk(call.mine, call.yours, call.okay.media(), call.invite.media())
    lines = connections(phone, provider)
    read = {}
    for one in said.operations.values():
        for way in "do", "dump":
            if "reply" not in one.get(way, {}):
                continue
            with tap.test("%s is answered as it says" % one["name"]):
                family.send(said.command(one["name"]), flags=genl.F_DUMP if way == "dump" else genl.F_ACK)
                read[one["name"]] = [said.reply(one["name"], way, reply) for reply in family.replies()]
                tap.want(read[one["name"]], "no answer")
    with tap.test("and what was read is what there is"):
        dialog = read["get-dialog"][0]["dialog"]
        tap.equal(dialog["call-id"], call.leg.call_id.encode(), "Call-ID")
        tap.equal((dialog["from"], dialog["to"]), (b"sip:alice@192.168.1.10", b"sip:bob@198.51.100.10"), "parties")
        tap.equal(dialog["state"], "confirmed", "state")
        stream = dialog["stream"][0]
        tap.equal(stream["media"], "audio", "media")
        tap.equal((spec.address(stream["remote"]["addr"]), stream["remote"]["port"]), ("198.51.100.10", 30000), "remote")
        tap.equal((stream["binding"][0]["out-packets"], stream["binding"][0]["in-packets"]), (6, 3), "packets")
        config = read["get-config"][0]["config"]
        tap.equal(config["externip"], [{"addr": bytes([203, 0, 113, 99]), "dev": "wan9"}], "externip")
        tap.equal(config["media-from"], "anyone", "media-from")
        tap.want("sdp" in config["places"], "places")
        tap.equal(read["get-stats"][0]["dialogs"], 1, "dialogs")
        told = {one["connection"]["flow"]["src"]["port"]: one["connection"] for one in read["get-connection"]}
        tap.equal([told[line.own[1]]["state"] for line in lines], ["read", "passes"], "connections")
        tap.equal(told[lines[0].own[1]]["original"]["messages"], 1, "messages of a connection")
    with tap.test("nothing that can be told was not seen, but zones"):
        asked = {name for name in said.replies() if name.startswith(("config.add-", "config.del-"))}
        unseen = said.replies() - said.seen - asked
        tap.equal({name for name in unseen if not name.endswith(".zone")}, set(), "unseen")
        tap.equal(asked & said.seen, set(), "what only a request has, but was told")
    gateway.ctl("reset")


def main():
    net.prepare()
    gateway = Gateway()
    said = spec.load(os.path.join(TOP, "netlink/sipnat.yaml"))
    headers(said)
    with gateway:
        family = genl.Family("sipnat")
    with tap.test("the family has the groups that it says"):
        groups = {one["name"] for one in said.tree["mcast-groups"]["list"]}
        # Where the kernel cannot keep others out there are none.
        tap.want(set(family.groups()) in (groups, set()), "%s, wanted %s" % (family.groups(), groups))
    policies(said, family)
    refusals(said, family)
    with gateway:
        listener = genl.Family("sipnat")
    for group in listener.groups():
        listener.listen(group)
    messages(said, family, gateway)
    if listener.groups():
        with tap.test("events are as it says"):
            heard = [said.event(command, payload) for command, payload in listener.heard()]
            kinds = {one["event"]["kind"] for one in heard if "event" in one}
            wanted = {"registration-granted", "call-begins", "call-answered", "binding-made", "binding-used"}
            tap.want(wanted <= kinds, "%s, wanted %s" % (kinds, wanted))
            invite = [one for one in heard if b"".join(one.get("trace-text", [])).startswith(b"INVITE")][0]
            tap.equal((invite["trace"]["side"], {change["place"] for change in invite["trace-change"]}),
                      ("outbound", {"in-via", "in-from", "in-contact", "in-sdp-origin", "in-sdp-connection",
                                    "in-sdp-media", "in-content-length"}), "what was changed")


main()
