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


PROBLEMS = tuple(
    (re.compile(said), word)
    for said, word in (
        ("mapping values are not allowed", "yaml_colon"),
        ("could not find expected ':'", "yaml_no_colon"),
        ("cannot start any token", "yaml_start"),
        ("escape|hexadecimal", "yaml_escape"),
        ("end of stream.*(?:quoted|flow)|expected ',' or|flow (?:sequence|mapping)", "yaml_not_closed"),
        ("expected key|expected '-'|<block end>|block (?:sequence|mapping)|simple key", "yaml_indentation"),
    )
)
"""What PyYAML's two parsers say of a mistake, and the word of the catalogue for it."""


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
        builder.bad_syntax(f"U+{ord(wrong.group()):04X}", "yaml_character", place_of(text, wrong.start()))
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
        builder.bad_syntax(_line(text, place).strip(), _problem(error, text, place), place)
    except (yaml.YAMLError, ValueError, OverflowError):  # a code point out of range, in the parser in Python
        builder.bad_syntax(_line(text, builder.last).strip(), "yaml_other", builder.last)


def _place(error: yaml.MarkedYAMLError, text: str) -> Place | None:
    """Where the mistake is; of what is never closed, where it was opened."""
    mark = error.problem_mark or error.context_mark
    if mark and error.context_mark and mark.index >= len(text.rstrip()):
        mark = error.context_mark
    return Place(mark.line + 1, mark.column + 1) if mark else None


def _problem(error: yaml.MarkedYAMLError, text: str, place: Place) -> str:
    """The word for a mistake; a tab in the indentation is called so."""
    if _line(text, place)[place.column - 1 : place.column] == "\t":
        return "yaml_tab"
    said = f"{error.problem} {error.context}"
    return next((word for known, word in PROBLEMS if known.search(said)), "yaml_other")


def _line(text: str, place: Place) -> str:
    return next(iter(LINE_END.split(text)[place.line - 1 : place.line]), "")
