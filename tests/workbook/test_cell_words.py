"""The words in cells: each has its test here, and doubtful ones are never an answer."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from khpcmd.workbook.file.legacy_fonts import decode, is_legacy
from khpcmd.workbook.words.cell_words import NO, WORDS, YES, Answer, answer_of

PLAN = ("Đã xây dựng kế hoạch phòng, chống mại dâm năm 2023", "Has drawn up its plan", "Có kế hoạch",
        "Ban hành kế hoạch", "Kế hoạch phòng, chống mại dâm / Đã xây dựng")  # fmt: skip
INTEGRATED = ("Lồng ghép với chương trình an sinh, trợ giúp xã hội", "Integrated into social protection")


@pytest.mark.parametrize(
    "text",
    [
        "Đã xây dựng", "Đã ban hành", "đã xây dựng kế hoạch", "Đã xây dựng KH", "Đã ban hành KH.", "Có KH",
        "Có kế hoạch", "Đã có kế hoạch", "Rồi", "có rồi", "Đã thực hiện", "Đã hoàn thành", "Đã được ban hành",
        "ĐÃ XÂY DỰNG",        "Đã xây dựng kế hoạch phòng, chống mại dâm năm 2023", "Xong",
    ],
)  # fmt: skip
def test_a_yes_in_words(text: str) -> None:
    assert answer_of(text, PLAN) == Answer(True)


@pytest.mark.parametrize(
    "text",
    [
        "Chưa có KH", "Chưa có kế hoạch", "Không có kế hoạch", "K", "k", "Ko", "ko có", "Chưa xây dựng",
        "Chưa ban hành", "Chưa thực hiện", "Không ban hành", "ko ban hành kế hoạch", "Chưa được ban hành",
    ],
)  # fmt: skip
def test_a_no_in_words(text: str) -> None:
    assert answer_of(text, PLAN) == Answer(False)


@pytest.mark.parametrize(
    ("text", "document", "day"),
    [
        ("Có – KH số 12/KH-UBND ngày 3/3/2023", "KH số 12/KH-UBND", "3/3/2023"),
        ("Có (Kế hoạch số 45/KH-UBND ngày 01/3/2023)", "Kế hoạch số 45/KH-UBND", "01/3/2023"),
        ("Có, số 45/KH-UBND", "số 45/KH-UBND", ""),
        ("Đã ban hành: 45/QĐ-UBND ngày 1 tháng 3 năm 2023", "45/QĐ-UBND", "1 tháng 3 năm 2023"),
        ("Rồi - KH 12/KH-UBND ngày 3/3/2023 của UBND huyện Nam Sách", "KH 12/KH-UBND", "3/3/2023"),
        ("x (CV số 120/UBND-LĐTBXH ngày 3.3.2023)", "CV số 120/UBND-LĐTBXH", "3.3.2023"),
    ],
)
def test_a_document_beside_a_yes_is_its_evidence(text: str, document: str, day: str) -> None:
    assert answer_of(text, PLAN) == Answer(True, document, day)


DOUBTFUL = [
    "Đã xây dựng (dự thảo)", "Có (dự thảo)", "Có, chưa ban hành", "Đang xây dựng", "Có kế hoạch làm", "Sẽ xây dựng",
    "Có kế hoạch xây dựng", "Có, đang trình", "Đã xây dựng dự thảo kế hoạch", "Đã xây dựng kế hoạch năm 2022",
    "Có – dự thảo KH số 12/KH-UBND", "Có – TTr số 12/TTr-UBND ngày 3/3/2023", "Có – KH số …/KH-UBND", "Dự kiến có",
    "Có – KH số 12/KH-UBND ngày 3/3/2023 (dự thảo)", "Có – KH số 12/KH-UBND chưa ký", "Đã trình", "Có thể", "Có ?",
    "Chưa – KH số 12/KH-UBND ngày 3/3/2023", "KH số 12/KH-UBND ngày 3/3/2023", "Đã giao xây dựng", "Gần xong", "Cơ bản",
    "Có một phần", "Đã xây dựng, chưa ban hành", "Đã xây dựng nhưng chưa ban hành", "Có (không)", "co?", "co the",
    "dung", "da xay dung",
]  # fmt: skip


@pytest.mark.parametrize("text", DOUBTFUL)
@pytest.mark.parametrize("names", [PLAN, INTEGRATED])
def test_what_is_doubtful_is_no_answer(text: str, names: tuple[str, ...]) -> None:
    assert answer_of(text, names) is None


@pytest.mark.parametrize(
    ("text", "names", "value"),
    [
        ("Đã lồng ghép", INTEGRATED, True),
        ("Chưa lồng ghép", INTEGRATED, False),
        ("Đã xây dựng", INTEGRATED, None),
        ("Có kế hoạch", INTEGRATED, None),
        ("Có kế hoạch", ("Kế hoạch kiểm tra đã được thực hiện",), None),
        ("Có kế hoạch", ("Kiểm tra theo kế hoạch",), None),
        ("Có kế hoạch ban hành", ("Kế hoạch / Ban hành",), None),
        ("Đã xây dựng kế hoạch", ("Xây dựng kế hoạch và tổ chức thực hiện",), None),
        ("Có tệ nạn", ("Xã không có tệ nạn",), None),
        ("Đã để xảy ra", ("Không để xảy ra vụ việc",), None),
    ],
)
def test_the_words_of_a_field_answer_it_alone(text: str, names: tuple[str, ...], value: bool | None) -> None:
    found = answer_of(text, names)
    assert (found.value if found else None) is value


def test_no_word_answers_yes_and_no() -> None:
    assert YES.isdisjoint(NO)
    assert {"rồi", "đã hoàn thành"} <= set(WORDS["answers"]["yes"])


# text of the fonts of the 1990s, against the vectors of ``tests/data/legacy_font_vectors.csv``


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
    from khpcmd.workbook.file.legacy_fonts import _tcvn3_table

    vowels, tones, marked, capitals = 12, 5, len("ăâêôơưđ"), len("ĂÂÊÔƠƯĐ")
    assert len(set(_tcvn3_table().values())) == len(_tcvn3_table()) == vowels * tones + marked + capitals
