"""Reads worlds with the reader under test; the only place where these tests know it."""

from __future__ import annotations

from functools import cache

from khpcmd.workbook.facts.blocks import Sheet
from khpcmd.workbook.facts.codes import KIND, Codes, Kind, coded
from khpcmd.workbook.facts.fact import Fact
from khpcmd.workbook.facts.geometry import find_blocks
from khpcmd.workbook.facts.read import FactReader, Facts
from khpcmd.workbook.facts.scopes import Part
from khpcmd.workbook.file.limits import DEFAULT_LIMITS
from khpcmd.workbook.words.headers import FieldNames
from khpcmd.workbook.words.units import UnitNames
from reading.facts import all_facts

from .paper import Figure, Laid, Place
from .worlds import World

FIGURES = frozenset({Kind.NUMBER, Kind.YEAR, Kind.ANSWER, Kind.COUNT})


@cache
def names_of(plan: str) -> tuple[FieldNames, UnitNames]:
    """The prepared names of one of the plans of the worlds."""
    found = next(one.plan for one in all_facts() if one.name == plan)
    return FieldNames(found, found.year), UnitNames(found)


@cache
def reader(plan: str) -> FactReader:
    """The reader of a plan, which remembers what it has read."""
    return FactReader(*names_of(plan))


@cache
def codes(plan: str) -> Codes:
    """The codes of a plan."""
    return Codes(*names_of(plan))


def read(world: World, laid: Laid | None = None) -> Facts:
    """What is read from a world, or from another sheet by its plan."""
    return reader(world.facts.name).read((laid or world.laid).grid())


def fresh(world: World) -> Facts:
    """The same by a reader that remembers nothing."""
    return FactReader(*names_of(world.facts.name)).read(world.laid.grid())


def geometry(world: World, laid: Laid | None = None) -> Sheet:
    """The blocks of a sheet."""
    grid = (laid or world.laid).grid()
    return find_blocks(coded(grid, codes(world.facts.name)), grid.merges, DEFAULT_LIMITS)


def code_of(world: World, text: str) -> int:
    """The code of a text."""
    return codes(world.facts.name).of_text(text)


def figures_in(world: World, laid: Laid) -> set[Place]:
    """The cells that hold a figure, as far as that is seen from the cell alone."""
    known = codes(world.facts.name)
    return {at for at, value in laid.cells.items() if isinstance(value, int) or known.of_text(value) & KIND in FIGURES}


def by_place(facts: Facts) -> dict[Place, Fact]:
    """The facts by their cells."""
    return dict(facts.facts)


def believed(facts: Facts) -> dict[Place, Figure]:
    """The figures that nothing speaks against, by their cells."""
    return {place: fact.key for place, fact in facts.facts.items() if fact.believed}


def scopes_of(sheet: Sheet) -> dict[Place, set[Part]]:
    """Every cell that is in a scope, with what it is there."""
    found = dict[Place, set[Part]]()
    for block in sheet.blocks:
        paths = [column.path for column in block.columns] + [
            path for row in block.rows for one in row.each() for path in one.paths
        ]
        for path in (*paths, block.frame, block.notes, block.silent):
            for part, at in path:
                found.setdefault(at, set()).add(part)
    for at in sheet.outside:
        found.setdefault(at, set()).add(Part.SIGN)
    return found


def placed(sheet: Sheet) -> list[Place]:
    """The cells of figures that are in a block, or told as strays; one that is in two of them twice."""
    found = list[Place]()
    for block in sheet.blocks:
        columns = {column.at for column in block.columns}
        found += [(one.at, at) for row in block.rows for one in row.each() for at in one.figures if at in columns]
        found += block.strays
    return found
