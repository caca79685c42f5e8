"""Keeps the remarks of a sheet that may speak against some figures, and compares them with each (``against``)."""

from __future__ import annotations

from dataclasses import dataclass, field

from khpcmd.diagnostics import Code, Diagnostic, FoundWordsOther
from khpcmd.plan.fields import AnyField, CountField, MonthsField
from khpcmd.workbook.cell_reader import Reporter
from khpcmd.workbook.cells import measured_in, measures
from khpcmd.workbook.file.addresses import Box, Place
from khpcmd.workbook.file.grid import Grid
from khpcmd.workbook.governing import Belief, Entry, Governs, question
from khpcmd.workbook.sheet_checks import number
from khpcmd.workbook.words.meaning import Account, Sense
from khpcmd.workbook.words.own_texts import is_own
from khpcmd.workbook.words.remarks import Beside, against, may_speak_against
from khpcmd.workbook.words.senses import Senses
from khpcmd.workbook.words.vocabulary import spellings


@dataclass(frozen=True, slots=True)
class Figure:
    """What a remark is compared with: a field, the columns of figures, the period, and the texts that name the unit."""

    spec: AnyField
    columns: frozenset[int]
    period: str
    whose: str


@dataclass(slots=True)
class KeptRemarks:
    """The remarks and comments of one sheet, by their places."""

    senses: Senses
    grid: Grid
    reporter: Reporter
    _kept: dict[Place, tuple[Governs, Account]] = field(default_factory=dict)
    stamped: bool = False
    """Whether the workbook was made from a template."""
    _rows: dict[int, list[Place]] = field(default_factory=dict)
    """By row, the places of those that stand beside its figures."""
    _sums: dict[tuple[Box, frozenset[int]], frozenset[int]] = field(default_factory=dict)
    """By a merged remark and the columns of the figures, these and their sum."""

    @property
    def any(self) -> bool:
        return bool(self._kept)

    def beside(self, row: int) -> bool:
        """Whether a remark may speak against figures of a row."""
        return bool(self._rows.get(row))

    def keep(self, where: Place, governs: Governs, account: Account, row: int) -> None:
        """Keep a remark that may speak against some figures: those of a row, or (0) the one at its place, or below."""
        if not may_speak_against(account) or is_own(account.text, stamped=self.stamped):
            return
        self._kept[where] = governs, account
        places = self._rows.setdefault(row, []) if row else []
        if where not in places:
            places.append(where)

    def against(self, where: Place, header: range, figure: Figure) -> list[tuple[Entry, Diagnostic]]:
        """What the remarks beside a figure, and the comments on it and its ``header``, say against it."""
        row, column = where
        over = [place for place in (where, *((above, column) for above in header)) if place in self._kept]
        places = dict.fromkeys((*self._rows.get(row, ()), *over))
        return [told for place in places if (told := self._against(place, where, figure))]

    def _against(self, remark: Place, where: Place, figure: Figure) -> tuple[Entry, Diagnostic] | None:
        governs, account = self._kept[remark]
        spec = figure.spec if isinstance(figure.spec, CountField | MonthsField) else None
        names = (*spellings(figure.spec), *(measures(spec) if spec else ()))
        beside = Beside(
            self._numbers(remark, where, figure.columns),
            names,
            lambda words: spec is not None and measured_in(spec, words),
            figure.period,
            figure.whose,
            spec is not None,
        )
        part = against(account, beside, self.senses.periods_of)
        if part is None:
            return None
        entry = Entry(governs, self.reporter.at(*remark), account, Belief.OPEN)
        if part.sense is Sense.COUNT:
            params: FoundWordsOther = {
                "found": account.text, "words": part.text, "other": self.reporter.at(*where).cell,
            }  # fmt: skip
            return entry, Code.REMARK_OTHER_NUMBER(entry.at, params)
        return entry, question(entry, [part])

    def _numbers(self, remark: Place, where: Place, columns: frozenset[int]) -> frozenset[int]:
        """The figures of the rows that a remark stands beside, and their sum."""
        box = self.grid.merge(*remark)
        if box is None or not box[0] <= where[0] <= box[2]:
            box = (where[0], where[1], where[0], where[1])
        if (box, columns) not in self._sums:
            rows = range(box[0], box[2] + 1)
            shown = [number(self.grid.shown(row, column)) for row in rows for column in columns]
            values = [int(value) for value in shown if value is not None and value == int(value)]
            self._sums[box, columns] = frozenset([*values, sum(values)])
        return self._sums[box, columns]
