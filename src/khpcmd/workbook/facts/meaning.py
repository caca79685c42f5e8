"""Stage 3: the texts that govern a column, a row or a block become what they say; no place and no number is seen.

``Meanings.of_path`` takes the texts of one path, down or across alike, and ``join`` what two of them say together.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from khpcmd.plan.fields import AmountField, AnyField, CountField, Measured, MonthsField
from khpcmd.returns import Basis
from khpcmd.text import Closeness, Match, loose, split_class, tidy
from khpcmd.workbook.cells import measured_in
from khpcmd.workbook.columns import has_baseline
from khpcmd.workbook.facts.scopes import SCOPES, Names, Part, Said
from khpcmd.workbook.layout.texts import MONTH_HEADERS, TITLES
from khpcmd.workbook.row_kinds import TIMES
from khpcmd.workbook.words.cell_words import names_measure
from khpcmd.workbook.words.communes import speaks_of_communes
from khpcmd.workbook.words.headers import FieldNames, Heading, Kind
from khpcmd.workbook.words.letterhead import named_above
from khpcmd.workbook.words.lines import Title, of_footnote, of_name, of_title
from khpcmd.workbook.words.meaning import TIMES as TIMES_SAID
from khpcmd.workbook.words.meaning import Account, Role, Sense
from khpcmd.workbook.words.own_texts import is_own
from khpcmd.workbook.words.periods import Role as SpanRole
from khpcmd.workbook.words.periods import Stated, month
from khpcmd.workbook.words.titles import says_results
from khpcmd.workbook.words.units import Mention, UnitNames
from khpcmd.workbook.words.units_of_measure import unit_of_line
from khpcmd.workbook.words.vocabulary import (
    MEASURE_HEADERS,
    MEASURE_LINE,
    NUMBER_HEADERS,
    is_letterhead,
    is_signature,
    is_total,
    key,
    names_area,
    strip_numbering,
    total_of,
)


@dataclass(frozen=True, slots=True)
class Doubt:
    """What keeps figures from being believed: a text, and the words in it."""

    text: str
    words: str
    part: Part = Part.HEADER


@dataclass(frozen=True, slots=True)
class Meaning:
    """What one path says of the figures that it governs; "" and None where it says nothing."""

    unit: str = ""
    field: str = ""
    basis: Basis | None = None
    period: str = ""
    month: int = 0
    answer: bool | None = None
    evidence: str = ""
    measures: tuple[str, ...] = ()
    """What is said to be counted."""
    whole: bool = False
    """Whether it adds up months."""
    total: bool = False
    """Whether it adds up units."""
    sums: bool = False
    """Whether the figures are those since the year began."""
    aside: str = ""
    """The text by which its figures are understood as others than the results."""
    open: tuple[Doubt, ...] = ()
    bare_year: bool = False
    """Whether its time is a year and no more."""
    said: str = ""
    """The words of its time."""
    short: bool = False
    """Whether its unit is named as one of those within it may be: "Nam Sách", which has a town of that name."""
    rest: tuple[str, ...] = ()
    """Texts that name nothing by themselves, and may together with the other path."""


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around a block says: whose figures, of which period, and what speaks against them."""

    unit: str = ""
    others: tuple[str, ...] = ()
    """Units that are named as well, and contradict it."""
    period: str = ""
    year: int = 0
    stated: str = ""
    """The words of a time that is no period of the plan."""
    measure: str = ""
    open: tuple[Doubt, ...] = ()


SPOKEN = frozenset({Part.BESIDE, Part.BY_GROUP, Part.PASSED})
"""What only speaks of figures, and names none."""
PASSED = TIMES_SAID | {Sense.PLAN, Sense.ESTIMATE, Sense.DRAFT, Sense.NOT_DONE, Sense.PROGRAMME}
"""What the label of a row with figures says of those below it, if it says so."""
NAMED = (Part.HEADER, Part.LABEL)
NOTHING = Meaning()
NO_MATCH = Match()
HEADS = TITLES | TIMES | NUMBER_HEADERS | MEASURE_HEADERS
"""What stands over labels and says nothing of figures."""
LONGEST_PATH = 30
"""The most texts of a path that are read: a longer one says nothing."""


class Meanings:
    """The meanings of paths and frames for a plan, each found once."""

    def __init__(self, fields: FieldNames, units: UnitNames, *, stamped: bool = False) -> None:
        self.fields, self.units, self.stamped = fields, units, stamped
        plan = fields.plan
        measured = [spec for spec in plan.fields.values() if isinstance(spec, CountField | MonthsField)]
        self._measures = frozenset(
            loose(name) for spec in measured for name in (spec.unit_of_measure.vi, *spec.unit_aliases)
        )
        self._paths = dict[tuple[Said, ...], Meaning]()
        self._joined = dict[tuple[int, int], Meaning]()

    def of_path(self, path: tuple[Said, ...]) -> Meaning:
        """What the texts of a path say together."""
        found = self._paths.get(path)
        if found is None:
            found = self._paths[path] = _Reader(self, path).read()
        return found

    def is_measure(self, text: str) -> bool:
        """Whether a text is nothing but a unit of measure."""
        words = strip_numbering(text).strip("() ")
        return loose(words) in self._measures or names_measure(words)

    def join(self, across: Meaning, down: Meaning) -> Meaning:
        """What a column and a row say together of their figure."""
        key = id(across), id(down)  # each meaning is kept
        found = self._joined.get(key)
        if found is None:
            found = self._joined[key] = self._join(across, down)
        return found

    def _join(self, across: Meaning, down: Meaning) -> Meaning:
        doubts = [*down.open, *across.open]
        name, used = self._field(across, down)
        if used:
            doubts = [one for one in doubts if one.text not in (*across.rest, *down.rest)]
        evidence = self._evidence(across, down)
        if not evidence and across.field and down.field and across.field != down.field:
            doubts.append(Doubt(across.field, down.field))
        units = {unit for unit in (across.unit, down.unit) if unit}
        bases = {basis for basis in (across.basis, down.basis) if basis}
        months = {month for month in (across.month, down.month) if month}
        periods = {period for period in (across.period, down.period) if period}
        for several in (units, bases, months, periods):
            if len(several) > 1:
                doubts.append(Doubt(" / ".join(map(str, sorted(several))), ""))
        name = evidence or name
        spec = self.fields.plan.fields.get(name)
        measures = across.measures + down.measures
        doubts += [Doubt(words, words) for words in measures if spec and counts_other(spec, words)]
        month = next(iter(months), 0)
        aside = across.aside or down.aside or self._unfit(spec, month, across, down)
        answer = across.answer if across.answer is not None else down.answer
        if spec and answer is not None and spec.kind != "yes_no":
            aside = aside or "answer"
        return Meaning(
            unit=next(iter(units), ""),
            field=name,
            basis=next(iter(bases), None),
            period=next(iter(periods), ""),
            month=month,
            answer=answer,
            measures=measures,
            whole=across.whole or down.whole,
            total=(across.total or down.total) and not units,
            sums=across.sums or down.sums,
            short=across.short or down.short,
            bare_year=across.bare_year or down.bare_year,
            said=across.said or down.said,
            aside=aside,
            open=tuple(dict.fromkeys(doubts)),
        )

    def _field(self, across: Meaning, down: Meaning) -> tuple[str, bool]:
        """The field of a figure, and whether only both paths together name it."""
        if across.field or down.field:
            return across.field or down.field, False
        for path in ((*down.rest, *across.rest), (*across.rest, *down.rest)):
            named = self.fields.name(path) if across.rest and down.rest else None
            if named and named.closeness is Closeness.SAME and len(named.over) < min(len(across.rest), len(down.rest)):
                return named.field, True
        return "", False

    def _evidence(self, across: Meaning, down: Meaning) -> str:
        """The evidence of a duty that one path names and the other is a column of; "" where it is none."""
        for kind, duty in ((across.evidence, down.field), (down.evidence, across.field)):
            if kind and f"{duty}:{kind}" in self.fields.plan.fields:
                return f"{duty}:{kind}"
        return ""

    @staticmethod
    def _unfit(spec: AnyField | None, month: int, across: Meaning, down: Meaning) -> str:
        """Why a figure is not one of its field: the year before of what has none, a month, the sum of a series."""
        if spec and Basis.BASELINE in (across.basis, down.basis) and not has_baseline(spec):
            return "baseline"
        if spec is None or (spec.kind == "months") == bool(month):
            return ""
        return "month" if month else "sum of months"

    # frames

    def of_frame(self, frame: Around) -> Frame:
        """What the lines around a block say."""
        own = [text for line in frame.titles for text in line]
        first = [text for line in frame.first for text in line]
        lines = [part for text in own for part in text.splitlines()]
        named = self._named(own, frame) or self._named(first, frame)
        stated = self._stated(own, first, frame)
        unit = next((one.match.id for one in named if one.match.id), "")
        others = tuple(dict.fromkeys(one.match.id or one.text for one in named if one.match.id != unit))
        doubts = [*self._titles(lines, frame), *self._notes(frame), *self._names(frame, stated)]
        for text in frame.heads:
            if key(text) in HEADS or is_own(text, stamped=self.stamped):
                continue
            account = self.fields.senses.account(text, Role.FREE)
            doubts += [Doubt(text, part.text, Part.HEAD) for part in account.doubts]
        found = (unit_of_line(self.fields.plan, tidy(line)) for line in lines)
        measure = next(filter(None, found), "")
        other = "" if stated.period else stated.found
        return Frame(unit, others, stated.period, stated.year, other, measure, tuple(doubts))

    def _named(self, texts: Iterable[str], frame: Around) -> list[Mention]:
        lines = [(text, str(number)) for number, text in enumerate(texts)]
        inside = [*named_above(self.units, lines), *self.units.in_sheet_name(frame.sheet)]
        unit = next((one.match.id for one in inside if one.match.id), "")
        cover = [(text, "") for text in frame.cover]
        outside = (*self.units.in_file_name(frame.file), *named_above(self.units, cover))
        return [*inside, *(one for one in outside if not self.units.is_above(one.match.id, unit))]

    def _stated(self, own: Sequence[str], first: Sequence[str], frame: Around) -> Stated:
        periods = self.fields.periods
        stated = periods.stated(own)
        if stated.found and not stated.is_of(periods.stated(first).period or stated.period, self.fields.year):
            return replace(stated, period="")  # a table of another time than the sheet's
        for further in (first, frame.cover):
            if not stated.found and not stated.year:
                stated = periods.stated(further)
        return stated

    def _titles(self, lines: Sequence[str], frame: Around) -> Iterator[Doubt]:
        senses = self.fields.senses
        results = any(map(says_results, (*lines, *frame.headers)))
        title = Title(True, results, False, compared=any(map(self._is_before, frame.headers)))
        for line in filter(None, map(tidy, lines)):
            if is_own(line, stamped=self.stamped):
                continue
            spoken = of_title(senses, line, title, of_cover=False)
            yield from (Doubt(line, part.text, Part.TITLE) for part in spoken.against)

    def _is_before(self, header: str) -> bool:
        return str(self.fields.year - 1) in header

    def _notes(self, frame: Around) -> Iterator[Doubt]:
        for text in frame.notes:
            for line in filter(None, map(tidy, text.splitlines())):
                spoken = of_footnote(self.fields.senses, line)
                if spoken and not is_own(line, stamped=self.stamped):
                    yield from (Doubt(line, part.text, Part.NOTE) for part in spoken.against)

    def _names(self, frame: Around, stated: Stated) -> Iterator[Doubt]:
        for name, of_file in ((frame.sheet, False), (frame.file, True)):
            spoken = of_name(self.fields.senses, name, stated.period, own_name="", of_file=of_file)
            yield from (Doubt(name, part.text, Part.TITLE) for part in spoken.against)


@dataclass(frozen=True, slots=True)
class Around:
    """The texts around a block, those above it line by line; ``first`` are those above the first block of the sheet."""

    titles: tuple[tuple[str, ...], ...]
    heads: tuple[str, ...] = ()
    headers: tuple[str, ...] = ()
    """The texts of its header."""
    notes: tuple[str, ...] = ()
    first: tuple[tuple[str, ...], ...] = ()
    sheet: str = ""
    file: str = ""
    cover: tuple[str, ...] = ()


def counts_other(spec: AnyField, words: str) -> bool:
    """Whether words say that something else is counted than the field's unit of measure."""
    if isinstance(spec, AmountField):
        return spec.shift(words) is None
    return isinstance(spec, Measured) and not measured_in(spec, words)


@dataclass(slots=True)
class _Reader:
    """Reads one path."""

    names: Meanings
    path: tuple[Said, ...]
    units: list[str] = field(default_factory=list)
    around: str = ""
    """A unit with others below it that is named further out: a bare name is one of theirs."""
    taken: list[Said] = field(default_factory=list)
    """The texts that may name a field, a time, a month, an answer, without what stands before their names."""
    measures: list[str] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)
    total: bool = False
    month: int = 0
    titled: bool = False
    """Whether the line above is one of the title."""

    @property
    def texts(self) -> list[str]:
        return [one.text for one in self.taken]

    def read(self) -> Meaning:
        if len(self.path) > LONGEST_PATH:
            return Meaning(open=(Doubt(self.path[0].text, ""),))
        head = ""
        for one in self.path:
            scope = SCOPES[one.part].names
            if one.part is Part.HEAD:
                head = one.text
            elif one.part is Part.TITLE:
                self.around = one.text
            elif scope is Names.YES:
                self._take(one, head if one.part is Part.LABEL else "")
                head = ""
            elif one.part is Part.PARENT:
                self._context(one.text)
        self._within()
        found = self._named()
        for one in self.path:
            match SCOPES[one.part].names:
                case Names.COMPLETES:
                    found = self._complete(found, one)
                case Names.NO:
                    found = self._ask(one, found)
                case _:
                    continue
        self._ask_units()
        unit = self.units[-1] if self.units else ""
        total = (self.total or found.total) and not found.field
        return replace(
            found,
            unit=unit,
            open=(*found.open, *self.doubts),
            measures=(*found.measures, *self.measures),
            month=found.month or self.month,
            total=total,
            short=bool(unit) and self._is_short(unit),
        )

    # what may name

    def _take(self, one: Said, head: str) -> None:
        """Tell what a text names; what names neither a unit nor a measure is kept in ``taken``."""
        names, text = self.names, one.text
        fields, units = names.fields, names.units
        named = fields.name([text])
        match = NO_MATCH if named else self._unit(text, communes=speaks_of_communes(head))
        if match.id and units.reports(match.id):
            self.units.append(match.id)
            self._context(text)
        elif match.id:
            self.total = self.total or units.above_others(match.id)
            self._context(text)
        elif not named and total_of(text) and not is_total(text):
            self.total = True
        elif key(head) in MEASURE_HEADERS or (not named and self._measures(one)):
            self.measures.append(text)
        elif key(head) in MONTH_HEADERS and (of_month := month(text, fields.month_years, bare_number=True)):
            self.month = of_month
        elif one.part is Part.LABEL and named is None:
            part = fields.part(text)
            if part:
                self.taken.append(Said(one.part, part))
            else:
                self.doubts.append(Doubt(text, text, one.part))  # "Trong đó" alone
        elif not self.taken or key(self.taken[-1].text) != key(text):
            self.taken.append(one)

    def _context(self, text: str) -> None:
        """Note a unit within which bare names are looked for."""
        match = self.names.units.match(text)
        if self.names.units.has_below(match.id):
            self.around = match.id

    def _unit(self, text: str, *, communes: bool) -> Match:
        """The unit that a text names, within the one that is named further out; in a list of communes "Nam Sách" is
        the town of that name."""
        units = self.names.units
        if units.has_below(self.around):
            inside = units.within(self.around, text)
            if inside.id:
                return inside
        match = units.match(text)
        if not match.id and self.names.fields.plan.namesakes:
            return units.told_apart(text, [one.text for one in self.path if one.text != text])
        town = units.town(match.id, [text]) if communes and match.id else NO_MATCH
        return town if town.id else match

    def _is_short(self, unit: str) -> bool:
        return bool(self.names.units.town(unit, [one.text for one in self.path if one.part in NAMED]).id)

    def _within(self) -> None:
        """Find the units that only those named further on tell: a commune beside the column of its district."""
        for upper in list(self.units) if self.names.units.has_below(self.units[-1] if self.units else "") else ():
            for one in [one for one in self.taken if one.part is Part.LABEL]:
                inside = self.names.units.within(upper, one.text)
                if inside.id:
                    self.taken.remove(one)
                    self.units.append(inside.id)

    def _measures(self, one: Said) -> bool:
        """Whether a text is a unit of measure beside the name of a row, or of a group."""
        before = self.path[: self.path.index(one)]
        behind = one.part in (Part.LABEL, Part.GROUP) and any(said.part is one.part for said in before)
        return behind and self.names.is_measure(one.text)

    def _ask_units(self) -> None:
        """Units of one path are within each other; else nobody knows whose the figures are."""
        if len(self.units) > 1:
            heads = (one for one in self.path if one.part is Part.HEAD and key(one.text) not in HEADS)
            self.doubts += [Doubt(one.text, one.text, one.part) for one in heads if not speaks_of_communes(one.text)]
        unit = self.units[-1] if self.units else ""
        for other in self.units[:-1]:
            if other != unit and not self.names.units.is_inside(unit, other):
                self.doubts.append(Doubt(other, unit))
        labels = [one.text for one in self.path if one.part is Part.LABEL]
        if len(labels) > len(set(labels)) or self.units.count(unit) > 1:
            short = [text for text in labels if not split_class(text)[0]]
            town = self.names.units.town(unit, short) if unit else NO_MATCH
            if town.id:
                self.units.append(town.id)

    def _named(self) -> Meaning:
        """What the texts that may name something say together."""
        texts = self.texts
        if not texts:
            return NOTHING
        fields = self.names.fields
        heading = fields.column(texts)
        if heading.kind in (Kind.FIELD, Kind.SERIES) and heading.key:
            evidence = fields.form_column(texts[-1:]).evidence
            return replace(self._of_field(heading), evidence=evidence)
        if self.units or self.total:
            return self._beside_unit()
        if heading.kind is Kind.KNOWN and any(one.other and not names_area(one.other.text) for one in heading.accounts):
            return replace(self._of_span(heading), aside=heading.text, rest=tuple(texts))
        return self._of_figures(fields.form_column(texts))

    def _beside_unit(self) -> Meaning:
        """What is left beside a unit: what announces figures, and words over several units."""
        fields = self.names.fields
        known = [one for one in self.taken if self._announces(one)]
        found = self._of_figures(fields.form_column([one.text for one in known])) if known else NOTHING
        doubts = list[Doubt]()
        for one in (one for one in self.taken if one not in known):
            if one.part is Part.LABEL:
                doubts.append(Doubt(one.text, one.text, one.part))  # a row's own name
            else:
                account = fields.senses.account(one.text, Role.FREE)
                doubts += [Doubt(one.text, part.text) for part in account.doubts if not names_area(part.text)]
        return replace(found, open=(*found.open, *doubts), rest=tuple(self.texts))

    def _announces(self, one: Said) -> bool:
        """Whether a text beside a unit says what its figures are, rather than where it lies."""
        kind = self.names.fields.form_column([one.text]).kind
        if kind is Kind.KNOWN and one.part is Part.GROUP:
            account = self.names.fields.senses.account(one.text, Role.FREE)
            return not all(names_area(part.text) for part in account.doubts)
        return kind is not Kind.UNKNOWN

    def _of_field(self, heading: Heading) -> Meaning:
        assert heading.key
        named = self._of_span(heading)
        current = heading.span is not None and heading.span.role is SpanRole.CURRENT
        basis = heading.key.basis if current or heading.key.basis is Basis.BASELINE else None
        measures = (heading.measure,) if heading.measure else ()
        return replace(
            named,
            field=heading.key.field,
            basis=basis,
            month=heading.key.month,
            whole=heading.kind is Kind.SERIES,
            measures=measures,
            sums=any(account.has(Sense.CUMULATIVE) for account in heading.accounts),
            open=tuple(_doubts(heading.accounts)),
        )

    def _of_figures(self, heading: Heading) -> Meaning:
        """What a path says that names no field."""
        found, texts = self._of_span(heading), self.texts
        rest = tuple(texts)
        sums = any(account.has(Sense.CUMULATIVE) for account in heading.accounts)
        match heading.kind:
            case Kind.EVIDENCE:
                return replace(found, evidence=heading.evidence)
            case Kind.KNOWN | Kind.MEASURE:
                total = all(map(is_total, texts))
                return replace(found, aside="" if total else heading.text, total=total, rest=rest)
            case Kind.FIGURE:
                doubts = tuple(_doubts(heading.accounts))
                measures = (heading.measure,) if heading.measure else ()
                total = any(map(is_total, texts))
                return replace(found, open=doubts, measures=measures, rest=rest, sums=sums, total=total)
            case _:
                if all(map(is_total, texts)):
                    return replace(found, total=True, rest=rest)
                words = tuple(_doubts(heading.accounts)) or tuple(Doubt(text, text) for text in texts)
                return replace(found, open=words, rest=rest)

    def _of_span(self, heading: Heading) -> Meaning:
        basis, aside, span = None, "", heading.span
        if span:
            basis = {SpanRole.CURRENT: Basis.CURRENT, SpanRole.BASELINE: Basis.BASELINE}.get(span.role)
            aside = heading.text if basis is None else ""
        aside = aside or (heading.text if heading.apart else "")
        found = Meaning(basis=basis, month=heading.month, answer=heading.answer, aside=aside)
        return replace(found, period=span.period, bare_year=span.bare_year, said=span.text) if span else found

    # what may only complete, or must say nothing

    def _complete(self, found: Meaning, one: Said) -> Meaning:
        """A text that may be over the path: it completes its name, or says nothing of it."""
        fields = self.names.fields
        if one.part is Part.PARENT and self.names.is_measure(one.text):
            return found
        path = self._completed()
        heading = fields.column(path) if self.taken else None
        named = heading.key.field if heading and heading.key and heading.closeness is Closeness.SAME else ""
        alone = found.month or found.basis or found.answer is not None  # that is no column without a field
        if named and not found.field and (alone or fields.column([one.text]).key is None) and heading:
            return self._of_field(heading)
        if named and found.field and named != found.field:
            self.doubts.append(Doubt(one.text, one.text, one.part))
        if one.part is Part.PARENT:
            self._ask_role(one, Role.FREE)
        else:
            found = self._ask(one, found)
        return found

    def _completed(self) -> list[str]:
        """The texts that name something with those that may complete them, in their order."""
        left, found = list(self.taken), list[str]()
        for one in self.path:
            if SCOPES[one.part].names is Names.COMPLETES:
                if one.part is not Part.PARENT or not self.names.is_measure(one.text):
                    found.append(one.text)
            elif left and (one == left[0] or one.text.endswith(left[0].text)):
                found.append(left.pop(0).text)
        return [*found, *(one.text for one in left)]

    def _ask(self, one: Said, found: Meaning) -> Meaning:
        """A text that may not name anything: what it names, and words that turn a meaning, are a question.

        What it would name is kept, so that no other figure is taken for the same one without a question.
        """
        names, text = self.names, tidy(one.text)
        fields = names.fields
        if one.part in SPOKEN:
            self._ask_role(one, SCOPES[one.part].roles[0])
            return found
        named = fields.name([text, *self.texts]) if self.texts else None
        completes = named is not None and named.closeness is Closeness.SAME and not named.over
        if one.part in (Part.OVER, Part.UNDER):
            self.titled = self._is_line(text) or (self.titled and one.part is Part.UNDER)
            if self.titled and not completes:
                return found
        if names.is_measure(text) and not completes:
            self.measures.append(text)
            return found
        named = named if completes else fields.name([text])
        if names.units.match(text).id or (named and named.field != found.field):
            self.doubts.append(Doubt(text, text, one.part))
            return replace(found, field=named.field) if named and not found.field else found
        span = fields.periods.span(text)
        if span and span.role is not SpanRole.CURRENT:
            self.doubts.append(Doubt(text, text, one.part))
            return found
        for role in SCOPES[one.part].roles:
            self._ask_role(one, role)
        return found

    def _is_line(self, text: str) -> bool:
        """Whether a text above a header is a line of its own whatever stands below it."""
        if (
            is_own(text, stamped=self.names.stamped)
            or is_letterhead(text)
            or is_signature(text)
            or MEASURE_LINE.fullmatch(text)
        ):
            return True
        fields = self.names.fields
        whole = says_results(text) or fields.periods.stated([text]).year == fields.year
        return whole and not of_title(fields.senses, text, _RESULTS, of_cover=False).against

    def _ask_role(self, one: Said, role: Role) -> None:
        if is_own(one.text, stamped=self.names.stamped):
            return
        account = self.names.fields.senses.account(one.text, role)
        parts = [part for part in account.doubts if one.part is not Part.PASSED or part.sense in PASSED]
        self.doubts += [Doubt(one.text, part.text, one.part) for part in parts]


_RESULTS = Title(times=True, results=True, of_agency=False)


def _doubts(accounts: Iterable[Account]) -> Iterator[Doubt]:
    for account in accounts:
        for part in account.doubts:
            yield Doubt(account.text, part.text)
