"""A faithful stand-in for Discord on 127.0.0.1, for wire tests, the rehearsal and benchmarks."""

from bot.rehearsal.loopback_discord.control import Control
from bot.rehearsal.loopback_discord.interaction import Answer, Interaction
from bot.rehearsal.loopback_discord.post import Post
from bot.rehearsal.loopback_discord.refusal import Refusal
from bot.rehearsal.loopback_discord.server import LoopbackDiscord

__all__ = ["Answer", "Control", "Interaction", "LoopbackDiscord", "Post", "Refusal"]
