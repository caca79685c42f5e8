"""JSON documents: how they are written, and their small parts. Exact values are texts ("103/100"), days ISO dates."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from json.encoder import encode_basestring
from types import GeneratorType

from khpcmd import __version__
from khpcmd.diagnostics import Diagnostic, Location, Param, Ref
from khpcmd.faults import Cut, listed
from khpcmd.i18n import Messages
from khpcmd.measures.threshold import Threshold
from khpcmd.plan.model import Plan
from khpcmd.plan.waiver import Waiver
from khpcmd.render.escapes import json_safe
from khpcmd.render.wording import Wording
from khpcmd.results import Bounds, Measurement, Pace
from khpcmd.returns import Cell, CellValue

FORMAT_VERSION = "1"

CONSTANTS = {True: "true", False: "false"}

Json = str | int | bool | None | Mapping[str, "Json"] | Sequence["Json"] | Iterator["Json"]
"""What a document is made of. A generator becomes a list, and is run only while the document is written."""


def written(document: Json) -> str:
    """A document as text that neither a terminal nor a reader of lines can stumble over."""
    return "".join(streamed(document))


def streamed(document: Json) -> Iterator[str]:
    """The same text piece by piece: a document with generators in it is never in memory as a whole.

    The text is that of ``json.dumps`` with an indent of 2, which builds one small text for each bracket and comma and
    takes three times as long.
    """
    yield from _pieces(document, "\n")
    yield "\n"


def _pieces(value: Json, line: str) -> Iterator[str]:
    """The text of a value whose closing bracket stands after ``line``, a line break and an indent."""
    inner = line + "  "
    if isinstance(value, Mapping):
        before = "{"
        for name, item in value.items():
            yield f"{before}{inner}{_string(name)}: "
            yield from _pieces(item, inner) if _has_generators(item) else (_text(item, inner),)
            before = ","
        yield "{}" if before == "{" else line + "}"
    elif isinstance(value, GeneratorType):
        before = "["
        for item in value:
            yield before + inner
            yield from _pieces(item, inner) if _has_generators(item) else (_text(item, inner),)
            before = ","
        yield "[]" if before == "[" else line + "]"
    else:
        yield _text(value, line)


def _has_generators(value: Json) -> bool:
    """Whether a value is a generator, or an object with one of them as a value of its own."""
    if isinstance(value, dict):
        return any(isinstance(item, GeneratorType) for item in value.values())
    return isinstance(value, GeneratorType)


def _text(value: Json, line: str) -> str:
    """The text of a value without generators."""
    if isinstance(value, str):
        return _string(value)
    if value is None:
        return "null"
    if isinstance(value, int):
        return CONSTANTS[value] if isinstance(value, bool) else str(value)
    inner = line + "  "
    if isinstance(value, dict):
        texts = [f"{_key(name)}: {_text(item, inner)}" for name, item in value.items()]
        return f"{{{inner}{f',{inner}'.join(texts)}{line}}}" if texts else "{}"
    texts = [_text(item, inner) for item in value]
    return f"[{inner}{f',{inner}'.join(texts)}{line}]" if texts else "[]"


def _string(text: str) -> str:
    shown = encode_basestring(text)
    return shown if shown.isprintable() else json_safe(shown)


_key = lru_cache(maxsize=512)(_string)


def heading(plan: Plan, plan_hash: str, messages: Messages) -> dict[str, Json]:
    """What every document begins with: its format, who wrote it, and the plan that was applied."""
    return {
        "format_version": FORMAT_VERSION,
        "tool": {"name": "khpcmd", "version": __version__},
        "language": messages.language,
        "plan": {
            "id": plan.id,
            "title": plan.title.in_(messages.language),
            "document": plan.document.number,
            "sha256": plan_hash,
        },
    }


def threshold_json(threshold: Threshold | None) -> Json:
    return None if threshold is None else {name: str(level) for name, level in threshold if level is not None}


def measurement_json(found: Measurement | None) -> dict[str, Json]:
    if found is None:
        return dict.fromkeys(("part", "whole", "value", "counted", "expected"))
    return {
        "part": found.part,
        "whole": found.whole,
        "value": exact(found.value),
        "counted": found.counted,
        "expected": found.expected,
    }


def bounds_json(bounds: Bounds | None) -> Json:
    return None if bounds is None else {"low": exact(bounds.low), "high": exact(bounds.high)}


def pace_json(pace: Pace | None) -> Json:
    return None if pace is None else {"reached": exact(pace.reached), "elapsed": exact(pace.elapsed)}


def waiver_json(waiver: Waiver | None) -> Json:
    if waiver is None:
        return None
    return {
        "reason": waiver.reason,
        "document": waiver.document,
        "approver": waiver.approver,
        "until": waiver.until.isoformat(),
        "file": waiver.at.file,
        "line": waiver.at.line,
        "column": waiver.at.column,
    }


def cell_json(cell: Cell) -> Json:
    return {**place_json(cell.at), "state": cell.state.value, "raw": cell.raw, "value": _value(cell.value)}


def place_json(at: Location | None) -> dict[str, Json]:
    if at is None:
        return {"file": None, "sheet": None, "cell": None}
    return {"file": at.file, "sheet": at.sheet or None, "cell": at.cell or None}


def _value(value: CellValue | None) -> Json:
    if isinstance(value, Fraction):
        return exact(value)
    return value.isoformat() if isinstance(value, date) else value


def exact(value: Fraction | None) -> str | None:
    """ "n/d" in lowest terms; None where there is no value, or no end."""
    return None if value is None else f"{value.numerator}/{value.denominator}"


def diagnostic_json(diagnostic: Diagnostic, wording: Wording) -> Json:
    """One diagnostic, whole; equal ones are not put together."""
    return {
        "code": diagnostic.code.code,
        "name": diagnostic.code.name.lower(),
        "severity": diagnostic.severity.value,
        "message": wording.message(diagnostic),
        "cure": wording.cure(diagnostic),
        **place_json(diagnostic.at),
        "line": diagnostic.at.line or None if diagnostic.at else None,
        "column": diagnostic.at.column or None if diagnostic.at else None,
        "unit": diagnostic.unit or None,
        "params": {name: _param(value) for name, value in diagnostic.params.items()},
    }


def diagnostics_json(found: Iterable[Diagnostic], wording: Wording) -> dict[str, Json]:
    """``diagnostics``: the first of each code; and ``diagnostics_cut`` where a code has more."""
    groups, cuts = listed((one,) for one in found)
    cut: dict[str, Json] = {"diagnostics_cut": cuts_json(cuts)} if cuts else {}
    return cut | {"diagnostics": (diagnostic_json(one, wording) for (one,) in groups)}


def cuts_json(cuts: Iterable[Cut]) -> Json:
    """How many diagnostics each code has of which not all are listed, and how many are."""
    return {cut.code.code: {"count": cut.count, "listed": cut.listed} for cut in cuts}


def _param(value: Param) -> Json:
    if isinstance(value, Ref):
        return {"kind": value.kind, "id": value.id}
    if isinstance(value, tuple):
        return [_param(item) for item in value]
    return str(value) if isinstance(value, Decimal) else value
