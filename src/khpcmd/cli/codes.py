"""The codes of diagnostics as people type them."""

from __future__ import annotations

import difflib

from khpcmd.diagnostics import BY_CODE, BY_NAME, AnyCode


def code_of(text: str) -> AnyCode | None:
    """The code of that number or name, in any case and with any dashes."""
    key = _key(text)
    return BY_CODE.get(key) or BY_NAME.get(key)


def nearest_code(text: str) -> str:
    """The number or name of a code that is nearly what was typed, or ""."""
    return "".join(difflib.get_close_matches(_key(text), [*BY_CODE, *BY_NAME], 1))


def _key(text: str) -> str:
    return text.strip().upper().replace("-", "_").replace(" ", "_")
