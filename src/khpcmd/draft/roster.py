"""The units of a new plan with their official codes: those of a province since July 2025, or of a table in a file."""

from __future__ import annotations

import re
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import NamedTuple

from khpcmd.diagnostics.errors import UsageError
from khpcmd.draft.found import clean
from khpcmd.text import Names, bare, loose
from khpcmd.workbook.file.addresses import a1
from khpcmd.workbook.file.grid import Grid, text_of
from khpcmd.workbook.file.limits import Limits
from khpcmd.workbook.file.open import open_grids, read_bytes
from khpcmd.workbook.words.vocabulary import CODE_HEADERS, UNIT_HEADERS, key

PACKAGE = "vietnam-provinces"
MODULE = "vietnam_provinces"
"""What has the provinces since July 2025, and how it is imported; who writes plans installs it."""
DIGITS = 5
"""How many digits the code of a commune has, and of how many that of a province is."""
DIGITS_OF_PROVINCE = 2
CITY = "Thành phố "
CODES = CODE_HEADERS | {"ma", "ma px", "code"}
NAMES = UNIT_HEADERS | {"ten", "ten don vi hanh chinh", "phuong xa", "xa phuong", "xa, phuong, dac khu", "name"}
"""What stands over codes and over names in lists of units."""


class Listed(NamedTuple):
    """A unit with its code, as it is written."""

    code: str
    name: str

    @property
    def id(self) -> str:
        """The code as an id: with hyphens for what ids do not have ("H17.34.5")."""
        return re.sub(r"[^A-Za-z0-9_]+", "-", bare(self.code)).strip("-")


class Roster(NamedTuple):
    """Units, where they are from, and the day that the list is of."""

    source: str
    day: str
    units: tuple[Listed, ...]
    province: Listed | None = None
    """The unit above all of them, where the source says it."""

    def alike(self) -> dict[str, list[str]]:
        """By code, the codes of the other units whose names are the same without their accents."""
        found = dict[str, list[str]]()
        for unit in self.units:
            found.setdefault(bare(unit.name), []).append(unit.id)
        return {one: [other for other in same if other != one] for same in found.values() for one in same if same[1:]}


def of_province(name: str) -> Roster:
    """The communes, wards and special zones of a province, from the package that has them."""
    from vietnam_provinces import Province, Ward, __data_version__, __version__

    known = {str(int(one.code)): one for one in Province.iter_all()}
    found = Names({code: (one.name,) for code, one in known.items()}, units=True).match(name).id
    if not found:
        names = {bare(one.name.removeprefix(CITY)): one.name for one in known.values()}
        near = get_close_matches(bare(name), names, n=3, cutoff=0.5)
        raise UsageError("no_province", {"found": name, "allowed": ", ".join(names[one] for one in near or names)})
    full = known[found].name if known[found].name.startswith(CITY) else f"Tỉnh {known[found].name}"
    wards = sorted((int(ward.code), ward.name) for ward in Ward.iter_by_province(known[found].code))
    return Roster(
        f"{PACKAGE} {__version__}",
        __data_version__,
        tuple(Listed(f"{code:0{DIGITS}}", clean(ward)) for code, ward in wards),
        Listed(found.zfill(DIGITS_OF_PROVINCE), full),
    )


def of_file(path: Path) -> Roster:
    """The units in the first table of codes and names of a workbook or CSV file."""
    limits = Limits()
    for grid in open_grids(read_bytes(path, limits), limits, path.suffix):
        if columns := _columns(grid):
            units = _units(grid, *columns, file=path.name)
            _require_unambiguous(units, path.name)
            return Roster(clean(path.name), date.fromtimestamp(path.stat().st_mtime).isoformat(), units)  # noqa: DTZ012  # the day as its user knows it
    raise UsageError("no_roster", {"found": path.name})


def _columns(grid: Grid) -> tuple[int, int, int] | None:
    """The row of the header, the column of codes, of which no two are the same, and that of names beside it."""
    heads = {(row, column): key(text) for row, column, text in grid.texts if text}
    for (row, column), said in heads.items():
        names = [at for (other, at), head in heads.items() if other == row and head in NAMES]
        if said not in CODES or not names:
            continue
        codes = [text for at in grid.rows_from(row + 1) if (text := _text(grid, at, column))]
        if codes and len({*codes}) > len(codes) // 2:  # the code of a province stands in all rows
            return row, column, min(names, key=lambda at: abs(at - column))
    return None


def _units(grid: Grid, head: int, codes: int, names: int, *, file: str) -> tuple[Listed, ...]:
    """The units below a header. Zeros that numbers have lost are added where codes are all digits."""
    found = list[Listed]()
    for row in grid.rows_from(head + 1):
        code, name = _text(grid, row, codes), clean(grid.text(row, names))
        if bool(code) is not bool(name):
            at = f"{file} › {grid.title}!{a1(row, codes if not code else names)}"
            raise UsageError("roster_half", {"found": name or code, "place": at})
        found += [Listed(code, name)] if code else []
    numbers = all(one.code.isdecimal() for one in found)
    width = max((len(one.code) for one in found), default=0) if numbers else 0
    return tuple(one._replace(code=one.code.zfill(width)) for one in found)


def _text(grid: Grid, row: int, column: int) -> str:
    return clean(text_of(grid.cells.value((row, column))))


def _require_unambiguous(units: tuple[Listed, ...], file: str) -> None:
    """Raise UsageError for the first unit that has the code or the name of another one."""
    codes, names = dict[str, Listed](), dict[str, Listed]()
    for unit in units:
        if (first := codes.setdefault(unit.id, unit)) is not unit:
            others = f"{first.name}, {unit.name}"
            raise UsageError("roster_codes", {"found": unit.code, "others": others, "file": file})
        if (first := names.setdefault(loose(unit.name), unit)) is not unit:
            raise UsageError("roster_names", {"found": unit.name, "others": f"{first.id}, {unit.id}", "file": file})
