"""Serves uploaded files by their signed links, and avatars in one colour."""

from __future__ import annotations

import struct
import zlib

from aiohttp import web

from bot.rehearsal.loopback_discord.core import Core
from bot.rehearsal.loopback_discord.files import content_type

SIDE = 64


class Cdn:
    """What Discord's content network serves."""

    def __init__(self, core: Core) -> None:
        self._core = core

    async def attachment(self, request: web.Request) -> web.Response:
        """An uploaded file; expired and forged links are refused."""
        number = int(request.match_info["attachment_id"])
        if not self._core.links.good(number, request.query):
            return web.Response(status=404, text="This content is no longer available.")
        content = self._core.files.get(number)
        if content is None:
            return web.Response(status=404)
        return web.Response(body=content, content_type=content_type(request.match_info["filename"]))

    async def avatar(self, request: web.Request) -> web.Response:
        """A user's avatar; its hash is its colour."""
        name = request.match_info["name"].split(".")[0]
        if not name.isalnum():
            return web.Response(status=404)
        try:
            return _picture(int(name, 16) & 0xFFFFFF)
        except ValueError:
            return web.Response(status=404)

    async def default_avatar(self, request: web.Request) -> web.Response:
        """The avatar of an account without one."""
        shade = 37 * int(request.match_info["index"]) % 200
        return _picture(0x5865F2 - shade)


def _picture(colour: int) -> web.Response:
    return web.Response(body=_png(colour), content_type="image/png")


def _png(colour: int) -> bytes:
    row = b"\0" + colour.to_bytes(3, "big") * SIDE
    header = struct.pack(">IIBBBBB", SIDE, SIDE, 8, 2, 0, 0, 0)
    parts = ((b"IHDR", header), (b"IDAT", zlib.compress(row * SIDE)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(*part) for part in parts)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
