"""What may be done with a file, judged by its name."""

from __future__ import annotations

import re

#: Of a longer text engineers are shown so many characters, and all of it as a file of this name.
LONGEST_SHOWN, WHOLE_TEXT = 40_000, "message.txt"
#: So many are kept as the message's text; beyond that it is no letter but a log, and stands whole in that file.
LONGEST_KEPT = 1_000_000

_EXECUTABLE = re.compile(
    r"\.(?:exe|scr|com|bat|cmd|pif|msi|msp|dll|cpl|jar|js|jse|vbs|vbe|wsf|wsh|ps1|psm1|hta|lnk|reg|inf|iso|img|apk|app"
    r"|sh|bash|run|deb|rpm|dmg|pkg)\s*\.*$",
    re.IGNORECASE,
)


def is_executable(name: str) -> bool:
    """Whether opening the file could run something: it is named, never handed on."""
    return bool(_EXECUTABLE.search(name.strip()))
