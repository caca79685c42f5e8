"""Reads the texts of one path: those over a column, or those left of a row, above it in groups and beside it; and what
a column and a row say together of their figure. Each path and each pair is looked at once (``Meanings``).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import takewhile

from khpcmd.plan.fields import AnyField
from khpcmd.returns import Basis
from khpcmd.text import Closeness, Match, split_class, tidy
from khpcmd.workbook.facts.meaning import Doubt, Meaning, Names, counts_other, heads_labels
from khpcmd.workbook.facts.naming import Naming, is_part
from khpcmd.workbook.facts.scopes import SCOPES, Part, Said
from khpcmd.workbook.facts.scopes import Names as May
from khpcmd.workbook.typed_days import read_date
from khpcmd.workbook.words.communes import speaks_of_communes
from khpcmd.workbook.words.lines import Title, of_title
from khpcmd.workbook.words.meaning import TIMES as TIMES_SAID
from khpcmd.workbook.words.meaning import Role, Sense
from khpcmd.workbook.words.own_texts import is_own
from khpcmd.workbook.words.periods import Role as SpanRole
from khpcmd.workbook.words.periods import month
from khpcmd.workbook.words.titles import says_results, wider
from khpcmd.workbook.words.vocabulary import (
    MEASURE_HEADERS,
    MEASURE_LINE,
    MONTH_HEADERS,
    NUMBER_HEADERS,
    OFFICE,
    UNIT_HEADERS,
    YEAR,
    answer,
    is_letterhead,
    is_signature,
    is_total,
    key,
    total_of,
)

SPOKEN = frozenset({Part.BESIDE, Part.BY_GROUP, Part.PASSED, Part.COMMENT})
"""What only speaks of figures, and names none."""
PASSED = TIMES_SAID | {Sense.PLAN, Sense.ESTIMATE, Sense.DRAFT, Sense.NOT_DONE, Sense.PROGRAMME}
"""What the label of a row with figures says of those below it, if it says so."""
MAYBE = (Part.HEADER, Part.LABEL, Part.SPREAD, Part.ALONE)
"""What may name a field, surely or perhaps."""
NAMED = (Part.HEADER, Part.LABEL)
BESIDE = (Part.LABEL, Part.GROUP)
"""What may stand below the head of a column of labels."""
OVER_COLUMNS = (Part.HEADER, Part.SPREAD, Part.ALONE, Part.OVER, Part.UNDER)
PAPER_MARK = re.compile(
    r"(?:trang|bảng|biểu|biểu mẫu|mẫu|mẫu biểu|phụ lục)(?: số)? ?:? ?[\d/.]*:?|ngày \d{1,2}/\d{1,2}/\d{4}",
    re.IGNORECASE,
)
"""What is printed in a corner of the paper: "Bảng 3", "Trang 1/2"."""
PAPER = re.compile(r"(?:bảng|biểu|phụ lục) (?:tổng hợp|số liệu|thống kê)\b|\(biểu mẫu\b", re.IGNORECASE)
"""How the title of a paper begins."""
FIGURES_OF = re.compile(
    r"(?:số liệu|thời điểm|tính đến|kỳ|(?:ngày )?chốt|ngày (?:báo cáo|số liệu|lấy số)|báo cáo ngày)\b"
    r"|đến (?:hết )?(?:ngày|tháng)\b|ngày (?:kết thúc|cuối)\b|thời gian kết thúc\b|(?:end date|as of)\b"
    r"|năm(?: (?:báo cáo|số liệu))?$",
    re.IGNORECASE,
)
"""How the head of a column begins that says of which time the figures of a row are."""
NO_MATCH = Match()
LONGEST_PATH = 30
"""The most texts of a path that are read: a longer one says nothing."""


@dataclass(slots=True)
class PathReader:
    """Reads one path."""

    names: Names
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
    bare: str = ""
    """The name of the last unit, where that is without its class word."""
    closeness: Closeness = Closeness.SAME
    """How nearly that name is the plan's."""
    wide: str = ""
    """A text of more than a district."""
    beside: str = ""
    """A remark that is nothing but a name."""
    said: dict[str, str] = field(default_factory=dict)
    """How the units are called."""
    labelled: bool = False
    """Whether the label of a row names one of them."""
    naming: Naming = field(init=False)
    titled: bool = False
    """Whether the line above is one of the title."""

    @property
    def texts(self) -> list[str]:
        return [one.text for one in self.taken]

    def read(self) -> Meaning:
        if len(self.path) > LONGEST_PATH:
            return Meaning(open=(Doubt(self.path[0].text, ""),))
        self._take_all()
        self._within()
        self.naming = Naming(self.names, self.taken, self.units, self.total, self.doubts)
        found = self.naming.named()
        if found.field:  # "Lượt" over "Số cơ sở": not of its name, and what it counts is compared
            self.measures += filter(None, map(self.names.counted, self._upper_heads()))
        for one in self.path:
            match SCOPES[one.part].names:
                case May.COMPLETES:
                    found = self._complete(found, one)
                case May.NO:
                    found = self._ask(one, found)
                case _:
                    continue
        return self._with_units(self._perhaps(found))

    def _take_all(self) -> None:
        head = ""
        for one in self.path:
            scope = SCOPES[one.part].names
            if one.part is Part.HEAD:
                head = one.text
            elif one.part is Part.TITLE:
                self.around = one.text
            elif scope is May.YES:
                head = head if one.part in BESIDE else ""
                own = one.part is Part.GROUP and is_own(one.text, stamped=self.names.stamped)
                if not own and not self._states(one, head):
                    self._take(one, head)
                head = ""
            elif one.part is Part.PARENT:
                self._context(one.text)

    def _with_units(self, found: Meaning) -> Meaning:
        self._ask_units()
        if not self.labelled:
            groups = (one.text for one in self.path if one.part is Part.GROUP)
            self.doubts += [Doubt(text, "", Part.GROUP) for text in groups if is_total(text)]
        unit = self.units[-1] if self.units else ""
        total = (self.total or found.total) and not found.field
        doubts = (*found.open, *self.doubts)
        if not any(one.part in OVER_COLUMNS for one in self.path):  # the path of a row
            heads = {tidy(one.text) for one in self.path if one.part is Part.GROUP}
            doubts = tuple(
                one._replace(part=Part.GROUP if one.text in heads else Part.LABEL) if one.part is Part.HEADER else one
                for one in doubts
            )
        return found._replace(
            unit=unit,
            open=doubts,
            measures=(*found.measures, *self.measures),
            month=found.month or self.month,
            total=total,
            short=bool(unit) and self._is_short(unit),
            bare=self.bare if unit else "",
            closeness=self.closeness,
            labelled=self.labelled,
            wide=self.wide if not unit or is_total(self.wide) else "",
            beside=self.beside,
        )

    # what may name

    def _take(self, one: Said, head: str) -> None:
        """Tell what a text names; what names neither a unit nor a measure is kept in ``taken``."""
        names, text = self.names, one.text
        fields, units = names.fields, names.units
        named = fields.name([text])
        match = NO_MATCH if named else self._unit(text, communes=speaks_of_communes(head))
        self._widen(one, match, named=named is not None)
        if match.id and units.reports(match.id):
            self.units.append(match.id)
            self.said[match.id] = text
            self.labelled = self.labelled or one.part is Part.LABEL
            self.bare, self.closeness = "" if split_class(text)[0] else text, match.closeness
            self._context(text)
        elif match.id:
            self.total = self.total or units.above_others(match.id)
            self._context(text)
        elif not named and total_of(text) and not is_total(text):
            self._take_total(one)
        elif self._heads_measures(head, text) or (not named and self._measures(one)):
            self.measures.append(text)
        elif key(head) in MONTH_HEADERS and (of_month := month(text, fields.month_years, bare_number=True)):
            self.month = of_month
        elif one.part is Part.LABEL and named is None:
            part = fields.part(text)
            if part:
                self.taken.append(Said(one.part, part))
            else:
                self.doubts.append(Doubt(text, "" if self.taken else text, one.part))  # "Trong đó" alone
        elif not self.taken or key(self.taken[-1].text) != key(text):
            self.taken.append(one)
            bodies = [] if named else [mention.match.id for mention in units.mentions(text, "")]
            self.doubts += [Doubt(text, body, one.part) for body in bodies if body and body not in self.units]

    def _take_total(self, one: Said) -> None:
        """Take words of a sum: of all, below the heading of one, nobody knows of what."""
        self.total = True
        if one.part is Part.GROUP and self.units:
            self.doubts.append(Doubt(one.text, "", one.part))
        elif one.part is Part.GROUP:
            self._ask_role(one, Role.FREE)

    def _widen(self, one: Said, match: Match, *, named: bool) -> None:
        """Note a label or a heading of more than a district."""
        if named:
            return
        above = self.names.units.above_others(match.id) and not self.units
        said = wider(one.text)
        total = is_total(one.text)
        of_group = one.part is Part.GROUP and not total and said is not None and said.text == tidy(one.text)
        whole = of_group or (one.part is Part.LABEL and total and said is not None)
        if whole or (one.part in BESIDE and above):
            self.wide = one.text

    def _states(self, one: Said, head: str) -> bool:
        """Whether a text is a day or an answer beside the name of a row: without a head, or with that of a time, it is
        a question what it says of the figures."""
        if one.part not in BESIDE:
            return False
        numbers = key(head) in NUMBER_HEADERS
        day, alone = read_date(tidy(one.text)), not head or numbers or FIGURES_OF.match(head) is not None
        if not alone and YEAR.fullmatch(one.text):
            return True  # "Năm thành lập"
        if day is None and answer(one.text) is None:
            return False
        if alone and not (day and self.names.reports_on(day.day)):
            self.doubts.append(Doubt(one.text, "" if numbers else one.text, one.part))
        return True

    def _upper_heads(self) -> list[str]:
        """The texts over a column above the last one."""
        return [one.text for one in self.taken[:-1] if one.part is Part.HEADER]

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

    def _heads_measures(self, head: str, text: str) -> bool:
        """Whether a text below the head of a column is a unit of measure; "Đơn vị" heads names of units as well."""
        return key(head) in MEASURE_HEADERS and (key(head) not in UNIT_HEADERS or self.names.is_measure(text))

    def _measures(self, one: Said) -> bool:
        """Whether a text is a unit of measure beside the name of a row, or of a group."""
        before = self.path[: self.path.index(one)]
        behind = one.part in BESIDE and any(said.part is one.part for said in before)
        return behind and self.names.is_measure(one.text)

    def _ask_units(self) -> None:
        """Units of one path are within each other; else nobody knows whose the figures are."""
        if len(self.units) > 1:
            heads = (one.text for one in self.path if one.part is Part.HEAD)
            self.doubts += [Doubt(text, text, Part.HEAD) for text in heads if not heads_labels(text)]
        inside = self.names.units.is_inside
        within = [one for one in self.units if all(one == other or inside(one, other) for other in self.units)]
        self.units.sort(key=lambda one: one in within)  # a commune beside the column of its district comes last
        unit = self.units[-1] if self.units else ""
        for other in self.units[:-1]:
            if other != unit and not inside(unit, other):
                self.doubts.append(Doubt(self.said.get(other, other), ""))
        labels = [one.text for one in self.path if one.part is Part.LABEL]
        if len(labels) > len(set(labels)) or (not within and self.units.count(unit) > 1):
            short = [text for text in labels if not split_class(text)[0]]
            town = self.names.units.town(unit, short) if unit else NO_MATCH
            if town.id:
                self.units.append(town.id)

    def _perhaps(self, found: Meaning) -> Meaning:
        """What a path without a field would name if all texts that may be over it are: a question, but no other figure
        may be taken for it without one."""
        maybe = [one.text for one in self.path if one.part in MAYBE]
        if found.field or not any(one.part in (Part.SPREAD, Part.ALONE) for one in self.path):
            return found
        heading = self.names.fields.column(maybe)
        if heading.key is None:
            return found
        self.doubts.append(Doubt(heading.text, heading.text, Part.ALONE))
        return found._replace(field=heading.key.field)

    # what may only complete, or must say nothing

    def _complete(self, found: Meaning, one: Said) -> Meaning:
        """A text that may be over the path: it completes its name, or says nothing of it."""
        fields = self.names.fields
        if one.part is Part.PARENT and self.names.is_measure(one.text):
            return found
        path = self._completed()
        heading = fields.column(path) if self.taken else None
        named = heading.key.field if heading and heading.key and heading.closeness is Closeness.SAME else ""
        parent = one.part is Part.PARENT and heading is not None and not self._over(path)
        alone = parent or found.month or found.basis or found.answer is not None or self._announced_below(found)
        if one.part is not Part.PARENT and self._is_above_others(one.text, found):
            return found
        if named and not found.field and (alone or fields.column([one.text]).key is None) and heading and heading.key:
            return self.naming.of_field(heading, heading.key)
        if named and found.field and named != found.field:
            self.doubts.append(Doubt(one.text, one.text, one.part))
        elif named and heading and heading.key and self._is_same(found, self.naming.of_field(heading, heading.key)):
            return found
        if one.part is Part.PARENT:
            self._ask_role(one, Role.FREE)
        else:
            found = self._ask(one, found)
        return found

    @staticmethod
    def _is_same(found: Meaning, completed: Meaning) -> bool:
        """Whether a figure is the same with a text that may be over it, and nothing in that is open."""
        same = completed._replace(measures=found.measures, open=found.open) == found._replace(evidence="")
        return same and not completed.open

    def _over(self, path: list[str]) -> tuple[str, ...]:
        """The texts of a path that are not part of the name that it ends with."""
        named = self.names.fields.name(path)
        return named.over if named else ()

    def _is_above_others(self, text: str, found: Meaning) -> bool:
        """Whether a text says nothing of a path beside its own: "Trong đó", the head of units, an upper level of the
        names of others above one that has its own name."""
        if not self.names.fields.part(text) or key(text) in UNIT_HEADERS:
            return True
        if not found.field or not self.names.begins(text):
            return False
        return all(
            part.sense in (Sense.UNKNOWN, Sense.HARMLESS)
            for part in self.names.fields.senses.account(text, Role.HEADER).doubts
        )

    def _completed(self) -> list[str]:
        """The texts that name something with those that may complete them, in their order."""
        left, found = list(self.taken), list[str]()
        for one in self.path:
            if SCOPES[one.part].names is May.COMPLETES:
                if one.part is not Part.PARENT or not self.names.is_measure(one.text):
                    found.append(one.text)
            elif left and (one == left[0] or one.text.endswith(left[0].text)):
                left.pop(0)
                found.append(one.text)
        return [*found, *(one.text for one in left)]

    def _ask(self, one: Said, found: Meaning) -> Meaning:
        """A text that may not name anything: what it names, and words that turn a meaning, are a question.

        What it would name is kept, so that no other figure is taken for the same one without a question.
        """
        names, text = self.names, tidy(one.text)
        fields = names.fields
        if one.part in SPOKEN:
            self._spoken(one)
            return found
        day = read_date(text)
        reported = day is not None and names.reports_on(day.day)
        if reported or one.part is Part.TOLD:
            return found if reported else self._told(text, found)
        named = fields.name([text, *self.texts]) if self.texts else None
        completes = named is not None and named.closeness is Closeness.SAME and not named.over
        named = named if completes else fields.name([text])
        if self._is_other(one, completes=completes) or (one.part is Part.ALONE and named and self._is_part(found)):
            return found
        of_all = one.part is Part.OVER and named is not None and named.closeness is Closeness.SAME
        if named and of_all and self._announced_below(found):
            return found._replace(field=named.field)
        span = fields.periods.span(text)
        if names.units.match(text).id or (named and named.field != found.field):
            self.doubts.append(Doubt(text, text, one.part))
            return found._replace(field=named.field) if named and not found.field else found
        if span and span.role is not SpanRole.CURRENT:
            self.doubts.append(Doubt(text, text, one.part))
        else:
            for role in SCOPES[one.part].roles:
                self._ask_role(one, role)
        return found

    def _spoken(self, one: Said) -> None:
        """What only speaks of figures: its words, more than a district, a unit beside a group."""
        names, text = self.names, tidy(one.text)
        self._ask_role(one, SCOPES[one.part].roles[0])
        if is_total(text) and wider(text):
            self.wide = text
        unit = names.units.match(text).id
        if unit and one.part is Part.BY_GROUP:
            self.doubts.append(Doubt(text, unit, one.part))
        elif one.part is Part.BESIDE and (self._is_place(unit) if unit else names.names_field(text)):
            self.beside = text

    def _is_place(self, unit: str) -> bool:
        return self.names.units.is_place(unit) or self.names.units.above_others(unit)

    def _told(self, text: str, found: Meaning) -> Meaning:
        """Of which time, or of which unit, a row says that the figures of a column are: where it is not that of all
        others, a question."""
        unit, span = self.names.units.match(text).id, self.names.fields.periods.span(text)
        if unit or span is None or span.role is not SpanRole.CURRENT or found.period not in ("", span.period):
            self.doubts.append(Doubt(text, unit or text, Part.TOLD))
            return found
        return found._replace(period=span.period, said=span.text)

    def _is_other(self, one: Said, *, completes: bool) -> bool:
        """Whether a text over a path is no name of it: a line above the header, a unit of measure, a unit."""
        text = tidy(one.text)
        if one.part in (Part.OVER, Part.UNDER):
            self.titled = self._is_line(one) or (self.titled and one.part is Part.UNDER)
            if self.titled and not completes:
                return True
        if (counted := self.names.counted(text)) and not completes:
            self.measures.append(counted)
            return True
        unit = self.names.units.match(text).id if one.part is Part.OVER else ""
        if unit:
            self.doubts.append(Doubt(text, unit, one.part))  # unless it is the one of the whole table
        return bool(unit)

    def _announced_below(self, found: Meaning) -> bool:
        """Whether the header names no field and is understood: "Kế hoạch", "Thực hiện" below the name of one."""
        return not found.field and not found.open and bool(found.rest) and not found.total

    def _is_part(self, found: Meaning) -> bool:
        """Whether the header says itself of what it is a part, and names its field whole: "Trong đó: ..."."""
        fields, last = self.names.fields, self.taken[-1].text if self.taken else ""
        named = fields.name([fields.part(last)]) if is_part(last) else None
        return named is not None and named.closeness is Closeness.SAME and named.field == found.field

    def _is_line(self, one: Said) -> bool:
        """Whether a text above a header is a line of its own whatever stands below it: in a line of the letterhead, a
        line with the day, a unit of measure, a whole sentence of results."""
        text = tidy(one.text)
        if is_signature(text) or MEASURE_LINE.fullmatch(text) or PAPER_MARK.fullmatch(text):
            return True
        if is_own(text, stamped=self.names.stamped):
            return True
        after = self.path[self.path.index(one) + 1 :]
        beside = (said.text for said in takewhile(lambda said: said.part is Part.IN_LINE, after))
        if any(is_letterhead(line) and not OFFICE.match(tidy(line)) for line in (text, *beside)):
            return True
        fields = self.names.fields
        whole = says_results(text) or fields.periods.stated([text]).year == fields.year or bool(PAPER.match(text))
        return whole and not of_title(fields.senses, text, _RESULTS, of_cover=False).against

    def _ask_role(self, one: Said, role: Role) -> None:
        if is_own(one.text, stamped=self.names.stamped):
            return
        account = self.names.fields.senses.account(one.text, role)
        parts = [part for part in account.doubts if one.part is not Part.PASSED or part.sense in PASSED]
        self.doubts += [Doubt(one.text, part.text, one.part) for part in parts]


_RESULTS = Title(times=True, of_agency=False)


KEPT = 8_000
"""How many paths are remembered for the next sheet: forms of a batch have some hundreds, a large file has its rows."""


class Meanings:
    """The meanings of paths and frames for a plan, each found once."""

    def __init__(self, names: Names) -> None:
        self.fields, self.units = names.fields, names.units
        self._names = names
        self._paths = dict[tuple[Said, ...], Meaning]()
        self._joined = dict[tuple[int, int], tuple[Meaning, Meaning, Meaning]]()
        """By column and row, which are kept beside what they say together, for they are told apart by identity."""

    def forget(self) -> None:
        """Forget what was remembered, once it is much."""
        if len(self._paths) > KEPT:
            self._paths.clear()
            self._joined.clear()

    def of_path(self, path: tuple[Said, ...]) -> Meaning:
        """What the texts of a path say together."""
        found = self._paths.get(path)
        if found is None:
            found = self._paths[path] = PathReader(self._names, path).read()
        return found

    def of_labels(self, paths: Sequence[tuple[Said, ...]], plain: Mapping[str, str]) -> list[Meaning]:
        """What each of many paths says. A label that is the ``plain`` name of a unit says that the row is of it, and
        nothing else, whatever stands over the column of labels."""
        make, (_, *says), head = tuple.__new__, Meaning(labelled=True), Part.HEAD
        units = [
            plain.get(path[-1].text)
            if 0 < len(path) < 3 and path[-1].part is Part.LABEL and path[:-1] in ((), ((head, path[0].text),))
            else None
            for path in paths
        ]
        return [
            self.of_path(path) if unit is None else make(Meaning, (unit, *says))
            for path, unit in zip(paths, units, strict=True)
        ]

    def join(self, across: Meaning, down: Meaning) -> Meaning:
        """What a column and a row say together of their figure."""
        key = id(across), id(down)
        found = self._joined.get(key)
        if found is None:
            found = self._joined[key] = across, down, self._join(across, down)
        return found[2]

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
            bare=across.bare or down.bare,
            wide=across.wide or down.wide,
            beside=down.beside,
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
        if spec and Basis.BASELINE in (across.basis, down.basis) and not spec.has_baseline:
            return "baseline"
        if spec is None or (spec.kind == "months") == bool(month):
            return ""
        return "month" if month else "sum of months"
