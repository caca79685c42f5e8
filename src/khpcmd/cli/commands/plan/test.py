"""``khpcmd plan test``: makes the tests that stand beside plans, or proposes some to begin with."""

from __future__ import annotations

import sys
from pathlib import Path

import typer

from khpcmd.cli import options
from khpcmd.cli.misuse import WRONG_USAGE, Misuse
from khpcmd.cli.output import emit
from khpcmd.cli.output_files import refuse_existing, write_new
from khpcmd.cli.paths import expanded
from khpcmd.cli.usage import core_errors
from khpcmd.i18n import Messages

OTHERWISE = 1
OUTPUT = "--output"


def command(  # noqa: PLR0913  # to typer every option is a parameter
    context: typer.Context,
    plans: options.PlanFiles = None,
    *,
    propose: options.Propose = False,
    output: options.Output = None,
    lang: options.Language = "",
    format: options.TestFormat = "plain",  # noqa: A002  # the option's name
) -> int:
    if not plans:
        raise Misuse("no_plans")
    messages, paths = context.obj.messages, list(expanded(plans))
    if output is not None and not propose:
        raise Misuse("output_of_proposals")
    if propose:
        return _propose(paths, output, messages)

    from khpcmd.draft.plan_tests import try_plan
    from khpcmd.render.plan import tests as page

    tried = [try_plan(path) for path in paths]
    emit(getattr(page, f"tests_{format}")(tried, messages), sys.stdout)
    if any(one.mistakes for one in tried):
        return WRONG_USAGE
    return OTHERWISE if any(one.failed for one in tried) else 0


def _propose(paths: list[Path], output: Path | None, messages: Messages) -> int:
    """Write proposed tests of one plan to a new file, or print them."""
    from khpcmd.draft.plan_tests import tests_beside
    from khpcmd.draft.proposed_tests import proposed
    from khpcmd.plan.load import load_plan
    from khpcmd.render.plan.tests import proposed_page

    if len(paths) > 1:
        raise Misuse("one_plan")
    if output is not None:
        refuse_existing(output, OUTPUT)
    with core_errors(messages):
        plan = load_plan(paths[0]).plan
    proposals = {target.id: proposed(plan, target) for target in plan.targets}
    text = "".join(proposed_page(plan, proposals, messages, file=str(tests_beside(paths[0]))))
    if output is None:
        emit(text, sys.stdout)
    else:
        if output.parent == tests_beside(paths[0]).parent:
            output.parent.mkdir(exist_ok=True)
        write_new(output, text, OUTPUT)
        emit(messages.text("plan_test.written", file=str(output)), sys.stderr, line=True)
    return 0
