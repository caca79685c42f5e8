"""The engine of sentences: bodies of rules, and what of a text each of them may hold (``Descent``).

A text is a lattice: over its words lie symbols, several over the same words. A rule's body is a row of symbols, words
and other rules; ``?`` may be left out, ``*`` may be repeated, ``[a | b]`` is one of them, ``_`` is any word. What a
rule holds carries every turning symbol within it, but for those that the rule drops by name.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

ITEM = re.compile(r"\s*(?:(?P<symbol>[A-Z][A-Z-]*)|(?P<rule>[a-z]\w*)|\"(?P<word>[^\"]+)\"|(?P<sign>[\[\]|?*_]))")
"""One item of a body: SYMBOL, rule, "word", or a sign."""
ACTS = "acts"
"""What a sentence settles of which only the words on no list turn nothing, and the others what they turn elsewhere."""


class Edge(NamedTuple):
    """A symbol over some words of a text."""

    symbol: str
    start: int
    end: int

    def holds(self, other: Edge) -> bool:
        return self.start <= other.start and other.end <= self.end


class Lattice(NamedTuple):
    """The words of a text with the symbols over them."""

    words: Sequence[str]
    edges: Sequence[Sequence[Edge]]
    """By word, the symbols that begin there."""
    turning: tuple[Edge, ...]
    """Those of them that turn what they govern."""

    def within(self, start: int, end: int) -> frozenset[Edge]:
        """The turning symbols that lie within some words."""
        return frozenset(one for one in self.turning if start <= one.start and one.end <= end)


class Node(NamedTuple):
    """A part of a body: what it is, its name, and its own parts."""

    kind: str
    name: str = ""
    parts: tuple[Node, ...] = ()


class Rule:
    """A sentence or a part of one, as ``entries`` of it are written; its body is read when a text may hold it."""

    def __init__(self, written: Mapping[str, Sequence[str]], rules: Mapping[str, Rule], key: Callable[[str], str]):
        self.name = written["name"][0]
        self.places = frozenset(written.get("places", ()))
        """Where it may stand; everywhere if there are none."""
        self.drops = frozenset(written.get("drops", ()))
        self.turns = "".join(written.get("turns", ()))
        """The symbol that a text has which holds it; "" where it turns nothing."""
        self.settles = "".join(written.get("settles", ()))
        """What a text may speak of that it settles: "figures", "all else", "acts"; "" where it settles nothing."""
        self.whole = "whole" in written
        """Whether it holds a whole text or nothing."""
        self.begins = self.whole or "begins" in written
        """Whether it stands at the beginning of a text only."""
        self.listed = "listed" in written
        """Whether it says nothing as a clause of a text, for it may be one of a list there."""
        self.part = "part" in written
        """Whether it is a part of other sentences and none by itself."""
        self._written, self._rules, self._key = written, rules, key

    @cached_property
    def body(self) -> Node:
        return parsed(self._written["body"][0], self._key)

    @cached_property
    def head(self) -> Node | None:
        """What a text begins with that this has to hold as a whole, or the text is turned."""
        return parsed(self._written["head"][0], self._key) if "head" in self._written else None

    @cached_property
    def unless(self) -> Node | None:
        """What a text begins with that this says nothing of."""
        return parsed(self._written["unless"][0], self._key) if "unless" in self._written else None

    @cached_property
    def needs(self) -> frozenset[str]:
        """The symbols and words without which it cannot hold anything."""
        return needed(self.head or self.body, self._rules)

    def may_stand(self, place: str, turning: Iterable[Edge]) -> bool:
        """Whether it may stand at a place and say something of a text, or drop something that turns it there."""
        if self.part or (self.places and place not in self.places):
            return False
        return bool(self.turns or self.settles) or any(one.symbol in self.drops for one in turning)


class Held(NamedTuple):
    """What a part of a body holds: the words up to ``end``, with the turning symbols that nobody has dropped."""

    end: int
    carried: frozenset[Edge]


NOTHING: frozenset[Held] = frozenset()


def parsed(body: str, key: Callable[[str], str]) -> Node:
    """The body of a rule, its words as ``key`` writes them; ValueError where it is not written as one."""
    items, at = list[re.Match[str]](), 0
    while at < len(body.rstrip()):
        match = ITEM.match(body, at)
        if match is None:
            raise ValueError(body[at:])
        items.append(match)
        at = match.end()
    node, rest = _choice(items, key)
    if rest:
        raise ValueError(body)
    return node


def _choice(items: list[re.Match[str]], key: Callable[[str], str]) -> tuple[Node, list[re.Match[str]]]:
    rows = list[Node]()
    while True:
        row, items = _row(items, key)
        rows.append(row)
        if not items or items[0]["sign"] != "|":
            return (rows[0] if len(rows) == 1 else Node("one", parts=tuple(rows))), items
        items = items[1:]


def _row(items: list[re.Match[str]], key: Callable[[str], str]) -> tuple[Node, list[re.Match[str]]]:
    parts = list[Node]()
    while items and items[0]["sign"] not in ("|", "]"):
        first, items = items[0], items[1:]
        if first["sign"] == "[":
            node, items = _choice(items, key)
            items = items[1:]
        else:
            node = _item(first, key)
        while items and items[0]["sign"] in ("?", "*"):
            node, items = Node("maybe" if items[0]["sign"] == "?" else "many", parts=(node,)), items[1:]
        parts.append(node)
    return Node("row", parts=tuple(parts)), items


def _item(found: re.Match[str], key: Callable[[str], str]) -> Node:
    """A symbol, a rule or a word of a body."""
    if found["sign"] == "_":
        return Node("any")
    if word := found["word"]:
        return Node("word", key(word) if word.isalnum() else word)
    return Node("symbol", found["symbol"]) if found["symbol"] else Node("rule", found["rule"])


def needed(node: Node, rules: Mapping[str, Rule]) -> frozenset[str]:
    """The symbols and words that every text has which a body holds."""
    match node.kind:
        case "symbol" | "word":
            return frozenset({node.name})
        case "rule":
            return rules[node.name].needs
        case "row":
            return frozenset().union(*(needed(part, rules) for part in node.parts))
        case "one":
            first, *others = (needed(part, rules) for part in node.parts)
            return first.intersection(*others)
        case _:
            return frozenset()


def beginning(node: Node, rules: Mapping[str, Rule]) -> frozenset[str] | None:
    """The symbols and words of which what a body holds begins with one; None where it may begin with anything."""
    match node.kind:
        case "symbol" | "word":
            return frozenset({node.name})
        case "rule":
            return beginning(rules[node.name].body, rules)
        case "row":
            optional = [part.kind in ("maybe", "many") for part in node.parts]
            if all(optional):
                return None
            *begun, last = node.parts[: optional.index(False) + 1]
            found = [beginning(part, rules) for part in (*(one.parts[0] for one in begun), last)]
        case "one":
            found = [beginning(part, rules) for part in node.parts]
        case _:
            return None
    known = [one for one in found if one is not None]
    return frozenset[str]().union(*known) if len(known) == len(found) else None


class Rules(dict[str, Rule]):
    """All rules by name."""

    def __init__(self) -> None:
        super().__init__()
        self._begun = dict[int, frozenset[str] | None]()

    def beginning(self, node: Node) -> frozenset[str] | None:
        """What a part of a body begins with, which lives as long as its rule; None for anything."""
        if id(node) not in self._begun:
            self._begun[id(node)] = beginning(node, self)
        return self._begun[id(node)]


class Descent:
    """What rules hold of one text; every answer is remembered."""

    def __init__(self, lattice: Lattice, rules: Rules) -> None:
        self._lattice, self._rules = lattice, rules
        self._begun = [
            {word, *(edge.symbol for edge in edges)} for word, edges in zip(lattice.words, lattice.edges, strict=True)
        ]
        self._begun.append(set())
        self._known: dict[tuple[int, int], frozenset[Held]] = {}
        """By a part of a body, which lives as long as its rule, and a word: what it holds from there on."""

    def excepts(self, rule: Rule, start: int) -> bool:
        """Whether the text from a word on is none that a rule speaks of."""
        return rule.unless is not None and bool(self.of(rule.unless, start if rule.begins else 0))

    def of_rule(self, rule: Rule, start: int) -> frozenset[Held]:
        """What a rule holds from a word on."""
        found = self.of(rule.body, start)
        if not rule.drops:
            return found
        return frozenset(
            Held(end, frozenset(one for one in carried if one.symbol not in rule.drops)) for end, carried in found
        )

    def of(self, node: Node, start: int) -> frozenset[Held]:
        """What a part of a body holds from a word on."""
        key = id(node), start
        first = self._rules.beginning(node)
        if first is not None and first.isdisjoint(self._begun[start]):
            return NOTHING
        if key not in self._known:
            self._known[key] = frozenset()  # a rule that begins with itself holds nothing
            self._known[key] = frozenset(self._held(node, start))
        return self._known[key]

    def _held(self, node: Node, start: int) -> Iterator[Held]:
        match node.kind:
            case "symbol" | "word" | "any":
                yield from self._item(node, start)
            case "rule":
                yield from self.of_rule(self._rules[node.name], start)
            case "one":
                for part in node.parts:
                    yield from self.of(part, start)
            case "maybe":
                yield Held(start, frozenset())
                yield from self.of(node.parts[0], start)
            case "many":
                yield from self._repeated(node.parts[0], start)
            case _:
                yield from self._joined(node.parts, start)

    def _item(self, node: Node, start: int) -> Iterator[Held]:
        """What a symbol holds that begins at a word, or the word itself."""
        if start >= len(self._lattice.words):
            return
        if node.kind == "symbol":
            for edge in self._lattice.edges[start]:
                if edge.symbol == node.name:
                    yield Held(edge.end, self._lattice.within(edge.start, edge.end))
        elif node.name in ("", self._lattice.words[start]):
            yield Held(start + 1, self._lattice.within(start, start + 1))

    def _joined(self, parts: tuple[Node, ...], start: int) -> set[Held]:
        found = {Held(start, frozenset())}
        for part in parts:
            found = {self._plus(start, one, more) for one in found for more in self.of(part, one.end)}
        return found

    def _repeated(self, part: Node, start: int) -> set[Held]:
        found = {Held(start, frozenset())}
        fresh = found
        while fresh:
            longer = {
                self._plus(start, one, more) for one in fresh for more in self.of(part, one.end) if more.end > one.end
            }
            fresh = longer - found
            found = found | fresh
        return found

    def _plus(self, start: int, one: Held, more: Held) -> Held:
        """Two parts that follow each other, with the turning symbols that reach from one into the other."""
        across = [edge for edge in self._lattice.turning if start <= edge.start < one.end < edge.end <= more.end]
        return Held(more.end, one.carried | more.carried | frozenset(across))
