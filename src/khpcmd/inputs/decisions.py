"""Files in which persons decide (waivers, answers, replies to questions): read, and held against their plan.

A decision rests on a document that is understood word for word, with its number and its day, and on words that say
something, each as one line (``decisions.toml`` has the words). What it does to a verdict
is in ``judge/waivers.py`` and ``judge/answers.py``.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from abc import abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cache, partial
from pathlib import Path
from typing import Annotated, Generic, Literal, LiteralString, TypeVar

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from khpcmd.diagnostics import BY_CODE, AnyCode, Code, CodeOf, Diagnostic, Severity
from khpcmd.diagnostics.errors import AnswersError, WaiversError
from khpcmd.diagnostics.parameters import FoundExpected, Ref, TargetUnit
from khpcmd.judge.answers import ABOUT, Answers
from khpcmd.judge.scores import standings
from khpcmd.judge.verdict import evaluate
from khpcmd.judge.waivers import Waivers
from khpcmd.judge.world import World, tallied
from khpcmd.measures.base import KeyPath
from khpcmd.measures.threshold import Exact
from khpcmd.plan.base import PlanModel, Words
from khpcmd.plan.beside import Held, read_written
from khpcmd.plan.decisions import Answer, Reply, Waiver
from khpcmd.plan.model import Plan, Target
from khpcmd.plan.places import Source, in_order, shortened
from khpcmd.text import canonical
from khpcmd.text.patterns import when_asked
from khpcmd.workbook.words.vocabulary import phrases

E = TypeVar("E", bound=PlanModel)
_WORDS: dict[str, list[str]] = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))
NOTHING = frozenset(map(canonical, _WORDS["nothing"]))
DAYS = [re.compile(rf"(?<![\d/-]){pattern}(?!\d)", re.IGNORECASE) for pattern in _WORDS["days"]]
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def _any(*lists: Iterable[str]) -> str:
    """A pattern for each of some words as ``canonical`` has them, the longest first."""
    words = sorted({canonical(word) for words in lists for word in words}, key=len, reverse=True)
    return rf"(?<![\w/-])(?:{'|'.join(map(re.escape, words))})(?!\w)"


def _said(*names: str) -> str:
    return _any(*map(_WORDS.__getitem__, names))


_BODY = _any(_WORDS["issuers"], *map(phrases, ("office", "office_field", "province_word", "provinces")))
_LETTER, _NUMBER = _WORDS["letter"], r"(?<![\w/-])0*[1-9]\d*"
_SYMBOL = rf"(?!(?:{'|'.join(_WORDS['requests'])})\b){_LETTER}{{2}}(?:{_LETTER}|[\d&.])*(?:[-/](?:{_LETTER}|[\d&.])+)*"
PARTS = {
    "D": when_asked(rf"(?:{_said('dated')} )?(?:#|\(#\))"),
    "I": when_asked(rf"{_said('by')} {_BODY}(?:(?: -|,| {_said('joined')})? {_BODY})*"),
    "A": when_asked(rf"{_said('about')} (?:{_said('allows')} )?{_said('grants')}(?: {_said('granted')})*"),
    "K": when_asked(_said("kinds")),
    "T": when_asked(_said("telling")),
    "N": when_asked(
        rf"(?:{_said('numbered')}:? )?{_NUMBER}[a-z]?\s?[-/]\s?(?:\d{{2,4}}\s?/\s?)?{_SYMBOL}(?![\w/-])"
        rf"|(?<=K )(?:{_said('numbered')} )?{_NUMBER}-\d+(?![\w/-])"
    ),
    "": when_asked(_said("remarks")),
}
"""What a document is made of, each with the letter that stands for it: its day ("#" before), who issued it, what it
grants, its kind if it decides, or if it only tells, its number with its symbol ("12/UBND-VX", "45-TB/TU",
"7/2023/QĐ-UBND", behind its kind also "116-136"), and what says nothing more of it."""
WHOLE = when_asked(r"(?!.*(.).*\1)(?P<kind>[KT]?)I?N[DIA]*")
TELLS = when_asked(rf"\d\s?[-/]\s?(?:{'|'.join(_WORDS['telling_symbols'])})\b")
BLANK = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0") | set(map(chr, range(0xFE00, 0xFE10)))
"""Characters that are no controls by their class, and leave nothing on the screen all the same."""


def day_of(document: str) -> date | None:
    """The day that a document says it is of; None where it says none, or one that the calendar does not have."""
    return _dated(document)[1]


def _dated(document: str) -> tuple[str, date | None]:
    """A document with "#" for its day, and that day."""
    for found in (match for pattern in DAYS if (match := pattern.search(document))):
        said = found.groupdict()
        try:
            month = int(said.get("month") or MONTHS.index(said["name"][:3].lower()) + 1)
            day = date(int(said["year"]), month, int(said["day"]))
        except ValueError:
            continue
        return f"{document[: found.start()]}#{document[found.end() :]}", day
    return document, None


def _is_paper(text: str, *, decides: bool = False) -> bool:
    """Whether a text is a document and nothing else; one that ``decides`` something has a day, and is no report."""
    (dated, day) = _dated(" ".join(text.split()))
    rest = canonical(dated)
    tells = TELLS.search(rest) is not None
    for letter, pattern in PARTS.items():
        rest = pattern.sub(letter, rest)
    found = WHOLE.fullmatch(re.sub("[, ]", "", rest))
    return found is not None and not (decides and (day is None or tells or found["kind"] == "T"))


def _says(text: str) -> bool:
    return sum(map(str.isalpha, text)) > 1 and canonical(text).strip(" .…?!()-") not in NOTHING


def _kind(word: LiteralString, holds: Callable[[str], bool]) -> AfterValidator:
    def check(text: str) -> str:
        if any(one in BLANK or (unicodedata.category(one)[0] == "C" and not one.isspace()) for one in text):
            raise PydanticCustomError("word", "seen_text")
        if not holds(text):
            raise PydanticCustomError("word", word)
        return " ".join(text.split())

    return AfterValidator(check)


Said = Annotated[Words, _kind("said_text", _says)]
"""A name or a reason."""
Paper = Annotated[Words, _kind("paper", _is_paper)]
"""A document by its number and symbol, understood word for word."""
DatedPaper = Annotated[Words, _kind("dated_paper", partial(_is_paper, decides=True))]
"""The same with its day, of one that decides."""


def other_plan(found: str, plan: Plan, code: CodeOf[FoundExpected], source: Source) -> list[Diagnostic]:
    """That a file is of another plan, whose targets and units its entries are about."""
    return [] if found == plan.id else [code(source.at(("plan",)), {"found": shortened(found), "expected": plan.id})]


class DecisionReview(Held, Generic[E]):
    """Holds the entries of a file, listed under ``key``, against a plan; one subclass for each kind of entry."""

    key: str

    def __init__(self, entries: Sequence[E], source: Source, plan: Plan) -> None:
        super().__init__(source, plan)
        self._entries = entries

    def mistakes(self) -> Iterator[Diagnostic]:
        """Every mistake at its place."""
        lines = dict[tuple[object, ...], int]()
        for index, entry in enumerate(self._entries):
            path: KeyPath = (self.key, index)
            yield from self.of(entry, path)
            about = self.about(entry)
            if line := self.same(about, lines):
                yield self.twice(entry, line, path)
            lines.setdefault(about, self._source.line(path))

    @abstractmethod
    def of(self, entry: E, path: KeyPath) -> Iterator[Diagnostic]:
        """What is wrong with one entry by itself."""

    @abstractmethod
    def about(self, entry: E) -> tuple[object, ...]:
        """What an entry decides: two entries must not decide the same."""

    @abstractmethod
    def twice(self, entry: E, line: int, path: KeyPath) -> Diagnostic:
        """The mistake of an entry that decides what the one on a ``line`` before does."""

    def same(self, about: tuple[object, ...], lines: Mapping[tuple[object, ...], int]) -> int:
        """The line of an entry before that decides the same; 0 where there is none."""
        return lines.get(about, 0)

    def target(self, found: str, path: KeyPath) -> Iterator[Diagnostic]:
        """The mistake of a name that no target has."""
        if found not in self._plan.target:
            yield self.unknown_target(found, (*path, "target"))

    def after(self, document: str, day: date, at: KeyPath) -> Iterator[Diagnostic]:
        """The mistake of a day before that of the document that it rests on."""
        granted = day_of(document)
        if granted is not None and granted > day:
            expected = Ref("word", "day_after_document")
            yield Code.WRONG_VALUE(self._source.at(at), {"found": day.isoformat(), "expected": expected})

    def period(self, found: str, day: date, path: KeyPath) -> Iterator[Diagnostic]:
        """The mistake of a name that no period has, or of a day before the period."""
        period = self._plan.periods.get(found)
        if period is None:
            yield self.unknown_period(found, (*path, "period"))
        elif day < period.window.first:
            first = period.window.first
            yield Code.ANSWER_BEFORE_PERIOD(self._source.at((*path, "day")), {"found": day, "first": first})


class WaiverEntry(PlanModel):
    """One waiver as it is written: either of one ``unit``, or of the ``whole_target``."""

    target: Words
    """The id of the target that is missed."""
    unit: Words | None = None
    """The id of the unit that the waiver is for; for targets judged at each unit."""
    whole_target: bool = False
    """Whether the target is waived altogether."""
    reason: Said
    """Why."""
    document: DatedPaper
    """The number and symbol of the document that grants it, and its day."""
    approver: Said
    """Who approved it."""
    until: date
    """The last day on which it holds."""


class WaiverFile(PlanModel):
    """The waivers of one plan, as they are written."""

    plan: Words
    """The id of the plan, so that they are never taken for waivers of another one."""
    waivers: tuple[WaiverEntry, ...]


def load_waivers(path: Path, plan: Plan) -> Waivers:
    """The waivers of a file; ``WaiversError`` with every mistake by its place."""
    written = read_written(path, WaiverFile, WaiversError)
    model, source = written.model, written.source
    found = other_plan(model.plan, plan, Code.WAIVERS_OF_OTHER_PLAN, source)
    found = found or list(WaiverReview(model.waivers, source, plan).mistakes())
    if found:
        raise WaiversError(in_order(found))
    entries = tuple(
        Waiver(
            one.target, one.unit or "", one.reason, one.document, one.approver, one.until,
            source.at(("waivers", index)), day_of(one.document),
        )
        for index, one in enumerate(model.waivers)
    )  # fmt: skip
    return Waivers(written.file, written.sha256, entries)


class WaiverReview(DecisionReview[WaiverEntry]):
    """Holds the waivers of a file against a plan."""

    key = "waivers"

    def __init__(self, entries: Sequence[WaiverEntry], source: Source, plan: Plan) -> None:
        super().__init__(entries, source, plan)
        self._judged_at = cache(self._units_of)

    def about(self, entry: WaiverEntry) -> tuple[str, str]:
        return entry.target, entry.unit or ""

    def same(self, about: tuple[object, ...], lines: Mapping[tuple[object, ...], int]) -> int:
        """A waiver of the whole target covers those of its units."""
        target, unit = about
        own = lines.get(about) or lines.get((target, ""))
        return own or (0 if unit else next((line for other, line in lines.items() if other[0] == target), 0))

    def twice(self, entry: WaiverEntry, line: int, path: KeyPath) -> Diagnostic:
        target = shortened(entry.target)
        return Code.WAIVER_TWICE(self._source.at(path), {"target": target, "first_line": line})

    def of(self, entry: WaiverEntry, path: KeyPath) -> Iterator[Diagnostic]:
        target = self._plan.target.get(entry.target)
        yield from self.target(entry.target, path)
        yield from self.after(entry.document, entry.until, (*path, "until"))
        granted = day_of(entry.document)
        if granted is not None and granted <= self._plan.document.date:
            found, expected = shortened(entry.document), Ref("word", "paper_after_plan")
            yield Code.WRONG_VALUE(self._source.at((*path, "document")), {"found": found, "expected": expected})
        if (entry.unit is None) is not entry.whole_target:
            given = "both_given" if entry.whole_target else "neither_given"
            yield Code.WAIVER_OF_WHAT(self._source.at(path), {"what": Ref("word", given)})
        elif entry.unit is not None and entry.unit not in self._plan.unit:
            yield self.unknown_unit(entry.unit, (*path, "unit"))
        elif entry.unit is not None and target is not None:
            yield from self._unfit(target, entry.unit, (*path, "unit"))

    def unknown_target(self, found: str, at: KeyPath) -> Diagnostic:
        """The code of a fault has a diagnostic of its own: faults cannot be waived."""
        if found.upper() in BY_CODE:
            return Code.WAIVER_OF_FAULT(self._source.at(at), {"found": found})
        return super().unknown_target(found, at)

    def _unfit(self, target: Target, unit: str, at: KeyPath) -> Iterator[Diagnostic]:
        """A unit that cannot be left out of the target: out of a sum, or because it was never in it."""
        params: TargetUnit = {"target": Ref("target", target.id), "unit": Ref("unit", unit)}
        if target.judged != "each_unit":
            yield Code.WAIVER_OF_POOLED_UNIT(self._source.at(at), params)
        elif unit not in self._judged_at(target.id):
            yield Code.WAIVER_NOT_CONCERNED(self._source.at(at), params)

    def _units_of(self, target: str) -> frozenset[str]:
        """The units that a target is judged at, whoever has reported."""
        plan, judged = self._plan, self._plan.target[target]
        world = World(plan, next(iter(plan.periods)), {}, frozenset(plan.unit))
        found = evaluate(world, map(plan.target.__getitem__, judged.measure.rests_on()))
        world = replace(world, standings=standings(world, found))
        return frozenset(unit.unit for unit in tallied(world, judged).shown)


class ReplyEntry(PlanModel):
    """One reply as it is written."""

    code: Words
    """The code of the question."""
    unit: Words
    """The id of the unit that was asked."""
    field: Words | None = None
    """The id of the field, for a question about one figure; of a share the one of its part."""
    figure: Annotated[Exact | None, Field()] = None
    """The figure that was confirmed (of a share, in percent): if it changes, the question is asked again."""
    period: Words
    """The id of the period."""
    reply: Said
    """What the unit replied."""
    replied_by: Said
    """Who replied."""
    day: date
    """The day of the reply."""


class AnswerEntry(PlanModel):
    """One answer as it is written."""

    target: Words
    """The id of a manual target."""
    period: Words
    """The id of the period that it is answered for."""
    verdict: Literal["met", "missed", "in_progress", "not_applicable"]
    """How the target stands; "in_progress" only where the year, or its years, go on after the period."""
    reason: Said
    """What that rests on."""
    document: Paper
    """The number and symbol of the document that says so."""
    decided_by: Said
    """Who decided it."""
    day: date
    """The day on which it was decided: from the first day of the period on."""


class AnswerFile(PlanModel):
    """The answers to the manual targets of one plan, as they are written."""

    plan: Words
    """The id of the plan, so that they are never taken for answers of another one."""
    answers: tuple[AnswerEntry, ...] = ()
    questions: tuple[ReplyEntry, ...] = ()
    """What units replied to questions about unusual figures."""


def load_answers(path: Path, plan: Plan) -> Answers:
    """The answers of a file; ``AnswersError`` with every mistake by its place."""
    written = read_written(path, AnswerFile, AnswersError)
    model, source = written.model, written.source
    found = other_plan(model.plan, plan, Code.ANSWERS_OF_OTHER_PLAN, source)
    if model.model_fields_set.isdisjoint(("answers", "questions")):
        found.append(Code.MISSING_KEY(source.at(()), {"key": "answers", "of": ""}))
    if model.plan == plan.id:
        found += AnswerReview(model.answers, source, plan).mistakes()
        found += ReplyReview(model.questions, source, plan).mistakes()
    if found:
        raise AnswersError(in_order(found))
    entries = (Answer(**dict(one), at=source.at(("answers", index))) for index, one in enumerate(model.answers))
    replies = (Reply(**dict(one), at=source.at(("questions", index))) for index, one in enumerate(model.questions))
    return Answers(written.file, written.sha256, tuple(entries), tuple(replies))


class AnswerReview(DecisionReview[AnswerEntry]):
    """Holds the answers of a file against a plan."""

    key = "answers"

    def about(self, entry: AnswerEntry) -> tuple[str, str]:
        return entry.target, entry.period

    def twice(self, entry: AnswerEntry, line: int, path: KeyPath) -> Diagnostic:
        target = shortened(entry.target)
        return Code.ANSWER_TWICE(self._source.at(path), {"target": target, "first_line": line})

    def of(self, entry: AnswerEntry, path: KeyPath) -> Iterator[Diagnostic]:
        target, known = self._plan.target.get(entry.target), entry.period in self._plan.periods
        yield from self.target(entry.target, path)
        if target is not None and target.measure.computable:
            yield Code.ANSWER_TO_COMPUTED(self._source.at((*path, "target")), {"target": Ref("target", target.id)})
        if known and target is not None and not target.judged_in(entry.period):
            found, expected = shortened(entry.period), Ref("word", "period_answered")
            yield Code.WRONG_VALUE(self._source.at((*path, "period")), {"found": found, "expected": expected})
        yield from self.period(entry.period, entry.day, path)
        yield from self.after(entry.document, entry.day, (*path, "day"))
        if known and entry.verdict == "in_progress" and target is not None:
            years = target.years is not None and self._plan.year < target.years.last
            if not (years or self._plan.periods[entry.period].interim):  # no time is left for it
                yield Code.ANSWER_LEFT_OPEN(self._source.at((*path, "verdict")), {"target": Ref("target", target.id)})


class ReplyReview(DecisionReview[ReplyEntry]):
    """Holds replies against a plan."""

    key = "questions"

    def about(self, entry: ReplyEntry) -> tuple[object, ...]:
        return entry.code, entry.unit, entry.field, entry.period, entry.figure

    def twice(self, entry: ReplyEntry, line: int, path: KeyPath) -> Diagnostic:
        return Code.REPLY_TWICE(self._source.at(path), {"found": shortened(entry.code), "first_line": line})

    def of(self, entry: ReplyEntry, path: KeyPath) -> Iterator[Diagnostic]:
        code = BY_CODE.get(entry.code)
        if code is None or code.severity is not Severity.QUESTION:
            yield Code.REPLY_TO_NO_QUESTION(self._source.at((*path, "code")), {"found": shortened(entry.code)})
        elif (entry.field is None or entry.figure is None) if _of_figure(code) else (entry.field or entry.figure):
            what = Ref("word", "reply_without_figure" if _of_figure(code) else "reply_with_figure")
            yield Code.REPLY_TO_WHAT(self._source.at(path), {"found": entry.code, "what": what})
        if entry.unit not in self._plan.unit:
            yield self.unknown_unit(entry.unit, (*path, "unit"))
        if entry.field is not None and entry.field not in self._plan.fields:
            yield self.unknown_field(entry.field, (*path, "field"))
        yield from self.period(entry.period, entry.day, path)


def _of_figure(code: AnyCode) -> bool:
    """Whether a question is about one figure, and not about a return."""
    return not code.types.keys().isdisjoint(ABOUT)
