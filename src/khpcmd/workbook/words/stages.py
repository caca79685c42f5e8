"""Which spans of several years in a title only say in which stage its one year lies: "năm 2023, giai đoạn 2021–2025".

A stage that goes on beyond the year can have no results of its own yet, so that beside "năm 2023" the figures are those
of 2023, unless a word adds years up ("lũy kế giai đoạn …") or the title names any other time.
"""

from __future__ import annotations

from collections.abc import Sequence

from khpcmd.text import tidy
from khpcmd.text.patterns import when_asked
from khpcmd.workbook.words.plan_times import Time, TimeRole
from khpcmd.workbook.words.time_readers import folded, lowered

NAMED = when_asked(r"(?:giai doan|thoi ky)\b")
"""How a stage is called; two years alone may be a span that is reported on."""
SEPARATED = when_asked(r"[\s,;:()\[\]–—-]*")
"""Between a year and the stage beside it."""
OF_WORK = when_asked(r"[\s,]*(?:thuc hien|trien khai|ve|cua|thuoc|trong|theo)\b")
"""How the name of the work between a year and its stage begins: "năm 2023 về phòng, chống mại dâm giai đoạn …"."""
ADDS_UP = when_asked(
    r"\b(?:luy ke|cong don|tong cong|tong so|tong ket|so ket|giua ky|ket qua chung|tinh den|den nay|den het"
    r"|tu dau|cac nam|qua cac|nhung nam|nhieu nam|hang nam|moi nam|binh quan|trung binh|het|mid ?term|average"
    r"|ca giai doan|toan giai doan|cumulative|cumulated|total|to date|since)\b"
)
"""Words that may add up the years of the stage."""
RESULTS = when_asked(r"\b(?:ket qua|so lieu|bao cao|results?|figures?|report)\b")
"""A second announcement of figures, which may be those of the stage."""
JOINED = when_asked(r"(?:\b(?:va|voi|lan|cung|ca|tu|den|and|from|to)|[&+/])\s*$")
"""Before a stage that is a time of its own beside the year."""


def without_stages(found: Sequence[tuple[Time, str, bool]], year: int) -> list[tuple[Time, str, bool]]:
    """The times of a title (each with its line) without the stages that its one year lies in; all where one may be
    what the figures are of."""
    stages = [time for time, _, _ in found if _is_around(time, year)]
    if not stages:
        return list(found)
    others = [time for time, _, _ in found if time not in stages and not time.compared]
    alone = bool(others) and all(_is_of(time, year) for time in others)
    lines = {folded(lowered(tidy(line))) for _, line, _ in found}
    if not alone or any(ADDS_UP.search(line) for line in lines):
        return list(found)
    beside = [_says_where(time, line, [one for one, where, _ in found if where == line]) for time, line, _ in found]
    if not all(said for said, (time, _, _) in zip(beside, found, strict=True) if time in stages):
        return list(found)
    return [one for one in found if one[0] not in stages]


def _is_around(time: Time, year: int) -> bool:
    """Whether a time is a stage of several years that began by this year and goes on beyond it."""
    if time.role is not TimeRole.OTHER or time.compared or len(time.years) != 2:
        return False
    if not NAMED.match(folded(lowered(time.text))):
        return False
    first, last = time.years
    return first <= year < last


def _is_of(time: Time, year: int) -> bool:
    """Whether a time is the year, or a period of the plan in it, and is no day up to which something is counted."""
    whole = time.first is not None and time.last is not None and time.first.year >= year - 1
    said = year in time.years and time.years[-1] == year
    return time.role is TimeRole.CURRENT and whole and said and not time.of_several


def _says_where(stage: Time, line: str, times: Sequence[Time]) -> bool:
    """Whether a stage stands where it says no more than when its year is: alone in its line, or beside the year."""
    low = folded(lowered(tidy(line)))
    before, after = low[: stage.start], low[stage.end :]
    others = [time for time in times if time is not stage]
    if not others:
        return SEPARATED.fullmatch(before) is not None and SEPARATED.fullmatch(after) is not None
    if JOINED.search(before):
        return False
    (time, *more) = others
    if more:
        return False
    if time.end <= stage.start:
        between = low[time.end : stage.start]
        of_work = OF_WORK.match(between) is not None and RESULTS.search(between) is None
        return (of_work or SEPARATED.fullmatch(between) is not None) and SEPARATED.fullmatch(after) is not None
    return SEPARATED.fullmatch(low[stage.end : time.start]) is not None
