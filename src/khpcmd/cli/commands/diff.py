"""``khpcmd diff``: compares two submissions or two periods."""

from __future__ import annotations

from collections.abc import Sequence

import typer

from khpcmd.checking import Request
from khpcmd.checking.data import compare
from khpcmd.cli import options
from khpcmd.cli.app import again
from khpcmd.cli.options import Judging, expanded, judges
from khpcmd.cli.output import Misuse, progress
from khpcmd.cli.output_files import Showing, outputs
from khpcmd.cli.usage import Speech, core_errors
from khpcmd.exits import changes_exit_code
from khpcmd.render.changes import ChangesTold
from khpcmd.render.formats import suffixes


@judges("prefer", "plan", "baseline", "as_of", "names", "only_reported", "limit")
def command(  # noqa: PLR0913  # to typer every option is a parameter
    context: typer.Context,
    old: options.OldSide,
    new: options.NewSide,
    *,
    period: options.Periods = None,
    judging: Judging,
    lang: options.Language = "",
    format: options.ChangesFormat = "",  # noqa: A002  # the option's name
    output: options.Outputs = None,
    hide_values: options.HideValues = False,
    color: options.Color = "auto",
    quiet: options.Quiet = False,
    details: options.Details = False,
) -> int:
    old_period, new_period = _periods(period or ())
    side = judging.request(expanded((new,)))._replace(period=new_period)
    sides = side._replace(paths=expanded((old,)), period=old_period), side
    read = (*sides[0].paths, *side.paths, *side.baselines, *filter(None, (side.names,)))
    files = outputs(output or (), suffixes("diff"), read)
    showing = Showing(format, color, files, quiet=quiet, details=details, again=again(context), hide=hide_values)
    return _run(sides, showing, context.obj)


def _periods(given: Sequence[str]) -> tuple[str, str]:
    """One period is that of both sides; two are those of the old side and the new one."""
    match given:
        case []:
            return "", ""
        case [both]:
            return both, both
        case [old, new]:
            return old, new
    raise Misuse("too_many_periods")


def _run(sides: tuple[Request, Request], showing: Showing, speech: Speech) -> int:
    with core_errors(speech.messages, unreached="diff"), progress(speech.messages) as advance:
        found = compare(*(side._replace(progress=advance) for side in sides))
    code = changes_exit_code(found)
    found, messages = showing.shown(found, speech.about(found.plan.language))
    look = showing.look(code)
    showing.tell(found, messages, look, lambda: [ChangesTold(found, messages).headline()])
    return code
