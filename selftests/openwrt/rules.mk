# SPDX-License-Identifier: GPL-2.0
#
# As much of OpenWrt's build system as ../../openwrt/Makefile calls, for this machine's own compiler and headers.
# It shows that the packages are complete, not that OpenWrt takes them.
#
#	make -C openwrt TOPDIR=selftests/openwrt LINUX_DIR=... OUT=... ; to OUT/kmod-sipnat and OUT/sipnat-ctl

SHELL		:= /bin/bash
INCLUDE_DIR	:= $(TOPDIR)/include
CP		:= cp -fpR
INSTALL_DIR	:= install -d -m0755
INSTALL_BIN	:= install -m0755
INSTALL_CONF	:= install -m0600
KERNEL_MAKE	 = $(MAKE) -C $(LINUX_DIR)
TARGET_CONFIGURE_OPTS := CC=gcc
TARGET_CFLAGS	:= -Os
PKG_BUILD_DIR	 = $(OUT)/build/$(PKG_NAME)-$(PKG_VERSION)
AutoProbe	 = $(1)
