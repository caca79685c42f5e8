"""What measures are written with in a plan: names of fields that are added up, and numbers of the register."""

from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Discriminator, Field, Tag

Names = Annotated[
    tuple[str, ...],
    BeforeValidator(lambda value: (value,) if isinstance(value, str) else value),
    Field(min_length=1),
]
"""One name, or a list of names that are added up."""


class MeasurePart(BaseModel):
    """The settings common to measures and to what they consist of."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


class Register(MeasurePart):
    """``{register: communes}``: a number the plan itself knows for each unit, never taken from returns."""

    name: str = Field(alias="register")
    """The name of the number under ``register`` of each unit."""


def _shape(value: object) -> str:
    return "register" if isinstance(value, dict | Register) else "fields"


Whole = Annotated[Annotated[Names, Tag("fields")] | Annotated[Register, Tag("register")], Discriminator(_shape)]
