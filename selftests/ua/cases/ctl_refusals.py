# SPDX-License-Identifier: GPL-2.0
"""Requests to the netlink family that sipnat-ctl never makes: each is refused whole."""

import socket
import struct

import tap

GENL_ID_CTRL, CTRL_CMD_GETFAMILY, CTRL_ATTR_FAMILY_ID, CTRL_ATTR_FAMILY_NAME = 16, 3, 1, 2
GET_CONFIG, SET_CONFIG, GET_STATS, GET_DIALOG, GET_BINDING = 1, 2, 3, 4, 5
A_CONFIG, A_RESET, A_CHECK = 1, 2, 17
(EXTERNIP, LOCALNETS, RTP_MIN, RTP_MAX, PLACES, MAX_DIALOGS, MAX_BINDINGS, MAX_STREAMS,
 RING_TIMEOUT, CALL_TIMEOUT, THIRD_PARTY, STRICT, ICE, DIALOGS_PER_SOURCE, BINDINGS_PER_SOURCE,
 MEDIA_FROM, MAX_CONNECTIONS, MAX_HELD, HOLD_TIMEOUT, ADD_EXTERNIP, DEL_EXTERNIP, ADD_LOCALNETS,
 DEL_LOCALNETS, ADD_PLACES, DEL_PLACES) = range(1, 26)
EEXIST, ENOENT = 17, 2
NLM_F_REQUEST, NLM_F_ACK, NLM_F_DUMP, NLM_F_ACK_TLVS, NLM_F_CAPPED = 1, 4, 0x300, 0x200, 0x100
NESTED = 0x8000


def attr(kind, payload=b''):
    return struct.pack('=HH', 4 + len(payload), kind) + payload + bytes(-len(payload) % 4)


def nest(kind, *inner):
    return attr(kind | NESTED, b''.join(inner))


def u8(kind, value):
    return attr(kind, struct.pack('=B', value))


def u16(kind, value):
    return attr(kind, struct.pack('=H', value))


def u32(kind, value):
    return attr(kind, struct.pack('=I', value))


def ip(text):
    return socket.inet_pton(socket.AF_INET6 if ':' in text else socket.AF_INET, text)


def externip(address, device=None, kind=EXTERNIP):
    """Each as bytes; None: absent"""
    inner = [] if address is None else [attr(1, address)]
    return nest(kind, *inner, *([] if device is None else [attr(2, device)]))


def localnet(address, prefix):
    return nest(1, attr(1, address), u8(2, prefix))


class Family:
    def __init__(self):
        self.socket = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 16)
        self.socket.bind((0, 0))
        self.socket.setsockopt(270, 11, 1)     # NETLINK_EXT_ACK
        self.socket.setsockopt(270, 10, 1)     # NETLINK_CAP_ACK
        self.socket.settimeout(20)
        self.number = GENL_ID_CTRL
        answers = self.ask(CTRL_CMD_GETFAMILY, attr(CTRL_ATTR_FAMILY_NAME, b'sipnat\0'))[2]
        self.number = dict(self.attrs(answers[0][4:]))[CTRL_ATTR_FAMILY_ID][0]

    @staticmethod
    def attrs(data):
        while len(data) >= 4:
            size, kind = struct.unpack_from('=HH', data)
            payload = data[4:size]
            yield kind & 0x3fff, struct.unpack('=H', payload) if size == 6 else payload
            data = data[(size + 3) & ~3:]

    def ask(self, command, payload=b'', flags=NLM_F_ACK):
        """Returns the error number, the kernel's words and the payloads of the answers."""
        self.socket.send(struct.pack('=IHHII', 20 + len(payload), self.number, NLM_F_REQUEST | flags,
                                     1, 0) + struct.pack('=BBH', command, 1, 0) + payload)
        answers = []
        while True:
            data = self.socket.recv(65536)
            while data:
                size, kind, flags, _, _ = struct.unpack_from('=IHHII', data)
                body, data = data[16:size], data[(size + 3) & ~3:]
                if kind not in (2, 3):
                    answers.append(body)
                    continue
                error, = struct.unpack_from('=i', body)
                words = ''
                if flags & NLM_F_ACK_TLVS:
                    tlvs = dict(self.attrs(body[20 if kind == 2 else 4:]))
                    words = bytes(tlvs.get(1, b'')).rstrip(b'\0').decode()
                return -error, words, answers


def main():
    family = Family()

    def config():
        return family.ask(GET_CONFIG)[2][0][4:]

    def refused(what, words, payload, command=SET_CONFIG, errno=None):
        """Asks, and looks whether anything has changed."""
        before = config()
        error, said, _ = family.ask(command, payload)
        with tap.test('refused: ' + what):
            tap.want(error, 'it was not')
            tap.want(errno in (None, error), f'error {error}, not {errno}')
            tap.want(words in said, f'the kernel says "{said}", not "{words}"')
            tap.equal(config(), before, 'the configuration')

    def setting(*inner):
        return nest(A_CONFIG, *inner)

    good = u32(RING_TIMEOUT, 77)
    good_ip = externip(ip('203.0.113.55'))
    localnets = nest(LOCALNETS, localnet(ip('10.0.0.0'), 8))
    refused('a good setting before a bad one', 'the first RTP port must be even',
            setting(good, good_ip, localnets, u16(RTP_MIN, 20001), u16(RTP_MAX, 20005)))
    refused('a good setting behind a bad one', 'multicast',
            setting(externip(ip('224.1.1.1')), good, good_ip))
    refused('reset with a bad setting', 'twice',
            attr(A_RESET) + setting(good, nest(LOCALNETS, *[localnet(ip('10.0.0.0'), 8)] * 2)))
    refused('two good addresses and a bad one', 'loopback',
            setting(good_ip, externip(ip('2001:db8::1'), b'wan0\0'), externip(ip('::1'))))
    refused('the last RTP port is even', 'must be odd', setting(u16(RTP_MIN, 2000), u16(RTP_MAX, 2002)))
    refused('the RTP range ends before it starts', 'ends before it starts',
            setting(u16(RTP_MIN, 20000), u16(RTP_MAX, 10001)))
    refused('half an RTP range', 'both its ends', setting(u16(RTP_MAX, 20001)))
    refused('the other half', 'both its ends', setting(u16(RTP_MIN, 20000)))
    refused('a port below 1024', 'out of range', setting(u16(RTP_MIN, 1022), u16(RTP_MAX, 20001)))
    for kind, low, high in ((MAX_DIALOGS, 0, 1000001), (MAX_BINDINGS, 0, 1000001),
                            (MAX_STREAMS, 0, 129), (RING_TIMEOUT, 9, 86401),
                            (CALL_TIMEOUT, 59, 604801)):
        refused(f'setting {kind} too small', 'out of range', setting(good_ip, u32(kind, low)))
        refused(f'setting {kind} too large', 'out of range', setting(good_ip, u32(kind, high)))
    for kind in DIALOGS_PER_SOURCE, BINDINGS_PER_SOURCE:
        refused(f'setting {kind} too large', 'out of range', setting(good_ip, u32(kind, 1000001)))
    for kind, high in (THIRD_PARTY, 2), (STRICT, 2), (ICE, 2), (MEDIA_FROM, 3):
        refused(f'setting {kind} too large', 'out of range', setting(good_ip, u8(kind, high)))
        refused(f'setting {kind} of two bytes', '', setting(good_ip, u16(kind, 1)))
    refused('a place that there is not', '', setting(u32(PLACES, 1 << 9)))
    for size in (3, 5, 8, 15, 17):
        refused(f'an address of {size} bytes', '', setting(externip(bytes([10] * size))))
        refused(f'a network of {size} bytes', '',
                setting(nest(LOCALNETS, localnet(bytes([10] * size), 8))))
    refused('bits behind the prefix', 'behind the prefix',
            setting(nest(LOCALNETS, localnet(ip('10.0.0.1'), 31))))
    refused('bits behind an IPv6 prefix', 'behind the prefix',
            setting(nest(LOCALNETS, localnet(ip('2001:db8::1'), 64))))
    refused('a prefix of 33 bits', 'longer than the address',
            setting(nest(LOCALNETS, localnet(ip('10.0.0.0'), 33))))
    refused('a prefix of 129 bits', '', setting(nest(LOCALNETS, localnet(ip('fc00::'), 129))))
    refused('a network without its length', 'address and a prefix',
            setting(nest(LOCALNETS, nest(1, attr(1, ip('10.0.0.0'))))))
    refused('a network without its address', 'address and a prefix',
            setting(nest(LOCALNETS, nest(1, u8(2, 8)))))
    refused('129 networks', 'too many local networks',
            setting(nest(LOCALNETS, *[localnet(bytes([10, i, 0, 0]), 16) for i in range(129)])))
    refused('33 addresses', 'too many external addresses',
            setting(*[externip(ip('203.0.113.1'), b'wan%d\0' % i) for i in range(33)]))
    refused('an interface name of 16 bytes', '1 to 15 bytes',
            setting(externip(ip('203.0.113.1'), b'x' * 16 + b'\0')))
    refused('an empty interface name', '1 to 15 bytes', setting(externip(ip('203.0.113.1'), b'\0')))
    refused('an interface name without its end', '', setting(externip(ip('203.0.113.1'), b'wan0')))
    refused('an unknown setting', '', setting(good, u32(99, 1)))
    refused('setting 0', '', setting(good, u32(0, 1)))
    refused('an unknown attribute', '', setting(good) + attr(99))
    refused('an attribute of another request', '', setting(good) + u32(4, 1))
    refused('a nest that is not marked as one', '', attr(A_CONFIG, good))
    refused('a flag with a payload', '', u32(A_RESET, 1))
    refused('a number that is too short', '', setting(u16(RING_TIMEOUT, 900)))
    refused('bytes behind the last attribute', '', setting(good) + b'\0\0\0\0')
    refused('a nest that is cut short', '', setting(good, b'\x20\0\x01\0'))
    refused('attributes of a question for the configuration', '', setting(good), GET_CONFIG)
    refused('attributes of a question for the counters', '', attr(A_RESET), GET_STATS)
    refused('an unknown command', '', b'', 99)
    refused('command 0', '', b'', 0)
    refused('a dump without its flag', '', b'', GET_DIALOG)

    for what, command in (('dialogs', GET_DIALOG), ('bindings', GET_BINDING)):
        with tap.test(f'a dump of no {what} is empty'):
            tap.equal(family.ask(command, flags=NLM_F_DUMP), (0, '', []), 'the answer')
        with tap.test(f'refused: attributes of a dump of {what}'):
            tap.want(family.ask(command, attr(A_RESET), NLM_F_DUMP)[0], 'it was not')

    # Lists that are changed
    refused('a network added that is there', 'in the list already',
            setting(nest(ADD_LOCALNETS, localnet(ip('1.0.0.0'), 8), localnet(ip('10.0.0.0'), 8))),
            errno=EEXIST)
    refused('a network added twice', 'in the list already',
            setting(nest(ADD_LOCALNETS, *[localnet(ip('1.0.0.0'), 8)] * 2)), errno=EEXIST)
    refused('a network deleted that is not there', 'is not in the list',
            setting(nest(DEL_LOCALNETS, localnet(ip('10.0.0.0'), 8), localnet(ip('10.0.0.0'), 9))),
            errno=ENOENT)
    refused('a network added that no host is in', 'loopback',
            setting(nest(ADD_LOCALNETS, localnet(ip('127.0.0.0'), 8))))
    refused('an address deleted that is not there', 'no such external address',
            setting(externip(ip('203.0.113.1'), kind=DEL_EXTERNIP)), errno=ENOENT)
    refused('no address added', 'no address to add',
            setting(good_ip, externip(None, kind=ADD_EXTERNIP)))
    refused('a place added that is there', 'in the list already',
            setting(u32(ADD_PLACES, 1)), errno=EEXIST)
    refused('a place that there is not added', '', setting(u32(ADD_PLACES, 1 << 9)))
    with tap.test('addresses are added and deleted'):
        family.ask(SET_CONFIG, attr(A_RESET))
        one, other = ip('203.0.113.66'), ip('203.0.113.67')
        tap.equal(family.ask(SET_CONFIG, setting(externip(one, b'wan0\0', ADD_EXTERNIP)))[0], 0, 'error')
        tap.equal(family.ask(SET_CONFIG, setting(externip(other, b'wan0\0', ADD_EXTERNIP)))[0], EEXIST,
                  'error of one that is there')
        tap.equal(family.ask(SET_CONFIG, setting(externip(other, b'wan0\0', DEL_EXTERNIP)))[0], ENOENT,
                  'error of another address')
        tap.want(one in config() and other not in config(), 'it is not there')
        tap.equal(family.ask(SET_CONFIG, setting(externip(None, b'wan0\0', DEL_EXTERNIP)))[0], 0, 'error')
        tap.want(one not in config(), 'it is there still')
        tap.equal(family.ask(SET_CONFIG, setting(externip(None, b'wan0\0', DEL_EXTERNIP)))[0], ENOENT,
                  'error of none')
    with tap.test('networks and places are added and deleted, in the order of the attributes'):
        defaults = config()
        net = nest(1, attr(1, ip('198.51.100.0')), u8(2, 24))
        tap.equal(family.ask(SET_CONFIG, setting(
            nest(ADD_LOCALNETS, net), nest(DEL_LOCALNETS, net), nest(ADD_LOCALNETS, net),
            u32(DEL_PLACES, 6), u32(ADD_PLACES, 2)))[0], 0, 'error')
        tap.want(ip('198.51.100.0') in config() and ip('10.0.0.0') in config(), 'the networks')
        tap.want(u32(PLACES, 0x1ff & ~4) in config(), 'the places')
        family.ask(SET_CONFIG, setting(nest(DEL_LOCALNETS, net), u32(ADD_PLACES, 4)))
        tap.equal(config(), defaults, 'the configuration')
    with tap.test('a check changes nothing, and says what a change would'):
        before = config()
        tap.equal(family.ask(SET_CONFIG, attr(A_RESET) + attr(A_CHECK) + setting(good, good_ip))[:2],
                  (0, ''), 'the answer')
        tap.want('loopback' in family.ask(SET_CONFIG, attr(A_CHECK) + setting(externip(ip('::1'))))[1],
                 'the kernel says something else')
        tap.equal(config(), before, 'the configuration')
    with tap.test('the defaults are told when something else holds'):
        family.ask(SET_CONFIG, attr(A_RESET))
        defaults = config()
        family.ask(SET_CONFIG, setting(good, good_ip))
        tap.equal(family.ask(GET_CONFIG, attr(A_RESET))[2][0][4:], defaults, 'the defaults')
        tap.want(config() != defaults, 'they are what holds')

    with tap.test('reset comes before the settings'):
        family.ask(SET_CONFIG, attr(A_RESET))
        family.ask(SET_CONFIG, setting(u32(CALL_TIMEOUT, 99)))
        wanted = config()
        family.ask(SET_CONFIG, setting(good, good_ip))
        family.ask(SET_CONFIG, setting(u32(CALL_TIMEOUT, 99)) + attr(A_RESET))
        tap.equal(config(), wanted, 'the configuration')
    with tap.test('addresses are set and taken away in order'):
        family.ask(SET_CONFIG, setting(externip(ip('203.0.113.66')), externip(None),
                                       externip(ip('203.0.113.67'))))
        tap.want(ip('203.0.113.66') not in config(), 'the first is there')
        tap.want(ip('203.0.113.67') in config(), 'the last is missing')
    with tap.test('the largest configuration is told'):
        nets = [localnet(bytes([0xfc] + [i] * 15), 128) for i in range(128)]
        addresses = [externip(ip('2001:db8::1'), b'fifteen_bytes%02d\0' % i) for i in range(32)]
        tap.equal(family.ask(SET_CONFIG, attr(A_RESET) + setting(nest(LOCALNETS, *nets),
                                                                 *addresses))[0], 0, 'error')
        tap.equal(config().count(ip('2001:db8::1')), 32, 'addresses')
        tap.equal(sum(bytes([0xfc] + [i] * 15) in config() for i in range(128)), 128, 'networks')
    family.ask(SET_CONFIG, attr(A_RESET))


main()
