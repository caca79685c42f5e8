"""``khpcmd letters``: writes a letter for each unit with errors or questions, or without a return. Nothing is sent."""

from __future__ import annotations

import sys
from importlib.util import find_spec

import typer

from khpcmd.cli import options
from khpcmd.cli.config import typed
from khpcmd.cli.options import Judging, day_of, judges, nothing_listed
from khpcmd.cli.output import Misuse, emit, progress
from khpcmd.cli.output_files import Showing, library_missing, misuse
from khpcmd.cli.usage import Speech, core_errors
from khpcmd.exits import letters_exit_code
from khpcmd.files import require_folder
from khpcmd.i18n import Messages
from khpcmd.letters.dress import closing, letters_page
from khpcmd.letters.run import LettersRequest, letters
from khpcmd.render.formats import Format


@judges()
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
    judging: Judging,
    lang: options.Language = "",
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
    request, answer = judging.request(paths or ()), day_of(reply_by, "--reply-by")
    if files_from and not request.paths:
        return nothing_listed(files_from, context.obj.messages)
    asked = LettersRequest(request, directory, contacts, agency, answer, thanks=thanks, official=official, force=force)
    return _run(asked, Showing("", color, quiet=quiet), context.obj, for_units=not typed(context, "lang"))


def _run(request: LettersRequest, showing: Showing, speech: Speech, *, for_units: bool) -> int:
    """``for_units``: the letters speak the plan's language, whatever that of the one who writes them."""
    with (
        core_errors(speech.messages, unreached="letters"),
        misuse(request.folder, "-d"),
        progress(speech.messages) as advance,
    ):
        asked = request._replace(check=request.check._replace(progress=advance))
        found = letters(asked, Messages if for_units else speech.about, speech.about)
    messages, code = speech.about(found.reader.report.plan.language), letters_exit_code(found)
    if showing.quiet:
        emit(closing(found, request.folder, messages, code), sys.stdout, line=True)
    else:
        emit(letters_page(found, request.folder, messages, showing.look(code)), sys.stdout)
    return code
