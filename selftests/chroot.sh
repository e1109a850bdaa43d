# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154 # cache and mirror come from kernels/series.sh
#
# Small Debian systems that tests change their root to, or boot. They are
# ${XDG_CACHE_HOME:-~/.cache}/sipnat/chroots/NAME. Root only.

# make_chroot NAME SUITES OPTION...: with these options of mmdebstrap. SUITES: "ARCHIVE SUITE", one a
# line; the first is what it is, the others have its updates. It is made again when any of that changes.
make_chroot()
{
	chroot_name=$1
	chroot_dir=$cache/chroots/$1-$(printf '%s\n' "$@" | cksum | cut -d' ' -f1)
	[ ! -e "$chroot_dir" ] || return 0
	chroot_keyring=/usr/share/keyrings/debian-archive-keyring.gpg
	chroot_sources=$(echo "$2" | while read -r archive suite; do
		echo "deb [signed-by=$chroot_keyring] $mirror/$archive $suite main"
	done)
	chroot_suite=$(echo "$2" | awk '{ print $2; exit }')
	shift 2
	echo "chroots: making $chroot_name" >&2
	rm -rf "$cache/chroots/$chroot_name" "$cache/chroots/$chroot_name"-[0-9]*
	# A testing suite's Release is at times out of date; its signature is checked all the same.
	echo "$chroot_sources" | mmdebstrap --quiet --mode=root \
		--aptopt='Acquire::Check-Valid-Until "false"' \
		--dpkgopt='path-exclude=/usr/share/locale/*' "$@" \
		"$chroot_suite" "$chroot_dir.new" - >&2 || {
		rm -rf "$chroot_dir.new"
		echo "chroots: no chroot $chroot_name" >&2
		return 1
	}
	rm -rf "$chroot_dir.new"/var/cache/apt/archives/*.deb "$chroot_dir.new"/var/lib/apt/lists/*
	ln -sfn "$(basename "$chroot_dir")" "$cache/chroots/$chroot_name"
	mv "$chroot_dir.new" "$chroot_dir"
}

# lock_chroots: two runs may want them at the same time: the second waits for the first.
lock_chroots()
{
	mkdir -p "$cache/chroots"
	exec 9>"$cache/chroots/.lock"
	flock 9
}
