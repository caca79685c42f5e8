"""``khpcmd letters``: writes a letter for each unit that has something to fix or has sent nothing. Nothing is sent."""

from __future__ import annotations

import sys
from dataclasses import replace
from importlib.util import find_spec
from typing import TYPE_CHECKING

import typer

from khpcmd.cli import options
from khpcmd.cli.config import typed
from khpcmd.cli.language import Speech
from khpcmd.cli.misuse import Misuse
from khpcmd.cli.options import Showing, day_of
from khpcmd.cli.output import emit
from khpcmd.cli.output_files import library_missing, misuse
from khpcmd.cli.paths import expanded, nothing_listed
from khpcmd.cli.progress import progress
from khpcmd.cli.usage import core_errors
from khpcmd.files import require_folder
from khpcmd.i18n import Messages
from khpcmd.render.formats import Format

if TYPE_CHECKING:
    from khpcmd.letters.run import LettersRequest


def command(  # noqa: PLR0913  # to typer every option is a parameter
    context: typer.Context,
    paths: options.Paths = None,
    *,
    directory: options.Folder = None,
    contacts: options.ContactsFile = None,
    agency: options.AgencyFile = None,
    reply_by: options.ReplyBy = "",
    thanks: options.Thanks = False,
    official: options.OfficialLetters = False,
    force: options.Force = False,
    files_from: options.FilesFrom = "",
    prefer: options.Prefer = "",
    plan: options.PlanFile = None,
    period: options.PeriodId = "",
    baseline: options.Baselines = None,
    previous: options.Previous = None,
    as_of: options.AsOf = "",
    lang: options.Language = "",
    waivers: options.Waivers = None,
    answers: options.Answers = None,
    names: options.NamesFile = None,
    only_reported: options.OnlyReported = False,
    limit: options.LimitList = None,
    color: options.Color = "auto",
    quiet: options.Quiet = False,
) -> int:
    if directory is None:
        raise Misuse("no_letters_folder")
    with misuse(directory, "-d"):
        require_folder(directory)
    needs = Format.DOCX.needs
    if official and needs is not None and find_spec(needs[0]) is None:
        raise library_missing("--official", needs[1])
    day, answer, given = day_of(as_of), day_of(reply_by, "--reply-by"), tuple(paths or ())

    from khpcmd.checking import Request  # --help needs nothing of the core
    from khpcmd.letters.run import LettersRequest

    if files_from and not given:
        return nothing_listed(files_from, context.obj.messages)
    request = Request(
        paths=given,
        plan=plan,
        period=period,
        baselines=expanded(baseline),
        previous=expanded(previous),
        as_of=day,
        waivers=waivers,
        answers=answers,
        names=names,
        only_reported=only_reported,
        limits=options.limits_of(limit),
        prefer=options.preference(prefer),
    )
    asked = LettersRequest(request, directory, contacts, agency, answer, thanks=thanks, official=official, force=force)
    return _run(asked, Showing("", color, quiet=quiet), context.obj, for_units=not typed(context, "lang"))


def _run(request: LettersRequest, showing: Showing, speech: Speech, *, for_units: bool) -> int:
    """``for_units``: the letters speak the plan's language, whatever that of the one who writes them."""
    from khpcmd.exits import letters_exit_code
    from khpcmd.letters.page import closing, letters_page
    from khpcmd.letters.run import letters

    with (
        core_errors(speech.messages, unreached="letters"),
        misuse(request.folder, "-d"),
        progress(speech.messages) as advance,
    ):
        asked = replace(request, check=replace(request.check, progress=advance))
        found = letters(asked, Messages if for_units else speech.about, speech.about)
    messages, code = speech.about(found.report.plan.language), letters_exit_code(found)
    if showing.quiet:
        emit(closing(found, request.folder, messages, code), sys.stdout, line=True)
    else:
        emit(letters_page(found, request.folder, messages, showing.look(code)), sys.stdout)
    return code
