"""Every service: all that a surface may ask for."""

from dataclasses import dataclass

from bot.assignment.service import AssignmentService
from bot.clock import Clock
from bot.cohort.service import CohortService
from bot.curriculum.model import Catalogue, Programme
from bot.curriculum.service import CurriculumService
from bot.events import EventBus
from bot.memory.service import MemoryService
from bot.narration.service import NarrationService
from bot.pattern.drills import DrillService
from bot.pattern.service import PatternService
from bot.people.service import PeopleService
from bot.post.service import PostService
from bot.practice.file_service import LogFileService
from bot.practice.log_service import LogService
from bot.practice.service import PracticeService
from bot.progress.service import ProgressService
from bot.recording.review_service import ReviewService
from bot.recording.service import RecordingService
from bot.stream.service import StreamService
from bot.stream.stage_service import StageService
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
    curriculum: CurriculumService
    practice: PracticeService
    log: LogService
    log_files: LogFileService
    memory: MemoryService
    assignments: AssignmentService
    progress: ProgressService
    cohort: CohortService
    timers: TimerService
    patterns: PatternService
    drills: DrillService
    streams: StreamService
    stage: StageService
    recordings: RecordingService
    reviews: ReviewService
    narrations: NarrationService
