"""The vocabulary: each phrase has one sense, harmless phrases turn nothing, and what officials write is understood."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings, strategies

from khpcmd.plan.model import Plan
from khpcmd.text import canonical
from khpcmd.workbook.words import vocabulary
from khpcmd.workbook.words.meaning import LISTED, OTHER_MEANINGS, Role, Sense
from khpcmd.workbook.words.periods import Periods
from khpcmd.workbook.words.phrases import PHRASE_WORD
from khpcmd.workbook.words.senses import Senses
from khpcmd.workbook.words.vocabulary import VOCABULARY, phrases

HARMLESS = (Sense.RESULT, Sense.HEADER_HARMLESS, Sense.HARMLESS)
Key = tuple[str, ...]
Words = tuple[str, ...]

HARMLESS_THOUGH = [
    ("chỉ", r"địa chỉ(?: email)?", "an address"),
    ("chỉ tiêu", r"đơn vị chỉ tiêu|chỉ tiêu đơn vị", "the corner of a table"),
    ("quý", r"quý (?:sở|cơ quan|phòng|ban|lãnh đạo|vị)", "a polite word for whom it is sent to"),
    ("kinh phí thực hiện", r"kết quả(?: và|,) kinh phí thực hiện", "the title of results, with a column of money"),
    (
        "kế hoạch",
        r"(?:.* )?(?:thực hiện|xây dựng|ban hành|triển khai)\b.* kế hoạch.*",
        "it was carried out, or drawn up",
    ),
    ("kh", r"(?:kq|kết quả) thực hiện kh", "it was carried out"),
    ("plan", r"implementation of the plan", "it was carried out"),
    ("before", r"to be sent before", "the deadline of a return"),
    ("chỉ tiêu", r"(?:.* )?(?:thực hiện|kết quả)\b.* chỉ tiêu.*", "it was carried out"),
    ("chỉ tiêu", r"(?:nhóm|theo từng|từng|hệ thống|các)? ?chỉ tiêu(?: báo cáo| thống kê| về)?", "an item of a report"),
    ("mục tiêu", r"(?:.* )?thực hiện .*mục tiêu.*", "it was carried out"),
    ("mục tiêu", r"chương trình mục tiêu(?: quốc gia)?", "a kind of programme"),
    ("được giao", r".*nhiệm vụ được giao", "the duties of an office"),
    ("yêu cầu", r"mục đích, yêu cầu", "a chapter of every plan"),
    ("giao", r"giao ban|giao lưu|bàn giao|giao nhiệm vụ", "other words"),
    ("đăng ký", r".*đăng ký kinh doanh", "the office of business registration"),
    ("ước", r"(?:quy|hương) ước|hương ước, quy ước", "rules of a village"),
    ("mẫu", r".*mẫu.*(?:biểu|số|báo cáo|#)|biểu mẫu|theo mẫu|hệ thống biểu mẫu", "a printed form"),
    ("sai", r"sai phạm", "an offence"),
    ("thiếu", r"thiếu tá", "a rank"),
    ("không", r"có/không|(?:trên )?không gian mạng", "an answer; cyberspace"),
    ("no", r"yes/no", "an answer"),
    ("ngoài", r"ngoài trời|ngoài giờ lên lớp", "places and times of activities of schools"),
    ("chỉ", r".*(?:chỉ đạo|chỉ thị|chỉ số).*", "direction, directive, index"),
    ("điểm", r".*(?:đặc|ưu|thời|thí|địa|tụ) điểm.*|điểm phức tạp", "traits, times, pilots, places"),
    ("đồng", r"đồng (?:bộ|thời)|.*cộng đồng|hội đồng nhân dân", "other words"),
    ("phụ nữ", r"hội (?:liên hiệp )?phụ nữ", "a body"),
    ("thanh niên", r"đoàn thanh niên", "a body"),
    ("mới", r"đổi mới", "to renew"),
    (
        "khác",
        r"(?:các )?(?:nội dung|hoạt động|công tác|nhiệm vụ|ngành|nội dung liên quan|sở, ngành|cơ quan) khác",
        "the rest of a report",
    ),
    ("khác", r"lồng ghép (?:với|vào) .*chương trình khác", "the plan asks for it"),
    ("gồm", r"gồm có", "it lists"),
    ("phát sinh", r"(?:số )?phát sinh trong kỳ(?: báo cáo)?", "the whole period"),
    ("phát sinh", r"(?:dễ )?phát sinh(?: tệ nạn)?", "a trait of places"),
    ("minh họa", r"số liệu minh họa của khpcmd", "what the examples of khpcmd say under their titles"),
    ("trước", r"trước hết", "first of all"),
    ("nam", r"việt nam", "the country"),
    ("không", r"có hoặc không", "both answers"),
    ("một số", r"một số kết quả(?: chính)?", "results all the same"),
    ("chỉ tính", r"(?:mỗi .*)?chỉ tính một lần", "how it was counted"),
    ("khu vực", r"khu vực #", "a group of units"),
    ("chỉ tiêu", r"danh mục chỉ tiêu", "the list of what is reported"),
    ("quý", r"quý báo cáo", "a label of a form"),
    ("tháng", r"tháng báo cáo", "a label of a form"),
    ("tuần", r"tuần tra", "to patrol"),
    ("tăng", r"tăng cường|gia tăng", "to strengthen"),
    ("giảm", r".*giảm (?:hại|tác hại|thiểu|kỳ thị)", "harm reduction"),
]
"""Harmless phrases that hold a word with another sense: the word, the phrases, and why they turn nothing."""


def key(phrase: str) -> Key:
    """The words of a phrase as they are compared."""
    return tuple(canonical(word) for word in PHRASE_WORD.findall(phrase))


def turning() -> dict[Key, str]:
    """The phrases that make a figure another one, by their words."""
    return {key(phrase): phrase for sense in LISTED if sense in OTHER_MEANINGS for phrase in phrases(sense)}


@pytest.mark.parametrize("table", VOCABULARY)
def test_phrases_are_written_as_they_are_compared(table: str) -> None:
    for phrase in phrases(table):
        assert phrase == unicodedata.normalize("NFC", phrase).casefold() == " ".join(phrase.split())
    keys = [key(phrase) for phrase in phrases(table)]
    assert len(keys) == len(set(keys)), [words for words in keys if keys.count(words) > 1]


WRITTEN = tomllib.loads(Path(vocabulary.__file__).with_suffix(".toml").read_text(encoding="utf-8"))
PATTERNS = [pattern for table in WRITTEN.values() for pattern in table.get("patterns", ())]


def test_the_tables_say_what_toml_says() -> None:
    assert [*WRITTEN] == [*VOCABULARY]
    for table, written in WRITTEN.items():
        assert phrases(table) == tuple(written.get("phrases", ()))
        listed = [pattern for _, _, pattern in vocabulary.written_patterns(table, fold=False)]
        assert listed == written.get("patterns", [])


@pytest.mark.parametrize("pattern", PATTERNS)
def test_patterns_match_texts_in_lower_case(pattern: str) -> None:
    assert pattern == unicodedata.normalize("NFC", pattern)
    written = re.sub(r"\\.", "", pattern)
    assert written == written.lower()


@pytest.mark.parametrize(
    ("pattern", "first", "others"),
    [
        ("(?:thử|đang) nhập(?: số)?", (" nhập",), [("thử", "đang")]),
        (r"\d{2,40} ngày \[?(?:sau|trước)+", (" ngày ",), [(r"\d",), ("sau", "trước")]),
        (r"\((?:sau|trước)\d{0,2}\W\.?\d?", ("sau", "trước"), [("(",)]),
        ("(?:mới )?(?:có(?: được)? (?:hai|ba))bốn*", ("có",), [("bố",)]),
        ("hai|ba", ("hai", "ba"), []),
        ("hai|ba(?: bốn)?", ("hai", "ba"), []),
        ("(?:(?:một|hai) xã|năm) (?!sau)(?:tám)?", ("một", "hai", "năm"), []),
        ("(?:xã|[một])hai?|(?:năm)*", ("",), []),
        ("(?<!không )(?=có)[một hai]{3}", ("",), []),
    ],
)
def test_a_pattern_says_which_words_a_text_needs(pattern: str, first: Words, others: list[Words]) -> None:
    assert vocabulary.needed(pattern) == (first, others)


@pytest.mark.slow
@pytest.mark.parametrize("fold", [False, True])
@pytest.mark.parametrize("table", [table for table in VOCABULARY if "patterns" in WRITTEN[table]])
def test_what_a_pattern_matches_has_the_words_that_it_needs(table: str, fold: bool) -> None:
    for first, others, pattern in vocabulary.written_patterns(table, fold=fold):

        @settings(max_examples=10, deadline=None, database=None, suppress_health_check=list(HealthCheck))
        @given(strategies.from_regex(pattern), strategies.just(pattern), strategies.just((first, *others)))
        def holds(text: str, pattern: str, needed: Sequence[Words]) -> None:
            if re.search(pattern, text):
                digit = vocabulary.DIGIT if any(map(str.isdecimal, text)) else ""
                assert all(any(word in text + digit for word in words) for words in needed)

        holds()


def test_a_phrase_has_one_sense() -> None:
    senses = defaultdict[Key, set[str]](set)
    for sense in LISTED:
        for phrase in phrases(sense):
            senses[key(phrase)].add(sense)
    assert {" ".join(words): found for words, found in senses.items() if len(found) > 1} == {}


def test_what_is_harmless_in_a_remark_alone_has_no_other_sense() -> None:
    assert not {key(phrase) for phrase in phrases("remark_harmless")} & set(turning())


def _held(words: Key, others: dict[Key, str]) -> Iterator[str]:
    """The phrases within another one that are in no longer one there."""
    spans = [(a, b) for a in range(len(words)) for b in range(a + 1, len(words) + 1) if words[a:b] in others]
    for first, last in spans:
        if not any(a <= first and last <= b and (a, b) != (first, last) for a, b in spans):
            yield others[words[first:last]]


@pytest.mark.parametrize("sense", HARMLESS)
def test_no_harmless_phrase_holds_a_word_that_turns_a_meaning(sense: Sense) -> None:
    others = turning()
    for phrase in phrases(sense):
        for word in _held(key(phrase), others):
            allowed = [
                pattern for known, pattern, _ in HARMLESS_THOUGH if re.search(rf"\b{known}\b", word) and known in phrase
            ]
            assert any(re.fullmatch(pattern, phrase) for pattern in allowed), f"{phrase!r} holds {word!r}"


@pytest.mark.parametrize(("known", "pattern", "reason"), HARMLESS_THOUGH)
def test_every_exception_is_needed(known: str, pattern: str, reason: str) -> None:
    assert reason
    found = [phrase for sense in HARMLESS for phrase in phrases(sense) if re.fullmatch(pattern, phrase)]
    assert any(known in phrase for phrase in found), known


@pytest.fixture(scope="module")
def senses(plan: Plan) -> Senses:
    return Senses(plan, Periods(plan))


REAL = [
    # Columns of real forms: budget, agriculture, statistics, prosecution, courts of other provinces.
    ("Thực hiện", "result"),
    ("Số thực hiện 6 tháng", "result"),
    ("Khối lượng thực hiện 6 tháng đầu năm", "result"),
    ("Số giao", "plan"),
    ("Dự toán năm", "plan"),
    ("KH 2024", "plan"),
    ("Khối lượng được duyệt", "plan"),
    ("Số mô hình đăng ký mới", "plan"),
    ("ƯTH 2024", "estimate"),
    ("Ước thực hiện năm 2025", "estimate"),
    ("Dự kiến thực hiện 9 tháng 2025", "estimate"),
    ("số người bán dâm ước tính", "estimate"),
    ("BC sơ bộ năm", "draft"),
    ("Số liệu chưa đầy đủ", "draft"),
    ("Đang giải quyết", "not_done"),
    ("Tạm đình chỉ", "not_done"),
    ("Chưa thực hiện", "not_done"),
    ("xã, phường không có tệ nạn mại dâm", "negation"),
    ("Số đơn vị đề nghị", "reference"),
    ("Số chuyên môn thẩm định", "revised"),
    ("Điểm chuẩn", "reference"),
    ("Điểm tự chấm", "reference"),
    ("Điểm phúc tra", "reference"),
    ("Điểm tối đa", "reference"),
    ("Chia ra", "subset"),
    ("Trong đó đoàn đông người", "subset"),
    ("Theo giới tính", "subset"),
    ("Các đối tượng khác", "subset"),
    ("kiểm tra đột xuất", "subset"),
    ("Thực hiện trong tháng", "part"),
    ("Lũy kế 9 tháng đầu năm", "cumulative"),
    ("Luỹ kế", "cumulative"),
    ("Từ đầu năm đến nay", "cumulative"),
    ("Nghìn đồng", "scale"),
    ("% so với Cùng kỳ", "ratio"),
    ("So sánh%", "ratio"),
    ("TH cùng kỳ", "baseline"),
    ("so với cùng kỳ và liền kề", "earlier"),
    ("tiếp nhận điều trị cai nghiện ma túy", "programme"),
    ("Số lượt người được truyền thông về HIV/AIDS", "programme"),
    ("Negotiated Level", "plan"),
    ("Actual Level", "result"),
]
"""Wordings of real forms and reports with what they say of the figure."""


@pytest.mark.parametrize(("text", "sense"), REAL)
def test_a_real_wording_is_understood(text: str, sense: str, senses: Senses) -> None:
    assert senses.account(text, Role.HEADER).has(Sense(sense)), senses.account(text, Role.HEADER).parts


FIGURES = """
Số liệu | Số lượng | Kết quả | Kết quả thực hiện | Thực hiện | Thực hiện năm 2023 | Số liệu báo cáo | Kết quả năm 2023
Tổng số | Giá trị | Số lượng (người) | Đã thực hiện | Kết quả đạt được | Số liệu trong kỳ | Kết quả thực hiện trong năm
TH 2023 | KQ 2023 | SL | KQ thực hiện năm 2023 | Số liệu của huyện | Kết quả cụ thể | Trả lời | Số liệu (ghi số)
Kết quả/số liệu | Kết quả thực hiện chỉ tiêu năm 2023 | Kết quả thực hiện kế hoạch | Số liệu 6 tháng đầu năm 2023
Huyện báo cáo | Số đơn vị báo cáo | Kết quả (Có/Không) | Số liệu kỳ báo cáo | Kết quả công tác năm 2023 | Thực tế
Số liệu tổng hợp | Số đã làm được | Result | Actual 2023 | Figures | Reported figure
"""
"""Headers of figures as offices word them."""


@pytest.mark.parametrize("text", [text.strip() for line in FIGURES.strip().splitlines() for text in line.split("|")])
def test_the_usual_header_of_figures_is_understood(text: str, senses: Senses) -> None:
    assert senses.account(text, Role.HEADER).doubts == ()


USUAL = Path(__file__).parents[1] / "data" / "usual_texts.txt"


def usual(section: str) -> list[str]:
    """The lines of a section of the usual texts."""
    text = USUAL.read_text("utf-8").split(f"[{section}]\n")[1]
    return text.split("\n[")[0].strip().splitlines()


@pytest.mark.parametrize(("section", "role"), [("groups", Role.FREE), ("titles", Role.FREE), ("remarks", Role.REMARK)])
def test_at_most_3_in_100_of_the_usual_texts_are_asked_about(section: str, role: Role, senses: Senses) -> None:
    texts = usual(section)
    doubts = {text: found for text in texts if (found := senses.account(text, role).doubts)}
    if role is Role.REMARK:  # what is not understood in a remark is only shown by ``inspect``
        doubts = {
            text: parts for text, parts in doubts.items() if any(part.sense is not Sense.UNKNOWN for part in parts)
        }
    assert len(doubts) <= 0.03 * len(texts), doubts


TURNED = """
Chưa thực hiện | Số còn lại chưa giải quyết | Còn phải thực hiện | Số tồn | Đăng ký thực hiện | Nhu cầu
Số cần kiểm tra | Kết quả dự kiến | Kết quả ước đạt | Khả năng thực hiện | Kết quả tạm tính | Số liệu sơ bộ
Báo cáo nhanh | BẢN NHÁP - KHÔNG SỬ DỤNG | BÁO CÁO (DỰ THẢO) | Số liệu giả định | Ví dụ minh họa
Mẫu báo cáo điền thử | Bản cũ | TỔNG HỢP ĐĂNG KÝ CHỈ TIÊU | MỤC TIÊU CÔNG TÁC PHÒNG, CHỐNG MẠI DÂM
CHỈ TIÊU PHẤN ĐẤU | PHƯƠNG HƯỚNG | CÙNG KỲ NĂM 2022 | Số liệu năm trước | Tháng trước | Trong tháng
Đợt cao điểm | Tuần 50 | Lũy kế các năm | Nam | Trẻ em | Dưới 18 tuổi | Người dân tộc thiểu số | Trong đó nữ
Riêng các xã | Chỉ tính cấp huyện | Một số xã | Công tác cai nghiện | Phòng, chống mua bán người
Bạo lực gia đình | Bình đẳng giới | Công tác giảm nghèo | Đánh bạc | Không tính các xã | Ngoài số trên
Trừ thị trấn | Không bao gồm cấp xã | Các đơn vị chưa báo cáo | Đơn vị tính: nghìn người
Số liệu tính bằng nghìn | Tỷ lệ | So với kế hoạch | Bình quân | Làm tròn | Để tham khảo | Số liệu đối chiếu
Số đề nghị | Số thẩm định | Số sau rà soát | Số liệu của huyện khác | Target | Not done | Draft | Estimated
Expected results | Drug control | Of which female | In thousands | Remaining
"""


MADE_OF_SYLLABLES_OF_THE_PLAN = ("Ấn định", "Quyết tâm", "Doanh nghiệp", "Tư nhân", "Chính quy", "Lịch sử", "Năm học")


@pytest.mark.parametrize("text", MADE_OF_SYLLABLES_OF_THE_PLAN)
def test_another_word_is_not_known_because_its_syllables_are(text: str, senses: Senses) -> None:
    assert senses.account(f"SỐ LIỆU {text}", Role.FREE).doubts


@pytest.mark.parametrize("text", [text.strip() for line in TURNED.strip().splitlines() for text in line.split("|")])
@pytest.mark.parametrize("role", [Role.FREE, Role.HEADER])
def test_a_text_that_turns_the_figures_is_never_harmless(text: str, role: Role, senses: Senses) -> None:
    account = senses.account(text, role)
    assert account.doubts or account.has(Sense.BASELINE), account.parts
