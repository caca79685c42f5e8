"""The last part of the page on limits: what documents say that a plan can say, by a trick, or not yet.

``python tests/regenerate.py`` writes it from ``tried_sentences.toml``; all above its mark is written by hand.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

DOCS = Path(__file__).parent
TRIED: dict[str, Any] = tomllib.loads((DOCS / "tried_sentences.toml").read_text(encoding="utf-8"))
MARK = "<!-- python tests/regenerate.py writes what follows from docs/tried_sentences.toml -->\n"


def limits_page(language: str) -> str:
    """The page as Markdown, with its last part as the sentences were tried."""
    by_hand, mark, _ = (DOCS / language / "reference" / "limits.md").read_text(encoding="utf-8").partition(MARK)
    return by_hand + mark + "\n".join(("", *_lines(language)))


def _lines(language: str) -> Iterator[str]:
    words = TRIED["page"][language]
    yield from (f"## {words['title']}", "", words["text"], "")
    for heads, rows in (
        (words["not"], [(one[language], one["code"], one["until"][language]) for one in tried("code")]),
        (words["by"], [(one[language], one["by"][language], one["keys"]) for one in tried("by")]),
        (words["said"], [(one[language], one["keys"]) for one in tried("keys") if "by" not in one]),
    ):
        yield from map(_row, (heads, ["---"] * len(heads), *rows))
        yield ""


def tried(key: str) -> list[dict[str, Any]]:
    """The sentences that have a key."""
    return [one for one in TRIED["sentence"] if key in one]


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
