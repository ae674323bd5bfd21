"""Rows of streams, their broadcasts, their moments, and of problems put on the stage."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.database import Row, Transaction, instant, instant_text
from bot.people.model import PersonId, Source
from bot.stream.model import Airing, Broadcast, Moment, NoSuchStream, Setting, Stream, StreamId, Video

_SECOND = timedelta(seconds=1)


class StreamStore:
    """Reads and writes `streams` and `broadcasts`."""

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    def add(self, person_id: PersonId, airing: Airing, now: datetime) -> Stream:
        """A stream that begins with this broadcast."""
        row = self._tx.one(
            """INSERT INTO streams (person_id, title, category) VALUES (:person_id, :title, :category)
               RETURNING id""",
            {"person_id": person_id, "title": airing.title, "category": airing.category},
        )
        assert row is not None  # noqa: S101 - an INSERT ... RETURNING always returns its row
        stream_id = StreamId(row["id"])
        broadcast = Broadcast(airing.twitch_id, airing.started_at, now)
        self._put(stream_id, broadcast)
        return Stream(stream_id, person_id, airing.title, airing.category, (broadcast,))

    def save(self, stream: Stream) -> None:
        """Write what can change, its broadcasts included."""
        self._tx.execute(
            """UPDATE streams SET title = :title, category = :category, ended_at = :ended_at
               WHERE id = :id""",
            {
                "id": stream.id,
                "title": stream.title,
                "category": stream.category,
                "ended_at": _text(stream.ended_at),
            },
        )
        for broadcast in stream.broadcasts:
            self._put(stream.id, broadcast)

    def get(self, stream_id: StreamId) -> Stream:
        """Raises NoSuchStream."""
        row = self._tx.one("SELECT * FROM streams WHERE id = :id", {"id": stream_id})
        if row is None:
            raise NoSuchStream
        return self._stream(row)

    def find(self, stream_id: StreamId) -> Stream | None:
        """The stream with this id."""
        return self._maybe(self._tx.one("SELECT * FROM streams WHERE id = :id", {"id": stream_id}))

    def of_broadcast(self, twitch_id: str) -> Stream | None:
        """The stream that this broadcast of Twitch belongs to."""
        return self._maybe(
            self._tx.one(
                """SELECT streams.* FROM streams JOIN broadcasts ON broadcasts.stream_id = streams.id
                   WHERE twitch_id = :id""",
                {"id": twitch_id},
            )
        )

    def latest(self) -> Stream | None:
        """The one that is on, or was last."""
        return self._maybe(self._tx.one("SELECT * FROM streams ORDER BY id DESC LIMIT 1"))

    def at(self, moment: datetime) -> Stream | None:
        """The last one that had begun by then."""
        return self._maybe(
            self._tx.one(
                """SELECT streams.* FROM streams JOIN broadcasts ON broadcasts.stream_id = streams.id
                   WHERE started_at <= :moment ORDER BY started_at DESC LIMIT 1""",
                {"moment": instant_text(moment)},
            )
        )

    def begun(self, person_id: PersonId) -> list[datetime]:
        """When each of somebody's broadcasts began, oldest first."""
        rows = self._tx.all(
            """SELECT started_at FROM broadcasts JOIN streams ON streams.id = stream_id
               WHERE person_id = :id ORDER BY started_at""",
            {"id": person_id},
        )
        return [instant(row["started_at"]) for row in rows]

    def unsettled(self) -> list[Stream]:
        """Those that wait for something: their end, a recording, or a word about its expiry."""
        rows = self._tx.all(
            """SELECT DISTINCT streams.* FROM streams JOIN broadcasts ON broadcasts.stream_id = streams.id
               WHERE streams.ended_at IS NULL OR look_at IS NOT NULL
                  OR (video_id IS NOT NULL AND warned_at IS NULL)
               ORDER BY streams.id"""
        )
        return [self._stream(row) for row in rows]

    def _put(self, stream_id: StreamId, broadcast: Broadcast) -> None:
        video = broadcast.video
        self._tx.execute(
            """INSERT INTO broadcasts (twitch_id, stream_id, started_at, seen_at, ended_at, exact, looks,
                                       look_at, video_id, video_url, video_at, video_s, expires_at, warned_at)
               VALUES (:twitch_id, :stream_id, :started_at, :seen_at, :ended_at, :exact, :looks, :look_at,
                       :video_id, :video_url, :video_at, :video_s, :expires_at, :warned_at)
               ON CONFLICT (twitch_id) DO UPDATE SET seen_at = :seen_at, ended_at = :ended_at, exact = :exact,
                       looks = :looks, look_at = :look_at, video_id = :video_id, video_url = :video_url,
                       video_at = :video_at, video_s = :video_s, expires_at = :expires_at,
                       warned_at = :warned_at""",
            {
                "twitch_id": broadcast.twitch_id,
                "stream_id": stream_id,
                "started_at": instant_text(broadcast.started_at),
                "seen_at": instant_text(broadcast.seen_at),
                "ended_at": _text(broadcast.ended_at),
                "exact": int(broadcast.exact),
                "looks": broadcast.looks,
                "look_at": _text(broadcast.look_at),
                "video_id": None if video is None else video.id,
                "video_url": None if video is None else video.url,
                "video_at": None if video is None else instant_text(video.started_at),
                "video_s": None if video is None else video.length // _SECOND,
                "expires_at": None if video is None else instant_text(video.expires_at),
                "warned_at": _text(broadcast.warned_at),
            },
        )

    def _maybe(self, row: Row | None) -> Stream | None:
        return None if row is None else self._stream(row)

    def _stream(self, row: Row) -> Stream:
        broadcasts = self._tx.all(
            "SELECT * FROM broadcasts WHERE stream_id = :id ORDER BY started_at, twitch_id", {"id": row["id"]}
        )
        return Stream(
            StreamId(row["id"]),
            PersonId(row["person_id"]),
            row["title"],
            row["category"],
            tuple(_broadcast(each) for each in broadcasts),
            _moment(row["ended_at"]),
        )


class StageStore:
    """Reads and writes `stage_problems` and `moments`."""

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    def put(self, person_id: PersonId, problem: int, now: datetime, source: Source) -> Setting:
        """Put a problem on the stage; the same source again puts nothing."""
        self._tx.execute(
            """INSERT INTO stage_problems (person_id, problem, at, source_platform, source_id)
               VALUES (:person_id, :problem, :at, :platform, :source_id)
               ON CONFLICT (source_platform, source_id) DO NOTHING""",
            {
                "person_id": person_id,
                "problem": problem,
                "at": instant_text(now),
                "platform": source.platform,
                "source_id": source.id,
            },
        )
        return Setting(problem, now)

    def put_since(self, person_id: PersonId, since: datetime) -> list[Setting]:
        """What was put there from `since` on, oldest first."""
        rows = self._tx.all(
            """SELECT * FROM stage_problems WHERE person_id = :person_id AND at >= :since ORDER BY at, id""",
            {"person_id": person_id, "since": instant_text(since)},
        )
        return [Setting(row["problem"], instant(row["at"])) for row in rows]

    def was_put_by(self, source: Source) -> bool:
        """Whether this message has put a problem there already."""
        row = self._tx.one(
            "SELECT 1 FROM stage_problems WHERE source_platform = :platform AND source_id = :id",
            {"platform": source.platform, "id": source.id},
        )
        return row is not None

    def add_moment(
        self, stream_id: StreamId, account: str, name: str, note: str, now: datetime, source: Source
    ) -> Moment | None:
        """Mark a moment; None where this message has marked one already."""
        row = self._tx.one(
            """INSERT INTO moments (stream_id, account, name, note, at, source_id)
               VALUES (:stream_id, :account, :name, :note, :at, :source_id)
               ON CONFLICT (source_id) DO NOTHING RETURNING *""",
            {
                "stream_id": stream_id,
                "account": account,
                "name": name,
                "note": note,
                "at": instant_text(now),
                "source_id": f"{source.platform}:{source.id}",
            },
        )
        return None if row is None else _mark(row)

    def moments(self, stream_id: StreamId) -> list[Moment]:
        """Of one stream, oldest first."""
        rows = self._tx.all("SELECT * FROM moments WHERE stream_id = :id ORDER BY at, id", {"id": stream_id})
        return [_mark(row) for row in rows]

    def moments_between(self, person_id: PersonId, since: datetime, until: datetime) -> list[Moment]:
        """Of whichever streams of theirs were on, oldest first."""
        rows = self._tx.all(
            """SELECT moments.* FROM moments JOIN streams ON streams.id = moments.stream_id
               WHERE streams.person_id = :id AND moments.at BETWEEN :since AND :until
               ORDER BY moments.at, moments.id""",
            {"id": person_id, "since": instant_text(since), "until": instant_text(until)},
        )
        return [_mark(row) for row in rows]

    def moments_since(self, stream_id: StreamId, since: datetime) -> list[Moment]:
        """Of one stream from `since` on."""
        rows = self._tx.all(
            "SELECT * FROM moments WHERE stream_id = :id AND at >= :since ORDER BY at, id",
            {"id": stream_id, "since": instant_text(since)},
        )
        return [_mark(row) for row in rows]


def _text(moment: datetime | None) -> str | None:
    return None if moment is None else instant_text(moment)


def _moment(text: str | None) -> datetime | None:
    return None if text is None else instant(text)


def _mark(row: Row) -> Moment:
    return Moment(row["id"], row["account"], row["name"], row["note"], instant(row["at"]))


def _broadcast(row: Row) -> Broadcast:
    video = None
    if row["video_id"] is not None:
        video = Video(
            row["video_id"],
            row["video_url"],
            instant(row["video_at"]),
            row["video_s"] * _SECOND,
            instant(row["expires_at"]),
        )
    return Broadcast(
        row["twitch_id"],
        instant(row["started_at"]),
        instant(row["seen_at"]),
        _moment(row["ended_at"]),
        bool(row["exact"]),
        row["looks"],
        _moment(row["look_at"]),
        video,
        _moment(row["warned_at"]),
    )
