"""Text of the fonts of the 1990s, against the vectors of ``tests/data/legacy_font_vectors.csv``."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from khpcmd.workbook.file.legacy_fonts import decode, is_legacy

FILE = Path(__file__).parents[1] / "data" / "legacy_font_vectors.csv"
VECTORS = list(csv.DictReader(FILE.read_text(encoding="utf-8").splitlines()))


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: str(vector["unicode_nfc"]))
def test_tcvn3_text_is_what_its_font_shows(vector: dict[str, str]) -> None:
    assert decode(vector["tcvn3_as_cp1252"], ".VnTime") == vector["unicode_nfc"]
    codes = bytes.fromhex(vector["tcvn3_codepoints"]).decode("latin-1")
    assert decode(codes, ".VnArial") == vector["unicode_nfc"]


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: str(vector["unicode_nfc"]))
def test_vni_text_is_what_its_font_shows(vector: dict[str, str]) -> None:
    assert decode(vector["vni_as_cp1252"], "VNI-Times") == vector["unicode_nfc"]


def test_the_capitals_font_shows_capitals() -> None:
    assert decode("huyÖn nam s¸ch", ".VnTimeH") == "HUYỆN NAM SÁCH"
    assert decode("HUYEÄN NAM SAÙCH", "VNI-Helve") == "HUYỆN NAM SÁCH"


def test_only_the_font_decides() -> None:
    assert decode("µ ± 5°", "Times New Roman") == "µ ± 5°"
    assert decode("Tæng céng", None) == "Tæng céng"
    assert not is_legacy("Arial")


def test_unicode_text_in_a_legacy_font_is_left_alone() -> None:
    assert decode("Huyện Nam Sách", ".VnTime") == "Huyện Nam Sách"


def test_every_vietnamese_letter_has_one_code_in_tcvn3() -> None:
    from khpcmd.workbook.file.legacy_fonts import _TCVN3

    vowels, tones, marked, capitals = 12, 5, len("ăâêôơưđ"), len("ĂÂÊÔƠƯĐ")
    assert len(set(_TCVN3.values())) == len(_TCVN3) == vowels * tones + marked + capitals
