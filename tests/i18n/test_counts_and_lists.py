"""Every sentence with a count is right for none, one, two and many, and every sentence with a list for one and many.

The sentences are found by their placeholders and filled in by the functions that fill them in for a reader.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest

import small_plan
from catalogues import texts
from khpcmd.diagnostics import AnyCode, Code, Diagnostic
from khpcmd.diagnostics.parameters import Added, Param, Phrase, Ref, Stored
from khpcmd.i18n import PLACEHOLDER, Messages
from khpcmd.plan.load import parse_plan
from khpcmd.render.wording import Wording
from khpcmd.results import Verdict
from places import languages

NUMBERS = (0, 1, 2, 1240)
LENGTHS = (1, 2, 3)
PLAN = parse_plan(small_plan.PLAN, "plan.yaml")

COUNTS = frozenset({"count", "rest", "listed", "left"})
"""Placeholders of how many there are. Numbers that are not counts (a line, a year, a limit) have other names."""
LISTS = frozenset({
    "allowed", "changes", "codes", "columns", "conditions", "counts", "differ", "evidence", "faults", "fields",
    "figures", "ids", "keys", "levels", "lost", "names", "parts", "periods", "reasons", "settings", "signs", "suffixes",
    "targets", "units", "words",
})  # fmt: skip
"""Placeholders of one or several things."""
RUNNING = {
    "codes.P155.message": "fields",
    "codes.P156.message": "fields",
    "codes.P157.message": "fields",
    "view.faults_cut": "codes",
    "inspect.compares": "columns",
    "word_report.roll_call": "levels",
    "word_report.why_missing": "names",
    "word_report.why_unread": "names",
    "word_report.why_unusable": "names",
    "word_report.why_zeros": "names",
    "word_report.information_many": "names",
}
"""Sentences with a list in the midst, which is joined by "and"; others have it behind a colon or in brackets."""
ONE_COUNT = (
    "summary.unreceived_besides",
    *(f"view.{name}" for name in ("fewer_units", "more_units", "not_in_time")),
    *(f"word_report.{name}" for name in (
        "and_striving", "duties_silent", "faulty_files", "fewer_units", "judged", "missing_many", "missing_unused_many",
        "more_units", "not_in_time", "points_among", "proposal.missing_many", "share_of_units", "striving",
        "without_figures",
    )),
    *(f"word_report.standings.{verdict.value}" for verdict in Verdict),
)  # fmt: skip
QUOTES = tuple(f"codes.P{number}.message" for number in (140, 141, 142, 144, 145, 146, 147, 148, 150, 151, 180))
ONE = {
    **dict.fromkeys(ONE_COUNT, "one count"),
    **dict.fromkeys(QUOTES, "the words of a quote, as one text"),
    "codes.K604.message": "fields that are added up",
    "codes.P124.message": "the words that were declared, as one text",
    "codes.S317.message": "the words, as one text",
    "codes.S320.message": "the words, as one text",
    "codes.S324.message": "the number of a remark, as one text",
    "inspect.units": "the letter of one column",
    "measures.share.measured.percent": "the title of one level",
    "plan_manual.one.mapping": "a type",
    "view.duty_lacking": "one kind of evidence",
    "view.first_line": "counts behind a semicolon",
    "view.first_line_only_reported": "counts behind a semicolon",
    "view.reported": "counts, one for each level",
    "view.with_faults": "counts before a semicolon",
}
"""Sentences of which a placeholder of this name is not a list of things, and why."""


SMELLS = {
    "a space too many": r"  | [,;:)]| [.](?!\w)|\( | $|^ ",
    "empty brackets": r"\(\s*\)|\[\s*\]|“”",
    "an empty place": r"[:;,] ?[.;,]|: ?$",
    "a placeholder": r"\{\w+",
    "nothing of nothing": r"\b0/0;",
    "None": r"\bNone\b",
}
ONE_IN_ENGLISH = re.compile(
    r"(?<![\d.,/])\b1 (?!(?:is|was|has|this|across|less)\b)(?:(?:more|other|new|reporting|unit|such) )*"
    r"(?!(?:is|was|has)\b)(?:[a-z]+(?<!s)s\b|more are\b|[a-z]+ are\b)"
)
"""One of something in the plural: "1 units", "1 more are"."""
SEVERAL_IN_ENGLISH = re.compile(
    r"(?<![\d.,/])\b(?:0|2|1,240) (?:unit|error|file|target|cell|row|day|month|field|figure)\b"
)
"""Several of something in the singular: "2 unit"."""


def smells(text: str, language: str) -> list[str]:
    found = [name for name, pattern in SMELLS.items() if re.search(pattern, text)]
    if language == "en":
        found += ["one in the plural"] if ONE_IN_ENGLISH.search(text) else []
        found += ["several in the singular"] if SEVERAL_IN_ENGLISH.search(text) else []
    return found


def value_of(types: frozenset[object], number: int, length: int) -> Param:
    """A value of one of the types: that number if it may be a number, a list of that length if it may be a list."""
    fields = tuple(Ref("field", name) for name in list(PLAN.fields)[:length])
    if tuple in types:
        return fields
    if Added in types:
        return Added(fields)
    if int in types:
        return number
    samples: dict[object, Param] = {
        str: "Số vụ",
        Ref: fields[0],
        Stored: Stored(12),
        Decimal: Decimal("12.5"),
        date: date(2023, 12, 15),
        Phrase: Phrase("one_of", tuple(str(one) for one in range(length))),
    }
    return next(value for kind, value in samples.items() if kind in types)


def filled(code: AnyCode, number: int, length: int, language: str) -> Iterator[str]:
    """The message and the cure of a code; MORE_FAULTS is only said of hundreds."""
    numbers = {name: number if name in COUNTS and code is not Code.MORE_FAULTS else 12 for name in code.types}
    params = {name: value_of(types, numbers[name], length) for name, types in code.types.items()}
    diagnostic, wording = Diagnostic(code, None, params), Wording(Messages(language), PLAN)
    yield from (wording.message(diagnostic), wording.cure(diagnostic))


@pytest.mark.crossing(4)
@languages
@pytest.mark.parametrize("code", list(Code), ids=lambda code: code.code)
def test_a_message_is_right_for_every_number_and_every_length_of_a_list(code: AnyCode, language: str) -> None:
    for number in NUMBERS:
        for length in LENGTHS:
            for text in filled(code, number, length, language):
                assert not smells(text, language), (text, smells(text, language))


@pytest.mark.crossing(2)
@languages
@pytest.mark.parametrize("number", NUMBERS)
def test_every_count_agrees_with_its_number(number: int, language: str) -> None:
    messages = Messages(language)
    counts = messages.catalogue["counts"]
    assert not isinstance(counts, str)
    for what in counts:
        text = messages.count(what, number)
        assert messages.number(number) in text
        assert not smells(text, language), (what, text)


def counted(language: str) -> Iterator[str]:
    """Every sentence with a count, other than those of codes and of counts."""
    for key, text in texts(Messages(language).catalogue):
        if not key.startswith(("codes.", "counts.")) and COUNTS & {match[1] for match in PLACEHOLDER.finditer(text)}:
            yield key


@pytest.mark.crossing(1)
@languages
def test_every_sentence_with_a_count_is_right_for_every_number(language: str) -> None:
    messages, seen = Messages(language), 0
    for key in counted(language):
        for number in NUMBERS:
            places = {match[1] for match in PLACEHOLDER.finditer(messages.template(key))}
            text = messages.text(key, **{name: number if name in COUNTS else "Nam Sách" for name in places})
            assert not smells(text.strip(), language), (key, text, smells(text.strip(), language))
            seen += 1
    assert seen >= 4 * 25


def listing(language: str) -> Iterator[tuple[str, str, str]]:
    """Each sentence with a list, the placeholder of the list, and what stands before it in its clause."""
    for key, text in texts(Messages(language).catalogue):
        for match in PLACEHOLDER.finditer(text):
            if match[1] in LISTS and key not in ONE and not key.startswith(("plan_manual.", "help.", "phrases.")):
                yield key, match[1], re.split(r"(?<=[.;]) ", text[: match.start()])[-1]


@pytest.mark.crossing(1)
@languages
def test_a_list_in_the_midst_of_a_sentence_is_joined_as_a_part_of_it(language: str) -> None:
    behind = re.compile(r"[:(]|\b(?:one of|một trong(?: các giá trị)?) $")
    found = {(key, name) for key, name, before in listing(language) if not behind.search(before)}
    assert found == set(RUNNING.items())


@pytest.mark.crossing(1)
@languages
def test_every_sentence_with_a_list_is_right_for_one_thing_and_for_many(language: str) -> None:
    messages, seen = Messages(language), 0
    for key, name, _ in listing(language):
        for length in LENGTHS:
            things = ["Nam Sách", "Tứ Kỳ", "Kinh Môn"][:length]
            value = messages.listed(things) if key in RUNNING else messages.joined(things)
            places = {match[1] for match in PLACEHOLDER.finditer(messages.template(key))}
            text = messages.text(key, **(dict.fromkeys(places, "5") | {name: value}))
            assert not smells(text.strip(), language), (key, text)
            seen += 1
    assert seen >= 3 * 40


@languages
def test_a_list_in_a_sentence_ends_with_a_conjunction(language: str) -> None:
    messages = Messages(language)
    word = {"vi": "và", "en": "and"}[language]
    assert messages.listed([]) == ""
    assert messages.listed(["A"]) == "A"
    assert messages.listed(["A", "B"]) == f"A {word} B"
    assert messages.listed(["A", "B", "C"]) == f"A, B {word} C"
    (first, second, third) = (Ref("field", name) for name in list(PLAN.fields)[:3])
    text = Wording(messages, PLAN).message(Code.NO_REPORTER(None, {"fields": (first, second, third)}))
    assert re.search(rf"“[^”]*”, “[^”]*” {word} “[^”]*”", text)


def test_a_suggestion_of_several_offers_one_or_the_other() -> None:
    fields = tuple(Ref("field", name) for name in list(PLAN.fields)[:2])
    told = Code.UNKNOWN_COLUMN(None, {"header": "Số", "suggestion": fields})
    assert re.search("” hoặc “[^”]*”[?]$", Wording(Messages("vi"), PLAN).message(told))


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("1 units reported", "en"),
        ("1 more are not listed", "en"),
        ("1 errors.", "en"),
        ("2 unit", "en"),
        ("không có () nào", "vi"),
        ("0/0; không phát sinh", "vi"),
        ("còn thiếu:  Nam Sách", "vi"),
        ("còn thiếu , Nam Sách", "vi"),
        ("còn thiếu: .", "vi"),
    ],
)
def test_what_reads_badly_is_seen(text: str, language: str) -> None:
    assert smells(text, language)
