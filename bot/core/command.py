"""How Ringback is called here: hints name what a person can type."""

from __future__ import annotations

import os

#: The launcher of a checkout says how it was called (`./ringback`); an installed package has the command `ringback`.
COMMAND = os.environ.get("RINGBACK_COMMAND") or "ringback"
