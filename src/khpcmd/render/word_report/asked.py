"""What a target asks, as it is said in a sentence: "ít nhất 20 %" where a table has "≥ 20 %"."""

from __future__ import annotations

from khpcmd.measures.threshold import Threshold
from khpcmd.render.figures import Figures
from khpcmd.render.numbers import level


class Spoken(Figures):
    """Figures for sentences."""

    asked_in = "word_report.asked"
    implied = "spoken"

    def _limits(self, threshold: Threshold, *, signed: bool) -> str:
        """A share cannot be more than the whole: "100 %", not "at least 100 %"."""
        end = threshold.at_least
        if end is not None and end.percent and end.value == 1 and not signed:
            return level(end.value, self.messages, is_percent=True)
        return super()._limits(threshold, signed=signed)
