"""Streams begin, end, change their title and raid; whoever subscribed hears of it."""

from __future__ import annotations

from bot.rehearsal.loopback_twitch import payloads
from bot.rehearsal.loopback_twitch.eventsub import EventSub
from bot.rehearsal.loopback_twitch.state import Category, Channel, State, Stream, User, Video


class Broadcasts:
    """What happens to channels; without `announce` it sends no event, as happens on Twitch too."""

    def __init__(self, state: State, eventsub: EventSub) -> None:
        self._state = state
        self._eventsub = eventsub

    async def start(self, channel: Channel, *, announce: bool = True) -> Stream:
        """The channel goes live."""
        if channel.stream is not None:
            raise ValueError(f"{channel.owner.login} is live already")
        now = self._state.clock()
        stream_id = self._state.new_id()
        video = Video(self._state.new_id(), stream_id, channel.owner, channel.title, now)
        self._state.videos[video.id] = video
        stream = channel.stream = Stream(stream_id, now, video)
        self._state.changed("stream", channel)
        if announce:
            event = payloads.stream_online(channel, stream)
            await self._eventsub.publish("stream.online", _about(channel), event)
        return stream

    async def end(self, channel: Channel, *, announce: bool = True) -> None:
        """The channel goes offline; its video stays."""
        if channel.stream is None:
            raise ValueError(f"{channel.owner.login} is not live")
        channel.stream.video.ended_at = self._state.clock()
        channel.stream = None
        self._state.changed("stream", channel)
        if announce:
            await self._eventsub.publish("stream.offline", _about(channel), payloads.stream_offline(channel))

    async def update(
        self,
        channel: Channel,
        *,
        title: str | None = None,
        category: Category | None = None,
        announce: bool = True,
    ) -> None:
        """Title or category change."""
        if title is not None:
            channel.title = title
        if category is not None:
            channel.category = category
        self._state.changed("channel", channel)
        if announce:
            await self._eventsub.publish("channel.update", _about(channel), payloads.channel_update(channel))

    async def raid(self, raider: User, raided: User, viewers: int) -> None:
        """One channel sends its viewers to another."""
        event = payloads.channel_raid(raider, raided, viewers)
        self._state.changed("raid", event)
        ends = {"from_broadcaster_user_id": raider.id, "to_broadcaster_user_id": raided.id}
        await self._eventsub.publish("channel.raid", ends, event)


def _about(channel: Channel) -> dict[str, str]:
    return {"broadcaster_user_id": channel.owner.id}
