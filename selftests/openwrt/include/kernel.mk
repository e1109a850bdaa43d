# SPDX-License-Identifier: GPL-2.0
# FILES of a kernel package are what is installed.
define KernelPackage
$(eval $(call KernelPackage/$(1)))
all: kmod-$(1)
kmod-$(1): compile
	mkdir -p $(OUT)/kmod-$(1)
	$(CP) $(FILES) $(OUT)/kmod-$(1)/
	@echo "kmod-$(1) depends: $(DEPENDS), loads: $(AUTOLOAD)"
endef
