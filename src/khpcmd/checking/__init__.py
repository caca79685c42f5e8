"""Answers the main question: paths in, Report out (``check``). Start reading in ``run``.

``data`` judges the files alone, and compares two checks.
"""

from khpcmd.checking.run import (
    UNREACHED,
    Request,
    all_reached,
    check,
    names_for,
    not_used,
    read_returns,
    without_returns,
)

__all__ = [
    "UNREACHED",
    "Request",
    "all_reached",
    "check",
    "names_for",
    "not_used",
    "read_returns",
    "without_returns",
]
