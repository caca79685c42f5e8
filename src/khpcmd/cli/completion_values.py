"""What may be given to an option or an argument: words, or files, or folders, or nothing that is known."""

from __future__ import annotations

import os
import re
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from khpcmd.cli.parameter import Parameter, metavar_of, words_of
from khpcmd.i18n import Messages

if TYPE_CHECKING:
    from khpcmd.plan.model import Plan

Shown = dict[str, str]
"""Words by what they mean, "" where they say it themselves."""
PLAIN_WORD = re.compile(r"[\w.,:=+-]+")
"""Words that no shell takes for more than a word: others, which a plan may have, are not offered."""
LONGEST = 72
FILES = ("file", "paths", "plans", "plan", "old", "new")
"""What help pages call a value that is a file."""


class What(StrEnum):
    """What may stand there; the shell itself knows its files and folders."""

    WORDS = "words"
    FILES = "files"
    FOLDERS = "folders"


@dataclass(frozen=True, slots=True)
class Answer:
    """What may stand in a place; of words, those that go on from what was typed."""

    what: What = What.WORDS
    words: tuple[tuple[str, str], ...] = ()

    def after(self, start: str) -> Answer:
        """The same words, each behind a start that the shell counts to them."""
        return replace(self, words=tuple((start + word, told) for word, told in self.words))


def words_answer(found: Mapping[str, str], current: str) -> Answer:
    """Those of the words that begin with what was typed, in capitals or not."""
    told = {
        word: textwrap.shorten(text, LONGEST, placeholder="…")
        for word, text in found.items()
        if word.lower().startswith(current.lower()) and PLAIN_WORD.fullmatch(word)
    }
    return Answer(words=tuple(told.items()))


def values(parameter: Parameter, current: str, before: Sequence[str], messages: Messages) -> Answer:
    """What may be given to a parameter, by what its help page calls it."""
    metavar, words = metavar_of(parameter), words_of(parameter)
    if metavar in FILES:
        return Answer(What.FILES)
    if words:
        return words_answer(dict.fromkeys(words, ""), current)
    if metavar == "folder":
        return Answer(What.FOLDERS)
    match metavar:
        case "list":
            return _list(current)
        case "subjects":
            found = _subjects(current, before, messages)
        case "limit":
            found = _limits()
        case "id":
            found = _ids(parameter.name, _plan(before), messages.language)
        case _:
            found = {}
    return words_answer(found, current)


def _subjects(current: str, before: Sequence[str], messages: Messages) -> Shown:
    """The codes, or else the targets of the plan, which takes longer to read."""
    from khpcmd.diagnostics import Code

    codes = {code.code: messages.template(f"codes.{code.code}.title") for code in Code}
    if any(code.lower().startswith(current.lower()) for code in codes):
        return codes
    return _ids("target", _plan(before), messages.language)


def _list(current: str) -> Answer:
    """The next word of a list, behind those that are there."""
    from khpcmd.cli.exits import FailOn

    there, comma, last = current.rpartition(",")
    found = dict.fromkeys((one.value for one in FailOn if one.value not in there.split(",")), "")
    return words_answer(found, last).after(there + comma)


def _limits() -> Shown:
    from dataclasses import fields

    from khpcmd.workbook.limits import Limits

    return {f"{field.name}=": "" for field in fields(Limits)}


def _ids(name: str, plan: Plan, language: str) -> Shown:
    """The ids that the plan has for a parameter, and what they stand for."""
    match name:
        case "target":
            return {target.id: target.title.in_(language) for target in plan.targets}
        case "period":
            return {ident: period.title.in_(language) for ident, period in plan.periods.items()}
        case "unit":
            return {unit.id: unit.name.in_(language) for unit in plan.filers}
        case "consolidated":
            return dict.fromkeys((unit.level for unit in plan.filers), "")
        case _:
            return {}


def _plan(before: Sequence[str]) -> Plan:
    """The plan that was named, else the one that is configured, else the one that ships with khpcmd."""
    from khpcmd.cli.config_keys import BY_NAME
    from khpcmd.cli.settings import configuration, setting_of
    from khpcmd.plan.load import load_plan

    named = _after("--plan", before)
    if not named:
        setting = setting_of(BY_NAME["plan"], os.environ, configuration(_after("--config", before), None))
        named = setting.values[0] if setting else ""
    return load_plan(Path(named).expanduser() if named else None).plan


def _after(option: str, before: Sequence[str]) -> str:
    """The value of an option among the words; "" where it was not given."""
    for index, word in enumerate(before):
        if word == option and index + 1 < len(before):
            return before[index + 1]
        if word.startswith(f"{option}="):
            return word.removeprefix(f"{option}=")
    return ""
