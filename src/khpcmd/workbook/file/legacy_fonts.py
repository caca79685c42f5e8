"""Vietnamese typed with the fonts of the 1990s: TCVN3 (fonts named .Vn…) and VNI (fonts named VNI-…) to Unicode.

And the signs of fonts such as Wingdings, which draw a tick where a letter is stored.

Such text is Latin-1 that only its font draws as Vietnamese, so the font's name decides and never the text: "Tæng céng"
in Times New Roman stays what it is. The tables are those of TCVN 5712:1993 (VN3) and of VNI,
both as seen through code page 1252.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache

from khpcmd.text.patterns import when_asked

GRAVE, ACUTE, HOOK, TILDE, DOT = "\u0300", "\u0301", "\u0309", "\u0303", "\u0323"

# TCVN3: one code for each letter; in each row the plain letter, then grave, hook, tilde, acute, dot below
_TCVN3_ROWS = (
    ("a", None, 0xB5, 0xB6, 0xB7, 0xB8, 0xB9),
    ("ă", 0xA8, 0xBB, 0xBC, 0xBD, 0xBE, 0xC6),
    ("â", 0xA9, 0xC7, 0xC8, 0xC9, 0xCA, 0xCB),
    ("e", None, 0xCC, 0xCE, 0xCF, 0xD0, 0xD1),
    ("ê", 0xAA, 0xD2, 0xD3, 0xD4, 0xD5, 0xD6),
    ("i", None, 0xD7, 0xD8, 0xDC, 0xDD, 0xDE),
    ("o", None, 0xDF, 0xE1, 0xE2, 0xE3, 0xE4),
    ("ô", 0xAB, 0xE5, 0xE6, 0xE7, 0xE8, 0xE9),
    ("ơ", 0xAC, 0xEA, 0xEB, 0xEC, 0xED, 0xEE),
    ("u", None, 0xEF, 0xF1, 0xF2, 0xF3, 0xF4),
    ("ư", 0xAD, 0xF5, 0xF6, 0xF7, 0xF8, 0xF9),
    ("y", None, 0xFA, 0xFB, 0xFC, 0xFD, 0xFE),
)
_TCVN3_OTHERS = {0xAE: "đ", 0xA7: "Đ", 0xA1: "Ă", 0xA2: "Â", 0xA3: "Ê", 0xA4: "Ô", 0xA5: "Ơ", 0xA6: "Ư"}

# VNI: a letter, then a second code for its marks
_VNI_TONES = {"ø": GRAVE, "ù": ACUTE, "û": HOOK, "õ": TILDE, "ï": DOT}
_VNI_CIRCUMFLEX = {"â": "", "à": GRAVE, "á": ACUTE, "å": HOOK, "ã": TILDE, "ä": DOT}
_VNI_BREVE = {"ê": "", "è": GRAVE, "é": ACUTE, "ú": HOOK, "ü": TILDE, "ë": DOT}
_VNI_SINGLE = {"ñ": "đ", "ô": "ơ", "ö": "ư", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ"}

UNICODE_VIETNAMESE = when_asked(
    "[\u0102\u0103\u0110\u0111\u0128\u0129\u0168\u0169\u01a0\u01a1\u01af\u01b0\u1ea0-\u1ef9]"
)


@cache
def _tcvn3_table() -> dict[int, str]:
    table = dict(_TCVN3_OTHERS)
    for letter, plain, *toned in _TCVN3_ROWS:
        if plain is not None:
            table[plain] = letter
        for code, tone in zip(toned, (GRAVE, HOOK, TILDE, ACUTE, DOT), strict=True):
            table[code] = unicodedata.normalize("NFC", letter + tone)
    return table


@cache
def _vni_table() -> dict[str, str]:
    """Pairs and single codes to letters, small and capital."""
    pairs = dict(_VNI_SINGLE)
    for letter in "aeiouyôö":
        base = _VNI_SINGLE.get(letter, letter)
        for mark, tone in _VNI_TONES.items():
            pairs[letter + mark] = base + tone
    for letter, circumflexed in zip("aeo", "âêô", strict=True):
        for mark, tone in _VNI_CIRCUMFLEX.items():
            pairs[letter + mark] = circumflexed + tone
    for mark, tone in _VNI_BREVE.items():
        pairs["a" + mark] = "ă" + tone
    small = {code: unicodedata.normalize("NFC", letter) for code, letter in pairs.items()}
    capital = {code.upper(): letter.upper() for code, letter in small.items()}
    mixed = {code[0].upper() + code[1:]: letter.upper() for code, letter in small.items() if len(code) == 2}
    return mixed | capital | small


@cache
def _vni_code() -> re.Pattern[str]:
    return re.compile("|".join(sorted(map(re.escape, _vni_table()), key=len, reverse=True)))


DRAWN = {
    "wingdings": {"ü": "✓", "û": "✗", "þ": "☑", "ý": "☒", "x": "☒", "o": "□", "¨": "□"},
    "wingdings 2": {"P": "✓", "O": "✗", "R": "☑", "S": "☒", "Q": "☒", "£": "□"},
    "wingdings 3": {},
    "webdings": {"a": "✓", "r": "✗"},
    "marlett": {"a": "✓", "b": "✓", "r": "✗"},
}
"""The fonts without letters, and what they draw for those that people use."""
SIGNS = re.compile(
    r"(?:open)?symbol|symbol mt|standard symbols.*|bookshelf symbol.*|.*dingbat.*|monotype sorts|ms outlook|mt extra"
    r"|adobe blank.*|.*barcode.*|code[ -]?(?:39|93|128).*|(?:free |idautomation)?\s?3 of 9.*|ean[ -]?(?:8|13).*"
    r"|font ?awesome.*|material (?:icons|symbols).*|.* mdl2 assets|.*fluent icons.*|signs mt|map symbols"
    r"|ms reference spec.*|idautomation.*|webdings.*|wingdings.*"
)
"""The names, in small letters, of other fonts that draw signs or bars, or nothing."""
UNKNOWN_SIGN = "\ufffd"


def is_legacy(font: str | None) -> bool:
    """Whether text in this font is not Unicode."""
    return bool(font) and (str(font).casefold().startswith((".vn", "vni-")) or is_drawn(font))


@lru_cache(maxsize=256)
def is_drawn(font: str | None) -> bool:
    """Whether a font has signs in place of letters and digits."""
    name = str(font).casefold().strip()
    return name in DRAWN or SIGNS.fullmatch(name) is not None


def _drawn(text: str, font: str) -> str:
    """The signs that are drawn for a text; letters beyond those of the font are taken from another one."""
    known = DRAWN.get(font.casefold().strip(), {})
    return "".join(
        letter if letter.isspace() or ord(letter) > 0xFF else known.get(letter, UNKNOWN_SIGN) for letter in text
    )


def decode(text: str, font: str | None) -> str:
    """The text as its font shows it. Text in other fonts, or with Vietnamese letters of Unicode, is left as it is."""
    if is_drawn(font):
        return _drawn(text, str(font))
    if not is_legacy(font) or (text.isascii() and not str(font).endswith("H")):
        return text
    if UNICODE_VIETNAMESE.search(text):
        return text
    if str(font).casefold().startswith("vni-"):
        return _vni_code().sub(lambda match: _vni_table()[match.group()], text)
    decoded = text.translate(_tcvn3_table())
    return decoded.upper() if str(font).endswith("H") else decoded
