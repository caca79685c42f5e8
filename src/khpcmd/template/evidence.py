"""What a check would ask about the evidence and the remarks of a form, as formulas.

What formulas cannot read as a check does, as a remark in a person's own words, is not called faulty, but a form with
it is not called ready either: it may be sent, and is read where it arrives.
"""

from __future__ import annotations

from khpcmd.judge.models import LONGEST_TEXT
from khpcmd.plan.fields import AnyField
from khpcmd.template.cells import ESTIMATES, KNOWN_SIGNS, SIGNS, Input, is_one
from khpcmd.template.terms import Term, any_of, const, if_
from khpcmd.workbook.evidence import Days

FINE, UNREAD, FAULTY = 0, 1, 2
"""What is said of a piece of evidence: nothing, that only a check can read it, or that a check asks about it."""
PUNCTUATION = '.,;:()-/!?"'
"""What may stand right beside a word of a remark."""
MOST_DIGITS = 5
"""Of the number of a document."""


def evidence(cell: Input, spec: AnyField, days: Days, yes: Term) -> Term:
    """What is said of a piece of evidence, beside an answer that is yes or not.

    Without a yes nobody reads it, but a number alone may be how many documents there are.
    """
    if spec.kind == "date":
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
