"""Breaks and bends the wire between the bot and the server."""

from __future__ import annotations

from bot.rehearsal.loopback_discord.control.acting import Acting
from bot.rehearsal.loopback_discord.gateway import INVALID_SESSION, RECONNECT, Gateway
from bot.rehearsal.loopback_discord.ratelimit import Mode, RateLimit
from bot.rehearsal.loopback_discord.session import payload


class Wire(Acting):
    """Part of the control interface for faults of the gateway, limits and intents.

    Faults of single REST requests are added to `LoopbackDiscord.faults`.
    """

    gateway: Gateway
    limits: RateLimit

    def drop_connections(self) -> None:
        """Cut the bot's websockets at the TCP level; sessions can be resumed."""
        for socket in list(self.gateway.sockets):
            socket.abort()

    async def close_connections(self, code: int, reason: str = "") -> None:
        """Close the bot's websockets with a code."""
        for socket in list(self.gateway.sockets):
            await socket.close(code, reason)

    def go_silent(self, *, silent: bool = True) -> None:
        """Neither answer heartbeats nor send events on the present sockets."""
        for socket in self.gateway.sockets:
            socket.silent = silent

    def ask_to_reconnect(self) -> None:
        """Send op 7: the client reconnects and resumes."""
        for socket in self.gateway.sockets:
            socket.send(payload(RECONNECT))

    def invalidate_session(self, *, resumable: bool = False) -> None:
        """Send op 9; unless resumable, the session is gone and the client identifies anew."""
        for socket in self.gateway.sockets:
            if not resumable and socket.session is not None:
                self.gateway.sessions.pop(socket.session.id, None)
            socket.send(payload(INVALID_SESSION, resumable))

    def forget_sessions(self) -> None:
        """Lose all sessions, as a gateway that was restarted; a resume is answered with op 9."""
        self.gateway.sessions.clear()

    def rate_limit(
        self, mode: Mode | None = None, *, route: str | None = None, limit: int = 1, per: float = 1.0
    ) -> None:
        """Set the limits: `none`, `wide` (as it starts) or `real`, or those of one route.

        A route is a verb and path template, as `POST /channels/{channel_id}/messages`.
        """
        if mode is not None:
            self.limits.mode = mode
        if route is not None:
            self.limits.limits[route] = (limit, per)

    def set_intents_allowed(
        self,
        *,
        message_content: bool | None = None,
        members: bool | None = None,
        presences: bool | None = None,
    ) -> None:
        """What the developer portal grants; counts from the next identify, and at once for REST."""
        application = self.core.world.application
        if message_content is not None:
            application.message_content = message_content
        if members is not None:
            application.members = members
        if presences is not None:
            application.presences = presences
        self.core.on_change()
