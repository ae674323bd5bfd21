"""A day's assignment as it was shown, and how far it has come: the values of the feature at one address."""

from __future__ import annotations

# the feature's values have one address, whichever file they live in
from bot.assignment.answers import Change as Change
from bot.assignment.answers import changes as changes
from bot.assignment.assignment import KIND as KIND
from bot.assignment.assignment import Assignment as Assignment
from bot.assignment.assignment import AssignmentChanged as AssignmentChanged
from bot.assignment.assignment import AssignmentDropped as AssignmentDropped
from bot.assignment.assignment import AssignmentId as AssignmentId
from bot.assignment.assignment import AssignmentPlanned as AssignmentPlanned
from bot.assignment.assignment import ItemMarked as ItemMarked
from bot.assignment.assignment import ItemSwapped as ItemSwapped
from bot.assignment.assignment import PlannedFor as PlannedFor
from bot.assignment.assignment import about as about
from bot.assignment.assignment import subject as subject
from bot.assignment.course import Course as Course
from bot.assignment.item import Flagged as Flagged
from bot.assignment.item import Given as Given
from bot.assignment.item import Item as Item
from bot.assignment.item import Mark as Mark
from bot.assignment.item import Past as Past
from bot.assignment.item import Plan as Plan
from bot.assignment.item import State as State
from bot.assignment.item import flagged as flagged
from bot.assignment.refusals import NOTE_LIMIT as NOTE_LIMIT
from bot.assignment.refusals import AlreadyDone as AlreadyDone
from bot.assignment.refusals import NoPlan as NoPlan
from bot.assignment.refusals import NoSuchDay as NoSuchDay
from bot.assignment.refusals import NoSuchItem as NoSuchItem
from bot.assignment.refusals import NoSwap as NoSwap
from bot.assignment.refusals import NoteTooLong as NoteTooLong
from bot.assignment.refusals import NothingOpen as NothingOpen
from bot.assignment.refusals import NothingToReopen as NothingToReopen
from bot.assignment.refusals import NothingToSwap as NothingToSwap
from bot.assignment.refusals import NotStarted as NotStarted
from bot.assignment.refusals import NotYourPlan as NotYourPlan
from bot.assignment.refusals import OtherDay as OtherDay
from bot.assignment.sitting import Sitting as Sitting
from bot.assignment.sitting import Ticked as Ticked
from bot.assignment.sitting import read_tick as read_tick
from bot.assignment.sitting import sitting_of as sitting_of
from bot.assignment.view import Line as Line
from bot.assignment.view import TodayView as TodayView
from bot.assignment.view import WeekSoFar as WeekSoFar
from bot.assignment.view import WeekView as WeekView
from bot.assignment.view import is_of as is_of
from bot.assignment.view import state_of as state_of
from bot.assignment.view import week_so_far as week_so_far
