"""What was read where in the files, as lines of text, in short or in full, and as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, takewhile

from khpcmd.diagnostics import Diagnostic, Severity
from khpcmd.diagnostics.faults import listed
from khpcmd.diagnostics.parameters import Ref
from khpcmd.i18n import Messages
from khpcmd.plan.load import LoadedPlan
from khpcmd.plan.model import Plan
from khpcmd.render.closing import NOTHING, with_code
from khpcmd.render.json import DIAGNOSTICS, Found, heading
from khpcmd.render.json_text import Json, written
from khpcmd.render.plain import lines_of_text
from khpcmd.render.wire import COUNT, TEXT, YES_NO, Object, Say, Type, With, list_of, maybe
from khpcmd.render.wording import Wording
from khpcmd.workbook.governing import Entry
from khpcmd.workbook.read import Reading
from khpcmd.workbook.trace import BlockTrace, Governed, SheetTrace, Spot, TableTrace, Taken

UNREAD = frozenset(
    {"unknown", "ratio", "group", "unknown_unit", "no_district", "not_a_reporter", "unknown_row", "no_unit"}
)
"""What columns and rows are taken for that no figure is taken from."""
LISTED = 5
"""How many things of a kind are listed in short for a table or a file before the rest is counted."""
ROWS = 40
"""How many rows of a block are listed."""


def inspect_text(  # noqa: PLR0913  # what was read, and how it is told
    readings: Sequence[Reading],
    faults: Sequence[Diagnostic],
    plan: Plan,
    messages: Messages,
    exit_code: int,
    *,
    details: bool,
) -> str:
    """The files, each with its tables in a line, or with ``details`` one fact a line; the answer comes last."""
    page = _Page(Wording(messages, plan), details=details)
    lines = [line for reading in readings for line in page.file(reading)]
    return lines_of_text((*lines, *page.faults(faults), "", _closing(readings, faults, messages, exit_code)))


def _closing(readings: Sequence[Reading], faults: Iterable[Diagnostic], messages: Messages, exit_code: int) -> str:
    """The answer in words: how much was read, or that something could not be."""
    lost = {fault.at.file for fault in faults if fault.at and fault.severity is Severity.ERROR}
    unread = sum(not reading.traces for reading in readings) + len(lost)
    units = {filed.unit for reading in readings for filed in reading.returns if filed.reported}
    values = {"unread": messages.count("files", unread), "whose": messages.count("units", len(units))}
    key = "nothing" if exit_code == NOTHING else "unread" if exit_code else "read"
    files = messages.count("files", len(readings) + len(lost))
    return with_code(messages.text(f"inspect.short.{key}", all=files, where=files, **values), messages, exit_code)


class _Page:
    """Files in words, in short or with all ``details``; a line is never cut."""

    def __init__(self, wording: Wording, *, details: bool) -> None:
        self._wording, self._messages, self._details = wording, wording.messages, details

    def file(self, reading: Reading) -> Iterator[str]:
        yield self._say("file", name=reading.name) if self._details else reading.name
        for trace in reading.traces:
            yield from (f"  {line}" for line in (self._in_full(trace) if self._details else self._in_short(trace)))
        serious = [one for one in reading.diagnostics if not reading.traces or one.severity is not Severity.NOTE]
        yield from (f"  {line}" for line in self.faults(serious))

    def faults(self, found: Iterable[Diagnostic]) -> Iterator[str]:
        """Each fault in a line: the first few, or all, then a line for each code cut short."""
        if self._details:
            groups, cuts = listed((fault,) for fault in found)
            yield from (self._fault(fault) for (fault,) in groups)
            yield from (f"{cut.code.code} {self._wording.cut(cut)}" for cut in cuts)
            return
        lines = list(dict.fromkeys(map(self._fault, found)))
        yield from lines[:LISTED]
        if len(lines) > LISTED:
            yield self._say("short.more", count=len(lines) - LISTED)

    def _fault(self, one: Diagnostic) -> str:
        place = f"{one.at.sheet}!{one.at.cell}: " if one.at and one.at.cell else f"{one.at}: " if one.at else ""
        return f"{one.code.code} {place}{self._wording.message(one)}"

    def _say(self, key: str, **values: str | int) -> str:
        return self._messages.text(f"inspect.{key}", **values)

    def _quoted(self, text: str) -> str:
        return self._messages.quoted(" ".join(text.split()))

    def _period(self, trace: SheetTrace) -> str:
        return self._wording.name(Ref("period", trace.period)) if trace.period else ""

    def _in_short(self, trace: SheetTrace) -> Iterator[str]:
        """A line for each table, then what was not read of it, and what keeps figures from being used."""
        title, name = self._quoted(trace.title), self._period(trace) or self._say("no_period")
        if not trace.tables:
            yield f"{title}: " + self._say("no_table" if trace.state == "visible" else "hidden")
        cell = trace.period_from.cell if trace.period and trace.period_from else ""
        for table in trace.tables:
            taken = (*table.columns, *table.rows)
            yield self._say(
                "short.table",
                sheet=title,
                rows=f"{table.body[0]}–{table.body[1]}",
                layout=self._say(f"layout_{table.layout}"),
                whose=self._wording.unit(table.unit) if table.unit else self._messages.count("units", table.units),
                period=f"{name} ({cell})" if cell else name,
                number=self._messages.count("fields", len({one.field for one in taken if one.field})),
            )
            unread = (one for one in taken if one.kind in UNREAD and not one.field)
            yield from self._listed("short.not_read", map(self._not_read, unread))
        doubts = {(one.governs, one.account.text): one for one in reversed(trace.accounts) if one.belief == "open"}
        yield from self._listed("short.open", map(self._doubt, reversed(doubts.values())))

    def _listed(self, key: str, things: Iterable[str]) -> Iterator[str]:
        """A line with the first of the things and how many more there are; none where there are none."""
        things = list(things)
        if things:
            more = [self._say("short.more", count=len(things) - LISTED)] if len(things) > LISTED else []
            yield "  " + self._say(key, things="; ".join([*things[:LISTED], *more]))

    def _not_read(self, taken: Taken) -> str:
        return f"{taken.place} {self._quoted(taken.text)} ({self._say(f'kind_{taken.kind}')})"

    def _doubt(self, entry: Entry) -> str:
        what = self._say(f"governs_{entry.governs}")
        return " ".join(filter(None, (what, entry.at.cell, self._quoted(entry.account.text))))

    def _in_full(self, trace: SheetTrace) -> Iterator[str]:
        yield self._say("sheet", name=self._quoted(trace.title))
        if not trace.tables:
            yield "  " + self._say("no_table" if trace.state == "visible" else "hidden")
            yield from (f"    {line}" for line in self._accounts(trace))
            return
        spot = self._spot(trace.period_from) if trace.period_from else ""
        name = self._period(trace)
        yield "  " + (self._say("period", period=name, spot=spot) if name else self._say("no_period"))
        for number, table in enumerate(trace.tables, 1):
            yield from (f"  {line}" for line in self._table(trace, number, table))
        yield "  " + self._say("accounts", count=len(trace.accounts))
        yield from (f"    {line}" for line in self._accounts(trace))
        for block in trace.blocks:
            yield from (f"  {line}" for line in self._block(block))

    def _block(self, block: BlockTrace) -> Iterator[str]:
        """What stands over, beside and below the figures of one table."""
        yield self._say("block", header=self._messages.listed(map(str, block.header)) or "-")
        yield from (f"  {line}" for line in self._tree("column", block.columns))
        yield from (f"  {line}" for line in self._tree("row", block.rows[:ROWS]))
        if len(block.rows) > ROWS:
            yield "  " + self._say("block_more", count=len(block.rows) - ROWS)
        for what, one in (("around", block.around), ("silent", block.silent)):
            if one.texts:
                yield "  " + self._say(f"block_{what}", texts="; ".join(self._texts(one.texts)))
        if block.strays:
            yield "  " + self._say("block_strays", cells=self._messages.listed(block.strays))

    def _tree(self, what: str, governed: Iterable[Governed]) -> Iterator[str]:
        """Columns or rows; a text over several in a row stands once, above them."""
        for first, group in groupby(governed, key=lambda one: one.texts[:1]):
            alike = [*group]
            if len(alike) == 1 or not first:
                told = ((one.place, " › ".join(self._texts(one.texts)) or "-") for one in alike)
                yield from (self._say(f"block_{what}", place=place, texts=texts) for place, texts in told)
                continue
            levels = zip(*(one.texts for one in alike), strict=False)
            shared = sum(1 for _ in takewhile(lambda level: len({*level}) == 1, levels))
            yield " › ".join(self._texts(alike[0].texts[:shared]))
            below = (one._replace(texts=one.texts[shared:]) for one in alike)
            yield from (f"  {line}" for line in self._tree(what, below))

    def _texts(self, texts: Iterable[tuple[str, str, str]]) -> Iterator[str]:
        for part, text, cell in texts:
            yield self._say("block_text", part=self._say(f"part_{part}"), cell=cell, text=self._quoted(text))

    def _accounts(self, trace: SheetTrace) -> Iterator[str]:
        """What the words around the figures were understood as; the same text at several places once."""
        same = dict[tuple[str, str], list[Entry]]()
        for entry in trace.accounts:
            same.setdefault((entry.governs, entry.account.text), []).append(entry)
        for (governs, text), (first, *others) in same.items():
            cell = f" {first.at.cell}" if first.at.cell else ""
            parts = "; ".join(
                f"{self._quoted(part.text)} {self._messages.word(f'sense_{part.sense}')}{self._by(trace, part.text)}"
                for part in first.account.parts
            )
            yield self._say(
                "account" if parts else "account_of_number",
                what=self._say(f"governs_{governs}"),
                place=cell + (f" (×{1 + len(others)})" if others else ""),
                text=self._quoted(text),
                belief=self._say(f"belief_{first.belief}"),
                parts=parts,
            )

    def _spot(self, spot: Spot) -> str:
        return self._say(f"from_{spot.kind}", cell=spot.cell, text=self._quoted(spot.text))

    def _by(self, trace: SheetTrace, text: str, *meanings: str) -> str:
        """Which line of the file of names taught what a text is, where one did."""
        by = trace.taught(text, *meanings)
        return self._say("by", by=by) if by else ""

    def _table(self, trace: SheetTrace, number: int, table: TableTrace) -> Iterator[str]:
        header = _rows(*table.header)
        layout = self._say(f"layout_{table.layout}")
        yield self._say("table", number=str(number), layout=layout, header=header, body=_rows(*table.body))
        if table.unit and table.unit_from:
            yield "  " + self._say("unit", unit=self._wording.unit(table.unit), spot=self._spot(table.unit_from))
        else:
            yield "  " + self._say("units", names=table.names, count=table.units)
        yield from (f"  {self._taken(trace, 'column', column)}" for column in table.columns)
        yield from (f"  {self._taken(trace, 'row', row)}" for row in table.rows)

    def _taken(self, trace: SheetTrace, what: str, taken: Taken) -> str:
        facts = ", ".join(self._facts(taken)) + self._by(trace, taken.text, *_meanings(taken))
        return self._say(what, place=taken.place, text=self._quoted(taken.text), facts=facts)

    def _facts(self, taken: Taken) -> Iterator[str]:
        if taken.field:
            yield self._say("field", field=self._wording.name(Ref("field", taken.field)), id=taken.field)
            yield self._say(f"how_{taken.how}", spelling=self._quoted(taken.spelling))
        else:
            yield self._say(f"kind_{taken.kind}")
        if taken.unit:
            yield self._wording.unit(taken.unit)
        if taken.answer is not None:
            yield self._say("answer_yes" if taken.answer else "answer_no")
        if taken.baseline:
            yield self._say("baseline")
        if taken.month:
            yield self._say("month", month=str(taken.month))
        if taken.compares:
            yield self._say("compares", columns=self._messages.listed(taken.compares))


def _meanings(taken: Taken) -> tuple[str, ...]:
    """What the text of a column or a row may have been taught as, by what it was taken for."""
    if taken.field or taken.unit:
        return tuple(filter(None, (taken.field, taken.unit)))
    return ("results", "cumulative") if taken.kind == "figure" else ("row", "column")


def _rows(first: int, last: int) -> str:
    return str(first) if last <= first else f"{first}–{last}"


_TEXT = Object(
    part=TEXT.by(lambda one, _: one[0]), text=TEXT.by(lambda one, _: one[1]), cell=TEXT.by(lambda one, _: one[2])
)
_TEXTS = list_of(_TEXT)
_BLOCK = Object(
    header_rows=list_of(COUNT).at("header"),
    columns=list_of(Object(column=TEXT.at("place"), texts=_TEXTS)),
    rows=list_of(Object(row=TEXT.at("place"), texts=_TEXTS)),
    around=_TEXTS.at("around.texts"),
    silent=_TEXTS.at("silent.texts"),
    strays=list_of(TEXT),
)
_PART = Object(
    text=TEXT.at("own.text"),
    sense=TEXT.at("own.sense"),
    by=TEXT.by(lambda one, _: one.of.taught(one.own.text) or None, optional=True),
)
_ACCOUNT = Object(
    governs=TEXT.at("own.governs"),
    cell=maybe(TEXT).at("own.at.cell"),
    text=TEXT.at("own.account.text"),
    belief=TEXT.at("own.belief"),
    parts=list_of(_PART).by(lambda one, _: [With(part, one.of) for part in one.own.account.parts]),
)
_SPOT = maybe(Object(kind=TEXT, text=maybe(TEXT), cell=maybe(TEXT)))


def _taken(place: str) -> Type:
    """Columns or rows as they were taken, each with the trace of its sheet; ``place`` is what a place is called."""
    taken = Object(
        {place: TEXT.at("own.place"), "text": TEXT.at("own.text"), "taken_for": TEXT.at("own.kind")},
        field=maybe(TEXT).at("own.field"),
        baseline=YES_NO.at("own.baseline"),
        month=maybe(COUNT).by(lambda one, _: one.own.month or None),
        answer=maybe(YES_NO).at("own.answer"),
        unit=maybe(TEXT).at("own.unit"),
        how=maybe(TEXT).at("own.how"),
        spelling=maybe(TEXT).at("own.spelling"),
        compares=list_of(TEXT).at("own.compares"),
        by=TEXT.by(lambda one, _: one.of.taught(one.own.text, *_meanings(one.own)) or None, optional=True),
    )
    return list_of(taken)


_TABLE = Object(
    layout=TEXT.at("own.layout"),
    header_rows=list_of(COUNT).at("own.header"),
    rows_from_to=list_of(COUNT).at("own.body"),
    names_in=TEXT.at("own.names"),
    unit=maybe(TEXT).at("own.unit"),
    unit_from=_SPOT.at("own.unit_from"),
    units=COUNT.at("own.units"),
    columns=_taken("column").by(lambda one, _: [With(column, one.of) for column in one.own.columns]),
    rows=_taken("cell").by(lambda one, _: [With(row, one.of) for row in one.own.rows]),
)
_SHEET = Object(
    sheet=TEXT.at("title"),
    state=TEXT,
    period=maybe(TEXT),
    period_from=_SPOT,
    tables=list_of(_TABLE).by(lambda trace, _: [With(table, trace) for table in trace.tables]),
    accounts=list_of(_ACCOUNT).by(lambda trace, _: [With(entry, trace) for entry in trace.accounts]),
    blocks=list_of(_BLOCK),
)
_FILE = Object(
    {
        "file": TEXT.at("name"),
        "sha256": maybe(TEXT),
        "period": maybe(TEXT),
        "units": list_of(TEXT).by(lambda reading, _: [filed.unit for filed in reading.returns]),
        "sheets": list_of(_SHEET).at("traces"),
    },
    DIAGNOSTICS.by(lambda reading, _: Found.of(reading.diagnostics)),
)


def inspect_json(
    readings: Iterable[Reading], faults: Iterable[Diagnostic], loaded: LoadedPlan, messages: Messages
) -> str:
    """The traces of files as a JSON document."""
    say = Say(Wording(messages, loaded.plan))
    document: Json = {
        **heading(loaded.plan, loaded.sha256, messages),
        "files": [_FILE.write(reading, say) for reading in readings],
        **DIAGNOSTICS.fields(Found.of(faults), say),
    }
    return written(document)
