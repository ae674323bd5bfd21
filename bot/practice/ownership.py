"""Whose log it is that somebody writes, and whose they may read."""

from __future__ import annotations

from bot.database import Transaction
from bot.people.model import Actor, Person, Platform
from bot.people.store import PeopleStore
from bot.practice.model import NoLogOfTheirOwn, OnlyTheStreamer, StreamerNotLinked


def owner(tx: Transaction, actor: Actor) -> Person:
    """Whose log `actor` writes: their own on Discord, on Twitch the host's when they are the host.

    Raises NoLogOfTheirOwn, StreamerNotLinked, OnlyTheStreamer.
    """
    store = PeopleStore(tx)
    if actor.platform is Platform.DISCORD:
        own = store.of(actor)
        if own is None or not own.is_candidate:
            raise NoLogOfTheirOwn
        return own
    candidate = store.candidate_for(actor)
    if candidate.twitch_id is None:
        raise StreamerNotLinked
    if not candidate.is_actor(actor):
        raise OnlyTheStreamer
    return candidate


def reader(tx: Transaction, actor: Actor) -> Person:
    """Whose log `actor` reads: their own, also when they have left their plan, which keeps the log.

    Raises NoLogOfTheirOwn.
    """
    own = PeopleStore(tx).of(actor)
    if own is None or not (own.is_candidate or own.proposed is not None):
        raise NoLogOfTheirOwn
    return own
