"""The pydantic models of returns, made from the plan's fields: every figure that counts is validated by one of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import lru_cache

from pydantic_core import CoreSchema, SchemaValidator, ValidationError, core_schema

from khpcmd.plan.fields import AmountField, AnyField
from khpcmd.plan.model import Plan
from khpcmd.returns import Basis, Key, Values

LARGEST_COUNT = 999_999_999
LONGEST_TEXT = 500

TYPES: Mapping[str, CoreSchema] = {
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


def _type_of(kind: Kind) -> CoreSchema:
    if isinstance(kind, str):
        return TYPES[kind]
    _, low, high, decimals = kind
    return core_schema.decimal_schema(strict=True, ge=low, le=high, decimal_places=decimals, allow_inf_nan=False)


class ReturnModel:
    """What the units that report the same fields may file."""

    def __init__(self, plan: Plan, fields: Iterable[str]) -> None:
        kinds = {key: _kind(plan.fields[name]) for name in fields for key in _keys(name, plan.fields[name].kind)}
        self._names = {key: f"{key.basis.value} {key.field} {key.month}" for key in kinds}
        self._keys = {name: key for key, name in self._names.items()}
        self._model = _model(tuple((name, kinds[key]) for key, name in self._names.items()))

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
            self._model.validate_python({names[key]: value for key, value in values.items()})
        except ValidationError as error:
            return {self._keys[str(fault["loc"][0])]: fault["type"] for fault in error.errors(include_url=False)}
        return {}


@lru_cache(maxsize=16)
def _model(kinds: tuple[tuple[str, Kind], ...]) -> SchemaValidator:
    """The pydantic model of figures by their names and kinds; kept, for the files of a batch ask for the same ones.

    A figure may be unknown (None) or left out; one that no field of the model stands for is never let through.
    """
    fields = {
        name: core_schema.typed_dict_field(core_schema.nullable_schema(_type_of(kind)), required=False)
        for name, kind in kinds
    }
    return SchemaValidator(core_schema.typed_dict_schema(fields, extra_behavior="forbid"))


def _keys(name: str, kind: str) -> tuple[Key, ...]:
    """The figures that a field can have in a return."""
    months = range(1, 13) if kind == "months" else (0,)
    return tuple(Key(name, basis, month) for basis in Basis for month in months)
