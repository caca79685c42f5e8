"""All regular expressions of khpcmd, how the code uses each, and texts on which they would take long if they could."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterable, Iterator
from itertools import product
from pathlib import Path
from re import _constants as ops  # type: ignore[attr-defined]  # not in the stubs
from re import _parser as parser  # type: ignore[attr-defined]
from types import ModuleType
from typing import Any

import khpcmd

AnyPattern = re.Pattern[str] | re.Pattern[bytes]
METHODS = ("search", "match", "fullmatch", "sub", "split", "findall", "finditer")
DEEPEST = 4
"""How deep patterns are looked for in lists, tables and objects of a module."""
PROGRAMS = ("__main__", "calamine_child")
LETTERS = "a1 .,;-([x0A\"'\u0301đ"
"""One of each kind of characters that patterns tell apart."""
BODIES = (
    "a",
    "1",
    " ",
    ".",
    "1.",
    "a ",
    "(",
    '"',
    "1 ",
    "-",
    "đ",
    "[",
    "'",
    "1/",
    "a(",
    " a",
    "\n",
    ",",
    "; ",
    "<a ",
    "I. ",
)
ENDS = ("", "\x01", "!")
VARIANTS = range(4)
"""How many different examples are made of a pattern."""


def modules() -> Iterator[ModuleType]:
    for found in pkgutil.walk_packages(khpcmd.__path__, "khpcmd."):
        if found.name.rpartition(".")[2] not in PROGRAMS:
            yield importlib.import_module(found.name)


def patterns() -> dict[str, AnyPattern]:
    """Each pattern that a module holds, by the names of the module and of the pattern."""
    found = dict[str, AnyPattern]()
    for module in modules():
        own = [(name, value) for name, value in vars(module).items() if not name.startswith("__")]
        for name, value in own:
            for number, pattern in enumerate(_within(value, 0)):
                if pattern not in found.values():
                    found[f"{module.__name__} {name} {number}"] = pattern
    return found


def _within(value: object, depth: int) -> Iterator[AnyPattern]:
    if isinstance(value, re.Pattern):
        yield value
    elif depth == DEEPEST:
        return
    elif isinstance(value, dict):
        for one in (*value.keys(), *value.values()):
            yield from _within(one, depth + 1)
    elif isinstance(value, list | tuple | set | frozenset):
        for one in value:
            yield from _within(one, depth + 1)
    elif type(value).__module__.startswith("khpcmd") and not isinstance(value, type):
        slots = [getattr(value, name, None) for name in getattr(value, "__slots__", ())]
        for one in (*getattr(value, "__dict__", {}).values(), *slots):
            yield from _within(one, depth + 1)


def uses(name: str) -> set[str]:
    """The methods of a pattern that are called: in its module, and in those that import it; two where none is seen."""
    home, own, _ = name.split(" ")
    folder = Path(khpcmd.__path__[0])
    texts = [path.read_text("utf-8") for path in folder.rglob("*.py")]
    imported = re.compile(rf"from {re.escape(home)} import (?:\([^)]*?|[^\n(]*?)\b{own}\b")
    source = Path(str(importlib.import_module(home).__file__)).read_text("utf-8")
    near = "\n".join([source, *(text for text in texts if imported.search(text))])
    found = set(re.findall(rf"\b{own}\.({'|'.join(METHODS)})\b", near))
    return found or {"search", "fullmatch"}


def attacks(pattern: AnyPattern) -> set[tuple[str, str, str]]:
    """Texts that almost fit: what stands before, what is repeated, what stands behind."""
    text = pattern.pattern if isinstance(pattern.pattern, str) else pattern.pattern.decode("latin-1")
    tree = parser.parse(text, pattern.flags & ~re.UNICODE if isinstance(pattern.pattern, bytes) else pattern.flags)
    found = {("", body, end) for body, end in product(BODIES, ENDS)}
    for variant in VARIANTS:
        found.add(("", _example(tree, variant), ""))
        for before, body in _repeats(tree, "", variant):
            found.update((before, body, end) for end in ENDS)
            found.update((("", before + body, "\x01"), ("", before, "\x01")))
    return {(before, body, end) for before, body, end in found if body}


def _example(tree: Iterable[Any], variant: int) -> str:
    """A text that the pattern is likely to fit."""
    return "".join(_piece(op, argument, variant) for op, argument in tree)


def _piece(op: object, argument: Any, variant: int) -> str:
    match op:
        case ops.LITERAL:
            return chr(argument)
        case ops.NOT_LITERAL | ops.ANY:
            return "a" if argument != ord("a") else "b"
        case ops.IN:
            return _member(argument, variant)
        case ops.BRANCH | ops.SUBPATTERN | ops.ATOMIC_GROUP:
            return _example(_inner(op, argument, variant), variant)
        case ops.MAX_REPEAT | ops.MIN_REPEAT | ops.POSSESSIVE_REPEAT:
            least, _, inner = argument
            return _example(inner, variant) * (0 if least == 0 and variant % 2 else min(max(least, 1), 50))
        case _:
            return ""


def _inner(op: object, argument: Any, variant: int) -> Iterable[Any]:
    branches: list[Iterable[Any]] = (
        argument[1] if op is ops.BRANCH else [argument[3] if op is ops.SUBPATTERN else argument]
    )
    return branches[variant % len(branches)]


def _member(members: list[tuple[Any, Any]], variant: int) -> str:
    """A character of a class such as [a-z.]."""
    known = re.compile(_written(members))
    found = [letter for letter in LETTERS if known.fullmatch(letter)]
    if members[0][0] is not ops.NEGATE:
        found += [
            chr(value if op is ops.LITERAL else value[0]) for op, value in members if op in (ops.LITERAL, ops.RANGE)
        ]
    return found[variant % len(found)] if found else "a"


CATEGORIES = {
    ops.CATEGORY_DIGIT: r"\d", ops.CATEGORY_NOT_DIGIT: r"\D", ops.CATEGORY_SPACE: r"\s",
    ops.CATEGORY_NOT_SPACE: r"\S", ops.CATEGORY_WORD: r"\w", ops.CATEGORY_NOT_WORD: r"\W",
}  # fmt: skip


def _written(members: list[tuple[Any, Any]]) -> str:
    written = ""
    for op, value in members:
        if op is ops.NEGATE:
            written += "^"
        elif op is ops.LITERAL:
            written += re.escape(chr(value))
        elif op is ops.RANGE:
            written += f"{re.escape(chr(value[0]))}-{re.escape(chr(value[1]))}"
        elif op is ops.CATEGORY:
            written += CATEGORIES[value]
    return f"[{written}]"


def _repeats(tree: Iterable[Any], before: str, variant: int) -> Iterator[tuple[str, str]]:
    """What may be repeated in a pattern, each with a text that fits what stands before it."""
    for op, argument in tree:
        if op in (ops.MAX_REPEAT, ops.MIN_REPEAT, ops.POSSESSIVE_REPEAT):
            yield before, _example(argument[2], variant)
            yield from _repeats(argument[2], before, variant)
        elif op is ops.SUBPATTERN:
            yield from _repeats(argument[3], before, variant)
        elif op is ops.BRANCH:
            for branch in argument[1]:
                yield from _repeats(branch, before, variant)
        elif op in (ops.ASSERT, ops.ASSERT_NOT):
            yield from _repeats(argument[1], before, variant)
        before += _piece(op, argument, variant)
