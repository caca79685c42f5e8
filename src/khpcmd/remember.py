"""What was worked out once is kept for the next time, in a space that does not grow with the number of files."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

Key = TypeVar("Key", bound=str | tuple[str, ...])
Value = TypeVar("Value")

KEPT = 2048
"""How many answers are kept: more different texts than a batch of forms has, names of units left out."""
SHORT = 200
"""The longest text that is kept. Longer ones are no labels, and thousands of them would be the whole memory."""


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


class _Answers(dict[str, Value]):
    """The answers of a function; one that is not known yet is asked for. When it is full it begins anew."""

    def __init__(self, function: Callable[[str], Value]) -> None:
        super().__init__()
        self._function = function

    def __missing__(self, text: str) -> Value:
        value = self._function(text)
        if len(text) <= SHORT:
            if len(self) >= KEPT:
                self.clear()
            self[text] = value
        return value


def remembered(function: Callable[[str], Value]) -> Callable[[str], Value]:
    """The same function, which keeps its answers to short texts. Only for functions of nothing but the text.

    What it gives is the look-up itself: a call of a kept answer is no call of Python.
    """
    return _Answers(function).__getitem__
