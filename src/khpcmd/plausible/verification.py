"""What near verdicts hang on: figures in whose place another one, that is as likely, would make another verdict.

Close to a threshold no rule can see a slip. Selective verification says of each such verdict once which figures it
hangs on, for whoever wants to look at them again before it is used. It accuses nobody and asks nobody.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

from khpcmd.judge.agreement import Leeway
from khpcmd.judge.constraints import Rules, rules
from khpcmd.judge.turns import Turns
from khpcmd.judge.world import concerning
from khpcmd.plan.fields import NUMBERS, AmountField, Numbered
from khpcmd.plan.model import Target
from khpcmd.plausible.digits import one_slip
from khpcmd.plausible.earlier import Earlier
from khpcmd.plausible.figures import steps_of
from khpcmd.plausible.usual import Usual, usual_figures
from khpcmd.results import Hinge, Result, Verdict, Why
from khpcmd.returns import Basis, Key, Return

DECIDED = frozenset({Verdict.MET, Verdict.MISSED, Verdict.IN_PROGRESS})
"""The verdicts that can hang on something: the others wait for figures, or rest on a document."""
MOST = 4_000
"""Up to so many units are added up for one target, for each of its figures all: those of forty districts; a province of
communes has more."""


class Verification:
    """Looks for what verdicts hang on, beside the ``earlier`` returns by unit."""

    def __init__(self, turns: Turns, earlier: Mapping[str, Sequence[Earlier]]) -> None:
        self._turns, self._earlier, self._world = turns, earlier, turns.world
        self._plan, self._agreed = turns.world.plan, rules(turns.world.plan, turns.world.period)
        self._own = dict[tuple[str, ...], Rules]()

    def of(self, result: Result) -> tuple[Hinge, ...] | None:
        """The figures that the verdict of one result hangs on, None where there are too many to look at; none where a
        person decided it, and of a score."""
        target = self._plan.target[result.target.id]
        decided = result.answer is not None or result.otherwise is not None or bool(target.measure.rests_on())
        if decided or result.verdict not in DECIDED:
            return ()
        names, scope = set(target.measure.fields()), concerning(self._world, target).scope
        figures = [
            (filed, key)
            for filed in (self._world.returns[one.id] for one in self._plan.units if one.id in self._world.returns)
            for key in (filed.cells if filed.unit in scope else ())
            if key.field in names and key not in filed.counted and self._plan.fields[key.field].kind in NUMBERS
        ]
        if len(figures) * len({filed.unit for filed, _ in figures}) > MOST:
            return None
        return tuple(hinge for one in figures if (hinge := self._hinge(target, *one)) is not None)

    def _hinge(self, target: Target, filed: Return, key: Key) -> Hinge | None:
        spec, value = self._plan.fields[key.field], filed.value(key)
        now = steps_of(spec, value)
        if now is None or now < 0:
            return None
        then, typed = self._then(filed, key), self._usual(filed.unit, key, one_slip(now))
        comparable = then if isinstance(spec, Numbered) and not spec.grows else []
        reasons: tuple[tuple[Why, list[int]], ...] = ("moved", comparable), ("slip" if then else "no_past", typed)
        for why, values in reasons:
            if not self._turns.within(target, filed.unit, key, values):
                continue
            instead = self._nearest(target, filed, key, now, self._agreeing(filed, key, values))
            if instead is not None:
                return Hinge(why, filed.unit, key, spec.of_steps(now), spec.of_steps(instead))
        return None

    def _then(self, filed: Return, key: Key) -> list[int]:
        """What the unit had of a figure earlier, in steps: in its other returns, or in the baseline year."""
        past = self._earlier.get(filed.unit, ())
        if key.basis is Basis.BASELINE:
            found = [one.filed.value(Key(key.field, month=key.month)) for one in past if one.year]
        else:
            found = [*(one.filed.value(key) for one in past), filed.value(Key(key.field, Basis.BASELINE, key.month))]
        spec = self._plan.fields[key.field]
        return [steps for value in found if (steps := steps_of(spec, value)) is not None]

    def _nearest(self, target: Target, filed: Return, key: Key, now: int, values: Iterable[int]) -> int | None:
        """Which of some other figures is nearest to that of today and makes another verdict."""
        less = sorted((one for one in values if one < now), reverse=True)
        more = sorted(one for one in values if one > now)
        found = [self._turns.nearest(target, filed.unit, key, side) for side in (less, more)]
        return min((one for one in found if one is not None), key=lambda one: abs(one - now), default=None)

    @cached_property
    def _usual_figures(self) -> Usual:
        return usual_figures(self._plan, self._world.period, self._world.returns.values(), self._earlier)

    def _usual(self, unit: str, key: Key, values: Iterable[int]) -> list[int]:
        """Those of some figures that nobody would be asked about, as far as that is known."""
        spec, spans = self._plan.fields[key.field], self._usual_figures(unit, key)
        ends = tuple(map(spec.steps, spec.ends)) if isinstance(spec, AmountField) else (0, None)
        return [
            one
            for one in values
            if one >= ends[0] and (ends[1] is None or one <= ends[1])
            if not spans or any(span.low <= one and (span.high is None or one <= span.high) for span in spans)
        ]

    def _agreeing(self, filed: Return, key: Key, values: Iterable[int]) -> list[int]:
        """Those of some figures that contradict none of the others of their return."""
        reported = self._plan.reported_by.get(filed.unit, ())
        if reported not in self._own:
            self._own[reported] = self._agreed.among(frozenset(reported))
        others = {one: value for one, value in filed.values().items() if one != key}
        low, high = Leeway(self._own[reported], filed.unit, {}).of(others.get, (key,))
        return [one for one in values if low <= one and (high is None or one <= high)]
