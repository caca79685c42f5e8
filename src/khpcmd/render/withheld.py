"""Results without what stands in the returns, for logs that anybody may read (``--hide-values``).

Verdicts, codes, places, units and counts of faults stay; values of cells, what is computed from them, and texts of the
returns go. Names of files stay, titles of sheets only where they are khpcmd's own: others are numbered.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import date
from typing import TypeVar, cast

from khpcmd.changes import Changes
from khpcmd.diagnostics import Code, Diagnostic, Location
from khpcmd.diagnostics.parameters import Added, Param, Phrase, Ref
from khpcmd.i18n import LANGUAGES, Messages
from khpcmd.report import DataReport, Report
from khpcmd.results import NO_EVIDENCE, DutyResult, Result
from khpcmd.returns import Cell

Withheld = TypeVar("Withheld", Report, DataReport, Changes)

KEPT = frozenset({"suggestion", "limit", "option", "count", "row", "month"})
"""Parameters that say nothing of what stands in a return: they are of the plan, of khpcmd, or of a place."""
DAYS_OF_THE_PLAN = frozenset({"first", "last", "due", "until"})
OWN_SHEETS = ("form", "verdicts", "duties", "annex", "guide")
HIDDEN = Ref("word", "withheld")

OF_KHPCMD = frozenset({Code.MORE_FAULTS, Code.NAME_UNUSED, Code.NAMES_UNDECIDED, Code.NAMES_FILE_USED})
"""What says nothing that stands in the returns."""
OF_NAMES = frozenset({"by", "reason"})
"""What a message about a taught name quotes from the file of names."""


class WithheldDiagnostic(Diagnostic):
    """A diagnostic with a word in the place of some parameters, whatever their types are."""

    __slots__ = ()

    def __post_init__(self) -> None:
        """Every parameter is taken."""


def withheld(found: Withheld, messages: Messages) -> Withheld:
    """The same results without values; the messages word the places where they were."""
    reports = (found.before, found.after) if isinstance(found, Changes) else (found,)
    return cast("Withheld", _Hiding(reports, messages).hidden(found))


class _Hiding:
    def __init__(self, reports: Iterable[Report | DataReport], messages: Messages) -> None:
        self._files = frozenset(name for report in reports for name in _file_names(report))
        self._word = messages.word(HIDDEN.id)
        self._sheet = messages.template("view.withheld_sheet")
        self._titles: dict[tuple[str, str], str] = {}
        spoken = [Messages(language) for language in LANGUAGES]
        self._own = {one.template(f"template.sheet_{sheet}") for one in spoken for sheet in OWN_SHEETS}

    def hidden(self, found: object) -> object:  # noqa: PLR0911  # one for each kind of thing
        """A thing without what stands in the returns, and so everything in it."""
        match found:
            case Cell():
                return self._cell(found)
            case Location():
                return self._place(found)
            case Diagnostic():
                return self._diagnostic(found)
            case Result():
                return self._result(found)
            case DutyResult():
                return found._replace(cells=(), evidence=())
            case Mapping():
                return {key: self.hidden(one) for key, one in found.items()}
            case tuple():
                made: object = getattr(found, "_make", tuple)(map(self.hidden, found))
                return made
            case _ if is_dataclass(found) and not isinstance(found, type):
                named = (one.name for one in fields(found) if one.compare)  # what no comparison sees is worked out
                return replace(found, **{name: self.hidden(getattr(found, name)) for name in named})
        return found

    def _result(self, result: Result) -> Result:
        return replace(
            result,
            measurement=None,
            bounds=None,
            gap=None,
            margin=None,
            shared=lambda: None,
            verified=tuple,
            pace=None,
            reaching=None,
            not_exceeded=None,
            counted=(),
            evidence=NO_EVIDENCE,
            unit_results=tuple,
        )

    def _cell(self, cell: Cell) -> Cell:
        at, raw = self._place(cell.at) if cell.at else None, self._word if cell.raw else ""
        return Cell(cell.state, None, at, raw, of=tuple(map(self._cell, cell.of)))

    def _diagnostic(self, one: Diagnostic) -> Diagnostic:
        if one.code.code[0] in "PWA" or one.code in OF_KHPCMD:  # of the plan, of waivers, answers, names, of khpcmd
            return one
        own = OF_NAMES if one.code in (Code.NAME_USED, Code.NAME_AGAINST) else frozenset[str]()
        params = {name: value if name in own else self._param(name, value) for name, value in one.params.items()}
        at, turns = self._place(one.at) if one.at else None, one.turns
        return WithheldDiagnostic(one.code, at, params, one.unit, turns=turns, turns_usual=one.turns_usual)

    def _param(self, name: str, value: Param) -> Param:
        match value:
            case Ref() | Added() | Phrase() | "":
                return value
            case tuple() if all(isinstance(item, Ref) for item in value):
                return value
            case date() if name in DAYS_OF_THE_PLAN:
                return value
            case str() if (file := value.partition(" › ")[0]) in self._files:
                return file
            case _:
                return value if name in KEPT else HIDDEN

    def _place(self, at: Location) -> Location:
        if not at.sheet or at.sheet in self._own:
            return at
        known = self._titles.get((at.file, at.sheet))
        if known is None:
            number = 1 + sum(file == at.file for file, _ in self._titles)
            known = self._titles[at.file, at.sheet] = self._sheet.replace("{number}", str(number))
        return at._replace(sheet=known)


def _file_names(report: Report | DataReport) -> Iterable[str]:
    if isinstance(report, DataReport):
        yield from (file.name for file in report.files)
        return
    yield from (given.name for given in report.inputs)
    yield from (fault.at.file for fault in report.diagnostics if fault.at)
