"""The Word draft of a report: the report itself, its annexes, and what is for the office alone.

No sentence says more than its verdict does.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from docx.document import Document as File
from docx.shared import Mm, Pt

from khpcmd.diagnostics import Severity
from khpcmd.files import made_at
from khpcmd.i18n import Messages
from khpcmd.plan.beside import NOBODY, Agency
from khpcmd.plan.form_order import form_sections
from khpcmd.plan.model import Target
from khpcmd.render.document import Block, Document, Facts, Lines, Row, Section, Table, Text, row_of
from khpcmd.render.docx.dress import (
    OPEN,
    TABLE,
    Letterhead,
    add_pages,
    blank,
    centered,
    draw,
    draw_table,
    lies_across,
    packed,
    place_and_day,
    printable,
    running,
    state_of,
    write_ending,
    write_letterhead,
)
from khpcmd.render.docx.sentences import Sentences, Spoken, Tabled, counted, in_sentence, lowered, say, titles
from khpcmd.render.duties import DutyRow, DutyTable, duty_table
from khpcmd.render.formats import Look
from khpcmd.render.issued import in_words, kind, named_plan, numbered, subject
from khpcmd.render.told.file import without_paths
from khpcmd.render.told.office import UnitTold, waiting_for
from khpcmd.render.told.target import TargetTold, matrix
from khpcmd.render.view import View
from khpcmd.render.wording import named
from khpcmd.report import Report
from khpcmd.results import DutyState, Result, Verdict

FEW_MISSING = 5
"""Up to how many units that have not reported are named in the text; more have an annex."""
NUMBERED = re.compile(r"^\d+(\.\d+)*\.?\s+")
"""The number that a heading of the plan begins with; the report numbers its own."""


def word_report(report: Report, messages: Messages, look: Look) -> bytes:
    """The report as a Word document (.docx): a draft to be completed, numbered and signed; no file has a path in it.

    Unless ``look`` leaves it out, it ends with what is for the office alone, and what the draft was made from.
    """
    languages = report.plan.languages  # a text to be signed quotes the plan all through
    spoken = messages if messages.language in languages else Messages(languages[0])
    return _Draft(report, spoken, look.agency or NOBODY).file(internal=look.internal)


def _numbered(sections: Iterable[Section]) -> Iterator[Section]:
    """The sections with their numbers, and the parts of each with theirs."""
    section = part = 0
    for one in sections:
        section, part = (section, part + 1) if one.part else (section + 1, 0)
        yield one._replace(heading=f"{part or roman(section)}. {one.heading}")


def roman(number: int) -> str:
    """A small number as the sections and annexes are numbered."""
    return ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")[number - 1]


def _points(texts: Iterable[str]) -> Lines:
    """Each text as a point."""
    return Lines(tuple(map(Text, texts)))


def _annex(file: File, annex: Document, name: str = "") -> None:
    """An annex begins on a page of its own, and counts its pages by itself."""
    tables = [block for section in annex.sections for block in section.blocks if isinstance(block, Table)]
    add_pages(file, across=lies_across(tables))
    for line in filter(None, (name, annex.headline)):
        centered(file, line, bold=True)
    for line in annex.about:
        centered(file, line, italic=True).paragraph_format.space_after = Mm(4)
    for table in tables:
        draw_table(file, table, kept=bool(annex.small_print))
    for note in annex.small_print:
        file.add_paragraph(printable(note), TABLE).paragraph_format.space_before = Pt(4)


class _Draft:
    """Writes the draft of one report; what the agency has not said is in brackets."""

    def __init__(self, report: Report, messages: Messages, agency: Agency) -> None:
        self.report, self.plan, self.messages, self.agency = report, report.plan, messages, agency
        self.view = View(report, messages)
        self.wording, self.period, self.interim = self.view.wording, self.view.period, self.view.interim
        self.spoken = Spoken(messages, report.plan, interim=self.interim)
        self.sentences = Sentences(self.wording, self.spoken)
        self._sender, self._addressee = agency.name or self.say("sender"), agency.addressee or self.say("to_whom")
        self.title = report.plan.title.in_(messages.language)
        self.says_kind = subject(report.plan, messages) != self.title

    def file(self, *, internal: bool) -> bytes:
        """The content of the file."""
        file = blank(self.messages.language, foot=self.say("footer"))
        write_letterhead(file, self.head())
        file.add_paragraph(running(self.opening()))
        draw(file, _numbered(self.sections()))
        closing = self._of_period("closing", agency=self._sender, addressee=self._addressee)
        write_ending(file, self.agency, closing, self.messages)
        annexes = [one for one in self.annexes() if one.sections]
        key = "annex_number" if len(annexes) > 1 else "annex"
        for number, annex in enumerate(annexes, start=1):
            _annex(file, annex, self.say(key, number=roman(number)))
        if internal:
            _annex(file, self.grounds())
        return packed(file, " ".join((self.say("title"), *self.subject())), made_at(self.report.as_of))

    def say(self, key: str, /, **values: str | int) -> str:
        return say(self.messages, key, **values)

    def _counted(self, what: str, number: int) -> str:
        return counted(self.messages, what, number)

    def _unit(self, unit: str) -> str:
        return in_sentence(self.wording.unit(unit))

    def _names(self, units: Sequence[str], *, running: bool = False) -> str:
        """The units behind a colon, or (``running``) in the midst of a sentence."""
        return named(units, self._unit, self.messages, in_sentence=running)

    @property
    def _number(self) -> str:
        """The number of the report, which is left open; its kind stands in it where documents are numbered so."""
        symbol = self.agency.report_symbol
        return self.say("report_number", symbol=symbol or OPEN) if self.plan.official or symbol else OPEN

    def head(self) -> Letterhead:
        """The first lines."""
        plan, agency = self.plan, self.agency
        author: tuple[str, ...] = (
            agency.superior.upper() if agency.superior else self.say("superior"),
            agency.name.upper() if agency.name else self.say("body"),
        )
        if agency.name is None and plan.letterhead is not None and plan.letterhead.author:
            author = tuple(line.in_(self.messages.language) for line in plan.letterhead.author)
        return Letterhead(
            state=state_of(plan, self.messages),
            author=author,
            number=self.say("number", number=self._number),
            place_and_day=place_and_day(agency, self.report.as_of.year, self.messages),
            mark=self.say("mark"),
            title=self.say("title"),
            subject=self.subject(),
            limits=tuple(self.limits()),
            addressee=self.say("addressee", addressee=self._addressee),
        )

    def subject(self) -> tuple[str, str]:
        """What the report is about: the period, and the plan by its own title where that says what document it is."""
        document, title = self.plan.document, self.title
        if numbered(document) and not self.says_kind:
            title = self.say("subject_document", kind=kind(document, self.messages), number=document.number)
        return self._of_period("subject_only_reported" if self.report.only_reported else "subject"), title

    def _of_period(self, key: str, **values: str) -> str:
        """A sentence about the period, or the one for where none is known."""
        if self.period is None:
            return self.say(f"{key.removesuffix('_only_reported')}_no_period", **values)
        return self.say(key, period=self.period.title.in_(self.messages.language), **values)

    def limits(self) -> Iterator[str]:
        """What the report leaves out, so that it cannot be taken for one on the whole plan."""
        report = self.report
        if self.view.what_if_text:
            yield self.view.what_if_text
        if report.only_reported:
            units = [unit for call in report.roll_call for unit in call.reported]
            yield self.say("only_reported", names=self._names(units) if units else self.say("nobody"))
        if report.selected:
            yield self.say("selected", titles=titles((result.target for result in report.results), self.messages))

    def opening(self) -> str:
        """On which plan, about which days, as of which day."""
        days = {"as_of": self.report.as_of}
        if self.period is not None:
            days |= {"first": self.period.window.first, "last": self.period.window.last}
        told = {name: in_words(day, self.messages) for name, day in days.items()}
        return self._of_period("opening", document=self._document(), agency=self._sender, **told)

    def _document(self) -> str:
        """The document with its issuer; with the title of the plan where that does not say which document it is."""
        messages, document = self.messages, self.plan.document
        if not numbered(document):
            return named_plan(self.plan, messages)
        day, issuer = in_words(document.date, messages), document.issuer.in_(messages.language)
        text = self.say("document", kind=kind(document, messages), number=document.number, date=day, issuer=issuer)
        if self.says_kind or document.number in self.title:
            return text
        return self.say("document_titled", document=text, title=self.title)

    def sections(self) -> Iterator[Section]:
        """All sections in their order, each before its parts."""
        yield Section(self.say("general"))
        yield self._part("reporting", _points(self._reporting()))
        yield self._part("standing", *self._standing())
        yield from self._by_group()
        if (table := duty_table(self.report, self.wording, name=self._unit)) is not None:
            yield Section(self.say("duties"), (_points(self._duties(table)),))
        yield from self._proposals()

    def _part(self, key: str, *blocks: Block) -> Section:
        return Section(self.say(key), blocks, part=True)

    def _reporting(self) -> Iterator[str]:
        """Who has reported."""
        report, period = self.report, self.period
        if period is not None:
            key = "due_by" if period.due.inclusive else "due_before"
            yield self.say("due", due=self.say(key, day=in_words(period.due.date, self.messages)))
        if not report.roll_call:
            yield self.say("roll_call_unknown")
            return
        levels = self.messages.listed(list(self._levels()))
        yield self.say("roll_call", as_of=in_words(report.as_of, self.messages), levels=levels)
        yield from self._of_few_or_many("missing", report.missing_units)
        if units := report.without_figures:
            yield self.say("without_figures", units=self._counted("units", len(units)), names=self._names(units))
        yield from self._of_few_or_many("missing_unused", report.unusable_units)
        yield self._soundness()

    def _levels(self) -> Iterator[str]:
        """How many units of each level have reported, of those that owe figures; of a level of one unit its name."""
        for call in self.report.roll_call:
            reported, expected, level = len(call.reported), len(call.expected), self.spoken.who(call.level)
            if reported == expected == 1:
                yield self._unit(call.expected[0])
            else:
                yield self.say("reported_of", reported=reported, expected=expected, level=level)

    def _of_few_or_many(self, key: str, units: Sequence[str]) -> Iterator[str]:
        """A sentence about units: few are named, many are counted; none where there are none."""
        if len(units) > FEW_MISSING:
            yield self.say(f"{key}_many", units=self._counted("units", len(units)))
        elif units:
            yield self.say(key, names=self._names(units))

    def _soundness(self) -> str:
        """In one sentence, whether there is anything to correct, and at how many units."""
        report, units = self.report, self._faulty()
        if all(one.at is None for one in report.of(Severity.ERROR)):
            return self.say("sound")
        others = [one for unit, found in report.by_unit().items() for one in found if unit not in units]
        files = dict.fromkeys(one.at.file for one in others if one.at and one.severity is Severity.ERROR)
        whose = [self._counted("units", len(units))] if units else []
        if files:
            whose.append(self.say("faulty_files", files=self._counted("files", len(files))))
        return self.say("faulty", whose=self.messages.listed(whose))

    def _faulty(self) -> list[str]:
        """The units that have something to fix in what they sent."""
        return [one.unit for one in self.report.submissions if any(fault.at for fault in one.to_fix)]

    def _standing(self) -> Iterator[Block]:
        """How many targets stand how, and what must not be read into it."""
        report = self.report
        if not report.results:
            yield _points((self.say("no_targets"),))
            return
        yield _points(f"{line}." for line in self.limits())
        judged = self.say("judged", targets=self._counted("targets", len(report.results)))
        yield Facts(((judged, tuple(self._by_verdict())),))
        interim = (self.say("interim"),) if self.interim else ()
        yield _points((*self._why_open(), *interim, self.say("rounding")))

    def _by_verdict(self) -> Iterator[str]:
        """A line for each verdict; the targets that were missed are named, but for those that only give points."""
        for verdict in Verdict:
            here = [result.target for result in self.report.results if result.verdict is verdict]
            if not here:
                continue
            line = self.say(f"standings.{verdict.value}", targets=self._counted("targets", len(here)))
            others = [target for target in here if not target.for_points]
            given, striving = len(here) - len(others), sum(target.strives for target in others)
            if given:
                line = self.say("points_among", line=line, targets=self._counted("targets", given))
            if striving:
                every = "all_striving" if striving > 1 else "one_striving"
                key = every if striving == len(here) else "and_striving" if given else "striving"
                line = self.say(key, line=line, targets=self._counted("targets", striving))
            if others and verdict in (Verdict.MISSED, Verdict.WAIVED):
                marked = striving != len(others)
                line = self.say("named", line=line, titles=titles(others, self.messages, marked=marked))
            yield f"{line}."

    def _why_open(self) -> Iterator[str]:
        """Whose figures the inconclusive targets wait for, once for all of them; nothing where they wait for nobody."""
        causes = list[str]()
        for lack, units in waiting_for(self.report).items():
            many = len(units) > FEW_MISSING
            names = self._counted("units", len(units)) if many else self._names(units, running=True)
            causes.append(self.say(f"why_{lack}", names=names))
        if causes:
            yield self.say("why_open", causes="; ".join(causes))

    def _by_group(self) -> Iterator[Section]:
        """The targets under the headings of the form, in the plan's order; what is met and what is not together."""
        sentences, groups = self.sentences, self._groups()
        alone = [text for title, results in groups if not title for text in sentences.group(results)]
        texts = alone if groups else [self.say("no_targets")]
        yield Section(self.say("targets_by_group" if len(groups) > 1 else "targets"), (_points(texts),))
        yield from (
            Section(title, (_points(sentences.group(results)),), part=True) for title, results in groups if title
        )

    def _groups(self) -> list[tuple[str, list[Result]]]:
        """The targets by the section of the form that asks for their first figure; without headings one group."""
        results, headings = self.report.results, dict[str, str]()
        for section in form_sections(self.plan, self.plan.fields):
            if section.title is not None:
                title = NUMBERED.sub("", section.title.in_(self.messages.language), count=1)
                headings |= {name: headings.get(name, title) for name in section.fields}
        if not headings:
            return [("", list(results))] if results else []
        others = self.say("other_targets")
        groups = dict[str, list[Result]]({title: [] for title in (*headings.values(), others)})
        for result in results:
            title = next((headings[name] for name in result.target.measure.fields() if name in headings), others)
            groups[title].append(result)
        return [(title, found) for title, found in groups.items() if found]

    def _duties(self, table: DutyTable) -> Iterator[str]:
        """How many duties are done, then each that is not, and how many have no answer; an annex has them all."""
        every = len({result.duty.id for result in self.report.duties})
        done = sum(row.state is DutyState.DONE for row in table.rows)
        yield self.say("duties_done" if done else "no_duty_done", done=done, all=every)
        yield from (self._duty(row) for row in table.rows if row.state is not DutyState.DONE)
        if silent := every - len(table.rows):
            yield self.say("duties_silent", duties=self._counted("duties", silent))

    def _duty(self, row: DutyRow) -> str:
        """A duty that is not done by all: by how many, and who has not; a single body is the subject."""
        remarks = "; ".join(row.remarks)
        if row.of_units > 1:
            return self.say("duty", title=row.title, done=row.done, remarks=remarks)
        whose = [one.unit for one in self.report.duties if one.duty.id == row.id]
        if row.state is DutyState.NOT_DONE and len(row.remarks) == 1 and len(whose) == 1:
            return self.say("duty_of_whom", title=row.title, unit=self._unit(whose[0]), state=lowered(row.word))
        return self.say("duty_of_one", title=row.title, remarks=remarks)

    def _proposals(self) -> Iterator[Section]:
        """Causes and proposals, each with a gap to be filled in."""
        missed = [one.target for one in self.report.results if one.verdict is Verdict.MISSED]
        author, proposed = self.say("for_the_author"), _points(self._proposed())
        if not missed:
            yield Section(self.say("only_proposals"), (_points((author,)), proposed))
            return
        yield Section(self.say("proposals"), (_points((author,)),))
        causes = (self.say("cause", title=one.title.in_(self.messages.language)) for one in missed)
        yield self._part("causes", _points(causes))
        yield self._part("proposed", proposed)

    def _proposed(self) -> Iterator[str]:
        report = self.report
        for verdict in (Verdict.MISSED, Verdict.IN_PROGRESS, Verdict.INCONCLUSIVE):
            if report.count(verdict):
                yield self.say(f"proposal.{verdict.value}")
        yield from self._of_few_or_many("proposal.missing", report.missing_units)
        if faulty := self._faulty():
            yield self.say("proposal.faulty", names=self._names(faulty))
        if any(result.state is DutyState.NOT_DONE for result in report.duties):
            yield self.say("proposal.duties")
        yield self.say("proposal.other")

    def annexes(self) -> Iterator[Document]:
        """Each with its title alone; without a section where it is empty."""
        targets = (
            (row.title, self.spoken.threshold(row.target), self.sentences.in_table(row.result), row.word)
            for row in self.view.targets
        )
        yield self._listed("targets", ("target", "threshold", "result", "verdict"), targets)
        yield self._units()
        duties = duty_table(self.report, self.wording)
        answers = ((row.title, row.word, row.done, "; ".join(row.remarks)) for row in (duties.rows if duties else ()))
        remarks = self.messages.template("results_book.columns.remarks")
        yield self._listed("duties", ("duties", "verdict", "result"), answers, remarks)
        units = self.report.missing_units if len(self.report.missing_units) > FEW_MISSING else ()
        yield self._listed("missing", ("unit",), ((self.wording.unit(unit),) for unit in units))

    def _listed(self, name: str, heads: Iterable[str], rows: Iterable[Sequence[str]], *more: str) -> Document:
        """An annex whose rows are numbered; ``more`` are headings that only it has."""
        columns = (self.say("number_column"), *self.view.headings(*heads), *more)
        return self._annex(name, columns, (row_of(str(number), *row) for number, row in enumerate(rows, start=1)))

    def _annex(self, name: str, columns: Iterable[str], rows: Iterable[Row], note: str = "") -> Document:
        table = Table(tuple(columns), tuple(rows))
        below = self.say("belongs_to", year=str(self.report.as_of.year), number=self._number, agency=self._sender)
        sections = (Section("", (table,)),) if table.rows else ()
        return Document(self.say(f"annex_{name}"), (below,), sections, (note,) if note else ())

    def _units(self) -> Document:
        """Every unit against every target that units have."""
        tabled = Tabled(self.messages, self.plan, interim=self.interim)
        told = (TargetTold(one, tabled, self.wording.unit) for one in self.report.results)
        table = matrix(self.plan, told, tabled)
        heads = (self._head(self.plan.target[target]) for target in table.targets)
        rows = (row_of(row.unit, *map(self._mark, row.marks)) for row in table.rows)
        return self._annex("units", (*self.view.headings("unit"), *heads), rows, " ".join(self._legend()))

    def _head(self, target: Target) -> str:
        """The short title of a target, with a sign where each unit has it by itself."""
        title = (target.short or target.title).in_(self.messages.language)
        return self.say("each_unit_column", title=title) if target.judged == "each_unit" else title

    def _mark(self, mark: UnitTold | None) -> str:
        """A unit's figure; that it missed its own target is said, and nothing of one that all have together."""
        if mark is None:
            return ""
        figure = mark.beside_word
        if figure and mark.verdict is not Verdict.MISSED:
            return f"{figure[0].upper()}{figure[1:]}"
        if mark.verdict is None or mark.verdict is Verdict.INCONCLUSIVE:
            return self.say("no_result")
        return self.say("missed_column", figure=figure) if figure else mark.word

    def _legend(self) -> Iterator[str]:
        """Which columns are of targets that each unit has by itself, and which are for information."""
        each = {result.target.judged == "each_unit" for result in self.report.results if result.units}
        if True in each:
            yield self.say("legend_each")
        if False in each:
            yield self.say("legend_together" if True in each else "legend_all_together")
        yield self.say("legend")

    def grounds(self) -> Document:
        """What is for the office alone and belongs to no report: the clause and the cells behind each verdict that is
        not "met", or why nothing was judged; and what the draft was made from. Files are named without their folders.
        """
        view, local = self.view, without_paths(self.report)
        rows = tuple(
            row_of(self.say("target", title=row.title, id=row.id), row.word, map(local, row.details))
            for row in view.targets
            if row.details
        )
        found = Table((*view.headings("target", "verdict"), self.say("grounds_column")), rows)
        if not view.targets:
            found = Table(view.headings("verdict"), (row_of(local(view.verdict_line)),))
        sources = Table((self.say("made_from"),), tuple(row_of(local(line)) for line in view.provenance))
        tables = tuple(table for table in (found, sources) if table.rows)
        return Document(self.say("internal"), (self.say("internal_note"),), (Section("", tables),))
