"""Base types of all parts of a plan: ids, texts in its languages, and models that refuse unknown keys."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Literal, get_args

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationInfo, model_validator
from pydantic_core import CoreSchema, PydanticCustomError, core_schema


class _Ready:
    """A finished schema. Pydantic would otherwise build it again for each of a hundred keys."""

    def __init__(self, schema: CoreSchema) -> None:
        self._schema = schema

    def __get_pydantic_core_schema__(self, *_: object) -> CoreSchema:
        return self._schema


Id = Annotated[str, _Ready(core_schema.str_schema(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]*$", max_length=64))]
TargetId = Annotated[str, _Ready(core_schema.str_schema(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$", max_length=32))]
PortalCode = Annotated[str, _Ready(core_schema.str_schema(pattern=r"^[A-Za-z0-9][A-Za-z0-9._/-]*$", max_length=64))]
Words = Annotated[str, _Ready(core_schema.str_schema(min_length=1, max_length=2000, strip_whitespace=True))]


class PlanModel(BaseModel):
    """The settings common to all parts of a plan: nothing unknown, nothing changed afterwards."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True, defer_build=True)


Language = Literal["vi", "en"]
LANGUAGES: tuple[Language, ...] = get_args(Language)
"""The languages that the texts of a plan may be in."""
Languages = Annotated[
    tuple[Language, ...],
    BeforeValidator(lambda value: (value,) if isinstance(value, str) else value),
    Field(min_length=1),
    AfterValidator(lambda value: tuple(language for language in LANGUAGES if language in value)),
]
"""One of them, or several: each once, in the order above."""


class Text(PlanModel):
    """A text in the languages of the plan.

    A plan has both, or one of them (``languages``): there a plain text is enough, and it stands for both.
    """

    vi: Words
    """In Vietnamese."""
    en: Words
    """In English; repeat the Vietnamese where there is no translation."""

    def in_(self, language: str) -> str:
        return self.en if language == "en" else self.vi

    @model_validator(mode="before")
    @classmethod
    def _filled(cls, data: object, info: ValidationInfo) -> object:
        """What the file has, with the one language of a plan standing for both."""
        return _filled(data, info.context) if isinstance(data, str | Mapping) and info.context else data


@dataclass(frozen=True, slots=True)
class Spoken:
    """The languages of a plan as its file names them: what texts are validated by. None where they are unclear."""

    languages: tuple[Language, ...] | None

    @property
    def one(self) -> Language | None:
        """The language of a plan that has one; None for others."""
        return self.languages[0] if self.languages and len(set(self.languages)) == 1 else None


def spoken_in(data: object) -> Spoken:
    """The languages of the plan that this is the data of."""
    found = data.get("languages", LANGUAGES) if isinstance(data, Mapping) else LANGUAGES
    named = [found] if isinstance(found, str) else found
    if not isinstance(named, list | tuple) or not named or not all(one in LANGUAGES for one in named):
        return Spoken(None)
    return Spoken(tuple(language for language in LANGUAGES if language in named))


def _filled(data: str | Mapping[str, object], spoken: Spoken) -> object:
    one = spoken.one
    if isinstance(data, str):
        if one is None and spoken.languages:
            raise PydanticCustomError("word", "text_in_both")
        return {**dict.fromkeys(LANGUAGES, data if data.strip() else "?"), one or "vi": data}
    if one is None:
        known = [data[language] for language in LANGUAGES if language in data]
        every: dict[str, object] = dict.fromkeys(LANGUAGES, known[0]) if known and not spoken.languages else {}
        return {**every, **data}
    other = next(language for language in LANGUAGES if language != one)
    if other in data:
        raise PydanticCustomError("word", "text_in_one")
    said = data.get(one)
    return {**data, other: said if isinstance(said, str) and said.strip() else "?"}
