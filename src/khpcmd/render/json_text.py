"""A JSON document as text, piece by piece: what it may be made of (``Json``), and how it is written."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from types import GeneratorType

from pydantic_core import PydanticSerializationError, to_json

from khpcmd.render.wording import json_safe

ATONCE = 50
"""So many values of a generator are in memory together."""
Json = str | int | bool | None | Mapping[str, "Json"] | Sequence["Json"] | Iterator["Json"]
"""What a document is made of. A generator becomes a list, and is run only while the document is written."""
MAY_BE_UNSEEN = (b"\x7f", b"\xc2", b"\xd8", b"\xe2", b"\xef")
"""How everything unseen begins in UTF-8 but for halves of surrogate pairs: most texts have none of these."""


def written(document: Json) -> str:
    """A document as text that neither a terminal nor a reader of lines can stumble over."""
    return "".join(streamed(document))


def streamed(document: Json) -> Iterator[str]:
    """The same text piece by piece: a document with generators in it is never in memory as a whole."""
    yield from _pieces(document, "\n")
    yield "\n"


def _pieces(value: Json, line: str) -> Iterator[str]:
    """The text of a value whose closing bracket stands after ``line``, a line break and an indent."""
    inner = line + "  "
    if isinstance(value, dict):
        before = "{"
        for name, item in value.items():
            yield f"{before}{inner}{_text(name, line)}: "
            yield from _pieces(item, inner) if _has_generators(item) else (_text(item, inner),)
            before = ","
        yield "{}" if before == "{" else line + "}"
    elif isinstance(value, GeneratorType):
        before = "["
        while items := list(islice(value, ATONCE)):
            if _has_generators(items[0]):  # the others are made as it is
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
    """The text of a value without generators, as ``json.dumps`` writes it with an indent of 2, only faster.

    To stand so far to the right it is written in as many lists, whose brackets are cut off.
    """
    depth, nested = len(line) // 2, value
    for _ in range(depth):
        nested = [nested]
    try:
        encoded = to_json(nested, indent=2)
        unseen = any(begins in encoded for begins in MAY_BE_UNSEEN)
        text = encoded[depth * (depth + 3) : len(encoded) - depth * (depth + 1)].decode()
    except PydanticSerializationError:  # it has half of a surrogate pair
        text, unseen = json.dumps(value, ensure_ascii=False, indent=2).replace("\n", line), True
    return json_safe(text) if unseen else text
