"""Names that a file teaches besides the plan (``--names``), and the plan with those that hold for one sheet.

A taught name becomes an alias, or a word, of the plan's own tables: whoever reads a sheet knows one vocabulary. Where a
name holds only for some files, units or sheets, these are read with a plan of their own. Reading the file and holding
it against the plan is in ``khpcmd.names``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Set
from dataclasses import dataclass, field
from enum import StrEnum
from fnmatch import fnmatchcase
from typing import NamedTuple, TypeVar

from khpcmd.diagnostics import Location
from khpcmd.files import last
from khpcmd.plan.fields import AnyField
from khpcmd.plan.model import Plan
from khpcmd.plan.periods import Period
from khpcmd.plan.units import Unit
from khpcmd.plan.words import ReturnWords
from khpcmd.text import loose

Called = TypeVar("Called", Unit, Period)


class Teaches(StrEnum):
    """What a text is taught to be: the keys of an entry, of which each has one."""

    FIELD = "field"
    UNIT = "unit"
    FIGURES = "figures"
    """The header of a column of figures: ``results`` or ``cumulative``."""
    MEASURE = "measure"
    """Another way to write a unit of measure of the plan."""
    PERIOD = "period"
    ANSWER = "answer"
    """What answers ``yes`` or ``no``."""
    MISSING = "missing"
    """What says that there is no figure."""
    PROGRAMME = "programme"
    """The name of another programme."""
    HARMLESS = "harmless"
    IGNORE = "ignore"
    """A ``row``, a ``column`` or a ``sheet`` that the plan does not ask for."""


class TaughtName(NamedTuple):
    """A text and what it means; ``meaning`` is an id of the plan, or one of the words of its kind, or "".

    ``file`` (a pattern of names), ``sheet`` and ``unit`` say where it holds, "" everywhere. ``against`` is the other
    meaning that its words have, where somebody declared that it is none, with the ``reason``.
    """

    text: str
    teaches: Teaches
    meaning: str
    at: Location
    file: str = ""
    sheet: str = ""
    unit: str = ""
    against: str = ""
    reason: str = ""

    @property
    def scoped(self) -> bool:
        return bool(self.file or self.sheet or self.unit)

    @property
    def place(self) -> str:
        """The file and the line where it is taught."""
        return f"{last(self.at.file)}:{self.at.line}"

    def holds(self, file: str, sheet: str, units: Set[str]) -> bool:
        """Whether it holds for a sheet of a file, which names these units; of a file, * stands for letters."""
        return (
            (not self.file or fnmatchcase(_name(file), re.sub(r"[?\[]", r"[\g<0>]", _name(self.file))))
            and (not self.sheet or loose(sheet) == loose(self.sheet))
            and (not self.unit or self.unit in units)
        )


def _name(file: str) -> str:
    return unicodedata.normalize("NFC", last(file)).casefold()


class TaughtSum(NamedTuple):
    """A label in forms of others, and the fields that are added up for it."""

    label: str
    fields: tuple[str, ...]
    at: Location


@dataclass(frozen=True, slots=True)
class Taught:
    """The names of a file that somebody has decided on, its SHA-256 (hexadecimal), and the lines still undecided."""

    file: str
    sha256: str
    names: tuple[TaughtName, ...]
    undecided: tuple[Location, ...] = ()
    sums: tuple[TaughtSum, ...] = ()
    """The labels of forms of others that are sums of fields; no return is read by them."""
    _plans: dict[tuple[int, tuple[TaughtName, ...]], tuple[Plan, Plan]] = field(default_factory=dict, compare=False)
    """By plan and names, the plan itself (so that its identity stays its own) and the one with the names."""

    @property
    def by_unit(self) -> bool:
        """Whether some names hold for single units."""
        return any(name.unit for name in self.names)

    def in_force(self, file: str, sheet: str, units: Set[str]) -> tuple[TaughtName, ...]:
        """The names that hold for a sheet."""
        return tuple(name for name in self.names if name.holds(file, sheet, units))

    def plan(self, plan: Plan, names: tuple[TaughtName, ...]) -> Plan:
        """The plan with these names; the same object for the same names."""
        if not names:
            return plan
        kept = self._plans.get((id(plan), names))
        if kept is None:
            kept = self._plans[id(plan), names] = plan, with_names(plan, names)
        return kept[1]


NOBODY: frozenset[str] = frozenset()


def with_names(plan: Plan, names: Iterable[TaughtName]) -> Plan:
    """The plan with names among its aliases and words."""
    by_kind = dict[Teaches, list[TaughtName]]()
    for name in names:
        by_kind.setdefault(name.teaches, []).append(name)
    update = dict[str, object]()
    fields = _fields(plan, by_kind)
    if fields is not plan.fields:
        update["fields"] = fields
    if Teaches.UNIT in by_kind:
        more = _by_meaning(by_kind[Teaches.UNIT])
        update["units"] = tuple(_called(unit, more.get(unit.id, ())) for unit in plan.units)
    if Teaches.PERIOD in by_kind:
        more = _by_meaning(by_kind[Teaches.PERIOD])
        update["periods"] = {name: _called(one, more.get(name, ())) for name, one in plan.periods.items()}
    for kind, key in ((Teaches.HARMLESS, "harmless_words"), (Teaches.PROGRAMME, "other_programmes")):
        if kind in by_kind:
            update[key] = (*getattr(plan, key), *(name.text for name in by_kind[kind]))
    if words := _words(plan.words, by_kind):
        update["words"] = words
    return plan.changed(**update)


def _called(one: Called, names: tuple[str, ...]) -> Called:
    """A unit or a period with further names."""
    return one.model_copy(update={"aliases": (*one.aliases, *names)}) if names else one


def _by_meaning(names: Iterable[TaughtName]) -> dict[str, tuple[str, ...]]:
    found = dict[str, tuple[str, ...]]()
    for name in names:
        found[name.meaning] = (*found.get(name.meaning, ()), name.text)
    return found


def _fields(plan: Plan, by_kind: dict[Teaches, list[TaughtName]]) -> dict[str, AnyField]:
    aliases, counted = _by_meaning(by_kind.get(Teaches.FIELD, ())), _by_meaning(by_kind.get(Teaches.MEASURE, ()))
    if not aliases and not counted:
        return plan.fields
    found = dict[str, AnyField]()
    for ident, spec in plan.fields.items():
        update = dict[str, object]()
        if ident in aliases:
            update["aliases"] = (*spec.aliases, *aliases[ident])
        if counted and spec.counts and spec.counts[0] in counted:
            update["unit_aliases"] = (*spec.counts[1:], *counted[spec.counts[0]])
        found[ident] = spec.model_copy(update=update) if update else spec
    return found


WORDS_OF = {
    (Teaches.FIGURES, "results"): "results",
    (Teaches.FIGURES, "cumulative"): "cumulative",
    (Teaches.ANSWER, "yes"): "yes",
    (Teaches.ANSWER, "no"): "no",
    (Teaches.MISSING, ""): "missing",
    (Teaches.IGNORE, "row"): "ignored_rows",
    (Teaches.IGNORE, "column"): "ignored_columns",
    (Teaches.IGNORE, "sheet"): "ignored_sheets",
}
"""The keys of the plan's ``words`` by what is taught."""


def _words(words: ReturnWords, by_kind: dict[Teaches, list[TaughtName]]) -> ReturnWords | None:
    """The words with those that are taught; None where none is."""
    more = dict[str, tuple[str, ...]]()
    for name in (one for names in by_kind.values() for one in names):
        if key := WORDS_OF.get((name.teaches, name.meaning)):
            more[key] = (*more.get(key, getattr(words, key)), name.text)
    written = {key: getattr(words, key) for key in ReturnWords.model_fields}
    return ReturnWords.model_construct(**{**written, **more}) if more else None
