"""The words in cells of figures: yes and no, zero, no data, and what is counted; they stand in ``cell_words.toml``."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from khpcmd.text import bare, canonical, loose, tidy
from khpcmd.text.patterns import when_asked
from khpcmd.workbook.words.vocabulary import entries, tables


def _keys(words: Iterable[str]) -> frozenset[str]:
    return frozenset(map(canonical, words))


def _either(words: Iterable[str]) -> str:
    """A pattern for any of these words, the longest first."""
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True)))


WORDS = {name: entries(table) for name, table in tables(__file__).items()}
_ANSWERS, _DOCUMENTS = WORDS["answers"], WORDS["answers.documents"]
YES, NO = _keys(_ANSWERS["yes"]), _keys(_ANSWERS["no"])
UNACCENTED = {
    key: answer == "yes"
    for answer in ("yes", "no")
    for word in _ANSWERS[answer]
    if word not in _ANSWERS["accents_decide"] and (key := bare(word))
}
"""What words answer that are typed without accents, where no other word would be the same."""
ZERO, NO_DATA = _keys(WORDS["figures"]["zero"]), _keys(WORDS["figures"]["no_data"])
MEASURES = _keys(WORDS["figures"]["measures"])
MADE, UNMADE = _keys(WORDS["marks"]["made"]), _keys(["", *WORDS["marks"]["none"]])
IN_COLUMN = {True: YES | _keys(WORDS["marks"]["yes"]), False: NO | _keys(WORDS["marks"]["no"])}
"""What answers in the column "Có" and in the column "Không"."""
FILLER = re.compile(r"(?=[.\s]*?(?:\.\.|…))[.…\s]*+|_{2,}")
NOTHING_OF = when_asked(r"(?:không|ko)(?: có| phát sinh)? (.{1,40}?)(?: nào)?", re.IGNORECASE)
ATTACHMENT = _keys(WORDS["notes"]["attachment"])
ENCLOSED = canonical(WORDS["notes"]["enclosed"][0])
DOING, HAVING = (
    [(f"{loose(word)} ", answer) for answer, words in ((True, kind["yes"]), (False, kind["no"])) for word in words]
    for kind in (WORDS["answers.doing"], WORDS["answers.having"])
)
LEAD = when_asked(rf"(?:{_either(start for start, answer in [*DOING, *HAVING] if answer)})")
"""What may begin the name of a field that is answered."""
NEGATIONS, JOINING = (frozenset(map(loose, _ANSWERS[kind])) for kind in ("negations", "joining"))
ABBREVIATIONS = {loose(short): loose(full) for short, (full,) in WORDS["answers.abbreviations"].items()}
DOCUMENT = re.compile(
    rf"""(?=\S)(?P<number>(?i:(?:{_either(_DOCUMENTS["kinds"])})\b\.?\s*+)?(?i:số)?\s*+:?\s*+
    [0-9]{{1,5}}[a-z]?\s?/\s?(?:[0-9]{{4}}/)?(?i:{_either(_DOCUMENTS["signs"])})(?:-[\w.&]{{1,15}}){{0,2}})
    (?:,?\ (?i:ngày)\ (?P<day>[0-9]{{1,2}}\s?[/.-]\s?[0-9]{{1,2}}\s?[/.-]\s?[0-9]{{4}}
    |[0-9]{{1,2}}\ (?i:tháng)\ [0-9]{{1,2}}\ (?i:năm)\ [0-9]{{4}}))?
    (?:\ (?i:của)\ (?i:{_either(_DOCUMENTS["issuers"])})(?:\ (?i:{_either(_DOCUMENTS["levels"])}))?
    (?P<place>(?:\ [^\W\d_]+){{0,4}}))?""",
    re.VERBOSE,
)
"""The number of a document, with its kind, its day and who issued it."""
SIGNED = re.compile(
    rf"""(?i:\b\d{{1,5}}[a-z]?\s?[/-]\s?(?:\d{{4}}\s?/\s?)?(?!(?:{_either(_DOCUMENTS["drafts"])})\b)[^\W\d_][\w.&-]*
    |^(?:(?:{_either(_DOCUMENTS["kinds"])})\b\.?\s*+)?(?:số)?\s*+:?\s*+(?!0+\b)\d{{1,5}}[a-z]?(?=\s*(?:$|[,;(]|ngày|của|về|năm)))""",
    re.VERBOSE,
)
"""A number of a document with its sign, "12/KH-UBND"; or by itself at the beginning of a text, "KH số 12"."""
NOT_IN_FORCE = re.compile(
    rf"(?<!\w)(?:{_either(map(canonical, _DOCUMENTS['not_in_force']))})(?!\w)"
    rf"|^\W*(?:{_either(map(canonical, _DOCUMENTS['drafts']))})(?!\w)"
)
"""What is said of a document that is not in force; or that it is a draft, in short before its number."""
BESIDE = when_asked(r"(?P<answer>[^(]*?)(?: ?[-–—,;:] ?(?P<behind>.+)| ?\((?P<inside>[^()]+)\))")


class Answer(NamedTuple):
    """What a text answers to a yes/no field, and the document that it names as its evidence."""

    value: bool
    document: str = ""
    day: str = ""


@lru_cache(maxsize=1024)
def answer_of(text: str, names: tuple[str, ...]) -> Answer | None:
    """What a text answers to the field with these names; None where it is not understood in whole.

    "Đã xây dựng" answers "Đã xây dựng kế hoạch", "Chưa có KH" answers "Có kế hoạch": by their own words.
    """
    words = tidy(text).rstrip(" .!")
    value = _value_of(words, names)
    if value is not None:
        return Answer(value)
    parts = BESIDE.fullmatch(words)
    document = DOCUMENT.fullmatch((parts["behind"] or parts["inside"]).strip()) if parts else None
    answered = parts["answer"] if parts else ""
    if document is None:  # "Đã ban hành KH số 12/KH-UBND"
        found = DOCUMENT.search(words)
        document = DOCUMENT.fullmatch(words, found.start()) if found else None
        answered = words[: found.start()] if found else ""
    if not document or not _value_of(answered.strip(), names):
        return None
    if not all(word[0].isupper() for word in (document["place"] or "").split()):
        return None
    return Answer(True, document["number"].strip(), document["day"] or "")


def _value_of(words: str, names: tuple[str, ...]) -> bool | None:
    key = canonical(words)
    if key in YES or key in NO:
        return key in YES
    if key in UNACCENTED:
        return UNACCENTED[key]
    said = " ".join(ABBREVIATIONS.get(word, word) for word in loose(words).split())
    asked = _asked(names)
    for start, value in HAVING:
        if said.removeprefix(start) in asked and said.startswith(start):
            return value
    for start, value in DOING:
        if said.startswith(start) and any(_begins(said.removeprefix(start), name) for name in asked):
            return value
    return None


@lru_cache(maxsize=512)
def _asked(names: tuple[str, ...]) -> tuple[str, ...]:
    """What the names of a field ask for, without "đã" or "có"; not of a name with a negation."""
    plain = (name for name in names if NEGATIONS.isdisjoint(loose(name).split()))
    return tuple(LEAD.sub("", loose(name.rpartition("/")[2]), count=1) for name in plain)


def _begins(words: str, name: str) -> bool:
    """Whether words are the first ones of a name, and no further thing is asked for behind them."""
    rest = f"{name} ".removeprefix(f"{words} ")
    return rest != f"{name} " and JOINING.isdisjoint(rest.split())


def is_document(text: str) -> bool:
    """Whether a text has the number of a document; not of one that is only drafted or submitted."""
    return SIGNED.search(tidy(text)) is not None


def not_in_force(text: str) -> str:
    """The words by which a document is a draft, is withdrawn or asks for something; "" where there are none."""
    found = NOT_IN_FORCE.search(canonical(text))
    return found[0].strip() if found else ""


def is_zero(text: str) -> bool:
    """Whether a text declares a zero."""
    key = canonical(text)
    return key in ZERO or (key[:1].isalpha() and key.rstrip(" .") in ZERO)


def nothing_of(text: str) -> str:
    """What there is none of: "cơ sở" for "không có cơ sở nào"; "" for other texts."""
    match = NOTHING_OF.fullmatch(text.rstrip(" ."))
    return match[1] if match else ""


def is_no_data(text: str) -> bool:
    """Whether a text means that there is no figure yet: "chưa có số liệu", "…"."""
    return bool(FILLER.fullmatch(text)) or canonical(text).rstrip(" .") in NO_DATA


def is_attachment(words: str) -> bool:
    """Whether a note in brackets only refers to an enclosure: "có danh sách kèm theo"."""
    found = canonical(words).replace(",", " ").split()
    return ENCLOSED in found and all(word in ATTACHMENT for word in found)


def names_measure(words: str) -> bool:
    """Whether words are something that returns count."""
    return canonical(words) in MEASURES
