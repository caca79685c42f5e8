"""Each unit against each target: a verdict where the unit is judged, a figure for information where it is not.

Whether a unit is judged stands in the target (``judged``): a verdict on the unit of a pooled target never shows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from fractions import Fraction
from typing import NamedTuple

from khpcmd.i18n import Messages
from khpcmd.measures.threshold import Number, size
from khpcmd.plan.model import Target
from khpcmd.render.figures import Percentage
from khpcmd.render.styles import SIGNS
from khpcmd.render.told.office import UnitTold
from khpcmd.render.told.target import TargetTold
from khpcmd.render.wording import Wording
from khpcmd.report import Report
from khpcmd.results import Verdict

MOST = 1_000
"""How many units stand in the table; of more those that somebody has to look at come first."""
PRINTED = 40
"""Up to how many units are printed, all of them or those that somebody has to look at."""
PRINTED_ACROSS = 20
"""The same where the table is printed across the sheet."""
WIDE = 24
"""More targets than these are printed across the sheet."""
WIDEST = 40
"""More targets than these do not fit a sheet, and the table is not printed."""
UNITY = Fraction(1)
DEEP = (Fraction(9, 10), Fraction(3, 4))
"""From which shares of the common threshold on a figure below it has the first and the second shade."""
FINE = 1_000_000
"""The unit of the values that rows are sorted by."""
PERCENT, PARTS, RATES, CHANGES, COUNTS, ANSWERS = "percent", "parts", "rates", "changes", "counts", "answers"
"""What the cells of a column say."""
INFORMATION, JUDGED = "information", "judged"
"""For what they say it."""


class Cell(NamedTuple):
    """A unit and a target. ``look`` is a verdict, "info0" to "info3" (how far below), "open" or "none".

    ``full`` says in words what the cell shows short; ``order`` is what rows are sorted by, "" for nothing.
    """

    look: str
    text: str
    full: str
    order: str = ""


class Row(NamedTuple):
    """A unit: its cells, None where a target does not concern it; no cells at all where it has not reported."""

    unit: str
    cells: tuple[Cell | None, ...]
    printed: bool = True

    @property
    def asks(self) -> bool:
        """Whether somebody has to look at the unit: it did not report, misses what is asked of it, or is open."""
        return not self.cells or any(cell is not None and cell.look in ASKING for cell in self.cells)


ASKING = frozenset({"missed", "waived", "open", "no"})


class Band(NamedTuple):
    """The units of one level."""

    title: str
    rows: tuple[Row, ...]

    @property
    def printed(self) -> bool:
        return any(row.printed for row in self.rows)


class Heat:
    """The whole table, from the targets that units stand against (``columns``)."""

    def __init__(self, report: Report, columns: Sequence[TargetTold], wording: Wording) -> None:
        self._report, self.columns, self._wording, self._messages = report, columns, wording, wording.messages
        self._rows = self._made()
        self._kept = self._first(MOST)
        self._printed = self._first(PRINTED if len(columns) <= WIDE else PRINTED_ACROSS)

    @property
    def too_wide(self) -> bool:
        return len(self.columns) > WIDEST

    @property
    def wide(self) -> bool:
        return WIDE < len(self.columns) <= WIDEST

    @property
    def sorts(self) -> set[bool]:
        """Whether there are targets that judge each unit (True), and some of which its figure is for information."""
        return {column.each_unit for column in self.columns}

    @property
    def left_out(self) -> str:
        """How many units do not stand on the page; "" where all do."""
        left = len(self._rows) - len(self._kept)
        return self._messages.text("html.rows_left_out", count=left, total=len(self._rows)) if left else ""

    @property
    def on_paper(self) -> str:
        """How many units are printed; "" where all are."""
        printed, text = len(self._printed), self._messages.text
        return text("html.rows_printed", count=printed, total=len(self._rows)) if printed < len(self._kept) else ""

    @property
    def bands(self) -> list[Band]:
        """The units level by level, in the plan's order."""
        levels = dict[str, list[Row]]()
        for unit in self._report.plan.units:
            if unit.id in self._kept:
                row = self._rows[unit.id]._replace(printed=unit.id in self._printed)
                levels.setdefault(unit.level, []).append(row)
        who = self.columns[0].figures.who
        return [Band(_capital(who(level)), tuple(found)) for level, found in levels.items()]

    def _made(self) -> dict[str, Row]:
        """The rows by unit."""
        absent = {one.unit for one in self._report.submissions if one.expected and one.waited_for}
        standing = [{one.unit.unit: one for one in target.units} for target in self.columns]
        worded = [_words_of(target, self._report) for target in self.columns]
        found = dict[str, Row]()
        for unit in self._report.plan.units:
            own = [units.get(unit.id) for units in standing]
            if not any(own):
                continue
            silent = unit.id in absent and not any(one and one.known for one in own)
            cells = () if silent else (cell(one) if one else None for cell, one in zip(worded, own, strict=True))
            found[unit.id] = Row(self._wording.unit(unit.id), tuple(cells))
        return found

    def _first(self, most: int) -> frozenset[str]:
        """The units of which there is room for so many: all, or those that somebody has to look at."""
        if len(self._rows) <= most:
            return frozenset(self._rows)
        return frozenset([unit for unit, row in self._rows.items() if row.asks][:most])

    @property
    def notes(self) -> Iterator[str]:
        """Which targets are judged unit by unit, and what the cells of the others say."""
        messages, year = self._messages, str(self._report.plan.baseline_year or "")
        told = dict[str, list[str]]()
        for one in self.columns:
            for says in (JUDGED,) if one.each_unit else (INFORMATION, _says(one.target)):
                told.setdefault(says, []).append(one.id)
        for says in (INFORMATION, JUDGED, PERCENT, CHANGES, PARTS, RATES, COUNTS):
            if says in told:
                yield messages.text(f"html.heat_{says}", targets=messages.joined(told[says]), year=year)


def heat(report: Report, targets: Iterable[TargetTold], wording: Wording) -> Heat | None:
    """The table of a report; None where no unit stands against any target."""
    told = [one for one in targets if one.result.units]
    return Heat(report, told, wording) if told else None


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _says(target: Target) -> str:
    """What the cells of a target that is not judged unit by unit say."""
    measure = target.measure
    kinds = {ANSWERS: measure.yes_or_no, COUNTS: measure.absolute, CHANGES: measure.growth, RATES: measure.decimals}
    return next((says for says, so in kinds.items() if so), PERCENT if measure.figure() is None else PARTS)


def _words_of(told: TargetTold, report: Report) -> Callable[[UnitTold], Cell]:
    """How the cells of one target are worded; equal figures are worded once, for thousands of units report the same."""
    judged, says = told.each_unit, _says(told.target)
    due, unread = told.comparable(interim=report.plan.periods[report.period].interim), "explained.unread_unit"
    known = dict[tuple[object, ...], Cell]()

    def cell(one: UnitTold) -> Cell:
        if not one.known and not (judged and one.verdict in _DECIDED):
            why = told.why_open(one.unit.unit) or told.messages.template(unread)
            return Cell("open", SIGNS[Verdict.INCONCLUSIVE], why)
        key = one.unit.measurement, one.verdict  # a unit that is not judged has no verdict
        if key not in known:
            known[key] = _judged(one) if judged else _informing(one, says, due)
        return known[key]

    return cell


_DECIDED = frozenset({Verdict.MET, Verdict.MISSED, Verdict.WAIVED})
"""What can be said of a unit although not all of its figures are known."""


def _judged(one: UnitTold) -> Cell:
    """A unit that has to reach the threshold by itself."""
    full = ": ".join(text for text in (one.word, one.beside_word) if text)
    look = "none" if one.verdict in (None, Verdict.NOT_APPLICABLE) else str(one.verdict)
    return Cell(look, one.sign, full, _order(one.unit.measurement.value, one.target))


def _informing(one: UnitTold, says: str, due: bool) -> Cell:
    """A unit's own figure, which nobody judges. ``due``: whether it may be held beside the common threshold."""
    target, figures, found = one.target, one.figures, one.unit.measurement
    messages, value, part, whole = figures.messages, found.value, found.part, found.whole
    full, order = one.figure, _order(value, target)
    if says == ANSWERS and whole:
        look = "info0" if part >= whole else "no" if target.asks_all else "info2"
        return Cell(look, _capital(full), full, order)
    if says == CHANGES and whole is not None:
        return Cell(_shade(value, target) if due else "info0", _change(part - whole, messages), full, order)
    if value is None:
        look, text = ("info0", messages.number(part)) if found.side else ("none", SIGNS[Verdict.NOT_APPLICABLE])
        return Cell(look, text, full)
    look = _shade(value, target) if due else "info0"
    if found.before is not None:
        text = figures.value(target, value)
    elif says == COUNTS or whole is None:
        text = messages.number(part)
    elif says == RATES:
        text = figures.average(target, value)
    elif says == PARTS or figures.percentage(target, found) is None:
        text = f"{messages.number(part)}/{messages.number(whole)}"
    else:
        text = _percent(value, target, messages)
    return Cell(look, text, full, order)


def _percent(value: Fraction, target: Target, messages: Messages) -> str:
    """A share with one decimal, more only where it would else look like the threshold or like nothing."""
    return Percentage(value, (Fraction(0), *target.limits.ends), least=0 if value in (0, 1) else 1).number(messages)


def _change(more: Number, messages: Messages) -> str:
    sign = "+" if more > 0 else "−" if more < 0 else ""
    return sign + messages.number(size(more))


def _order(value: Fraction | None, target: Target) -> str:
    """What rows are sorted by: how much of the threshold was reached."""
    if value is None:
        return ""
    level = target.limits.high if target.limits.low is None else target.limits.low
    return str(int((value / level if level else value) * FINE // 1))


def _shade(value: Fraction | None, target: Target) -> str:
    """How far a figure is from the common threshold: not at all, or in one of three steps."""
    limits = target.limits
    if value is None or limits.hold(value):
        return "info0"
    below, above = limits.low, limits.high
    short = value / below if below and value < below else above / value if above is not None and value else UNITY
    return f"info{1 + sum(short < step for step in DEEP)}"
