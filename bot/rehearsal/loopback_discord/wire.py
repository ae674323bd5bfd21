"""JSON as it goes over the wire."""

from __future__ import annotations

from typing import Any

import msgspec

_encode = msgspec.json.Encoder().encode


def dumps(value: Any) -> str:
    """Compact JSON."""
    return _encode(value).decode()
