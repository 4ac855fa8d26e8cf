"""Files the service keeps: https://core.telegram.org/bots/api#file, #photosize, #document, #sending-files."""

import hashlib
import struct
from dataclasses import dataclass, field

from .errors import Json, bad_request

MOST_DOWNLOADED = 20 * 1024 * 1024  # bytes, https://core.telegram.org/bots/api#getfile
MOST_UPLOADED = 50 * 1024 * 1024  # bytes, https://core.telegram.org/bots/api#senddocument
LARGEST_PHOTO = 10 * 1024 * 1024  # bytes, https://core.telegram.org/bots/api#sendphoto
_PNG = b"\x89PNG\r\n\x1a\n"


@dataclass(frozen=True, slots=True)
class Stored:
    """A file at the service, with the object (PhotoSize, Document, Voice, Sticker) that messages show of it."""

    kind: str
    path: str
    shown: Json
    content: bytes = field(repr=False)


class Files:
    """Files by file_id and by the path they are fetched from."""

    def __init__(self) -> None:
        self._by_id: dict[str, Stored] = {}
        self._by_path: dict[str, Stored] = {}

    def keep(self, kind: str, content: bytes, ending: str, **shown: object) -> Json:
        """Store `content` under a new file_id; the object that stands for it in a message."""
        number = len(self._by_id) + 1
        digest = hashlib.sha256(content).hexdigest()
        identity = {"file_id": f"BQACAg{number:06d}{digest[:40]}", "file_unique_id": f"AgAD{digest[:12]}"}
        path = f"{kind}s/file_{number}{ending}"
        made: Json = {**identity, **shown, "file_size": len(content)}
        self.add(Stored(kind, path, made, content))
        return made

    def add(self, file: Stored) -> None:
        """Store a file that has its file_id already."""
        self._by_id[file.shown["file_id"]] = self._by_path[file.path] = file

    @property
    def all(self) -> list[Stored]:
        """Every file, oldest first."""
        return list(self._by_id.values())

    def photo(self, content: bytes) -> list[Json]:
        """A photo in two sizes, small first; both hold the same bytes, for nothing is scaled here."""
        width, height = _size(content)
        small = max(width, height) / 90 or 1
        return [
            self.keep("photo", content, ".jpg", width=w, height=h)
            for w, h in ((max(int(width / small), 1), max(int(height / small), 1)), (width, height))
        ]

    def document(self, name: str, media_type: str, content: bytes) -> Json:
        """A file sent as it is, with its name."""
        ending = name[name.rfind(".") :] if "." in name else ""
        safe = ending if ending[1:].isalnum() and ending.isascii() else ""
        return self.keep("document", content, safe, file_name=name, mime_type=media_type)

    def known(self, file_id: str) -> Stored:
        """The file of `file_id`; refused when there is none."""
        try:
            return self._by_id[file_id]
        except KeyError:
            raise bad_request("wrong file_id or the file is temporarily unavailable") from None

    def described(self, file_id: str) -> Json:
        """The File object with the path to fetch it from; bots may fetch up to 20 MB."""
        stored = self.known(file_id)
        if len(stored.content) > MOST_DOWNLOADED:
            raise bad_request("file is too big")
        names = ("file_id", "file_unique_id", "file_size")
        return {name: stored.shown[name] for name in names} | {"file_path": stored.path}

    def at(self, path: str) -> bytes | None:
        """The bytes at `path`, None when there is nothing that may be fetched."""
        stored = self._by_path.get(path)
        return None if stored is None or len(stored.content) > MOST_DOWNLOADED else stored.content


def _size(content: bytes) -> tuple[int, int]:
    """Width and height of a PNG; of anything else a usual size."""
    if content.startswith(_PNG) and len(content) >= 24:
        width, height = struct.unpack(">II", content[16:24])
        return max(width, 1), max(height, 1)
    return 1280, 960
