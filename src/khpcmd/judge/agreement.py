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
    return [(knot, _told(plan, filed, knot, conflicts)) for knot, conflicts in own]


def versions(filed: Return) -> list[Values]:
    """What the places that differ say of figures, each of them for itself: the first of all, then the second …"""
    several = {key: cell.others for key, cell in filed.cells.items() if cell.others}
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
    zeros: tuple[Key, ...] = ()
    """The zeros that are in doubt beside them."""
    _seen: dict[tuple[CellValue | None, ...], Mapping[Key, Knot]] = field(default_factory=dict, repr=False)

    def without(self, keys: Container[Key]) -> Leeway:
        """The same where some figures are others than were filed."""
        left, *others = [
            {key: value for key, value in one.items() if key not in keys} for one in (self.contested, *self.versions)
        ]
        return replace(self, contested=left, versions=tuple(others))

    def beside(self, key: Key) -> tuple[Key, ...]:
        """The figures of the contradiction that a figure is part of, itself among them, and the zeros that are in doubt
        for it; none of a sound figure."""
        keys = dict.fromkeys(one for version in (self.contested, *self.versions) for one in version)
        if key not in keys:
            return ()
        knot = self._by_key(lambda keys: [None] * len(keys), {}).get(key)
        return (*([key] if knot is None else filter(knot.keys.__contains__, keys)), *self.zeros)

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


def _told(plan: Plan, filed: Return, knot: Knot, conflicts: Sequence[Conflict]) -> tuple[Diagnostic, ...]:
    """What is told of one knot of which some figures are wrong, with the conflicts in it."""
    told, alone = tuple(one.fault for one in conflicts), knot.alone
    if len(alone) == 1:
        told = _of_one(plan, filed, knot, alone[0], told)
    elif alone and len(told) != 1:
        told = (_of_fields(filed, knot, Code.ONE_OF_WRONG, alone),)
    return told or (_of_fields(filed, knot, Code.NOT_TOGETHER, knot.doubted),)


def _of_one(
    plan: Plan, filed: Return, knot: Knot, culprit: Key, told: tuple[Diagnostic, ...]
) -> tuple[Diagnostic, ...]:
    """The message about the only figure that can be wrong alone; that of the rule itself where it says as much.

    It names the other figures of the rules that it breaks; of all its rules where none is broken by itself.
    """
    span, at, unit = knot.span({culprit: 1}, {culprit}), filed.cells[culprit].at, filed.unit
    keys = (key for rule in knot.broken or knot.rules for key in rule.times if key in knot.known and key != culprit)
    others, one = tuple(dict.fromkeys(Ref("field", key.field) for key in keys)), Ref("field", culprit.field)
    if not others or (len(told) == 1 and told[0].at == at and not span.exact):
        return told
    as_told = plan.fields[culprit.field].of_steps
    value, low = as_told(knot.known[culprit]), as_told(span.low)
    if span.high is None:
        return (Code.ONE_TOO_SMALL(at, {"field": one, "value": value, "least": low, "others": others}, unit),)
    if span.exact:
        return (Code.ONE_WRONG(at, {"field": one, "value": value, "expected": low, "others": others}, unit),)
    high = as_told(span.high)
    return (Code.ONE_OUTSIDE(at, {"field": one, "value": value, "low": low, "high": high, "others": others}, unit),)


def _of_fields(filed: Return, knot: Knot, code: CodeOf[Fields], keys: Collection[Key]) -> Diagnostic:
    ordered = [key for key in knot.known if key in keys]
    fields = tuple(dict.fromkeys(Ref("field", key.field) for key in ordered))
    return code(filed.cells[ordered[0]].at, {"fields": fields}, filed.unit)
