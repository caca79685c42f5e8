"""The JSON Schemas of what ``check`` and ``validate`` write, key by key; nothing may be missing or added.

What each key is for stands in the catalogues (``result_fields``); ``render.results_page`` makes a page of them.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from enum import StrEnum
from typing import Any

from khpcmd.diagnostics import Code, Severity
from khpcmd.i18n import LANGUAGES, Messages
from khpcmd.measures.threshold import Threshold
from khpcmd.report import ReturnState, Standing
from khpcmd.results import DutyState, Reason, Verdict
from khpcmd.returns import Basis, CellState
from khpcmd.version import FORMAT_VERSION

DIALECT = "https://json-schema.org/draft/2020-12/schema"
COMMAND = "khpcmd schema results > docs/results.schema.json"
"""Writes the published schema again."""

Schema = Mapping[str, object]

TEXT: Schema = {"type": "string"}
COUNT: Schema = {"type": "integer", "minimum": 0}
WHOLE: Schema = {"type": "integer"}
AMOUNT: Schema = {
    "type": "string",
    "pattern": r"^-?[0-9]+(\.[0-9]+)?$",
    "description": "an amount, exactly, in the unit of measure of its field; a count is a number",
}
NUMBER: Schema = {"anyOf": [WHOLE, AMOUNT]}
"""A count or an amount, with its sign."""
YES_NO: Schema = {"type": "boolean"}
DAY: Schema = {"type": "string", "format": "date"}
SHA256: Schema = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
EXACT: Schema = {"type": "string", "pattern": "^-?[0-9]+/[1-9][0-9]*$", "description": "n/d in lowest terms"}


def results_schema() -> str:
    """The schema as the text of a file."""
    return json.dumps(schema_in(Messages("en")), ensure_ascii=False, indent=2) + "\n"


def data_schema() -> str:
    """That of ``validate --format json``, as the text of a file."""
    return json.dumps(data_schema_in(Messages("en")), ensure_ascii=False, indent=2) + "\n"


def data_schema_in(messages: Messages) -> dict[str, Any]:
    schema = {
        "$schema": DIALECT,
        "title": "khpcmd data",
        "description": f"What khpcmd validate --format json writes, format_version {FORMAT_VERSION}.",
        **_object(_data_document(), optional=("values_withheld",)),
    }
    texts = FieldTexts(messages)
    return {
        **_told(schema, ("data",), texts),
        "$defs": {"diagnostic": _told(_object(_diagnostic()), ("diagnostic",), texts)},
    }


def schema_in(messages: Messages) -> dict[str, Any]:
    schema = {
        "$schema": DIALECT,
        "title": "khpcmd results",
        "description": f"What khpcmd check --format json writes, format_version {FORMAT_VERSION}.",
        **_object(_document(), optional=("diagnostics_cut", "sound_figures", "values_withheld", "what_if")),
    }
    definitions = {
        "result": _object(_result()),
        "unit": _object(_unit()),
        "duty": _object(_duty()),
        "diagnostic": _object(_diagnostic()),
        "cell": _object({**_place(), "state": _one_of(CellState), "raw": TEXT, "value": _value()}),
    }
    texts = FieldTexts(messages)
    return {
        **_told(schema, (), texts),
        "$defs": {name: _told(one, (name,), texts) for name, one in definitions.items()},
    }


class FieldTexts:
    """What each key is for in one language: by its path ("result-pace-reached"), or by the longest end of it."""

    def __init__(self, messages: Messages) -> None:
        self._texts = messages.named_sentences("result_fields")

    def of(self, *path: str) -> str:
        """The text; KeyError where the catalogue has none."""
        ends = ("-".join(path[start:]) for start in range(len(path)))
        found = next((end for end in ends if end in self._texts), "")
        if not found:
            raise KeyError(f"no text for {'.'.join(path)} under result_fields")
        return self._texts[found]


def _told(schema: Schema, path: tuple[str, ...], texts: FieldTexts) -> dict[str, Any]:
    """The schema with a description at each key."""
    found: dict[str, Any] = dict(schema)
    for name in ("items", "additionalProperties"):
        if isinstance(inner := schema.get(name), Mapping):
            found[name] = _told(inner, path, texts)
    if isinstance(several := schema.get("anyOf"), list):
        found["anyOf"] = [_told(one, path, texts) for one in several]
    if isinstance(keys := schema.get("properties"), Mapping):
        found["properties"] = {
            name: {**_told(own, (*path, name), texts), "description": texts.of(*path, name)}
            for name, own in keys.items()
        }
    return found


def _heading() -> dict[str, Schema]:
    return {
        "format_version": {"const": FORMAT_VERSION},
        "tool": _object({"name": {"const": "khpcmd"}, "version": TEXT}),
        "language": {"enum": list(LANGUAGES)},
        "values_withheld": {"const": True},
        "plan": _object({"id": TEXT, "title": TEXT, "document": TEXT, "sha256": SHA256}),
    }


def _diagnostics() -> dict[str, Schema]:
    return {
        "diagnostics_cut": {
            "type": "object",
            "propertyNames": {"enum": [code.code for code in Code]},
            "additionalProperties": _object({"count": COUNT, "listed": COUNT}),
        },
        "diagnostics": _list(_ref("diagnostic")),
    }


def _data_document() -> dict[str, Schema]:
    file = {
        "file": TEXT,
        "sha256": _maybe(SHA256),
        "standing": _one_of(Standing),
        "periods": _list(TEXT),
        "units": _list(_object({"unit": TEXT, "name": TEXT})),
        **_diagnostics(),
    }
    counts = {"files": _object(dict.fromkeys(Standing, COUNT)), "diagnostics": _object(dict.fromkeys(Severity, COUNT))}
    return {
        **_heading(),
        "as_of": _maybe(DAY),
        "scope": {"const": "file"},
        "strict": YES_NO,
        "summary": _object(counts),
        "files": _list(_object(file, optional=("diagnostics_cut",))),
    }


def _document() -> dict[str, Schema]:
    return {
        **_heading(),
        "period": TEXT,
        "period_title": TEXT,
        "as_of": DAY,
        "only_reported": YES_NO,
        "only_some_targets": YES_NO,
        "what_if": _what_if(),
        "inputs": _list(_input()),
        "roll_call": _list(
            _object({"level": TEXT, **dict.fromkeys(("expected", "reported", "missing", "unusable"), _list(TEXT))})
        ),
        "submissions": _list(_submission()),
        "deadlines": _list(_deadline()),
        "summary": _object(
            {
                "targets": _object(dict.fromkeys(Verdict, COUNT)),
                "diagnostics": _object(dict.fromkeys(Severity, COUNT)),
                "not_reported": COUNT,
            }
        ),
        "results": _list(_ref("result")),
        "duties": _list(_ref("duty")),
        "sound_figures": _figures(),
        **_diagnostics(),
    }


def _figures() -> Schema:
    field = {"field": TEXT, "label": TEXT, "kind": TEXT, "unit_of_measure": TEXT}
    numbers: Schema = {"type": "object", "additionalProperties": NUMBER}
    months: Schema = {"type": "object", "additionalProperties": numbers}
    unit = {"unit": TEXT, "name": TEXT, "values": numbers, "months": months}
    window = _maybe(_object({"from": DAY, "to": DAY}))
    return _object(
        {"year": _maybe(COUNT), "window": window, "fields": _list(_object(field)), "units": _list(_object(unit))}
    )


def _what_if() -> Schema:
    figure: dict[str, Schema] = {
        **dict.fromkeys(("unit", "name", "field"), TEXT),
        "basis": _one_of(Basis),
        "month": _maybe(COUNT),
        "supposed": _ref("cell"),
        "reported": _maybe(_ref("cell")),
    }
    turned = {"target": TEXT, **dict.fromkeys(("before", "after"), _maybe(_one_of(Verdict)))}
    return _object({"figures": _list(_object(figure)), "turned": _list(_object(turned))})


def _input() -> Schema:
    return _object(
        {
            "file": TEXT,
            "sha256": TEXT,
            "role": {"enum": ["return", "baseline", "previous", "waivers", "answers", "names"]},
            "standing": _maybe(_one_of(Standing)),
            "units": _maybe(_list(TEXT)),
        }
    )


def _submission() -> Schema:
    file = {"file": TEXT, "state": _one_of(ReturnState), "reason": _maybe(TEXT)}
    return _object(
        {
            "unit": TEXT,
            "state": _one_of(ReturnState),
            **dict.fromkeys(("expected", "counts"), YES_NO),
            "asked": TEXT,
            "owed": _maybe({"enum": ["return", "corrections"]}),
            "to_fix": COUNT,
            "files": _list(_object(file)),
        }
    )


def _deadline() -> Schema:
    known = dict.fromkeys(("expected", "reported"), _list(TEXT))
    watched = _maybe(_list(TEXT))
    due: dict[str, Schema] = {"period": TEXT, "due": DAY, "due_inclusive": YES_NO, "days_left": WHOLE}
    return _object({**due, **known, "missing": watched, "overdue": watched})


def _result() -> dict[str, Schema]:
    pair = _object(dict.fromkeys(("low", "high"), _maybe(EXACT)))
    return {
        **dict.fromkeys(("target", "title", "clause", "quote"), TEXT),
        "note": _maybe(TEXT),
        "kind": TEXT,
        "binding": YES_NO,
        "for_points": YES_NO,
        "judged": {"enum": ["pooled", "each_unit"]},
        "self_declared": YES_NO,
        "threshold": _maybe(_threshold()),
        "milestone": _maybe(_threshold()),
        "threshold_text": TEXT,
        "formula_text": TEXT,
        "conditions_text": _list(TEXT),
        "verdict": _one_of(Verdict),
        "verdict_without_waivers": _maybe(_one_of(Verdict)),
        "waiver": _waiver(),
        "answer": _answer(),
        "score": _score(),
        "reason": _maybe({"enum": [reason.value for reason in Reason if reason.value]}),
        "reason_text": _maybe(TEXT),
        **_measurement(),
        "figure_text": _maybe(TEXT),
        "comparison": _list(_comparison()),
        "bounds": _maybe(pair),
        "gap": _maybe(NUMBER),
        "gap_text": _maybe(TEXT),
        "margin": _margin(),
        "fair_shares": _fair_shares(),
        "months_without": _list(_list(COUNT)),
        "pace": _maybe(_object({**dict.fromkeys(("reached", "elapsed"), EXACT), "outlook": _outlook()})),
        **dict.fromkeys(("reaching", "not_exceeded"), _maybe(_object({"units": COUNT, "of": COUNT}))),
        "lacking": _list(_object({"unit": TEXT, "reported": YES_NO, "under_way": YES_NO})),
        "units": _list(_ref("unit")),
        **_cells(),
    }


def _unit() -> dict[str, Schema]:
    return {
        "unit": TEXT,
        "name": TEXT,
        "verdict": _maybe(_one_of(Verdict)),
        "for_information": YES_NO,
        "waiver": _waiver(),
        **_measurement(),
        "figure_text": _maybe(TEXT),
        "threshold_text": _maybe(TEXT),
        "gap": _maybe(NUMBER),
        "gap_text": _maybe(TEXT),
        "months_without": _list(_list(COUNT)),
        **_cells(),
    }


def _margin() -> Schema:
    return _maybe(_object({"change": NUMBER, "units": _list(TEXT), "text": _maybe(TEXT)}))


def _fair_shares() -> Schema:
    each = _object({"unit": TEXT, "share": NUMBER})
    by = {"enum": ["whole", "baseline", "part", "alike"]}
    return _maybe(_object({"by": by, "units": _list(each)}))


def _outlook() -> Schema:
    leads = _object({"part": NUMBER, "whole": _maybe(NUMBER)})
    return _maybe(_object({"needed_each_month": NUMBER, "each_month_so_far": NUMBER, "extrapolated": leads}))


def _duty() -> dict[str, Schema]:
    unit = {
        "unit": TEXT,
        "name": TEXT,
        "state": _one_of(DutyState),
        "late": YES_NO,
        "cells": _list(_ref("cell")),
        "evidence": {"type": "object", "additionalProperties": _ref("cell")},
        "evidence_lacking": _list(TEXT),
    }
    return {
        **dict.fromkeys(("duty", "title", "clause", "quote"), TEXT),
        "states": _object(dict.fromkeys(DutyState, COUNT)),
        "units": _list(_object(unit)),
    }


def _diagnostic() -> dict[str, Schema]:
    return {
        "code": {"enum": [code.code for code in Code]},
        "name": {"enum": [code.name.lower() for code in Code]},
        "severity": _one_of(Severity),
        "message": TEXT,
        "cure": TEXT,
        "cure_analyst": _maybe(TEXT),
        **_place(),
        "line": _maybe(COUNT),
        "column": _maybe(COUNT),
        "unit": _maybe(TEXT),
        "can_turn": _maybe(_list(TEXT)),
        "can_turn_if_usual": _maybe(_list(TEXT)),
        "usual": _list(_object({"low": NUMBER, "high": _maybe(NUMBER)})),
        "params": {"type": "object"},
    }


def _measurement() -> dict[str, Schema]:
    counts = dict.fromkeys(("part", "whole"), _maybe({"anyOf": [COUNT, AMOUNT]}))
    counts |= dict.fromkeys(("counted", "expected"), _maybe(COUNT))
    number = {"anyOf": [COUNT, AMOUNT]}
    before = _object({"part": number, "whole": number})
    return {**counts, "baseline": _maybe(before), "value": _maybe(EXACT)}


def _waiver() -> Schema:
    texts = dict.fromkeys(("reason", "document", "approver", "file"), TEXT)
    return _maybe(_object({**texts, "until": DAY, "line": COUNT, "column": COUNT}))


def _score() -> Schema:
    ends = dict.fromkeys(("low", "high"), EXACT)
    of_criterion = {"target": TEXT, "most": EXACT, **ends, "not_counted": YES_NO, "may_not_count": YES_NO}
    points = _object({"unit": _maybe(TEXT), "criteria": _list(_object(of_criterion))})
    rank = _object({"unit": TEXT, **ends, "first": COUNT, "last": COUNT})
    return _maybe(_object({"out_of": EXACT, "points": _list(points), "ranking": _list(rank)}))


def _answer() -> Schema:
    texts = dict.fromkeys(("reason", "document", "decided_by", "file"), TEXT)
    return _maybe(_object({**texts, "day": DAY, "line": COUNT, "column": COUNT}))


def _comparison() -> Schema:
    numbers = dict.fromkeys(("part", "part_times", "whole", "whole_times"), NUMBER)
    return _object({**numbers, "sign": {"enum": ["≥", ">", "≤", "<"]}, "holds": YES_NO, "text": TEXT})


def _threshold() -> Schema:
    keys = dict.fromkeys(Threshold.model_fields, TEXT)
    return {"type": "object", "properties": keys, "additionalProperties": False, "minProperties": 1}


def _cells() -> dict[str, Schema]:
    return dict.fromkeys(("part_cells", "whole_cells"), _list(_ref("cell")))


def _place() -> dict[str, Schema]:
    return dict.fromkeys(("file", "sheet", "cell"), _maybe(TEXT))


def _value() -> Schema:
    return {"type": ["integer", "boolean", "string", "null"]}


def _object(properties: Mapping[str, Schema], optional: Collection[str] = ()) -> Schema:
    """An object with exactly these keys; only the ``optional`` ones may be missing."""
    keys = {str(name): schema for name, schema in properties.items()}
    required = [name for name in keys if name not in optional]
    return {"type": "object", "properties": keys, "required": required, "additionalProperties": False}


def _list(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def _maybe(schema: Schema) -> Schema:
    return {"anyOf": [schema, {"type": "null"}]}


def _ref(name: str) -> Schema:
    return {"$ref": f"#/$defs/{name}"}


def _one_of(values: type[StrEnum]) -> Schema:
    return {"enum": [value.value for value in values]}
