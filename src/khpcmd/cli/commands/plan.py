"""``khpcmd plan``: the commands for whoever writes a plan, each a function: ``plan_lint`` of ``khpcmd plan lint``."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from khpcmd.cli import options
from khpcmd.cli.options import document_text, expanded
from khpcmd.cli.output import WRONG_USAGE, Misuse, Refused, colored, emit, on_terminal, quoted, terminal_width
from khpcmd.cli.output_files import library_missing, refuse_existing, write_new, write_report
from khpcmd.cli.usage import core_errors, report_fault
from khpcmd.i18n import Messages

if TYPE_CHECKING:
    from khpcmd.plan.lint import Linted
    from khpcmd.plan.load import LoadedPlan
    from khpcmd.plan.model import Plan

OTHERWISE = 1
"""The exit code of tests that come out otherwise."""
NOT_READ = 3
OUTPUT = "--output"
SCHEMA = "plan.schema.json"
"""The file beside the plan that its first line names."""


def plan_lint(  # noqa: PLR0913  # to typer every option is a parameter
    context: typer.Context,
    plans: options.PlanFiles = None,
    *,
    strict: options.Strict = False,
    text: options.DocumentText = None,
    lang: options.Language = "",
    format: options.LintFormat = "plain",  # noqa: A002  # the option's name
) -> int:
    """Reports every mistake of plan files at its line and column."""
    if not plans:
        raise Misuse("no_plans")

    from khpcmd.diagnostics import Severity
    from khpcmd.draft.date_advice import advice_on_dates
    from khpcmd.draft.quote_advice import advice_on_placeholders, advice_on_quotes
    from khpcmd.plan.lint import advice_on_rules, lint_file
    from khpcmd.render.plan import lint as lint_page
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
    if strict:  # a note is for whoever writes the plan, and asks for nothing
        left = [tuple(found for found in one.diagnostics if found.severity in refused) for one in linted]
        linted = [one._replace(diagnostics=found) for one, found in zip(linted, left, strict=True)]
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
    return linted._replace(diagnostics=(*linted.diagnostics, *advice_on_text(written, linted.plan, str(text))))


def plan_test(  # noqa: PLR0913  # to typer every option is a parameter
    context: typer.Context,
    plans: options.PlanFiles = None,
    *,
    propose: options.Propose = False,
    output: options.Output = None,
    lang: options.Language = "",
    format: options.TestFormat = "plain",  # noqa: A002  # the option's name
) -> int:
    """Makes the tests that stand beside plans, or proposes some to begin with."""
    if not plans:
        raise Misuse("no_plans")
    messages, paths = context.obj.messages, list(expanded(plans))
    if output is not None and not propose:
        raise Misuse("output_of_proposals")
    if propose:
        return _propose(paths, output, messages)

    from khpcmd.draft.plan_tests import try_plan
    from khpcmd.render.plan import lint as page

    tried = [try_plan(path) for path in paths]
    emit(getattr(page, f"tests_{format}")(tried, messages), sys.stdout)
    if any(one.mistakes for one in tried):
        return WRONG_USAGE
    return OTHERWISE if any(one.failed for one in tried) else 0


def _propose(paths: list[Path], output: Path | None, messages: Messages) -> int:
    """Write proposed tests of one plan to a new file, or print them."""
    from khpcmd.draft.plan_tests import proposed, tests_beside
    from khpcmd.plan.load import load_plan
    from khpcmd.render.plan.draft import proposed_page

    if len(paths) > 1:
        raise Misuse("one_plan")
    if output is not None:
        refuse_existing(output, OUTPUT)
    with core_errors(messages):
        plan = load_plan(paths[0]).plan
    proposals = {target.id: proposed(plan, target) for target in plan.targets}
    text = proposed_page(plan, proposals, messages, file=str(tests_beside(paths[0])))
    if output is None:
        emit(text, sys.stdout)
    else:
        if output.parent == tests_beside(paths[0]).parent:
            output.parent.mkdir(exist_ok=True)
        write_new(output, text, OUTPUT)
        emit(messages.text("plan_test.written", file=str(output)), sys.stderr, line=True)
    return 0


def plan_show(  # noqa: PLR0913  # to typer every option is a parameter
    context: typer.Context,
    plan_file: options.OnePlan = None,
    *,
    text: options.DocumentText = None,
    old_text: options.OldText = None,
    lang: options.Language = "",
    format: options.ShowFormat = "",  # noqa: A002  # the option's name
) -> int:
    """Shows a plan as a table."""
    if old_text is not None and text is None:
        raise Misuse("old_text_alone")
    if text is not None and format not in ("", "plain"):
        raise Misuse("text_is_plain", found=format)
    wanted = format or ("table" if on_terminal() else "plain")

    from khpcmd.plan.load import load_plan

    with core_errors(context.obj.messages):
        loaded = load_plan(plan_file)
        messages = context.obj.about(loaded.plan.language)
        page = _drawn(loaded, wanted, messages) if text is None else _sentences(loaded.plan, text, old_text, messages)
    emit(page, sys.stdout)
    return 0


def _sentences(plan: Plan, text: Path, old: Path | None, messages: Messages) -> str:
    """The sentences of the plan's document; those that changed, where ``old`` is the document that the plan is of."""
    from khpcmd.draft.document_text import accounted, changed
    from khpcmd.render.plan.changes import changes_page, text_page

    if old is None:
        return text_page(accounted(document_text(text), plan), messages)
    return changes_page(changed(document_text(old), document_text(text), plan), messages)


def _drawn(loaded: LoadedPlan, wanted: str, messages: Messages) -> str:
    """The plan in a format; each format is imported only if it is wanted."""
    if wanted == "json":
        from khpcmd.render.plan.page import plan_json

        return plan_json(loaded, messages)

    from khpcmd.render.formats import Format, Look, dressed
    from khpcmd.render.plan.page import plan_document

    look = Look(Format(wanted), width=terminal_width(), color=colored("auto"))
    return dressed(plan_document(loaded.plan, messages), look)


def plan_diff(
    context: typer.Context,
    old: options.OldSide,
    new: options.NewSide,
    *,
    lang: options.Language = "",
    format: options.DiffFormat = "plain",  # noqa: A002  # the option's name
) -> int:
    """Shows how two plans differ."""
    from khpcmd.plan.compare import differences
    from khpcmd.plan.load import load_plan
    from khpcmd.render.plan.changes import diff_json, diff_plain

    with core_errors(context.obj.messages):
        before, after = load_plan(old), load_plan(new)
    changes, messages = differences(before.plan, after.plan), context.obj.about(after.plan.language)
    shown = diff_json if format == "json" else diff_plain
    emit(shown(changes, (before, after), messages), sys.stdout)
    return 0


def plan_new(  # noqa: PLR0913  # to typer every option is a parameter
    context: typer.Context,
    *,
    output: options.Output = None,
    from_workbook: options.FromWorkbook = None,
    from_plan: options.FromPlan = None,
    year: options.PlanYear = "",
    province: options.Province = "",
    roster: options.RosterFile = None,
    lang: options.Language = "",
) -> int:
    """Writes a commented plan to begin with, a draft from a workbook in use, or next year's copy."""
    if sum(map(bool, (from_plan, from_workbook, province, roster))) > 1 or (from_plan is None and year):
        raise Misuse("plan_new_sources")
    if output is not None:
        refuse_existing(output, OUTPUT)
    messages, again = context.obj.messages, ""
    if from_plan is not None:
        text, again = _copy(from_plan, options.year_of(year), output, messages)
    elif from_workbook is not None:
        text = _draft(from_workbook, messages)
    else:
        text = _skeleton(province, roster, messages)
    if not text:
        return NOT_READ
    if output is None:
        emit(text, sys.stdout)
        emit(again, sys.stderr)
    else:
        write_new(output, text, OUTPUT)
        emit(messages.text("plan_new.written", file=str(output)), sys.stderr, line=True)
        schema = output.parent / SCHEMA
        if not schema.exists():
            command = quoted(["khpcmd", "plan", "schema", "-o", str(schema)])
            emit(messages.text("plan_new.schema", command=command), sys.stderr, line=True)
        emit(again, sys.stdout)
    return 0


def _copy(path: Path, year: int | None, output: Path | None, messages: Messages) -> tuple[str, str]:
    """The copy of a plan for another year, by default the next one, and the list of what has to be read again."""
    from khpcmd.draft.next_year import next_year
    from khpcmd.plan.load import load_plan, read_text
    from khpcmd.render.plan.changes import copied_page

    with core_errors(messages):
        plan = load_plan(path).plan
    wanted = plan.year + 1 if year is None else year
    if wanted == plan.year:
        raise Misuse("same_year", found=str(path), year=str(wanted))
    copy = next_year(read_text(path), plan, path.parent, wanted)
    return copy.text, copied_page(copy, "" if output is None else str(output), messages)


def _skeleton(province: str, file: Path | None, messages: Messages) -> str:
    """The skeleton, with the units of a province or of a file where one is named."""
    from khpcmd.draft.roster import MODULE, PACKAGE, of_file, of_province
    from khpcmd.draft.skeleton import skeleton

    if province and find_spec(MODULE) is None:
        raise library_missing("--province", PACKAGE)
    with core_errors(messages):
        if file is not None:
            with _read_safely(file, messages):
                return skeleton(messages, of_file(file))
        return skeleton(messages, of_province(province) if province else None)


@contextmanager
def _read_safely(path: Path, messages: Messages) -> Iterator[None]:
    """Report why a file cannot be read safely, and end the command."""
    from khpcmd.diagnostics import Diagnostic, Location
    from khpcmd.workbook.file.limits import Refused as Unread

    try:
        yield
    except Unread as refused:
        report_fault(Diagnostic(refused.code, Location(path.as_posix()), refused.params), messages)
        raise Refused(NOT_READ) from refused


def _draft(path: Path, messages: Messages) -> str:
    """The plan that a workbook proposes; "", with the reason on stderr, if it proposes none."""
    from khpcmd.draft.from_workbook import draft_of
    from khpcmd.render.plan.draft import draft_page, no_basis
    from khpcmd.workbook.file.limits import Limits

    with _read_safely(path, messages):
        draft = draft_of(path, Limits())
    if not draft.parts.fields and not draft.parts.left_out:
        emit(messages.text("plan_new.nothing", file=str(path)), sys.stderr, line=True)
        return ""
    if all(field.kind in ("date", "text") for field in draft.parts.fields):  # which no target is measured by
        emit(no_basis(draft, str(path), messages), sys.stderr, line=True)
        return ""
    return draft_page(draft, messages)


def plan_schema(*, output: options.Output = None, force: options.Force = False, lang: options.Language = "") -> int:
    """Prints the JSON Schema of plan files, or writes it to a file."""
    if output is not None and not force:
        refuse_existing(output, "-o")

    from khpcmd.plan.json_schema import plan_schema

    if output is None:
        emit(plan_schema(), sys.stdout)
    elif force:
        write_report(output, (plan_schema().encode(),))
    else:
        write_new(output, plan_schema(), "-o")
    return 0


def plan_manual(context: typer.Context, *, lang: options.Language = "") -> int:
    """Prints the manual of the plan language."""
    from khpcmd.render.plan.manual import plan_manual

    emit(plan_manual(context.obj.messages), sys.stdout)
    return 0
