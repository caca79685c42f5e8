"""Which targets figures can turn, in words: at all, and if they are as usual."""

from __future__ import annotations

from collections.abc import Iterable

from khpcmd.diagnostics import Diagnostic, Ends, Severity
from khpcmd.i18n import Messages


def can_turn(equal: Iterable[Diagnostic], messages: Messages) -> str:
    """The targets that one of the figures of ``equal`` faults can turn; "" where there is none."""
    equal = tuple(equal)
    found = dict.fromkeys(target for one in equal for target in one.turns or ())
    if not found:
        return ""
    targets = messages.joined(found)
    if any(one.turns_usual is None for one in equal):
        return messages.text("view.turns", targets=targets)
    likely = dict.fromkeys(target for one in equal for target in one.turns_usual or ())
    usual = _usual({one.usual for one in equal}, messages)
    if not likely and all(one.severity is Severity.QUESTION for one in equal):
        return messages.text("view.turns_none_usual", usual=usual)
    if not likely:
        return messages.text("view.turns_unusual", targets=targets, usual=usual)
    if len(likely) == len(found):
        return messages.text("view.turns_usual_too", targets=targets, usual=usual)
    return messages.text("view.turns_usual", targets=targets, usual=usual, likely=messages.joined(likely))


def _usual(spans: set[tuple[Ends, ...]], messages: Messages) -> str:
    """What is usual, with its ends where these are the same for all figures."""
    ends = spans.pop() if len(spans) == 1 else ()
    if len(ends) != 1:
        return messages.template("view.usual")
    low, high = ends[0]
    if high is None:
        return messages.text("view.usual_from", low=low)
    return messages.text("view.usual_range", low=low, high=high)
