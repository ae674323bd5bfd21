"""Links to uploaded files: signed, and good for a day, as Discord's are."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from urllib.parse import quote, urlencode

from bot.rehearsal.loopback_discord.state import Attachment

GOOD_FOR = timedelta(hours=24)


class Links:
    """Makes and checks the links of one server."""

    def __init__(self, clock: Callable[[], datetime], cdn_url: str, key: str) -> None:
        self._clock = clock
        self._cdn_url = cdn_url
        self._key = key.encode()

    def to(self, attachment: Attachment) -> str:
        """A link to an attachment; the same one throughout an hour, so that answers compare equal."""
        issued = self._clock().replace(minute=0, second=0, microsecond=0)
        path = f"{attachment.channel_id}/{attachment.id}/{quote(attachment.filename)}"
        given = {
            "ex": f"{int((issued + GOOD_FOR).timestamp()):x}",
            "is": f"{int(issued.timestamp()):x}",
        }
        given["hm"] = self._signature(attachment.id, given["ex"], given["is"])
        return f"{self._cdn_url}/attachments/{path}?{urlencode(given)}&"

    def good(self, attachment_id: int, query: Mapping[str, str]) -> bool:
        """Whether the link was made here for this file and has not expired."""
        expires, issued = query.get("ex", ""), query.get("is", "")
        if not hmac.compare_digest(query.get("hm", ""), self._signature(attachment_id, expires, issued)):
            return False
        return self._clock() < datetime.fromtimestamp(int(expires, 16), UTC)

    def _signature(self, attachment_id: int, expires: str, issued: str) -> str:
        text = f"{attachment_id}:{expires}:{issued}".encode()
        return hmac.new(self._key, text, hashlib.sha256).hexdigest()
