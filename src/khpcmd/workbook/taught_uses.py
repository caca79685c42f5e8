"""Which taught names a file was read by, and where: asked after the reading, and only where names were given."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass, field
from functools import cached_property

from khpcmd.diagnostics import Code, Diagnostic, Location
from khpcmd.diagnostics.parameters import NamesHash, Ref
from khpcmd.files import last, stem
from khpcmd.plan.places import shortened
from khpcmd.plan.taught import Taught, TaughtName, Teaches
from khpcmd.text import canonical, loose, tidy
from khpcmd.workbook.file.addresses import Place, a1, place
from khpcmd.workbook.read_sheet import Sheet, Used
from khpcmd.workbook.table import is_index_row
from khpcmd.workbook.words.headers import is_short
from khpcmd.workbook.words.vocabulary import variants


def used_in(sheets: Iterable[Sheet], taught: Taught, file: str) -> Used:
    """The names that the sheets of a file were read by: each said once, at its first place."""
    places = dict[TaughtName, Location]()
    for sheet in sheets:
        found = _Uses(sheet, sheet.taught, file)
        for name in sheet.taught:
            if name not in places and (at := found.place_of(name)):
                places[name] = at
    if not places:
        return Used()
    head: NamesHash = {"taught": last(taught.file), "sha256": taught.sha256, "count": len(places)}
    said = [Code.NAMES_FILE_USED(Location(file), head)]
    return Used(frozenset(places), (*said, *(one for name, at in places.items() for one in _said(name, at))))


def unused(taught: Taught, used: Set[TaughtName]) -> Iterator[Diagnostic]:
    """A note for each name that nothing was read by, and one for all entries that nobody has decided on."""
    for name in taught.names:
        if name not in used:
            yield Code.NAME_UNUSED(name.at, {"text": shortened(name.text), "meaning": meaning_of(name)})
    if taught.undecided:
        at = Location(taught.file, line=taught.undecided[0].line, column=taught.undecided[0].column)
        yield Code.NAMES_UNDECIDED(at, {"count": len(taught.undecided)})


def _said(name: TaughtName, at: Location) -> Iterator[Diagnostic]:
    if name.against:
        what = Ref("word", f"sense_{name.against}")
        yield Code.NAME_AGAINST(
            at,
            {
                "text": name.text,
                "meaning": meaning_of(name),
                "what": what,
                "reason": name.reason,
                "by": name.place,
            },
        )
    else:
        yield Code.NAME_USED(at, {"text": name.text, "meaning": meaning_of(name), "by": name.place})


def meaning_of(name: TaughtName) -> Ref | str:
    """What a name is taught to be, for a message."""
    match name.teaches:
        case Teaches.FIELD:
            return Ref("field", name.meaning)
        case Teaches.UNIT:
            return Ref("unit", name.meaning)
        case Teaches.PERIOD:
            return Ref("period", name.meaning)
        case Teaches.MEASURE:
            return name.meaning
        case _:
            return Ref("word", f"names_{name.meaning or name.teaches.value}")


def spellings_of(name: TaughtName) -> frozenset[str]:
    """How a taught name stands in one cell, as ``loose``: an alias "a / b" is the header b under a."""
    return frozenset({loose(name.text), loose(name.text.rpartition(" / ")[2])})


@dataclass(frozen=True)
class _Uses:
    """The texts of one sheet that names may stand in."""

    sheet: Sheet
    names: tuple[TaughtName, ...]
    file: str
    _found: dict[str, list[Place]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        wanted = {key for name in self.names for key in (*spellings_of(name), canonical(name.text))}
        for row, column, text in self.sheet.grid.texts:
            if not is_short(text):
                continue
            keys = {loose(one) for one, _ in variants(tidy(text))} | {canonical(text)}
            for key in keys & wanted:
                self._found.setdefault(key, []).append((row, column))

    def place_of(self, name: TaughtName) -> Location | None:
        """Where something was read by a name first; None where nothing was."""
        found: Location | None = None
        match name.teaches:
            case Teaches.FIELD:
                found = self._first(self._of_field(name))
            case Teaches.UNIT:
                found = self._of_unit(name)
            case Teaches.PERIOD if any(filed.period == name.meaning for filed in self.sheet.returns):
                found = self._within(name)
            case Teaches.HARMLESS | Teaches.PROGRAMME | Teaches.MEASURE:
                found = self._within(name)
            case Teaches.IGNORE if name.meaning == "sheet":
                found = self._at() if loose(self.sheet.grid.title) == loose(name.text) else None
            case Teaches.FIGURES:
                found = self._first(one for one in self._places(name) if self._is_over_figures(one))
            case Teaches.ANSWER | Teaches.MISSING | Teaches.IGNORE:
                found = self._first(self._places(name))
            case _:
                pass
        return found

    def _at(self, cell: str = "") -> Location:
        return Location(self.file, self.sheet.grid.title, cell)

    def _first(self, places: Iterable[Place]) -> Location | None:
        found = min(places, default=None)
        return self._at(a1(*found)) if found else None

    def _places(self, name: TaughtName) -> set[Place]:
        keys = (*spellings_of(name), canonical(name.text))
        return {one for key in keys for one in self._found.get(key, ())}

    def _of_field(self, name: TaughtName) -> Iterator[Place]:
        rows, columns = self._read.get(name.meaning, (frozenset(), frozenset()))
        for row, column in self._places(name):
            over = any(table.top <= row < table.first for table in self.sheet.tables)
            if row in rows or (over and columns):
                yield row, column

    @cached_property
    def _read(self) -> dict[str, tuple[set[int], set[int]]]:
        """By field, the rows of forms and the columns that it was read in."""
        found = dict[str, tuple[set[int], set[int]]]()
        for table in self.sheet.tables:
            for column, heading in table.headings.items():
                if heading.key:
                    found.setdefault(heading.key.field, (set(), set()))[1].add(column)
        for filed in self.sheet.returns:
            for key, cell in filed.cells.items():
                if cell.at and cell.at.sheet == self.sheet.grid.title and cell.at.cell.isalnum():
                    found.setdefault(key.field, (set(), set()))[0].add(place(cell.at.cell)[0])
        return found

    def _of_unit(self, name: TaughtName) -> Location | None:
        headed = any(one.unit.id == name.meaning for table in self.sheet.tables for one in table.headings.values())
        if not headed and not any(filed.unit == name.meaning for filed in self.sheet.returns):
            return None
        return self._first(self._places(name)) or self._within(name)

    def _is_over_figures(self, where: Place) -> bool:
        return any(table.top <= where[0] < table.first for table in self.sheet.tables)

    def _within(self, name: TaughtName) -> Location | None:
        """The first text that has the words of a name, the sheet's own name, or that of the file."""
        words = f" {loose(name.text)} "
        for row, column, text in self.sheet.grid.texts:
            if words in f" {loose(text)} " and not is_index_row(self.sheet.grid, row):
                return self._at(a1(row, column))
        if words in f" {loose(self.sheet.grid.title)} ":
            return self._at()
        return Location(self.file) if words in f" {loose(stem(self.file).replace('_', ' '))} " else None
