"""Whether figures of several units have a sum, by the words of a field: rates, averages, indexes, ranks and scores have
none, and two of 40 points are none of 80.

A field may say so itself (``adds_up``); what is taken for one of these here has to, where it does add up.
"""

from __future__ import annotations

import re
from functools import lru_cache

from khpcmd.text import tidy
from khpcmd.text.patterns import when_asked

RATE = re.compile(
    r"(?:tổng )?(?:t[ỷỉ] (?:lệ|suất|trọng|số)|tốc độ|mật độ|chỉ số|hệ số|xếp hạng|thứ hạng|điểm số|average|mean|median"
    r"|index|rate|ratio|rank|ranking|score|share|percentage)\b"
)
"""How the label of a rate, an index or a rank begins."""
SCALE = when_asked(r"\b(?:chỉ số|hệ số|xếp hạng|thứ hạng|điểm|index|rate|ratio|rank|ranking|score|scores)\b")
"""Words of it anywhere, where the unit of measure is not money, a length and the like."""
AVERAGE = when_asked(r"\b(?:trung bình|bình quân|average|mean|median|per capita|per head)\b")
MEASURED = when_asked(
    r"%|/| trên | per |\b(?:điểm|hạng|thứ hạng|chỉ số|hệ số|points?|scores?|ranks?|index)\b|^tuổi$|^°"
)
"""Units of measure of what has no sum."""
SCORED = when_asked(r"(?:(?:tổng )?số )?điểm (?:số|đánh giá|chấm|xếp|đạt|trung bình|bình quân)|điểm\b")
"""How the label of a score that is a whole number begins: points are places as well ("số điểm tư vấn")."""
AVERAGED = re.compile(
    r"^(?:(?:số )?(?:ngày|giờ|phút|tuổi|thời gian)\b.* )?(?:trung bình|bình quân|average)\b"
    r"|\b(?:trung bình|bình quân|average)(?=$|[ ,]*[(/:]"
    r"| (?:mỗi|một|1|đầu người|trên|h[àằ]ng|theo|của|trong|các|per|number)\b)"
)
"""An average that is a whole number, and no households of middle income."""
SHARED_OUT = re.compile(r"%|/(?!(?:năm|tháng|quý|kỳ|ngày|year|month)\b)")
"""Units of measure of what comes to each of another thing."""
GRADED = when_asked(r"\b(?:có|đạt|mức|mức sống|học lực|loại|hạng)\b")
"""What has an average, or is of a middle grade, is counted."""

OVER_TIME = re.compile(
    r"(?:tổng )?(?:dân số|số dân|(?:số )?(?:lao động|nhân khẩu)) (?:trung bình|bình quân)"
    r"(?: (?:(?:trong |của )?(?:năm|kỳ|quý|tháng)\b.*|\d{4}))?"
    r"|average (?:annual )?(?:population|workforce|number of (?:people|persons|employees|workers))(?: (?:in|of) .*|)"
)
"""Averages over a year, and not over people or places, that add up as any population does."""
PEOPLE = when_asked(r"(?:(?:nghìn|ngàn|1\.?000) )?(?:người|lao động|nhân khẩu|dân|people|persons|inhabitants|workers)")
"""The units of measure of a population."""


@lru_cache(maxsize=4096)
def has_sum(label: str, unit: str, *, whole: bool, measured: bool = False) -> bool:
    """Whether figures of that label and unit of measure add up over several units.

    ``whole`` are whole numbers of things, ``measured`` amounts whose unit is on a scale: money, lengths, areas.
    """
    label, unit = tidy(label).casefold(), tidy(unit).casefold()
    if OVER_TIME.fullmatch(label) and PEOPLE.fullmatch(unit):
        return True
    if RATE.match(label):
        return False
    if not whole:
        return not (AVERAGE.search(label) or MEASURED.search(unit) or (not measured and SCALE.search(label)))
    average = AVERAGED.search(label)
    if average and not GRADED.search(label[: average.start()]):
        return False
    return not SHARED_OUT.search(unit) and not (unit in ("điểm", "points", "hạng", "rank") and SCORED.match(label))
