# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034 # read by who sources this
#
# Which Debian suite has a kernel series, and under which package name. Only the name of the
# metapackage stands here; versions are asked from the suite, for they move every few weeks.

cache=${XDG_CACHE_HOME:-$HOME/.cache}/sipnat
mirror=${SIPNAT_MIRROR:-http://deb.debian.org}

# series_known SERIES: sets suites (one apt source a line), image and compiler. The compiler is a
# command of this machine; "chroot" where only the suite's own will do.
series_known()
{
	compiler=gcc-12 image=linux-image-amd64
	case $1 in
	5.10)
		suites="debian bullseye
debian-security bullseye-security"
		;;
	6.1)
		suites="debian bookworm
debian-security bookworm-security"
		;;
	6.12)
		suites="debian bookworm
debian-security bookworm-security"
		image=linux-image-6.12-amd64
		;;
	7.2)
		suites="debian forky"
		compiler=chroot
		;;
	7.3)
		suites="debian trixie
debian trixie-backports"
		image=linux-image-amd64/trixie-backports
		compiler=chroot
		;;
	*)
		return 1
		;;
	esac
}
