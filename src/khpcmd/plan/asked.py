"""When a target asks what: the years over which it builds up, and the thresholds of single periods."""

from typing import Annotated, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from khpcmd.measures.threshold import Threshold
from khpcmd.plan.base import Id, PlanModel

Year = Annotated[int, Field(ge=1990, le=2200)]


class Years(PlanModel):
    """The years over which a target builds up; it is due at the end of the last one."""

    first: Year = Field(alias="from")
    """The first year."""
    last: Year = Field(alias="to")
    """The last year."""

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.last < self.first:
            raise PydanticCustomError("years_order", "the years end before they begin")
        return self


class InPeriod(PlanModel):
    """What a target asks in one period of a plan of several years; what is left out is as for all periods."""

    threshold: Threshold | None = None
    """What has to be reached in this period."""
    unit_thresholds: dict[Id, Threshold] = Field(default_factory=dict)
    """Different thresholds for single units or groups in this period; only with judged: each_unit."""
