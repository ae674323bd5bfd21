"""What stands around the training: roles, where one begins, systems, rounds, portfolio, application."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Role:
    """A job that the programme leads to."""

    key: str
    title: str
    pay: str = ""
    pitch: str = ""
    """What a pitch for it leads with."""


@dataclass(frozen=True, slots=True)
class Assessment:
    """What stands over the strengths and the gaps: an honest look at the first day."""

    title: str = ""
    strengths: str = ""
    gaps: str = ""


@dataclass(frozen=True, slots=True)
class Strength:
    """Something the candidate has already: material for a story in an interview."""

    key: str
    title: str
    story: str = ""
    """Where it is told, and what it shows."""


@dataclass(frozen=True, slots=True)
class Gap:
    """Something the candidate lacks on the first day: the baseline that progress is seen against."""

    key: str
    title: str
    answer: str = ""
    """What in the programme mends it."""


@dataclass(frozen=True, slots=True)
class System:
    """Something to design out loud."""

    key: str
    title: str
    summary: str = ""
    story: str = ""
    """The question of scale that its design must be able to answer."""
    why: str = ""
    """Why it is worth a morning."""


@dataclass(frozen=True, slots=True)
class Research:
    """Reading about the teams."""

    key: str
    title: str
    words: str = ""
    """What the reading is for."""
    link: str = ""


@dataclass(frozen=True, slots=True)
class Round:
    """One round of the interview, and how it is practised."""

    key: str
    title: str
    covers: str
    practice: str
    """What to practise for it."""
    least: int | None = None
    """Minutes of the real round; None where nobody can say."""
    most: int | None = None
    a_week: int = 1
    """How often a week it is practised."""
    preset: str = ""
    """The clock that the practice takes."""
    prompts: tuple[str, ...] = ()
    """What to speak about, in turn."""

    def __post_init__(self) -> None:
        if (self.least is None) != (self.most is None) or (self.least or 0) > (self.most or 0):
            raise ValueError("least and most are the minutes of the round: give both, in this order, or none")
        if not 1 <= self.a_week <= 7:
            raise ValueError(f"a_week must be 1 to 7, not {self.a_week}")

    @property
    def length(self) -> str:
        """`45-60 min`, or nothing where nobody can say."""
        if self.least is None:
            return ""
        return f"{self.least} min" if self.least == self.most else f"{self.least}-{self.most} min"


@dataclass(frozen=True, slots=True)
class PortfolioItem:
    """Something that others can look at before they invite somebody."""

    key: str
    title: str
    by_month: int
    """The month at whose end it should stand."""
    done: bool = False
    """Stood already when the programme was written."""
    words: str = ""
    least: int = 1
    """How many of it, where it is more than one."""
    most: int = 1


@dataclass(frozen=True, slots=True)
class Application:
    """When to apply, for what, and why then."""

    month: int
    roles: tuple[str, ...]
    """Keys of the roles, in the order of preference."""
    words: str
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Window:
    """The months after the last phase, in which the interviews are."""

    title: str
    months: tuple[int, ...]
    words: str = ""


@dataclass(frozen=True, slots=True)
class Resource:
    """Books, sites and papers of one area."""

    area: str
    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Mindset:
    """What to remember on a bad day."""

    words: tuple[str, ...] = ()
