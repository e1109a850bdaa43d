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

# container HOST WORD...: starts one; WORD: for docker run
container()
{
	name=$1
	shift
	machine docker run --detach --name "$name" "$@" waiting /bin/busybox sleep 100000 >/dev/null || die "no container $name"
}

host
log=$(mktemp)
# What it writes is gone with the machine.
machine dockerd --userland-proxy=false --ipv6 --fixed-cidr-v6 fd00:17::/64 --storage-driver vfs >"$log" 2>&1 &
dockerd=$!
# An emulated machine takes its time, and more of it for each look with docker itself.
while [ ! -S "$root/run/docker.sock" ]; do
	kill -0 $dockerd || { sed 's/^/# /' "$log"; die "no dockerd"; }
	sleep 1
done
image
container pbx --publish 5060:5060/udp --publish 5060:5060/tcp
container phone
machine docker inspect --format '{{.Name}} {{.State.Pid}}
	{{- with .NetworkSettings.Networks.bridge}} {{.IPAddress}} {{.GlobalIPv6Address}}{{end}}' pbx phone >"$log" ||
	die "no facts about containers"
while read -r name pid ip4 ip6; do
	ip netns attach "$ns-${name#/}" "$pid" || die "no namespace of $name"
	four="${four-} $ip4" six="${six-} $ip6"
done <"$log"
# shellcheck disable=SC2086 # two words each
{
	cases containers 4 $four
	cases containers 6 $six
}
machine docker rm --force pbx phone >/dev/null
kill "$(cat "$root/run/docker.pid")"
wait $dockerd
finished
