# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154 # cache comes from series.sh
#
# A module's source tree, copied to where it is built: builds for several kernels at the same time do
# not meet, and the checkout stays clean. The copy is named for its content, so what was built once is
# not built again.

# tree_files SRCDIR: a tar of what makes the module.
tree_files()
{
	tar -C "$1" --sort=name --mtime=@0 --owner=0 --group=0 --numeric-owner \
		--exclude-vcs --exclude=./selftests --exclude=./tools \
		--exclude='*.o' --exclude='*.ko' --exclude='*.cmd' --exclude='*.mod' --exclude='*.mod.c' \
		--exclude=Module.symvers --exclude=modules.order -cf - .
}

# tree_open SRCDIR NAME: sets build to the copy's directory and locks it; copies unless it is done.
tree_open()
{
	[ -e "$1/Kbuild" ] || [ -e "$1/Makefile" ] || {
		echo "${0##*/}: no Kbuild in $1" >&2
		exit 1
	}
	# Nobody comes back to a build of the day before yesterday.
	mkdir -p "$cache/build"
	find "$cache/build" -mindepth 2 -maxdepth 2 -mtime +2 -exec rm -rf {} +

	build=$cache/build/$2/$(tree_files "$1" | sha256sum | cut -c1-16)
	mkdir -p "$build"
	touch "$build"
	exec 8>"$build/.lock"
	flock 8
	[ -e "$build/.done" ] || tree_files "$1" | tar -C "$build" -xmf -
}

# tree_make COMMAND...: runs it and judges what it says; prints the module. A warning is an error.
tree_make()
{
	[ -e "$build/.done" ] || {
		"$@" >"$build/.log" 2>&1 && made=0 || made=$?
		# That this compiler is not the kernel's own was known before; so was that there is no
		# vmlinux to take types from.
		if [ "$made" -ne 0 ] || grep -iE 'warning:|WARNING: modpost' "$build/.log" |
				grep -qvE 'compiler differs|source tree is not clean'; then
			cat "$build/.log" >&2
			echo "${0##*/}: the build in $build failed" >&2
			exit 1
		fi
		# Of no use any more, and many times the size of the rest.
		find "$build" \( -name '*.o' -o -name '.*.cmd' -o -name '*.mod' -o -name '*.mod.c' \) -delete
		: >"$build/.done"
	}
	find "$build" -name '*.ko'
}
