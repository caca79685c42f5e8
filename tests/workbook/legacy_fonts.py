"""Unicode Vietnamese typed with the fonts of the 1990s, as old templates still have it."""

from __future__ import annotations

import unicodedata

from khpcmd.workbook.file.legacy_fonts import _tcvn3_table, _vni_table

_TO_TCVN3 = {letter: chr(code) for code, letter in _tcvn3_table().items()}
_TO_VNI = {letter: code for code, letter in reversed(_vni_table().items())}


def in_tcvn3(text: str) -> str:
    """The text for a cell in .VnTime; as it is where that font has no such letter (capitals with a tone)."""
    return _typed(text, _TO_TCVN3, ".VnTime")


def in_vni(text: str) -> str:
    """The text for a cell in VNI-Times."""
    return _typed(text, _TO_VNI, "VNI-Times")


def _typed(text: str, codes: dict[str, str], font: str) -> str:
    letters = [codes.get(letter, letter) for letter in unicodedata.normalize("NFC", text)]
    typed = "".join(letters)
    return text if any(ord(letter) > 0xFF for letter in typed) else f"{typed} {{font {font}}}"
