"""Combines the findings of all tables into units and fields with ids, each once and under an unambiguous name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Sequence
from typing import NamedTuple

from khpcmd.draft.found import Found, FoundField, FoundUnit, Kind, Known, LeftOut, Level, Spot, free, measure_of, slug
from khpcmd.plan.fields import NUMBERS
from khpcmd.text import bare, loose

MAX_UNITS = 1_500
MAX_FIELDS = 400
"""A larger plan could not be loaded."""
INFORMATIVE = 4
"""From how many words on a header is clear without the one above it."""
PLACEHOLDER = "Đơn vị báo cáo"
LEVELS: tuple[Level, ...] = ("province", "district", "commune", "agency", "unit")


class DraftUnit(NamedTuple):
    """A unit of the drafted plan."""

    id: str
    name: str
    level: Level
    parent: str
    at: Spot


class DraftField(NamedTuple):
    """A field of the drafted plan; ``measure`` is "" where it is unknown what is counted."""

    id: str
    label: str
    aliases: tuple[str, ...]
    kind: Kind
    measure: str
    visits: bool
    baseline: bool
    reported_by: tuple[str, ...]
    at: Spot
    decimals: int = 0
    largest: int = 0


class Parts(NamedTuple):
    """The units and fields of a plan, and what was left out."""

    units: tuple[DraftUnit, ...]
    fields: tuple[DraftField, ...]
    left_out: tuple[LeftOut, ...]
    named: bool
    """Whether the workbook names a unit; if not, there is a placeholder."""


def composed(found: Found) -> Parts:
    """The parts of a plan that the loader accepts, whatever the workbook contains."""
    known = Known()
    units, more_units = _units(found.units, known)
    named = bool(units)
    if found.fields and not named:
        units = {"": DraftUnit("don-vi", PLACEHOLDER, "unit", "", found.fields[0].at)}
    fields, more_fields = _fields(found.fields, units, known)
    return Parts(tuple(units.values()), tuple(fields), (*found.left_out, *more_units, *more_fields), named)


def _units(found: Sequence[FoundUnit], known: Known) -> tuple[dict[str, DraftUnit], list[LeftOut]]:
    """Each unit once, by its name as it is known."""
    units, left_out, taken = dict[str, DraftUnit](), list[LeftOut](), set[str](LEVELS)
    for one in found:
        name = known.key(one.name)
        if name in units:
            elsewhere = one.parent and units[name].parent not in ("", one.parent)
            if elsewhere or loose(units[name].name) != loose(one.name):
                left_out.append(LeftOut(one.at, one.name, "same_name"))
        elif len(units) == MAX_UNITS:
            left_out.append(LeftOut(one.at, one.name, "too_many"))
            break
        else:
            ident = free(slug(one.name, "-") or "don-vi", taken)
            units[name] = DraftUnit(ident, one.name, one.level, one.parent, one.at)
    above = {name: units.get(known.key(unit.parent)) for name, unit in units.items() if unit.parent}
    for name, parent in above.items():
        units[name] = units[name]._replace(parent=parent.id if parent and parent.id != units[name].id else "")
    return units, left_out


def _fields(
    found: Sequence[FoundField], units: dict[str, DraftUnit], known: Known
) -> tuple[list[DraftField], list[LeftOut]]:
    """Each field once, by its name; one that several tables have is reported by the units of all of them."""
    merged, left_out, names = dict[str, FoundField](), list[LeftOut](), Known()
    labels = _labels(found)
    for one in found:
        label = labels[one.path]
        name = names.key(label)
        first = merged.get(name)
        if not name:
            left_out.append(LeftOut(one.at, label, "no_name"))
        elif first is not None:
            if set(one.units) <= set(first.units):
                left_out.append(LeftOut(one.at, label, "twice"))
            both = tuple(dict.fromkeys(first.units + one.units))
            merged[name] = first._replace(units=both, baseline=first.baseline or one.baseline)
        elif len(merged) == MAX_FIELDS:
            left_out.append(LeftOut(one.at, label, "too_many"))
            break
        else:
            merged[name] = one
    taken = set[str]()
    ends = Counter(bare(text) for one in merged.values() for text in (labels[one.path], one.path[-1]))
    drafts = [_field(one, labels[one.path], ends, taken) for one in merged.values()]
    reporters = [_reporters({known.key(name) for name in one.units}, units) for one in merged.values()]
    return [one._replace(reported_by=names) for one, names in zip(drafts, reporters, strict=True)], left_out


def _labels(found: Iterable[FoundField]) -> dict[tuple[str, ...], str]:
    """The name of each path: all of it, or of a row as much of its end as no other path ends with."""
    paths = {one.path: one.whole_path for one in found}
    ends = Counter(loose(" / ".join(path[start:])) for path in paths for start in range(len(path)))
    labels = dict[tuple[str, ...], str]()
    for path, whole in paths.items():
        endings = [" / ".join(path[start:]) for start in range(len(path) - 1, -1, -1)]
        own = (ending for ending in endings if ends[loose(ending)] == 1)
        labels[path] = endings[-1] if whole else next(own, endings[-1])
    return labels


def _field(one: FoundField, label: str, ends: Counter[str], taken: set[str]) -> DraftField:
    """A field without its reporters; ``ends`` counts the fields that have a text as their name or its end."""
    leaf = one.path[-1]
    says_enough = ends[bare(leaf)] == 1 and len(bare(leaf).split()) >= INFORMATIVE
    alone = loose(leaf) == loose(label)
    measure = measure_of(one.path, one.measure) if one.kind in NUMBERS else ""
    visits = one.kind == "count" and "luot" in bare(measure).split()
    ident = free(_ident(one.path, leaf_only=alone or says_enough), taken)
    aliases = (leaf,) if says_enough and not alone else ()
    return DraftField(
        ident, label, aliases, one.kind, measure, visits, one.baseline, (), one.at, one.decimals, one.largest
    )


def _ident(path: Sequence[str], *, leaf_only: bool) -> str:
    """The words of the lowest text, after some of those above it where they are few or not unique."""
    leaf = path[-1]
    if leaf_only or len(path) == 1:
        return slug(leaf, "_") or "truong"
    above = slug(path[0], "_", 24) if len(path) == 2 else "_".join(slug(text, "_", 16) for text in path[:-1])
    return slug(f"{above.replace('_', ' ')} {leaf}", "_", 60) or "truong"


def _reporters(names: Container[str], units: dict[str, DraftUnit]) -> tuple[str, ...]:
    """The levels whose units all report a field, and the other units one by one; every level where no unit is known."""
    reporting = [unit for name, unit in units.items() if name in names] or list(units.values())
    members, found = Counter(unit.level for unit in units.values()), Counter(unit.level for unit in reporting)
    whole = [level for level in LEVELS if found[level] == members[level] > 0]
    return (*whole, *(unit.id for unit in reporting if unit.level not in whole))
