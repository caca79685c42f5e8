"""Changes as a JSON document: each key with its type, and where its value comes from."""

from __future__ import annotations

from khpcmd.changes import Changes, How, Turn
from khpcmd.diagnostics import Severity
from khpcmd.i18n import Messages
from khpcmd.render.formats import Look
from khpcmd.render.json import CELL, CUTS, DIAGNOSTIC, FIGURE, FIGURE_TEXT, HEADING, STATED, Applied, Found
from khpcmd.render.json_text import written
from khpcmd.render.wire import COUNT, DAY, TEXT, YES_NO, Object, Say, counts_of, list_of, maybe, one_of, table_of
from khpcmd.render.wording import Wording
from khpcmd.results import Verdict


def _lists(changes: Changes) -> dict[str, Found]:
    faults = changes.faults
    lists = {"warnings": changes.warnings, "came": faults.came, "stayed": faults.stayed, "gone": faults.gone}
    return {name: Found.of(found) for name, found in lists.items()}


_SIDE = Object(
    period=maybe(TEXT),
    inputs=list_of(Object(file=TEXT.at("name"), sha256=TEXT, role=TEXT)),
    reported=list_of(TEXT).by(lambda report, _: [filed.unit for filed in report.filed if filed.reported]),
    diagnostics=counts_of(Severity, lambda report, severity: sum(1 for _ in report.of(severity))),
)
_SUMMARY = Object(
    targets=counts_of(Turn, lambda changes, turn: len(changes.turned(turn))),
    units=counts_of(How, lambda changes, how: len(changes.units_that(how))),
    figures=counts_of(
        (How.ADDED, How.REMOVED, How.CHANGED), lambda changes, how: sum(one.how is how for one in changes.figures())
    ),
    unread=COUNT.by(lambda changes, _: sum(one.unread for one in changes.figures())),
)
_JUDGED = maybe(
    Object({"verdict": one_of(Verdict), "reason": maybe(TEXT).at("reason.value")}, STATED, figure_text=FIGURE_TEXT)
)
_TARGET = Object(
    target=TEXT.at("target.id"),
    title=TEXT.by(lambda change, say: say.words.of(change.target.title)),
    binding=YES_NO.at("target.binding"),
    turn=one_of(Turn),
    before=_JUDGED,
    after=_JUDGED,
    units_behind=list_of(TEXT).at("units"),
    figures_behind=list_of(Object({"unit": TEXT}, FIGURE.at("key"))).at("behind"),
)
_FIGURE = Object(
    FIGURE.at("key"),
    label=TEXT.by(lambda change, say: say.words.figures.label(change.key)),
    how=one_of(How),
    before=maybe(CELL),
    after=maybe(CELL),
)
_UNIT = Object(
    unit=TEXT,
    name=TEXT.by(lambda change, say: say.wording.unit(change.unit)),
    how=one_of(How),
    figures=list_of(_FIGURE),
)
CHANGES = Object(
    HEADING.by(lambda changes, _: Applied(changes.plan, changes.after.plan_hash)),
    as_of=DAY.at("after.as_of"),
    only_reported=YES_NO.at("after.only_reported"),
    old=_SIDE.at("before"),
    new=_SIDE.at("after"),
    summary=_SUMMARY.at(),
    targets=list_of(_TARGET),
    units=list_of(_UNIT),
    diagnostics_cut=table_of(CUTS).by(
        lambda changes, _: {name: found.cuts for name, found in _lists(changes).items() if found.cuts} or None,
        optional=True,
    ),
    warnings=list_of(DIAGNOSTIC).by(lambda changes, _: Found.of(changes.warnings).diagnostics),
    errors=table_of(list_of(DIAGNOSTIC)).by(
        lambda changes, _: {name: found.diagnostics for name, found in _lists(changes).items() if name != "warnings"}
    ),
)


def json_changes(changes: Changes, messages: Messages, _look: Look) -> str:
    """The changes as a JSON document, with every figure; exact values are texts: "103/100"."""
    return written(CHANGES.fields(changes, Say(Wording(messages, changes.plan))))
