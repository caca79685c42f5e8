"""What a person has to read again in next year's copy of a plan, as text for a terminal: a line for each thing."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from khpcmd.draft.found import clean
from khpcmd.draft.next_year import Copy
from khpcmd.i18n import Messages


def copied_page(copy: Copy, file: str, messages: Messages) -> str:
    """The list; ``file`` is what the copy is called, "" where it was printed."""
    return "\n".join(_lines(copy, file, messages)) + "\n"


def _lines(copy: Copy, file: str, messages: Messages) -> Iterator[str]:
    yield messages.text("plan_new.copied", year=str(copy.year), values=messages.count("values", copy.moved))
    order = list(dict.fromkeys(one.what for one in copy.again))
    for what, found in groupby(sorted(copy.again, key=lambda one: order.index(one.what)), key=lambda one: one.what):
        yield f"\n{messages.template(f'plan_new.again.{what}')}"
        for one in found:
            name = f"{clean(one.name)}  " if one.name else ""
            yield f"{one.line:>6} | {name}{clean(one.text)}"
    yield f"\n{messages.text('plan_new.then', file=file or '…')}"
