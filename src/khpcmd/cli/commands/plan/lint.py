"""``khpcmd plan lint``: reports every mistake of plan files at its line and column."""

from __future__ import annotations

import sys

import typer

from khpcmd.cli import options
from khpcmd.cli.misuse import WRONG_USAGE, Misuse
from khpcmd.cli.output import emit
from khpcmd.cli.paths import expanded


def command(
    context: typer.Context,
    plans: options.PlanFiles = None,
    *,
    strict: options.Strict = False,
    lang: options.Language = "",
    format: options.LintFormat = "plain",  # noqa: A002  # the option's name
) -> int:
    if not plans:
        raise Misuse("no_plans")

    from khpcmd.diagnostics import Severity
    from khpcmd.draft.date_advice import advice_on_dates
    from khpcmd.draft.placeholders import advice_on_placeholders
    from khpcmd.draft.quote_advice import advice_on_quotes
    from khpcmd.plan.contradictions import advice_on_rules
    from khpcmd.plan.lint import lint_file
    from khpcmd.render import lint as lint_page
    from khpcmd.template.read_back import advice_on_forms
    from khpcmd.workbook.words.advice import advice_on_sections, advice_on_words

    of_words = (advice_on_words, advice_on_sections, advice_on_placeholders)
    more = (*of_words, advice_on_quotes, advice_on_dates, advice_on_rules, advice_on_forms)
    refused = (Severity.ERROR, Severity.WARNING, Severity.QUESTION) if strict else (Severity.ERROR,)
    linted = [lint_file(path, *more) for path in expanded(plans)]
    messages = context.obj.messages
    emit(getattr(lint_page, f"lint_{format}")(linted, messages), sys.stdout)
    return (
        WRONG_USAGE
        if any(one.plan is None or any(found.severity in refused for found in one.diagnostics) for one in linted)
        else 0
    )
