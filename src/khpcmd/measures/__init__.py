"""The kinds of measure, one module each (``KINDS`` is all of them); ``base`` says what each has to answer."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from khpcmd.measures.base import MeasureModel
from khpcmd.measures.change import Change
from khpcmd.measures.count import Count
from khpcmd.measures.done import Done
from khpcmd.measures.frequency import Frequency
from khpcmd.measures.growth import Growth, Maintain
from khpcmd.measures.manual import Manual
from khpcmd.measures.on_time import OnTime
from khpcmd.measures.rate import Rate
from khpcmd.measures.ratio import Ratio
from khpcmd.measures.ratio_change import RatioChange
from khpcmd.measures.score import Score
from khpcmd.measures.share import Share

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
