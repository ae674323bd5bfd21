"""The Python interface of the loopback Discord: act as users, set the scene, break the wire."""

from __future__ import annotations

from bot.rehearsal.loopback_discord.answering import Answering
from bot.rehearsal.loopback_discord.asking import Asking
from bot.rehearsal.loopback_discord.control.interact import Interact
from bot.rehearsal.loopback_discord.control.scene import Scene
from bot.rehearsal.loopback_discord.control.talk import Talk
from bot.rehearsal.loopback_discord.control.waiting import Waiting
from bot.rehearsal.loopback_discord.control.wire import Wire
from bot.rehearsal.loopback_discord.core import Core
from bot.rehearsal.loopback_discord.gateway import Gateway
from bot.rehearsal.loopback_discord.ratelimit import RateLimit


class Control(Scene, Talk, Interact, Waiting, Wire):
    """Setting the scene and looking at it is immediate; what users do is awaited.

    Users, channels and messages may be named by what `create_user`, `send` and the like returned,
    or by their ids as numbers or text. What Discord would not let a user do raises `Refusal`.
    """

    def __init__(self, core: Core, gateway: Gateway, answering: Answering, limits: RateLimit) -> None:
        self.core = core
        self.gateway = gateway
        self.asking = Asking(core, answering)
        self.limits = limits
        self.listeners = core.listeners
        """Called with each event's name and payload; ephemeral ones carry their `viewer_id`."""


__all__ = ["Control"]
