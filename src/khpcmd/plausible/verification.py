"""What near verdicts hang on: figures in whose place another one, that is as likely, would make another verdict.

Close to a threshold no rule can see a slip. Selective verification says of each such verdict once which figures it
hangs on, for whoever wants to look at them again before it is used. It accuses nobody and asks nobody.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

from khpcmd.judge.constraints import rules
from khpcmd.judge.repairs import Knot
from khpcmd.judge.turns import Room, Turns, Usual
from khpcmd.judge.world import concerning
from khpcmd.measures.tally import UNKNOWN, Span
from khpcmd.plan.fields import NUMBERS, AmountField, NumberField
from khpcmd.plan.model import Target
from khpcmd.plausible.digits import one_slip
from khpcmd.plausible.earlier import Earlier
from khpcmd.plausible.usual import usual_figures
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
        self._knots = dict[str, Mapping[Key, Knot]]()

    def of(self, result: Result) -> tuple[Hinge, ...] | None:
        """The figures that the verdict of one result hangs on, None where there are too many to look at; none where a
        person decided it, and of a score."""
        target = self._plan.target[result.target.id]
        decided = result.answer is not None or result.otherwise is not None or bool(target.measure.rests_on())
        if decided or result.verdict not in DECIDED:
            return ()
        figures = self._figures(target)
        if figures is None:
            return None
        standing = self._turns.standing(target)
        if standing is None:
            return ()
        room = Room(standing)
        return tuple(hinge for one in figures if (hinge := self._hinge(target, room, *one)) is not None)

    def _figures(self, target: Target) -> list[tuple[Return, Key]] | None:
        """The numbers that were filed for a target; None as soon as they are too many for so many units."""
        scope, returns, found = concerning(self._world, target).scope, self._world.returns, list[tuple[Return, Key]]()
        filers = 0
        asked = {name for name in target.measure.fields() if self._plan.fields[name].kind in NUMBERS}
        for filed in (returns[one.id] for one in self._plan.units if one.id in returns and one.id in scope):
            own = [(filed, key) for key in filed.cells if key.field in asked and key not in filed.counted]
            found += own
            filers += bool(own)
            if len(found) * filers > MOST:
                return None
        return found

    def _hinge(self, target: Target, room: Room, filed: Return, key: Key) -> Hinge | None:
        spec = self._plan.fields[key.field]
        now = spec.in_steps(filed.value(key))
        if now is None or now < 0:
            return None
        then, (less, more) = self._then(filed, key), room.of(filed.unit, key)
        comparable = then if isinstance(spec, NumberField) and not spec.grows else []
        reasons: tuple[tuple[Why, list[int]], ...] = (
            ("moved", comparable),
            ("slip" if then else "no_past", one_slip(now)),
        )
        for why, values in reasons:
            far = [one for one in values if not less <= one - now <= more]
            likely = self._usual(filed.unit, key, far) if far and why != "moved" else far
            instead = self._nearest(target, filed, key, now, likely) if likely else None
            if instead is not None:
                return Hinge(why, filed.unit, key, spec.of_steps(now), spec.of_steps(instead))
        return None

    def _nearest(self, target: Target, filed: Return, key: Key, now: int, values: Sequence[int]) -> int | None:
        """Which of some other figures is nearest to that of today, contradicts no other one and turns the verdict."""
        ordered = sorted(self._agreeing(filed, key, values), key=lambda one: (abs(one - now), one))

        def turns(low: int, high: int) -> bool:
            return self._turns.within(target, filed.unit, key, Span(low, high))

        if not ordered or not turns(min(ordered), max(ordered)):
            return None
        return next((one for one in ordered if turns(one, one)), None)

    def _then(self, filed: Return, key: Key) -> list[int]:
        """What the unit had of a figure earlier, in steps: in its other returns, or in the baseline year."""
        past = self._earlier.get(filed.unit, ())
        if key.basis is Basis.BASELINE:
            found = [one.filed.value(Key(key.field)) for one in past if one.year]
        else:
            found = [*(one.filed.value(key) for one in past), filed.value(Key(key.field, Basis.BASELINE))]
        spec = self._plan.fields[key.field]
        return [steps for value in found if (steps := spec.in_steps(value)) is not None]

    @cached_property
    def _usual_figures(self) -> Usual:
        return usual_figures(self._plan, self._world.period, self._world.returns.values(), self._earlier)

    def _usual(self, unit: str, key: Key, values: Iterable[int]) -> list[int]:
        """Those of some figures that nobody would be asked about, as far as that is known."""
        spec, spans = self._plan.fields[key.field], self._usual_figures(unit, key)
        possible = Span(*map(spec.steps, spec.ends)) if isinstance(spec, AmountField) else UNKNOWN
        return [one for one in values if possible.holds(one) and any(span.holds(one) for span in spans or [possible])]

    def _agreeing(self, filed: Return, key: Key, values: Iterable[int]) -> Iterable[int]:
        """Those of some figures that contradict none of the others of their return."""
        if filed.unit not in self._knots:
            stated = self._agreed.reported_by(filed.unit).of(filed.unit, filed.values())
            self._knots[filed.unit] = {one: knot for knot in stated.knots() for one in knot.keys}
        knot = self._knots[filed.unit].get(key)
        return values if knot is None else filter(knot.span({key: 1}, {key}).holds, values)
