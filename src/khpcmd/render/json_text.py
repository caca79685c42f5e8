"""A JSON document as text, piece by piece: what it may be made of (``Json``), and how it is written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from itertools import islice
from json.encoder import encode_basestring
from types import GeneratorType

from khpcmd.render.wording import json_safe

CONSTANTS = {True: "true", False: "false", None: "null"}
BRACKETS = ("[", "]"), ("{", "}")
ATONCE = 50
"""So many values of a generator are in memory together."""
Json = str | int | Decimal | bool | None | Mapping[str, "Json"] | Sequence["Json"] | Iterator["Json"]
"""What a document is made of. A generator becomes a list, and is run only while the document is written."""


def written(document: Json) -> str:
    """A document as text that neither a terminal nor a reader of lines can stumble over."""
    return "".join(streamed(document))


def streamed(document: Json) -> Iterator[str]:
    """The same text piece by piece: a document with generators in it is never in memory as a whole.

    The text is that of ``json.dumps`` with an indent of 2, which builds one small text for each bracket and comma and
    takes three times as long.
    """
    yield from _pieces(document, "\n")
    yield "\n"


def _pieces(value: Json, line: str) -> Iterator[str]:
    """The text of a value whose closing bracket stands after ``line``, a line break and an indent."""
    inner = line + "  "
    if isinstance(value, dict):
        before = "{"
        for name, item in value.items():
            yield f"{before}{inner}{_string(name)}: "
            yield from _pieces(item, inner) if _has_generators(item) else (_text(item, inner),)
            before = ","
        yield "{}" if before == "{" else line + "}"
    elif isinstance(value, GeneratorType):
        before = "["
        while items := list(islice(value, ATONCE)):
            if any(map(_has_generators, items)):
                for item in items:
                    yield before + inner
                    yield from _pieces(item, inner)
                    before = ","
            else:
                yield before + _text(items, line)[1 : -len(line) - 1]
            before = ","
        yield "[]" if before == "[" else line + "]"
    else:
        yield _text(value, line)


def _has_generators(value: Json) -> bool:
    """Whether a value is a generator, or an object with one of them as a value of its own."""
    if isinstance(value, dict):
        return GeneratorType in map(type, value.values())
    return isinstance(value, GeneratorType)


def _text(value: Json, line: str) -> str:
    """The text of a value without generators; that of the plainest parts of it costs no call."""
    if isinstance(value, str):
        return _string(value)
    if value is None or isinstance(value, bool):
        return CONSTANTS[value]
    if isinstance(value, int | Decimal):
        return f'"{value:f}"' if isinstance(value, Decimal) else str(value)
    names = list(map(_key, value)) if isinstance(value, dict) else None
    parts = list(value.values() if isinstance(value, dict) else value)
    first, last = BRACKETS[names is not None]
    if not parts:
        return first + last
    inner = line + "  "
    texts = [
        encode_basestring(part)
        if type(part) is str and part.isprintable()
        else str(part)
        if type(part) is int
        else "null"
        if part is None
        else _text(part, inner)
        for part in parts
    ]
    if names is not None:
        texts = list(map(": ".join, zip(names, texts, strict=True)))
    return f"{first}{inner}{f',{inner}'.join(texts)}{line}{last}"


def _string(text: str) -> str:
    shown = encode_basestring(text)
    return shown if shown.isprintable() else json_safe(shown)


_key = lru_cache(maxsize=512)(_string)
