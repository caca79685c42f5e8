"""The day that a command judges as of."""

from __future__ import annotations

from datetime import date

from khpcmd.cli.usage import Misuse


def day_of(text: str) -> date | None:
    """The day of ``--as-of``; None where none was given."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise Misuse("bad_date", option="--as-of", found=text) from None
