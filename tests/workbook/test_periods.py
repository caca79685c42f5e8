"""The times of a text: where they stand, which days they span, and what they are to a plan, compared by brute force."""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import product
from pathlib import Path

import pytest

from khpcmd.plan.model import Plan
from khpcmd.returns import Basis, Key
from khpcmd.text import tidy
from khpcmd.workbook.read import read_workbook
from khpcmd.workbook.words.periods import Periods, Role, Stated
from khpcmd.workbook.words.plan_times import Time, TimeRole
from khpcmd.workbook.words.time_readers import folded, lowered
from khpcmd.workbook.words.times import TIMES, compiled, words_in
from layers import part_of
from workbook.builder import saved
from worlds import count_field, plan, text

DATA = Path(__file__).parent.parent / "data"
CURRENT, BASELINE, OTHER = TimeRole.CURRENT, TimeRole.BASELINE, TimeRole.OTHER
DAY = timedelta(days=1)
WORDS = "không một hai ba bốn năm sáu bảy tám chín mười".split()  # noqa: SIM905


def period(first: str, last: str, title: str, *aliases: str) -> dict[str, object]:
    window = {"from": first, "to": last}
    return {"title": text(title), "aliases": aliases, "window": window, "due": {"date": last}, "months": [1]}


def with_periods(periods: dict[str, dict[str, object]], year: int = 2023, baseline_year: int | None = 2022) -> Plan:
    target = {"measure": {"kind": "manual"}}
    return plan({"n": count_field()}, target, periods=periods, year=year, baseline_year=baseline_year)


SHIPPED = with_periods({
    "half_year": period("2022-12-15", "2023-06-14", "6 tháng đầu năm 2023", "6 tháng đầu năm", "6 tháng", "06 tháng"),
    "year": period("2022-12-15", "2023-12-14", "năm 2023", "cả năm", "1 năm", "12 tháng"),
})  # fmt: skip
QUARTERS = with_periods({
    f"q{n}": period(f"2023-{3 * n - 2:02}-01", f"2023-{3 * n:02}-28", f"quý {roman} năm 2023", f"quý {roman}")
    for n, roman in enumerate(("I", "II", "III", "IV"), 1)
})  # fmt: skip
FISCAL = with_periods({
    "first": period("2023-07-01", "2023-12-31", "6 tháng đầu năm tài chính 2023-2024", "kỳ I"),
    "whole": period("2023-07-01", "2024-06-30", "năm tài chính 2023-2024", "cả năm"),
})  # fmt: skip
STAGES = with_periods({
    "half_2024": period("2024-01-01", "2024-06-30", "6 tháng đầu năm 2024", "6 tháng đầu năm"),
    "y2023": period("2023-01-01", "2023-12-31", "năm 2023"),
    "y2024": period("2024-01-01", "2024-12-31", "năm 2024"),
    "half_2025": period("2025-01-01", "2025-06-30", "6 tháng đầu năm 2025", "6 tháng đầu năm"),
    "y2025": period("2025-01-01", "2025-12-31", "năm 2025"),
    "stage": period("2023-01-01", "2025-12-31", "giai đoạn 2023-2025"),
}, 2025)  # fmt: skip
PLANS = {"shipped": SHIPPED, "quarters": QUARTERS, "fiscal": FISCAL, "stages": STAGES}


def plainly(words: str) -> str:
    """The words typed without any accents."""
    letters = unicodedata.normalize("NFD", words.replace("đ", "d").replace("Đ", "D"))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def only_time(periods: Periods, words: str) -> Time:
    """The only time of a text, which is the whole of it."""
    (time,) = periods.times(words)
    assert (time.start, time.end, time.text) == (0, len(tidy(words)), tidy(words))
    return time


OWN_YEARS = {"half_2024": 2024, "y2023": 2023, "y2024": 2024, "half_2025": 2025, "y2025": 2025, "stage": 2025}
"""The years of the periods of a plan of several years; those of the others are of the plan's."""


def expected(of: Plan, first: date, last: date, slack: int) -> tuple[TimeRole, str]:
    """What a span is, tried out for each period in each year; the periods and years as humans would go through them.

    Each period has the one baseline year of the plan, so that days of it may be the baseline of several: of none alone.
    """
    for role in (CURRENT, BASELINE) if of.baseline_year else (CURRENT,):
        own = list[str]()
        for ident, one in of.periods.items():
            shift = (of.baseline_year or 0) - OWN_YEARS.get(ident, of.year) if role is BASELINE else 0
            days = [one.window.first.replace(year=one.window.first.year + shift)]
            days.append(one.window.last.replace(year=one.window.last.year + shift))
            near = [abs((day - said).days) <= slack for day, said in zip(days, (first, last), strict=True)]
            length = abs((days[1] - days[0]).days - (last - first).days)
            months = [f"{day:%m/%Y}" for day in days] == [f"{first:%m/%Y}", f"{last:%m/%Y}"]
            if all(near) and (length <= 6 or months):
                own.append(ident)
        if own:
            return role, own[0] if role is CURRENT or len(own) == 1 else ""
    return OTHER, ""


def month_span(year: int, first: int, last: int) -> tuple[date, date]:
    return date(year, first, 1), date(year + last // 12, last % 12 + 1, 1) - DAY


def months_in_words() -> Iterator[tuple[str, int, int]]:
    """Ways to write the months of a year, with the first and the last of them."""
    for n in range(1, 13):
        for count in {str(n), f"{n:02}", WORDS[n] if n < len(WORDS) else str(n)}:
            yield f"{count} tháng đầu năm", 1, n
            yield f"{count} tháng cuối năm", 13 - n, 12
        yield f"{n} tháng", 1, n
        yield f"{n}T", 1, n
        yield f"tháng {n}", n, n
        yield f"T{n}", n, n
        for last in range(n + 1, 13):
            yield f"từ tháng {n} đến tháng {last}", n, last
            yield f"tháng {n:02}-{last:02}", n, last
    for n, roman in enumerate(("I", "II", "III", "IV"), 1):
        for quarter in (f"quý {roman}", f"quý {n}", f"Q{n}"):
            yield quarter, 3 * n - 2, 3 * n
    yield "nửa đầu năm", 1, 6
    yield "nửa cuối năm", 7, 12
    yield "cả năm", 1, 12
    yield "quý I, II và III", 1, 9


@pytest.mark.crossing(2)
@pytest.mark.parametrize("of", [SHIPPED, QUARTERS])
@pytest.mark.parametrize("dress", [str, str.upper, plainly])
def test_months_in_all_wordings_are_the_periods_that_lie_there(of: Plan, dress: object) -> None:
    assert callable(dress)
    periods = Periods(of)
    for (words, first, last), year in product(months_in_words(), (2021, 2022, 2023)):
        for behind in (f" năm {year}", f"/{year}", f" {year}"):
            time = only_time(periods, dress(words + behind))
            role, ident = expected(of, *month_span(year, first, last), slack=20)
            assert (time.role, time.years) == (role, (year,)), words + behind
            assert role is OTHER or time.period == ident, words + behind


@pytest.mark.crossing(6)
@pytest.mark.parametrize("of", PLANS.values(), ids=PLANS)
@pytest.mark.parametrize(
    "written",
    [
        "từ {a.day}/{a.month}/{a.year} đến {b.day}/{b.month}/{b.year}",
        "từ ngày {a:%d/%m/%Y} đến hết ngày {b:%d/%m/%Y}",
        "từ ngày {a.day} tháng {a.month} năm {a.year} đến ngày {b.day} tháng {b.month} năm {b.year}",
        "Từ {a:%d.%m.%Y} - {b:%d.%m.%Y}",
        "{a:%d-%m-%Y} đến {b:%d-%m-%Y}",
    ],
)
def test_a_span_by_its_days_is_the_period_with_these_days(of: Plan, written: str) -> None:
    periods = Periods(of)
    windows = [one.window for one in of.periods.values()]
    starts, ends = {window.first for window in windows}, {window.last for window in windows}
    for start, end, years, early, late in product(starts, ends, (-2, -1, 0), (-2, -1, 0, 1), (-1, 0, 1, 2)):
        first = start.replace(year=start.year + years) + early * DAY
        last = end.replace(year=end.year + years) + late * DAY
        if first < last:
            time = only_time(periods, written.format(a=first, b=last))
            assert (time.first, time.last) == (first, last)
            role, ident = expected(of, first, last, slack=1)
            assert (time.role, time.period if role is not OTHER else "") == (role, ident)


@pytest.mark.parametrize("of", PLANS.values(), ids=PLANS)
def test_a_day_up_to_which_is_counted_is_near_the_end_of_its_period(of: Plan) -> None:
    periods = Periods(of)
    for one in of.periods.values():
        for days in range(-40, 41):
            last = one.window.last + days * DAY
            time = only_time(periods, f"tính đến ngày {last:%d/%m/%Y}")
            ends = {ident for ident, other in of.periods.items() if -10 <= (last - other.window.last).days <= 20}
            assert time.last == last
            assert (time.role is CURRENT) is bool(ends)
            assert not ends or time.period in ends


@pytest.mark.parametrize("of", PLANS.values(), ids=PLANS)
def test_a_period_is_known_by_its_own_names_in_the_file_s_year_and_the_baseline(of: Plan) -> None:
    for ident, one in of.periods.items():
        assert Periods(of).stated([one.title.vi]) == Stated(ident, of.year, one.title.vi, one.title.vi)
        assert Periods(of).stated([plainly(f"KẾT QUẢ {one.title.vi.upper()}")]).period == ident


@pytest.mark.parametrize(
    ("of", "lines", "found"),
    [
        (STAGES, ["6 THÁNG ĐẦU NĂM 2024"], "half_2024"),
        (STAGES, ["6 THÁNG ĐẦU NĂM", "NĂM 2025"], "half_2025"),
        (STAGES, ["6 THÁNG ĐẦU NĂM", "NĂM 2024"], "half_2024"),
        (STAGES, ["6 THÁNG ĐẦU NĂM"], ""),
        (STAGES, ["KẾT QUẢ NĂM 2024"], "y2024"),
        (STAGES, ["LŨY KẾ 3 NĂM 2023-2025"], "stage"),
        (STAGES, ["KẾT QUẢ TỪ NĂM 2023 ĐẾN NĂM 2025"], "stage"),
        (STAGES, ["KẾT QUẢ GIAI ĐOẠN 2023-2024"], ""),
        (FISCAL, ["BÁO CÁO KỲ I NĂM 2023"], "first"),
        (FISCAL, ["BÁO CÁO KỲ II NĂM 2023"], ""),
        (FISCAL, ["6 THÁNG ĐẦU NĂM 2023"], ""),
        (FISCAL, ["NĂM TÀI CHÍNH 2023-2024"], "whole"),
        (QUARTERS, ["QUÝ 4/2023"], "q4"),
        (QUARTERS, ["QUÝ III VÀ QUÝ IV NĂM 2023"], ""),
    ],
)
def test_plans_of_several_years_of_fiscal_years_and_of_quarters(of: Plan, lines: list[str], found: str) -> None:
    stated = Periods(of).stated(lines)
    assert stated.period == found
    assert bool(stated.found) is True
    if found:
        assert stated.year in (0, of.year)


@pytest.mark.parametrize(
    "title",
    [
        *("THÁNG 1 NĂM 2023", "QUÝ IV NĂM 2023", "SỐ LIỆU NĂM 2023 ĐẾN 30/11/2023", "KỲ I NĂM 2023", "ĐỢT 1 NĂM 2023"),
        *("GIAI ĐOẠN 2021-2023", "LŨY KẾ 3 NĂM 2021-2023", "NĂM 2023 (11 tháng)", "TUẦN 3 NĂM 2023", "16 THÁNG"),
        *("5 THÁNG ĐẦU NĂM 2023", "11 THÁNG NĂM 2023", "12.2023"),
        *("Số liệu chốt đến 24h00 ngày 30/11/2023; năm 2023", "Ngày chốt số liệu: 30/11/2023, năm 2023"),
        *("BÁO CÁO 6 THÁNG VÀ NĂM 2023", "Số phát sinh trước 15/12/2022, năm 2023"),
        *("6 THÁNG CUỐI NĂM 2023", "NĂM HỌC 2022-2023", "SỐ LIỆU KỲ TRƯỚC, NĂM 2023", "6 THÁNG VÀ CẢ NĂM 2023"),
        *("LẦN 1 NĂM 2023", "NĂM 2023, từ ngày 15 đến ngày 20", "NĂM 2023 (từ 31/02/2023 đến 30/6/2023)"),
        *("SỐ LIỆU CÙNG KỲ NĂM 2022 (KẾ HOẠCH NĂM 2023)", "TỪ 01/01/2023 ĐẾN 30/6/2023"),
        *("NĂM 2021 VÀ NĂM 2023", "KẾT QUẢ 6 THÁNG QUA, NĂM 2023", "9 THÁNG ĐẦU NĂM, ƯỚC CẢ NĂM 2023"),
    ],
)
def test_what_a_title_says_of_time_and_is_no_period_is_asked_about(title: str) -> None:
    for words in (title, plainly(title), title.lower()):
        stated = Periods(SHIPPED).stated(["UBND HUYỆN", words])
        assert (stated.period, bool(stated.found), stated.text) == ("", True, words)


@pytest.mark.parametrize(
    ("title", "found"),
    [
        ("BÁO CÁO 6 THÁNG ĐẦU NĂM VÀ PHƯƠNG HƯỚNG, NHIỆM VỤ 6 THÁNG CUỐI NĂM 2023", "half_year"),
        ("KẾT QUẢ CHƯƠNG TRÌNH PHÒNG, CHỐNG MẠI DÂM GIAI ĐOẠN 2021-2025, NĂM 2023", "year"),
        ("KẾT QUẢ THỰC HIỆN KẾ HOẠCH 416/KH-UBND NGÀY 17/02/2023 NĂM 2023", "year"),
        ("(Kèm theo Báo cáo số 45/BC-LĐTBXH ngày 12/6/2023) 6T/2023", "half_year"),
        ("Nam Sách, ngày 12 tháng 6 năm 2023. Kết quả 06 tháng", "half_year"),
        ("SỐ LIỆU 6 THÁNG ĐẦU NĂM 2023 (tính đến ngày 10/6/2023)", "half_year"),
        ("KẾT QUẢ NĂM 2023 (so với cùng kỳ năm 2022)", "year"),
        ("6 tháng (từ tháng 12/2022 đến tháng 6/2023)", "half_year"),
        ("BÁO CÁO QUÝ, 6 THÁNG, NĂM. Kỳ báo cáo: năm 2023", "year"),
        ("Ngày nhận báo cáo: trước 15/12/2023; kết quả năm 2023", "year"),
        ("BIỂU SỐ 1 NĂM 2023", "year"),
        ("Kỳ báo cáo: 6 tháng đầu năm, năm 2023", "half_year"),
        ("Thông tư số 04/2015/TT-BTP năm 2015; kết quả năm 2023", "year"),
        ("Kết quả hằng năm, năm 2023, gửi trước ngày 15/12/2023", "year"),
        ("BC 6 tháng: ngày 10 tháng 6 năm báo cáo; kết quả năm 2023", "year"),
    ],
)
def test_documents_programmes_comparisons_and_what_is_to_come_are_no_periods(title: str, found: str) -> None:
    stated = Periods(SHIPPED).stated([title])
    assert (stated.period, stated.year in (0, 2023)) == (found, True)


@pytest.mark.parametrize(
    ("title", "year"),
    [
        ("KẾT QUẢ NĂM 2022", 2022),
        ("KẾT QUẢ NĂM TRƯỚC", 2022),
        ("KẾT QUẢ NĂM 2022, PHƯƠNG HƯỚNG NĂM 2023", 2022),
        ("6 THÁNG ĐẦU NĂM, PHƯƠNG HƯỚNG 6 THÁNG CUỐI NĂM 2022", 2022),
        ("KẾT QUẢ 6 THÁNG ĐẦU NĂM 2021", 2021),
        ("TỪ 15/12/2020 ĐẾN 14/12/2021", 2021),
        ("9 THÁNG NĂM 2022", 2022),
    ],
)
def test_another_year_is_told(title: str, year: int) -> None:
    assert Periods(SHIPPED).stated([title]).year == year


@pytest.mark.parametrize("words", ["Nam", "Tổng số | Nam | Nữ", "Nam 2023", "Số nam", "ký 1", "Quy 2"])
def test_words_that_are_others_without_accents_are_no_times(words: str) -> None:
    found = Periods(SHIPPED).times(f"Số người: {words}")
    assert [time for time in found if not (time.bare_year and time.text == "2023")] == []


@pytest.mark.parametrize("words", ["6 tháng", "1 năm", "T6/2023", "năm 2023", "đợt 1", "kỳ I", "quý 1", "2023"])
@pytest.mark.parametrize("edges", ["1{}", "x{}", "{}x", "{}7", "x{}x"])
def test_no_time_is_found_inside_a_longer_word_or_number(words: str, edges: str) -> None:
    of_itself = {time.text for time in Periods(SHIPPED).times(words)}
    assert words in of_itself
    assert words not in {time.text for time in Periods(SHIPPED).times(edges.format(words))}


SOME = (
    *("6 tháng đầu năm 2023", "quý IV/2023", "cùng kỳ năm 2022", "từ 15/12/2022 đến 14/6/2023", "đợt 1", "T6/2023"),
    *("số 45/BC-UBND", "ngày 12/6/2023", "tính đến 30/11/2023", "giai đoạn 2021-2023", "kỳ trước", "năm 2021"),
)


@pytest.mark.parametrize("between", ["; số liệu ", " | ", ". Kết quả ", " (tổng) ", " của huyện "])
def test_all_times_of_a_line_are_found_where_they_stand(between: str) -> None:
    periods = Periods(SHIPPED)
    for few in product(SOME, repeat=2):
        line = tidy(f"Tổng hợp {between.join(few)} của các xã")
        assert tuple(time.text for time in periods.times(line)) == few
        assert all(line[time.start : time.end] == time.text for time in periods.times(line))


@pytest.mark.parametrize(
    ("header", "role", "named"),
    [
        ("Năm 2022", Role.BASELINE, ""),
        ("6 tháng đầu năm 2022", Role.BASELINE, "half_year"),
        ("Cùng kỳ 6 tháng đầu năm 2022", Role.BASELINE, "half_year"),
        ("Cùng kỳ năm ngoái", Role.BASELINE, ""),
        ("Cả năm 2022", Role.BASELINE, "year"),
        ("Kỳ trước", Role.OTHER, ""),
        ("Tháng trước", Role.OTHER, ""),
        ("Cùng kỳ 2021", Role.OTHER, ""),
        ("Thực hiện 9 tháng", Role.OTHER, ""),
        ("Quý IV", Role.OTHER, ""),
        ("Đợt 1", Role.OTHER, ""),
        ("Trong kỳ", Role.CURRENT, ""),
        ("Lũy kế từ đầu năm", Role.CURRENT, ""),
        ("Thực hiện 6 tháng 2023", Role.CURRENT, "half_year"),
    ],
)
def test_headers_of_a_span(header: str, role: Role, named: str) -> None:
    for words in (header, header.upper(), plainly(header)):
        span = Periods(SHIPPED).span(words)
        assert span is not None
        assert (span.role, span.period if role is not Role.OTHER else "") == (role, named)


@pytest.mark.parametrize("header", ["Nam", "Số xã", "Đầu năm", "Ngày 12/6/2023", "Chưa thực hiện năm 2023"])
def test_other_headers_have_no_span(header: str) -> None:
    assert Periods(SHIPPED).span(header) is None


def test_the_same_period_is_no_baseline_where_the_plan_compares_with_another_year() -> None:
    periods = Periods(with_periods({"year": period("2023-01-01", "2023-12-31", "năm 2023")}, 2023, 2020))
    roles = [periods.times(words)[0].role for words in ("cùng kỳ", "cùng kỳ năm 2020", "năm gốc", "năm trước")]
    assert roles == [OTHER, BASELINE, BASELINE, OTHER]


def test_in_a_file_of_the_baseline_year_that_year_is_the_current_one() -> None:
    periods = Periods(SHIPPED, 2022)
    roles = [periods.times(words)[0].role for words in ("năm 2022", "6 tháng đầu năm 2022", "năm 2023", "6T/2023")]
    assert roles == [CURRENT, CURRENT, OTHER, OTHER]
    assert periods.times("từ 15/12/2021 đến 14/6/2022")[0].period == "half_year"


PIECES = (
    *("6", "12", "01", "2023", "2022", "2021-2023", "15/12/2022", "31/02/2023", "0/0/0000", "I", "IV", "T6", "Q4", "n"),
    *("tháng", "năm", "quý", "kỳ", "đợt", "tuần", "ngày", "từ", "đến", "hết", "đầu", "cuối", "cả", "nửa", "giai đoạn"),
    *("cùng", "trước", "nay", "này", "báo cáo", "và", "so với", "số", "/", "-", ".", ",", "(", ")", "…", "học", "gốc"),
)


def test_any_words_of_time_in_any_order_are_read_in_order() -> None:
    dice, periods = random.Random(5), [Periods(of) for of in PLANS.values()]  # noqa: S311
    for _ in range(part_of(1500)):
        line = dice.choice((" ", "", " ")).join(dice.choices(PIECES, k=dice.randint(1, 14)))
        for one in periods:
            found = one.times(dice.choice((line, plainly(line), line.upper())))
            edges = [edge for each in found for edge in (each.start, each.end)]
            assert edges == sorted(edges)
            one.stated([line])
            one.span(line)


def test_a_text_that_is_too_long_to_be_read_is_unclear_behind_its_beginning() -> None:
    times = Periods(SHIPPED).times("Kết quả năm 2023 " + "x" * 5000 + " năm 2022")
    assert [(time.role, time.start) for time in times] == [(CURRENT, 8), (TimeRole.UNCLEAR, 2000)]
    assert len(Periods(SHIPPED).times("Kết quả năm 2023 " + "x" * 5000)) == 1


WITH_TIMES = """
1 buổi/năm; từ ngày …/…; 12 June 2023; six months of 2023; 2 quý đầu năm 2023; June 2023; q1 2023; Q.I/2023
first quarter of 2023; quarter 2 of 2023; first half of 2023; nửa đầu năm 2023; nửa năm 2023; full year 2023; year 2023
từ năm 2021 đến nay; từ trước đến nay; same period of last year; last year; previous month; năm n; giai đoạn đầu 2023
đầu kỳ; 3 tháng trước; đến kỳ báo cáo; quý I và II/2023; hk 1; đợt 2 năm 2023; tuần 3; lần 2/2023; 6 tháng qua
reporting period; baseline 2022; năm gốc 2022; năm thứ hai; năm năm; tháng giêng 2023; tính từ; hằng năm; 6T đầu năm
BC 6 tháng: ngày 14 tháng 6 năm báo cáo; gửi trước ngày 15/6/2023; trước 15/6/2023; tại thời điểm 30/6/2023; T6/2023
5 năm 2021-2025; 6 tháng và cả năm 2023; tháng, quý, năm; cùng kỳ năm 2022; năm học 2022-2023; số: 12/KH; 1/2023/TT
Từ ngày 15/12/2022 đến ngày 14/6/2023; từ 1/1/2023 đến nay; đến 14/6/2023; đến tháng 6 năm 2023; đến năm 2023; 2021-23
từ đầu năm đến nay; ngày … tháng … năm …; 01/6/2023 - 14/6/2023; từ tháng 1 đến tháng 6; 12/KH-UBND; 6/2023; cả năm
Từ sau hội nghị ngày hôm ấy cho đến 14/6; năm trước; năm sau; kỳ I; trong tháng; kỳ trước; liền kề; trong kỳ; kỳ này
đầu năm; hiện nay; trong năm; tháng 6/2023; tháng 6; 2023; năm 2023; 2021-2025; kỳ báo cáo: 2023; kỳ số liệu: 202306
2023Q4; 2023-H1; kỳ báo cáo: 14/6/2023; half-year 2023
"""
"""For each pattern of a time something in which it is found."""


def test_no_pattern_of_a_time_is_passed_over_where_it_would_be_found() -> None:
    lines = [one for file in sorted(DATA.glob("*.txt")) for one in file.read_text("utf-8").splitlines()]
    texts = {lowered(tidy(one)) for one in (*lines, *WITH_TIMES.replace("\n", ";").split(";"))}
    found = set[int]()
    for one in sorted(texts | set(map(folded, texts))):
        plain = folded(one)
        for at, (_, needs, pattern, strict) in enumerate(TIMES):
            if compiled(pattern, accented=plain != one, strict=strict).search(one):
                found.add(at)
                assert all(map(words_in(plain).__and__, needs)), (one, pattern)
    assert found == set(range(len(TIMES))), [TIMES[at][1:3] for at in range(len(TIMES)) if at not in found]


@pytest.mark.parametrize("number", ["45-KH/TU", "08-CTr/TU", "12-NQ/TU"])
@pytest.mark.parametrize("day", ["ngày 17/02/2023", "NGÀY 17/02/2023", "ngày 17 tháng 02 năm 2023"])
def test_the_number_of_a_party_committee_is_followed_by_the_day_of_its_document(number: str, day: str) -> None:
    """ "/TU ngày …" was read as "từ ngày …" typed without accents, in the title of khpcmd's own forms."""
    (time,) = Periods(SHIPPED).times(f"Thực hiện Nghị quyết số {number} {day}")
    assert (time.text, time.role) == (day, TimeRole.DOCUMENT)


def test_a_span_typed_without_accents_is_one_still() -> None:
    assert only_time(Periods(SHIPPED), "tu ngay 15/12/2022 den ngay 14/6/2023").period == "half_year"


# titles of school and fiscal years and of plans of several years: the right year is read, another one is not


Spans = tuple[tuple[str, str, str, str], ...]
FISCAL_YEAR = (
    ("h1", "6 tháng đầu niên độ 2024–2025", "2024-07-01", "2024-12-31"),
    ("fy", "Niên độ 2024–2025", "2024-07-01", "2025-06-30"),
)
SHORT = (("fy", "FY 2024/25", "2024-04-01", "2025-03-31"),)
SCHOOL = (
    ("hk1", "học kỳ I năm học 2024–2025", "2024-09-01", "2025-01-15"),
    ("hk2", "học kỳ II năm học 2024–2025", "2025-01-16", "2025-05-31"),
    ("nh", "năm học 2024–2025", "2024-09-01", "2025-05-31"),
)
STAGE = (
    *((f"y{year}", f"năm {year}", f"{year}-01-01", f"{year}-12-31") for year in range(2021, 2026)),
    ("h2025", "6 tháng đầu năm 2025", "2025-01-01", "2025-06-30"),
    ("all", "giai đoạn 2021–2025", "2021-01-01", "2025-12-31"),
)


def of(year: int, spans: Spans, *, baseline_year: int = 0, baseline: bool = False) -> Plan:
    periods = {
        ident: {
            "title": text(title),
            "window": {"from": first, "to": last},
            "due": {"date": last},
            "months": [7, 8, 9, 10, 11, 12, 1, 2, 3, 4, 5, 6],
        }
        for ident, title, first, last in spans
    }
    fields = {"cases": count_field(baseline=baseline), "news": count_field(kind="months")}
    before = baseline_year or year - 5
    return plan(fields, {"measure": {"kind": "manual"}}, periods=periods, year=year, baseline_year=before)


FISCAL_PLAN, SHORT_PLAN, SCHOOL_PLAN = of(2024, FISCAL_YEAR), of(2024, SHORT), of(2024, SCHOOL)
BY_ITS_END, STAGE_PLAN = of(2025, FISCAL_YEAR), of(2025, STAGE)


@pytest.mark.parametrize(
    ("of_plan", "title", "period"),
    [
        (FISCAL_PLAN, "Báo cáo niên độ 2024–2025", "fy"),
        (FISCAL_PLAN, "BÁO CÁO NIÊN ĐỘ 2024 - 2025", "fy"),
        (FISCAL_PLAN, "niên độ 2024/25", "fy"),
        (FISCAL_PLAN, "Báo cáo năm tài chính 2024-2025", "fy"),
        (FISCAL_PLAN, "FY 2024/25", "fy"),
        (FISCAL_PLAN, "FY2024-25", "fy"),
        (FISCAL_PLAN, "Report for fiscal year 2024/25", "fy"),
        (FISCAL_PLAN, "6 tháng đầu niên độ 2024-25", "h1"),
        (BY_ITS_END, "Báo cáo niên độ 2024–2025", "fy"),
        (BY_ITS_END, "FY 2024/25", "fy"),
        (SHORT_PLAN, "Báo cáo FY 2024/25", "fy"),
        (SHORT_PLAN, "Báo cáo năm tài chính 2024–2025", "fy"),
        (SCHOOL_PLAN, "Báo cáo năm học 2024–2025", "nh"),
        (SCHOOL_PLAN, "năm học 2024-25", "nh"),
        (SCHOOL_PLAN, "School year 2024/25", "nh"),
        (SCHOOL_PLAN, "Báo cáo học kỳ II năm học 2024 - 2025", "hk2"),
        (STAGE_PLAN, "Báo cáo năm 2022", "y2022"),
        (STAGE_PLAN, "Báo cáo giai đoạn 2021-2025", "all"),
        (STAGE_PLAN, "Báo cáo thực hiện Chương trình giai đoạn 2021-2025, năm 2022", "y2022"),
        (STAGE_PLAN, "6 tháng đầu năm 2025 thực hiện Kế hoạch giai đoạn 2021-2025", "h2025"),
    ],
)
def test_a_year_is_read_by_its_own_name_and_as_others_call_it(of_plan: Plan, title: str, period: str) -> None:
    assert Periods(of_plan).stated([title]).is_of(period, of_plan.year)
    assert Periods(of_plan).stated([title]).period == period


@pytest.mark.parametrize(
    ("of_plan", "title"),
    [
        (FISCAL_PLAN, "Báo cáo niên độ 2023–2024"),
        (FISCAL_PLAN, "niên độ 2025/26"),
        (FISCAL_PLAN, "Báo cáo năm tài chính 2023-2024"),
        (FISCAL_PLAN, "FY 2023/24"),
        (FISCAL_PLAN, "FY 2025/26"),
        (FISCAL_PLAN, "2025/26"),
        (FISCAL_PLAN, "Báo cáo năm 2024"),
        (FISCAL_PLAN, "Báo cáo năm 2025"),
        (FISCAL_PLAN, "Niên độ 2025"),
        (FISCAL_PLAN, "FY 2025"),
        (FISCAL_PLAN, "6 tháng đầu niên độ 2023–2024"),
        (FISCAL_PLAN, "giai đoạn 2021-2025"),
        (FISCAL_PLAN, "quý I/2025"),
        (SHORT_PLAN, "FY 2025/26"),
        (SHORT_PLAN, "FY 2023/24"),
        (SHORT_PLAN, "FY 2025"),
        (SCHOOL_PLAN, "Báo cáo năm học 2023–2024"),
        (SCHOOL_PLAN, "năm học 2023-24"),
        (SCHOOL_PLAN, "HK1 năm học 2024-2025"),
        (SCHOOL_PLAN, "học kỳ III năm học 2024-2025"),
        (SCHOOL_PLAN, "học kỳ I năm học 2023-2024"),
        (SCHOOL_PLAN, "năm học 2025"),
        (STAGE_PLAN, "Báo cáo năm 2020"),
        (STAGE_PLAN, "Báo cáo giai đoạn 2016-2020"),
        (STAGE_PLAN, "Báo cáo giai đoạn 2021-2023"),
        (STAGE_PLAN, "Báo cáo năm 2022, giai đoạn 2021-2025"),
        (STAGE_PLAN, "6 tháng đầu năm 2022"),
    ],
)
def test_another_year_is_not_believed(of_plan: Plan, title: str) -> None:
    stated = Periods(of_plan).stated([title])
    assert not any(stated.is_of(period, of_plan.year) for period in of_plan.periods)
    assert stated.found or stated.year not in (0, of_plan.year)


TABLE: list[list[object]] = [[], ["TT", "Nội dung", "Đơn vị tính", "Kết quả"], [1, "field cases", "n", 5]]


def months(folder: Path, of_plan: Plan, title: str, *names: str) -> dict[int, object]:
    """What a form with a row for each month is read as, by month."""
    rows: list[list[object]] = [[None, name, None, number] for number, name in enumerate(names, start=1)]
    form: list[list[object]] = [["DISTRICT 1"], [title], *TABLE, [2, "field news", "n"], *rows]
    reading = read_workbook(saved(folder / "bc.xlsx", form), of_plan, name="bc.xlsx")
    cells = reading.returns[0].cells if reading.returns else {}
    return {key.month: cell.value for key, cell in cells.items() if key == Key("news", month=key.month)}


def test_months_are_read_with_their_own_years(tmp_path: Path) -> None:
    names = ("Tháng 7/2024", "Tháng 8/2024", "Tháng 1/2025", "Tháng 6/2025")
    assert months(tmp_path, FISCAL_PLAN, "NIÊN ĐỘ 2024–2025", *names) == {7: 1, 8: 2, 1: 3, 6: 4}
    assert months(tmp_path, FISCAL_PLAN, "NIÊN ĐỘ 2024–2025", "Tháng 7", "Tháng 8", "Tháng 1") == {7: 1, 8: 2, 1: 3}


@pytest.mark.parametrize("other", ["Tháng 7/2025", "Tháng 1/2024", "Tháng 7/2023"])
def test_a_month_of_another_year_is_not_read(tmp_path: Path, other: str) -> None:
    found = months(tmp_path, FISCAL_PLAN, "NIÊN ĐỘ 2024–2025", "Tháng 8/2024", "Tháng 9/2024", other)
    assert not {7, 1} & {month for month, value in found.items() if value is not None}


CALENDAR = (
    ("half_year", "6 tháng đầu năm 2023", "2023-01-01", "2023-06-30"),
    ("year", "năm 2023", "2023-01-01", "2023-12-31"),
)
ONE_YEAR = of(2023, CALENDAR, baseline_year=2022)


@pytest.mark.parametrize(
    ("title", "period"),
    [
        ("Kết quả năm 2023, giai đoạn 2021-2025", "year"),
        ("Kết quả năm 2023 (giai đoạn 2021–2025)", "year"),
        ("Kết quả giai đoạn 2021-2025, năm 2023", "year"),
        ("Kết quả năm 2023 thực hiện công tác giai đoạn 2021-2025", "year"),
        ("Kết quả 6 tháng đầu năm 2023, giai đoạn 2021-2025", "half_year"),
        ("Kết quả năm 2023\n(Giai đoạn 2021-2025)", "year"),
        ("GIAI ĐOẠN 2021–2025\nKết quả năm 2023", "year"),
        ("Ket qua nam 2023, giai doan 2021-2025", "year"),
        ("Kết quả của Việt Nam năm 2023, giai đoạn 2021-2025", "year"),
    ],
)
def test_a_stage_that_the_year_lies_in_says_only_where_it_lies(tmp_path: Path, title: str, period: str) -> None:
    assert Periods(ONE_YEAR).stated(title.splitlines()).period == period
    assert cases(tmp_path, title) == 5


@pytest.mark.parametrize(
    "title",
    [
        "Kết quả giai đoạn 2021-2025",
        "Kết quả giai đoạn 2021-2025 đến năm 2023",
        "Kết quả giai đoạn 2021-2025, tính đến hết năm 2023",
        "Kết quả lũy kế giai đoạn 2021-2025, năm 2023",
        "Kết quả lũy kế năm 2023\n(Giai đoạn 2021-2025)",
        "Kết quả năm 2023 và giai đoạn 2021-2025",
        "Kết quả năm 2023 và kết quả giai đoạn 2021-2025",
        "Kết quả năm 2023, kết quả giai đoạn 2021-2025",
        "Kết quả năm 2023 và cả giai đoạn 2021-2025",
        "Tổng kết giai đoạn 2021-2025, năm 2023",
        "Kết quả từ đầu giai đoạn 2021-2025, năm 2023",
        "Kết quả hết năm 2023, giai đoạn 2021-2025",
        "Kết quả các năm giai đoạn 2021-2025, năm 2023",
        "Số liệu bình quân giai đoạn 2021-2025, năm 2023",
        "Kết quả giai đoạn 2021-2023, năm 2023",
        "Kết quả năm 2023, giai đoạn 2024-2028",
        "Kết quả năm 2023, giai đoạn 2016-2020",
        "Kết quả năm 2023, năm 2022, giai đoạn 2021-2025",
        "Kết quả năm 2022, giai đoạn 2021-2025",
        "Kết quả 3 năm giai đoạn 2021-2025, năm 2023",
        "Kết quả năm 2023, 2021-2025",
        "Kết quả năm 2023\nSố liệu giai đoạn 2021-2025",
    ],
)
def test_a_stage_that_the_figures_may_be_of_leaves_them_open(tmp_path: Path, title: str) -> None:
    assert cases(tmp_path, title) is None


def cases(folder: Path, title: str) -> object:
    """What the figure of a form with this title is read as."""
    head: list[list[object]] = [[line] for line in ("DISTRICT 1", *title.splitlines())]
    reading = read_workbook(saved(folder / "bc.xlsx", [*head, *TABLE]), ONE_YEAR, name="bc.xlsx")
    return next((one.value(Key("cases")) for one in reading.returns), None)


FOLLOWED = tuple((f"y{year}", f"năm {year}", f"{year}-01-01", f"{year}-12-31") for year in range(2025, 2028))


def compared(folder: Path, title: str, *columns: str, single: bool) -> dict[Basis, object]:
    """What the columns of a form, or of a table with a row for each unit, are read as in a plan of 2025 to 2027."""
    of_plan = of(2026, FOLLOWED, baseline_year=2025, baseline=True)
    figures = [10 + at for at, _ in enumerate(columns)]
    rows: list[list[str | int]] = [[title], [], ["TT", "Đơn vị", *(f"field cases {one}" for one in columns)]]
    rows.append([1, "District 1", *figures])
    if single:
        rows = [["DISTRICT 1"], [title], [], ["TT", "Nội dung", "Đơn vị tính", *columns]]
        rows.append([1, "field cases", "n", *figures])
    reading = read_workbook(saved(folder / "bc.xlsx", rows), of_plan, name="bc.xlsx")
    cells = [filed.cells for filed in reading.returns if filed.unit == "d1"]
    return {key.basis: cell.value for key, cell in cells[0].items() if key.field == "cases" and cell.value is not None}


@pytest.mark.parametrize("single", [True, False])
def test_the_baseline_year_is_read_beside_another_year_of_the_plan(tmp_path: Path, *, single: bool) -> None:
    both = {Basis.BASELINE: 10, Basis.CURRENT: 11}
    assert compared(tmp_path, "Báo cáo năm 2026", "Năm 2025", "Năm 2026", single=single) == both
    assert compared(tmp_path, "Báo cáo năm 2027", "Năm 2025", "Năm 2027", single=single) == both


@pytest.mark.parametrize("single", [True, False])
def test_no_other_year_of_the_plan_is_taken_for_the_baseline(tmp_path: Path, *, single: bool) -> None:
    assert compared(tmp_path, "Báo cáo năm 2027", "Năm 2026", "Năm 2027", single=single) == {Basis.CURRENT: 11}
    assert compared(tmp_path, "Báo cáo năm 2025", "Năm 2025", "Năm 2026", single=single) == {Basis.CURRENT: 10}
