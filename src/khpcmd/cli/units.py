"""Which unit and which period of a plan an option means."""

from __future__ import annotations

from khpcmd.cli.misuse import Misuse, choice
from khpcmd.plan.model import Plan
from khpcmd.plan.units import Unit
from khpcmd.text import Names

NAMED = 12
"""How many values are listed in a message."""


def period_named(plan: Plan, given: str) -> str:
    """The id of the period of ``--period``; Misuse if the plan has none of that id."""
    return choice("--period", given, plan.periods)


def filer_named(plan: Plan, text: str, language: str) -> Unit:
    """The filer that the id or the name of ``--unit`` means; Misuse if it means none."""
    filers = {unit.id: unit for unit in plan.filers}
    spellings = {
        ident: (unit.name.vi, unit.name.en, *((unit.short,) if unit.short else ()), *unit.aliases)
        for ident, unit in filers.items()
    }
    found = Names(spellings, units=True).find(text)
    ident = text if text in filers else found.id
    if ident in filers:
        return filers[ident]
    names = [unit.name.in_(language) for unit in filers.values()]
    allowed = ", ".join(names[:NAMED]) + (", …" if len(names) > NAMED else "")
    raise Misuse("bad_choice", option="--unit", found=text, allowed=allowed, suggestion=found.suggestion)
