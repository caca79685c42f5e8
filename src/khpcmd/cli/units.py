"""Which unit and which period of a plan an option means."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from khpcmd.cli.output import Misuse, choice
from khpcmd.plan.model import Plan
from khpcmd.plan.units import Unit
from khpcmd.text import Names, tidy

if TYPE_CHECKING:
    from khpcmd.i18n import Messages

NAMED = 12
"""How many values are listed in a message."""
LONGEST = 200
"""No unit with those above it is called by more letters."""
BETWEEN = re.compile(r"\s?[,;(/–]\s?|\s-\s|\sthuộc\s", re.IGNORECASE)
"""Between the name of a unit and that of the one above it, whichever stands first, in a tidy text."""


def period_named(plan: Plan, given: str) -> str:
    """The id of the period of ``--period``; Misuse if the plan has none of that id."""
    return choice("--period", given, plan.periods)


def filer_named(plan: Plan, text: str, messages: Messages) -> Unit:
    """The filer that ``--unit`` means; Misuse if it means none, or several.

    It is named by its id, by a name that no other filer has, or by its name and that of a unit above it: "Xã Tân Tiến,
    Huyện Gia Lộc" or "Huyện Gia Lộc / Xã Tân Tiến".
    """
    filers = {unit.id: unit for unit in plan.filers}
    if text in filers:
        return filers[text]
    names = _names(plan.filers)
    if alone := names.match(text).id:
        return filers[alone]
    ways = list(_ways(text))
    inside = {unit.id: unit for name, above in ways for unit in _named(_below(plan, above), name)}
    if len(inside) == 1:
        return next(iter(inside.values()))
    several = list(inside.values()) or _named(plan.filers, text)
    if several:
        raise Misuse("unit_several", found=text, units=_listed(several, plan, messages, above=True))
    near = names.find(text).suggestion
    parts = dict.fromkeys(name for name, _ in ways)
    alike = [unit for name in (*parts, near) if name for unit in _named(plan.filers, name)]
    offered = near if len(alike) == 1 else ""
    units = _listed(alike or plan.filers, plan, messages, above=bool(alike))
    raise Misuse("unit_unknown", found=text, units=units, suggestion=offered)


def _names(units: Iterable[Unit]) -> Names:
    return Names({unit.id: unit.spellings() for unit in units}, units=True)


def _ways(text: str) -> Iterator[tuple[str, str]]:
    """The ways to read a text as the name of a unit and what stands above it."""
    whole = tidy(text).rstrip(" )")
    for between in BETWEEN.finditer(whole) if len(whole) <= LONGEST else ():
        before, behind = whole[: between.start()], whole[between.end() :]
        if before and behind:
            yield before, behind
            yield behind, before


def _below(plan: Plan, text: str) -> list[Unit]:
    """The filers below all units that a text names: "Huyện Gia Lộc, tỉnh Hải Dương"."""
    found = _below_one(plan, text)
    text = tidy(text)
    for between in () if found else BETWEEN.finditer(text):
        below, rest = _below_one(plan, text[: between.start()]), text[between.end() :]
        inside = {unit.id for unit in _below(plan, rest)} if below else ()
        found += [unit for unit in below if unit.id in inside]
    return found


def _below_one(plan: Plan, text: str) -> list[Unit]:
    """The filers below a unit of this name."""
    upper = {unit.id for unit in _named([unit for unit in plan.units if unit.id in plan.below], text)} if text else ()
    return [unit for unit in plan.filers if any(one.id in upper for one in plan.above(unit))]


def _named(units: Sequence[Unit], text: str) -> list[Unit]:
    """The units that a text names: the one that it names best, or all that it may mean."""
    best = _names(units).match(text).id
    return [unit for unit in units if (unit.id == best if best else _names((unit,)).match(text).id)]


def _listed(units: Sequence[Unit], plan: Plan, messages: Messages, *, above: bool) -> str:
    """Units with their ids, and where that is asked with the unit above them."""
    language = messages.language
    shown = list[str]()
    for unit in units[:NAMED]:
        parent = plan.unit.get(unit.parent or "") if above else None
        name = f"{unit.name.in_(language)}, {parent.name.in_(language)}" if parent else plan.name_of(unit).in_(language)
        shown.append(f"{name} ({unit.id})")
    return "; ".join((*shown, "…") if len(units) > NAMED else shown)
