"""A promise of the plan: what is measured, and what has to be reached."""

from fractions import Fraction
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from khpcmd.measures import Measure
from khpcmd.measures.threshold import Limits, Threshold
from khpcmd.plan.base import Id, PlanModel, TargetId, Text, Words

ALL = Limits(Fraction(1))
"""At least 100 %."""
Year = Annotated[int, Field(ge=1990, le=2200)]


class Years(PlanModel):
    """The years over which a target builds up; it is due at the end of the last one."""

    first: Year = Field(alias="from")
    last: Year = Field(alias="to")

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.last < self.first:
            raise PydanticCustomError("years_order", "the years end before they begin")
        return self


class Target(PlanModel):
    """A promise of the plan: a measure and a threshold, with the clause it comes from.

    ```yaml
    targets:
      - id: A7
        clause: Mục II.2, gạch đầu dòng thứ ba
        quote: tổ chức kiểm tra ít nhất 20% số cơ sở kinh doanh dịch vụ
        title: {vi: Cơ sở được kiểm tra, en: Venues inspected}
        measure: {kind: ratio, part: venues_inspected, whole: venues_total}
        threshold: {at_least: 20%}
        cumulative: true
    ```
    """

    id: TargetId
    clause: Words
    """Where the document says it."""
    quote: Words
    """What the document says, to the letter."""
    title: Text
    measure: Measure
    threshold: Threshold | None = None
    binding: bool = True
    """False for a target the document only strives for ("phấn đấu")."""
    judged: Literal["pooled", "each_unit"] = "pooled"
    """Whether all units together decide, or every unit has to reach the threshold by itself."""
    only: tuple[Id, ...] = ()
    """The levels, groups or units that it holds for, where it does not hold for everybody who reports its figures."""
    unit_thresholds: dict[Id, Threshold] = Field(default_factory=dict)
    """By unit or group, the threshold that it is held to instead; for targets judged ``each_unit``."""
    milestones: dict[Id, Threshold] = Field(default_factory=dict)
    """By interim period, what has to be reached by its end; the threshold itself stays that of the year."""
    years: Years | None = None
    """For a target that is due only after several years: until then a shortfall is "in progress"."""
    zero: Literal["not_applicable", "missed"] = "not_applicable"
    """The verdict when there is nothing to measure (0 of 0, or a baseline of zero)."""
    cumulative: bool
    """Whether it builds up over the year, so that an interim shortfall is "in progress"."""
    self_declared: bool = False
    """Whether the figure is only what units say of themselves, without a count behind it."""
    note: Text | None = None
    """How an ambiguity of the document is read."""

    @property
    def limits(self) -> Limits:
        """What has to be reached in the end."""
        return self.limits_of(self.threshold)

    @property
    def stands_alone(self) -> bool:
        """Whether one unit can be held against the threshold: not where all units together owe a number."""
        return self.judged == "each_unit" or not self.measure.absolute

    def counts_units(self, threshold: Threshold | None) -> bool:
        """Whether a threshold is "k of n units" of the level that the measure counts."""
        return bool(self.measure.level) and threshold is not None and not threshold.percent

    def limits_of(self, threshold: Threshold | None) -> Limits:
        """A threshold as exact limits; where the kind of measure implies it, all of it."""
        if threshold is None:
            return ALL
        return threshold.limits(growth=self.measure.growth)
