"""Numbers that are written in words: "mười sáu" is 16."""

from __future__ import annotations

from collections.abc import Sequence

from khpcmd.workbook.words.meaning import folded_word

DIGITS = {
    folded_word(word): value
    for value, words in enumerate(
        ("không", "một mốt", "hai", "ba", "bốn tư", "năm lăm nhăm", "sáu", "bảy bẩy", "tám", "chín")
    )
    for word in words.split()
}
TEN, TENS, HUNDRED, THOUSAND = (folded_word(word) for word in ("mười", "mươi", "trăm", "nghìn"))
AND = frozenset(map(folded_word, ("linh", "lẻ")))
THOUSANDS = frozenset({THOUSAND, folded_word("ngàn")})
WORDS = frozenset(DIGITS) | AND | THOUSANDS | {TEN, TENS, HUNDRED}


def value_of(words: Sequence[str]) -> int | None:
    """The number that words are, each as ``folded_word``; None for other words."""
    if not words or not WORDS.issuperset(words):
        return None
    total = part = 0
    digit: int | None = None
    for word in words:
        if word in DIGITS and digit is None:
            digit = DIGITS[word]
        elif word == TEN and digit is None:
            part += 10
        elif word == TENS and digit:
            part, digit = part + digit * 10, None
        elif word == HUNDRED and digit is not None:
            part, digit = part + digit * 100, None
        elif word in THOUSANDS and (digit or part):
            total, part, digit = (total + part + (digit or 0)) * 1000, 0, None
        elif word in AND and digit is None:
            continue
        else:
            return None
    return total + part + (digit or 0)
