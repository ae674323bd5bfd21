"""Whose turn it is to look: friends who offered to be asked, whoever looked longest ago first."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta

from msgspec import Struct

FIRST_ASK = timedelta(days=2)
"""How long nobody has to have looked before anybody is asked."""
ASK_AGAIN = timedelta(days=1)
ASKS = 3
"""Friends who are asked about one recording, at most."""


class Offer(Struct, frozen=True):
    """A friend who lets the bot ask them quietly."""

    account: str
    """Their id on Discord."""
    since: datetime


def next_reviewer(
    offers: Sequence[Offer], looked: Mapping[str, datetime], never: Collection[str]
) -> Offer | None:
    """Who is asked next; `looked` says when each last reviewed this candidate, `never` who is not asked.

    Who has never reviewed them comes first, in the order of their offers.
    """
    free = [offer for offer in offers if offer.account not in never]
    return min(
        free,
        key=lambda offer: (
            offer.account in looked,
            looked.get(offer.account, offer.since),
            offer.since,
            offer.account,
        ),
        default=None,
    )


def ask_at(submitted_at: datetime, asked: int) -> datetime | None:
    """When the next friend is asked about a recording that nobody looked at; None when enough were."""
    return None if asked >= ASKS else submitted_at + FIRST_ASK + asked * ASK_AGAIN
