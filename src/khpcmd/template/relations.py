"""The lines below a form that say how its rows are related: the rules that its checks go by, with the codes of rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise

from khpcmd.judge.constraints import Fields, rules
from khpcmd.judge.earlier import baseline_year
from khpcmd.measures.threshold import Number
from khpcmd.returns import Basis
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


def registers(wanted: Wanted, codes: Mapping[str, str]) -> list[str]:
    """Which rows are at most which registered number, a sentence for each number; in the baseline year, where it is
    another one."""
    filer, plan = wanted.filer, wanted.filer.plan
    found = dict[tuple[Number, Basis], list[str]]()
    for keys, limit in rules(plan, filer.period).among(codes.keys()).limits(filer.unit):
        rows = " + ".join(codes[key.field] for key in keys)
        if rows not in found.get((limit, Basis.CURRENT), ()):
            found.setdefault((limit, keys[0].basis), []).append(rows)
    year = str(baseline_year(plan))
    return [
        wanted.say(
            "registers_before" if basis is Basis.BASELINE else "registers",
            rows=", ".join(sorted(rows)),
            limit=wanted.messages.number(limit),
            **({"year": year} if basis is Basis.BASELINE else {}),
        )
        for (limit, basis), rows in found.items()
    ]


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
