"""Which diagnostics a report lists, and in which order.

Left out are repetitions and what only follows from another fault (``without_consequences``); the most serious come
first (``ordered``); of one code there are at most ``MOST`` (``listed``). Of each file at most ``KEPT`` faults of one
code are kept while it is read (``Room``).
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from khpcmd.diagnostics.codes import AnyCode, Code, Diagnostic, Location, Severity
from khpcmd.diagnostics.parameters import Ref

ADDRESS = re.compile(r"([A-Z]{1,3})([1-9][0-9]*)(?::[A-Z]{1,3}[1-9][0-9]*)?")


MOST = 500
"""How many faults of one code the list of a report or of a file has; of more, the first are listed and all counted."""


KEPT = 2_000
"""How many faults of one code are kept of what one file contains; of more, the first are kept and all counted."""


WEIGHT = {severity: rank for rank, severity in enumerate(Severity)}


WHOLE_SHEET = frozenset(
    {Code.WRONG_YEAR, Code.NO_TABLE, Code.SHEET_EMPTY, Code.NO_UNIT, Code.UNIT_CONFLICT, Code.COMMUNE_RETURN}
)
"""Errors that make a whole sheet useless, so that nothing is reported as missing from it."""


WHOLE_SHEET_WITHOUT_CELL = frozenset({Code.WRONG_PERIOD, Code.BASELINE_PERIOD, Code.PERIOD_NOT_OVER})
"""The same, where they are at the sheet and not at one of its columns."""


MISSING: frozenset[AnyCode] = frozenset(
    {Code.MISSING_FIELD, Code.BASELINE_MISSING, Code.CELL_BLANK, Code.NO_DATA, Code.NO_FIGURE_COLUMN}
)


MISREAD = frozenset({Code.UNIT_OF_MEASURE, Code.FIELD_TWICE, Code.MONTHS_IN_ONE_CELL, Code.MONTHS_NOT_GIVEN})
"""Errors of a field that is there, though it cannot be used: it is not missing as well."""


SUMS: frozenset[AnyCode] = frozenset({Code.TOTAL_MISMATCH, Code.SUBTOTAL_MISMATCH, Code.RATIO_MISMATCH})
"""What is compared with figures of its row or its column, and cannot agree where one of them is wrong."""


HEADERS: Mapping[AnyCode, str] = {Code.UNKNOWN_COLUMN: "header", Code.SET_ASIDE: "found"}
"""Warnings of columns that were not read, and the parameter with the header."""


LIKELY = 1
"""Up to this weight a figure can turn a binding target without being unusual, as far as that is known."""


def at_stake(fault: Diagnostic) -> Sequence[str]:
    """The targets that hang on a fault: those that its figure can turn, a question's by one of the usual figures where
    these are known, for a figure that is asked about as unusual is right or should have been a usual one."""
    known = fault.severity is Severity.QUESTION and fault.turns_usual is not None
    return (fault.turns_usual if known else fault.turns) or ()


def weight_of(fault: Diagnostic, binding: Collection[str]) -> int:
    """How much hangs on a figure: 0 where it can turn a binding target and is usual then, 1 where it can and it is not
    known what is usual, 2 where it can only if it is none that is usual, and 3 where it can turn no binding target."""
    if not any(target in binding for target in fault.turns or ()):
        return 3
    if fault.turns_usual is None:
        return 1
    return 0 if any(target in binding for target in fault.turns_usual) else 2


Sheet = tuple[str, str]


Group = tuple[Diagnostic, ...]
"""Faults of one code that are listed as one; at least one."""


@dataclass(frozen=True, slots=True)
class Cut:
    """A code that has more faults than are listed: how many it has, and how many of them are listed."""

    code: AnyCode
    count: int
    listed: int

    @property
    def rest(self) -> int:
        return self.count - self.listed


class Room:
    """How many faults of each code were found in a file; there is room for the first ``KEPT`` of them.

    A file of half a million cells can have as many faults, which would take more memory and time than the file itself.
    """

    def __init__(self) -> None:
        self._found = Counter[AnyCode]()

    def takes(self, code: AnyCode) -> bool:
        """Whether one more fault of this code is kept; it is counted in any case."""
        self._found[code] += 1
        return self._found[code] <= KEPT

    def left_out(self, at: Location) -> list[Diagnostic]:
        """A note for each code of which not all faults are kept."""
        return [
            Code.MORE_FAULTS(at, {"found": code.code, "count": count, "limit": KEPT})
            for code, count in self._found.items()
            if count > KEPT
        ]


TAUGHT = {
    Code.UNKNOWN_COLUMN: "header",
    Code.UNKNOWN_ROW: "text",
    Code.UNKNOWN_UNIT: "found",
    Code.NOT_UNDERSTOOD: "found",
    Code.NOT_YES_NO: "found",
}
"""The codes of texts that were not understood, and the parameter with the text: a file of names can teach them."""


def teachable(faults: Iterable[Diagnostic]) -> int:
    """How many texts a file of names could teach; the same text in several places counts once."""
    return len({(fault.code, str(fault.params[TAUGHT[fault.code]])) for fault in faults if fault.code in TAUGHT})


def without_consequences(faults: Iterable[Diagnostic]) -> list[Diagnostic]:
    """The faults without repetitions and without those that only follow from another one.

    An error is left out only where another error stays at its sheet, its cell or its field.
    """
    each = list({_content(fault): fault for fault in faults}.values())
    causes = _causes(each)
    return _by_column([fault for fault in each if not causes.explain(fault)])


COLUMN = 3
"""From so many numbers in a column on that are stored as text they are told together."""


def _by_column(faults: list[Diagnostic]) -> list[Diagnostic]:
    """The faults, with one for all numbers of a column that are stored as text: nobody mends them one by one."""
    columns = dict[tuple[str, str, str], list[Diagnostic]]()
    for fault in faults:
        if fault.code is Code.NUMBER_AS_TEXT and fault.at and (match := ADDRESS.fullmatch(fault.at.cell)):
            columns.setdefault((fault.at.file, fault.at.sheet, match[1]), []).append(fault)
    together = dict[int, Diagnostic | None]()
    for (file, sheet, _), found in columns.items():
        if len(found) >= COLUMN:
            cells = [fault.at.cell for fault in found if fault.at]
            at, units = Location(file, sheet, f"{cells[0]}:{cells[-1]}"), {fault.unit for fault in found}
            unit = found[0].unit if len(units) == 1 else ""
            together |= {id(fault): None for fault in found}
            together[id(found[0])] = Code.NUMBERS_AS_TEXT(
                at, {"found": str(found[0].params["found"]), "count": len(found)}, unit
            )
    told = (together.get(id(fault), fault) for fault in faults)
    return [fault for fault in told if fault is not None]


def _content(fault: Diagnostic) -> Hashable:
    """What makes two faults the same one."""
    return fault.code, fault.at, fault.unit, tuple(fault.params.items())


class _Causes(NamedTuple):
    """The faults that others follow from."""

    sheets: frozenset[Sheet]
    """Sheets that cannot be used as a whole; "" for a file."""
    codes: Mapping[Sheet, Collection[AnyCode]]
    """What is told of each sheet."""
    misread: frozenset[tuple[Sheet, Ref]]
    missing: frozenset[tuple[Sheet, Ref, str]]
    """Fields of which there is nothing, each with the unit that lacks it."""
    lacking: Mapping[str, Collection[str]]
    """The units of a file for which a figure is missing."""
    cells: Mapping[Location, Collection[AnyCode]]
    """Cells of which something is told, and what."""
    lines: Mapping[tuple[Sheet, str, int], Collection[AnyCode]]
    """Rows and columns of cells of which something is told, and what."""
    headers: frozenset[tuple[Sheet, str]]
    """Headers that an error of their table names."""
    conflicts: Mapping[tuple[str, str], int]
    """The first conflict about each unit of a file, by its identity."""

    def explain(self, fault: Diagnostic) -> bool:
        """Whether a fault follows from another one."""
        follows = FOLLOWS.get(fault.code)
        return fault.at is not None and follows is not None and follows(self, fault, fault.at)

    def is_lacking(self, fault: Diagnostic, at: Location) -> bool:
        """Nothing is missing from a sheet that cannot be used, and no field that is there but misread."""
        sheet = _sheet(at)
        return sheet in self.sheets or (at.file, "") in self.sheets or (sheet, _field(fault)) in self.misread

    def is_lacking_before(self, fault: Diagnostic, at: Location) -> bool:
        """Nor is a baseline that is there for other months, or of a field that is missing as well."""
        other = Code.BASELINE_PERIOD in self.codes[_sheet(at)]
        return other or (_sheet(at), _field(fault), fault.unit) in self.missing or self.is_lacking(fault, at)

    def is_unreadable(self, fault: Diagnostic, at: Location) -> bool:
        return any(code is not fault.code and _is_of_cell(code) for code in self.cells[at])

    def is_swapped(self, fault: Diagnostic, at: Location) -> bool:
        """The day is told with what it may have been meant to be, or is none."""
        return Code.DAY_MONTH_SWAPPED in self.cells[at] or self.is_unreadable(fault, at)

    def is_the_slip(self, _: Diagnostic, at: Location) -> bool:
        """The right value of this figure is told already."""
        return Code.ONE_WRONG in self.cells[at]

    def is_named(self, fault: Diagnostic, at: Location) -> bool:
        return (_sheet(at), str(fault.params[HEADERS[fault.code]])) in self.headers

    def is_of_wrong_figures(self, _: Diagnostic, at: Location) -> bool:
        """Of its row or column, or of a whole row of the sheet."""
        sheet = _sheet(at)
        wrong = (_is_of_figure(code) for line in _lines(at) for code in self.lines[sheet, *line])
        return Code.ALL_ZERO in self.codes[sheet] or any(wrong)

    def is_of_wrong_year(self, _: Diagnostic, at: Location) -> bool:
        """That the whole sheet is of another year is told already."""
        return Code.WRONG_YEAR in self.codes[_sheet(at)]

    def is_of_nobody(self, _: Diagnostic, at: Location) -> bool:
        """A row here has no unit, or its column no field that is known while one is missing."""
        sheet, (row, column) = _sheet(at), row_and_column(at.cell)
        nobody = any(Code.NO_UNIT in self.lines[sheet, "row", one] for one in (row, row + 1))
        unknown = Code.UNKNOWN_COLUMN in self.lines[sheet, "column", column]
        return nobody or (unknown and Code.MISSING_FIELD in self.codes[sheet])

    def is_told_of_each(self, fault: Diagnostic, at: Location) -> bool:
        units = fault.params["units"]
        return isinstance(units, tuple) and all(
            isinstance(one, Ref) and one.id in self.lacking[at.file] for one in units
        )

    def is_told_before(self, fault: Diagnostic, at: Location) -> bool:
        return self.conflicts[at.file, fault.unit] != id(fault)


FOLLOWS: Mapping[AnyCode, Callable[[_Causes, Diagnostic, Location], bool]] = {
    **dict.fromkeys(MISSING, _Causes.is_lacking),
    Code.BASELINE_MISSING: _Causes.is_lacking_before,
    **dict.fromkeys((Code.NUMBER_AS_TEXT, Code.EVIDENCE_NO_DOCUMENT), _Causes.is_unreadable),
    Code.DATE_OUTSIDE_PERIOD: _Causes.is_swapped,
    Code.DIGITS_EXPLAIN: _Causes.is_the_slip,
    **dict.fromkeys(HEADERS, _Causes.is_named),
    **dict.fromkeys(SUMS, _Causes.is_of_wrong_figures),
    Code.OTHER_MEANING: _Causes.is_of_wrong_year,
    Code.FIGURE_UNCLEAR: _Causes.is_of_nobody,
    Code.ROLL_UP_INCOMPLETE: _Causes.is_told_of_each,
    Code.UNIT_CONFLICT: _Causes.is_told_before,
}
"""Of the faults that may follow from others, how that is seen."""


def _causes(faults: list[Diagnostic]) -> _Causes:
    placed = [(fault, fault.at, _sheet(fault.at)) for fault in faults if fault.at]
    conflicts: dict[tuple[str, str], int] = {}
    codes, cells = defaultdict[Sheet, set[AnyCode]](set), defaultdict[Location, set[AnyCode]](set)
    lines, lacking = defaultdict[tuple[Sheet, str, int], set[AnyCode]](set), defaultdict[str, set[str]](set)
    for fault, at, sheet in placed:
        codes[sheet].add(fault.code)
        if fault.code is Code.UNIT_CONFLICT:
            conflicts.setdefault((at.file, fault.unit), id(fault))
        cells[at].add(fault.code)
        if fault.code in (Code.MISSING_FIELD, Code.CELL_BLANK):
            lacking[at.file].add(fault.unit)
        for line in _lines(at):
            lines[sheet, *line].add(fault.code)
    return _Causes(
        sheets=frozenset(sheet for fault, at, sheet in placed if _spoils_sheet(fault.code, at)),
        codes=codes,
        misread=frozenset((sheet, _field(fault)) for fault, _, sheet in placed if fault.code in MISREAD),
        missing=frozenset(
            (sheet, _field(fault), fault.unit) for fault, _, sheet in placed if fault.code is Code.MISSING_FIELD
        ),
        lacking=lacking,
        cells=cells,
        lines=lines,
        headers=frozenset((sheet, header) for fault, _, sheet in placed for header in _headers(fault)),
        conflicts=conflicts,
    )


def _sheet(at: Location) -> Sheet:
    return at.file, at.sheet


def _lines(at: Location) -> tuple[tuple[str, int], ...]:
    """The row and the column of a cell; nothing of other places."""
    row, column = row_and_column(at.cell)
    return (("row", row), ("column", column)) if row else ()


def _headers(fault: Diagnostic) -> list[str]:
    """The headers of the columns that an error speaks of."""
    if fault.code is Code.SIBLING_COLUMN:
        return [str(fault.params["header"])]
    return str(fault.params["found"]).split("; ") if fault.code is Code.NO_FIGURE_COLUMN else []


def _is_of_figure(code: AnyCode) -> bool:
    """Whether an error says of one figure that it is wrong."""
    return _is_of_cell(code) or (code.severity is Severity.ERROR and code.code.startswith("K") and code not in SUMS)


def _spoils_sheet(code: AnyCode, at: Location) -> bool:
    return code in WHOLE_SHEET or (code in WHOLE_SHEET_WITHOUT_CELL and not at.cell)


def _is_of_cell(code: AnyCode) -> bool:
    """Whether an error says of one cell that it cannot be read."""
    return code.severity is Severity.ERROR and code.code.startswith("C")


def _field(fault: Diagnostic) -> Ref:
    field = fault.params.get("field")
    return field if isinstance(field, Ref) else Ref("field", "")


def ordered(faults: Iterable[Diagnostic], places: Iterable[Location] = ()) -> tuple[Diagnostic, ...]:
    """Most serious first, then by place: file, sheet, row, column; faults without a place come last.

    Files and sheets come in the order of ``places``, the rest in the order of the faults.
    """
    faults = list(faults)
    met = [*places, *(fault.at for fault in faults if fault.at)]
    files = {file: rank for rank, file in enumerate(dict.fromkeys(at.file for at in met))}
    sheets = {sheet: rank for rank, sheet in enumerate(dict.fromkeys((at.file, at.sheet) for at in met))}

    def place(fault: Diagnostic) -> tuple[int, ...]:
        at = fault.at
        if at is None:
            return WEIGHT[fault.severity], len(files)
        sheet = sheets[at.file, at.sheet] if at.sheet else -1
        return WEIGHT[fault.severity], files[at.file], sheet, *row_and_column(at.cell), at.line, at.column

    return tuple(sorted(faults, key=place))


@lru_cache(maxsize=4096)
def row_and_column(address: str) -> tuple[int, int]:
    """The row and the column of a cell (of a range: where it begins), both from 1; (0, 0) for anything else."""
    match = ADDRESS.fullmatch(address)
    if not match:
        return 0, 0
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(match[2]), column


def listed(groups: Iterable[Group]) -> tuple[list[Group], tuple[Cut, ...]]:
    """The first groups of each code, at most ``MOST``, in their order; and the codes that have more."""
    found = list[Group]()
    groups_of, counts, shown = Counter[AnyCode](), Counter[AnyCode](), Counter[AnyCode]()
    for group in groups:
        code = group[0].code
        groups_of[code] += 1
        counts[code] += len(group)
        if groups_of[code] <= MOST:
            shown[code] += len(group)
            found.append(group)
    return found, tuple(Cut(code, counts[code], shown[code]) for code, number in groups_of.items() if number > MOST)
