"""What was worked out once is kept for the next time, in a space that does not grow with the number of files."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import TypeVar

Key = TypeVar("Key", bound=str | tuple[str, ...])
Value = TypeVar("Value")

KEPT = 4096
"""How many answers are kept: more different texts than a batch of forms has, names of units left out."""
SHORT = 200
"""The longest text that is kept. Longer ones are no labels, and thousands of them would be the whole memory."""


def remembered(function: Callable[[str], Value]) -> Callable[[str], Value]:
    """The same function, which keeps its answers to short texts. Only for functions of nothing but the text."""
    known = lru_cache(maxsize=KEPT)(function)

    @wraps(function)
    def asked(text: str) -> Value:
        return known(text) if len(text) <= SHORT else function(text)

    return asked


class Known(dict[Key, Value]):
    """Answers by question; when it is full it begins anew."""

    def __setitem__(self, key: Key, value: Value) -> None:
        if len(self) >= KEPT:
            self.clear()
        super().__setitem__(key, value)

    def keep(self, asked: Key, value: Value) -> Value:
        """Keep an answer, unless the question is a long text, or texts that are long together; the answer."""
        if len(asked) <= SHORT if isinstance(asked, str) else sum(map(len, asked)) <= SHORT:
            self[asked] = value
        return value
