"""The kinds of measure, a module for those that are alike (``KINDS`` is all); ``base`` says what each answers."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from khpcmd.measures.base import MeasureModel
from khpcmd.measures.counts import Change, Count, Growth, Maintain
from khpcmd.measures.done import Done, OnTime, Share
from khpcmd.measures.frequency import Frequency
from khpcmd.measures.manual import Manual
from khpcmd.measures.ratio import Rate, Ratio, RatioChange
from khpcmd.measures.score import Score

KINDS: tuple[type[MeasureModel], ...] = (
    Share,
    Ratio,
    Rate,
    Growth,
    Change,
    RatioChange,
    Maintain,
    Frequency,
    Count,
    Done,
    OnTime,
    Score,
    Manual,
)

if TYPE_CHECKING:  # the rest of khpcmd asks what all kinds answer, and cannot ask for a kind
    Measure = MeasureModel
else:
    Measure = Annotated[reduce(or_, KINDS), Field(discriminator="kind")]
