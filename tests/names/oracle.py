"""Somebody who knows what each office means: decides every entry of a file of names, and counts what was offered first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from khpcmd.names.file import NamesText
from khpcmd.render.plan.names import meaning_line, quoted
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


def answered(text: str, offices: Iterable[Office]) -> tuple[str, Score]:
    """The file of names with every entry decided, and the score of its offers."""
    score, means = Score(), dict[str, dict[Meaning, list[str]]]()
    for office in offices:
        for said, meaning in office.truth.items():
            means.setdefault(_key(said), {}).setdefault(meaning, []).append(office.name)
    extra = list[str]()
    number = 0
    while number < len((names := NamesText(text, "names.yaml")).entries):
        entry = names.entries[number]
        number += 1
        true = means.get(_key(entry.entry.text), {})
        offers = [(one.key, "" if one.value == "true" else one.value) for one in names.offers(entry)]
        offers = [*entry.entry.meanings.items(), *offers]
        score.entries += 1
        if not true:
            score.strange.append(entry.entry.text)
            score.entries -= 1
            continue
        right = bool(offers) and offers[0] in true
        score.first += right
        if not right:
            score.missed.append(f"{entry.entry.text}: {offers[:3]} {list(true)}")
        if entry.decided:
            score.chosen += 1
            if not right or len(true) > 1:
                score.wrongly.append(f"{entry.entry.text}: {offers[0]}")
        if len(true) == 1:
            ((key, value),) = true
            if not entry.decided:
                text = names.decided(entry, [meaning_line(key, value)]).text
        else:
            for (key, value), files in true.items():
                extra += [
                    f"  - text: {quoted(entry.entry.text)}\n    {meaning_line(key, value)}\n    only: {{file: {file}}}\n"
                    for file in files
                ]
            text = names.without([entry.index])
            number -= 1
    return text.rstrip("\n") + "\n" + "".join(extra), score


def _key(text: str) -> str:
    return loose(text) or text
