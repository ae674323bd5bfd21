"""Every table with people in it, one entry each; a table that is missing here fails tests/privacy.

A feature with a new table adds its entry to `HOLDINGS`, or to `NOT_ABOUT_PEOPLE` with the reason. Entries are
forgotten in their order: what hangs on other rows by number alone (posts on clocks) stands before those.
"""

from __future__ import annotations

from bot.privacy.model import Holding

_MINE = "person_id = :person"
_ACCOUNT = "((platform = 'discord' AND account = :discord) OR (platform = 'twitch' AND account = :twitch))"
_OVER = "SELECT id FROM rounds WHERE revealed_at IS NOT NULL"
_MY_CLOCKS = "SELECT CAST(id AS TEXT) FROM timers WHERE person_id = :person"
_MY_STREAMS = "SELECT CAST(id AS TEXT) FROM streams WHERE person_id = :person"
_MY_RECORDINGS = "SELECT CAST(id AS TEXT) FROM recordings WHERE person_id = :person"
_MY_NARRATIONS = "SELECT CAST(id AS TEXT) FROM narrations WHERE person_id = :person"
_OF_OTHERS = f"CAST(recording_id AS TEXT) NOT IN ({_MY_RECORDINGS})"
"""On others' recordings, whose tallies need it; what somebody said of their own goes with it."""
_ABOUT_ME = f"""(
    (kind IN ('today', 'nudge', 'report') AND substr(subject, 1, instr(subject, ':')) = :person || ':')
    OR (kind IN ('timer', 'timer-end') AND subject IN ({_MY_CLOCKS}))
    OR (kind = 'timer-mark' AND substr(subject, 1, instr(subject, ':') - 1) IN ({_MY_CLOCKS}))
    OR (kind = 'stream' AND subject IN ({_MY_STREAMS}))
    OR (kind IN ('review', 'review-closed') AND subject IN ({_MY_RECORDINGS}))
    OR (kind = 'review-look' AND (
        substr(subject, 1, instr(subject, ':') - 1) IN ({_MY_RECORDINGS})
        OR substr(subject, instr(subject, ':') + 1) = :discord))
    OR (kind IN ('narration', 'narration-moments') AND subject IN ({_MY_NARRATIONS}))
)"""

# the statements below are put together from the constants above; what varies is a named parameter
HOLDINGS: tuple[Holding, ...] = (
    Holding(
        "messages about you",
        "posts",
        ("subject", "channel"),
        f"SELECT * FROM posts WHERE {_ABOUT_ME}",  # noqa: S608
        (f"DELETE FROM posts WHERE {_ABOUT_ME}",),  # noqa: S608
    ),
    Holding(
        "log",
        "attempts",
        ("person_id", "source_id", "undone_id"),
        f"SELECT * FROM attempts WHERE {_MINE}",  # noqa: S608
        (f"DELETE FROM attempts WHERE {_MINE}",),  # noqa: S608
    ),
    Holding(
        "log",
        "sessions",
        ("person_id", "source_id", "undone_id"),
        f"SELECT * FROM sessions WHERE {_MINE}",  # noqa: S608
        (f"DELETE FROM sessions WHERE {_MINE}",),  # noqa: S608
    ),
    Holding(
        "imported files",
        "log_imports",
        ("person_id", "source_id", "undone_id"),
        f"SELECT * FROM log_imports WHERE {_MINE}",  # noqa: S608
        (f"DELETE FROM log_imports WHERE {_MINE}",),  # noqa: S608
    ),
    Holding(
        "planned days",
        "assignments",
        ("person_id",),
        f"SELECT * FROM assignments WHERE {_MINE}",  # noqa: S608
        (f"DELETE FROM assignments WHERE {_MINE}",),  # noqa: S608
    ),
    *(
        Holding(
            "",
            table,
            ("assignment_id",),
            f"SELECT * FROM {table} WHERE assignment_id IN (SELECT id FROM assignments WHERE {_MINE})",  # noqa: S608
        )
        for table in ("assignment_items", "assignment_swaps", "assignment_requests")
    ),
    Holding(
        "pauses",
        "pauses",
        ("person_id",),
        f"SELECT * FROM pauses WHERE {_MINE}",  # noqa: S608
        (f"DELETE FROM pauses WHERE {_MINE}",),  # noqa: S608
    ),
    Holding(
        "ticks in your success table",
        "goal_ticks",
        ("person_id",),
        f"SELECT * FROM goal_ticks WHERE {_MINE}",  # noqa: S608
        (f"DELETE FROM goal_ticks WHERE {_MINE}",),  # noqa: S608
    ),
    Holding(
        "silences that you announced",
        "thoughts",
        ("person_id", "source_id"),
        f"SELECT * FROM thoughts WHERE {_MINE}",  # noqa: S608
        (f"DELETE FROM thoughts WHERE {_MINE}",),  # noqa: S608
    ),
    Holding(
        "measured recordings",
        "narrations",
        ("person_id",),
        f"SELECT * FROM narrations WHERE {_MINE}",  # noqa: S608
        (f"DELETE FROM narrations WHERE {_MINE}",),  # noqa: S608
    ),
    Holding(
        "recordings",
        "recordings",
        ("person_id", "request"),
        f"SELECT * FROM recordings WHERE {_MINE}",  # noqa: S608
        # what others said about them goes along: it was about whoever is forgotten
        (f"DELETE FROM recordings WHERE {_MINE}",),  # noqa: S608
    ),
    *(
        Holding(
            area,
            table,
            columns,
            f"SELECT * FROM {table} WHERE {columns[0]} = :discord",  # noqa: S608
            # a review that counts in a tally stays, its words and whoever said them go
            (
                f"""UPDATE OR REPLACE {table} SET {", ".join([f"{columns[0]} = :discord_gone", *emptied])}
                    WHERE {columns[0]} = :discord""",  # noqa: S608
            ),
            stays=f"""SELECT count(*) AS votes FROM {table}
                      WHERE {columns[0]} = :discord AND {_OF_OTHERS}""",  # noqa: S608
        )
        for area, table, columns, emptied in (
            ("votes in reviews", "recording_votes", ("voter",), ()),
            ("moments in reviews", "recording_moments", ("author", "source"), ("words = ''",)),
            ("review forms", "recording_forms", ("author",), ("keep = ''", "change = ''")),
        )
    ),
    *(
        Holding(
            area,
            table,
            columns,
            f"SELECT * FROM {table} WHERE account = :discord",  # noqa: S608
            (f"DELETE FROM {table} WHERE account = :discord",),  # noqa: S608
        )
        for area, table, columns in (
            ("", "reviewers", ("account", "name")),
            ("", "recording_looks", ("account",)),
            ("offers to review", "review_offers", ("account",)),
            ("", "recording_asks", ("account",)),
        )
    ),
    Holding(
        "clocks",
        "timers",
        ("person_id",),
        f"SELECT * FROM timers WHERE {_MINE}",  # noqa: S608
        (f"DELETE FROM timers WHERE {_MINE}",),  # noqa: S608
    ),
    *(
        Holding(
            "",
            table,
            ("timer_id",),
            f"SELECT * FROM {table} WHERE timer_id IN (SELECT id FROM timers WHERE {_MINE})",  # noqa: S608
        )
        for table in ("timer_requests", "timer_stretches")
    ),
    Holding(
        "guesses",
        "guesses",
        ("account", "name"),
        f"SELECT * FROM guesses WHERE {_ACCOUNT}",  # noqa: S608
        (
            # a round whose answer is out has been counted: the vote stays, the voter goes
            f"""UPDATE guesses SET name = :nobody,
                   account = CASE platform WHEN 'discord' THEN :discord_gone ELSE :twitch_gone END
                WHERE {_ACCOUNT} AND round_id IN ({_OVER})""",  # noqa: S608
            f"DELETE FROM guesses WHERE {_ACCOUNT}",  # noqa: S608
        ),
        stays=f"SELECT count(*) AS votes FROM guesses WHERE {_ACCOUNT} AND round_id IN ({_OVER})",  # noqa: S608
    ),
    Holding(
        "exercises",
        "drills",
        ("account", "request"),
        "SELECT * FROM drills WHERE account = :discord",
        ("DELETE FROM drills WHERE account = :discord",),
    ),
    Holding(
        "moments",
        "moments",
        ("account", "name", "source_id"),
        "SELECT * FROM moments WHERE account = :twitch",
        ("DELETE FROM moments WHERE account = :twitch",),
    ),
    Holding(
        "rounds on your stage",
        "rounds",
        ("person_id", "call"),
        f"SELECT * FROM rounds WHERE {_MINE}",  # noqa: S608
        # others' guesses hang on them: the round stays, what its streamer thought goes
        (f"UPDATE rounds SET call = NULL WHERE {_MINE}",),  # noqa: S608
    ),
    Holding(
        "problems on your stage",
        "stage_problems",
        ("person_id", "source_id"),
        f"SELECT * FROM stage_problems WHERE {_MINE}",  # noqa: S608
        (f"DELETE FROM stage_problems WHERE {_MINE}",),  # noqa: S608
    ),
    Holding(
        "",
        "broadcasts",
        ("stream_id",),
        f"SELECT * FROM broadcasts WHERE stream_id IN (SELECT id FROM streams WHERE {_MINE})",  # noqa: S608
    ),
    Holding(
        "streams",
        "streams",
        ("person_id",),
        f"SELECT * FROM streams WHERE {_MINE}",  # noqa: S608
        (f"DELETE FROM streams WHERE {_MINE}",),  # noqa: S608
    ),
    Holding(
        "",
        "link_codes",
        ("person_id",),
        f"SELECT * FROM link_codes WHERE {_MINE}",  # noqa: S608
        (f"DELETE FROM link_codes WHERE {_MINE}",),  # noqa: S608
    ),
    Holding(
        "",
        "cohort_shown",
        ("person_id",),
        # it goes when the board is drawn without them, for which it has to be there
        f"SELECT * FROM cohort_shown WHERE {_MINE}",  # noqa: S608
    ),
    Holding(
        "settings",
        "people",
        ("id", "name", "discord_id", "twitch_id", "twitch_login", "dm_channel"),
        "SELECT * FROM people WHERE id = :person",
        (
            # the number stays, without anybody behind it: a number given out again would find old messages
            """UPDATE people SET name = :nobody, discord_id = NULL, twitch_id = NULL, twitch_login = NULL,
                   zone = 'UTC', day_start = '04:00', post_at = '07:00', start = NULL,
                   created_at = '1970-01-01T00:00:00.000000+00:00'
               WHERE id = :person AND is_host = 0""",
            """UPDATE people SET proposed = NULL, evening_at = '20:00', nudge = 'off', dm_channel = NULL,
                   weekly = 1, on_board = 0, monday = NULL, tuesday = NULL, wednesday = NULL,
                   thursday = NULL, friday = NULL, saturday = NULL, sunday = NULL
               WHERE id = :person""",
        ),
    ),
)

NOT_ABOUT_PEOPLE = {
    "kept": "what the plumbing remembers: the hash of the synced commands, other bots that were seen",
    "twitch_tokens": "the accounts that the host signed in for the bot; Twitch's Disconnect ends them",
    "host_config": "what the config file says of the host, compared at the next start",
    "problems": "problems out of a file, without a word about who imported it",
    "round_answers": "the right answers of a round",
    "goal_definitions": "what each cell of the success table counted since when",
    "heard_files": "hashes of files that were listened to, so that none is listened to twice",
    "guess_counts": "how often each pattern was guessed in a round; its triggers count with the guesses",
    "round_requests": "messages that opened or closed a round, by the message's own number",
    "forgotten": "keyed hashes of accounts, which is the whole of what is remembered of them",
    "privacy_key": "the key of those hashes",
    "log_words": "the words of the log once more; its triggers empty it with the log",
}
"""Every other table, with the reason why it has no entry."""
