"""The annex of a form: a row for each unit below, with what may be typed, and their total.

A unit that files nothing itself reports its own figures here. Its row is then worked out as a form of its own would be:
what is wrong in it stands beside it, and its verdicts are those of ``sheets.draw_verdicts``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from khpcmd.plan.fields import AnyField
from khpcmd.plan.units import Unit
from khpcmd.returns import Key
from khpcmd.template.calculation import Calculation, calculation
from khpcmd.template.cells import Input, estimated, remarked
from khpcmd.template.contents import Annex, Wanted
from khpcmd.template.form_sheet import (
    REMARKS,
    FormLayout,
    Readiness,
    annex_banner,
    banner,
    draw_banner,
    draw_cell,
    figure_problem,
)
from khpcmd.template.paper import LEAST_SCALE, TOP, Book, Page, Paper, Sheet, page_cuts, printed, subject_of
from khpcmd.template.terms import Ledger, Term, any_of, if_, joined, over, total

FIRST = 2
"""The first column of figures."""
NUMBER, NAME, FIGURES, NOTES, CHECK = 6.0, 36.0, 46.0, 22.0, 48.0
"""The widths of the number, the name, all figures together, the remarks, and what is wrong in a row."""
SHORT_NAME, SHORT_NOTES = 26.0, 16.0
"""Those of a sheet that lies across."""
NARROW, MONTH = 9.0, 6.5
"""The least width of a column of figures, and the width of one of twelve."""
UPRIGHT = 130.0
"""Up to this width of all columns the paper stands upright."""
SCALE = LEAST_SCALE
"""In percent, of an annex that is wider than a page."""


class Lower(NamedTuple):
    """A unit below that reports figures of its own: its form, what it works out, and what is wrong with it."""

    wanted: Wanted
    made: Calculation
    faults: Term
    """How many of its figures are at fault."""
    check: Term


def first_row(annex: Annex) -> int:
    """The row of the first unit, from 0: below a header of two rows where some field has several columns."""
    fields = [key.field for key in annex.keys]
    return TOP + 1 + (len(set(fields)) < len(fields))


def annex_page(book: Book, wanted: Wanted, annex: Annex) -> AnnexPage:
    """The annex as an empty sheet."""
    width = FIGURES / max(2, len(annex.keys))
    figures = tuple((MONTH if key.month else max(NARROW, width)) if annex.own else width for key in annex.keys)
    name, notes = (NAME, NOTES) if NUMBER + NAME + sum(figures) + NOTES <= UPRIGHT else (SHORT_NAME, SHORT_NOTES)
    checks = (CHECK,) if annex.own else ()
    return AnnexPage(book.page(wanted.say("sheet_annex"), (NUMBER, name, *figures, notes, *checks)), wanted, annex)


class AnnexPage(NamedTuple):
    """The sheet of an annex."""

    page: Page
    wanted: Wanted
    annex: Annex

    @property
    def first(self) -> int:
        return first_row(self.annex)

    @property
    def last(self) -> int:
        """The column of the remarks, behind the figures."""
        return FIRST + len(self.annex.keys)

    @property
    def _end(self) -> int:
        """The row of the totals."""
        return self.first + len(self.annex.units)

    @property
    def notes(self) -> str:
        """The area of the remarks."""
        return self.page.area((self.first, self.last, self._end - 1, self.last))

    def inputs(self) -> dict[str, tuple[AnyField, tuple[Input, ...]]]:
        """For each field of the unit itself, the field that the units below report and their cells."""
        cells, fields = list(self._cells().values()), self.wanted.filer.plan.fields
        return {
            name: (fields[field], tuple(own[Key(field)] for own in cells if Key(field) in own))
            for name, field in self.annex.asked.items()
        }

    def _cells(self) -> dict[str, dict[Key, Input]]:
        """By unit below, its cells."""
        columns = {key: column for column, key in enumerate(self.annex.keys, start=FIRST)}
        units = [(row, self.wanted.for_unit(unit)) for row, unit in enumerate(self.annex.units, start=self.first)]
        return {
            own.filer.unit.id: {
                key: Input(self.page.address(row, columns[key]), own.filled(key))
                for key in self.annex.keys_of(own.filer.unit)
            }
            for row, own in units
        }

    def lower(self, ledger: Ledger) -> Iterator[Lower]:
        """The units that report figures of their own, each as a form of its own would work it out."""
        cells = self._cells()
        for row, filer in enumerate(self.annex.filers(self.wanted.filer), start=self.first):
            own, kept = self.wanted.for_unit(filer.unit), Ledger(ledger.rows, f"{filer.unit.id} ")
            made = calculation(filer, cells[filer.unit.id], {}, kept)
            yield _checked(own, made, self.page.address(row, self.last))

    def draw(self, made: Calculation, layout: FormLayout, lower: Sequence[Lower], left: Readiness) -> None:
        """A row for each unit below."""
        page, wanted, annex, last = self.page, self.wanted, self.annex, self.last
        across = sum(page.widths[: last + 1]) > UPRIGHT
        cuts = page_cuts(page, [*(key.field for key in annex.keys), None], FIRST, SCALE) if across else []
        text = banner(wanted, left) if annex.own else annex_banner(wanted, made.below)
        draw_banner(page, wanted, text, last + bool(annex.own))
        right = (cuts[0] if cuts else last + 1) - 1
        left_out = FIRST if cuts else 0  # what stands in the first columns is printed on every page
        head = Paper(page, wanted, _split(page, left_out, right), right, left_out)
        head.letterhead(wanted.say("title_annex"), self._subject(layout))
        head.legend_above(wanted.say("annex_legend_own" if annex.own else "annex_legend"))
        self._header()
        checked = {one.made.filer.unit.id: one for one in lower}
        for row, unit in enumerate(annex.units, start=self.first):
            self._row(row, unit, checked.get(unit.id))
        self._totals(made, lower)
        begin = cuts[-1] if cuts and cuts[-1] < last else 0
        foot = Paper(page, wanted, _split(page, begin, last), last, begin).signatures(self._end + 1)
        sheet = Sheet(last, self.first, self._end, foot, (TOP, self.first - 1), across=across)
        printed(page, sheet, tuple(cuts), SCALE, FIRST)

    def _subject(self, layout: FormLayout) -> str:
        """Which rows of the form it belongs to, if it does."""
        if not self.annex.asked:
            return subject_of(self.wanted, "title_plan")
        form = self.page.book.number_of(self.wanted.say("sheet_form"))
        rows = ", ".join(layout.codes[name] for name in self.annex.asked)
        return self.wanted.say("annex_of", sheet=f"{form:02}", rows=rows)

    def _header(self) -> None:
        """The names of the fields; of one with several columns also what these are."""
        page, wanted, low = self.page, self.wanted, self.first - 1
        for column, word in ((0, "number"), (1, "unit_name"), (self.last, "notes")):
            self._heading(column, wanted.say(word))
        at = FIRST
        for field, group in groupby(self.annex.keys, key=lambda key: key.field):
            keys = list(group)
            if len(keys) == 1:
                self._heading(at, wanted.named(field))
            else:
                page.across(TOP, (at, at + len(keys) - 1), wanted.named(field), "header")
                for column, key in enumerate(keys, start=at):
                    page.fitted(low, column, wanted.told_apart(key), "header_small")
            at += len(keys)
        if self.annex.own:
            page.text(TOP, self.last + 1, wanted.say("check"), "check_header")

    def _heading(self, column: int, text: str) -> None:
        """A header over all rows of headers."""
        self.page.merged(TOP, (column, column), "header", self.first - 1 - TOP)
        self.page.fitted(TOP, column, text, "header")

    def _row(self, row: int, unit: Unit, checked: Lower | None) -> None:
        page, wanted = self.page, self.wanted
        page.text(row, 0, str(row - self.first + 1), "centred")
        page.fitted(row, 1, wanted.of(unit.name), "label")
        asked, own = self.annex.keys_of(unit), wanted.for_unit(unit)
        for column, key in enumerate(self.annex.keys, start=FIRST):
            if key not in asked:
                page.text(row, column, "", "closed")
                continue
            draw_cell(page, own, row, column, key)
        page.text(row, self.last, "", "input_note")
        if checked is not None:
            page.formula(row, self.last + 1, checked.check, "check")

    def _totals(self, made: Calculation, lower: Sequence[Lower]) -> None:
        """The row below the units: what they add up to, where it is a number that can be added."""
        page, wanted, end = self.page, self.wanted, self._end
        page.text(end, 0, "", "total")
        page.fitted(end, 1, wanted.say("in_all"), "total")
        page.text(end, self.last, "", "total")
        added = {Key(field): made.below[name].total for name, field in self.annex.asked.items()}
        for key in self.annex.own:
            if wanted.filer.plan.fields[key.field].has_sum:
                figures = (one.made.stated.get(key) for one in lower)
                added[key] = total(figure.value for figure in figures if figure is not None)
        for column, key in enumerate(self.annex.keys, start=FIRST):
            spec = wanted.filer.plan.fields[key.field]
            look, steps = page.book.look_of(spec, "total"), 10**spec.places
            if key in added:
                page.formula(end, column, over(added[key], steps), look)
            else:
                page.text(end, column, "", "total")


def _checked(wanted: Wanted, made: Calculation, remark: str) -> Lower:
    """What is wrong in the row of a unit: its first figure at fault, else what a check will say of it."""
    kept, noted = made.ledger, [wanted.say(word) for word in REMARKS]
    problems = [(key, kept.put(f"{key.field} problem", figure_problem(wanted, made, key))) for key in made.inputs]
    sound = [any_of(text.eq(word) for word in ("", *noted)) for _, text in problems]
    found = if_(remarked(remark, wanted.say("optional")).gt(0), wanted.say("read_there"), "")
    for _, text in reversed(problems):
        found = kept.put("noted", if_(any_of(text.eq(word) for word in noted), text, found))
    for (key, text), fine in reversed([*zip(problems, sound, strict=True)]):
        found = kept.put("check", if_(fine, found, joined(f"{_named(wanted, key)}: ", text)))
    guessed = estimated(remark)
    faults = total([if_(guessed, 1, 0), *(if_(fine, 0, 1) for fine in sound)])
    return Lower(wanted, made, kept.put("faults", faults), if_(guessed, wanted.say("estimated"), found))


def _named(wanted: Wanted, key: Key) -> str:
    """The name of a figure: of its field, and where that has several of these."""
    label, which = wanted.of(wanted.filer.plan.fields[key.field].label), wanted.told_apart(key)
    return f"{label}, {which}" if which else label


def _split(page: Page, first: int, last: int) -> int:
    """The column of figures with which the right side of some columns begins."""
    wide = sum(page.widths[first : last + 1])
    halves = range(max(first + 1, FIRST), last + 1)
    return next((column for column in halves if sum(page.widths[first:column]) * 2 >= wide * 0.75), last)
