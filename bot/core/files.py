"""What may be done with a file, judged by its name."""

from __future__ import annotations

import re
import unicodedata

#: Of a longer text engineers are shown so many characters, and all of it as a file of this name.
LONGEST_SHOWN, WHOLE_TEXT = 40_000, "message.txt"
#: So many are kept as the message's text; beyond that it is no letter but a log, and stands whole in that file.
LONGEST_KEPT = 1_000_000

#: What runs, or makes something run, when it is opened: programs and their packages, scripts, shortcuts, disk images
#: (https://support.microsoft.com/office/blocked-attachments-in-outlook-434752e1-02d3-4e90-9124-8b81e49a8519).
_EXECUTABLE = re.compile(
    r"\.(?:exe|scr|com|bat|cmd|pif|msi|msp|mst|msix(?:bundle)?|appx(?:bundle)?|appinstaller|application|appref-ms|dll|ocx"
    r"|sys|drv|cpl|xll|msc|gadget|diagcab|cab|jar|jnlp|xbap|jse?|vbs?|vbe|wsf?|wsh|wsc|sct|ps1|ps1xml|psm1|psd1|pyw?|pyzw?"
    r"|hta|chm|hlp|one|lnk|url|website|scf|library-ms|search-ms|settingcontent-ms|theme|reg|inf|ad[ep]|md[ae]"
    r"|iso|img|vhdx?|apk|ipa|app(?:image)?|command|workflow|terminal|desktop|elf|[bcz]?sh|bash|run|deb|rpm|dmg|pkg)",
    re.IGNORECASE,
)
_BEHIND = " \t.,;'\"/\\"  # what systems and people leave off at a name's end


def is_executable(name: str) -> bool:
    """Whether opening the file could run something: it is named, never handed on. What cannot be seen in a name (a mark
    of direction, a blank of no width) hides nothing, nor does a stream behind it ("a.exe:x")."""
    plain = unicodedata.normalize("NFKC", name)
    seen = "".join(sign for sign in plain if unicodedata.category(sign) not in ("Cc", "Cf"))
    return any(_ends_so(part) for part in (*re.split("[:\0]", plain), *seen.split(":")))


def _ends_so(name: str) -> bool:
    name = name.rstrip(_BEHIND)
    return _EXECUTABLE.fullmatch(name, max(name.rfind("."), 0)) is not None
