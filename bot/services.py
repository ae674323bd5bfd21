"""Every service: all that a surface may ask for."""

from msgspec import Struct

from bot.assignment.service import AssignmentService
from bot.clock import Clock
from bot.cohort.service import CohortService
from bot.curriculum.model import Catalogue, Programme
from bot.curriculum.service import CurriculumService
from bot.easel import Easel
from bot.events import EventBus
from bot.memory.service import MemoryService
from bot.narration.service import NarrationService
from bot.pattern.drills import DrillService
from bot.pattern.service import PatternService
from bot.people.model import Platform
from bot.people.service import PeopleService
from bot.post.model import Place
from bot.post.service import PostService
from bot.practice.file_service import LogFileService
from bot.practice.log_service import LogService
from bot.practice.service import PracticeService
from bot.privacy.service import PrivacyService
from bot.progress.metric_service import MetricService
from bot.progress.service import ProgressService
from bot.recording.history_service import HistoryService
from bot.recording.review_service import ReviewService
from bot.recording.rotation_service import RotationService
from bot.recording.service import RecordingService
from bot.recording.whereabouts_service import WhereaboutsService
from bot.spoken import Spoken
from bot.stream.service import StreamService
from bot.stream.stage_service import StageService
from bot.timer.service import TimerService


class Services(Struct, frozen=True):
    """Handed to both clients and the overlay; a surface takes from it what it needs."""

    clock: Clock
    bus: EventBus
    in_chat: Spoken
    """Puts a sentence about Twitch chat's commands into the names that the config gives them."""
    easel: Easel
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
    metrics: MetricService
    cohort: CohortService
    timers: TimerService
    patterns: PatternService
    drills: DrillService
    streams: StreamService
    stage: StageService
    recordings: RecordingService
    whereabouts: WhereaboutsService
    """Of the posts about recordings."""
    rotation: RotationService
    """Of friends who look at recordings."""
    reviews: ReviewService
    review_history: HistoryService
    narrations: NarrationService
    privacy: PrivacyService
    backups_kept: int
    """How many old copies of the file there may be."""

    def speak_in(self, assignments: int | None, live: int | None, reviews: int | None) -> None:
        """What is said by itself on Discord goes to these channels from now on."""
        if assignments is not None:
            place = Place(Platform.DISCORD, str(assignments))
            self.assignments.announce_in(place)
            self.progress.announce_in(place)
            self.cohort.announce_in(place)
        if live is not None:
            place = Place(Platform.DISCORD, str(live))
            self.timers.announce_in(place)
            self.patterns.announce_in(place)
            self.streams.announce_in(place)
        if reviews is not None:
            self.recordings.ask_in(Place(Platform.DISCORD, str(reviews)))
