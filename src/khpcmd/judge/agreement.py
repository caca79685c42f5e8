"""What is wrong with a return whose figures contradict each other: what is told, which figures lose their values, and
what these can still be.

``constraints`` finds the rules that are broken, ``repairs`` which figures may be wrong for that. Every figure that some
repair changes loses its value; what the repairs leave of a sum is its ``Leeway``. What is told in one message instead
of several is a knot of rules of which one figure alone can be the wrong one, or one of a few: that is likeliest.
"""

from __future__ import annotations

from collections.abc import Collection, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from khpcmd.diagnostics import Code, CodeOf, Diagnostic
from khpcmd.diagnostics.parameters import Fields, Ref
from khpcmd.judge.constraints import Conflict, Rules, Stated, contradictions
from khpcmd.judge.repairs import Knot
from khpcmd.judge.world import unknown
from khpcmd.measures.tally import NOTHING, Span, hull
from khpcmd.plan.model import Plan
from khpcmd.returns import CellValue, Key, Return, Values, ValuesOf


def disagreements(
    plan: Plan, stated: Stated, filed: Return, values: Values
) -> list[tuple[Knot, tuple[Diagnostic, ...]]]:
    """The knots of figures that cannot all be right, each with what is told of it."""
    conflicts = list(contradictions(stated, filed, values))
    own = ((knot, [one for one in conflicts if knot.known.keys() & one.keys]) for knot in stated.contradicting())
    return [(knot, _Telling(plan, filed, knot, conflicts).told()) for knot, conflicts in own]


def versions(filed: Return) -> list[Values]:
    """What the places that differ say of figures, each of them for itself: the first of all, then the second …"""
    several = {key: cell.others for key, cell in filed.cells.items() if cell.others and not cell.known}
    most = max(map(len, several.values()), default=0)
    return [{key: cells[min(at, len(cells) - 1)].value for key, cells in several.items()} for at in range(most)]


@dataclass(frozen=True)
class Leeway:
    """What the figures of a return can be that are not known: what its rules leave open, and the repairs of those that
    contradict each other (``contested``, with what was filed), with each of the ``versions`` of what places say."""

    agreed: Rules
    unit: str
    contested: Values
    versions: tuple[Values, ...] = ()
    _seen: dict[tuple[CellValue | None, ...], Mapping[Key, Knot]] = field(default_factory=dict, repr=False)

    def without(self, keys: Container[Key]) -> Leeway:
        """The same where some figures are others than were filed."""
        left, *others = [
            {key: value for key, value in one.items() if key not in keys} for one in (self.contested, *self.versions)
        ]
        return replace(self, contested=left, versions=tuple(others))

    def beside(self, key: Key) -> tuple[Key, ...]:
        """The figures of the contradiction that a figure is part of, itself among them; none of a sound figure."""
        keys = dict.fromkeys(one for version in (self.contested, *self.versions) for one in version)
        if key not in keys:
            return ()
        together = [self._by_key(lambda keys: [None] * len(keys), version).get(key) for version in ({}, *self.versions)]
        return tuple(one for one in keys if any(knot and one in knot.keys for knot in together)) or (key,)

    def of(self, values: ValuesOf, keys: Iterable[Key]) -> Span:
        """What some figures that are not known can add up to, beside the values of the others."""
        keys = tuple(keys)
        return hull(self._of(self._by_key(values, version), keys) for version in ({}, *self.versions))

    def _of(self, by_key: Mapping[Key, Knot], keys: Iterable[Key]) -> Span:
        found, together = NOTHING, dict[int, tuple[Knot, list[Key]]]()
        for key in keys:
            if key in by_key:
                knot = by_key[key]
                together.setdefault(id(knot), (knot, []))[1].append(key)
            else:
                found += unknown(self.agreed.plan, key)
        return sum((knot.can_be(tuple(own)) for knot, own in together.values()), found)

    def _by_key(self, values: ValuesOf, version: Values) -> Mapping[Key, Knot]:
        ruled, filed = self.agreed.keys, {**version, **self.contested}
        pairs = zip(ruled, values(ruled), strict=True)
        known = tuple([filed.get(key) if value is None else value for key, value in pairs])
        if known not in self._seen:
            stated = self.agreed.of(self.unit, dict(zip(ruled, known, strict=True)))
            self._seen[known] = {key: knot for knot in stated.knots() for key in knot.keys}
        return self._seen[known]


@dataclass(frozen=True)
class _Telling:
    """One knot of which some figures are wrong, with the conflicts in it."""

    plan: Plan
    filed: Return
    knot: Knot
    conflicts: Sequence[Conflict]

    def told(self) -> tuple[Diagnostic, ...]:
        told, alone = tuple(one.fault for one in self.conflicts), self.knot.alone
        if len(alone) == 1:
            told = self._of_one(alone[0], told)
        elif alone and len(told) != 1:
            told = (self._of_fields(Code.ONE_OF_WRONG, alone),)
        return told or (self._of_fields(Code.NOT_TOGETHER, self.knot.doubted),)

    def _of_one(self, culprit: Key, told: tuple[Diagnostic, ...]) -> tuple[Diagnostic, ...]:
        """The message about the only figure that can be wrong alone; that of the rule itself where it says as much."""
        span = self.knot.span({culprit: 1}, {culprit})
        at = self.filed.cells[culprit].at
        if len(told) == 1 and told[0].at == at and not span.exact:
            return told
        others = self._others(culprit)
        if not others:
            return told
        as_told = self.plan.fields[culprit.field].of_steps
        value, low = as_told(self.knot.known[culprit]), as_told(span.low)
        one, unit = Ref("field", culprit.field), self.filed.unit
        if span.high is None:
            return (Code.ONE_TOO_SMALL(at, {"field": one, "value": value, "least": low, "others": others}, unit),)
        high = as_told(span.high)
        if low == high:
            return (Code.ONE_WRONG(at, {"field": one, "value": value, "expected": low, "others": others}, unit),)
        return (Code.ONE_OUTSIDE(at, {"field": one, "value": value, "low": low, "high": high, "others": others}, unit),)

    def _others(self, culprit: Key) -> tuple[Ref, ...]:
        """The other figures of the rules that it breaks; of all its rules where none is broken by itself."""
        rules = self.knot.broken or self.knot.rules
        keys = (key for rule in rules for key in rule.times if key in self.knot.known and key != culprit)
        return tuple(dict.fromkeys(Ref("field", key.field) for key in keys))

    def _of_fields(self, code: CodeOf[Fields], keys: Collection[Key]) -> Diagnostic:
        ordered = [key for key in self.knot.known if key in keys]
        fields = tuple(dict.fromkeys(Ref("field", key.field) for key in ordered))
        return code(self.filed.cells[ordered[0]].at, {"fields": fields}, self.filed.unit)
