"""YAML text -> plain data with places."""

from __future__ import annotations

import re
from typing import Any

import yaml

from khpcmd.plan.builder import UNPRINTABLE, Builder
from khpcmd.plan.places import Place, Source

MAX_BYTES = 1 << 20

LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The parser in C where PyYAML was built with it; the other one is slower, not different."""
LINE_END = re.compile("\r\n|[\n\r\x85\u2028\u2029]")


def read_yaml(text: str, file: str) -> Source:
    """The data of a plan file; ``PlanError`` where it cannot be read to its end.

    Mistakes that leave the rest readable (a key given twice, an alias, ``60.000``) are in ``Source.mistakes``.
    """
    text = text.removeprefix("\ufeff")
    builder = Builder(file)
    size = len(text.encode("utf-8", "surrogatepass"))
    if size > MAX_BYTES:
        builder.too_large("bytes", size, MAX_BYTES, Place(0, 0))
    if wrong := UNPRINTABLE.search(text):
        builder.bad_syntax(f"the character U+{ord(wrong.group()):04X} is not allowed", place_of(text, wrong.start()))
    _feed(builder, text)
    return builder.source()


def place_of(text: str, index: int) -> Place:
    """The line and the column of a character."""
    start, line = 0, 1
    for end in LINE_END.finditer(text, 0, index):
        start, line = end.end(), line + 1
    return Place(line, index - start + 1)


def _feed(builder: Builder, text: str) -> None:
    try:
        for event in yaml.parse(text, Loader=LOADER):
            if not builder.take(event):
                return
    except yaml.MarkedYAMLError as error:
        place = _place(error, text) or builder.last
        builder.bad_syntax(_problem(error, text, place), place)
    except (yaml.YAMLError, ValueError, OverflowError) as error:  # a code point out of range, in the parser in Python
        builder.bad_syntax(str(error) or type(error).__name__, builder.last)


def _place(error: yaml.MarkedYAMLError, text: str) -> Place | None:
    """Where the mistake is; of what is never closed, where it was opened."""
    mark = error.problem_mark or error.context_mark
    if mark and error.context_mark and mark.index >= len(text.rstrip()):
        mark = error.context_mark
    return Place(mark.line + 1, mark.column + 1) if mark else None


def _problem(error: yaml.MarkedYAMLError, text: str, place: Place) -> str:
    """PyYAML's words for a mistake; a tab in the indentation is called so."""
    line = LINE_END.split(text)[place.line - 1 : place.line]
    if line and line[0][place.column - 1 : place.column] == "\t":
        return "a tab where spaces are needed"
    return str(error.problem or error.context or error)
