"""Remembers under which nonce who posted what, for two minutes."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.rehearsal.loopback_discord.state import Message, NonceUse, World

REMEMBERED = timedelta(minutes=2)


def first_with(world: World, author_id: int, nonce: str, now: datetime) -> Message | None:
    """The message that this author already posted under the nonce, if it is still remembered."""
    _forget(world, now)
    use = world.nonces.get(f"{author_id}:{nonce}")
    channel = use and world.channels.get(use.channel_id)
    if use is None or channel is None:
        return None
    return channel.history.messages.get(use.message_id)


def remember(world: World, message: Message, nonce: str, now: datetime) -> None:
    """Keep a nonce with its message."""
    _forget(world, now)
    key = f"{message.author_id}:{nonce}"
    world.nonces.pop(key, None)  # the newest stay at the end
    world.nonces[key] = NonceUse(message.id, message.channel_id, now)


def _forget(world: World, now: datetime) -> None:
    # in the order of use, so that only what is forgotten is looked at
    while world.nonces:
        key = next(iter(world.nonces))
        if now - world.nonces[key].at <= REMEMBERED:
            return
        del world.nonces[key]
