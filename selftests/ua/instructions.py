# SPDX-License-Identifier: GPL-2.0
"""What README says to type."""

import re


def block(label, path="README"):
    """The lines that are indented by four under the one that begins with label; None if there are none."""
    with open(path, encoding="ascii") as file:
        found = re.search(r"\n *%s.*\n\n((?:    .*\n|\n)+)" % re.escape(label), file.read())
    return found and found.group(1).replace("\n    ", "\n")[4:]
