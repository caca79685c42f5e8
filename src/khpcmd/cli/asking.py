"""What may be at fault with a question that a command puts to the core, told as wrong usage."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from khpcmd.cli.usage import Misuse, Refused
from khpcmd.i18n import Messages


@contextmanager
def asking(messages: Messages) -> Iterator[None]:
    """Refused where the plan (or the waivers) cannot be used, which is told; Misuse where the question is at fault."""
    from khpcmd.diagnostics import PlanError, UsageError

    try:
        yield
    except PlanError as error:
        from khpcmd.cli.plan_mistakes import refuse_plan

        raise Refused(refuse_plan(error, messages)) from error
    except UsageError as error:
        raise Misuse(error.kind, **error.params) from error
