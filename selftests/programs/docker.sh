#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# A PBX in a container of Docker's, with the rules that dockerd makes where no docker-proxy stands in the way.

here=$(cd "${0%/*}/.." && pwd)
. "${0%/*}/containers_lib.sh"

# A program that waits is all that an image has to have; the test's own programs are the PBX.
image()
{
	tree=$(mktemp -d)
	mkdir "$tree/bin"
	cp "$root/bin/busybox" "$tree/bin"
	tar -C "$tree" -c . | machine docker import - waiting >/dev/null || die "no image"
	rm -r "$tree"
}

# container HOST WORD...: starts one; WORD: for docker run. Sets ip4 and ip6.
container()
{
	name=$1
	shift
	machine docker run --detach --name "$name" "$@" waiting /bin/busybox sleep 100000 >/dev/null || die "no container $name"
	machine docker inspect --format '{{.State.Pid}}
		{{.NetworkSettings.Networks.bridge.IPAddress}}
		{{.NetworkSettings.Networks.bridge.GlobalIPv6Address}}' "$name" >"$facts" || die "no facts about $name"
	{ read -r pid && read -r ip4 && read -r ip6; } <"$facts"
	ip netns attach "$ns-$name" "$pid" || die "no namespace of $name"
}

host
facts=$(mktemp) log=$(mktemp)
# The rest of what it writes is gone with the machine.
machine dockerd --userland-proxy=false --ipv6 --fixed-cidr-v6 fd00:17::/64 --storage-driver vfs >"$log" 2>&1 &
for try in $(seq 100); do
	machine docker version >/dev/null 2>&1 && break
	sleep 1
done
[ "$try" -lt 100 ] || { sed 's/^/# /' "$log"; die "no dockerd"; }
image
container pbx --publish 5060:5060/udp --publish 5060:5060/tcp
pbx4=$ip4 pbx6=$ip6
container phone
cases containers 4 "$pbx4" "$ip4"
cases containers 6 "$pbx6" "$ip6"
machine docker rm --force pbx phone >/dev/null
machine sh -c 'kill $(cat /run/docker.pid)'
wait
finished
