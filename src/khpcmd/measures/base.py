"""What every kind of measure is: a frozen model that names its fields and tallies them."""

from typing import Annotated, ClassVar, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

Takes = Literal["percent", "number", "nothing"]

Names = Annotated[
    tuple[str, ...],
    BeforeValidator(lambda value: (value,) if isinstance(value, str) else value),
    Field(min_length=1),
]
"""One name, or a list of names that are added up."""


class MeasureModel(BaseModel):
    """The settings common to all kinds."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    takes: ClassVar[frozenset[Takes]] = frozenset({"percent"})
    """What the kind's threshold may be given in; ``nothing`` where the kind implies it."""
    growth: ClassVar[bool] = False
    """Whether a percentage is a change against the baseline."""
