"""How the figures of one return have to agree with each other."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from khpcmd.plan.base import Id, PlanModel


class AtMost(PlanModel):
    """A part cannot be larger than its whole."""

    kind: Literal["at_most"]
    part: tuple[Id, ...] = Field(min_length=1)
    whole: tuple[Id, ...] = Field(min_length=1)

    def fields(self) -> tuple[str, ...]:
        return self.part + self.whole


class Steps(PlanModel):
    """Each step has at most as many as the one before; the fields of one step are added up."""

    kind: Literal["steps"]
    steps: tuple[tuple[Id, ...], ...] = Field(min_length=2)

    def fields(self) -> tuple[str, ...]:
        return tuple(name for step in self.steps for name in step)


class Sum(PlanModel):
    """The parts add up to the whole."""

    kind: Literal["sum"]
    parts: tuple[Id, ...] = Field(min_length=1)
    whole: tuple[Id, ...] = Field(min_length=1)

    def fields(self) -> tuple[str, ...]:
        return self.parts + self.whole


Constraint = Annotated[AtMost | Steps | Sum, Field(discriminator="kind")]
