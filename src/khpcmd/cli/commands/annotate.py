"""``khpcmd annotate``: makes marked copies of the returns that have something to fix, and says what became of each."""

from __future__ import annotations

import sys
from functools import partial

import typer

from khpcmd.annotate.page import marked_page, quiet_lines
from khpcmd.annotate.run import AnnotateRequest, annotate
from khpcmd.cli import options
from khpcmd.cli.config import typed
from khpcmd.cli.options import Judging, judges, nothing_listed
from khpcmd.cli.output import Misuse, emit, progress
from khpcmd.cli.output_files import Showing, misuse
from khpcmd.cli.usage import Speech, core_errors
from khpcmd.exits import marked_exit_code
from khpcmd.files import require_folder
from khpcmd.i18n import Messages
from khpcmd.i18n.refusals import system_word


@judges()
def command(  # noqa: PLR0913  # to typer every option is a parameter
    context: typer.Context,
    paths: options.Paths = None,
    *,
    directory: options.Folder = None,
    everything: options.AllFiles = False,
    force: options.Force = False,
    files_from: options.FilesFrom = "",
    judging: Judging,
    lang: options.Language = "",
    color: options.Color = "auto",
    quiet: options.Quiet = False,
    details: options.Details = False,
) -> int:
    if directory is None:
        raise Misuse("no_directory")
    with misuse(directory, "-d"):
        require_folder(directory)
    request = judging.request(paths or ())
    if files_from and not request.paths:
        return nothing_listed(files_from, context.obj.messages)
    showing = Showing("", color, quiet=quiet, details=details)
    asked = AnnotateRequest(request, directory, everything=everything, force=force)
    return _run(asked, showing, context.obj, for_units=not typed(context, "lang"))


def _run(request: AnnotateRequest, showing: Showing, speech: Speech, *, for_units: bool) -> int:
    """``for_units``: the copies speak the plan's language, whatever that of the one who makes them."""
    with core_errors(speech.messages, unreached="annotate"), progress(speech.messages) as advance:
        asked = request._replace(check=request.check._replace(progress=advance))
        found = annotate(asked, Messages if for_units else speech.about)
    messages, code = speech.about(found.report.plan.language), marked_exit_code(found)
    reason = partial(system_word, messages=messages)
    if showing.quiet:
        for line in quiet_lines(found, messages, code, reason):
            emit(line, sys.stdout, line=True)
    else:
        look = showing._replace(details=False).look(code)
        if showing.details:
            look = look._replace(terminal=False)
        emit(marked_page(found, messages, look, reason, details=showing.details), sys.stdout)
    return code
