"""The hidden calculation of a form: from what stands in its cells to figures, contradictions, verdicts and checks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from khpcmd.plan.fields import AnyField
from khpcmd.returns import Key
from khpcmd.template.cells import BLANK, CONFLICT, FIGURE, Input, Window, state, value
from khpcmd.template.contents import Filer, Judged, judged
from khpcmd.template.measured import Figure, Measured, Reach, measured
from khpcmd.template.rules import Agreement, agreements
from khpcmd.template.terms import Term, all_of, any_of, const, if_, not_, total
from khpcmd.template.verdicts import Judge

SHEET = "khpcmd_tinh"


@dataclass(slots=True)
class Ledger:
    """The formulas of the hidden sheet, one below the other: what each is, and the formula."""

    rows: list[tuple[str, Term]] = field(default_factory=list)

    def put(self, label: str, term: Term) -> Term:
        """Keep a formula; what stands for its result elsewhere. A plain constant needs no cell."""
        self.rows.append((label, term))
        return Term(f"{SHEET}!$B${len(self.rows)}", term.value)


@dataclass(frozen=True, slots=True)
class Below:
    """What the units below said to one field of the unit itself: their total, and how many said nothing yet."""

    total: Term
    lacking: Term
    agrees: Term
    """Whether the unit's own figure can be true beside theirs."""


@dataclass(frozen=True, slots=True)
class JudgedHere:
    """A target with its formulas."""

    judged: Judged
    found: Measured
    verdict: Term
    gap: Term


@dataclass(slots=True)
class Calculation:
    """The calculation of one form. ``stated`` are figures as they stand in their cells, ``figures`` those to go by."""

    ledger: Ledger
    filer: Filer
    stated: dict[Key, Figure] = field(default_factory=dict)
    figures: dict[Key, Figure] = field(default_factory=dict)
    below: dict[str, Below] = field(default_factory=dict)
    agreements: list[Agreement] = field(default_factory=list)
    targets: list[JudgedHere] = field(default_factory=list)


def calculation(
    filer: Filer, inputs: Mapping[Key, Input], annex: Mapping[str, tuple[AnyField, tuple[Input, ...]]]
) -> Calculation:
    """The calculation of a form. ``annex`` has, by field of the unit, what the units below are asked for it."""
    made = Calculation(Ledger(), filer)
    window = filer.plan.periods[filer.period].window
    days = Window(window.first, window.last)
    for key, cell in inputs.items():
        made.stated[key] = _figure(made.ledger, _label(key), filer.plan.fields[key.field], cell, days)
    counted = dict(made.stated)
    for name, (spec, cells) in annex.items():
        counted[Key(name)] = _rolled_up(made, name, spec, [_figure(made.ledger, name, spec, c, days) for c in cells])
    made.agreements = [
        Agreement(a.clash, made.ledger.put(f"{a.clash} {a.inner[0].field}", a.broken), a.inner, a.outer, a.limit)
        for a in agreements(filer, counted)
    ]
    made.figures = {key: _settled(made, key, figure) for key, figure in counted.items()}
    made.targets = [_target(made, one) for one in judged(filer)]
    return made


def _label(key: Key) -> str:
    return " ".join([key.field, key.basis.value, *([str(key.month)] if key.month else [])])


def _figure(ledger: Ledger, label: str, spec: AnyField, cell: Input, days: Window) -> Figure:
    found = ledger.put(f"{label} state", state(cell, spec, days))
    return Figure(found, ledger.put(f"{label} value", value(cell, spec, found)))


def _rolled_up(made: Calculation, name: str, spec: AnyField, cells: Iterable[Figure]) -> Figure:
    """The figure of a unit whose units below report it one by one: what it states has to agree with theirs."""
    ledger, own, found = made.ledger, made.stated[Key(name)], list(cells)
    added = ledger.put(f"{name} annex total", total(figure.low for figure in found))
    known = total(if_(figure.state.eq(FIGURE), 1, 0) for figure in found)
    lacking = ledger.put(f"{name} annex lacking", const(len(found)) - known)
    room = [own.low.le(added + lacking)] if spec.kind == "yes_no" else []
    fits = if_(lacking.gt(0), all_of((added.le(own.low), *room)), own.low.eq(added))
    agrees = ledger.put(f"{name} annex agrees", any_of((not_(own.state.eq(FIGURE)), fits)))
    counted = all_of((own.state.eq(BLANK), lacking.eq(0)))
    new = ledger.put(f"{name} counted state", if_(counted, FIGURE, if_(agrees, own.state, CONFLICT)))
    low = ledger.put(f"{name} counted value", if_(counted, added, if_(agrees, own.low, 0)))
    made.below[name] = Below(added, lacking, agrees)
    return Figure(new, low)


def _settled(made: Calculation, key: Key, figure: Figure) -> Figure:
    """Without the figures of a contradiction: nobody knows which one is wrong."""
    clashes = [agreement.broken for agreement in made.agreements if key in agreement.keys]
    if not clashes:
        return figure
    new = made.ledger.put(f"{_label(key)} settled", if_(any_of(clashes), CONFLICT, figure.state))
    return Figure(new, made.ledger.put(f"{_label(key)} settled value", if_(new.eq(FIGURE), figure.low, 0)))


def _target(made: Calculation, one: Judged) -> JudgedHere:
    found = measured(made.filer, one.computed, made.figures)
    part, whole = (
        _kept(made, f"{one.target.id} {name}", span) for name, span in (("part", found.part), ("whole", found.whole))
    )
    found = Measured(part, whole, found.nested, found.counted, found.keys)
    judge = Judge(one.target.id, one.rule, found, made.ledger)
    verdict = judge.verdict()
    return JudgedHere(one, found, verdict, judge.gap(verdict))


def _kept(made: Calculation, label: str, span: Reach) -> Reach:
    return Reach(made.ledger.put(f"{label} low", span.low), made.ledger.put(f"{label} high", span.high))
