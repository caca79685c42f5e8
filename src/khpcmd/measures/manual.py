"""A target nobody can compute."""

from typing import ClassVar, Literal

from khpcmd.measures.base import MeasureModel, Takes
from khpcmd.measures.tally import Figures, Tally


class Manual(MeasureModel):
    """A qualitative target: shown, with what somebody has to look at, and never met by itself. It takes no threshold.

    ```yaml
    measure: {kind: manual}
    ```
    """

    takes: ClassVar[frozenset[Takes]] = frozenset({"nothing"})
    kind: Literal["manual"]

    def fields(self) -> tuple[str, ...]:
        return ()

    def part_fields(self) -> tuple[str, ...]:
        return ()

    def tally(self, figures: Figures) -> Tally:  # noqa: ARG002  # every kind answers the same question
        return Tally((), ())
