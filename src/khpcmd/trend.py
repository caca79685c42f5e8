"""Results of several periods lined up: targets through them, and what plans changed. ``khpcmd.saved`` makes them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import NamedTuple

from khpcmd.changes import Turn
from khpcmd.results import Verdict


class Sort(StrEnum):
    """What a figure of a target is."""

    SHARE = "share"
    """A part of a whole, as a percentage."""
    CHANGE = "change"
    """A growth or a fall against the baseline, as a signed percentage."""
    POINTS = "points"
    """A ratio that rose or fell against the baseline, in percentage points."""
    UNITS = "units"
    """How many units reach it, of those that owe it."""
    RATE = "rate"
    """A number of something for each of something else: beds for each 10,000 people."""
    STEPS = "steps"
    """How many months or quarters are covered."""
    NUMBER = "number"
    """A number by itself."""
    REVIEW = "review"
    """No figure: what a person decides."""


class Point(NamedTuple):
    """A target in one period. ``part`` of ``whole``, or a value by itself; None where nothing is known.

    ``level`` is the threshold on the scale of ``value``, None where it is no single one. ``provisional``: not all units
    are counted yet.
    """

    verdict: Verdict
    sort: Sort
    value: Fraction | None
    part: int | Decimal | None
    whole: int | Decimal | None
    level: Fraction | None
    asked: str
    """The threshold as the result words it."""
    provisional: bool


class Column(NamedTuple):
    """One result: which plan and period it is of, and how complete it is."""

    file: str
    plan: str
    document: str
    period: str
    title: str
    """The title of the period, in the language of the result; its id where the result has none."""
    ends: date
    """When the returns of the period were due, by which columns are in order; the day judged as of where none was."""
    as_of: date
    reported: int
    expected: int
    partial: bool
    """Whether only some targets or only the units that had reported were judged."""


class Row(NamedTuple):
    """A target through the columns; None where a plan does not have it."""

    target: str
    title: str
    points: tuple[Point | None, ...]
    turn: Turn
    """How the last point stands to the one before it of the same kind of period."""


class Change(StrEnum):
    """What a plan changed in a target against the result before it."""

    THRESHOLD = "threshold"
    TITLE = "title"
    QUOTE = "quote"
    ADDED = "added"
    DROPPED = "dropped"


class PlanChange(NamedTuple):
    """A change of a plan: ``before`` and ``after`` are what the column before and this one say, "" where nothing."""

    column: int
    what: Change
    target: str
    before: str = ""
    after: str = ""


class Trend(NamedTuple):
    """Results from the oldest to the newest."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    changes: tuple[PlanChange, ...]
    replaced: tuple[str, ...]
    """Files of results that a later one of the same plan and period replaces."""
    too_early: tuple[str, ...]
    """Files of results that were made before their period was over."""
    language: str
    """The language of the newest result."""
