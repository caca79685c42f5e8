"""What speaks against figures in a line: of a title, a note, the signatures, or the name of a sheet or a file.

Each function answers with the account of a line and its parts that leave open what it governs.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import partial
from typing import NamedTuple

from khpcmd.plan.model import Plan
from khpcmd.text import bare, canonical, loose, split_class, tidy
from khpcmd.text.patterns import when_asked
from khpcmd.workbook.words.meaning import OTHER_MEANINGS, TIMES, Account, Part, Role, Sense
from khpcmd.workbook.words.names import (
    days_before,
    is_in_name,
    is_sure,
    is_turned,
    of_plan,
    says_nothing,
    whole,
    words_of,
)
from khpcmd.workbook.words.provinces import is_other_province
from khpcmd.workbook.words.senses import Senses
from khpcmd.workbook.words.titles import (
    times_beside,
    without_comparisons,
)
from khpcmd.workbook.words.units_of_measure import says_only_unit
from khpcmd.workbook.words.vocabulary import (
    ISSUER,
    LABEL_OF_CODE,
    LABEL_OF_UNIT,
    MEASURE_LINE,
    OF_EXCHANGE,
    PHONE,
    is_contact,
    is_guidance,
    is_letterhead,
    is_note_line,
    is_person,
    is_signature,
    phrases,
)

CORRECTED = re.compile(
    r"(?:bao cao|bieu)(?: so lieu| ket qua)?(?: dinh chinh| ?\(dinh chinh\))(?: so lieu| ket qua)?"
    r"(?: lan (?:thu )?\w+)?(?: (?:0?6 thang dau nam|ca nam|nam) \d{4})?"
)
"""The title of a return that replaces an earlier one as a whole; which of them counts is asked where both are there."""
_OF_LETTERHEAD = frozenset({Sense.DRAFT, Sense.ESTIMATE, Sense.SCALE, Sense.PLAN, Sense.NOT_DONE})
"""What counts in the lines of a letterhead, which otherwise say nothing about figures."""
_OF_NOTES = _OF_LETTERHEAD | {Sense.REFERENCE, Sense.REVISED}
"""What counts on a sheet of notes in a line that does not speak of figures."""
_OF_SIGNATURES = frozenset({Sense.DRAFT, Sense.ESTIMATE, Sense.NOT_DONE})
"""What counts in the lines of signatures and offices below a table."""
SIGNED_AT = re.compile(r"([^,;:()]{1,60}),\s*(?=ngày\b)", re.IGNORECASE)
"""The place before the day of a signature: "Mẫu Sơn, ngày 05 tháng 01 năm 2028"."""
FORMER = when_asked(
    r"(?<!\w)(?:xa|phuong|thi tran|huyen|quan|thi xa|thanh pho|(?:don vi|dia gioi)(?: hanh chinh)?) cu(?!\w)"
)
"""Former units, without accents: in a file of the baseline year "cũ" says whose its figures are."""
NUMBERED = re.compile(r"t\d{1,2}|TH[ _]?\d{1,2}")
"""The whole name of a file that is only numbered; a month has one capital letter, or words or a year beside it."""
_OF_FILES = _OF_LETTERHEAD | TIMES | {Sense.SUBSET, Sense.RATIO, Sense.PROGRAMME, Sense.REFERENCE, Sense.NEGATION}
"""What counts in the name of a file, which is made of all sorts of words."""


class Spoken(NamedTuple):
    """The account of a line, and its parts that leave figures open."""

    account: Account
    against: list[Part]


class Title(NamedTuple):
    """What is known of the lines above a table."""

    times: bool
    """Whether what they say of time counts; it may have been asked about already."""
    of_agency: bool
    """Whether a body of the province reports: what its titles restrict is what it reports on."""
    compared: bool = False
    """Whether a header names the year before: the title names both."""
    own_name: str = ""
    """The line that names the reporting unit, whatever its words mean elsewhere: a place may be called "Mẫu"."""
    stages: frozenset[str] = frozenset()
    """Spans of several years that only say where the year of the title lies."""


class Own(NamedTuple):
    """Whose a sheet is: the line that says so, and the name of the place."""

    line: str = ""
    place: str = ""


def of_name(senses: Senses, name: str, period: str, own: Own, *, of_file: bool = False) -> Spoken:
    """The name of a sheet or a file; the title of the sheet states ``period``.

    The name of the body that reports may be that of a programme elsewhere: "BHXH"; and no other words are in that of
    the place whose sheet it is: "phuong-an-hai".
    """
    words = words_of(name) if of_file else whole(name)
    account, periods = senses.account(words, Role.NAME), senses.periods
    parts = _without_former(senses, words, of_plan(account))
    known = (part for part in parts if part.sense in OTHER_MEANINGS)
    against = [part for part in known if part.sense not in TIMES or not periods.times(part.text)]
    against = [part for part in against if part.sense is not Sense.PROGRAMME or not is_in_name(part.text, own.line)]
    if own.place:
        fold = bare if words.isascii() else loose
        beside = f" {fold(words)} ".replace(f" {fold(own.place)} ", " | ")
        against = [part for part in against if f" {fold(part.text)} " in beside]
    others = [*periods.against(senses.without_units(words), period), *days_before(name, senses.year)]
    against += [Part(text, Sense.OTHER_TIME) for text in others if not says_nothing(text)]
    if is_turned(words):
        against.append(Part(name, Sense.DRAFT))
    if is_other_province(words, senses.own_provinces):
        against.append(Part(name, Sense.REFERENCE))
    if of_file:
        against = [part for part in against if part.sense in _OF_FILES and is_sure(part)]
        against = [part for part in against if part.sense not in TIMES] if NUMBERED.fullmatch(name) else against
    return Spoken(account._replace(text=tidy(name)), against)


def _without_former(senses: Senses, text: str, parts: Iterable[Part]) -> list[Part]:
    """The parts without the word by which a text names former units, in a file of the baseline year."""
    found = list(parts)
    if not senses.of_baseline or not senses.plan.former or "cu" in FORMER.sub("", bare(text)).split():
        return found
    return [part for part in found if bare(part.text) != "cu"]


def supplements(part: Part) -> bool:
    """Whether words in a name say that a return supplements another: "bo sung"."""
    return bare(part.text) in map(bare, phrases("names_supplement"))


def of_note(senses: Senses, text: str) -> Spoken:
    """A line of a sheet of notes."""
    account = senses.account(text, Role.NOTE)
    silent = is_guidance(text) or is_letterhead(text) or is_signature(text)
    counting = OTHER_MEANINGS if account.speaks_of_figures else _OF_NOTES
    return Spoken(account, [] if silent else [part for part in account.doubts if part.sense in counting])


def _names_only_unit(plan: Plan, line: str) -> bool:
    """Whether a line is a unit of measure, or the code of a unit that reports."""
    code = LABEL_OF_CODE.match(line)
    return says_only_unit(plan, line) or (code is not None and _is_code(plan, code[1] or code[2]))


def _is_code(plan: Plan, code: str) -> bool:
    """Whether a code is that of a unit, or one of the exchange of papers where no unit of the plan has one."""
    exchanged = OF_EXCHANGE.fullmatch(code) is not None
    names = (name for unit in plan.units for name in unit.aliases) if exchanged else ()
    return bool(plan.coded(code)) or (exchanged and not any(map(OF_EXCHANGE.fullmatch, names)))


def of_title(senses: Senses, line: str, title: Title, *, of_cover: bool) -> Spoken:
    """A line above a table, or on the cover sheet."""
    note = partial(senses.account, line, Role.NOTE)
    if title.own_name and canonical(line) == canonical(title.own_name):
        return Spoken(note(), [])
    if is_person(line) or PHONE.fullmatch(line) or is_guidance(line) or _names_only_unit(senses.plan, line):
        return Spoken(note(), [])
    counted = title.times and not senses.of_baseline
    if other := times_beside(line, senses.year, compared=title.compared) if counted else None:
        return Spoken(note(), [other])
    if is_letterhead(line) or is_signature(line) or LABEL_OF_UNIT.match(line):
        counting = OTHER_MEANINGS if is_contact(line) else _OF_LETTERHEAD
        counting |= {Sense.RATIO} if MEASURE_LINE.fullmatch(line) else set()
        return Spoken(note(), [part for part in note().doubts if part.sense in counting])
    noted = of_cover or is_note_line(line)
    account = note() if noted else senses.account(line, Role.FREE)
    dropped = (frozenset() if title.times else TIMES) | ({Sense.SUBSET} if title.of_agency else set())
    dropped |= {Sense.BASELINE} if senses.of_baseline else set()
    dropped |= {Sense.REVISED} if CORRECTED.fullmatch(bare(line)) else set()
    against = [
        part for part in without_comparisons(account) if part.sense not in dropped and part.text not in title.stages
    ]
    against = _without_former(senses, line, against)
    return Spoken(account, against)


def of_footnote(senses: Senses, line: str, period: str = "") -> Spoken | None:
    """A line below a table of a period; None if it says nothing: a person, an office, how to fill in the form."""
    if is_guidance(line) or is_person(line):
        return None
    if not (is_signature(line) or is_letterhead(line)):
        account = senses.account(line, Role.NOTE)
        others = senses.periods.others(line, period) if account.speaks_of_figures else []
        return Spoken(account, [*account.doubts, *(Part(text, Sense.OTHER_TIME) for text in others)])
    account = senses.account(without_place(senses, line), Role.REMARK)
    counting = OTHER_MEANINGS if is_contact(line) else _OF_SIGNATURES  # a note may end with whom to call
    against = [part for part in account.doubts if part.sense in counting]
    return Spoken(account, against) if against else None


def without_place(senses: Senses, line: str) -> str:
    """A line of signatures without the place where it was signed, where that is the plan's own."""
    place = SIGNED_AT.match(line)
    return line[place.end() :] if place and _is_own_place(place[1], senses) else line


def _is_own_place(text: str, senses: Senses) -> bool:
    """Whether a text names a unit of the plan or the place of its issuer: "Ủy ban nhân dân xã Mẫu Sơn"."""
    name, issuer = split_class(text)[1], senses.plan.document.issuer
    ends = (ISSUER.search(tidy(words)) for words in (issuer.vi, issuer.en))
    return name in senses.own_provinces or name in {split_class(end[0])[1] for end in ends if end}
