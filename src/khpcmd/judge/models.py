"""The validators of returns, made by pydantic from the plan's fields: every figure that counts goes through one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from pydantic import ValidationError
from pydantic_core import CoreSchema, SchemaValidator, core_schema

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


def _schema_of(spec: AnyField) -> CoreSchema:
    if not isinstance(spec, AmountField):
        return TYPES[spec.kind]
    low, high = spec.ends
    return core_schema.decimal_schema(strict=True, ge=low, le=high, decimal_places=spec.decimals, allow_inf_nan=False)


class ReturnModel:
    """What the units that report the same fields may file."""

    def __init__(self, plan: Plan, fields: Iterable[str]) -> None:
        figures = dict[str, core_schema.TypedDictField]()
        self._names = dict[Key, str]()
        for name in fields:
            spec = plan.fields[name]
            may_be = core_schema.typed_dict_field(core_schema.nullable_schema(_schema_of(spec)), required=False)
            for basis in Basis:
                for month in range(1, 13) if spec.kind == "months" else (0,):
                    self._names[Key(name, basis, month)] = title = f"{basis.value} {name} {month}"
                    figures[title] = may_be
        self._keys = {name: key for key, name in self._names.items()}
        # a figure that none of these stands for is never let through
        self._validator = SchemaValidator(core_schema.typed_dict_schema(figures, extra_behavior="forbid"))

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
            self._validator.validate_python({names[key]: value for key, value in values.items()})
        except ValidationError as error:
            return {self._keys[str(fault["loc"][0])]: fault["type"] for fault in error.errors(include_url=False)}
        return {}
