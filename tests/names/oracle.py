"""Somebody who knows what each office means: decides every entry, and counts the right first offers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from khpcmd.names.file import NamesText, WrittenName
from khpcmd.render.plan.draft import meaning_line, quoted
from khpcmd.text import loose
from names.offices import Meaning, Office


@dataclass
class Score:
    """How good the offers of a file were."""

    entries: int = 0
    first: int = 0
    chosen: int = 0
    wrongly: list[str] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)
    strange: list[str] = field(default_factory=list)
    """Texts that were asked about although nobody meant anything by them."""

    def count(self, text: str, offers: list[Meaning], true: Mapping[Meaning, list[str]], *, decided: bool) -> None:
        """Count one entry with its offers, the first of which should be one of those that are ``true``."""
        if not true:
            self.strange.append(text)
            return
        right = bool(offers) and offers[0] in true
        self.entries += 1
        self.first += right
        self.chosen += decided
        if not right:
            self.missed.append(f"{text}: {offers[:3]} {list(true)}")
        if decided and (not right or len(true) > 1):
            self.wrongly.append(f"{text}: {offers[0]}")


def answered(text: str, offices: Iterable[Office]) -> tuple[str, Score]:
    """The file of names with every entry decided, and the score of its offers."""
    score, means = Score(), _meant(offices)
    extra, number = list[str](), 0
    while number < len((names := NamesText(text, "names.yaml")).entries):
        entry, number = names.entries[number], number + 1
        true = means.get(_key(entry.entry.text), {})
        score.count(entry.entry.text, _offers(names, entry), true, decided=entry.decided)
        if len(true) == 1 and not entry.decided:
            ((key, value),) = true
            text = names.decided(entry, [meaning_line(key, value)]).text
        elif len(true) > 1:
            extra += [_scoped(entry.entry.text, *meaning, file) for meaning, files in true.items() for file in files]
            text, number = names.without([entry.index]), number - 1
    return text.rstrip("\n") + "\n" + "".join(extra), score


def _meant(offices: Iterable[Office]) -> dict[str, dict[Meaning, list[str]]]:
    """By text, what the offices mean by it, and the files of those that do."""
    means = dict[str, dict[Meaning, list[str]]]()
    for office in offices:
        for said, meaning in office.truth.items():
            means.setdefault(_key(said), {}).setdefault(meaning, []).append(office.name)
    return means


def _offers(names: NamesText, entry: WrittenName) -> list[Meaning]:
    """The meanings that an entry offers, the chosen one first."""
    offered = [(one.key, "" if one.value == "true" else one.value) for one in names.offers(entry)]
    return [*entry.entry.meanings.items(), *offered]


def _scoped(text: str, key: str, value: str, file: str) -> str:
    return f"  - text: {quoted(text)}\n    {meaning_line(key, value)}\n    only: {{file: {file}}}\n"


def _key(text: str) -> str:
    return loose(text) or text
