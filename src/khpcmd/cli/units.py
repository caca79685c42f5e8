"""Which unit and which period of a plan an option means."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from khpcmd.cli.output import Misuse, choice
from khpcmd.plan.model import Plan
from khpcmd.plan.units import Unit
from khpcmd.text import Names

if TYPE_CHECKING:
    from khpcmd.i18n import Messages

NAMED = 12
"""How many values are listed in a message."""


def period_named(plan: Plan, given: str) -> str:
    """The id of the period of ``--period``; Misuse if the plan has none of that id."""
    return choice("--period", given, plan.periods)


def filer_named(plan: Plan, text: str, messages: Messages) -> Unit:
    """The filer that ``--unit`` means; Misuse if it means none, or several.

    It is named by its id, by a name that no other filer has, or by its name and that of the unit above it: "Xã Tân
    Tiến, Huyện Gia Lộc", as messages list it.
    """
    filers = {unit.id: unit for unit in plan.filers}
    names = _names(plan.filers)
    with_above = Names({unit.id: tuple(_with_above(unit, plan)) for unit in plan.filers}, units=True)
    found = text if text in filers else names.match(text).id or with_above.match(text).id
    if found:
        return filers[found]
    several = _named(plan.filers, text)
    if several:
        raise Misuse("unit_several", found=text, units=_listed(several, plan, messages, above=True))
    alike = _named(plan.filers, text.partition(",")[0])
    near = "" if alike else names.find(text).suggestion
    alike = alike or (_named(plan.filers, near) if near else [])
    offered = near if len(alike) == 1 else ""
    units = _listed(alike or plan.filers, plan, messages, above=bool(alike))
    raise Misuse("unit_unknown", found=text, units=units, suggestion=offered)


def _names(units: Iterable[Unit]) -> Names:
    return Names({unit.id: unit.spellings() for unit in units}, units=True)


def _with_above(unit: Unit, plan: Plan) -> Iterator[str]:
    """What a unit is called with the unit above it."""
    if parent := plan.unit.get(unit.parent or ""):
        yield from (f"{name}, {above}" for name in unit.spellings() for above in parent.spellings())


def _named(units: Iterable[Unit], text: str) -> list[Unit]:
    """All units that a text may mean."""
    return [unit for unit in units if _names([unit]).match(text).id]


def _listed(units: Sequence[Unit], plan: Plan, messages: Messages, *, above: bool) -> str:
    """Units with their ids, and where that is asked with the unit above them."""
    language = messages.language
    shown = list[str]()
    for unit in units[:NAMED]:
        parent = plan.unit.get(unit.parent or "") if above else None
        name = f"{unit.name.in_(language)}, {parent.name.in_(language)}" if parent else plan.name_of(unit).in_(language)
        shown.append(f"{name} ({unit.id})")
    return "; ".join((*shown, "…") if len(units) > NAMED else shown)
