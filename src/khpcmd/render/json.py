"""Results and data as JSON. Keys, codes and verdicts are the same in every language, exact values are texts.

Each object says its keys once, for the documents and for their JSON Schemas, by which nothing may be missing or added.
What each key is for stands in the catalogues (``result_fields``); ``docs/results.py`` makes a page of them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple

from khpcmd.changes import Changes, How, Turn
from khpcmd.diagnostics import Code, Diagnostic, Severity
from khpcmd.diagnostics.faults import Cut, listed
from khpcmd.diagnostics.parameters import Added, Param, Phrase, Ref, Stored
from khpcmd.i18n import LANGUAGES, Messages
from khpcmd.judge.bounds import comparisons
from khpcmd.measures.threshold import Number, Threshold
from khpcmd.plan.fields import MeasuredField
from khpcmd.plan.model import Plan
from khpcmd.render import wire
from khpcmd.render.duties import by_duty
from khpcmd.render.formats import Look
from khpcmd.render.json_text import Json, streamed, written
from khpcmd.render.told.office import UnitTold
from khpcmd.render.told.target import WHYS, TargetTold
from khpcmd.render.wire import (
    COUNT,
    DAY,
    EXACT,
    NUMBER,
    POSITIVE,
    SHA256,
    TEXT,
    WHOLE,
    YES_NO,
    Object,
    Say,
    Schema,
    Type,
    With,
    always,
    list_of,
    maybe,
    one_of,
    stream_of,
    table_of,
    word_of,
)
from khpcmd.render.wording import Wording
from khpcmd.report import DataReport, Report, ReturnState, Standing, files_of
from khpcmd.results import DutyState, Reason, Result, UnitResult, Verdict
from khpcmd.returns import Basis, CellState, CellValue, Return
from khpcmd.version import FORMAT_VERSION, __version__

TEXTS = list_of(TEXT)


def _param(value: Param) -> Json:
    match value:
        case Ref():
            return {"kind": value.kind, "id": value.id}
        case Phrase():
            return {"kind": "phrase", "id": value.id, "values": [_param(item) for item in value.values]}
        case Added():
            return _param(value.fields)
        case Stored() | Decimal() | date():
            return str(value)
        case str() | int():
            return value
        case _:
            return [_param(item) for item in value]


def _value(value: CellValue | None, say: Say) -> Json:
    if value is None or type(value) is int or isinstance(value, int | str):
        return value
    kind = DAY if isinstance(value, date) else EXACT if isinstance(value, Fraction) else NUMBER
    return kind.write(value, say)


def _class_names(one: With, say: Say) -> Json:
    return [say.words.of(each.name) for each in one.own]


def _told(result: Result, say: Say) -> TargetTold:
    return TargetTold(result, say.words, say.words.who)


class Applied(NamedTuple):
    """A plan as it was applied."""

    plan: Plan
    plan_hash: str


PLAN = Object(
    id=TEXT.at("plan.id"),
    title=TEXT.by(lambda one, say: one.plan.title.in_(say.messages.language)),
    document=TEXT.at("plan.document.number"),
    sha256=SHA256.at("plan_hash"),
)
HEADING = Object(
    format_version=always(FORMAT_VERSION),
    tool=Object(name=always("khpcmd"), version=TEXT.by(lambda _, __: __version__)).at(),
    language=word_of(*LANGUAGES).by(lambda _, say: say.messages.language),
    values_withheld=Type({"const": True}).by(lambda _, say: say.messages.withheld or None, optional=True),
    plan=PLAN.at(),
)
"""What every document begins with: its format, who wrote it, and the plan that was applied."""
PLACE = {
    "file": maybe(TEXT).by(lambda one, _: one.at and one.at.file),
    "sheet": maybe(TEXT).by(lambda one, _: one.at and one.at.sheet),
    "cell": maybe(TEXT).by(lambda one, _: one.at and one.at.cell),
}
_CELL_VALUE = Type({"type": ["integer", "boolean", "string", "null"]}, _value)
_CELL = Object(PLACE, state=one_of(CellState), raw=TEXT, value=_CELL_VALUE)
CELL = wire.defined("cell", _CELL)

_END = Type(NUMBER.schema, lambda value, _: _param(value))
_USUAL = Object(low=_END.by(lambda ends, _: ends[0]), high=maybe(_END).by(lambda ends, _: ends[1]))
_DIAGNOSTIC = Object(
    {
        "code": word_of(*(code.code for code in Code)).at("code.code"),
        "name": word_of(*(code.name.lower() for code in Code)).by(lambda one, _: one.code.name.lower()),
        "severity": one_of(Severity),
        "message": TEXT.by(lambda one, say: say.wording.message(one)),
        "cure": TEXT.by(lambda one, say: say.wording.unit_cure(one)),
        "cure_analyst": maybe(TEXT).by(lambda one, say: say.wording.analyst_cure(one)),
    },
    PLACE,
    {
        "line": maybe(COUNT).by(lambda one, _: (one.at and one.at.line) or None),
        "column": maybe(COUNT).by(lambda one, _: (one.at and one.at.column) or None),
        "unit": maybe(TEXT),
        "can_turn": maybe(TEXTS).at("turns"),
        "can_turn_if_usual": maybe(TEXTS).at("turns_usual"),
        "usual": list_of(_USUAL),
        "params": Type({"type": "object"}, lambda params, _: {name: _param(one) for name, one in params.items()}),
    },
)
DIAGNOSTIC = wire.defined("diagnostic", _DIAGNOSTIC)


class Found(NamedTuple):
    """Diagnostics: the first of each code, and the codes that have more."""

    diagnostics: Sequence[Diagnostic]
    cuts: Mapping[str, Cut] | None

    @classmethod
    def of(cls, found: Iterable[Diagnostic]) -> Found:
        groups, cuts = listed((one,) for one in found)
        return cls([one for (one,) in groups], {cut.code.code: cut for cut in cuts} or None)


CUTS = table_of(Object(count=COUNT, listed=COUNT), propertyNames={"enum": [code.code for code in Code]})
DIAGNOSTICS = Object(
    diagnostics_cut=CUTS.by(lambda one, _: one.cuts, optional=True),
    diagnostics=stream_of(DIAGNOSTIC),
)


class Stated(NamedTuple):
    """A figure; where nothing is known yet, or not all of a unit's figure, there is none: it is no 0 of 0."""

    part: Number | None = None
    whole: Number | None = None
    baseline: tuple[Number, Number] | None = None
    value: Fraction | None = None
    counted: int | None = None
    expected: int | None = None

    @classmethod
    def of(cls, one: Result | UnitResult) -> Stated:
        found, shown = one.measurement, one.shown
        if found is None:
            return cls()
        if shown is None:
            return cls(counted=found.counted, expected=found.expected)
        return cls(*shown.sides, shown.before, shown.value, found.counted, found.expected)


_BASELINE = Object(part=POSITIVE.by(lambda sides, _: sides[0]), whole=POSITIVE.by(lambda sides, _: sides[1]))
MEASUREMENT = Object(
    {
        "part": maybe(POSITIVE),
        "whole": maybe(POSITIVE),
        "baseline": maybe(_BASELINE),
        "value": maybe(EXACT),
        "counted": maybe(COUNT),
        "expected": maybe(COUNT),
    },
    behind=("baseline", "value"),
)
STATED = MEASUREMENT.by(lambda one, _: Stated.of(one))
FIGURE_TEXT = maybe(TEXT).by(lambda result, say: say.words.reached(result))
"""Of all units together."""
_LEVELS = dict.fromkeys(Threshold.model_fields, TEXT.schema)
THRESHOLD = Type(
    {"type": "object", "properties": _LEVELS, "additionalProperties": False, "minProperties": 1},
    lambda threshold, _: {name: str(level) for name, level in threshold if level is not None},
)
_AT = Object(file=TEXT, line=COUNT, column=COUNT)
WAIVER = Object(
    {"reason": TEXT, "document": TEXT, "approver": TEXT, "until": DAY}, _AT.at("at"), behind=("until", "line", "column")
)
ANSWER = Object(
    {"reason": TEXT, "document": TEXT, "decided_by": TEXT, "day": DAY}, _AT.at("at"), behind=("day", "line", "column")
)
_ENDS = {"low": EXACT, "high": EXACT}
_CRITERION = Object({"target": TEXT, "most": EXACT, **_ENDS}, not_counted=YES_NO, may_not_count=YES_NO)
_POINTS = Object(unit=maybe(TEXT).at("of"), criteria=list_of(_CRITERION).at("own"))
SCORE = Object(
    out_of=EXACT.at("target.measure.out_of"),
    points=list_of(_POINTS).by(lambda result, _: [With(own, unit) for unit, own in result.points.items()]),
    ranking=list_of(Object({"unit": TEXT, **_ENDS}, first=COUNT, last=COUNT)),
    classes=list_of(Object(unit=maybe(TEXT).at("of"), possible=TEXTS.by(_class_names))).by(
        lambda result, _: [With(own, unit) for unit, own in result.classes.items()]
    ),
)
_SIDES = dict.fromkeys(("part", "part_times", "whole", "whole_times"), NUMBER)
_COMPARISON = Object(
    Object(_SIDES, sign=word_of("≥", ">", "≤", "<"), holds=YES_NO).at("own"),
    text=TEXT.by(lambda one, say: say.words.comparison(*one)),
)
FIGURE = Object(field=TEXT, basis=one_of(Basis), month=maybe(COUNT).by(lambda key, _: key.month or None))
"""Which figure of a return."""
_MARGIN = Object(
    change=NUMBER.at("margin.change"),
    units=TEXTS.at("margin.units"),
    text=maybe(TEXT).by(lambda result, say: _told(result, say).nearness),
)
_HINGE = Object({"unit": TEXT}, FIGURE.at("figure"), why=word_of(*WHYS), reported=NUMBER.at("value"), instead=NUMBER)
_SHARES = list_of(Object(unit=TEXT, share=NUMBER))
_FAIR_SHARES = Object(by=word_of("whole", "baseline", "part", "alike"), units=_SHARES)
_OUTLOOK = Object(
    needed_each_month=NUMBER.at("needed"),
    each_month_so_far=NUMBER.at("so_far"),
    extrapolated=Object(part=NUMBER, whole=maybe(NUMBER)).at(),
)
_OF_UNITS = Object(units=COUNT.by(lambda counted, _: counted[0]), of=COUNT.by(lambda counted, _: counted[1]))
_SLOTS = list_of(list_of(COUNT))
_UNIT = Object(
    {
        "unit": TEXT.at("own.unit"),
        "name": TEXT.by(lambda one, say: say.words.who(one.own.unit)),
        "verdict": maybe(one_of(Verdict)).at("own.verdict"),
        "for_information": YES_NO.by(lambda one, _: one.own.verdict is None),
        "waiver": maybe(WAIVER).at("own.waiver"),
    },
    MEASUREMENT.by(lambda one, _: Stated.of(one.own)),
    {
        "gap": maybe(NUMBER).by(lambda one, _: one.own.gap and one.own.gap.more),
        "gap_text": maybe(TEXT).by(lambda one, say: one.own.gap and say.words.needed(one.of, one.own.gap.more)),
        "figure_text": maybe(TEXT).by(lambda one, say: UnitTold(one.own, one.of, say.words).figure),
        "threshold_text": maybe(TEXT).by(lambda one, say: one.own.asked and say.words.limits(one.of, one.own.asked)),
        "months_without": _SLOTS.at("own.without"),
        "part_cells": list_of(CELL).at("own.part_cells"),
        "whole_cells": list_of(CELL).at("own.whole_cells"),
    },
    behind=("gap", "gap_text", "months_without", "part_cells", "whole_cells"),
)
_RESULT = Object(
    {
        "target": TEXT.at("target.id"),
        "title": TEXT.by(lambda result, say: say.words.of(result.target.title)),
        "clause": TEXT.at("target.clause"),
        "quote": TEXT.at("target.quote"),
        "note": maybe(TEXT).by(lambda result, say: result.target.note and say.words.of(result.target.note)),
        "kind": TEXT.at("target.measure.kind"),
        "binding": YES_NO.at("target.binding"),
        "for_points": YES_NO.at("target.for_points"),
        "judged": word_of("pooled", "each_unit").at("target.judged"),
        "self_declared": YES_NO.at("target.self_declared"),
        "threshold": maybe(THRESHOLD).at("target.threshold"),
        "milestone": maybe(THRESHOLD),
        "threshold_text": TEXT.by(lambda result, say: say.words.threshold(result.target)),
        "formula_text": TEXT.by(lambda result, say: say.words.measured(result.target)),
        "conditions_text": TEXTS.by(lambda result, say: say.words.target(result.target).conditions),
        "verdict": one_of(Verdict),
        "verdict_without_waivers": maybe(one_of(Verdict)).at("otherwise"),
        "waiver": maybe(WAIVER),
        "answer": maybe(ANSWER),
        "score": maybe(SCORE).by(lambda result, _: None if result.target.measure.out_of is None else result),
        "reason": maybe(word_of(*filter(None, (reason.value for reason in Reason)))).at("reason.value"),
        "reason_text": maybe(TEXT).by(
            lambda result, say: result.reason and say.messages.template(f"reasons.{result.reason.value}")
        ),
    },
    STATED,
    {
        "figure_text": FIGURE_TEXT,
        "comparison": list_of(_COMPARISON).by(lambda result, _: [With(one, result) for one in comparisons(result)]),
        "bounds": maybe(Object(low=maybe(EXACT), high=maybe(EXACT))),
        "statistic": maybe(Object(low=maybe(EXACT), high=maybe(EXACT))),
        "gap": maybe(NUMBER).by(lambda result, _: result.gap and result.gap.more),
        "gap_text": maybe(TEXT).by(lambda result, say: _told(result, say).needed),
        "margin": maybe(_MARGIN).by(lambda result, _: result.margin and result),
        "hangs_on": maybe(list_of(_HINGE)).at("hinges"),
        "fair_shares": maybe(_FAIR_SHARES),
        "months_without": _SLOTS.at("without"),
        "pace": maybe(Object(reached=EXACT, elapsed=EXACT, outlook=maybe(_OUTLOOK))),
        "reaching": maybe(_OF_UNITS),
        "not_exceeded": maybe(_OF_UNITS),
        "lacking": list_of(Object(unit=TEXT, reported=YES_NO, under_way=YES_NO)).at("open_units"),
        "units": stream_of(wire.defined("unit", _UNIT)).by(
            lambda result, _: (With(unit, result.target) for unit in result.units)
        ),
        "part_cells": stream_of(CELL).by(lambda result, _: () if result.units else result.part_cells),
        "whole_cells": stream_of(CELL).by(lambda result, _: () if result.units else result.whole_cells),
    },
)


def _plan_name(unit: str, say: Say) -> str:
    """The name of a unit in the plan itself, whatever it is called on the day of the plan's units."""
    known_unit = say.words.plan.unit.get(unit)
    return say.words.of(known_unit.name) if known_unit else unit


_OF_DUTY = Object(
    unit=TEXT,
    name=TEXT.by(lambda one, say: _plan_name(one.unit, say)),
    state=one_of(DutyState),
    late=YES_NO,
    cells=list_of(CELL),
    evidence=table_of(CELL).by(lambda one, _: dict(one.evidence)),
    evidence_lacking=TEXTS.at("missing_evidence"),
)
_DUTY = Object(
    duty=TEXT.by(lambda results, _: results[0].duty.id),
    title=TEXT.by(lambda results, say: say.words.of(results[0].duty.title)),
    clause=TEXT.by(lambda results, _: results[0].duty.clause),
    quote=TEXT.by(lambda results, _: results[0].duty.quote),
    states=wire.counts_of(DutyState, lambda results, state: sum(one.state is state for one in results)),
    units=list_of(_OF_DUTY).at(),
)
DEFINITIONS = {"result": _RESULT, "unit": _UNIT, "duty": _DUTY, "diagnostic": _DIAGNOSTIC, "cell": _CELL}
"""The objects that stand among the definitions of a schema."""


def _months(filed: Return) -> tuple[dict[str, Number], dict[str, dict[str, Number]]]:
    """The figures of a return that were sound, those without a month and those of months."""
    values, months = dict[str, Number](), dict[str, dict[str, Number]]()
    for key, value in filed.values().items():
        if key.basis is Basis.CURRENT and (type(value) is int or isinstance(value, Decimal)):
            own = months.setdefault(key.field, {}) if key.month else values
            own[str(key.month) if key.month else key.field] = value
    return values, months


def _filled(report: Report) -> Iterator[Return]:
    """The returns with anything in them, in the plan's order of their units."""
    filed = {one.unit: one for one in report.returns if one.filled}
    return (filed[unit.id] for unit in report.plan.units if unit.id in filed)


_FIELD = Object(
    field=TEXT.at("of"),
    label=TEXT.by(lambda one, say: say.words.of(one.own.label)),
    kind=TEXT.at("own.kind"),
    unit_of_measure=TEXT.by(lambda one, say: say.words.of(one.own.unit_of_measure)),
)
_SOUND = Object(
    {"unit": TEXT, "name": TEXT.by(lambda filed, say: _plan_name(filed.unit, say))},
    Object(
        values=table_of(NUMBER).by(lambda found, _: found[0]),
        months=table_of(table_of(NUMBER)).by(lambda found, _: found[1]),
    ).by(lambda filed, _: _months(filed)),
)
_FIGURES = Object(
    year=maybe(COUNT).by(lambda report, _: report.plan.year_of(report.period) if report.period else None),
    window=maybe(Object({"from": DAY.at("first"), "to": DAY.at("last")})).by(
        lambda report, _: report.plan.periods[report.period].window if report.period else None
    ),
    fields=list_of(_FIELD).by(
        lambda report, _: [
            With(spec, name) for name, spec in report.plan.fields.items() if isinstance(spec, MeasuredField)
        ]
    ),
    units=stream_of(_SOUND).by(lambda report, _: _filled(report)),
)
"""The counts and amounts of the period that were sound: what a later check compares with (``inputs/results.py``)."""
_SUPPOSED = Object(
    {"unit": TEXT, "name": TEXT.by(lambda one, say: say.wording.unit(one.unit))},
    FIGURE.at("key"),
    supposed=CELL.at("cell"),
    reported=maybe(CELL),
)
_TURNED = Object(target=TEXT, before=maybe(one_of(Verdict)), after=maybe(one_of(Verdict)))
_WHAT_IF = Object(figures=list_of(_SUPPOSED).at("supposed"), turned=list_of(_TURNED))
_INPUT = Object(
    file=TEXT.at("own.name"),
    sha256=TEXT.at("own.sha256"),
    role=word_of("return", "baseline", "previous", "waivers", "answers", "names").at("own.role"),
    standing=maybe(one_of(Standing)).by(lambda one, _: one.of and one.of.standing),
    units=maybe(TEXTS).by(lambda one, _: one.of and one.of.units),
)
_ROLL_CALL = Object(level=TEXT, expected=TEXTS, reported=TEXTS, missing=TEXTS, unusable=TEXTS)
_SENT = Object(
    file=TEXT.at("name"),
    state=one_of(ReturnState),
    reason=maybe(TEXT).by(lambda file, _: file.reason and file.reason.code.code),
)
_SUBMISSION = Object(
    unit=TEXT,
    state=one_of(ReturnState),
    expected=YES_NO,
    counts=YES_NO,
    asked=TEXT,
    owed=maybe(word_of("return", "corrections")),
    to_fix=COUNT.by(lambda one, _: len(one.to_fix)),
    files=list_of(_SENT),
)
_DEADLINE = Object(
    period=TEXT.at("own.period"),
    due=DAY.at("of.date"),
    due_inclusive=YES_NO.at("of.inclusive"),
    days_left=WHOLE.at("own.days_left"),
    expected=TEXTS.at("own.expected"),
    reported=TEXTS.at("own.reported"),
    missing=maybe(TEXTS).by(lambda one, _: one.own.missing if one.own.watched else None),
    overdue=maybe(TEXTS).by(lambda one, _: one.own.overdue if one.own.watched else None),
)
_SUMMARY = Object(
    targets=wire.counts_of(Verdict, Report.count),
    diagnostics=wire.counts_of(Severity, Report.faults),
    not_reported=COUNT.by(lambda report, _: len(report.missing_units) + len(report.unusable_units)),
)
REPORT = Object(
    HEADING.at(),
    {
        "period": TEXT,
        "period_title": TEXT.by(lambda report, say: say.words.period(report.period)),
        "as_of": DAY,
        "only_reported": YES_NO,
        "only_some_targets": YES_NO.at("selected"),
        "prefer": word_of("newest", "listed").by(lambda report, _: report.prefer, optional=True),
        "what_if": _WHAT_IF.by(lambda report, _: report.what_if, optional=True),
        "inputs": list_of(_INPUT).by(lambda report, _: _inputs(report)),
        "roll_call": list_of(_ROLL_CALL),
        "submissions": list_of(_SUBMISSION),
        "deadlines": list_of(_DEADLINE).by(
            lambda report, _: [With(one, report.plan.periods[one.period].due) for one in report.deadlines]
        ),
        "summary": _SUMMARY.at(),
        "results": stream_of(wire.defined("result", _RESULT)),
        "duties": list_of(wire.defined("duty", _DUTY)).by(lambda report, _: by_duty(report).values()),
        "sound_figures": _FIGURES.by(lambda report, say: None if say.messages.withheld else report, optional=True),
    },
    DIAGNOSTICS.by(lambda report, _: Found.of(report.diagnostics)),
)
_OF_FILE = Object(unit=TEXT.at(), name=TEXT.by(lambda unit, say: say.wording.unit(unit)))
_FILE = Object(
    {
        "file": TEXT.at("name"),
        "sha256": maybe(SHA256),
        "standing": one_of(Standing),
        "periods": TEXTS.by(lambda file, _: filter(None, file.periods)),
        "units": list_of(_OF_FILE),
    },
    DIAGNOSTICS.by(lambda file, _: Found.of(file.diagnostics)),
)


_COUNTS = Object(
    files=wire.counts_of(Standing, DataReport.count),
    diagnostics=wire.counts_of(Severity, lambda report, severity: sum(1 for _ in report.of(severity))),
)
DATA = Object(
    HEADING.at(),
    as_of=maybe(DAY),
    scope=always("file"),
    strict=YES_NO,
    summary=_COUNTS.at(),
    files=stream_of(_FILE),
)


def _lists(changes: Changes) -> dict[str, Found]:
    return {name: Found.of(found) for name, found in changes.lists.items()}


_SIDE = Object(
    period=maybe(TEXT),
    inputs=list_of(Object(file=TEXT.at("name"), sha256=TEXT, role=TEXT)),
    reported=list_of(TEXT).by(lambda report, _: [filed.unit for filed in report.filed if filed.reported]),
    diagnostics=wire.counts_of(Severity, lambda report, severity: sum(1 for _ in report.of(severity))),
)
_CHANGED = Object(
    targets=wire.counts_of(Turn, lambda changes, turn: len(changes.turned(turn))),
    units=wire.counts_of(How, lambda changes, how: len(changes.units_that(how))),
    figures=wire.counts_of(
        (How.ADDED, How.REMOVED, How.CHANGED), lambda changes, how: sum(one.how is how for one in changes.figures())
    ),
    unread=COUNT.by(lambda changes, _: sum(one.unread for one in changes.figures())),
)
_JUDGED = maybe(
    Object({"verdict": one_of(Verdict), "reason": maybe(TEXT).at("reason.value")}, STATED, figure_text=FIGURE_TEXT)
)
_TARGET_CHANGE = Object(
    target=TEXT.at("target.id"),
    title=TEXT.by(lambda change, say: say.words.of(change.target.title)),
    binding=YES_NO.at("target.binding"),
    turn=one_of(Turn),
    before=_JUDGED,
    after=_JUDGED,
    units_behind=list_of(TEXT).at("units"),
    figures_behind=list_of(Object({"unit": TEXT}, FIGURE.at("key"))).at("behind"),
)
_FIGURE_CHANGE = Object(
    FIGURE.at("key"),
    label=TEXT.by(lambda change, say: say.words.label(change.key)),
    how=one_of(How),
    before=maybe(CELL),
    after=maybe(CELL),
)
_UNIT_CHANGE = Object(
    unit=TEXT,
    name=TEXT.by(lambda change, say: say.wording.unit(change.unit)),
    how=one_of(How),
    figures=list_of(_FIGURE_CHANGE),
)
CHANGES = Object(
    HEADING.by(lambda changes, _: Applied(changes.plan, changes.after.plan_hash)),
    as_of=DAY.at("after.as_of"),
    only_reported=YES_NO.at("after.only_reported"),
    old=_SIDE.at("before"),
    new=_SIDE.at("after"),
    summary=_CHANGED.at(),
    targets=list_of(_TARGET_CHANGE),
    units=list_of(_UNIT_CHANGE),
    diagnostics_cut=table_of(CUTS).by(
        lambda changes, _: {name: found.cuts for name, found in _lists(changes).items() if found.cuts} or None,
        optional=True,
    ),
    warnings=list_of(DIAGNOSTIC).by(lambda changes, _: Found.of(changes.warnings).diagnostics),
    errors=table_of(list_of(DIAGNOSTIC)).by(
        lambda changes, _: {name: found.diagnostics for name, found in _lists(changes).items() if name != "warnings"}
    ),
)


def json_report(report: Report, messages: Messages, _look: Look) -> Iterator[str]:
    """The report as a JSON document, piece by piece: a unit or a diagnostic at a time.

    Exact values are texts: "103/100"; percentages are left to the reader.
    """
    return streamed(REPORT.fields(report, Say(Wording(messages, report.plan))))


def json_files(report: DataReport, messages: Messages, _look: Look) -> Iterator[str]:
    """The report on data as a JSON document, piece by piece; its ``scope`` is each file by itself.

    Each file has its diagnostics, as far as they are listed: at most ``faults.MOST`` of a code in each file.
    """
    return streamed(DATA.fields(report, Say(Wording(messages, report.plan))))


def json_changes(changes: Changes, messages: Messages, _look: Look) -> str:
    """The changes as a JSON document, with every figure; exact values are texts: "103/100"."""
    return written(CHANGES.fields(changes, Say(Wording(messages, changes.plan))))


def heading(plan: Plan, plan_hash: str, messages: Messages) -> dict[str, Json]:
    """What every document begins with: its format, who wrote it, and the plan that was applied."""
    return HEADING.fields(Applied(plan, plan_hash), Say(Wording(messages, plan)))


def _inputs(report: Report) -> Iterator[With]:
    """Every file; a return with how it stands."""
    returns = {file.name: file for file in files_of(report)}
    return (With(one, returns[one.name] if one.role == "return" else None) for one in report.inputs)


DIALECT = "https://json-schema.org/draft/2020-12/schema"
COMMAND = "khpcmd schema results > docs/results.schema.json"
"""Writes the published schema again."""


SCHEMAS = {
    "check": (REPORT, "results", (), tuple(DEFINITIONS)),
    "validate": (DATA, "data", ("data",), ("diagnostic",)),
}
"""By command the document that it writes, what it is called, under which path the catalogues describe its keys, and the
definitions that it refers to."""


def results_schema(command: str = "check") -> str:
    """The schema as the text of a file."""
    return json.dumps(schema_in(Messages("en"), command), ensure_ascii=False, indent=2) + "\n"


def schema_in(messages: Messages, command: str = "check") -> dict[str, Any]:
    """The schema of what a command writes, its keys described in a language."""
    document, title, path, defined = SCHEMAS[command]
    schema = {
        "$schema": DIALECT,
        "title": f"khpcmd {title}",
        "description": f"What khpcmd {command} --format json writes, format_version {FORMAT_VERSION}.",
        **document.schema,
    }
    texts = FieldTexts(messages)
    definitions = {name: _described(DEFINITIONS[name].schema, (name,), texts) for name in defined}
    return {**_described(schema, path, texts), "$defs": definitions}


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


def _described(schema: Schema, path: tuple[str, ...], texts: FieldTexts) -> dict[str, Any]:
    """The schema with a description at each key."""
    found: dict[str, Any] = dict(schema)
    for name in ("items", "additionalProperties"):
        if isinstance(inner := schema.get(name), dict):
            found[name] = _described(inner, path, texts)
    if isinstance(several := schema.get("anyOf"), list):
        found["anyOf"] = [_described(one, path, texts) for one in several]
    if isinstance(keys := schema.get("properties"), dict):
        found["properties"] = {
            name: {**_described(own, (*path, name), texts), "description": texts.of(*path, name)}
            for name, own in keys.items()
        }
    return found
