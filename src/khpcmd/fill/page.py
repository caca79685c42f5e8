"""What the command says of a filled form: which cell came from what, what was left blank and why; and as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from khpcmd.fill.run import Figure, Filled, Filling, Left
from khpcmd.i18n import Messages
from khpcmd.render.closing import with_code
from khpcmd.render.csv import BOM, csv_line
from khpcmd.render.wording import Wording, json_safe, visible
from khpcmd.returns import Basis

SHOWN = 14
"""How many cells of a kind a summary names before it counts the rest."""
NAMED = 3
"""How many units are named before the rest is counted."""
LABEL = 60


def filled_lines(found: Filling, messages: Messages, output: str, exit_code: int, *, details: bool) -> Iterator[str]:
    """Everything, the answer last; without ``details`` no more than a screen."""
    page = _Page(found, messages, details=details)
    yield page.headline()
    yield from page.about()
    yield from page.block("written", [one for one in found.written if not one.already])
    yield from page.block("already", [one for one in found.written if one.already])
    yield from page.block("left", [one for one in found.left if one.why is not Left.UNMATCHED])
    yield from page.block("unmatched", [one for one in found.left if one.why is Left.UNMATCHED])
    if output:
        yield messages.text("fill.account", output=visible(companion(output)))
    yield answer(found, messages, output, exit_code)


def companion(output: str) -> str:
    """The file beside a filled form that says which cell came from what: "form.fill.csv" beside "form.xlsx"."""
    return f"{output.rpartition('.')[0]}.fill.csv"


def answer(found: Filling, messages: Messages, output: str, exit_code: int) -> str:
    """The last line: where the filled form is, or that there is none."""
    line = messages.text("fill.saved", output=visible(output)) if output else messages.template("fill.nothing")
    if found.report.only_reported:
        line = messages.text("closing.only_reported", line=line)
    return with_code(line, messages, exit_code)


class _Page:
    def __init__(self, found: Filling, messages: Messages, *, details: bool) -> None:
        self._found, self._messages, self._details = found, messages, details
        self._wording = Wording(messages, found.report.plan)

    def headline(self) -> str:
        number = sum(not one.already for one in self._found.written)
        return self._messages.text("fill.headline", form=visible(self._found.name), cells=self._cells(number))

    def about(self) -> Iterator[str]:
        found, messages = self._found, self._messages
        plan = found.report.plan
        if found.report.period:
            title = plan.periods[found.report.period].title.in_(messages.language)
            yield messages.text("fill.period", period=title)
        if any(one.unit == found.whose for one in found.cells) and found.whose:
            yield messages.text("fill.whose", unit=self._wording.unit(found.whose))
        if not found.whose:
            yield messages.template("fill.no_whole")
        told = (f"{visible(found.name)}: {self._wording.message(one)}" for one in found.faults)
        yield from dict.fromkeys(told)  # what the name of the file says is found once for each sheet
        if found.formulas:
            yield messages.template("fill.formulas")

    def block(self, name: str, cells: list[Filled]) -> Iterator[str]:
        if not cells:
            return
        yield ""
        yield self._messages.text(f"fill.block.{name}", cells=self._cells(len(cells)))
        shown = cells if self._details else cells[:SHOWN]
        yield from (f"  {self._line(one)}" for one in shown)
        if len(cells) > len(shown):
            yield f"  {self._messages.text('fill.more', count=len(cells) - len(shown))}"

    def account(self, one: Filled) -> list[str | int | Decimal | None]:
        """A cell as a line of the companion file."""
        key, named = one.key, self._wording.unit
        fields = one.fields or ((key.field,) if key else ())
        reason = self._messages.template("fill.unmatched") if one.why is Left.UNMATCHED else ""
        reason = reason or (self._reason(one) if one.why else "")
        value = one.value if one.written else None
        shown = _shown(value, self._messages) if isinstance(value, bool | date) else value
        of = key.basis.value if key else "", (key.month if key else 0) or None, named(one.unit) if one.unit else ""
        units = ("; ".join(map(named, units)) for units in (one.counted, one.missing))
        return [one.sheet, one.cell, one.label, _state(one), shown, " + ".join(fields), *of, *units, reason]

    def _cells(self, number: int) -> str:
        return self._messages.count("cells_filled", number)

    def _line(self, one: Filled) -> str:
        several = len({cell.sheet for cell in self._found.cells}) > 1
        place = f"{visible(one.sheet)}!{one.cell}" if several else one.cell
        label = visible(one.label if self._details else _shortened(one.label))
        if one.why is Left.UNMATCHED:
            return f"{place}  {label}"
        if one.value is not None and one.why is None:
            value = _shown(one.value, self._messages)
            return self._messages.text("fill.written", place=place, value=value, label=label, source=self._source(one))
        return self._messages.text("fill.left", place=place, label=label, reason=self._reason(one))

    def _source(self, one: Filled) -> str:
        """The field, its year or month, and the units that were added up."""
        messages, key = self._messages, one.key
        words = [self._whose(one)]
        if key is not None:
            names = one.fields or (key.field,)
            same = one.label.casefold() == self._found.report.plan.fields[key.field].label.vi.casefold()
            words += [] if same and not self._details else [" + ".join(map(self._field, names))]
            words += [messages.template("fill.baseline")] if key.basis is Basis.BASELINE else []
            words += [messages.text("fill.month", month=key.month)] if key.month else []
        return messages.joined(words)

    def _field(self, name: str) -> str:
        return self._found.report.plan.fields[name].label.in_(self._messages.language)

    def _whose(self, one: Filled) -> str:
        if one.counted == (one.unit,) or len(one.counted) == 1:
            return self._wording.unit(one.counted[0])
        return self._messages.count("units", len(one.counted))

    def _reason(self, one: Filled) -> str:
        messages = self._messages
        if one.why is Left.OPEN and one.missing:
            named = [self._wording.unit(unit) for unit in one.missing]
            shown = named if self._details or len(named) <= NAMED + 1 else named[:NAMED]
            names = messages.joined(shown)
            if len(named) > len(shown):
                names = messages.text("fill.and_more", named=names, count=len(named) - len(shown))
            return messages.text("fill.why.open", names=names)
        if one.why is Left.MEASURE and one.key is not None:
            unit = self._found.report.plan.fields[one.key.field].measure
            measure = unit.in_(messages.language) if unit else ""
            return messages.text("fill.why.measure", measure=measure)
        key = "nobody" if one.why is Left.OPEN else one.why.value if one.why else "words"
        reason = messages.template(f"fill.why.{key}")
        if one.asked is not None and one.asked.at is not None:
            told = self._wording.message(one.asked)
            return messages.text("fill.asked", reason=reason, place=one.asked.at.cell or one.sheet, told=told)
        return reason


CSV = (
    "sheet", "cell", "label", "state", "value", "fields", "basis", "month", "unit", "counted", "missing", "reason",
)  # fmt: skip
"""The columns of the companion file, the same in every language."""


def filled_csv(found: Filling, messages: Messages) -> bytes:
    """The account of every cell as a table, to be kept beside the filled form: where, from what, and why not."""
    page = _Page(found, messages, details=True)
    lines = [BOM + csv_line(CSV)]
    lines += [csv_line(page.account(one)) for one in found.cells]
    return "".join(lines).encode()


def filled_json(found: Filling, messages: Messages, output: str) -> str:
    """The account of every cell as JSON."""
    wording = Wording(messages, found.report.plan)
    document = {
        "form": found.name,
        "output": output or None,
        "plan": found.report.plan.id,
        "period": found.report.period or None,
        "as_of": found.as_of.isoformat() if found.as_of else None,
        "unit": found.whose or None,
        "only_reported": found.report.only_reported,
        "formulas_to_compute": found.formulas,
        "faults": [wording.message(one) for one in found.faults],
        "cells": [_cell(one, wording) for one in found.cells],
    }
    return json_safe(json.dumps(document, ensure_ascii=False, indent=2)) + "\n"


def _cell(one: Filled, wording: Wording) -> dict[str, object]:
    key = one.key
    return {
        "sheet": one.sheet,
        "cell": one.cell,
        "label": one.label,
        "state": _state(one),
        "value": str(one.value) if isinstance(one.value, Decimal | date) else one.value,
        "field": key.field if key and not one.fields else None,
        "fields": list(one.fields) or ([key.field] if key else []),
        "basis": key.basis.value if key else None,
        "month": key.month if key and key.month else None,
        "unit": one.unit or None,
        "counted": list(one.counted),
        "missing": list(one.missing),
        "reason": one.why.value if one.why else None,
        "asked": _asked(one, wording),
    }


def _asked(one: Filled, wording: Wording) -> dict[str, object] | None:
    if one.asked is None:
        return None
    return {
        "code": str(one.asked.code),
        "cell": one.asked.at.cell if one.asked.at else None,
        "message": wording.message(one.asked),
    }


def _state(one: Filled) -> str:
    return ("already" if one.already else "written") if one.written else "left"


def _shown(value: Figure, messages: Messages) -> str:
    if isinstance(value, bool):
        return messages.template("results_book.yes" if value else "results_book.no")
    return messages.day(value) if isinstance(value, date) else messages.number(value)


def _shortened(label: str) -> str:
    label = " ".join(label.split())
    return label if len(label) <= LABEL else f"{label[: LABEL - 1].rstrip()}…"
