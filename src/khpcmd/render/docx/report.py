"""The Word draft of a report: the report itself, its annexes, and what is for the office alone."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from khpcmd.files import made_at
from khpcmd.i18n import Messages
from khpcmd.plan.beside import NOBODY
from khpcmd.plan.model import Target
from khpcmd.render.document import Document, Row, Section, Table, row_of
from khpcmd.render.docx.dress import drawn, drawn_table, lies_across
from khpcmd.render.docx.frame import Frame
from khpcmd.render.docx.page import (
    TABLE,
    Pages,
    centered,
    ending,
    letterhead,
    packed,
    paragraph,
    room_on,
    run,
    running,
    spaced,
)
from khpcmd.render.docx.sections import FEW_MISSING, Body, is_interim
from khpcmd.render.docx.sentences import Sentences, Spoken, Tabled, say
from khpcmd.render.duties import duty_table
from khpcmd.render.formats import Look
from khpcmd.render.told.file import without_paths
from khpcmd.render.told.office import UnitTold
from khpcmd.render.told.target import TargetTold, matrix
from khpcmd.render.view import View
from khpcmd.report import Report
from khpcmd.results import Verdict

NOTE = spaced(before=1.41)
"""The layout of a note below a table."""


def word_report(report: Report, messages: Messages, look: Look) -> bytes:
    """The report as a Word document (.docx): a draft to be completed, numbered and signed; no file has a path in it.

    Unless ``look`` leaves it out, it ends with what is for the office alone, and what the draft was made from.
    """
    messages, agency = _spoken(report, messages), look.agency or NOBODY
    view = View(report, messages)
    wording = view.wording
    frame = Frame(report, wording, agency)
    head = frame.letterhead()
    report_itself = (
        *letterhead(head),
        paragraph(run(running(frame.opening()))),
        *drawn(_numbered(Body(report, wording).sections()), room_on(across=False)),
        *ending(frame.ending()),
    )
    found = [one for one in _Annexes(report, view, frame.belongs_to()).all() if one.sections]
    key = "annex_number" if len(found) > 1 else "annex"
    pages = [Pages(report_itself)]
    pages += [_annex(one, say(messages, key, number=roman(number))) for number, one in enumerate(found, start=1)]
    pages += [_annex(_grounds(view, without_paths(report), messages))] if look.internal else []
    title, foot = " ".join((head.title, *head.subject)), say(messages, "footer")
    return packed(pages, title, made_at(report.as_of), messages.language, foot)


def _spoken(report: Report, messages: Messages) -> Messages:
    """The messages of a text to be signed: in a language that the plan has, for it quotes the plan all through."""
    languages = report.plan.languages
    return messages if messages.language in languages else Messages(languages[0])


def _numbered(sections: Iterable[Section]) -> Iterator[Section]:
    """The sections with their numbers, and the parts of each with theirs."""
    section = part = 0
    for one in sections:
        section, part = (section, part + 1) if one.part else (section + 1, 0)
        yield one._replace(heading=f"{part or roman(section)}. {one.heading}")


def roman(number: int) -> str:
    """A small number as the sections and annexes are numbered."""
    return ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")[number - 1]


def _annex(annex: Document, name: str = "") -> Pages:
    """An annex begins on a page of its own, and counts its pages by itself."""
    tables = [block for section in annex.sections for block in section.blocks if isinstance(block, Table)]
    across = lies_across(tables)
    content = [centered(line, bold=True) for line in (name, annex.headline) if line]
    content += [centered(line, italic=True, layout=spaced(after=4)) for line in annex.about]
    for table in tables:
        content += drawn_table(table, room_on(across=across), kept=bool(annex.small_print))
    content += [paragraph(run(note), style=TABLE, layout=NOTE) for note in annex.small_print]
    return Pages(content, across)


def _grounds(view: View, local: Callable[[str], str], messages: Messages) -> Document:
    """What is for the office alone and belongs to no report: the clause and the cells behind each verdict that is not
    "met", or why nothing was judged; and what the draft was made from.

    ``local`` makes a text name files without their folders.
    """
    names = view.headings
    rows = tuple(
        row_of(say(messages, "target", title=row.title, id=row.id), row.word, map(local, row.details))
        for row in view.targets
        if row.details
    )
    found = Table((names["target"], names["verdict"], say(messages, "grounds_column")), rows)
    if not view.targets:
        found = Table((names["verdict"],), (row_of(local(view.verdict_line)),))
    sources = Table((say(messages, "made_from"),), tuple(row_of(local(line)) for line in view.provenance))
    tables = tuple(table for table in (found, sources) if table.rows)
    return Document(say(messages, "internal"), (say(messages, "internal_note"),), (Section("", tables),))


class _Annexes:
    """Makes the annexes of one report."""

    def __init__(self, report: Report, view: View, belongs_to: str) -> None:
        self._report, self._view, self._wording, self._messages = report, view, view.wording, view.messages
        self._belongs_to = belongs_to

    def all(self) -> Iterator[Document]:
        """Each with its title alone; without a section where it is empty."""
        yield self._annex("targets", self._heads("target", "threshold", "result", "verdict"), self._targets())
        yield self._units()
        duties = duty_table(self._report, self._wording)
        heads = (*self._heads("duties", "verdict", "result"), self._messages.template("results_book.columns.remarks"))
        yield self._annex(
            "duties",
            heads,
            (
                row_of(str(number), row.title, row.word, row.done, "; ".join(row.remarks))
                for number, row in enumerate(duties.rows if duties else (), start=1)
            ),
        )
        units = self._report.missing_units if len(self._report.missing_units) > FEW_MISSING else ()
        names = enumerate(map(self._wording.unit, units), start=1)
        yield self._annex("missing", self._heads("unit"), (row_of(str(number), name) for number, name in names))

    def _annex(self, name: str, heads: Iterable[str], rows: Iterable[Row], note: str = "") -> Document:
        table = Table(tuple(heads), tuple(rows))
        sections = (Section("", (table,)),) if table.rows else ()
        return Document(self._say(f"annex_{name}"), (self._belongs_to,), sections, (note,) if note else ())

    def _say(self, key: str, /, **values: str) -> str:
        return say(self._messages, key, **values)

    def _heads(self, *names: str) -> tuple[str, ...]:
        """The headings of a table whose rows are numbered."""
        return (self._say("number_column"), *(self._view.headings[name] for name in names))

    def _targets(self) -> Iterator[Row]:
        spoken = Spoken(self._messages, self._report.plan, interim=is_interim(self._report))
        sentences = Sentences(self._wording, spoken)
        for number, row in enumerate(self._view.targets, start=1):
            reached = sentences.in_table(row.result)
            yield row_of(str(number), row.title, spoken.threshold(row.target), reached, row.word)

    def _units(self) -> Document:
        """Every unit against every target that units have."""
        plan, messages = self._report.plan, self._messages
        tabled = Tabled(messages, plan, interim=is_interim(self._report))
        table = matrix(plan, (TargetTold(one, tabled, self._wording.unit) for one in self._report.results), tabled)
        heads = (_head(plan.target[target], messages) for target in table.targets)
        rows = (row_of(row.unit, *(_mark(mark, messages) for mark in row.marks)) for row in table.rows)
        return self._annex("units", (self._view.headings["unit"], *heads), rows, " ".join(self._legend()))

    def _legend(self) -> Iterator[str]:
        """Which columns are of targets that each unit has by itself, and which are for information."""
        each = {result.target.judged == "each_unit" for result in self._report.results if result.units}
        if True in each:
            yield self._say("legend_each")
        if False in each:
            yield self._say("legend_together" if True in each else "legend_all_together")
        yield self._say("legend")


def _head(target: Target, messages: Messages) -> str:
    """The short title of a target, with a sign where each unit has it by itself."""
    title = (target.short or target.title).in_(messages.language)
    return say(messages, "each_unit_column", title=title) if target.judged == "each_unit" else title


def _mark(mark: UnitTold | None, messages: Messages) -> str:
    """A unit's figure; that it missed its own target is said, and nothing of one that all have together."""
    if mark is None:
        return ""
    figure = mark.beside_word
    if figure and mark.verdict is not Verdict.MISSED:
        return f"{figure[0].upper()}{figure[1:]}"
    if mark.verdict is None or mark.verdict is Verdict.INCONCLUSIVE:
        return say(messages, "no_result")
    return say(messages, "missed_column", figure=figure) if figure else mark.word
