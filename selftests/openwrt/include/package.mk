# SPDX-License-Identifier: GPL-2.0
all:

compile:
	$(Build/Prepare)
	$(Build/Compile)

define BuildPackage
$(eval $(call Package/$(1)))
all: $(1)
$(1): compile
	$(call Package/$(1)/install,$(OUT)/$(1))
	@for file in $(strip $(Package/$(1)/conffiles)); do [ -e $(OUT)/$(1)$$$$file ] || exit; done
	@echo "$(1) depends: $(DEPENDS)"
endef
