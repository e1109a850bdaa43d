# SPDX-License-Identifier: GPL-2.0
#
# "make help" says what there is. What the kernel's own make reads is in Kbuild.

KDIR	?= /lib/modules/$(shell uname -r)/build
PREFIX	?= /usr/local
DOCDIR	?= $(PREFIX)/share/doc/sipnat
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

# The last line of what the tests say is their result, and stays the last.
MAKEFLAGS += --no-print-directory

all: module tools

define help
  make                  sipnat.ko for the kernel that runs here, and sipnat-ctl
  make module           sipnat.ko only; KDIR=/lib/modules/RELEASE/build is for another kernel
  make tools            sipnat-ctl only
  make install          both, the manual page and the examples; PREFIX=/usr/local, DESTDIR=
  make uninstall        takes all of that away
  make dkms-install     sipnat.ko for each kernel of this machine, also for those to come
  make dkms-remove      takes that away
  make clean            removes what was built

 These need Debian 12 and root, install what they call, and boot their own kernels:

  make demo             a call from behind a NAT, with sipnat and without
  make compare          all that works without sipnat, with the kernel's own helper, with sipnat
  make check-quick      the tests that take 10 minutes
  make check            all tests: up to an hour
  make check-matrix     what takes longer, on a machine that has nothing else to do
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

install: install-module install-tools install-examples

uninstall: uninstall-module uninstall-tools uninstall-examples

install-module: module
	$(kbuild) $(sign) INSTALL_MOD_PATH=$(DESTDIR) INSTALL_MOD_DIR=updates modules_install
	$(depmod)

uninstall-module: kdir
	rm -f $(DESTDIR)/lib/modules/$(release)/updates/sipnat.ko*
	$(depmod)

install-tools: tools
	$(MAKE) -C tools install

uninstall-tools:
	$(MAKE) -C tools uninstall

install-examples:
	$(INSTALL) -d $(DESTDIR)$(DOCDIR)/examples
	$(INSTALL) -m 644 $(examples) $(DESTDIR)$(DOCDIR)/examples

uninstall-examples:
	rm -f $(addprefix $(DESTDIR)$(DOCDIR)/,$(examples))
	[ ! -d $(DESTDIR)$(DOCDIR) ] || rmdir $(DESTDIR)$(DOCDIR)/examples $(DESTDIR)$(DOCDIR)

dkms-install:
	dkms add .
	dkms install sipnat/$(version)

dkms-remove:
	dkms remove sipnat/$(version) --all

clean: clean-module
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

demo bench:
	@selftests/$@/run

fuzz:
	@selftests/setup check
	$(MAKE) -C selftests/fuzz run SECONDS=$(SECONDS)

.PHONY: all help module tools kdir install uninstall install-module uninstall-module \
	install-tools uninstall-tools install-examples uninstall-examples dkms-install dkms-remove \
	clean clean-module check check-matrix check-quick demo compare bench fuzz
