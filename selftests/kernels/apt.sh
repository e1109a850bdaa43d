# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034,SC2154 # apt_suite is for fetch; cache and mirror come from series.sh
#
# apt with a root of its own: packages of any suite, nothing of it known to this machine's dpkg.

# apt_open SUITES: further calls use a private apt root for these suites, made when missing.
apt_open()
{
	# Named for the suite that is added last; the first is the one it is added to.
	apt_suite=$(echo "$1" | awk '{ print $2; exit }')
	apt_root=$cache/apt/$(echo "$1" | awk '{ n = $2 } END { print n }')
	APT_CONFIG=$apt_root/apt.conf
	export APT_CONFIG
	mkdir -p "$apt_root/state/lists/partial" "$apt_root/cache/archives/partial"
	: >"$apt_root/status"
	# _apt has no way into a home directory. A testing suite's Release is at times out of date;
	# its signature is checked all the same.
	cat >"$APT_CONFIG" <<-EOF
		Dir::State "$apt_root/state";
		Dir::State::status "$apt_root/status";
		Dir::Cache "$apt_root/cache";
		Dir::Etc::SourceList "$apt_root/sources.list";
		Dir::Etc::SourceParts "/dev/null";
		Dir::Etc::Preferences "/dev/null";
		Dir::Etc::PreferencesParts "/dev/null";
		APT::Architecture "amd64";
		APT::Architectures { "amd64"; };
		APT::Sandbox::User "root";
		APT::Install-Recommends "false";
		Acquire::Languages "none";
		Acquire::Check-Valid-Until "false";
		Acquire::Retries "3";
	EOF
	echo "$1" | while read -r archive suite; do
		echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg]" \
		     "$mirror/$archive $suite main"
	done >"$apt_root/sources.list"
	[ -e "$apt_root/updated" ] || apt_update
}

apt_update()
{
	apt-get -qq --error-on=any update >&2 || return
	: >"$apt_root/updated"
}

# apt_version PACKAGE: the version that would be installed.
apt_version()
{
	case $1 in
	*/*)
		# A pinned suite: the one version that madison names for it.
		apt-cache madison "${1%/*}" | awk -v s="${1#*/}/" 'index($6, s) == 1 { print $3; exit }'
		;;
	*)
		apt-cache show --no-all-versions "$1" | sed -n 's/^Version: //p'
		;;
	esac
}

# apt_kernel_closure PACKAGE: name=version of it and of what it needs of the kernel's packages,
# not of the rest of the system.
apt_kernel_closure()
{
	todo=${1%/*}=$(apt_version "$1")
	seen=' '
	while [ -n "$todo" ]; do
		one=${todo%% *}
		case $todo in *' '*) todo=${todo#* } ;; *) todo= ;; esac
		case $seen in *" $one "*) continue ;; esac
		seen="$seen$one "
		echo "$one"
		for dep in $(apt-cache show "$one" | sed -n '/^Depends: /{s///;s/([^=)]*)//g;s/, */\n/g;p;q}' |
			     sed -nE '/^linux-(image|binary|modules|base|headers|kbuild|compiler)-/{s/ *\(= *([^)]*)\)/=\1/;s/[ |].*//;p}'); do
			case $dep in *=*) ;; *) dep=$dep=$(apt_version "$dep") ;; esac
			todo="${todo:+$todo }$dep"
		done
	done
}

# apt_extract PACKAGE DIR: it and the kernel's packages that it needs, unpacked under DIR.
apt_extract()
{
	apt_to=$2
	mkdir -p "$apt_to.deb"
	# shellcheck disable=SC2046 # one word a package
	(cd "$apt_to.deb" && apt-get -qq download $(apt_kernel_closure "$1")) >&2 || return
	for deb in "$apt_to.deb"/*.deb; do
		dpkg -x "$deb" "$apt_to" || return
	done
	rm -r "$apt_to.deb"
}
