"""When a file was made, so that two runs on the same input make the same file."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime, time


def made_at(as_of: date) -> datetime:
    """The moment that ``SOURCE_DATE_EPOCH`` names (seconds since 1970, UTC), else the start of the day judged."""
    wanted = os.environ.get("SOURCE_DATE_EPOCH", "")
    try:
        return datetime.fromtimestamp(int(wanted), UTC)
    except (ValueError, OverflowError, OSError):
        return datetime.combine(as_of, time(), UTC)
