"""``khpcmd plan``: the commands for whoever writes a plan."""

from __future__ import annotations

import typer

from khpcmd.cli.app import LazyGroup

COMMANDS = {
    "lint": "khpcmd.cli.commands.plan.lint",
    "show": "khpcmd.cli.commands.plan.show",
    "diff": "khpcmd.cli.commands.plan.diff",
    "new": "khpcmd.cli.commands.plan.new",
    "schema": "khpcmd.cli.commands.plan.schema",
    "manual": "khpcmd.cli.commands.plan.manual",
}
"""The commands and the modules that have them, each with a ``command()``."""


class PlanCommands(LazyGroup):
    """The commands of ``khpcmd plan``."""

    commands_of = COMMANDS
    words = "plan"


def command() -> typer.core.TyperGroup:
    """The group, as typer knows it."""
    app = typer.Typer(
        name="plan",
        cls=PlanCommands,
        add_completion=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback()(_plan)
    found = typer.main.get_command(app)
    if not isinstance(found, PlanCommands):
        raise TypeError("typer made something else of the group")
    return found


def _plan() -> None:
    """Only there to be a group."""
