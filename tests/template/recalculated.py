"""Forms that are filled in and calculated by LibreOffice, beside what khpcmd says of the same files."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from openpyxl import Workbook, load_workbook

from khpcmd.inputs.gather import filed_for
from khpcmd.judge.sound import validate
from khpcmd.judge.verdict import evaluate
from khpcmd.judge.world import World
from khpcmd.measures.threshold import Number
from khpcmd.results import Verdict
from khpcmd.returns import Return
from khpcmd.template.contents import Wanted
from khpcmd.template.make import make_template
from khpcmd.workbook.read import read_workbook
from office import soffice
from template.filling import fill_again, verdicts
from template.making import Filled, expected, said_by_template

Said = Mapping[str, tuple[Verdict, Number | None]]
"""By target, a verdict and a gap."""


@dataclass(frozen=True, slots=True)
class Recalculated:
    """One filled form as LibreOffice saved it: what khpcmd says of the unit, and what its cells say."""

    file: Path
    told: Said
    cells: Mapping[str, tuple[object, object]]
    below: Mapping[str, tuple[Said, Mapping[str, tuple[object, object]]]]
    """The same of each unit below that reports in its annex."""

    def differing(self, without_gap: Container[str] = ()) -> list[object]:
        """What the form and khpcmd do not say alike; of some targets the verdicts alone are compared."""
        own: list[tuple[str, Said, Mapping[str, tuple[object, object]]]] = [("", self.told, self.cells)]
        both = own + [(unit, told, cells) for unit, (told, cells) in self.below.items()]
        return [
            (self.file.name, unit, target, told[target], cells[target])
            for unit, told, cells in both
            for target in told
            if _differ(told[target], said_by_template(*cells[target]), gap=target not in without_gap)
        ]


def _differ(told: tuple[Verdict, Number | None], found: tuple[Verdict, Number | None], *, gap: bool) -> bool:
    if found == (Verdict.INCONCLUSIVE, None) or found == (told[0], None):
        return False  # khpcmd looks at every repair, and at what the rules leave a blank: see ``test_verdicts``
    return told != found if gap else told[0] != found[0]


def _says_most(found: Iterable[Recalculated]) -> bool:
    """Whether forms decide nearly all that khpcmd decides."""
    both = [(told, said_by_template(*one.cells[target])) for one in found for target, told in one.told.items()]
    decided = [(told, said) for told, said in both if told[0] is not Verdict.INCONCLUSIVE]
    return sum(said[0] is told[0] for told, said in decided) >= LEAST * len(decided)


LEAST = 0.75
"""What share of khpcmd's decided verdicts forms with many blanks and contradictions decide as well, at least."""


def recalculated(folder: Path, forms: Iterable[tuple[Wanted, Filled]]) -> list[Recalculated]:
    """Forms as LibreOffice saves them; khpcmd says the same of them before and after."""
    files, blanks = dict[Path, Wanted](), dict[Path, Workbook]()
    for number, (asked, figures) in enumerate(forms):
        blank, file = folder / f"{asked.filer.unit.id}-{asked.filer.period}.blank.xlsx", folder / f"bc-{number:03}.xlsx"
        if not blank.exists():
            make_template(blank, asked)
        if blank not in blanks:
            blanks[blank] = load_workbook(blank)
        fill_again(blanks[blank], file, asked, figures)
        files[file] = asked
    out = soffice(folder, "xlsx", *files)
    found = list[Recalculated]()
    for file, asked in files.items():
        saved = out / file.name
        sound, (own, cells) = sound_returns(saved, asked), verdicts(saved, asked)
        assert said(sound, asked) == said(sound_returns(file, asked), asked)
        below = {unit: (said(sound, asked, unit), of_unit) for unit, of_unit in cells.items()}
        found.append(Recalculated(saved, said(sound, asked), own, below))
    assert _says_most(found)
    return found


def sound_returns(file: Path, asked: Wanted) -> dict[str, Return]:
    """What khpcmd reads of a file and can rely on, by unit."""
    plan, period = asked.filer.plan, asked.filer.period
    filed, _ = filed_for(period, [read_workbook(file, plan, name=file.name)])
    sound, _ = validate(plan, period, filed.values(), frozenset(plan.fields))
    return {one.unit: one for one in sound}


def said(returns: Mapping[str, Return], asked: Wanted, unit: str = "") -> Said:
    """What khpcmd says of whose form it is, or of a unit below."""
    filer = asked.filer._replace(unit=asked.filer.plan.unit[unit or asked.filer.unit.id])
    world = World(filer.plan, filer.period, returns, frozenset({filer.unit.id}))
    results = evaluate(world, filer.plan.targets)
    own = {r.target.id: found for r in results for found in r.units if found.unit == filer.unit.id}
    return expected(filer, own)
