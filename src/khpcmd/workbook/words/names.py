"""What the name of a sheet or a file says of the figures in it.

Such names are typed without accents, with underscores and hyphens, in short forms, and glued: "BC_ke-hoach NamSach6T".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import pairwise, zip_longest

from khpcmd.text import bare, bare_all, tidy
from khpcmd.workbook.words.meaning import LISTED, Account, Part, Sense
from khpcmd.workbook.words.vocabulary import phrases

JOINING = re.compile(r"[_()\[\]{}~#=+&;,!'’“”\"]+|(?<!\d)[.\-–—]+|[.\-–—]+(?!\d)")
"""Signs that stand for blanks; those between two figures are of a date: "12.12.2023"."""
NUMBERED = re.compile(r"^\d{1,3}[\s_.)-]+(?=[^\W\d])(?!th[aá]ng|t[\W_]|qu[yý]|n[aă]m(?![\W_]+\w))", re.IGNORECASE)
"""The number of a file in its folder, before its name: "02_th_kiem_tra"; "6 thang" is a span."""
PARTS = re.compile(
    r"(?<=[^\W\d_])(?=(?:19|20)\d\d(?!\d))"  # "KH2023"
    r"|(?<=[^\W\d_][^\W\d_])(?=\d)"  # "KH416"
)
"""Where a word of a name ends without a blank."""
COMPACT_DAY = re.compile(
    r"(?<!\d)(?:(?P<first>(?:19|20)\d\d)(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])"
    r"|(?:[0-2]\d|3[01])(?:0[1-9]|1[0-2])(?P<last>(?:19|20)\d\d))(?!\d)"
)
SHORT_FORM = re.compile(r"(kh|bc|pl|th|kq|uth|dk)(pc\w{2,4})")
"""Two short forms in one: "KHPCMD"."""
LONGEST_TITLE = 31
"""The most letters of the name of a sheet: the end of a longer one is cut off."""
ONLY = "rieng "
"""How words begin that leave the rest out, where nobody typed accents."""
LONGEST_CUT = 4
"""The most words of a phrase whose end is looked for."""
SHORTEST = 6
"""The fewest letters of a phrase that is found without its blanks: "dukien"."""


def words_of(name: str) -> str:
    """The words of a name with blanks between them."""
    spaced = PARTS.sub(" ", JOINING.sub(" ", NUMBERED.sub("", tidy(name))))
    spaced = "".join(f" {b}" if a.islower() and b.isupper() else b for a, b in pairwise(f" {spaced}"))  # "NamSach"
    return " ".join(_apart(word) for word in spaced.split())


def _apart(word: str) -> str:
    if match := SHORT_FORM.fullmatch(word.casefold()):
        return f"{match[1]} {match[2]}"
    return _glued().get(word.casefold(), word) if word.isascii() and len(word) >= SHORTEST else word


@lru_cache(maxsize=1)
def _glued() -> Mapping[str, str]:
    """The phrases of the vocabulary without accents, by their letters alone."""
    found = bare_all([phrase for sense in LISTED for phrase in phrases(sense) if "#" not in phrase])
    return {phrase.replace(" ", ""): phrase for phrase in found if " " in phrase and phrase.isascii()}


def whole(name: str) -> str:
    """The name of a sheet whose last phrase was cut off, with all of it; what is short enough is as it was."""
    words = words_of(name)
    if len(name) < LONGEST_TITLE:
        return words
    cut = words.casefold().split()
    for first in range(max(0, len(cut) - LONGEST_CUT), len(cut) - 1):
        begun = bare(" ".join(cut[first:]))
        for sense in LISTED:
            for phrase in phrases(sense):
                rest = bare(phrase).removeprefix(begun)
                if rest[:1].isalpha() and len(rest) < len(bare(phrase)):
                    return " ".join([*words.split()[:first], phrase])
    return words


@lru_cache(maxsize=1)
def listed() -> tuple[tuple[str, Sense], ...]:
    """The phrases that count in names only, with what they mean; harmless ones first."""
    senses = (
        Sense.HARMLESS, Sense.PLAN, Sense.ESTIMATE, Sense.DRAFT, Sense.EARLIER, Sense.SCALE, Sense.PROGRAMME,
        Sense.SUBSET,
    )  # fmt: skip
    return tuple((phrase, sense) for sense in senses for phrase in phrases(f"names_{sense}"))


def is_short_for(short: str, programme: str) -> bool:
    """Whether a short form stands for a programme: "MT" and "PCMT" for "ma túy"."""
    initials = "".join(word[0] for word in bare(programme).split())
    return bare(short).removeprefix("pc") == initials


def is_in_name(words: str, name: str) -> bool:
    """Whether words stand in a name, whole or by their initials: "BHXH" in "Bảo hiểm xã hội tỉnh"."""
    found, whole = bare(words), bare(name)
    initials = "".join(word[0] for word in whole.split())
    return f" {found} " in f" {whole} " or (" " not in found and len(found) > 1 and found in initials)


def of_plan(account: Account) -> Iterator[Part]:
    """The parts of a name but for those that say nothing here.

    Results beside the word for a plan say that it was carried out; the plan's own name is that of planned figures.
    """
    if bare(account.text) in _keys("names_alone"):
        return
    results = any(_begins(part, _keys("names_result")) for part in account.parts if part.sense is not Sense.PLAN)
    reported = False
    for part, behind in zip_longest(account.parts, account.parts[1:]):
        reported |= part.sense is Sense.PERIOD
        if part.sense is not Sense.PLAN and not (part.sense in _NAMES and _begins(part, _keys("names_of_plans"))):
            yield part
        elif not results and not (reported and behind and behind.sense in _LATER):
            yield Part(part.text, Sense.PLAN)


def days_before(name: str, year: int) -> Iterator[str]:
    """The days in a name that are written without signs and are of a year before: "20221214", "14122022"."""
    for match in COMPACT_DAY.finditer(name):
        if int(match["first"] or match["last"]) < year:
            yield match[0]


def is_turned(words: str) -> bool:
    """Whether a name says nothing else than that its figures are no results: "Plan", "tham khao 2023"."""
    rest = " ".join(word for word in words.casefold().split() if not word.strip("()").isdigit())
    return rest in phrases("names_turned") or (rest.isascii() and rest in _keys("names_turned"))


def says_nothing(text: str) -> bool:
    """Whether words of a name are harmless."""
    return bare(text) in _keys("names_harmless")


_NAMES = frozenset({Sense.LABEL, Sense.WORD_OF_PLAN})
_LATER = frozenset({Sense.DOCUMENT, Sense.OTHER_TIME})
"""The time of what will be done after the results: "BC nam 2023 va phuong huong 2024"."""


@lru_cache(maxsize=8)
def _keys(table: str) -> tuple[str, ...]:
    return tuple(map(bare, phrases(table)))


def _begins(part: Part, keys: tuple[str, ...]) -> bool:
    words = f"{bare(part.text)} "
    return any(words.startswith(f"{key} ") for key in keys)


def is_sure(part: Part) -> bool:
    """Whether words in the name of a file are no others without their accents: "no", "diem"."""
    weak = part.sense in (Sense.NEGATION, Sense.REFERENCE, Sense.SUBSET, Sense.RATIO, Sense.PART)
    shares = part.sense is Sense.RATIO or (part.sense is Sense.SUBSET and not part.text.casefold().startswith(ONLY))
    return not weak or not part.text.isascii() or part.text == "%" or (" " in part.text and not shares)
