"""``khpcmd verify``: does a result (the JSON of an earlier check) belong to these files, this plan and this version."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import typer

from khpcmd.cli import options
from khpcmd.cli.options import Judging, expanded, judges
from khpcmd.cli.output import emit, progress
from khpcmd.cli.usage import Speech, core_errors

if TYPE_CHECKING:
    from khpcmd.saved.verify import VerifyRequest

AGREES, DIFFERS = 0, 1


@judges("prefer", "plan", "baseline", "previous", "waivers", "answers", "names", "limit")
def command(  # to typer every option is a parameter
    _context: typer.Context,
    result: options.ResultFile,
    paths: options.Paths = None,
    *,
    judging: Judging,
    lang: options.Language = "",
    quiet: options.Quiet = False,
) -> int:
    from khpcmd.saved.verify import VerifyRequest  # --help needs nothing of the core

    asked = judging.request(expanded(paths))
    beside = asked.baselines, asked.previous, asked.waivers, asked.answers, asked.names
    request = VerifyRequest(result, asked.paths, asked.plan, *beside, asked.limits, asked.prefer)
    return _run(request, _context.obj, quiet=quiet)


def _run(request: VerifyRequest, speech: Speech, *, quiet: bool) -> int:
    from khpcmd.saved.verify import answer, verification_lines, verify

    with core_errors(speech.messages, unreached="verify"), progress(speech.messages) as advance:
        found = verify(request._replace(progress=advance))
    code = AGREES if found.agrees else DIFFERS
    messages = speech.about(found.report.plan.language)
    lines = [answer(found, messages, code)] if quiet else verification_lines(found, messages, code)
    emit("".join(f"{line}\n" for line in lines), sys.stdout)
    return code
