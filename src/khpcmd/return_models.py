"""The pydantic models of returns, made from the plan's fields: every figure that counts is validated by one of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Annotated, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, StrictBool, StrictStr, ValidationError, create_model

from khpcmd.plan.model import Plan
from khpcmd.returns import Basis, Key, Values

LARGEST_COUNT = 999_999_999
LONGEST_TEXT = 500

Count: TypeAlias = Annotated[int, Field(strict=True, ge=0, le=LARGEST_COUNT)] | None
Day: TypeAlias = Annotated[date, Field(strict=True)] | None
Text: TypeAlias = Annotated[StrictStr, Field(max_length=LONGEST_TEXT)] | None

TYPES: Mapping[str, object] = {
    "count": Count,
    "months": Count,
    "yes_no": StrictBool | None,
    "date": Day,
    "text": Text,
}
"""What a field of each kind may hold; None stands for a figure that is not known."""


class ReturnModel:
    """What the units that report the same fields may file."""

    def __init__(self, plan: Plan, fields: Iterable[str]) -> None:
        kinds = {key: plan.fields[name].kind for name in fields for key in _keys(name, plan.fields[name].kind)}
        self._names = {key: f"{key.basis.value} {key.field} {key.month}" for key in kinds}
        self._keys = {name: key for key, name in self._names.items()}
        fields_of_model = {name: (TYPES[kinds[key]], None) for key, name in self._names.items()}
        forbid = ConfigDict(extra="forbid")  # a figure that no field of the model stands for is never let through
        self._model: type[BaseModel] = create_model("Figures", __config__=forbid, **fields_of_model)  # type: ignore[call-overload]

    def has(self, values: Values) -> bool:
        """Whether the units report all of these figures."""
        return values.keys() <= self._names.keys()

    def __contains__(self, key: object) -> bool:
        """Whether the units report a figure."""
        return key in self._names

    def refused(self, values: Values) -> Mapping[Key, str]:
        """The figures that pydantic refuses, each with pydantic's name for its fault."""
        names = self._names
        try:
            self._model.model_validate({names[key]: value for key, value in values.items()})
        except ValidationError as error:
            return {self._keys[str(fault["loc"][0])]: fault["type"] for fault in error.errors(include_url=False)}
        return {}


def _keys(name: str, kind: str) -> tuple[Key, ...]:
    """The figures that a field can have: only counts have one of the baseline year."""
    match kind:
        case "months":
            return tuple(Key(name, month=month) for month in range(1, 13))
        case "count":
            return Key(name), Key(name, Basis.BASELINE)
        case _:
            return (Key(name),)
