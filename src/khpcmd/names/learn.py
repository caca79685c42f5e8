"""All texts of returns that were not understood, each asked about once: where, how often, and what it may mean.

What the reader reports is collected file by file. An unknown label hides others (a table without one known label is no
table, a column of figures is not asked about before its rows are known): so each file is read again with the likeliest
meanings taken for granted, until nothing new is asked. These guesses are forgotten afterwards; they read no figure.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from khpcmd.diagnostics import Code, Diagnostic, Location
from khpcmd.diagnostics.parameters import Ref
from khpcmd.names.contradictions import Contradictions
from khpcmd.names.file import folded
from khpcmd.names.suggest import Asked, Candidate, Ranked, Suggestions
from khpcmd.plan.fields import COUNTED
from khpcmd.plan.model import Plan
from khpcmd.plan.taught import Taught, TaughtName, Teaches
from khpcmd.text import canonical, loose, tidy
from khpcmd.workbook.cell_reader import kinds_of
from khpcmd.workbook.cells import raw_text
from khpcmd.workbook.file.addresses import Place, a1, place
from khpcmd.workbook.file.grid import Grid, GridCell
from khpcmd.workbook.file.limits import DEFAULT_LIMITS, Limits, Refused
from khpcmd.workbook.read import read_sheets
from khpcmd.workbook.read_sheet import Sheet
from khpcmd.workbook.sheets import reporting
from khpcmd.workbook.table import Form, Table
from khpcmd.workbook.unknown_labels import likely_labels
from khpcmd.workbook.words.headers import Kind
from khpcmd.workbook.words.periods import Role as SpanRole
from khpcmd.workbook.words.vocabulary import is_letterhead, strip_numbering

SAMPLES, PLACES = 4, 40
"""How many values of a text are shown, and how many of its places are kept."""


class Question(NamedTuple):
    """A text that was not understood at one place; ``about`` is "name", "unit", "figures", "answer", "words",
    "period" or "measure": texts with the same one and the same letters are one entry."""

    text: str
    about: str
    at: Location
    ranked: Ranked
    samples: tuple[str, ...] = ()
    measure: str = ""


@dataclass(slots=True)
class Entry:
    """One text of all files: where it stands, what stands beside it, and what it may mean."""

    text: str
    about: str
    places: list[Location] = field(default_factory=list)
    count: int = 0
    samples: dict[str, None] = field(default_factory=dict)
    measures: dict[str, None] = field(default_factory=dict)
    candidates: list[Candidate] = field(default_factory=list)
    chosen: bool = False
    differ: bool = False
    """Whether it seems to mean different things in different files."""

    @property
    def files(self) -> int:
        return len({at.file for at in self.places})


ORDER = ("figures", "unit", "period", "name", "measure", "answer", "words")
"""The order of the entries: what opens most figures first."""


def entry_of(questions: Sequence[Question]) -> Entry:
    """The questions about one text as one entry; where they differ, the meanings of all of them."""
    first = questions[0]
    entry = Entry(first.text, first.about)
    votes = dict[tuple[str, str], list[Candidate]]()
    for question in questions:
        entry.count += 1
        entry.places += [question.at] if len(entry.places) < PLACES else []
        entry.samples |= dict.fromkeys(question.samples)
        entry.measures |= dict.fromkeys([question.measure] if question.measure else [])
        for rank, one in enumerate(question.ranked.candidates):
            votes.setdefault((one.key, one.value), []).append(one._replace(score=one.score - rank / 20))
    firsts = (one.ranked.candidates[0] for one in questions if one.ranked.candidates)
    tops = {(one.key, one.value) for one in firsts}
    totals = {key: sum(one.score + 0.3 for one in ones) for key, ones in votes.items()}
    ranked = sorted(votes, key=lambda key: -totals[key])
    entry.candidates = [max(votes[key], key=lambda one: one.score) for key in ranked]
    entry.differ = len(tops) > 1
    entry.chosen = not entry.differ and all(one.ranked.chosen for one in questions)
    return entry


ROUNDS = 4
"""How often a file is read, at most."""
UNLIKE = 0.42
"""A label that is less like any field is rather none that the plan asks for."""
LONGEST = 200
"""The longest text that is asked about; longer ones are sentences."""
BELOW = 20
"""How many cells below a header are looked at."""


def learned(  # noqa: PLR0913  # what decides how files are read, and who is told
    paths: Sequence[tuple[str, str]],
    plan: Plan,
    taught: Taught | None = None,
    *,
    limits: Limits = DEFAULT_LIMITS,
    progress: Callable[[int, int], None] | None = None,
    unread: Callable[[Diagnostic], None] | None = None,
) -> list[Entry]:
    """The entries for all texts of some files that the plan and the taught names leave open, the commonest first.

    ``paths`` are the files, each with the name that messages call it by; ``unread`` takes the fault of each that cannot
    be read.
    """
    reader = _Reader(plan, taught, limits)
    found = dict[tuple[str, str], list[Question]]()
    for number, (path, name) in enumerate(paths):
        if progress:
            progress(number, len(paths))
        try:
            questions = reader.questions(path, name)
        except Refused as refused:
            if unread:
                unread(Diagnostic(refused.code, Location(name), refused.params))
            continue
        for question in questions:
            found.setdefault((question.about, folded(question.text)), []).append(question)
    entries = [entry_of(questions) for questions in found.values()]  # what may mean nothing is no question
    return sorted((one for one in entries if one.candidates), key=lambda one: (ORDER.index(one.about), -one.count))


@dataclass(slots=True)
class _Reader:
    """Reads files again and again, each time with the guesses of the time before."""

    plan: Plan
    taught: Taught | None
    limits: Limits
    suggestions: Suggestions = field(init=False)
    contradictions: Contradictions = field(init=False)

    def __post_init__(self) -> None:
        self.suggestions, self.contradictions = Suggestions(self.plan), Contradictions(self.plan)

    def questions(self, path: str, name: str) -> list[Question]:
        """The questions about one file."""
        own = self.taught.names if self.taught else ()
        found, guesses = dict[tuple[str, str, Location], Question](), list[TaughtName]()
        for _ in range(ROUNDS):
            names = Taught("", "", (*own, *guesses))
            sheets = read_sheets(path, self.plan, name=name, limits=self.limits, taught=names)
            more = [
                question
                for sheet in sheets
                for question in self._of_sheet(sheet, name)
                if (question.about, loose(question.text), question.at) not in found
            ]
            found |= {(one.about, loose(one.text), one.at): one for one in more}
            new = list(self._guesses(more, guesses))
            if not new:
                break
            guesses += new
        whole = [f" {loose(one.text)} " for one in found.values() if one.about != "words"]
        return [
            self._allowed(question)
            for question in found.values()
            if question.about != "words" or not any(f" {loose(question.text)} " in name for name in whole)
        ]

    def _guesses(self, questions: Iterable[Question], known: Sequence[TaughtName]) -> Iterator[TaughtName]:
        """The likeliest meaning of each text, but for what nobody may teach."""
        said = {loose(one.text) for one in known}
        for question in questions:
            for candidate in question.ranked.candidates:
                name = name_of(question.text, candidate)
                if not self.contradictions.speaks_against(name):
                    if loose(question.text) not in said:
                        said.add(loose(question.text))
                        yield name
                    break

    def _allowed(self, question: Question) -> Question:
        """The question without meanings that its text contradicts; nothing is chosen then."""
        given, chosen = question.ranked
        kept = tuple(one for one in given if not self.contradictions.speaks_against(name_of(question.text, one)))
        return question._replace(ranked=Ranked(kept, chosen and kept == given and bool(kept)))

    # the questions of one sheet

    def _of_sheet(self, sheet: Sheet, file: str) -> Iterator[Question]:
        found = _Found(sheet, file)
        yield from self._fields(sheet, found)
        yield from self._units(sheet, found)
        yield from found.columns()
        for fault in sheet.diagnostics:
            if fault.at:
                yield from self._other(sheet, fault, fault.at)

    def _fields(self, sheet: Sheet, found: _Found) -> Iterator[Question]:
        """The labels of rows and headers of columns that may name fields, those of a table together."""
        named = found.named()
        level = self._level(sheet, found.file)
        for texts in found.labels(self.suggestions):
            asked = [one.asked for one in texts]
            for one, ranked in zip(texts, self.suggestions.fields(asked, named, level), strict=True):
                ignore = Candidate("ignore", one.what)
                unlike = not ranked.candidates or ranked.candidates[0].score < UNLIKE
                both = (ignore, *ranked.candidates) if unlike else (*ranked.candidates, ignore)
                yield Question(one.text, "name", one.at, Ranked(both, ranked.chosen), one.samples, one.asked.measure)

    def _level(self, sheet: Sheet, file: str) -> str:
        """The level of the units of a sheet; "" where they are of several."""
        units = {filed.unit for filed in sheet.returns} or reporting(sheet.grid, file, self.suggestions.unit_names)
        levels = {self.plan.unit[unit].level for unit in units if unit in self.plan.unit}
        return levels.pop() if len(levels) == 1 else ""

    def _units(self, sheet: Sheet, found: _Found) -> Iterator[Question]:
        """The texts in the place of units that name none, those of a sheet together."""
        unknown = (fault for fault in sheet.diagnostics if fault.code is Code.UNKNOWN_UNIT)
        asked = [(str(fault.params["found"]), fault.at) for fault in unknown if fault.at]
        asked += found.without_unit(self.suggestions)
        asked = [(text, at) for text, at in asked if len(text) <= LONGEST]
        taken = {filed.unit for filed in sheet.returns}
        for (text, at), ranked in zip(asked, self.suggestions.units([t for t, _ in asked], taken), strict=True):
            both = (*ranked.candidates, Candidate("ignore", "column" if found.is_header(at) else "row"))
            yield Question(_unnumbered(text), "unit", at, Ranked(both, ranked.chosen))

    def _other(self, sheet: Sheet, fault: Diagnostic, at: Location) -> Iterator[Question]:
        """The question that a fault of one text asks."""
        text = str(fault.params.get("found", ""))
        if not text or len(text) > LONGEST:
            return
        match fault.code:
            case Code.NOT_UNDERSTOOD:
                yield from _words(sheet, fault, at)
            case Code.NOT_YES_NO:
                yield Question(text, "answer", at, Ranked(_answers(text)), _shown([text]))
            case Code.NOT_A_NUMBER if not any(map(str.isdigit, text)):
                missing = (Candidate("missing", ""),)
                yield Question(text, "answer", at, Ranked(missing), _shown([text]))
            case Code.WRONG_PERIOD if isinstance(fault.params["expected"], tuple):
                yield Question(text, "period", at, self.suggestions.periods(text))
            case Code.UNIT_OF_MEASURE:
                expected = fault.params["expected"]
                spec = self.plan.fields[expected.id] if isinstance(expected, Ref) else None
                measure = getattr(spec, "unit_of_measure", None)
                if measure:
                    yield Question(text, "measure", at, Ranked((Candidate("measure", measure.vi),)))
            case _:
                return


def name_of(text: str, candidate: Candidate) -> TaughtName:
    """What a text would be taught as."""
    return TaughtName(text, Teaches(candidate.key), candidate.value, Location(""))


NEGATIONS = ("không", "chưa", "ko", "chua", "khong", "k", "hk", "no")


def _answers(text: str) -> tuple[Candidate, ...]:
    """Yes and no, the likelier first, and that there is no answer yet."""
    said = canonical(text).split()
    no = any(canonical(word) in said[:2] for word in NEGATIONS)
    order = ("no", "yes") if no else ("yes", "no")
    return (*(Candidate("answer", one) for one in order), Candidate("missing", ""))


def _words(sheet: Sheet, fault: Diagnostic, at: Location) -> Iterator[Question]:
    """What is asked about words that are not understood: the header of figures, or words around figures."""
    text, words = str(fault.params["found"]), [one for one in str(fault.params["declared"]).split('", "') if one]
    header = at.cell and at.cell.isalnum() and _is_over_figures(sheet, at)
    if header:
        leaf = text.rpartition(" / ")[2]
        results = (Candidate("figures", "results"), Candidate("figures", "cumulative"), Candidate("ignore", "column"))
        yield Question(leaf, "figures", at, Ranked(results), _below(sheet.grid, place(at.cell)))
        return
    for word in words:
        harmless = (Candidate("harmless", ""), Candidate("programme", ""))
        yield Question(word, "words", at, Ranked(harmless), _shown([text]))


def _is_over_figures(sheet: Sheet, at: Location) -> bool:
    row, column = place(at.cell)
    return any(
        table.top <= row < table.first
        and table.form is Form.BY_FIELD
        and column in table.headings
        and table.headings[column].kind in (Kind.FIGURE, Kind.UNKNOWN)
        for table in sheet.tables
    )


def _shown(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(tidy(text)[:60] for text in texts if tidy(text)))[:SAMPLES]


def _below(grid: Grid, where: Place) -> tuple[str, ...]:
    """The first values below a header."""
    row, column = where
    cells = (grid.cell(at, column) for at in range(row + 1, row + 1 + BELOW))
    return _shown(raw_text(cell) for cell in cells if cell is not None)


class Label(NamedTuple):
    """A text that may name a field."""

    text: str
    at: Location
    asked: Asked
    samples: tuple[str, ...]
    what: str
    """Whether it is the label of a "row" or the header of a "column"."""


class _Found(NamedTuple):
    """What one sheet has, as it was read."""

    sheet: Sheet
    file: str

    def named(self) -> Collection[str]:
        """The fields that the sheet names already."""
        headings = (heading for table in self.sheet.tables for heading in table.headings.values())
        named = {heading.key.field for heading in headings if heading.key}
        return named | {key.field for filed in self.sheet.returns for key in filed.cells}

    def labels(self, suggestions: Suggestions) -> list[list[Label]]:
        """The labels that are asked about, in groups of one table or row."""
        grid = self.sheet.grid
        if not self.sheet.tables and not self.sheet.returns:
            known = suggestions.field_names, suggestions.unit_names
            in_rows, places = likely_labels(self.sheet.blocks, grid, *known)
            main = self._main(places) if in_rows else []
            return [[self._label(tidy(grid.text(*where)), where, rows=in_rows, columns=main) for where in places]]
        rows = self._faults(Code.UNKNOWN_ROW, "text")
        columns = [
            one for one in self._faults(Code.UNKNOWN_COLUMN, "header") if not _is_over_figures(self.sheet, one[1])
        ]
        groups = (
            [self._label(text, place(at.cell), rows=found is rows) for text, at in found] for found in (rows, columns)
        )
        return [[one for one in group if one.text and len(one.text) <= LONGEST] for group in groups if group]

    def columns(self) -> Iterator[Question]:
        """The columns of a form that nobody knows: the first one with figures in most rows may hold the results."""
        for table in self.sheet.tables:
            headings = table.headings if table.form is Form.BY_FIELD else {}
            unknown = [column for column, one in headings.items() if one.kind is Kind.UNKNOWN and column > table.names]
            figures = (one.span for one in headings.values() if one.kind is Kind.FIGURE)
            read = any(span is None or span.role is not SpanRole.BASELINE for span in figures)
            rows = list(table.rows(self.sheet.grid))
            filled = {column: sum(self.sheet.grid.cell(row, column) is not None for row in rows) for column in unknown}
            likely = 0 if read else next((column for column in unknown if filled[column] * 2 > len(rows)), 0)
            for column in unknown:
                where = self._header_cell(table, column)
                text = tidy(self.sheet.grid.text(*where))
                results = (Candidate("figures", "results"), Candidate("figures", "cumulative"))
                ignore = (Candidate("ignore", "column"),)
                both = (*results, *ignore) if column == likely else (*ignore, *results)
                at = Location(self.file, self.sheet.grid.title, a1(*where))
                if text and len(text) <= LONGEST:
                    yield Question(text, "figures", at, Ranked(both), _below(self.sheet.grid, where))

    def _header_cell(self, table: Table, column: int) -> Place:
        """The lowest header cell over a column."""
        rows = range(table.first - 1, table.top - 1, -1)
        return next(((row, column) for row in rows if self.sheet.grid.text(row, column)), (table.top, column))

    def _faults(self, code: object, text: str) -> list[tuple[str, Location]]:
        """The text of each fault of a code, and its cell."""
        found = (fault for fault in self.sheet.diagnostics if fault.code is code)
        return [(str(fault.params[text]), fault.at) for fault in found if fault.at and fault.at.cell]

    def _main(self, labels: Sequence[Place]) -> list[int]:
        """The column that holds the figures of most labels: the first one right of them with numbers in most rows."""
        grid, numbers = self.sheet.grid, Counter[int]()
        for row, column in labels:
            for at in grid.rows.get(row, ()):
                cell = grid.cell(row, at)
                if at > column and cell and isinstance(cell.value, int | float):
                    numbers[at] += 1
        return [next((at for at in sorted(numbers) if numbers[at] * 2 > len(labels)), 0)] if numbers else []

    def _label(self, text: str, where: Place, *, rows: bool, columns: Sequence[int] = ()) -> Label:
        grid = self.sheet.grid
        at = Location(self.file, grid.title, a1(*where))
        table = next((one for one in self.sheet.tables if one.top <= where[0] <= one.last), None)
        if rows:
            columns = columns or self._figure_columns(table, where)
            cells = [grid.cell(where[0], column) for column in columns]
            measure = self._measure(table, where)
            text = _unnumbered(text)
        else:
            cells = [grid.cell(row, where[1]) for row in range(where[0] + 1, where[0] + 1 + BELOW)]
            measure = ""
        samples = _shown(raw_text(cell) for cell in cells if cell is not None)
        asked = Asked(text, _kinds_of(cells), measure, self._above(where) if rows else "")
        return Label(text, at, asked, samples, "row" if rows else "column")

    def _figure_columns(self, table: Table | None, where: Place) -> list[int]:
        if table and (columns := table.columns(Kind.FIGURE)):
            return columns
        cells = self.sheet.grid.rows.get(where[0], ())
        return [column for column in cells if column > where[1] and not self._is_measure(where[0], column)]

    def _is_measure(self, row: int, column: int) -> bool:
        cell = self.sheet.grid.cell(row, column)
        return cell is not None and isinstance(cell.value, str) and any(map(str.isalpha, cell.value))

    def _measure(self, table: Table | None, where: Place) -> str:
        """The unit of measure of a row: that of its column, or of a short text between name and figures."""
        grid = self.sheet.grid
        columns = table.columns(Kind.MEASURE) if table else [where[1] + 1]
        texts = (tidy(grid.text(where[0], column)) for column in columns)
        return next((text for text in texts if text and len(text) < MEASURE), "")

    def _above(self, where: Place) -> str:
        """The field of the row above."""
        rows = {
            place(cell.at.cell)[0]: key.field
            for filed in self.sheet.returns
            for key, cell in filed.cells.items()
            if cell.at and cell.at.cell.isalnum()
        }
        return rows.get(where[0] - 1, "")

    def without_unit(self, suggestions: Suggestions) -> list[tuple[str, Location]]:
        """The texts that may name the unit where none was found: of a row, or else above the table."""
        faults = [fault.at for fault in self.sheet.diagnostics if fault.code is Code.NO_UNIT and fault.at]
        rows = [(tidy(self.sheet.grid.text(*place(at.cell))), at) for at in faults if self._is_row_of_unit(at)]
        return rows or (self.letterhead(suggestions) if faults else [])

    def _is_row_of_unit(self, at: Location) -> bool:
        if not at.cell.isalnum():
            return False
        row, column = place(at.cell)
        named = bool(self.sheet.grid.text(row, column))
        return named and any(
            table.form is Form.BY_UNIT and table.first <= row <= table.last for table in self.sheet.tables
        )

    def letterhead(self, suggestions: Suggestions) -> list[tuple[str, Location]]:
        """The line above the table, or the name of the sheet, that is likest the name of a unit."""
        table = next(iter(self.sheet.tables), None)
        if not table:
            return []
        named = list[tuple[bool, float, str, Location]]()
        for row, column, written in self.sheet.grid.texts:
            text = tidy(written)
            if row < table.top and len(written) <= LONGEST and len(text.split()) <= HEAD:
                at = Location(self.file, self.sheet.grid.title, a1(row, column))
                first = suggestions.units([text], ())[0].candidates[:1]
                named += [(is_letterhead(text), one.score, text, at) for one in first]
        best = max(named, default=None, key=lambda one: one[:2])
        return [best[2:]] if best else []

    def is_header(self, at: Location) -> bool:
        row = place(at.cell)[0] if at.cell.isalnum() else 0
        return any(table.top <= row < table.first for table in self.sheet.tables)


def _unnumbered(text: str) -> str:
    """A text without its number; "B.hành" has none."""
    name = strip_numbering(text)
    before = tidy(text).partition(name)[0] if name else ""
    return name if before.endswith(" ") else tidy(text).rstrip(" *:;")


def _kinds_of(cells: Sequence[GridCell | None]) -> Collection[str]:
    """The kinds of fields that can have some cells; words without a digit are no day and no document."""
    texts = [tidy(cell.value) for cell in cells if cell is not None and isinstance(cell.value, str)]
    worded = any(texts) and not any(map(str.isdigit, "".join(texts)))
    return kinds_of(cells) or (("yes_no", *COUNTED) if worded else ())


MEASURE, HEAD = 30, 10
"""The longest unit of measure, and the most words of a line that may name the unit."""
