"""What is told of one file (``FileTold``), and of what is wrong with it (``Fault``)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from khpcmd.diagnostics import AnyCode, Code, Diagnostic, Location, Severity
from khpcmd.diagnostics.faults import Cut, Group, listed, row_and_column
from khpcmd.diagnostics.parameters import Ref
from khpcmd.i18n import Messages
from khpcmd.render.styles import SIGNS
from khpcmd.render.wording import Wording, named, place
from khpcmd.report import FileResult, Report, Standing

NAMED = 3
"""How many units are named in a file's line before they are counted."""
COUNTED = {
    Severity.ERROR: "errors",
    Severity.WARNING: "warnings",
    Severity.QUESTION: "questions",
    Severity.NOTE: "notes",
}
VARYING: Mapping[AnyCode, frozenset[str]] = {
    Code.NUMBER_AS_TEXT: frozenset({"found", "value"}),
    Code.OUT_OF_BOUNDS: frozenset({"found", "value"}),
    Code.AMBIGUOUS_NUMBER: frozenset({"found", "first", "second"}),
    Code.FIELD_NOT_EXPECTED: frozenset({"unit"}),
    Code.NOT_REPORTED: frozenset({"unit"}),
    Code.OVERDUE: frozenset({"unit"}),
    Code.REPORT_NOT_RECEIVED: frozenset({"unit"}),
    Code.SENT_NOT_USED: frozenset({"unit"}),
    Code.TOTAL_ROW_SET_ASIDE: frozenset({"text"}),
    Code.ROW_SET_ASIDE: frozenset({"text"}),
    Code.COLUMN_SET_ASIDE: frozenset({"header"}),
}
"""The parameters that may differ among equal faults: what stood in the cell, and how it was read."""
WHAT_STOOD_THERE = frozenset({"found"})


@dataclass(frozen=True, slots=True)
class Fault:
    """Equal diagnostics: their code, the severity's word, where they are, whose, what was found and how to mend it.

    ``count`` says how many they are ("5 ô"); "" for a single one.
    """

    code: str
    severity: Severity
    word: str
    place: str
    count: str
    unit: str
    message: str
    cure: str
    unit_cure: str
    """What the unit can do about it in its own return: the cure without what only others can do."""
    at: Location | None
    """The first of the places."""
    cut: bool = False
    """Whether this counts the faults of its code that are not listed."""

    @property
    def where(self) -> str:
        """The place, the number and the unit, as far as they are known."""
        return " · ".join(text for text in (self.place, self.count, self.unit) if text)


class FileTold(NamedTuple):
    """A file in words."""

    file: FileResult
    wording: Wording

    @property
    def standing(self) -> Standing:
        return self.file.standing

    @property
    def counts(self) -> str:
        """How much is wrong with it, and that its data can be used, or that there are none."""
        messages, standing = self.wording.messages, self.standing
        counts = counted(self.file.diagnostics, messages)
        if standing not in (Standing.SOUND, Standing.EMPTY) or self.file.count(Severity.ERROR):
            return counts
        state = messages.template(f"standings.{standing.value}")
        return f"{state} ({counts})" if counts else state

    @property
    def whose(self) -> str:
        """The units whose figures it has, few of them by name, and the periods that these are of."""
        file, messages = self.file, self.wording.messages
        many = len(file.units) > NAMED
        units = messages.count("units", len(file.units)) if many else self.wording.units(file.units)
        periods = (self.wording.name(Ref("period", period)) for period in file.periods if period)
        return messages.joined(text for text in (units, *periods) if text) if file.units else ""

    @property
    def line(self) -> str:
        """``✗ bc-nam-sach.xlsx: Huyện Nam Sách, năm 2023; 2 lỗi, 1 cảnh báo``."""
        content = "; ".join(text for text in (self.whose, self.counts) if text)
        sign = SIGNS[self.standing]
        return self.wording.messages.text("view.file", sign=sign, name=self.file.name, content=content)

    @property
    def faults(self) -> tuple[Fault, ...]:
        return faults(self.file.diagnostics, self.wording)


def counted(found: Iterable[Diagnostic], messages: Messages) -> str:
    """How many errors, warnings, questions and notes there are; "" where there is nothing."""
    numbers = Counter(one.severity for one in found)
    return messages.counts((what, numbers[one]) for one, what in COUNTED.items())


def fault(group: Group, wording: Wording) -> Fault:
    """Equal diagnostics in words."""
    first, messages = group[0], wording.messages
    what = "fields" if first.code is Code.MISSING_FIELD else "cells" if first.at else "units"
    return Fault(
        code=first.code.code,
        severity=first.severity,
        word=messages.template(f"severities.{first.severity.value}"),
        place=place([one.at for one in group if one.at], messages) if first.at else "",
        count=messages.count(what, len(group)) if len(group) > 1 else "",
        unit=_whose(group, wording),
        message=wording.message(*group),
        cure=wording.cure(*group),
        unit_cure=wording.unit_cure(*group),
        at=first.at,
    )


def faults(diagnostics: Iterable[Diagnostic], wording: Wording) -> tuple[Fault, ...]:
    """Diagnostics in words, equal ones in one line; last come the codes of which not all are listed."""
    groups, cuts = listed(grouped(diagnostics))
    return (*(fault(group, wording) for group in groups), *(_cut(cut, wording) for cut in cuts))


def _cut(cut: Cut, wording: Wording) -> Fault:
    code, severity, messages = cut.code.code, cut.code.severity, wording.messages
    word, cure = messages.template(f"severities.{severity.value}"), messages.template("view.cut_cure")
    return Fault(code, severity, word, "", "", "", wording.cut(cut), cure, cure, None, cut=True)


def _whose(group: Group, wording: Wording) -> str:
    """The units concerned; of several that are nowhere in a file the message itself has the names."""
    if len(group) > 1 and not group[0].at:
        return ""
    units = dict.fromkeys(one.unit for one in group if one.unit)
    return named(list(units), wording.unit, wording.messages)


def grouped(faults: Iterable[Diagnostic]) -> list[Group]:
    """The faults in groups of one code, sheet and meaning, each where its first member was."""
    by_meaning: dict[Hashable, list[tuple[int, Diagnostic]]] = {}
    for index, fault in enumerate(faults):
        by_meaning.setdefault(_meaning(fault, index), []).append((index, fault))
    lines = [line for members in by_meaning.values() for line in _lines(members)]
    return [tuple(fault for _, fault in line) for line in sorted(lines, key=lambda line: line[0][0])]


def _meaning(fault: Diagnostic, index: int) -> Hashable:
    """What equal faults share. Of a sheet only the fields that it lacks are like each other."""
    at, varying = fault.at, VARYING.get(fault.code, WHAT_STOOD_THERE)
    if at is not None and row_and_column(at.cell) == (0, 0):
        return (fault.code, at, fault.unit) if fault.code is Code.MISSING_FIELD else index
    same = tuple((name, value) for name, value in sorted(fault.params.items()) if name not in varying)
    return fault.code, (at.file, at.sheet) if at else None, same, fault.remark


def _lines(members: list[tuple[int, Diagnostic]]) -> Iterable[list[tuple[int, Diagnostic]]]:
    """The members as they stand in one row, or else column by column."""
    cells = [row_and_column(fault.at.cell) if fault.at else (0, 0) for _, fault in members]
    one_row = len({row for row, _ in cells}) == 1
    columns: dict[int, list[tuple[int, Diagnostic]]] = {}
    for member, (_, column) in zip(members, cells, strict=True):
        columns.setdefault(0 if one_row else column, []).append(member)
    return columns.values()


def short_names(names: Iterable[str]) -> Mapping[str, str]:
    """The names that lists show of files: of each its end, as many parts of its path as tell it from all others."""
    parts = {name: tuple(filter(None, name.replace("\\", "/").split("/"))) for name in names}
    found, depth = dict[str, str](), 0
    while len(found) < len(parts):
        depth += 1
        ends = Counter(path[-depth:] for path in parts.values())
        for name, path in parts.items():
            if name not in found and (ends[path[-depth:]] == 1 or depth >= len(path)):
                found[name] = "/".join(path[-depth:]) or name
    return found


def without_paths(report: Report) -> Callable[[str], str]:
    """What makes a text of the report name its files without the folders that they lie in."""
    found = {one.name for one in report.inputs} | {one.at.file for one in report.diagnostics if one.at}
    names = sorted(found, key=len, reverse=True)
    short = short_names(names)

    def local(text: str) -> str:
        for name in names:
            text = text.replace(name, short[name])
        return text

    return local
