"""What all parts of a plan have in common: ids, texts in two languages, and models that take no unknown key."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints

Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]*$", max_length=64)]
TargetId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$", max_length=32)]
Words = Annotated[str, StringConstraints(min_length=1, max_length=2000, strip_whitespace=True)]


class PlanModel(BaseModel):
    """The settings common to all parts of a plan: nothing unknown, nothing changed afterwards."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True, defer_build=True)


class Text(PlanModel):
    """A text in Vietnamese and in English."""

    vi: Words
    en: Words

    def in_(self, language: str) -> str:
        return self.en if language == "en" else self.vi
