"""What is wrong with a file of waivers under a plan, whoever has reported."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache, cached_property

from khpcmd.diagnostics import BY_CODE, Code, Diagnostic, Ref, TargetUnit
from khpcmd.plan.model import Plan
from khpcmd.plan.places import Source, Steps, shortened
from khpcmd.plan.targets import Target
from khpcmd.plan.waiver_file import Entry, WaiverFile
from khpcmd.text import Names, suggest
from khpcmd.world import World, concerning

OFFERS = 20
"""How many unknown names get a "did you mean": a name that is close is slow to find."""


class WaiverReview:
    """Holds the waivers of a file against a plan."""

    def __init__(self, model: WaiverFile, source: Source, plan: Plan) -> None:
        self._model, self._source, self._plan = model, source, plan
        self._offers = 0
        self._judged_at = cache(self._units_of)

    def mistakes(self) -> Iterator[Diagnostic]:
        """Every mistake at its place."""
        if self._model.plan != self._plan.id:
            found, expected = shortened(self._model.plan), self._plan.id
            yield Code.WAIVERS_OF_OTHER_PLAN(self._source.at(("plan",)), {"found": found, "expected": expected})
            return  # its targets and units are those of another plan
        lines = dict[str, dict[str, int]]()
        for index, entry in enumerate(self._model.waivers):
            path, unit = ("waivers", index), entry.unit or ""
            yield from self._of(entry, path)
            earlier = lines.setdefault(entry.target, {})
            line = earlier.get(unit) or earlier.get("") or (not unit and next(iter(earlier.values()), 0))
            if line:
                target = shortened(entry.target)
                yield Code.WAIVER_TWICE(self._source.at(path), {"target": target, "first_line": line})
            earlier.setdefault(unit, self._source.line(path))

    def _of(self, entry: Entry, path: Steps) -> Iterator[Diagnostic]:
        target = self._plan.target.get(entry.target)
        if target is None:
            yield self._unknown_target(entry.target, (*path, "target"))
        if (entry.unit is None) is not entry.whole_target:
            yield Code.WAIVER_OF_WHAT(self._source.at(path), {})
        elif entry.unit is not None and entry.unit not in self._plan.unit:
            named = self._names.match(entry.unit).id
            ids = (named,) if named else self._plan.unit
            yield self._unknown("unit", (*path, "unit"), entry.unit, ids, sure=bool(named))
        elif entry.unit is not None and target is not None:
            yield from self._unfit(target, entry.unit, (*path, "unit"))

    @cached_property
    def _names(self) -> Names:
        """The units by their names: many write the name where the id belongs."""
        named = {unit.id: (unit.name.vi, unit.name.en, *unit.aliases) for unit in self._plan.units}
        return Names(named, units=True)

    def _unknown_target(self, found: str, at: Steps) -> Diagnostic:
        """A name that no target has; one of a code of faults is told apart, for nobody can waive those."""
        if found.upper() in BY_CODE:
            return Code.WAIVER_OF_FAULT(self._source.at(at), {"found": found})
        return self._unknown("target", at, found, self._plan.target)

    def _unknown(self, what: str, at: Steps, found: str, known: Iterable[str], *, sure: bool = False) -> Diagnostic:
        """A name that the plan does not have; ``sure``: the only one of those ``known`` is what was meant."""
        self._offers += not sure
        offer = next(iter(known)) if sure else suggest(found, known) if self._offers <= OFFERS else ""
        word, place = Ref("word", what), self._source.at(at)
        return Code.UNKNOWN_REFERENCE(place, {"what": word, "found": shortened(found), "suggestion": offer})

    def _unfit(self, target: Target, unit: str, at: Steps) -> Iterator[Diagnostic]:
        """A unit that cannot be left out of the target: out of a sum, or because it was never in it."""
        params: TargetUnit = {"target": Ref("target", target.id), "unit": Ref("unit", unit)}
        if target.judged != "each_unit":
            yield Code.WAIVER_OF_POOLED_UNIT(self._source.at(at), params)
        elif unit not in self._judged_at(target.id):
            yield Code.WAIVER_NOT_CONCERNED(self._source.at(at), params)

    def _units_of(self, target: str) -> frozenset[str]:
        """The units that a target is judged at, whoever has reported."""
        plan, asked = self._plan, self._plan.target[target]
        nobody = World(plan, next(iter(plan.periods)), {}, frozenset(plan.unit))
        return frozenset(unit.unit for unit in asked.measure.tally(concerning(nobody, asked)).shown)
