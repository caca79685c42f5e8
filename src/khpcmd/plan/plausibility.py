"""Which figures a unit is asked about because they are unusual, and how unusual they have to be."""

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from khpcmd.measures.threshold import PercentField, read_percent
from khpcmd.plan.base import Id, PlanModel

Rule = Literal["earlier", "flows", "ratios", "copies", "repeated", "digits"]
"""The rules that can be switched off, by name."""


class FlowRule(PlanModel):
    """When a figure that accumulates is asked about: it moved far more, or far less, than those of the other units.

    What is usual is the median change of the other units from the same earlier period; where there are fewer of them
    than ``units``, that of the unit's own other figures.

    ```yaml
    plausibility:
      flows: {times: 4, units: 8, size: 20}
    ```
    """

    times: Annotated[int, Field(ge=2, le=100)] = 3
    """How many times more, or less, than usual the figure has to be."""
    units: Annotated[int, Field(ge=3, le=1000)] = 6
    """How many units, or figures of the same unit, the median needs."""
    size: Annotated[int, Field(ge=1, le=10**9)] = 10
    """How large the figure, or the usual one, has to be."""


class RatioRule(PlanModel):
    """When a share (a part of its whole) is asked about: it moved far more than those of the other units.

    Where there are many units, a share that is far from all of theirs is asked about as well.

    ```yaml
    plausibility:
      ratios: {points: 40%, units: 30, size: 50}
    ```
    """

    points: PercentField = read_percent("30%")
    """By how many percentage points it has to be away from what is usual."""
    units: Annotated[int, Field(ge=8, le=1000)] = 20
    """How many units there have to be for a share to be held against theirs."""
    size: Annotated[int, Field(ge=1, le=10**9)] = 20
    """How large the whole has to be."""


class CopyRule(PlanModel):
    """When a return is asked about because its figures are those of another unit, or of an earlier return.

    ```yaml
    plausibility:
      copies: {figures: 12, share: 90%}
    ```
    """

    figures: Annotated[int, Field(ge=3, le=1000)] = 8
    """How many figures from 10 on have to be the same."""
    share: PercentField = read_percent("80%")
    """And which share of all that can be compared."""


class RepeatRule(PlanModel):
    """When a figure is asked about because units in consecutive rows of a sheet all have it.

    ```yaml
    plausibility:
      repeated: {units: 5, size: 100}
    ```
    """

    units: Annotated[int, Field(ge=2, le=1000)] = 3
    """How many consecutive units it takes. A figure that more than half of the units have is not asked about."""
    size: Annotated[int, Field(ge=1, le=10**9)] = 50
    """How large the figure has to be."""


class Plausibility(PlanModel):
    """Which unusual figures units are asked about. A question changes no verdict.

    Without this key all rules apply as they are described here. Their names are `earlier` (K612, K613, K614, K616),
    `flows` (Q101), `copies` (Q102, Q103), `repeated` (Q104), `ratios` (Q105, Q106) and `digits` (Q107).

    ```yaml
    plausibility:
      without: [repeated]
      not_asked: [reports_pending]
    ```
    """

    without: tuple[Rule, ...] = ()
    """The rules that are switched off."""
    not_asked: tuple[Id, ...] = ()
    """The fields whose figures are never asked about."""
    flows: FlowRule = FlowRule.model_construct()
    """Figures that accumulate, against those of earlier periods."""
    ratios: RatioRule = RatioRule.model_construct()
    """Shares, against those of earlier periods and of many other units."""
    copies: CopyRule = CopyRule.model_construct()
    """Returns with the figures of another unit, or of an earlier return."""
    repeated: RepeatRule = RepeatRule.model_construct()
    """The same figure in consecutive rows of a sheet."""

    def asks(self, rule: Rule) -> bool:
        """Whether a rule is switched on."""
        return rule not in self.without

    def tuned(self) -> Iterator[tuple[str, str]]:
        """The keys of rules that are not as usual, with their values as the plan writes them."""
        for name, rule in self:
            usual = getattr(USUAL, name)
            if isinstance(rule, PlanModel) and rule != usual:
                written, default = rule.model_dump(mode="json"), usual.model_dump(mode="json")
                yield from ((f"{name}.{key}", str(value)) for key, value in written.items() if value != default[key])


USUAL = Plausibility.model_construct()
