"""The pydantic models of returns, made from the plan's fields: every figure that counts is validated by one of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, GetPydanticSchema, ValidationError, create_model
from pydantic_core import CoreSchema, core_schema

from khpcmd.plan.fields import AmountField, AnyField
from khpcmd.plan.model import Plan
from khpcmd.returns import Basis, CellValue, Key, Values

LARGEST_COUNT = 999_999_999
LONGEST_TEXT = 500


def _type(schema: CoreSchema, *, columns: bool) -> object:
    """The type of a figure that may be unknown (None), or of a column of them. Its schema stands ready: pydantic takes
    four times as long to make a model of a hundred figures out of ``Annotated[int, Field(...)] | None``."""
    one = core_schema.nullable_schema(schema)
    of = core_schema.tuple_schema([one], variadic_item_index=0) if columns else one
    return Annotated[object, GetPydanticSchema(lambda _source, _handler: of)]


SCHEMAS: Mapping[str, CoreSchema] = {
    "count": core_schema.int_schema(strict=True, ge=0, le=LARGEST_COUNT),
    "months": core_schema.int_schema(strict=True, ge=0, le=LARGEST_COUNT),
    "yes_no": core_schema.bool_schema(strict=True),
    "date": core_schema.date_schema(strict=True),
    "text": core_schema.str_schema(strict=True, max_length=LONGEST_TEXT),
}
"""What a field of each kind may hold; an amount has bounds of its own."""
Kind = str | tuple[str, Decimal, Decimal, int]


def _kind(spec: AnyField) -> Kind:
    """What decides the type of a figure: the kind of its field, of an amount also its bounds and its decimals."""
    return ("amount", *spec.ends, spec.decimals) if isinstance(spec, AmountField) else spec.kind


def _schema(kind: Kind) -> CoreSchema:
    if isinstance(kind, str):
        return SCHEMAS[kind]
    _, low, high, decimals = kind
    return core_schema.decimal_schema(strict=True, ge=low, le=high, decimal_places=decimals, allow_inf_nan=False)


class ReturnModel:
    """What the units that report the same fields may file."""

    def __init__(self, plan: Plan, fields: Iterable[str]) -> None:
        kinds = {key: _kind(plan.fields[name]) for name in fields for key in _keys(name, plan.fields[name].kind)}
        self._names = {key: f"{key.basis.value} {key.field} {key.month}" for key in kinds}
        self._keys = {name: key for key, name in self._names.items()}
        self._kinds = tuple((name, kinds[key]) for key, name in self._names.items())
        self._model = _model(self._kinds)

    def has(self, values: Values) -> bool:
        """Whether the units report all of these figures."""
        return values.keys() <= self._names.keys()

    def __contains__(self, key: object) -> bool:
        """Whether the units report a figure."""
        return key in self._names

    def accepts(self, columns: Mapping[Key, Sequence[CellValue]]) -> bool:
        """Whether pydantic accepts all figures of several returns, each column of them at once."""
        try:
            _model(self._kinds, columns=True).model_validate({self._names[key]: each for key, each in columns.items()})
        except ValidationError:
            return False
        return True

    def refused(self, values: Values) -> Mapping[Key, str]:
        """The figures that pydantic refuses, each with pydantic's name for its fault."""
        names = self._names
        try:
            self._model.model_validate({names[key]: value for key, value in values.items()})
        except ValidationError as error:
            return {self._keys[str(fault["loc"][0])]: fault["type"] for fault in error.errors(include_url=False)}
        return {}


@lru_cache(maxsize=16)
def _model(kinds: tuple[tuple[str, Kind], ...], *, columns: bool = False) -> type[BaseModel]:
    """The pydantic model of figures, or of columns of them, by their names and kinds; kept, for the files of a batch
    ask for the same ones."""
    types = {name: _type(_schema(kind), columns=columns) for name, kind in kinds}
    fields: dict[str, Any] = {name: (one, None) for name, one in types.items()}  # as pydantic types definitions
    forbid = ConfigDict(extra="forbid")  # a figure that no field of the model stands for is never let through
    return create_model("Figures", __config__=forbid, **fields)


def _keys(name: str, kind: str) -> tuple[Key, ...]:
    """The figures that a field can have in a return."""
    months = range(1, 13) if kind == "months" else (0,)
    return tuple(Key(name, basis, month) for basis in Basis for month in months)
