"""Which figures a unit is asked about because they are unusual, and how unusual they have to be."""

from typing import Annotated, Literal

from pydantic import Field

from khpcmd.plan.base import Id, PlanModel

Rule = Literal["flows"]
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


class Plausibility(PlanModel):
    """Which unusual figures units are asked about. A question changes no verdict.

    Without this key all rules apply as they are described here.

    ```yaml
    plausibility:
      off: [flows]
      not_asked: [reports_pending]
    ```
    """

    off: tuple[Rule, ...] = ()
    """The rules that are switched off."""
    not_asked: tuple[Id, ...] = ()
    """The fields whose figures are never asked about."""
    flows: FlowRule = FlowRule()
    """Figures that accumulate, against those of earlier periods."""

    def asks(self, rule: Rule) -> bool:
        """Whether a rule is switched on."""
        return rule not in self.off


USUAL = Plausibility()
