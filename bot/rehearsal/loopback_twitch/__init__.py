"""A stand-in for Twitch on 127.0.0.1 that the real TwitchIO talks to over sockets."""

from bot.rehearsal.loopback_twitch.control import Control
from bot.rehearsal.loopback_twitch.limits import Rules
from bot.rehearsal.loopback_twitch.server import LoopbackTwitch
from bot.rehearsal.loopback_twitch.sockets import Pace, Socket
from bot.rehearsal.loopback_twitch.state import Badge, Change, Channel, ChatMessage, Stream, User
from bot.rehearsal.loopback_twitch.subscriptions import Subscription

__all__ = [
    "Badge",
    "Change",
    "Channel",
    "ChatMessage",
    "Control",
    "LoopbackTwitch",
    "Pace",
    "Rules",
    "Socket",
    "Stream",
    "Subscription",
    "User",
]
