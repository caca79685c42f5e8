"""``khpcmd verify``: does a result (the JSON of an earlier check) belong to these files, this plan and this version."""

from __future__ import annotations

import sys

import typer

from khpcmd.cli import options
from khpcmd.cli.options import Judging, expanded, judges
from khpcmd.cli.output import emit, progress
from khpcmd.cli.usage import core_errors
from khpcmd.saved.verify import answer, verification_lines, verify

AGREES, DIFFERS = 0, 1


@judges("plan", "baseline", "previous", "waivers", "answers", "names", "limit")
def command(  # noqa: PLR0913  # to typer every option is a parameter
    context: typer.Context,
    result: options.ResultFile,
    paths: options.Paths = None,
    *,
    judging: Judging,
    lang: options.Language = "",
    quiet: options.Quiet = False,
) -> int:
    request, speech = judging.request(expanded(paths)), context.obj
    with core_errors(speech.messages, unreached="verify"), progress(speech.messages) as advance:
        found = verify(result, request._replace(progress=advance))
    code = AGREES if found.agrees else DIFFERS
    messages = speech.about(found.report.plan.language)
    lines = [answer(found, messages, code)] if quiet else verification_lines(found, messages, code)
    emit("".join(f"{line}\n" for line in lines), sys.stdout)
    return code
