"""``khpcmd plan lint``: reports every mistake of plan files at its line and column."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from khpcmd.cli import options
from khpcmd.cli.misuse import WRONG_USAGE, Misuse
from khpcmd.cli.output import emit
from khpcmd.cli.paths import document_text, expanded

if TYPE_CHECKING:
    from khpcmd.plan.lint import Linted


def command(  # noqa: PLR0913  # to typer every option is a parameter
    context: typer.Context,
    plans: options.PlanFiles = None,
    *,
    strict: options.Strict = False,
    text: options.DocumentText = None,
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
    messages, paths = context.obj.messages, expanded(plans)
    linted = [lint_file(path, *more) for path in paths]
    if text is not None:
        if len(paths) > 1:
            raise Misuse("one_text")
        linted = [_with_text(one, text) for one in linted]
    emit(getattr(lint_page, f"lint_{format}")(linted, messages), sys.stdout)
    return (
        WRONG_USAGE
        if any(one.plan is None or any(found.severity in refused for found in one.diagnostics) for one in linted)
        else 0
    )


def _with_text(linted: Linted, text: Path) -> Linted:
    """The same with the sentences of the document that nothing of the plan accounts for."""
    from khpcmd.draft.document_text import advice_on_text

    written = document_text(text)
    if linted.plan is None:
        return linted
    return replace(linted, diagnostics=(*linted.diagnostics, *advice_on_text(written, linted.plan, str(text))))
