"""The words in cells of figures: yes and no, zero, no data, and what is counted."""

from __future__ import annotations

import re

from khpcmd.text import canonical


def _keys(text: str) -> frozenset[str]:
    return frozenset(canonical(name.strip()) for name in text.split(",") if name.strip())


YES = _keys("có, x, ✓, ✔, √, ☑, v, đã, đã có, yes, y, 1, true, đúng")
NO = _keys("không, không có, chưa, chưa có, no, n, 0, false, sai")
ZERO = _keys(
    "0, không, không có, ko, ko có, không phát sinh, chưa phát sinh, không có phát sinh, không phát sinh trong kỳ,"
    "không có trường hợp nào, không trường hợp nào, không ps, kps, k.p.s, none, nil"
)
"""What declares a zero. "Chưa có" does not: it may mean that there is no figure yet."""
NO_DATA = _keys(
    "chưa có số liệu, chưa có sl, không có số liệu, chưa có dữ liệu, không có dữ liệu, không có thông tin,"
    "chưa có thông tin, chưa báo cáo, chưa có báo cáo, không báo cáo, chưa tổng hợp, đang tổng hợp,"
    "chưa thống kê, không thống kê, đang thống kê, chưa cập nhật, đang cập nhật, chưa nắm được, không nắm được,"
    "chưa rõ, không rõ, bổ sung sau, báo cáo sau, n/a, no data, not available, unknown"
)
"""What says that there is no figure; not a zero."""
FILLER = re.compile(r"[.…\s]*(?:\.{2}|…)[.…\s]*|_{2,}")
NOTHING_OF = re.compile(r"(?:không|ko)(?: có| phát sinh)? (.{1,40}?)(?: nào)?", re.IGNORECASE)
ATTACHMENT = frozenset(
    canonical(word)
    for word in "có xem chi tiết danh sách phụ lục biểu bảng hồ sơ tài liệu minh chứng kèm đính gửi theo".split()  # noqa: SIM905
)
ENCLOSED = canonical("kèm")
MEASURES = _keys(
    "lượt, lượt người, lượt cơ sở, lượt kiểm tra, người, cơ sở, cs, đối tượng, học sinh, sinh viên, cán bộ, lao động,"
    "hộ, xã, phường, huyện, thôn, buổi, cuộc, đợt, lớp, vụ, vụ việc, tin, bài, tin bài, tin, bài viết, hoạt động,"
    "tháng, ngày, năm, tờ, visits, persons, venues,"
    "cases, items, sessions, times, people"
)
"""What returns of this kind count: behind a number, these words show that it counts something other than its field."""


def is_zero(text: str) -> bool:
    """Whether a text declares a zero."""
    key = canonical(text)
    return key in ZERO or (key[:1].isalpha() and key.rstrip(" .") in ZERO)


def nothing_of(text: str) -> str:
    """What there is none of: "cơ sở" for "không có cơ sở nào"; "" for other texts."""
    match = NOTHING_OF.fullmatch(text.rstrip(" ."))
    return match[1] if match else ""


def is_no_data(text: str) -> bool:
    """Whether a text means that there is no figure yet: "chưa có số liệu", "…"."""
    return bool(FILLER.fullmatch(text)) or canonical(text).rstrip(" .") in NO_DATA


def is_attachment(words: str) -> bool:
    """Whether a note in brackets only refers to an enclosure: "có danh sách kèm theo"."""
    found = canonical(words).replace(",", " ").split()
    return ENCLOSED in found and all(word in ATTACHMENT for word in found)


def names_measure(words: str) -> bool:
    """Whether words are something that returns count."""
    return canonical(words) in MEASURES
