"""What has to agree among the figures of a return: parts and wholes, steps, sums."""

from typing import Annotated, Literal

from pydantic import Field

from khpcmd.plan.base import Id, PlanModel


class AtMost(PlanModel):
    """A part cannot be larger than its whole.

    Of the part and the whole of a ``ratio`` this need not be said.

    ```yaml
    constraints:
      - {kind: at_most, part: [communes_maintained], whole: [communes_reached]}
    ```
    """

    kind: Literal["at_most"]
    part: tuple[Id, ...] = Field(min_length=1)
    """The fields of the part, added up."""
    whole: tuple[Id, ...] = Field(min_length=1)
    """The fields of the whole, added up."""

    def fields(self) -> tuple[str, ...]:
        return self.part + self.whole


class Steps(PlanModel):
    """Each step has at most as many as the one before; the fields of one step are added up.

    Cases that are received, then verified, then resolved, are three steps.

    ```yaml
    constraints:
      - {kind: steps, steps: [[reports_received], [reports_verified], [reports_resolved, reports_resolved_late]]}
    ```
    """

    kind: Literal["steps"]
    steps: tuple[tuple[Id, ...], ...] = Field(min_length=2)
    """The steps in their order, each a list of fields."""

    def fields(self) -> tuple[str, ...]:
        return tuple(name for step in self.steps for name in step)


class Sum(PlanModel):
    """The parts add up to the whole.

    ```yaml
    constraints:
      - {kind: sum, parts: [reports_resolved, reports_resolved_late, reports_pending], whole: [reports_received]}
    ```
    """

    kind: Literal["sum"]
    parts: tuple[Id, ...] = Field(min_length=1)
    """The fields of the parts, added up."""
    whole: tuple[Id, ...] = Field(min_length=1)
    """The fields of the whole, added up."""

    def fields(self) -> tuple[str, ...]:
        return self.parts + self.whole


Constraint = Annotated[AtMost | Steps | Sum, Field(discriminator="kind")]
