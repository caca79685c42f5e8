"""What if a figure were another one (``check --set``): figures that are supposed in the place of those reported.

``read_supposed`` takes them from the command line, strictly: a unit that reports the field, and a value that can be
read in one way only. ``with_supposed`` puts them into the returns of a period, where they are checked like all others.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from decimal import Decimal

from khpcmd.diagnostics import Diagnostic
from khpcmd.diagnostics.errors import UsageError
from khpcmd.plan.fields import AmountField, AnyField
from khpcmd.plan.model import Plan
from khpcmd.plan.periods import typed_day
from khpcmd.report import Supposed, Turned, WhatIf
from khpcmd.results import Result
from khpcmd.returns import DUTY, Basis, Cell, CellState, CellValue, Key, Return
from khpcmd.text import Names, typo_of

WRITTEN = re.compile(r"(?P<unit>.+?)\.(?P<field>[A-Za-z0-9_-]+)(?:@(?P<basis>[a-z0-9]+))?(?:\.(?P<month>[0-9]{1,2}))?")
"""UNIT.FIELD, UNIT.FIELD@2022 for the baseline year, UNIT.FIELD.3 for March of a month series."""
COUNT = re.compile(r"[0-9]{1,30}")
AMOUNT = re.compile(r"-?[0-9]{1,30}(?:[.,](?P<decimals>[0-9]{1,9}))?")
THOUSANDS = 3
"""So many digits behind a separator may be decimals or thousands."""
ANSWERS = {
    **dict.fromkeys(("yes", "có", "co", "true", "1"), True),
    **dict.fromkeys(("no", "không", "khong", "chưa", "chua", "false", "0"), False),
}
BASELINE = "baseline"


def read_supposed(texts: Iterable[str], plan: Plan, period: str) -> tuple[Supposed, ...]:
    """The figures of ``--set UNIT.FIELD=VALUE``, each once; UsageError where one is not understood without doubt.

    Without a value (``UNIT.FIELD=``) the figure is supposed not to be known.
    """
    found = dict[tuple[str, Key], Supposed]()
    for text in texts:
        one = _read(text, plan, period)
        if (one.unit, one.key) in found:
            raise UsageError("set_twice", {"found": text})
        found[one.unit, one.key] = one
    return tuple(found.values())


def _read(text: str, plan: Plan, period: str) -> Supposed:
    left, equals, value = text.partition("=")
    match = WRITTEN.fullmatch(left.strip())
    if not equals or match is None:
        raise UsageError("bad_set", {"found": text})
    name = match["field"]
    unit = _unit(match["unit"], plan, name)
    fields = [one for one in plan.reported_by.get(unit, ()) if not one.startswith(DUTY)]
    if name not in fields:
        raise UsageError("set_field", {"found": name, "unit": unit, "suggestion": typo_of(name, fields)})
    spec = plan.fields[name]
    key = Key(name, _basis(match["basis"], spec, plan, text), _month(match["month"], spec, plan, period, text))
    return Supposed(unit, key, _cell(value.strip(), spec, text))


def _unit(text: str, plan: Plan, field: str) -> str:
    """The unit of that id, or else that of the name among those that report the field, also written "nam_sach"."""
    if text in plan.unit:
        return text
    reporting = [unit for unit in plan.units if field in plan.reported_by.get(unit.id, ())] or plan.units
    named = Names({unit.id: unit.spellings() for unit in reporting}, units=True)
    for spelling in (text, re.sub("[_-]+", " ", text)):
        match = named.match(spelling)
        if match.id:
            return match.id
    suggestion = match.suggestion or typo_of(text, plan.unit)
    raise UsageError("set_unit", {"found": text, "suggestion": suggestion})


def _basis(written: str | None, spec: AnyField, plan: Plan, text: str) -> Basis:
    if written is None:
        return Basis.CURRENT
    known = {BASELINE} if plan.baseline_year is None else {BASELINE, str(plan.baseline_year)}
    if written not in known or not spec.has_baseline:
        raise UsageError("set_baseline", {"found": text})
    return Basis.BASELINE


def _month(written: str | None, spec: AnyField, plan: Plan, period: str, text: str) -> int:
    months, month = plan.periods[period].months, int(written or 0)
    if spec.kind == "months" and month not in months:
        raise UsageError("set_month", {"found": text, "allowed": ", ".join(map(str, months))})
    if spec.kind != "months" and written is not None:
        raise UsageError("bad_set", {"found": text})
    return month


def _cell(written: str, spec: AnyField, text: str) -> Cell:
    if not written:
        return Cell(CellState.BLANK)
    value: CellValue | None = None
    if isinstance(spec, AmountField):
        value = _amount(written, text)
    elif spec.kind in ("count", "months"):
        value = int(written) if COUNT.fullmatch(written) else None
    elif spec.kind == "yes_no":
        value = ANSWERS.get(written.lower())
    elif spec.kind == "date":
        with suppress(ValueError):
            value = typed_day(written)
    else:
        value = written
    if value is None:
        raise UsageError("set_value", {"found": text})
    return Cell(CellState.VALUE, value, None, written)


def _amount(written: str, text: str) -> Decimal | None:
    """A number with a point or a comma before its decimals; 1.250 may be either, and is refused."""
    match = AMOUNT.fullmatch(written)
    if match is None:
        return None
    if len(match["decimals"] or "") == THOUSANDS:
        raise UsageError("set_ambiguous", {"found": text})
    return Decimal(written.replace(",", "."))


def with_supposed(returns: Mapping[str, Return], supposed: Iterable[Supposed]) -> dict[str, Return]:
    """The returns with the figures that are supposed; a unit without a return has these and no others."""
    found = dict(returns)
    for one in supposed:
        filed = found.get(one.unit, Return(one.unit, ""))
        found[one.unit] = filed.changed({one.key: one.cell})
    return found


def what_if(
    supposed: Iterable[Supposed], filed: Mapping[str, Return], before: Iterable[Result], after: Iterable[Result]
) -> WhatIf:
    """What was supposed, beside what was reported, and the targets that stand otherwise for it."""
    beside = tuple(
        one._replace(reported=filed[one.unit].cells.get(one.key) if one.unit in filed else None) for one in supposed
    )
    old, new = ({one.target.id: one.verdict for one in results} for results in (before, after))
    turned = (Turned(target, old.get(target), new.get(target)) for target in dict.fromkeys((*old, *new)))
    return WhatIf(beside, tuple(one for one in turned if one.before is not one.after))


def without_replaced(faults: Iterable[Diagnostic], supposed: WhatIf) -> list[Diagnostic]:
    """The faults without those of cells in whose place another figure is supposed."""
    places = {one.reported.at for one in supposed.supposed if one.reported and one.reported.at}
    return [fault for fault in faults if fault.at not in places]
