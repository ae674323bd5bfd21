"""The bytes of uploaded files: in memory, and beside the state file where there is one."""

from __future__ import annotations

import mimetypes
import struct
from pathlib import Path

from msgspec import Struct

_PNG = b"\x89PNG\r\n\x1a\n"


class Upload(Struct, frozen=True):
    """A file as it arrived."""

    filename: str
    content: bytes

    @property
    def dimensions(self) -> tuple[int, int] | None:
        """Width and height of a PNG."""
        if not self.content.startswith(_PNG) or len(self.content) < 24:
            return None
        width, height = struct.unpack(">II", self.content[16:24])
        return width, height


class Files:
    """Uploaded bytes by attachment id."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        self._contents: dict[int, bytes] = {}
        self._unsaved: list[int] = []

    def put(self, attachment_id: int, content: bytes) -> None:
        """Keep the bytes of a new attachment."""
        self._contents[attachment_id] = content
        if self._folder is not None:
            self._unsaved.append(attachment_id)

    def get(self, attachment_id: int) -> bytes | None:
        """The bytes, from the folder where they are from an earlier run."""
        content = self._contents.get(attachment_id)
        if content is None and self._folder is not None:
            path = self._folder / str(attachment_id)
            if path.is_file():
                content = self._contents[attachment_id] = path.read_bytes()
        return content

    def save(self) -> None:
        """Write what is new to the folder; called off the event loop."""
        if self._folder is None or not self._unsaved:
            return
        self._folder.mkdir(parents=True, exist_ok=True)
        waiting, self._unsaved = self._unsaved, []
        for attachment_id in waiting:
            (self._folder / str(attachment_id)).write_bytes(self._contents[attachment_id])


def content_type(filename: str) -> str:
    """What a file's name says it is."""
    return mimetypes.guess_type(filename)[0] or "application/octet-stream"
