"""Which field of the plan a header, or the name of a row, stands for: here headers are matched.

``FieldNames.column`` takes the header texts over a column of a table of units, ``form_column`` those of a form, and
``name`` the name of a row. Where the header lies in the sheet is found in ``layout``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from enum import StrEnum
from functools import cached_property, lru_cache
from typing import NamedTuple

from khpcmd.diagnostics.parameters import Ref, Refs
from khpcmd.plan.checklist import ANSWERS, EVIDENCE, is_evidence
from khpcmd.plan.fields import COUNTED, AnyField
from khpcmd.plan.model import Plan
from khpcmd.plan.years import years_of_months
from khpcmd.returns import Basis, Key
from khpcmd.text import Closeness, Match, Names, bare, loose, tidy, typo_of
from khpcmd.workbook.words.meaning import TIMES, Account, Sense, canonical_words
from khpcmd.workbook.words.meaning import Role as Where
from khpcmd.workbook.words.nearest import Nearest
from khpcmd.workbook.words.periods import (
    EARLIER,
    YEAR,
    Periods,
    Role,
    Span,
    Stated,
    foreign_measure,
    month,
)
from khpcmd.workbook.words.senses import Senses
from khpcmd.workbook.words.sentences import Sentences
from khpcmd.workbook.words.titles import RESTRICTING
from khpcmd.workbook.words.units_of_measure import is_unit
from khpcmd.workbook.words.vocabulary import (
    HARMLESS_PAREN,
    MEASURE_HEADERS,
    NOTE_HEADERS,
    NUMBER_HEADERS,
    OF_WHICH,
    SHORT,
    answer,
    gist,
    in_brackets,
    is_plan,
    is_ratio,
    is_total,
    key,
    spellings,
    variants,
)

NO_UNIT = Match()
SHORTEST_NAME = 12
"""The fewest letters of a name of which a part may be a short form."""
MARK_IN_BRACKETS = re.compile(r"\d{1,2}|\*{1,3}")
"""What ties a text to a footnote."""
CANDIDATES = 3
"""How many fields are offered for an unknown text."""
KEPT_TEXTS, KEPT_PATHS = 1 << 14, 512
"""How many answers are kept: more than a large sheet has different labels, and a batch of forms headers."""


class Kind(StrEnum):
    """What a column of a table is."""

    FIELD = "field"
    """It holds the field ``key``."""
    FIGURE = "figure"
    """It holds the figures of a form, of the year in its span."""
    MEASURE = "measure"
    """It holds the unit of measure of each row of a form."""
    EVIDENCE = "evidence"
    """It holds evidence for the duty of each row of a checklist."""
    TOTAL = "total"
    """It adds up the columns of units in a form."""
    SERIES = "series"
    """It adds up the months of the field ``key``."""
    KNOWN = "known"
    """Numbering, notes, ratios, plan figures: not read."""
    UNKNOWN = "unknown"


class Heading(NamedTuple):
    """What a header stands for."""

    kind: Kind
    text: str
    """The header as it is shown, upper levels first."""
    key: Key | None = None
    closeness: Closeness = Closeness.NONE
    span: Span | None = None
    month: int = 0
    measure: str = ""
    """The unit of measure in brackets behind the header."""
    answer: bool | None = None
    """Which of the two columns "Có" and "Không" of a yes/no field this is; None for a column of its own."""
    unit: Match = NO_UNIT
    """In a form, the unit of the figures below."""
    evidence: str = ""
    """In a checklist, the kind of evidence below."""
    accounts: tuple[Account, ...] = ()
    """What its words mean, other than those that name its field."""
    apart: bool = False
    """Whether a plan, a ratio or another span that it names says that it holds other figures."""


class Named(NamedTuple):
    """A field that a path of texts names."""

    field: str
    closeness: Closeness
    measure: str = ""
    """The words in brackets behind the name."""
    over: tuple[str, ...] = ()
    """The upper texts of the path that are no part of the name."""


class FieldNames:
    """Matches headers and names of rows with the plan's fields. ``year`` is the one that the file should be of."""

    def __init__(self, plan: Plan, year: int) -> None:
        self.plan = plan
        self.year = year
        self.month_years = years_of_months(plan, year - plan.year)
        """By month, the years with which it may be written."""
        self.periods = Periods(plan, year)
        self.senses = Senses(plan, self.periods, Sentences)
        self._spelt = {ident: spellings(spec) for ident, spec in plan.fields.items() if not is_evidence(ident)}
        self._names = Names(self._spelt)
        self._nearest = Nearest(plan)
        self._answered_elsewhere = frozenset(
            key(name) for duty in plan.duties if duty.where for name in (duty.title.vi, duty.title.en, *duty.aliases)
        )
        self._evidence = {key(word): kind for kind, words in EVIDENCE.items() for word in words} if plan.duties else {}
        self._answers = frozenset(map(key, ANSWERS)) if plan.duties else frozenset()
        self._kept_text = lru_cache(KEPT_TEXTS)(self._search)
        self._kept_path = lru_cache(KEPT_PATHS)(self._named)
        self._kept_column = lru_cache(KEPT_PATHS)(self._column)
        self._kept_form_column = lru_cache(KEPT_PATHS)(self._form_column)

    def is_measure(self, words: str) -> bool:
        """Whether words in brackets behind a name may mean that something else is counted ("lượt người", "ước")."""
        if not words:
            return False
        named, account = self.periods.span(words), self.senses.account(words, Where.HEADER)
        current = named is not None and named.role is Role.CURRENT and not account.doubts
        if current or HARMLESS_PAREN.fullmatch(words):
            return False
        return bool(account.doubts) or account.has(Sense.LABEL, Sense.BASELINE)

    def is_of_other_span(self, text: str) -> bool | None:
        """Whether the figures under a group's heading are planned, or of another year; None if it names no year."""
        words = bare(text)
        years = {int(year) for year in YEAR.findall(words)}
        if years:
            return self.year not in years or is_plan(text)
        return True if is_plan(text) or EARLIER.search(words) else None

    def is_answered_elsewhere(self, text: str) -> bool:
        """Whether a row names a duty whose answer is in other fields of the return."""
        return key(text) in self._answered_elsewhere

    def suggestion(self, text: str) -> str:
        return self._names.find(text).suggestion

    def nearest(self, text: str, kinds: Sequence[str] = ()) -> Refs:
        """The fields that an unknown text may mean: the one that is spelt nearly so, then those of like words.

        ``kinds`` are those of fields that can have what stands beside the text.
        """
        close = self._names.match(self.suggestion(text)).id
        coded = self.plan.indicator(typo_of(text, self.plan.indicators))
        found = dict.fromkeys([close, coded, *self._nearest.of(text, CANDIDATES, kinds)])
        return tuple(Ref("field", field) for field in found if field)[:CANDIDATES]

    def named(self, text: str) -> str:
        """The id of the field that a text names; "" for none."""
        found = self.name([text])
        return found.field if found else ""

    def stated(self, lines: Iterable[str]) -> Stated:
        """The period and the year that lines above a table state; that of a sentence on the unit is none."""
        lines = [*lines]
        found = self.periods.stated(lines)
        if found.found and not found.period:
            return self.periods.stated(line for line in lines if not self.senses.tells_of_the_unit(line))
        return found

    def coded(self, code: str, _label: str = "") -> str:
        """The id of the field that has a code in the plan; "" where none or several have it."""
        return self.plan.indicator(code)

    def label(self, ident: str) -> str:
        """What the plan calls a field."""
        return self.plan.fields[ident].label.vi

    def begins(self, word: str) -> bool:
        """Whether the name of a field begins with a word, or what it comes to does."""
        start = f"{bare(word)} "
        names = (*self._names.spellings.bare, *self._gists.spellings.bare)
        return any(f"{name} ".startswith(start) for name in names)

    def name(self, path: Sequence[str]) -> Named | None:
        """The field named by the whole path, or by its last texts; the same letters before folded ones."""
        if len(path) == 1:
            return self._one(path[0])
        return (self._kept_path if is_short(*path) else self._named)(tuple(path))

    def _named(self, path: tuple[str, ...]) -> Named | None:
        joined = [(start, " / ".join(path[start:])) for start in range(len(path))]
        found = [named._replace(over=path[:start]) for start, text in joined if (named := self._one(text))]
        return next((named for named in found if named.closeness is Closeness.SAME), found[0] if found else None)

    def _one(self, text: str) -> Named | None:
        return (self._kept_text if is_short(text) else self._search)(text)

    def _search(self, text: str) -> Named | None:
        folded: Named | None = None
        for variant, measure in variants(text):
            match: Match = self._names.match(variant)
            if not match.id and len(variant) >= SHORTEST_NAME:
                full = self._gists.match(gist(variant))
                if full.closeness is Closeness.SAME:
                    match = full._replace(closeness=Closeness.BARE) if variant.isascii() else full
            if match.closeness is Closeness.SAME:
                return Named(match.id, match.closeness, measure)
            if match.id and folded is None:
                folded = Named(match.id, match.closeness, measure)
        return folded

    @cached_property
    def _gists(self) -> Names:
        """What the names come to, by which texts are looked for that are none of them."""
        return Names(
            {ident: [gist(one) for name in names for one in (name, bare(name))] for ident, names in self._spelt.items()}
        )

    def part(self, text: str) -> str:
        """What a text names below its item, without "Trong đó:"; all of it where the plan itself writes it so."""
        return self._without_of_which(text.strip().lstrip("-+*•– ")).strip(" :-")

    def column(self, path: Sequence[str]) -> Heading:
        """What a column under these header texts is, in a table with a row for each unit."""
        return (self._kept_column if is_short(*path) else self._column)(tuple(path))

    def _column(self, path: tuple[str, ...]) -> Heading:
        if self._ignores(path):
            return Heading(Kind.KNOWN, " / ".join(path))
        if self.plan.amounts and len(path) > 1 and is_unit(self.plan, path[-1]):  # a row of units below the headers
            over = self._column(path[:-1])
            if over.key and over.key.field in self.plan.amounts:
                return over._replace(text=" / ".join(path), measure=path[-1])
        return self._as_whole(path) or self._in_parts(path)

    def is_evidence(self, text: str) -> bool:
        """Whether a column with such a header holds evidence of answers, in a form with a row for each field."""
        return key(text) in self._evidence and not self._ignores((text,))

    def _ignores(self, path: Sequence[str]) -> bool:
        """Whether the plan ignores a column with these header texts, or those below one of them."""
        ignores = self.plan.words.ignores
        return any(ignores("column", text) for text in path) or ignores("column", " / ".join(path))

    def _as_whole(self, path: Sequence[str]) -> Heading | None:
        """The field that all levels of a header name together, exactly as the plan writes it."""
        text = " / ".join(path)
        if of_duty := self._of_duty(path, text):
            return of_duty
        named = self._one(text) if len(path) > 1 else None
        if named is None or named.closeness is not Closeness.SAME or self.plan.fields[named.field].kind == "months":
            return None
        return self._of_field(named, Heading(Kind.FIELD, text))

    def _of_duty(self, path: Sequence[str], text: str) -> Heading | None:
        """The answer, or a piece of evidence, below the name of a duty."""
        leaf = key(path[-1]) if len(path) > 1 and self._evidence else ""
        if not leaf or (leaf not in self._answers and leaf not in self._evidence):
            return None
        named = self.name(path[:-1])
        if named is None or not named.field.startswith("duty:"):
            return None
        field = named.field if leaf in self._answers else f"{named.field}:{self._evidence[leaf]}"
        said = (self.senses.account(named.measure, Where.LABEL),) if named.measure else ()
        known = field in self.plan.fields
        return Heading(Kind.FIELD, text, Key(field), named.closeness, accounts=said) if known else None

    def _in_parts(self, path: Sequence[str]) -> Heading:
        text = " / ".join(path)
        segments, when, of_month, accounts = self._split(path)
        answered = self._answered(segments)
        if answered:
            accounts += (self.senses.account(answered.measure, Where.LABEL),) if answered.measure else ()
            return Heading(
                Kind.FIELD, text, Key(answered.field), answered.closeness, when, answer=answer(segments[-1]),
                accounts=accounts,
            )  # fmt: skip
        named = self.name(segments) if segments else None
        if named is None:
            return self._unnamed(path, text, segments)
        accounts += tuple(self.senses.account(over, Where.FREE) for over in named.over)
        spec = self.plan.fields[named.field]
        if when and when.role is Role.OTHER and is_of_name(spec, when.text):
            when = None
        if any(self._is_other(account, spec) for account in accounts):
            return Heading(Kind.KNOWN, text, accounts=accounts)
        return self._of_field(named, Heading(Kind.FIELD, text, span=when, month=of_month, accounts=accounts))

    @staticmethod
    def _is_other(account: Account, spec: AnyField) -> bool:
        """Whether a text above the name of a field says that its figures are others."""
        if account.other is None or is_of_name(spec, account.text):
            return False
        return not any(is_named(account, name) for name in spellings(spec))

    def _of_field(self, named: Named, heading: Heading) -> Heading:
        """The heading of a column that names a field, with its figure; or known, or unknown, where it holds none."""
        text, when, of_month, accounts = heading.text, heading.span, heading.month, heading.accounts
        when = when or self._current(named.measure)
        spec = self.plan.fields[named.field]
        if spec.kind == "months" and not of_month:
            if when and when.role is not Role.CURRENT:
                return Heading(Kind.KNOWN, text, span=when)
            measure = named.measure if self.is_measure(named.measure) else ""
            return Heading(Kind.SERIES, text, Key(named.field), span=when, measure=measure, accounts=accounts)
        if spec.kind != "months" and of_month:
            return Heading(Kind.UNKNOWN, text)
        if when and when.role is Role.OTHER:
            return Heading(Kind.KNOWN, text, accounts=(*accounts, self.senses.account(when.text, Where.HEADER)))
        basis = Basis.BASELINE if when and when.role is Role.BASELINE else Basis.CURRENT
        measure = named.measure if self.is_measure(named.measure) else ""
        if named.field in self.plan.amounts and not measure:  # a label of the plan may itself end with the unit
            measure = self.unit_in(text)
        if measure and not spec.measures:
            accounts, measure = (*accounts, self.senses.account(measure, Where.LABEL)), ""
        key = Key(named.field, basis, of_month)
        return Heading(Kind.FIELD, text, key, named.closeness, when, of_month, measure, accounts=accounts)

    def unit_in(self, text: str) -> str:
        """The unit of an amount in brackets at the end of a text; "" where there is none."""
        _, words = (in_brackets(text) if self.plan.amounts else None) or ("", "")
        return words if words and is_unit(self.plan, words) else ""

    def _current(self, words: str) -> Span | None:
        """The span in brackets behind a name, where it is of the year: "(6 tháng)"."""
        found = self.periods.span(words) if words else None
        return found if found and found.role is Role.CURRENT else None

    def _unnamed(self, path: Sequence[str], text: str, segments: Sequence[str]) -> Heading:
        """A column that names no field: below the name of one, the words may say that it is another figure of it."""
        over = segments[:-1]
        named = list(over) if self._joins(over) else [part for part in segments if self._is_field(part)]
        accounts = tuple(self.senses.account(part, Where.HEADER) for part in segments if part not in named)
        if named and any(account.other for account in accounts):
            return Heading(Kind.KNOWN, text, accounts=accounts)
        return self._other(path, text)

    def _split(self, path: Sequence[str]) -> tuple[list[str], Span | None, int, tuple[Account, ...]]:
        """The texts that name something; of the others the span, the month of the last one, and their accounts."""
        segments = [part for text in path for part in self._dated(self._without_of_which(tidy(text)))]
        segments[:-1] = [part for text in segments[:-1] for part in self._in_brackets(text)]
        of_month = month(segments[-1], self.month_years, bare_number=len(segments) > 1) if segments else 0
        if of_month:
            segments.pop()
        spans = {text: self._span(text) for text in segments if not self._is_field(text)}
        when = _strongest([found for found in spans.values() if found])
        joined = {text for text in segments if not spans.get(text)}
        together = self._joins([text for text in segments if text in joined])
        named, accounts = list[str](), list[Account]()
        for text in segments:
            account = None if text not in spans else self.senses.account(text, Where.HEADER)
            if account is None or (not spans[text] and (together or account.doubts or account.has(Sense.LABEL))):
                named.append(text)
            elif not spans[text] or account.has(Sense.CUMULATIVE) or _says_more(account):
                accounts.append(account)
        return named, when, of_month, tuple(accounts)

    def _without_of_which(self, text: str) -> str:
        return text if OF_WHICH.match(text) and self._is_field(text) else OF_WHICH.sub("", text).strip(" :")

    def _dated(self, text: str) -> list[str]:
        """A header, and apart from it the time that stands behind the name of a field: "… được kiểm tra năm 2023".

        The unit of measure in brackets behind the time is that of the field: "Tỷ lệ hộ nghèo năm 2025 (%)".
        """
        before, unit = in_brackets(text) or ("", "")
        if unit and len(parts := self._dated(before)) > 1 and self._is_unit_of(parts[1], unit):
            return [parts[0], f"{parts[1]} ({unit})"]
        last = next(reversed(self.periods.times(text)), None)
        name = text[: last.start].rstrip(" ,;:–-") if last and last.end == len(text) else ""
        if name and last and not self._is_field(text) and self._is_field(name):
            span = self.periods.span(last.text)
            if span and span.role is not Role.OTHER:
                return [last.text, name]
        return [text] if text else []

    def _span(self, text: str) -> Span | None:
        """The span that a text of a header states: as a whole, or beside words that announce figures."""
        if loose(text) in self.plan.words.as_results:
            return None
        span = self.periods.span(text)
        account = self.senses.account(text, Where.HEADER) if span is None else None
        if account is None or account.doubts or account.has(Sense.LABEL):
            return span
        stated = (self.periods.span(part.text) for part in account.parts if part.sense in _STATED)
        return _strongest([found for found in stated if found])

    def _joins(self, texts: Sequence[str]) -> bool:
        """Whether the last of some texts names a field only together with those over it: "Trường học / Tổng số"."""
        named = self.name(texts) if len(texts) > 1 else None
        return named is not None and named.closeness is Closeness.SAME and len(named.over) < len(texts) - 1

    def _in_brackets(self, text: str) -> tuple[str, ...]:
        """An upper text of a header, and the period in brackets behind it; the mark of a footnote is left out."""
        bracket = in_brackets(text)
        if bracket is None or self._is_unit_of(*bracket):
            return (text,)
        if MARK_IN_BRACKETS.fullmatch(bracket[1]):
            return (bracket[0],)
        return bracket if self.periods.span(bracket[1]) else (text,)

    def _is_unit_of(self, name: str, words: str) -> bool:
        """Whether a text names a field, exactly as the plan writes it, and some words the unit of its figures."""
        named = self._one(name)
        spec = self.plan.fields[named.field] if named and named.closeness is Closeness.SAME else None
        if spec and spec.counts:
            return loose(words) in map(loose, spec.counts)
        return spec is not None and spec.measured_in(words)

    def _answered(self, segments: Sequence[str]) -> Named | None:
        """The yes/no field of a column that is marked for the answer "Có" or "Không"."""
        if len(segments) < 2 or answer(segments[-1]) is None:
            return None
        named = self.name(segments[:-1])
        return named if named and self.plan.fields[named.field].kind == "yes_no" else None

    def _is_field(self, text: str) -> bool:
        named = self._one(text)
        return named is not None and named.closeness is Closeness.SAME

    def _other(self, path: Sequence[str], text: str) -> Heading:
        leaf = path[-1] if path else ""
        of = self.name(path[:-1]) if len(path) > 1 and is_total(leaf) else None
        if of and self.plan.fields[of.field].kind == "months":
            return Heading(Kind.SERIES, text, Key(of.field))
        known = any(is_ratio(part) for part in path) or _is_known(leaf) or (len(path) == 1 and is_total(leaf))
        return Heading(Kind.KNOWN if known else Kind.UNKNOWN, text)

    def form_column(self, path: Sequence[str]) -> Heading:
        """What a column under these header texts is, in a form with a row for each field."""
        return (self._kept_form_column if is_short(*path) else self._form_column)(tuple(path))

    def _form_column(self, path: tuple[str, ...]) -> Heading:
        text = " / ".join(path)
        leaf = path[-1]
        if self._ignores(path):
            return Heading(Kind.KNOWN, text)
        if evidence := self._evidence.get(key(leaf)):
            return Heading(Kind.EVIDENCE, text, evidence=evidence)
        if key(leaf) in MEASURE_HEADERS:
            return Heading(Kind.MEASURE, text)
        under = len(path) > 1 and key(path[-2]) == "thang"
        of_month, given = month(leaf, self.month_years, bare_number=under), answer(leaf)
        parts = path[:-1] if of_month else path
        when = _strongest([found for part in parts if (found := self._span(part))])
        if when and when.role is Role.OTHER:
            said = tuple(self.senses.account(part, Where.HEADER) for part in parts)
            return Heading(Kind.KNOWN, text, accounts=said, apart=True)
        over = [part for part in parts[:-1] if not self._span(part)]
        accounts = tuple(self.senses.account(part, Where.FREE) for part in over)
        if of_month or given is not None:
            return Heading(Kind.FIGURE, text, span=when, month=of_month, answer=given, accounts=accounts)
        return self._announced(path, Heading(Kind.FIGURE, text, span=when, accounts=accounts))

    def _announced(self, path: Sequence[str], heading: Heading) -> Heading:
        """The heading of a column of a form by what its lowest header announces."""
        leaf, unit = path[-1], self.unit_in(path[-1])
        own = self.senses.account(leaf.rpartition("(")[0] if unit else leaf, Where.HEADER)
        found = heading._replace(accounts=(*heading.accounts, own))
        if any(account.other for account in found.accounts):
            return Heading(Kind.KNOWN, found.text, accounts=found.accounts)
        measure = unit or foreign_measure(leaf) or self._counted(own)
        if not own.doubts and own.has(*_ANNOUNCES) and not _is_known(leaf):
            return found._replace(measure=measure)
        if found.span:
            return found._replace(kind=Kind.UNKNOWN)
        other = self._other(path, found.text)
        if other.kind is Kind.UNKNOWN:  # the name of a field, or a part of one, heads no figures: "Cấp xã"
            parts = (part._replace(sense=Sense.UNKNOWN) if part.sense is Sense.LABEL else part for part in own.parts)
            found = found._replace(accounts=(*heading.accounts, own._replace(parts=tuple(parts))))
        return other._replace(measure=measure, accounts=found.accounts)

    def _counted(self, account: Account) -> str:
        """What a header says is counted, where it names the unit of measure of a field: "Số xã"."""
        return next((part.text for part in account.parts if loose(part.text) in self._measures), "")

    @cached_property
    def _measures(self) -> frozenset[str]:
        """The units of measure of the plan's fields."""
        own = (loose(name) for spec in self.plan.fields.values() for name in spec.counts)
        multiples = (loose(name) for spec in self.plan.amounts.values() if spec.scale for name in spec.scale.exponents)
        return frozenset((*own, *multiples))


_STATED = (Sense.PERIOD, Sense.BASELINE)
"""The senses of the parts of a header that state a span."""
_ANNOUNCES = (
    Sense.RESULT, Sense.PERIOD, Sense.BASELINE, Sense.CUMULATIVE, Sense.THIS_PERIOD, Sense.HEADER_HARMLESS,
)  # fmt: skip
"""The senses of which the header of a column of figures has at least one."""


def _says_more(account: Account) -> bool:
    """Whether a text that states a span has other words that turn its meaning: "Ước năm 2023"."""
    return any(part.sense not in TIMES and part.sense is not Sense.PLAN for part in account.doubts)


def is_of_name(spec: AnyField, words: str) -> bool:
    """Whether words are in the names of what is no count: "Kế hoạch" beside "Đã xây dựng kế hoạch"."""
    found = any(f" {canonical_words(words)} " in f" {canonical_words(name)} " for name in spellings(spec))
    return spec.kind not in COUNTED and found


_OF_NAMES = frozenset({Sense.PROGRAMME, Sense.SUBSET, Sense.MONEY})
"""The other meanings of a group that say nothing of a field which has the same in its own name."""


def is_named(account: Account, name: str) -> bool:
    """Whether a name has the programme, the part or the money in it that a text names ("tại khu công nghiệp"), or
    counts the bodies of the level that it names ("ở cấp xã", "Số xã")."""
    other = account.other
    if other is None or other.sense not in _OF_NAMES:
        return False
    if other.sense is not Sense.SUBSET:
        return canonical_words(other.text) in canonical_words(name)
    picked = RESTRICTING.sub("", other.text)
    level = bare(picked).removeprefix("cap ")
    counted = level != bare(picked) and re.match(rf"(?:tong )?so {level}\b", bare(name)) is not None
    return counted or canonical_words(picked) in canonical_words(name)


def is_short(*texts: str) -> bool:
    """Whether answers about these texts are kept in memory: longer ones are not labels, and could be many."""
    return sum(map(len, texts)) <= SHORT


def _is_known(text: str) -> bool:
    name = key(text)
    return name in NUMBER_HEADERS | MEASURE_HEADERS | NOTE_HEADERS or not name


def _strongest(spans: Sequence[Span]) -> Span | None:
    """The span that decides: a plan or a ratio before a baseline, a baseline before the current year."""
    order = (Role.OTHER, Role.BASELINE, Role.CURRENT)
    found = min(spans, key=lambda one: order.index(one.role), default=None)
    period = next((one.period for one in spans if one.period), "")
    return found._replace(period=period) if found else None
