"""What was read where in the files, in a line for each table, with what was not read and the answer last."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from khpcmd.diagnostics import Diagnostic, Severity
from khpcmd.diagnostics.parameters import Ref
from khpcmd.i18n import Messages
from khpcmd.plan.model import Plan
from khpcmd.render.closing import with_code
from khpcmd.render.inspect import Words
from khpcmd.render.wording import Wording, visible
from khpcmd.workbook.governing import Entry
from khpcmd.workbook.read import Reading
from khpcmd.workbook.trace import SheetTrace, TableTrace, Taken

NOT_READ = frozenset(
    {"unknown", "ratio", "group", "unknown_unit", "no_district", "not_a_reporter", "unknown_row", "no_unit"}
)
"""What columns and rows are taken for that no figure is taken from."""
LISTED = 5
"""How many things of a kind are listed for a table or a file before the rest is counted."""


def inspect_summary(
    readings: Sequence[Reading], faults: Sequence[Diagnostic], plan: Plan, messages: Messages, exit_code: int
) -> str:
    """The files, each with its tables; a line is never cut."""
    words = _Words(Wording(messages, plan))
    lines = [line for reading in readings for line in words.file(reading)]
    lines += words.faults(faults)
    lines += ["", inspect_closing(readings, faults, messages, exit_code)]
    return "".join(f"{visible(line)}\n" for line in lines)


def inspect_closing(
    readings: Sequence[Reading], faults: Iterable[Diagnostic], messages: Messages, exit_code: int
) -> str:
    """The answer in words: how much was read, or that something could not be."""
    lost = {fault.at.file for fault in faults if fault.at and fault.severity is Severity.ERROR}
    files = messages.count("files", len(readings) + len(lost))
    unread = sum(not reading.traces for reading in readings) + len(lost)
    if exit_code == 5:
        line = messages.template("inspect.short.nothing")
    elif exit_code:
        line = messages.text("inspect.short.unread", unread=messages.count("files", unread), all=files)
    else:
        units = {filed.unit for reading in readings for filed in reading.returns if filed.reported}
        line = messages.text("inspect.short.read", whose=messages.count("units", len(units)), where=files)
    return with_code(line, messages, exit_code)


class _Words(Words):
    def file(self, reading: Reading) -> Iterator[str]:
        yield reading.name
        for trace in reading.traces:
            yield from (f"  {line}" for line in self._sheet(trace))
        serious = [one for one in reading.diagnostics if not reading.traces or one.severity is not Severity.NOTE]
        yield from (f"  {line}" for line in self.faults(serious))

    def faults(self, found: Iterable[Diagnostic]) -> Iterator[str]:
        lines = list(dict.fromkeys(map(self._fault, found)))
        yield from lines[:LISTED]
        if len(lines) > LISTED:
            yield self._say("short.more", count=len(lines) - LISTED)

    def _fault(self, one: Diagnostic) -> str:
        place = f"{one.at.sheet}!{one.at.cell}: " if one.at and one.at.cell else f"{one.at}: " if one.at else ""
        return f"{one.code.code} {place}{self._wording.message(one)}"

    def _sheet(self, trace: SheetTrace) -> Iterator[str]:
        title = self._quoted(trace.title)
        if not trace.tables:
            yield f"{title}: " + self._say("no_table" if trace.state == "visible" else "hidden")
        for table in trace.tables:
            yield self._table(title, table, self._period(trace))
            yield from self._listed("short.not_read", map(self._taken, _not_read(table)))
        yield from self._listed("short.open", map(self._entry, _in_doubt(trace)))

    def _period(self, trace: SheetTrace) -> str:
        if not trace.period:
            return self._say("no_period")
        cell = trace.period_from.cell if trace.period_from else ""
        name = self._wording.name(Ref("period", trace.period))
        return f"{name} ({cell})" if cell else name

    def _table(self, title: str, table: TableTrace, period: str) -> str:
        whose = self._wording.unit(table.unit) if table.unit else self._messages.count("units", table.units)
        taken = {one.field for one in (*table.columns, *table.rows) if one.field}
        return self._say(
            "short.table",
            sheet=title,
            rows=f"{table.body[0]}–{table.body[1]}",
            layout=self._say(f"layout_{table.layout}"),
            whose=whose,
            period=period,
            number=self._messages.count("fields", len(taken)),
        )

    def _listed(self, key: str, things: Iterable[str]) -> Iterator[str]:
        """A line with the first of the things and how many more there are; none where there are none."""
        things = list(things)
        if things:
            more = [self._say("short.more", count=len(things) - LISTED)] if len(things) > LISTED else []
            yield "  " + self._say(key, things="; ".join([*things[:LISTED], *more]))

    def _taken(self, taken: Taken) -> str:
        return f"{taken.place} {self._quoted(taken.text)} ({self._say(f'kind_{taken.kind}')})"

    def _entry(self, entry: Entry) -> str:
        what = self._say(f"governs_{entry.governs}")
        return " ".join(filter(None, (what, entry.at.cell, self._quoted(entry.account.text))))


def _not_read(table: TableTrace) -> list[Taken]:
    return [one for one in (*table.columns, *table.rows) if one.kind in NOT_READ and not one.field]


def _in_doubt(trace: SheetTrace) -> list[Entry]:
    """The texts that keep figures from being used, each once."""
    found = {(one.governs, one.account.text): one for one in reversed(trace.accounts) if one.belief == "open"}
    return list(reversed(found.values()))
