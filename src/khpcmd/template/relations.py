"""The lines below a form that say how its rows are related: the rules that its checks go by, with the codes of rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise

from khpcmd.judge.constraints import Fields, rules
from khpcmd.measures.threshold import Level, Number
from khpcmd.template.words import Wanted


def relations(wanted: Wanted, codes: Mapping[str, str]) -> str:
    """The rules among the rows of a form, in the order of these; "" where there is none."""
    found = sorted(_relations(wanted, codes))
    return "; ".join(dict.fromkeys(text for _, text in found))


def _relations(wanted: Wanted, codes: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Each rule with the code that it begins with."""

    def rows(names: Fields) -> str:
        return " + ".join(sorted(codes[name] for name in names))

    agreed = rules(wanted.filer.plan).among(codes.keys())
    steps = [pair for rule in agreed.steps for pair in pairwise(rule.steps)]
    chains = [list(rule.steps) for rule in agreed.steps]
    smaller = [(later, before) for before, later in steps]
    added = [(rule.parts, rule.whole) for rule in agreed.sums]
    smaller += [pair for pair in agreed.parts if not _implied(*pair, chains) and not _included(*pair, added)]
    for part, whole in smaller:
        yield rows(part), f"{rows(part)} ≤ {rows(whole)}"
    for rule in agreed.sums:
        yield rows(rule.parts), f"{rows(rule.parts)} = {rows(rule.whole)}"


def registers(wanted: Wanted, codes: Mapping[str, str]) -> str:
    """Which rows are at most which registered number; "" where there is none."""
    filer = wanted.filer
    found = dict[Number, list[str]]()
    for names, register in rules(filer.plan).among(codes.keys()).registers:
        limit = filer.registered.get(register)
        if limit is not None and not isinstance(limit, Level):
            found.setdefault(limit, []).append(" + ".join(codes[name] for name in names))
    said = (
        wanted.say("registers", rows=", ".join(sorted(rows)), limit=wanted.messages.number(limit))
        for limit, rows in found.items()
    )
    return " ".join(said)


def _included(part: Fields, whole: Fields, sums: Iterable[tuple[Fields, Fields]]) -> bool:
    """Whether a sum says already that a part is at most its whole."""
    return any(set(part) <= set(parts) and set(total) <= set(whole) for parts, total in sums)


def _implied(part: Fields, whole: Fields, chains: Iterable[list[Fields]]) -> bool:
    """Whether steps say already that a part is at most its whole."""
    for chain in chains:
        places = [place for place, step in enumerate(chain) if set(part) <= set(step)]
        wholes = [place for place, step in enumerate(chain) if set(step) <= set(whole)]
        if places and wholes and min(wholes) < max(places):
            return True
    return False
