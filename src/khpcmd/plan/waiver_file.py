"""A file of waivers: YAML text -> model; each mistake a diagnostic with line and column, as for a plan."""

from __future__ import annotations

import datetime
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from pydantic import ValidationError

from khpcmd.diagnostics import PlanError
from khpcmd.plan.base import PlanModel, Words
from khpcmd.plan.load import decoded, read_content
from khpcmd.plan.mistakes import mistakes_of
from khpcmd.plan.places import Source, as_tuples, in_order
from khpcmd.plan.yaml_source import read_yaml


class Entry(PlanModel):
    """One waiver: either of one ``unit``, or of the ``whole_target``."""

    target: Words
    """The id of the target that is missed."""
    unit: Words | None = None
    """The id of the unit that is excused; for targets judged at each unit."""
    whole_target: bool = False
    """Whether the target is waived altogether."""
    reason: Words
    """Why."""
    document: Words
    """The number and symbol of the document that grants it."""
    approver: Words
    """Who approved it."""
    until: datetime.date
    """The last day on which it holds."""


class WaiverFile(PlanModel):
    """The waivers of one plan."""

    plan: Words
    """The id of the plan, so that they are never taken for waivers of another one."""
    waivers: tuple[Entry, ...]


class Written(NamedTuple):
    """A file of waivers as it is written: its model, its places, and the SHA-256 (hexadecimal) of its bytes."""

    model: WaiverFile
    source: Source
    sha256: str


def read_waiver_file(path: Path, file: str) -> Written:
    """The waivers of a file that messages call ``file``; ``PlanError`` with every mistake by its place."""
    content = read_content(path, file)
    source = read_yaml(decoded(content, file), file)
    try:
        model = WaiverFile.model_validate(as_tuples(source.data), strict=True)
    except ValidationError as error:
        raise PlanError(in_order([*source.mistakes, *mistakes_of(error, source, WaiverFile)])) from None
    if source.mistakes:
        raise PlanError(in_order(source.mistakes))
    return Written(model, source, sha256(content).hexdigest())
