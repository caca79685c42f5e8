"""Text that is nothing but text: what could not be seen is shown, and a percentage stays on one line."""

from __future__ import annotations

from khpcmd.render.escapes import visible

PERCENT, UNBROKEN = " %", "\u00a0%"


def said(text: str) -> str:
    """A text as it is written into the document."""
    return visible(text).replace(PERCENT, UNBROKEN)
