"""``khpcmd template``: blank returns, for one unit, for all, or consolidated."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from khpcmd.cli import options
from khpcmd.cli.asking import asking
from khpcmd.cli.help_page import worded
from khpcmd.cli.usage import Misuse, choice
from khpcmd.cli.wildcards import expanded

if TYPE_CHECKING:
    from khpcmd.plan.model import Plan
    from khpcmd.plan.units import Unit

DATA_AT_FAULT = 3
NAMED = 12
"""How many values are listed in a message."""


def command() -> typer.core.TyperCommand:
    """The command, as typer knows it."""
    return worded("template", _template)


def _template(  # noqa: PLR0913  # to typer every option is a parameter
    context: typer.Context,
    *,
    unit: options.UnitName = "",
    all_units: options.AllUnits = False,
    consolidated: options.Consolidated = "",
    plan: options.PlanFile = None,
    period: options.PeriodId = "",
    baseline: options.Baselines = None,
    output: options.Output = None,
    folder: options.Folder = None,
    force: options.Force = False,
    lang: options.Language = "",
) -> int:

    from khpcmd.plan.load import load_plan

    with asking(context.obj.messages):
        loaded = load_plan(plan)
    messages = context.obj.about(loaded.plan.language)
    if (bool(unit), all_units, bool(consolidated)).count(True) != 1:
        raise Misuse("other", message=messages.template("template.choose"))
    if all_units and folder is None:
        raise Misuse("other", message=messages.template("template.choose_folder"))
    from khpcmd.cli.template_maker import Maker

    maker = Maker(loaded, _period(loaded.plan, period), messages, force=force)
    if not maker.read_baseline(expanded(baseline or ())):
        return DATA_AT_FAULT
    if all_units and folder is not None:
        maker.all(folder)
    elif consolidated:
        maker.consolidated(choice("--consolidated", consolidated, loaded.plan.levels), output)
    else:
        if output is not None:
            choice("-o", output.suffix.lower() or output.name, (".xlsx",))
        maker.one(_unit(loaded.plan, unit), output)
    return 0


def _period(plan: Plan, asked: str) -> str:
    """The period asked for, or that of the whole year."""
    if asked:
        return choice("--period", asked, plan.periods)
    return next((ident for ident, period in plan.periods.items() if not period.interim), next(iter(plan.periods)))


def _unit(plan: Plan, text: str) -> Unit:
    """The filer that an id or a name means."""
    from khpcmd.text import Names

    filers = {unit.id: unit for unit in plan.filers}
    spellings = {
        ident: (unit.name.vi, unit.name.en, *((unit.short,) if unit.short else ()), *unit.aliases)
        for ident, unit in filers.items()
    }
    found = Names(spellings, units=True).find(text)
    ident = text if text in filers else found.id
    if ident in filers:
        return filers[ident]
    names = [unit.name.vi for unit in filers.values()]
    allowed = ", ".join(names[:NAMED]) + (", …" if len(names) > NAMED else "")
    raise Misuse("bad_choice", option="--unit", found=text, allowed=allowed, suggestion=found.suggestion)
