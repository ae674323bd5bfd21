"""How reviews read: the verdict first, what to train last, nothing that is not for the reader."""

from __future__ import annotations

import discord
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from bot.assignment.model import Change
from bot.curriculum.model import Flag
from bot.curriculum.programme import load_programme
from bot.recording.model import Shelf, Span, Statement, Summary, Where, feedback
from bot.recording.model import Statement as S
from cogs import reviewed
from cogs.feedback import picture, text
from tests.feedback.said import NOW, form, held, moment, recording

DRILLS = load_programme().drills
SILENT = Change("one narrate-aloud drill", "two of your tests were marked silent", Flag.SILENT)
VOTES = [
    ("2", S.FORWARD),
    ("4", S.FORWARD),
    ("5", S.FORWARD),
    ("3", S.SILENT),
    ("4", S.SILENT),
    ("2", S.CLEAR),
]
MOMENTS = [
    moment(250, "2", S.CLEAR),
    moment(754, "2", S.SILENT, "stuck on the base case"),
    moment(758, "3", S.SILENT),
    moment(905, "5", None, "the index is off by one"),
    moment(1170, "4", S.RAMBLED, ends=1230),
]
FORMS = [
    form("2", 4, 3, 2, 3, forward=True, words=True),
    form("3", 3, 3, 2, 3, forward=False),
    form("1", 4, 4, 3, 3, own=True),
]
FULL = held(votes=VOTES, moments=MOMENTS, forms=FORMS)


def fields(embed: discord.Embed) -> dict[str, str]:
    return {str(field.name): str(field.value) for field in embed.fields}


def whole(embed: discord.Embed) -> str:
    return "\n".join([str(embed.title), str(embed.description), *fields(embed).values()])


def test_the_summary_leads_with_the_verdict_and_ends_with_what_changes() -> None:
    embed = reviewed.summary(FULL, DRILLS, later=(SILENT,))
    lines = str(embed.description).splitlines()
    assert lines[0] == "**3 of 4 reviewers would move Sam forward.**"
    assert lines[1].startswith("Problem solving **3.5** (you 4) · technical **3** (you 4) · testing **2**")
    assert lines[2] == "You rate yourself 0.6 above your friends."
    shown = fields(embed)
    assert list(shown) == ["Keep", "Change", "Moments", "To train", "Next week"]
    assert shown["Keep"] == "“said the brute force first” (Ana)"
    assert "[12:34](https://youtu.be/abc?t=754s) silent (2)" in shown["Moments"]
    assert "\n" not in shown["Moments"]
    assert shown["To train"].startswith("🔇 silent (3): narrate aloud: ")
    assert embed.footer.text == "Recording 1 · coding · thank you, Ana, Jo, Kim and Lee"
    assert shown["Next week"] == r"One narrate\-aloud drill, because two of your tests were marked silent."


def test_what_a_week_holds_for_other_reasons_is_not_said_of_this_recording() -> None:
    other = Change(
        "one more of a pattern that would not go", "three attempts at its pattern did not work out"
    )
    assert "Next week" not in fields(reviewed.summary(FULL, DRILLS, (), (other,)))
    assert "Next week" not in fields(reviewed.summary(held(votes=[("2", S.CLEAR)]), DRILLS, (), (SILENT,)))


def test_each_flag_stands_with_the_drill_that_answers_it() -> None:
    votes = [("2", S.SILENT), ("2", S.FROZE), ("2", S.RAMBLED)]
    trained = fields(reviewed.summary(held(votes=votes), DRILLS))["To train"]
    assert [drill.words in trained for drill in DRILLS] == [True] * 3
    assert fields(reviewed.summary(held(votes=votes)))["To train"].startswith("🔇 silent (1)\n")


@pytest.mark.parametrize(
    ("votes", "said"),
    [
        ([], "**Nobody has looked at it yet.**"),
        ([("2", S.FORWARD)], "**One reviewer would move Sam forward.**"),
        ([("2", S.CLEAR)], "**One reviewer did not say to move Sam forward.**"),
        ([("2", S.FORWARD), ("3", S.CLEAR)], "**1 of 2 reviewers would move Sam forward.**"),
    ],
)
def test_the_verdict_is_said_in_people_and_never_in_percent(votes: list[tuple[str, S]], said: str) -> None:
    assert reviewed.verdict(held(votes=votes)) == said
    assert "%" not in whole(reviewed.summary(held(votes=votes)))


def test_friends_forms_stay_shut_until_the_own_rating_or_two_days() -> None:
    young = recording(1, 1)
    shut = reviewed.summary(held(young, forms=FORMS[:2]), DRILLS)
    assert "2 private forms are in. Rate yourself first" in str(shut.description)
    assert "brute force" not in whole(shut)
    assert "brute force" in whole(reviewed.summary(held(young, forms=FORMS), DRILLS))


def test_others_read_reactions_and_moments_and_nothing_of_the_forms() -> None:
    public = held(votes=VOTES, moments=MOMENTS, forms=FORMS, for_owner=False)
    for said in (whole(reviewed.summary(public, DRILLS)), text.markdown(public, DRILLS, (), ())):
        assert "silent" in said
        assert not [word for word in ("brute force", "3.5", "you 4", "rate yourself", "Keep") if word in said]


def test_what_a_friend_wrote_is_shown_as_words() -> None:
    wild = moment(5, "2", None, "**bold** [x](http://evil) @everyone")
    for said in (
        whole(reviewed.summary(held(moments=[wild]))),
        text.markdown(held(moments=[wild]), (), (), ()),
    ):
        assert "**bold**" not in said
        assert "](http://evil" not in said
        assert "@everyone" not in said


def test_the_file_to_keep_holds_everything() -> None:
    written = text.markdown(FULL, DRILLS, (), (SILENT,))
    for part in (
        "# Two Sum, out loud",
        "| Problem solving | 3.5 | 2 | 4 |",
        "- “test before you say done” (Ana)",
        "- [12:34](https://youtu.be/abc?t=754s) silent (2): stuck on the base case",
        r"- One narrate\-aloud drill, because two of your tests were marked silent.",
    ):
        assert part in written


def test_the_list_says_how_far_each_is_and_who_else_asks() -> None:
    where = Where(700, 800, 801)
    other = held(recording(7, 2, title="LRU Cache", where=where), for_owner=False)
    embed = text.shelf(Shelf((FULL, held(recording(2, 1))), (other,)), 9)
    assert "🟢 `1` **Two Sum, out loud**\nopen · 3 of 4 forward" in str(embed.description)
    assert "✍️ `2` **Two Sum, out loud**\nwaiting for your own rating · nobody has looked yet" in str(
        embed.description
    )
    assert fields(embed)["Friends who ask for a look"] == (
        "`7` [**LRU Cache**](https://discord.com/channels/9/700/800) by Sam · no look yet"
    )
    assert "`/submit`" in str(text.shelf(Shelf((), ()), 9).description)


def test_months_say_what_turned_and_how_well_one_judges_oneself() -> None:
    every = [
        held(recording(n, 90 - 9 * n), [("2", S.SILENT if n < 5 else S.TESTED)], (), FORMS)
        for n in range(1, 9)
    ]
    shown = fields(text.feedback(feedback(every)))
    assert shown["To train"] == "🔇 silent: in 0 of the last 4, less often than before (4 of 4)"
    assert shown["Strong"] == "🧪 tested: in 4 of the last 4, more often than before (0 of 4)"
    assert shown["Your own eye"] == "You rate yourself 0.6 above your friends."
    assert "silent in 0 of the last 4, 4 of the 4 before" in text.feedback_alt(feedback(every))
    assert "`/submit`" in str(text.feedback(feedback([])).description)


def test_the_pictures_are_twice_as_fine_as_they_are_shown_and_say_their_finding() -> None:
    assert _size(picture.timeline(FULL))[0] == 2 * 560
    assert text.timeline_alt(FULL) == (
        "Moments of Two Sum, out loud: 4:10 clear, 12:34 silent (2), 15:05 the index is off by one,"
        " 19:30-20:30 rambled."
    )
    assert _size(picture.feedback(feedback([FULL])))[0] == 2 * 560


def test_a_title_or_a_remark_of_any_letters_can_be_drawn() -> None:
    odd = replace(recording(), title="$x^$ 🧪 \\frac{", span=Span(0, 5))
    assert picture.timeline(held(odd, moments=[moment(0, "2", None, "$$")]))[:4] == b"\x89PNG"


words = st.text(max_size=200)


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from("23456"), st.sampled_from(Statement)), max_size=30),
    st.lists(st.tuples(st.integers(0, 36000), st.sampled_from([None, *S]), words), max_size=30),
    words,
)
def test_any_review_fits_discord(
    votes: list[tuple[str, S]], said: list[tuple[int, S | None, str]], quoted: str
) -> None:
    moments = [moment(at, str(2 + at % 4), what, line) for at, what, line in said]
    forms = [replace(one, keep=quoted, change=quoted) for one in FORMS] * 3
    one: Summary = held(replace(recording(), title=("x" + quoted)[:90], closed_at=NOW), votes, moments, forms)
    for embed in (
        reviewed.summary(one, DRILLS, (SILENT,) * 9, (SILENT,) * 9),
        text.feedback(feedback([one] * 9)),
        text.shelf(Shelf((one,) * 40, (one,) * 40), 2**63),
    ):
        assert len(embed) <= 6000
        assert all(0 < len(value) <= 1024 for value in fields(embed).values())
        assert len(str(embed.description)) <= 4096
    assert len(text.timeline_alt(one)) <= 1024
    assert len(text.choice(one.recording)) <= 100


def _size(png: bytes) -> tuple[int, int]:
    return int.from_bytes(png[16:20]), int.from_bytes(png[20:24])
