"""A file of waivers, checked against the plan: what it can waive, and at whom."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from khpcmd.diagnostics import BY_CODE, Code, Diagnostic, Param, PlanError, Ref, WaiversError
from khpcmd.evaluate import World, concerning
from khpcmd.plan.model import Plan
from khpcmd.plan.places import Source, Steps, in_order, mistake, shortened
from khpcmd.plan.targets import Target
from khpcmd.plan.waiver import Waiver
from khpcmd.plan.waiver_file import Entry, WaiverFile, read_waiver_file
from khpcmd.results import Result
from khpcmd.text import Names, suggest
from khpcmd.waived import waive


@dataclass(frozen=True, slots=True)
class Waivers:
    """The waivers of a file, the name that messages call it by, and the SHA-256 (hexadecimal) of its bytes."""

    file: str
    sha256: str
    entries: tuple[Waiver, ...]

    def applied(
        self, world: World, results: Iterable[Result], as_of: date
    ) -> tuple[tuple[Result, ...], list[Diagnostic]]:
        """The results with the waivers in force on ``as_of``, and what has to be said of the waivers."""
        return waive(world, results, self.entries, as_of)


def load_waivers(path: Path, plan: Plan) -> Waivers:
    """The waivers of a file; ``WaiversError`` with every mistake by its place."""
    file = str(path)
    try:
        written = read_waiver_file(path, file)
    except PlanError as error:
        raise WaiversError(error.diagnostics) from None
    found = list(_mistakes(written.model, written.source, plan))
    if found:
        raise WaiversError(in_order(found))
    entries = (_waiver(entry, written.source, at) for at, entry in _entries(written.model))
    return Waivers(file, written.sha256, tuple(entries))


def _entries(model: WaiverFile) -> Iterator[tuple[Steps, Entry]]:
    return (((("waivers", index), entry)) for index, entry in enumerate(model.waivers))


def _waiver(entry: Entry, source: Source, path: Steps) -> Waiver:
    """The waiver; a text over several lines is one line wherever it is shown."""
    reason, document, approver = (" ".join(text.split()) for text in (entry.reason, entry.document, entry.approver))
    return Waiver(entry.target, entry.unit or "", reason, document, approver, entry.until, source.at(path))


def _mistakes(model: WaiverFile, source: Source, plan: Plan) -> Iterator[Diagnostic]:
    if model.plan != plan.id:
        params = {"found": shortened(model.plan), "expected": plan.id}
        yield mistake(Code.WAIVERS_OF_OTHER_PLAN, source.at(("plan",)), **params)
        return  # its targets and units are those of another plan
    lines = dict[str, dict[str, int]]()
    for path, entry in _entries(model):
        yield from _mistakes_of(entry, source, path, plan)
        earlier, unit = lines.setdefault(entry.target, {}), entry.unit or ""
        same = [line for other, line in earlier.items() if unit in ("", other) or not other]
        if same:
            target = shortened(entry.target)
            yield mistake(Code.WAIVER_TWICE, source.at(path), target=target, first_line=same[0])
        earlier.setdefault(unit, source.line(path))


def _mistakes_of(entry: Entry, source: Source, path: Steps, plan: Plan) -> Iterator[Diagnostic]:
    target = plan.target.get(entry.target)
    if target is None:
        yield _unknown_target(entry, source, path, plan)
    if (entry.unit is None) is not entry.whole_target:
        yield mistake(Code.WAIVER_OF_WHAT, source.at(path))
    elif entry.unit is not None and entry.unit not in plan.unit:
        yield _unknown(source, (*path, "unit"), "unit", entry.unit, _meant_unit(entry.unit, plan))
    elif entry.unit is not None and target is not None:
        yield from _unfit(target, entry.unit, source, (*path, "unit"), plan)


def _unknown_target(entry: Entry, source: Source, path: Steps, plan: Plan) -> Diagnostic:
    """A name that no target has; one of a code of faults is told apart, for nobody can waive those."""
    at = (*path, "target")
    if entry.target.upper() in BY_CODE:
        return mistake(Code.WAIVER_OF_FAULT, source.at(at), found=entry.target)
    return _unknown(source, at, "target", entry.target, suggest(entry.target, plan.target))


def _unknown(source: Source, path: Steps, what: str, found: str, offer: str) -> Diagnostic:
    word = Ref("word", what)
    return mistake(Code.UNKNOWN_REFERENCE, source.at(path), what=word, found=shortened(found), suggestion=offer)


def _meant_unit(text: str, plan: Plan) -> str:
    """The id of the unit whose name was written in its place; otherwise the id that is close."""
    names = Names({unit.id: (unit.name.vi, unit.name.en, *unit.aliases) for unit in plan.units}, units=True)
    return names.find(text).id or suggest(text, plan.unit)


def _unfit(target: Target, unit: str, source: Source, path: Steps, plan: Plan) -> Iterator[Diagnostic]:
    """A unit that cannot be left out of the target: out of a sum, or because it was never in it."""
    params: dict[str, Param] = {"target": Ref("target", target.id), "unit": Ref("unit", unit)}
    if target.judged != "each_unit":
        yield mistake(Code.WAIVER_OF_POOLED_UNIT, source.at(path), **params)
    elif unit not in _judged_at(target, plan):
        yield mistake(Code.WAIVER_NOT_CONCERNED, source.at(path), **params)


def _judged_at(target: Target, plan: Plan) -> frozenset[str]:
    """The units that the target is judged at, whoever has reported."""
    nobody = World(plan, next(iter(plan.periods)), {}, frozenset(plan.unit))
    return frozenset(unit.unit for unit in target.measure.tally(concerning(nobody, target)).shown)
