"""How many slips are told, and how many honest figures are asked about: the figures of ``docs/plausibility.md``.

    python -m tests.plausible.bed --worlds 60 --seed 7

Random provinces report honestly, then one slip at a time is put into the returns of the year. A slip is told if
something is told of its unit that was not told before.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from khpcmd.diagnostics import Diagnostic, Location, Severity
from khpcmd.judge.sound import validate
from khpcmd.judge.turns import Turns
from khpcmd.judge.verdict import evaluate
from khpcmd.judge.world import World
from khpcmd.plan.model import Plan
from khpcmd.plausible.ask import questions
from khpcmd.plausible.earlier import Earlier
from khpcmd.plausible.verification import Verification
from khpcmd.results import Result, Verdict
from khpcmd.returns import Basis, Cell, CellState, Key, Return
from plausible.provinces import FIELDS, FIRST, HALF, LAST, LAST_HALF, NOISE, NOW, Figures, Province, province
from plausible.slips import KINDS, Slip, slip

PREVIOUS: dict[str, tuple[str, ...]] = {"folder": (FIRST, LAST_HALF, LAST, HALF), "half": (HALF,), "none": ()}
"""What the returns are compared with: all that there are, those of the half-year, or nothing."""
DECIDED = (Verdict.MET, Verdict.MISSED)
"""Verdicts that a slip turned and no fault left open: only a question can tell of it."""
GROSS = 3
"""From so many times on a slip is gross."""


@dataclass
class Score:
    """What was found over many worlds."""

    honest: int = 0
    asked: int = 0
    by_code: Counter[str] = field(default_factory=Counter)
    made: Counter[str] = field(default_factory=Counter)
    told: Counter[str] = field(default_factory=Counter)
    missed: list[str] = field(default_factory=list)

    def count(self, what: str, *, told: bool) -> None:
        self.made[what] += 1
        self.told[what] += told

    def share(self, what: str) -> float:
        return self.told[what] / self.made[what] if self.made[what] else 1.0

    @property
    def false_in_300(self) -> float:
        return 300 * self.asked / self.honest if self.honest else 0.0


def returned(unit: str, row: int, figures: Figures, before: Figures | None, file: str, period: str) -> Return:
    """The figures of a unit as they would have been read from a table of all units."""
    cells = {
        Key(name): Cell(CellState.VALUE, figures[name], Location(file, "s", f"{chr(67 + at)}{row}"), str(figures[name]))
        for at, name in enumerate(FIELDS)
    }
    if before is not None:
        at = Location(file, "s", f"AZ{row}")
        key = Key("leaflets", Basis.BASELINE)
        cells[key] = Cell(CellState.VALUE, before["leaflets"], at, str(before["leaflets"]))
    return Return(unit, period, cells, (Location(file, "s", f"B{row}"),))


def history(honest: Province, times: Iterable[str]) -> dict[str, list[Earlier]]:
    """The earlier returns of each unit."""
    found: dict[str, list[Earlier]] = {unit: [] for unit in honest.units}
    for time in times:
        year, period = time.split()[1], "year" if time.startswith("year") else "half_year"
        for row, unit in enumerate(honest.units, start=5):
            filed = returned(unit, row, honest.figures[time][unit], None, f"{time}.xlsx", period)
            found[unit].append(Earlier(filed, period if year == "2023" else "", "" if year == "2023" else year))
    return found


def judged(
    plan: Plan, honest: Province, returns: Mapping[str, Figures], earlier: Mapping[str, Sequence[Earlier]]
) -> tuple[list[Diagnostic], dict[str, Verdict]]:
    """What is told of the returns of the year, and how the targets stand."""
    told, results, _ = looked_at(plan, honest, returns, earlier)
    return told, {one.target.id: one.verdict for one in results}


def looked_at(
    plan: Plan, honest: Province, returns: Mapping[str, Figures], earlier: Mapping[str, Sequence[Earlier]]
) -> tuple[list[Diagnostic], tuple[Result, ...], Verification]:
    """What is told of the returns of the year, the results, and what looks for what they hang on."""
    filed = [
        returned(unit, row, returns[unit], honest.figures[LAST][unit], "now.xlsx", "year")
        for row, unit in enumerate(honest.units, start=5)
    ]
    sound, faults = validate(plan, "year", filed, frozenset(plan.fields))
    asked = questions(plan, "year", sound, earlier, filed)
    world = World(plan, "year", {one.unit: one for one in sound}, frozenset(honest.units))
    results = evaluate(world, plan.targets)
    turns = Turns(world, plan.targets)
    return [*faults, *asked], results, Verification(turns, earlier)


def content(found: Iterable[Diagnostic]) -> set[tuple[str, str, str]]:
    return {(one.code.name, one.unit, str(one.params.get("field", ""))) for one in found}


def run(worlds: int, seed: int, times: Sequence[str], slips: int = 3, noise: str = "usual") -> Score:
    """The score over some worlds, with some slips of each kind in each."""
    score, random = Score(), Random(seed)  # noqa: S311  # worlds of a test
    for _ in range(worlds):
        honest = province(random, noise=noise)
        plan, earlier = Plan.model_validate(honest.plan()), history(honest, times)
        clean, verdicts = judged(plan, honest, honest.figures[NOW], earlier)
        wrong = [one for one in clean if one.severity is not Severity.QUESTION]
        assert not wrong, wrong
        score.honest += sum(len(figures) for figures in honest.figures[NOW].values())
        score.asked += len(clean)
        score.by_code.update(one.code.code for one in clean)
        for kind in KINDS:
            for _ in range(slips):
                made = slip(kind, honest, random)
                if made is not None:
                    _score(score, made, plan, honest, earlier, clean, verdicts)
    return score


def _score(  # one slip in one world
    score: Score,
    made: Slip,
    plan: Plan,
    honest: Province,
    earlier: Mapping[str, Sequence[Earlier]],
    clean: Iterable[Diagnostic],
    before: Mapping[str, Verdict],
) -> None:
    found, results, looks = looked_at(plan, honest, made.returns, earlier)
    after = {one.target.id: one.verdict for one in results}
    changed = {unit for unit in honest.units if made.returns[unit] != honest.figures[NOW][unit]}
    told = any(unit in changed for _, unit, _ in content(found) - content(clean))
    turned = [target for target in before if before[target] is not after[target]]
    score.count(made.kind, told=told)
    score.count("all", told=told)
    if turned:
        score.count("turned", told=told)
        hinges = [looks.of(one) or () for one in results if one.target.id in turned]
        score.count("turned, or named", told=told or all(any(one.unit in changed for one in each) for each in hinges))
        if any(after[target] in DECIDED for target in turned):
            score.count("turned and decided", told=told)
        if any(after[target] is Verdict.MET for target in turned):
            score.count("turned to met", told=told)
    if made.times >= GROSS:
        score.count("gross", told=told)
    if not told and (turned or made.times >= GROSS):
        was, now = honest.figures[NOW][made.unit].get(made.field), made.returns[made.unit].get(made.field)
        score.missed.append(f"{made.kind}: {made.field} {was} -> {now}{' turned ' + str(turned) if turned else ''}")


def page(score: Score) -> str:
    """The figures as a Markdown table."""
    lines = ["| slips | made | told | |", "|---|---:|---:|---:|"]
    lines += [
        f"| {what} | {score.made[what]} | {score.told[what]} | {100 * score.share(what):.0f}% |"
        for what in ("turned", "turned, or named", "turned and decided", "turned to met", "gross", "all", *KINDS)
    ]
    asked = ", ".join(f"{code} {number}" for code, number in score.by_code.most_common())
    lines += ["", f"{score.honest} honest figures, {score.asked} questions: {score.false_in_300:.2f} in 300 ({asked})"]
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--worlds", type=int, default=60)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--previous", choices=PREVIOUS, default="folder")
    parser.add_argument("--noise", choices=NOISE, default="usual")
    parser.add_argument("--show", action="store_true", help="the slips that were not told")
    chosen = parser.parse_args()
    score = run(chosen.worlds, chosen.seed, PREVIOUS[chosen.previous], noise=chosen.noise)
    sys.stdout.write("\n".join([page(score), *(score.missed if chosen.show else ()), ""]))


if __name__ == "__main__":
    main()
