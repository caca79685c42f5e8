"""What can still be checked of a plan that its models refuse: everything but its faulty parts.

A faulty entry (a target, a field, a unit …) gives way to a placeholder or is left out, so that the checks of
``checks`` find the mistakes of all others in the same run. Mistakes that only follow from it are not reported.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from pydantic import ValidationError

from khpcmd.diagnostics import Code, Diagnostic
from khpcmd.diagnostics.parameters import Phrase, Ref
from khpcmd.measures.base import KeyPath
from khpcmd.plan.base import Spoken
from khpcmd.plan.mistakes import trace
from khpcmd.plan.model import Plan
from khpcmd.plan.places import Data, Place, Source, as_tuples
from khpcmd.text import typo_of

ROUNDS = 3
"""How often faulty parts are taken out: an entry without one of its parts may be refused as a whole."""
ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")
TEXT: dict[str, Data] = {"vi": "?", "en": "?"}
ANY_YEAR = 2100
LISTS = ("targets", "duties", "units", "rosters", "constraints", "sections")
MAPPINGS = ("periods", "levels", "groups", "registers", "fields")
UNITS = ("units", "rosters", "levels", "groups", "fields")
"""The parts without which it is unknown who reports what."""


@dataclass(frozen=True)
class Salvaged:
    """A plan without its faulty parts; ``faulty`` are their paths, ``lost`` the names that are gone with them."""

    plan: Plan
    faulty: frozenset[KeyPath] = frozenset()
    lost: frozenset[str] = frozenset()

    def own(self, found: Iterable[Diagnostic], source: Source, *, units_unread: bool = False) -> list[Diagnostic]:
        """The mistakes that do not follow from the faulty parts; nor, with ``units_unread``, from rosters."""
        places = self._places(source)
        parts = {path[0] for path in self.faulty if path}
        unknown_units = units_unread or bool(parts & set(UNITS))
        return [one for one in found if not self._follows(one, parts, places, unknown_units=unknown_units)]

    def _places(self, source: Source) -> frozenset[Place]:
        """Every place in a faulty part."""
        found = set[Place]()
        for places in (source.values, source.keys) if self.faulty else ():
            for path, place in places.items():
                if any(path[:length] in self.faulty for length in range(1, len(path) + 1)):
                    found.add(place)
        return frozenset(found)

    def _is_lost(self, name: str) -> bool:
        """Whether a name is gone, or was meant by one that is."""
        return name in self.lost or bool(typo_of(name, self.lost))

    def _follows(
        self, found: Diagnostic, parts: Collection[str | int], places: frozenset[Place], *, unknown_units: bool
    ) -> bool:
        if found.at is not None and Place(found.at.line, found.at.column) in places:
            return True
        if found.code is Code.UNKNOWN_REFERENCE:
            of_units = found.params["what"] in (Ref("word", "unit"), Ref("word", "level_or_unit"))
            return self._is_lost(str(found.params["found"])) or (unknown_units and of_units)
        if found.code in (Code.NO_REPORTER, Code.NOBODY_CONCERNED):
            return unknown_units
        if found.code is Code.MISSING_KEY:
            key = found.params["key"]
            return (key == "units" and unknown_units) or (key == "baseline_year" and key in parts)
        expected = found.params.get("expected")
        of_year = isinstance(expected, Phrase) and expected.id in ("year_before", "year_at_most")
        return "year" in parts and (of_year or expected == Ref("word", "years_around"))


def salvaged(source: Source, error: ValidationError) -> Salvaged | None:
    """The plan without what the models refuse; None where too little is left of it."""
    faulty = set[KeyPath]()
    data = source.data
    for _ in range(ROUNDS):
        if not isinstance(data, dict):
            return None
        new = {_entry(trace(detail["loc"], Plan).path) for detail in error.errors(include_url=False)}
        if () in new or new <= faulty:
            return None
        faulty |= new
        data = _without(data, new)
        try:
            plan = Plan.model_validate(as_tuples(data), strict=True, by_alias=True, by_name=False, context=Spoken(None))
        except ValidationError as again:
            error = again
        else:
            return Salvaged(plan, frozenset(faulty), _lost(source, faulty))
    return None


def _entry(path: KeyPath) -> KeyPath:
    """The path of the entry that a mistake is in: a target, a field, or a key of the plan itself."""
    return path[:2] if path and path[0] in (*LISTS, *MAPPINGS) else path[:1]


def _without(data: dict[str, Data], faulty: Iterable[KeyPath]) -> dict[str, Data]:
    """The data without the faulty entries."""
    found = dict(data)
    for path in sorted(faulty, key=len, reverse=True):
        key = str(path[0])
        inside = found.get(key)
        if len(path) == 2 and isinstance(inside, list):
            place = int(path[1])
            found[key] = [_instead(key, at, one) if at == place else one for at, one in enumerate(inside)]
        elif len(path) == 2 and isinstance(inside, dict):
            found[key] = {name: one for name, one in inside.items() if name != path[1]} or _some(key, found)
        else:
            found.pop(key, None)
            found |= {key: some} if (some := _some(key, found)) is not None else {}
    return found


def _some(key: str, data: dict[str, Data]) -> Data:
    """What stands for a key that a plan cannot do without; None for others."""
    year = data.get("baseline_year")
    first: Data = date(ANY_YEAR, 1, 1)
    window: Data = {"from": first, "to": date(ANY_YEAR, 12, 31)}
    some: dict[str, Data] = {
        "id": "x",
        "title": TEXT,
        "document": {"number": "?", "date": first, "issuer": TEXT},
        "year": year + 1 if isinstance(year, int) and 1990 <= year < ANY_YEAR else ANY_YEAR,
        "periods": {"x": {"title": TEXT, "window": window, "due": {"date": first}, "months": [1]}},
        "levels": {"x": {"title": TEXT}},
        "fields": {},
        "targets": [_instead("targets", 0, None)],
    }
    return some.get(key)


def _instead(key: str, index: int, entry: Data) -> Data:
    """A valid entry in the place of a faulty one, with its id where it has one."""
    own = entry if isinstance(entry, dict) else {}

    def name(of: str) -> Data:
        found = own.get(of)
        return found if isinstance(found, str) and ID.fullmatch(found) else f"x-{index}"

    text: Data = {"vi": f"? {key} {index}", "en": f"? {key} {index}"}
    head: dict[str, Data] = {"id": f"x-{index}", "clause": "?", "quote": "?", "title": text}
    entries: dict[str, Data] = {
        "targets": {**head, "measure": {"kind": "manual"}, "cumulative": False},
        "duties": {**head, "of": ["x"]},
        "units": {"id": name("id"), "level": name("level"), "name": text},
        "rosters": {"file": "x"},
        "constraints": {"kind": "at_most", "part": ["x"], "whole": ["x"]},
        "sections": {"title": text, "fields": ["x"]},
    }
    return entries[key]


def _lost(source: Source, faulty: Iterable[KeyPath]) -> frozenset[str]:
    """The names that are gone with the faulty entries."""
    found = set[str]()
    for path in faulty:
        if path[0] not in MAPPINGS:
            continue
        if len(path) == 2:
            found.add(str(path[1]))
        else:
            found.update(source.entries(path))
    return frozenset(found)
