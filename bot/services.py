"""Every service: all that a surface may ask for."""

from dataclasses import dataclass

from bot.assignment.service import AssignmentService
from bot.clock import Clock
from bot.curriculum.model import Catalogue, Programme
from bot.events import EventBus
from bot.memory.service import MemoryService
from bot.people.service import PeopleService
from bot.post.service import PostService
from bot.practice.service import PracticeService
from bot.timer.service import TimerService


@dataclass(frozen=True, slots=True)
class Services:
    """Handed to both clients and the overlay; a surface takes from it what it needs."""

    clock: Clock
    bus: EventBus
    catalogue: Catalogue
    programme: Programme
    people: PeopleService
    posts: PostService
    practice: PracticeService
    memory: MemoryService
    assignments: AssignmentService
    timers: TimerService
