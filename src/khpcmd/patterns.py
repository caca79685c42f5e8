"""Patterns that are compiled when they are first used: most files need few of those that some file needs."""

from __future__ import annotations

import re
from typing import AnyStr, Generic, cast

USED = ("search", "match", "fullmatch", "sub", "split", "findall", "finditer")
"""What is asked of a pattern; once it is compiled these are its own methods."""


class _Pattern(Generic[AnyStr]):
    def __init__(self, text: AnyStr, flags: int) -> None:
        self._text: AnyStr = text
        self._flags = flags

    def __getattr__(self, name: str) -> object:
        compiled = re.compile(self._text, self._flags)
        self.__dict__ |= {used: getattr(compiled, used) for used in USED}
        return getattr(compiled, name)


def pattern(text: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """As ``re.compile``, whose errors come with the first use."""
    return cast("re.Pattern[AnyStr]", _Pattern(text, flags))
