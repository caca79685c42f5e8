"""Text of workbooks made harmless: what a terminal or a reader could not see becomes a visible escape."""

from __future__ import annotations

import re

UNSEEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff\ud800-\udfff]"
)
"""Control characters, marks that reorder or hide text, line separators, stray halves of surrogate pairs, and what is no
character at all."""


def visible(text: str) -> str:
    """The text on one line, with everything unseen as ``\\x1b`` or ``\\u202e``."""
    if text.isprintable():  # nothing unseen is; most texts are, and this is quicker
        return text
    return UNSEEN.sub(lambda match: _escape(match[0], "\\x{:02x}", "\\u{:04x}"), text)


def json_safe(document: str) -> str:
    """A JSON document with everything unseen, except its own line breaks, as JSON escapes of the same value."""
    form = "\\u{:04x}"
    return UNSEEN.sub(lambda match: "\n" if match[0] == "\n" else _escape(match[0], form, form), document)


def _escape(character: str, short: str, long: str) -> str:
    return (short if ord(character) < 0x100 else long).format(ord(character))
