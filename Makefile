# SPDX-License-Identifier: GPL-2.0
#
# "make help" says what there is. What the kernel's own make reads is in Kbuild.

KDIR	?= /lib/modules/$(shell uname -r)/build
PREFIX	?= /usr/local
SBINDIR	?= $(PREFIX)/sbin
MANDIR	?= $(PREFIX)/share/man
DOCDIR	?= $(PREFIX)/share/doc/sipnat
SYSCONFDIR ?= /etc
UNITDIR	?= $(PREFIX)/lib/systemd/system
LOADDIR	?= $(PREFIX)/lib/modules-load.d
INSTALL	?= install
SECONDS	?= 60
export PREFIX DESTDIR

version	 = $(shell sed -n 's/.*SIPNAT_VERSION[^"]*"\(.*\)"/\1/p' kmod/version.h)
kbuild	 = $(MAKE) -C $(KDIR) M=$(CURDIR)
# What uname -r says there. kernel.release, and make kernelrelease, have another name in Debian's trees.
release	 = $(shell sed -n 's/.*UTS_RELEASE "\(.*\)"/\1/p' $(KDIR)/include/generated/utsrelease.h)
# Nobody but who built the kernel has the key that its modules are signed with.
sign	 = $(if $(wildcard $(KDIR)/certs/signing_key.pem),,CONFIG_MODULE_SIG_ALL=)
# Whoever makes a package leaves this to the machine that gets it.
depmod	 = $(if $(DESTDIR),,depmod $(release))
examples = $(wildcard examples/*)
pages	 = $(wildcard man/*)
# Where each of them goes
page	 = $(DESTDIR)$(MANDIR)/man$(subst .,,$(suffix $(1)))/$(notdir $(1))
units	 = sipnat.service sipnat-names.service sipnat-names.timer
# What is the administrator's to change, and its name here
settings = sipnat/sipnat.conf=boot/sipnat.conf default/sipnat=boot/default

# The last line of what the tests say is their result, and stays the last.
MAKEFLAGS += --no-print-directory

all: module tools

define help
  make                  sipnat.ko for the kernel that runs here, and sipnat-ctl
  make module           sipnat.ko only; KDIR=/lib/modules/RELEASE/build is for another kernel
  make tools            sipnat-ctl only
  make install          both, what starts them at boot, manual pages and examples;
                        PREFIX=/usr/local, SYSCONFDIR=/etc, DESTDIR=
  make uninstall        takes all of that away, but for settings that you have changed
  make dkms-install     sipnat.ko for each kernel of this machine, also for those to come
  make dkms-remove      takes that away
  make deb              packages for Debian, in deb/: sipnat-dkms and sipnat-tools
  make clean            removes what was built

 These need Debian 12 and root, install what they call, and boot their own kernels:

  make demo             a call from behind a NAT, with sipnat and without
  make compare          all that works without sipnat, with the kernel's own helper, with sipnat
  make check-quick      the tests that take 10 minutes
  make check            all tests: up to an hour
  make check-matrix     what takes longer, on a machine that has nothing else to do
  make newcomer         what this README says to type, in a fresh Debian 12 and 13
  make fuzz             mutated messages for the parsers; SECONDS=60
  make bench            what a packet costs
endef

help:
	$(info $(help))
	@:

module: kdir
	$(kbuild) modules

tools:
	$(MAKE) -C tools

kdir:
	@[ -e $(KDIR)/Makefile ] || { \
		echo "There is no kernel to build for in $(KDIR)."; \
		echo "Its headers come with: apt-get install linux-headers-$$(uname -r)"; \
		echo "Those of another kernel are named by: make KDIR=/lib/modules/RELEASE/build"; \
		exit 1; } >&2

install: install-module install-tools

uninstall: uninstall-module uninstall-tools

install-module: module
	$(kbuild) $(sign) INSTALL_MOD_PATH=$(DESTDIR) INSTALL_MOD_DIR=updates modules_install
	$(depmod)

uninstall-module: kdir
	rm -f $(DESTDIR)/lib/modules/$(release)/updates/sipnat.ko*
	$(depmod)

install-tools: tools install-pages install-boot install-examples
	$(MAKE) -C tools install SBINDIR=$(SBINDIR) MANDIR=$(MANDIR)

uninstall-tools: uninstall-pages uninstall-boot uninstall-examples
	$(MAKE) -C tools uninstall SBINDIR=$(SBINDIR) MANDIR=$(MANDIR)

install-pages:
	$(foreach file,$(pages),$(INSTALL) -D -m 644 $(file) $(call page,$(file)) &&) :

uninstall-pages:
	rm -f $(foreach file,$(pages),$(call page,$(file)))

# Settings that are there stay as they are.
install-boot:
	$(INSTALL) -d $(DESTDIR)$(UNITDIR)
	for unit in $(units); do \
		sed -e '/@HARDENING@/{r boot/hardening' -e 'd}' -e 's|@SBINDIR@|$(SBINDIR)|g;s|@SYSCONFDIR@|$(SYSCONFDIR)|g' \
			boot/$$unit* >$(DESTDIR)$(UNITDIR)/$$unit || exit; \
	done
	$(INSTALL) -D -m 644 boot/modules-load.conf $(DESTDIR)$(LOADDIR)/sipnat.conf
	for setting in $(settings); do \
		file=$(DESTDIR)$(SYSCONFDIR)/$${setting%=*}; \
		[ -e $$file ] || $(INSTALL) -D -m 644 $${setting#*=} $$file || exit; \
	done

uninstall-boot:
	[ -n "$(DESTDIR)" ] || [ ! -e $(UNITDIR)/sipnat.service ] || \
		systemctl disable --now sipnat.service sipnat-names.timer || :
	rm -f $(addprefix $(DESTDIR)$(UNITDIR)/,$(units)) $(DESTDIR)$(LOADDIR)/sipnat.conf
	for setting in $(settings); do \
		file=$(DESTDIR)$(SYSCONFDIR)/$${setting%=*}; \
		if cmp -s $$file $${setting#*=}; then rm $$file; \
		elif [ -e $$file ]; then echo "$$file is not as it came, and stays"; fi; \
	done
	rmdir $(DESTDIR)$(SYSCONFDIR)/sipnat 2>/dev/null || :

install-examples:
	$(INSTALL) -d $(DESTDIR)$(DOCDIR)/examples
	$(INSTALL) -m 644 $(examples) $(DESTDIR)$(DOCDIR)/examples

uninstall-examples:
	rm -f $(addprefix $(DESTDIR)$(DOCDIR)/,$(examples))
	[ ! -d $(DESTDIR)$(DOCDIR) ] || rmdir $(DESTDIR)$(DOCDIR)/examples $(DESTDIR)$(DOCDIR)

# Also over one of the same version
dkms-install:
	[ ! -e /usr/src/sipnat-$(version) ] || $(MAKE) dkms-remove
	dkms add .
	dkms install sipnat/$(version)

dkms-remove:
	dkms remove sipnat/$(version) --all
	rm -rf /usr/src/sipnat-$(version)

# In a copy, for it leaves much behind. .deb files are made in the directory above.
deb:
	rm -rf deb
	mkdir -p deb/sipnat
	tar -cf - --exclude-vcs --exclude=./deb --exclude='*.o' --exclude='*.ko' --exclude='.*.cmd' . | \
		tar -C deb/sipnat -xf -
	cd deb/sipnat && dpkg-buildpackage --build=binary --no-sign
	rm -rf deb/sipnat

clean: clean-module
	rm -rf deb
	$(MAKE) -C tools clean
	$(MAKE) -C selftests/user clean

# By hand, for the kernel that it was built for may be gone.
clean-module:
	rm -f sipnat.ko sipnat.o sipnat.mod sipnat.mod.c sipnat.mod.o Module.symvers modules.order .*.cmd
	find kmod \( -name '*.o' -o -name '.*.cmd' -o -name '.*.d' \) -delete

check:
	@selftests/check full

check-matrix:
	@selftests/check matrix

check-quick:
	@selftests/check quick

compare:
	@selftests/compare

newcomer:
	@selftests/newcomer/run

demo bench:
	@selftests/$@/run

fuzz:
	@selftests/setup check
	$(MAKE) -C selftests/fuzz run SECONDS=$(SECONDS)

.PHONY: all help module tools kdir install uninstall install-module uninstall-module \
	install-tools uninstall-tools install-pages uninstall-pages install-boot uninstall-boot \
	install-examples uninstall-examples dkms-install dkms-remove deb \
	clean clean-module check check-matrix check-quick demo compare newcomer bench fuzz
