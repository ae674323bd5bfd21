"""Fetches what people uploaded to Discord, from its content network and nowhere else."""

from __future__ import annotations

from urllib.parse import urlsplit

import aiohttp

MOST_BYTES = 25 * 2**20
"""Of one file; it is held in memory while it is posted."""
PATIENCE = aiohttp.ClientTimeout(total=120, sock_read=20)
_CHUNK = 2**16


def is_on_cdn(url: str, cdn_url: str) -> bool:
    """Whether `url` is an upload on the content network that the config names."""
    asked, known = urlsplit(url), urlsplit(cdn_url)
    return (asked.scheme, asked.netloc) == (known.scheme, known.netloc) and "attachments/" in asked.path


async def fetch(url: str, cdn_url: str, limit: int = MOST_BYTES) -> bytes | None:
    """The file; None where it is no longer there, is larger than `limit`, or never was an upload.

    Raises aiohttp.ClientError and TimeoutError where trying again may help. Redirects are not followed: they
    could lead anywhere.
    """
    if not is_on_cdn(url, cdn_url):
        return None
    async with (
        aiohttp.ClientSession(timeout=PATIENCE) as session,
        session.get(url, allow_redirects=False) as response,
    ):
        if response.status >= 500:
            response.raise_for_status()
        if response.status != 200:
            return None
        content = bytearray()
        async for chunk in response.content.iter_chunked(_CHUNK):
            content += chunk
            if len(content) > limit:
                return None
        return bytes(content)
