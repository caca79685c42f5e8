"""What an input cell holds, as formulas: blank, a figure, or something of the wrong kind."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from khpcmd.judge.sound import LARGEST_COUNT, LONGEST_TEXT
from khpcmd.plan.fields import AmountField, AnyField
from khpcmd.plan.periods import Window
from khpcmd.template.terms import Term, Value, all_of, any_of, const, if_
from khpcmd.workbook.words.cell_words import WORDS
from khpcmd.workbook.words.meaning import Sense
from khpcmd.workbook.words.vocabulary import phrases

DASHES = ("-", "–", "—", "−", "--", "---")
YES_WORDS, NO_WORDS = tuple(WORDS["answers"]["yes"]), tuple(WORDS["answers"]["no"])
ZERO_WORDS = (*DASHES, *WORDS["figures"]["zero"])
MARKS = WORDS["marks"]
MARKED, UNMARKED = {True: "khpcmd_marked_yes", False: "khpcmd_marked_no"}, "khpcmd_unmarked"
SIGNS, ESTIMATES = "khpcmd_signs", "khpcmd_estimates"
KINDS = ("KH", "QĐ", "CV", "BC", "HD", "CT", "NQ", "TB", "CTr")
ISSUERS = (
    "UBND", "HĐND", "LĐTBXH", "PLĐTBXH", "SLĐTBXH", "SGDĐT", "GDĐT", "SYT", "YT", "SNV", "NV", "STP", "TP", "STC",
    "STTTT", "SVHTTDL", "VHTT", "SCT", "SXD", "SKHĐT", "CA", "CAT", "CAH", "CATX", "CATP", "BCĐ", "MTTQ", "UBMTTQ",
    "LĐLĐ", "HU", "TU", "ĐTN", "HND", "HLHPN",
)  # fmt: skip
KNOWN_SIGNS = tuple(f"{kind}-{issuer}" for kind in KINDS for issuer in ISSUERS)
"""How the sign of a document may end: a check takes each for one that is in force."""


def _shortest(words: Iterable[str]) -> tuple[str, ...]:
    """Phrases without those that contain another one."""
    found = tuple(words)
    return tuple(one for one in found if not any(part != one and f" {part} " in f" {one} " for part in found))


LISTS = {
    "khpcmd_yes": YES_WORDS,
    "khpcmd_no": NO_WORDS,
    "khpcmd_zero": ZERO_WORDS,
    "khpcmd_dash": DASHES,
    MARKED[True]: tuple(dict.fromkeys((*MARKS["made"], *YES_WORDS, *MARKS["yes"]))),
    MARKED[False]: tuple(dict.fromkeys((*MARKS["made"], *NO_WORDS, *MARKS["no"]))),
    UNMARKED: tuple(MARKS["none"]),
    SIGNS: KNOWN_SIGNS,
    ESTIMATES: _shortest(phrases(Sense.ESTIMATE)),
}
"""The words that the reader takes for an answer, for zero, for a mark in one of two columns, for the sign of a
document, or for an estimate, by the defined name of their list."""
LAST_DAY = 2958465
"""The number of 9999-12-31."""
BEGIN = date(1899, 12, 30)
"""The day with the number 0, for days from March 1900 on."""

BLANK, FIGURE, WRONG, CONFLICT = 0, 1, 2, 3
"""The states of a figure."""

Given = int | float | Decimal | str | bool | date | None
"""The content of an input cell."""


class Input(NamedTuple):
    """An input cell: its address with the sheet, and its content when the file is written."""

    address: str
    given: Given = None

    @property
    def shown(self) -> str:
        """Its content as a text."""
        return "" if self.given is None else str(self.given)

    @property
    def day(self) -> date | None:
        """The day in it, without a time."""
        given = self.given.date() if isinstance(self.given, datetime) else self.given
        return given if isinstance(given, date) else None

    @property
    def is_day(self) -> Term:
        """Whether a day stands in it, which to a spreadsheet is a number."""
        return Term(f"ISNUMBER({self.address})", self.day is not None)

    @property
    def is_blank(self) -> Term:
        return Term(f'(TRIM({self.address}&"")="")', not self.shown.strip())

    @property
    def is_broken(self) -> Term:
        """Whether its formula gives an error."""
        return Term(f"ISERROR({self.address})", False)

    def lies_within(self, days: Window) -> Term:
        """Whether the day in it is one of these."""
        first, last = (f"DATE({end.year},{end.month},{end.day})" for end in (days.first, days.last))
        inside = self.day is not None and self.day in days
        return Term(f"AND(INT({self.address})>={first},INT({self.address})<={last})", inside)


def state(cell: Input, spec: AnyField, window: Window) -> Term:
    """The state of a cell for its field."""
    if isinstance(spec, AmountField):
        return _amount(cell, spec)
    match spec.typed:
        case "yes_no":
            known = any_of((is_one(cell, "khpcmd_yes"), is_one(cell, "khpcmd_no")))
            return _unless_blank(cell, if_(known, FIGURE, WRONG))
        case "date":
            return _day(cell, window)
        case "text":
            return _text(cell)
    return _count(cell)


def value(cell: Input, spec: AnyField, state_of: Term) -> Term:
    """The number in a cell, of an amount in steps of its last decimal; a yes is 1, and 0 where there is no number."""
    known = state_of.eq(FIGURE)
    if isinstance(spec, AmountField):
        return if_(known, if_(_is_number(cell), _steps(cell, spec), 0), 0)
    match spec.typed:
        case "yes_no":
            return if_(all_of((known, is_one(cell, "khpcmd_yes"))), 1, 0)
        case "date":
            day = Term(f"INT({cell.address})", serial(cell.day) if cell.day else 0)
            return if_(known, if_(cell.is_day, day, 0), 0)
        case "text":
            return if_(known, 1, 0)
    return if_(known, if_(_is_number(cell), _number(cell), 0), 0)


def serial(day: date) -> int:
    """The number by which spreadsheets count a day."""
    return (day - BEGIN).days


def _text(cell: Input) -> Term:
    long = Term(f"(LEN({cell.address})>{LONGEST_TEXT})", len(cell.shown) > LONGEST_TEXT)
    return _unless_blank(cell, if_(long, WRONG, FIGURE))


def _count(cell: Input) -> Term:
    at, number = cell.address, _number(cell)
    whole = number.value == int(number.value) if isinstance(number.value, int | float) else False
    fits = all_of((number.ge(0), Term(f"({at}=INT({at}))", whole), number.le(LARGEST_COUNT)))
    text = if_(is_one(cell, "khpcmd_zero"), FIGURE, WRONG)
    logical = Term(f"ISLOGICAL({at})", isinstance(cell.given, bool))
    return _unless_blank(cell, if_(logical, WRONG, if_(_is_number(cell), if_(fits, FIGURE, WRONG), text)))


def _amount(cell: Input, spec: AmountField) -> Term:
    """An amount within its bounds and with no more decimals than the plan gives it; steps are whole numbers, so that
    no program compares what binary fractions make of decimals."""
    at, given, steps = cell.address, _exact(cell.given), _steps(cell, spec)
    short = Term(f"(ROUND({at},{spec.decimals})={at})", not given.scaleb(spec.decimals) % 1)
    low, high = (spec.steps(end) for end in spec.ends)
    rules = [steps.ge(low), short, steps.le(high)]
    if spec.percentage and not spec.below_one:  # what a reader asks about is not ready to be sent
        rules.append(Term(f"OR({at}=0,ABS({at})>1)", given == 0 or abs(given) > 1))
    text = if_(is_one(cell, "khpcmd_zero"), FIGURE, WRONG)
    if spec.percentage:  # a dash is no zero there
        text = if_(is_one(cell, "khpcmd_dash"), BLANK, text)
    logical = Term(f"ISLOGICAL({at})", isinstance(cell.given, bool))
    return _unless_blank(cell, if_(logical, WRONG, if_(_is_number(cell), if_(all_of(rules), FIGURE, WRONG), text)))


def _steps(cell: Input, spec: AmountField) -> Term:
    """The amount in a cell in steps of its last decimal, a whole number."""
    scale = 10**spec.decimals
    return Term(f"ROUND({cell.address}*{scale},0)", round(_exact(cell.given) * scale))


def _exact(given: Given) -> Decimal:
    """What a spreadsheet shows of the number in a cell; 0 where there is none."""
    if isinstance(given, bool) or not isinstance(given, int | float | Decimal):
        return Decimal(0)
    return Decimal(f"{given:.15g}")


def _day(cell: Input, window: Window) -> Term:
    text = if_(is_one(cell, "khpcmd_dash"), BLANK, WRONG)
    return _unless_blank(cell, if_(cell.is_day, if_(cell.lies_within(window), FIGURE, CONFLICT), text))


def mark(cell: Input, column: bool) -> Term:
    """The state of a cell under "Có" or "Không": marked, not marked, or neither."""
    none = any_of((is_one(cell, UNMARKED), cell.is_blank))
    known = if_(none, BLANK, if_(is_one(cell, MARKED[column]), FIGURE, WRONG))
    return if_(cell.is_broken, WRONG, known)


def stands(cell: Input) -> Term:
    """Whether anything stands in a cell, were it a blank."""
    return Term(f'(LEN({cell.address}&"")>0)', bool(cell.shown))


def proof(cell: Input, spec: AnyField) -> Term:
    """The state of a cell with evidence of a duty: any day of the calendar, or a text that is not too long."""
    if spec.evidence != "date":
        return _text(cell)
    at = cell.address
    day = Term(f"AND(INT({at})>=1,INT({at})<={LAST_DAY})", cell.day is not None)
    is_day = if_(cell.is_day, day, const(False))
    return _unless_blank(cell, if_(is_day, FIGURE, if_(is_one(cell, "khpcmd_dash"), BLANK, WRONG)))


def _unless_blank(cell: Input, otherwise: Term) -> Term:
    return if_(cell.is_broken, WRONG, if_(cell.is_blank, BLANK, otherwise))


def _is_number(cell: Input) -> Term:
    is_one = isinstance(cell.given, int | float | Decimal) and not isinstance(cell.given, bool)
    return Term(f"ISNUMBER({cell.address})", is_one)


def _number(cell: Input) -> Term:
    found: Value = cell.given if isinstance(cell.given, int | float) else 0
    return Term(cell.address, found)


def is_one(cell: Input, name: str) -> Term:
    """Whether a cell is one of the words of a list."""
    text = f'SUMPRODUCT(--({name}=LOWER(TRIM({cell.address}&""))))>0'
    return Term(f"({text})", " ".join(cell.shown.lower().split()) in LISTS[name])


FINE, UNREAD, FAULTY = 0, 1, 2
"""What is said of a piece of evidence: nothing, that only a check can read it, or that a check asks about it."""
PUNCTUATION = '.,;:()-/!?"'
"""What may stand right beside a word of a remark."""
MOST_DIGITS = 5
"""Of the number of a document."""


def evidence(cell: Input, spec: AnyField, days: Window, yes: Term) -> Term:
    """What is said of a piece of evidence, beside an answer that is yes or not.

    Without a yes nobody reads it, but a number alone may be how many documents there are.
    """
    if spec.evidence == "date":
        signed = if_(cell.is_day, if_(cell.lies_within(days), FINE, FAULTY), FINE)  # what is no day is another fault
        return if_(yes, signed, FINE)
    text = cell.shown.strip()
    alone = Term(f'IFERROR(VALUE(TRIM({cell.address}&""))>=0,FALSE)', text.isascii() and text.isdigit())
    return if_(yes, _document(cell), if_(alone, FAULTY, FINE))


def _document(cell: Input) -> Term:
    """A text without a number is no document; "12/KH-UBND" is one; other texts a check has to read."""
    text = cell.shown.strip()
    trimmed = f'TRIM({cell.address}&"")'
    number = f'LEFT({trimmed},FIND("/",{trimmed})-1)'
    sign = f'MID({trimmed},FIND("/",{trimmed})+1,{LONGEST_TEXT})'
    value = f"VALUE({number})"
    written = f'RIGHT("{"0" * MOST_DIGITS}"&{value},LEN({number}))={number}'
    digits = f"AND(LEN({number})<={MOST_DIGITS},{value}>0,{value}=INT({value}),{written})"
    known = f"SUMPRODUCT(--({SIGNS}=UPPER({sign})))>0"
    plain = Term(f"IFERROR(AND({digits},{known}),FALSE)", _is_plain(text))
    numbered = Term(
        f"(LEN({trimmed})>LEN({_replaced(trimmed, '123456789', '')}))", any(letter in "123456789" for letter in text)
    )
    said = if_(plain, FINE, if_(numbered, UNREAD, FAULTY))
    nothing = any_of((cell.is_blank, is_one(cell, "khpcmd_dash")))
    return if_(cell.is_broken, FINE, if_(nothing, FINE, said))


def _is_plain(text: str) -> bool:
    number, _, sign = text.partition("/")
    digits = number.isascii() and number.isdigit() and len(number) <= MOST_DIGITS and int(number) > 0
    return digits and sign.upper() in KNOWN_SIGNS


def estimated(address: str) -> Term:
    """Whether a remark calls the figure beside it an estimate."""
    words = f'" "&LOWER({_replaced(address, PUNCTUATION, " ")})&" "'
    return Term(f'(SUMPRODUCT(--ISNUMBER(FIND(" "&{ESTIMATES}&" ",{words})))>0)', False)


def remarked(area: str, own: str) -> Term:
    """How many cells of an area hold a remark; ``own`` is what khpcmd itself writes there."""
    return Term(f"SUMPRODUCT((LEN(TRIM({area}))>0)*({area}<>{const(own).text}))", 0)


def _replaced(text: str, letters: str, by: str) -> str:
    for letter in letters:
        text = f"SUBSTITUTE({text},{const(letter).text},{const(by).text})"
    return text
