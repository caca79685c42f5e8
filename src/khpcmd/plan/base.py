"""Base types of all parts of a plan: ids, texts in two languages, and models that refuse unknown keys."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict
from pydantic_core import CoreSchema, core_schema


class _Ready:
    """A finished schema. Pydantic would otherwise build it again for each of a hundred keys."""

    def __init__(self, schema: CoreSchema) -> None:
        self._schema = schema

    def __get_pydantic_core_schema__(self, *_: object) -> CoreSchema:
        return self._schema


Id = Annotated[str, _Ready(core_schema.str_schema(pattern=r"^[a-z0-9][a-z0-9_-]*$", max_length=64))]
TargetId = Annotated[str, _Ready(core_schema.str_schema(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$", max_length=32))]
Words = Annotated[str, _Ready(core_schema.str_schema(min_length=1, max_length=2000, strip_whitespace=True))]


class PlanModel(BaseModel):
    """The settings common to all parts of a plan: nothing unknown, nothing changed afterwards."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True, defer_build=True)


class Text(PlanModel):
    """A text in Vietnamese and in English."""

    vi: Words
    en: Words

    def in_(self, language: str) -> str:
        return self.en if language == "en" else self.vi
