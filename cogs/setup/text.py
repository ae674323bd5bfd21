"""What `/setup` says: each channel, what it is for, and what is missing there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import discord
from msgspec import Struct

from cogs.colours import QUIET

WHAT_FOR = {
    "assignments": "the day, every morning",
    "live": "the clock and the stream",
    "reviews": "recordings to look at",
}
PICK = {role: f"Another channel for {role}" for role in WHAT_FOR}
CREATE = "Create what is missing"
LOOK = "Look again"


class Room(Struct, frozen=True):
    """One channel as it is now."""

    channel: int | None
    """None where nobody has chosen one."""
    there: bool = True
    """Whether I see it in this server."""
    fits: bool = True
    missing: Sequence[str] = ()


def overview(rooms: Mapping[str, Room], me: str, *, shared: bool) -> discord.Embed:
    """Everything that is chosen, and the mend for the rest. `shared`: the clock is in assignments."""
    lines = [
        f"{_mark(role, room)} **{role.title()}** ({WHAT_FOR[role]}): {_state(role, room, shared)}"
        for role, room in rooms.items()
    ]
    lacks = sorted({name for room in rooms.values() for name in room.missing})
    if lacks:
        lines += ["", f"In each of those: Edit Channel > Permissions > add {me} > allow {', '.join(lacks)}."]
    if all(room.channel is not None and _right(room) for room in rooms.values()):
        lines += ["", "All is ready. What is posted by itself comes here from now on."]
    return discord.Embed(title="Where I speak", description="\n".join(lines), colour=QUIET)


def use_slash(name: str) -> str:
    """The prefix form of what only the one who asks should see."""
    return f"Between the two of us: type `/{name}`."


def not_yours() -> str:
    """For members who manage nothing."""
    return "The host sets me up, or whoever may manage this server."


def may_not_create(me: str) -> str:
    """Without the permission for it."""
    return (
        f"I may not create channels here. Server Settings > Roles > {me} > allow Manage Channels, then press "
        "it again; or create them yourself and pick them above."
    )


def _right(room: Room) -> bool:
    return room.there and room.fits and not room.missing


def _mark(role: str, room: Room) -> str:
    if room.channel is None:
        return "⚠️" if role == "assignments" else "▫️"
    return "✅" if _right(room) else "⚠️"


def _state(role: str, room: Room, shared: bool) -> str:
    if room.channel is None:
        return "with the assignments" if role == "live" and shared else "not chosen yet"
    if not room.there:
        return "the channel is gone, or I may not see it"
    if not room.fits:
        return f"<#{room.channel}> is no text channel"
    lacks = f", where I lack {', '.join(room.missing)}" if room.missing else ""
    return f"<#{room.channel}>{lacks}"
