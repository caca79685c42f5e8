"""Runs both readers over everything there is and counts, figure by figure, whether they agree.

python -m facts.compare [cases|reading|examples|forms] [--show N] [--worlds N] [--seed N]   (in the folder of the tests)

Figures are compared by their cells:
both             believed by both as the same figure
OTHER            believed by both as different figures, the worst there is
asked            believed by the present reader and open in the new one ("asked as other": as another figure)
unplaced         believed by the present reader; in the new one nobody knows whose figure it is, or which
aside            believed by the present reader, and understood as no result in the new one
no fact          believed by the present reader, and no figure in the new one
leaves, finds    believed by the new one alone, where the present reader leaves it open, or has no figure at all
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import pytest

import khpcmd.workbook.read
from khpcmd.plan.load import load_plan
from khpcmd.plan.model import Plan
from khpcmd.returns import CellState, Key
from khpcmd.workbook.cells import read_cell
from khpcmd.workbook.facts.fact import Fact
from khpcmd.workbook.facts.meaning import Doubt
from khpcmd.workbook.facts.read import FactReader
from khpcmd.workbook.file.addresses import Place, place
from khpcmd.workbook.file.grid import Grid
from khpcmd.workbook.file.limits import Limits, Refused
from khpcmd.workbook.file.open import open_grids, read_bytes
from khpcmd.workbook.read import Reading, read_workbook
from khpcmd.workbook.sheets import is_results, stamp_among
from khpcmd.workbook.words.headers import FieldNames
from khpcmd.workbook.words.units import UnitNames

ROOT = Path(__file__).parents[2]
At = tuple[str, int, int]
"""A sheet, a row and a column."""


class Source(NamedTuple):
    """A workbook with its plan; ``said`` is what a message calls it."""

    said: str
    path: Path
    plan: Plan
    baseline: bool = False


@cache
def _reader(plan_id: int, stamped: bool) -> FactReader:  # one of the two kinds of files
    plan = _PLANS[plan_id]
    return FactReader(FieldNames(plan, plan.year), UnitNames(plan), stamped=stamped)


_PLANS = dict[int, Plan]()


def facts_of(source: Source) -> dict[At, Fact]:
    """The facts of a workbook by their cells; a cell whose value cannot be read is open."""
    _PLANS[id(source.plan)] = source.plan
    limits = Limits()
    every = open_grids(read_bytes(source.path, limits), limits, source.path.suffix)
    reader = _reader(id(source.plan), stamp_among(every) is not None)
    grids = [grid for grid in every if grid.state == "visible" and grid.cells and not is_results(grid)]
    found = dict[At, Fact]()
    for grid in grids:
        for at, fact in reader.read(grid, source.path.name).facts.items():
            found[grid.title, *at] = _with_value(grid, at, fact, source.plan)
    return found


def _with_value(grid: Grid, at: Place, fact: Fact, plan: Plan) -> Fact:
    """The fact; open where its cell holds no value of its field."""
    spec = plan.fields.get(fact.field)
    if spec is None or fact.answer is not None:
        return fact
    outcome = read_cell(grid.shown(*at), spec, fact.measure, plan.words)
    return fact if outcome.value is not None else fact._replace(open=(*fact.open, Doubt(outcome.raw, "value")))


def figures_of(reading: Reading) -> dict[At, tuple[str, Key, bool]]:
    """What the present reader has by cell: whose figure, which, and whether it is believed."""
    found = dict[At, tuple[str, Key, bool]]()
    for filed in reading.returns:
        for key, cell in filed.cells.items():
            if cell.state is CellState.BLANK:
                continue
            for one in cell.sources:
                if one.at and one.at.cell:
                    found[one.at.sheet, *place(one.at.cell)] = (filed.unit, key, cell.known)
    return found


def compare(source: Source) -> Iterator[tuple[str, At, object, Fact | None]]:
    """Each figure of a workbook with the outcome: without the lock by which the one reader holds the other."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(khpcmd.workbook.read, "_agree", lambda *_, **__: None)
        old = figures_of(read_workbook(source.path, source.plan, name=source.path.name))
    try:
        new = facts_of(source)
    except Refused:
        return
    for at in sorted(old.keys() | new.keys()):
        own, fact = old.get(at), new.get(at)
        yield _outcome(own, fact), at, own, fact


def _outcome(own: tuple[str, Key, bool] | None, fact: Fact | None) -> str:
    believed = own is not None and own[2]
    if fact is None:
        return "no fact" if believed else "neither"
    same = own is not None and own[:2] == fact.key
    if believed:
        if fact.believed:
            return "both" if same else "OTHER"
        if not fact.placed:
            return "aside" if fact.aside else "unplaced"
        return "asked" if same else "asked as other"
    if fact.believed:
        return ("leaves" if same else "OTHER open") if own else "finds"
    return "neither"


# everything there is


def cases(folder: Path) -> Iterator[Source]:
    """The stories."""
    from cases.stories import stories

    for number, story in enumerate(stories()):
        own = folder / str(number)
        own.mkdir()
        yield Source(f"{story.source}: {story.claim}", story.write(own), story.plan)


def reading(folder: Path, seed: int, worlds: int) -> Iterator[Source]:
    """The layouts of the tests of reading."""
    from reading.paper import write
    from reading.worlds import make

    for number in range(seed, seed + worlds):
        world = make(number, "base")[0]
        path = folder / f"{number}" / world.layout.file
        path.parent.mkdir()
        write(world.layout.pages, path)
        yield Source(f"{number} {world.kind}", path, world.layout.facts.plan)


def examples(_: Path) -> Iterator[Source]:
    """The workbooks of the examples, each by the plan of its folder."""
    plans = {path.stem: path for path in (ROOT / "targets").glob("*.yaml")}
    known = {stem: load_plan(path).plan for stem, path in plans.items()}
    for path in sorted((ROOT / "examples").rglob("*")):
        if path.suffix in (".xlsx", ".ods", ".csv", ".xls") and path.name != "contacts.csv":
            stem = path.relative_to(ROOT / "examples").parts[0]
            yield Source(str(path.relative_to(ROOT)), path, known.get(stem, known["plan_2023"]))


def forms(folder: Path) -> Iterator[Source]:
    """The forms that khpcmd makes, filled in with numbers."""
    from facts.filled import filled_forms

    for name, path, plan in filled_forms(folder):
        yield Source(name, path, plan)


def main() -> None:
    """Parse the options, compare, print the counts and some of the differences."""
    parser = argparse.ArgumentParser(prog="python -m facts.compare", description=__doc__)
    parser.add_argument("what", choices=["cases", "reading", "examples", "forms"])
    parser.add_argument("--show", type=int, default=10)
    parser.add_argument("--only", default="OTHER,asked as other,no fact,unplaced,asked,aside,finds,leaves,OTHER open")
    parser.add_argument("--worlds", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    counts, shown = Counter[str](), Counter[str]()
    with TemporaryDirectory() as name:
        folder = Path(name)
        makers: Mapping[str, Iterator[Source]] = {
            "cases": cases(folder),
            "reading": reading(folder, options.seed, options.worlds),
            "examples": examples(folder),
            "forms": forms(folder),
        }
        whole = Counter[bool]()
        for source in makers[options.what]:
            told = set[str]()
            good = True
            for outcome, at, own, fact in compare(source):
                counts[outcome] += 1
                good &= outcome in ("both", "neither", "leaves", "finds")
                if outcome in options.only.split(",") and outcome not in told and shown[outcome] < options.show:
                    told.add(outcome)
                    shown[outcome] += 1
                    sys.stdout.write(f"{outcome}: {source.said} {at}\n    {own}\n    {fact}\n")
            whole[good] += 1
    sys.stdout.write(f"{dict(counts.most_common())} workbooks {dict(whole)}\n")


if __name__ == "__main__":
    main()
