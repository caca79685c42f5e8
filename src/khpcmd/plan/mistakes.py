"""The diagnostics of a plan that pydantic refuses, with places, without errors that follow from others.

The ``loc`` of an error has steps that the file does not have, such as the tag of a union, and does not say which keys
are allowed. Both are found by following the models' annotations along the ``loc``.

What can still be checked is everything but the faulty parts (``salvaged``). A faulty entry (a target, a field, a unit)
gives way to a placeholder or is left out, so that the checks of ``checks`` find the mistakes of all others in the same
run. Mistakes that only follow from it are not reported.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from datetime import date
from types import UnionType
from typing import Annotated, Any, Literal, NamedTuple, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, Tag, ValidationError
from pydantic_core import ErrorDetails

from khpcmd.diagnostics import Code, Diagnostic
from khpcmd.diagnostics.errors import PlanError
from khpcmd.diagnostics.parameters import Phrase, Ref
from khpcmd.measures.base import KeyPath
from khpcmd.measures.threshold import fields_in_order
from khpcmd.plan.base import Spoken
from khpcmd.plan.model import Plan
from khpcmd.plan.places import Data, Place, Source, as_tuples, in_order, shortened
from khpcmd.text import typo_of

M = TypeVar("M", bound=BaseModel)
TYPES = {
    "int_type": "written_whole",
    "int_from_float": "written_whole",
    "int_parsing": "written_whole",
    "int_parsing_size": "written_whole",
    "string_type": "written_text",
    "bool_type": "written_truth",
    "date_type": "written_day",
    "tuple_type": "written_list",
    "dict_type": "written_keys",
    "model_type": "written_keys",
    "model_attributes_type": "written_keys",
}
"""Pydantic's kinds of wrong type, and the word for what is needed and how it is written."""

VALUES = {
    "too_long": "at_most_two",
    "string_too_short": "not_empty",
    "unseen": "seen_text",
    "said": "said_text",
    "string_too_long": "shorter_text",
    "level": "percent_or_number",
    "exact": "exact_number",
    "percent": "percent",
    "known": "register_number",
    "columns": "column_names",
    "days_order": "window_order",
}
"""Pydantic's kinds of wrong value, and the word for what is needed; other kinds of the models' own are words."""
OWN = frozenset({"paper", "dated_paper", "text_in_both"})

ORDERS = frozenset(
    {
        "threshold_keys", "threshold_range", "window_order", "years_order", "validity_order", "text_in_one",
        "days_keys", "days_order",
    }
)  # fmt: skip
"""Errors of a mapping whose parts contradict each other, or of which one is too much."""

QUOTED = re.compile(r"'([^']*)'")


class Trace(NamedTuple):
    """A ``loc`` as a path of the file, and the model whose key its last step is (None where it is not a key)."""

    path: KeyPath
    owner: type[BaseModel] | None
    of_key: bool = False
    """Whether the key itself is meant, not its value."""


def validated(source: Source, model: type[M], context: object = None) -> M:
    """The data of a file as a model; ``PlanError`` with every mistake of the file by its place."""
    try:
        data = as_tuples(source.data)
        found = model.model_validate(data, strict=True, by_alias=True, by_name=False, context=context)
    except ValidationError as error:
        raise PlanError(in_order([*source.mistakes, *mistakes_of(error, source, model)])) from None
    if source.mistakes:
        raise PlanError(in_order(source.mistakes))
    return found


def mistakes_of(error: ValidationError, source: Source, model: type[BaseModel]) -> list[Diagnostic]:
    """The diagnostics of a plan that the models refuse."""
    found = [(detail, trace(detail["loc"], model)) for detail in error.errors(include_url=False, include_input=False)]
    reported = source.faulty | {at.path for _, at in found}
    offered = {(at.path[:-1], _offer(source, at)) for detail, at in found if detail["type"] == "extra_forbidden"}
    return [
        _diagnostic(detail, at, source)
        for detail, at in found
        if not _follows(detail["type"], at.path, source, reported)
        and not (detail["type"] == "missing" and (at.path[:-1], at.path[-1]) in offered)  # it is there, misspelt
    ]


def _follows(kind: str, path: KeyPath, source: Source, reported: frozenset[KeyPath]) -> bool:
    """Whether an error follows from one that is reported anyway: around it, or (a list too short) inside it."""
    if kind == "too_short" and any(len(other) > len(path) and other[: len(path)] == path for other in reported):
        return True
    return any(path[:length] in source.faulty for length in range(len(path) + 1))


def _diagnostic(detail: ErrorDetails, at: Trace, source: Source) -> Diagnostic:
    kind, path, context = detail["type"], at.path, detail.get("ctx", {})
    match kind:
        case "extra_forbidden":
            allowed = ", ".join(keys_of(at.owner)) if at.owner else ""
            key, offer = shortened(str(path[-1])), _offer(source, at)
            return Code.UNKNOWN_KEY(source.at_key(path), {"key": key, "allowed": allowed, "suggestion": offer})
        case "missing":
            return Code.MISSING_KEY(source.at(path[:-1]), {"key": str(path[-1]), "of": source.named(path[:-1])})
        case "union_tag_not_found":
            return Code.MISSING_KEY(source.at(path), {"key": "kind", "of": source.named(path)})
        case "union_tag_invalid":
            return _unknown_kind(QUOTED.findall(context["expected_tags"]), source, (*path, "kind"))
    where = source.at_key(path) if at.of_key else source.at(path)
    found = shortened(str(path[-1])) if at.of_key else _found(kind, source, path)
    code = Code.WRONG_TYPE if kind in TYPES else Code.WRONG_VALUE
    return code(where, {"found": found, "expected": _expected(kind, context)})


def _unknown_kind(allowed: list[str], source: Source, path: KeyPath) -> Diagnostic:
    found, offer = source.found(path), typo_of(source.texts.get(path, ""), allowed)
    place = source.at(path)
    return Code.UNKNOWN_KIND(place, {"found": found, "allowed": ", ".join(allowed), "suggestion": offer})


def _offer(source: Source, at: Trace) -> str:
    """The key that was meant: one that is not there yet, if one is close."""
    if at.owner is None:
        return ""
    there, keys = source.entries(at.path[:-1]), keys_of(at.owner)
    return typo_of(str(at.path[-1]), [key for key in keys if key not in there]) or typo_of(str(at.path[-1]), keys)


def _found(kind: str, source: Source, path: KeyPath) -> Ref | str:
    """What stands there; where the parts of a mapping contradict each other, those parts."""
    if kind in ORDERS:
        parts = (f"{key}: {source.texts.get((*path, key), '…')}" for key in source.entries(path))
        return shortened(", ".join(parts)) or Ref("word", "empty")
    return source.found(path)


def _expected(kind: str, context: dict[str, Any]) -> Ref | Phrase:
    """What is needed instead."""
    match kind:
        case "literal_error":
            return Phrase("one_of", tuple(QUOTED.findall(context["expected"])))
        case "string_pattern_mismatch":
            return Ref("word", "id" if "." not in context["pattern"] else "target_id")
        case "greater_than_equal":
            return Phrase("at_least", (str(context["ge"]),))
        case "less_than_equal":
            return Phrase("at_most", (str(context["le"]),))
        case "too_short":
            return Ref("word", "at_least_two" if context["min_length"] == 2 else "at_least_one")
    return Ref("word", TYPES.get(kind) or VALUES.get(kind) or (kind if kind in OWN | ORDERS else "other_value"))


def trace(loc: KeyPath, model: type[BaseModel]) -> Trace:
    """Follow a ``loc`` through a model."""
    path: list[str | int] = []
    kind: Any = model
    owner: type[BaseModel] | None = None
    for step in loc:
        if step == "[key]":
            return Trace(tuple(path), None, of_key=True)
        kind, members = _plain(kind), _members(kind)
        if len(members) > 1:
            kind, owner = next((member for member in members if step in _tags(member)), None), None
            continue
        owner = kind if isinstance(kind, type) and issubclass(kind, BaseModel) else None
        path.append(step)
        kind = _inside(kind, step)
    return Trace(tuple(path), owner)


def keys_of(model: type[BaseModel]) -> tuple[str, ...]:
    """The keys of a model as the file has them, in their order."""
    return tuple(field.alias or name for name, field in fields_in_order(model).items())


def _plain(kind: Any) -> Any:
    """An annotation without its metadata and without "or None"."""
    while get_origin(kind) is Annotated:
        kind = get_args(kind)[0]
    members = _members(kind)
    return _plain(members[0]) if len(members) == 1 and members[0] is not kind else kind


def _members(kind: Any) -> tuple[Any, ...]:
    """The members of a union, with their metadata; the annotation alone where it is none."""
    while get_origin(kind) is Annotated:
        kind = get_args(kind)[0]
    if get_origin(kind) in {Union, UnionType}:
        return tuple(member for member in get_args(kind) if member is not type(None))
    return (kind,)


def _tags(member: Any) -> tuple[str, ...]:
    """The tags that choose a member of a union: its ``Tag``, or the values its ``kind`` may have."""
    if get_origin(member) is Annotated:
        return tuple(part.tag for part in get_args(member)[1:] if isinstance(part, Tag))
    kind = member.model_fields["kind"].annotation
    return get_args(kind) if get_origin(kind) is Literal else ()


def _inside(kind: Any, step: str | int) -> Any:
    """The annotation of one step inside a model, a mapping or a list; None where it is unknown."""
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        kind.model_rebuild()  # resolves conditions that contain conditions
        fields = kind.model_fields
        return next((field.annotation for name, field in fields.items() if step in {name, field.alias}), None)
    match get_origin(kind), get_args(kind):
        case (origin, (_, value)) if origin is dict:
            return value
        case (origin, (item, *_)) if origin is tuple:
            return item
    return None


ROUNDS = 3
"""How often faulty parts are taken out: an entry without one of its parts may be refused as a whole."""
ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")
TEXT: dict[str, Data] = {"vi": "?", "en": "?"}
ANY_YEAR = 2100
LISTS = ("targets", "duties", "units", "rosters", "constraints", "sections")
MAPPINGS = ("periods", "levels", "groups", "registers", "fields")
UNITS = ("units", "rosters", "levels", "groups", "fields")
"""The parts without which it is unknown who reports what."""


class Salvaged(NamedTuple):
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
