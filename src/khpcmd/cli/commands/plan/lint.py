"""``khpcmd plan lint``: every mistake of plan files at its line and column."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import typer

from khpcmd.cli import options
from khpcmd.cli.help import worded
from khpcmd.cli.output import emit
from khpcmd.cli.paths import expanded
from khpcmd.cli.usage import WRONG_USAGE, Misuse

if TYPE_CHECKING:
    from collections.abc import Iterable

    from khpcmd.plan.lint import Linted


def command() -> typer.core.TyperCommand:
    """The command, as typer knows it."""
    return worded("plan_lint", _lint)


def _lint(
    context: typer.Context,
    plans: options.PlanFiles = None,
    *,
    strict: options.Strict = False,
    lang: options.Language = "",
    format: options.LintFormat = "plain",  # noqa: A002  # the option's name
) -> int:
    if not plans:
        raise Misuse("no_plans")

    from khpcmd.plan.lint import lint_file
    from khpcmd.render import lint as lint_page

    linted = [lint_file(path) for path in expanded(plans)]
    messages = context.obj.messages
    emit(getattr(lint_page, f"lint_{format}")(linted, messages), sys.stdout)
    return WRONG_USAGE if _wrong(linted, strict=strict) else 0


def _wrong(linted: Iterable[Linted], *, strict: bool) -> bool:
    return any(one.plan is None or (strict and one.diagnostics) for one in linted)
