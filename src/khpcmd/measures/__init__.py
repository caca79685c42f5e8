"""The kinds of measure, one module each; this list is the whole vocabulary."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from khpcmd.measures.count import Count
from khpcmd.measures.done import Done
from khpcmd.measures.frequency import Frequency
from khpcmd.measures.growth import Growth, Maintain
from khpcmd.measures.manual import Manual
from khpcmd.measures.ratio import Ratio
from khpcmd.measures.share import Share

KINDS = (Share, Ratio, Growth, Maintain, Frequency, Count, Done, Manual)

Measure = Annotated[Share | Ratio | Growth | Maintain | Frequency | Count | Done | Manual, Field(discriminator="kind")]
