"""A saved result: the document that ``check -f json`` wrote, and the parts of it that are read again."""

from __future__ import annotations

import json
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError

from khpcmd.diagnostics.errors import UsageError
from khpcmd.i18n import LANGUAGES
from khpcmd.inputs.results import Day, Days, Number, StatedFault, load_document, made_too_early
from khpcmd.results import Verdict
from khpcmd.version import FORMAT_VERSION

Document = Mapping[str, object]


class _Part(BaseModel):
    model_config = ConfigDict(extra="ignore", strict=True, frozen=True, defer_build=True, arbitrary_types_allowed=True)


def _exact(value: object) -> object:
    """An exact value is a text "n/d"; a division by zero is a ValueError like any other text that is none."""
    if isinstance(value, str):
        upper, _, lower = value.partition("/")
        if not lower or not int(lower):
            raise ValueError(value)
        return Fraction(int(upper), int(lower))
    return value


def _verdict(value: object) -> Verdict:
    return Verdict(str(value))  # in Python 3.12 pydantic does not take the class itself


Exact = Annotated[Fraction, BeforeValidator(_exact)]


class StatedTool(_Part):
    name: Literal["khpcmd"]
    version: str


class StatedPlan(_Part):
    id: str
    title: str
    document: str
    sha256: str


class StatedFile(_Part):
    file: str
    sha256: str
    role: str


class StatedLevel(_Part):
    level: str
    expected: tuple[str, ...]
    reported: tuple[str, ...]


class StatedDeadline(_Part):
    period: str
    due: Day


class StatedReaching(_Part):
    units: int
    of: int


class StatedTarget(_Part):
    """A target as it was judged; ``threshold`` is as the plan writes it, ``value`` exact and None where not known."""

    target: str
    title: str
    quote: str
    kind: str
    binding: bool
    judged: str
    verdict: Annotated[Verdict, BeforeValidator(_verdict)]
    threshold: dict[str, str | int] | None
    threshold_text: str
    part: Number | None
    whole: Number | None
    value: Exact | None
    counted: int | None
    expected: int | None
    figure_text: str | None
    reaching: StatedReaching | None
    not_exceeded: StatedReaching | None = None


class StatedFigures(_Part):
    year: int | None = None
    window: Days | None = None


class Saved(_Part):
    """What is read of a document; everything else is only compared."""

    format_version: Literal["1"]
    tool: StatedTool
    language: str
    plan: StatedPlan
    period: str
    period_title: str = ""
    as_of: Day
    only_reported: bool
    only_some_targets: bool
    prefer: Literal["newest", "listed"] | None = None
    inputs: tuple[StatedFile, ...]
    roll_call: tuple[StatedLevel, ...]
    deadlines: tuple[StatedDeadline, ...]
    results: tuple[StatedTarget, ...]
    diagnostics: tuple[StatedFault, ...] = ()
    sound_figures: StatedFigures | None = None

    @property
    def year(self) -> int | None:
        """The year of the period; None where the result does not say it."""
        return self.sound_figures.year if self.sound_figures is not None else None

    @property
    def too_early(self) -> bool:
        """Whether it was made before its period was over, as far as its days are known."""
        window = self.sound_figures.window if self.sound_figures is not None else None
        return made_too_early(window, self.as_of, self.diagnostics)


def read_saved(path: Path) -> tuple[Document, Saved]:
    """The document of a file, and the part of it that is understood.

    Raises UsageError where the file cannot be read, or holds no results of ``check`` in the format of this version.
    """
    document, _ = load_document(path)
    try:
        saved = Saved.model_validate(_tuples(document))
        if len({one.target for one in saved.results}) < len(saved.results):
            raise ValueError("a target stands twice")  # noqa: TRY301  # told like every other fault of the content
    except (ValueError, ValidationError, RecursionError) as error:
        raise UsageError("no_result", {"found": str(path)}) from error
    if saved.language not in LANGUAGES or saved.format_version != FORMAT_VERSION:
        raise UsageError("no_result", {"found": str(path)})
    if "what_if" in document:
        raise UsageError("result_supposed", {"found": str(path)})
    return document, saved


def as_saved(document: str) -> Saved:
    """The part of a result of this version that is understood, before it is saved."""
    return Saved.model_validate(_tuples(json.loads(document)))


def _tuples(value: object) -> object:
    """JSON has lists where the models have tuples, which are strict about it."""
    if isinstance(value, dict):
        return {key: _tuples(part) for key, part in value.items()}
    return tuple(_tuples(part) for part in value) if isinstance(value, list) else value
