"""What may be at fault with a question that a command puts to the core, told as wrong usage.

A plan, or a file of waivers, that cannot be used, told.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from khpcmd.cli.output import emit
from khpcmd.cli.usage import WRONG_USAGE, Misuse, Refused
from khpcmd.i18n import Messages

if TYPE_CHECKING:
    from khpcmd.diagnostics import PlanError


@contextmanager
def asking(messages: Messages) -> Iterator[None]:
    """Refused where the plan (or the waivers) cannot be used, which is told; Misuse where the question is at fault."""
    from khpcmd.diagnostics import PlanError, UsageError

    try:
        yield
    except PlanError as error:
        raise Refused(refuse_plan(error, messages)) from error
    except UsageError as error:
        raise Misuse(error.kind, **error.params) from error


def refuse_plan(error: PlanError, messages: Messages) -> int:
    """Every mistake of the plan (or of the waivers) on a line of its own, with the place first."""
    from khpcmd.diagnostics import WaiversError
    from khpcmd.render.plain import fault_line
    from khpcmd.render.view import fault
    from khpcmd.render.wording import Wording

    wording = Wording(messages)
    for diagnostic in error.diagnostics:
        emit(fault_line(fault((diagnostic,), wording)), sys.stderr, line=True)
    count = messages.count("errors", len(error.diagnostics))
    kind = "waivers_invalid" if isinstance(error, WaiversError) else "plan_invalid"
    emit(messages.text(f"usage.{kind}", count=count), sys.stderr, line=True)
    return WRONG_USAGE
