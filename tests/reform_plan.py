"""A plan whose communes were merged and renamed on 2025-07-01, and returns of them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from workbook.builder import saved

PLAN = """\
id: reform
title: {vi: Kế hoạch năm 2026, en: Plan of 2026}
document: {number: 12/KH-UBND, date: 2026-01-10, issuer: {vi: Ủy ban nhân dân tỉnh, en: The People's Committee}}
year: 2026
baseline_year: 2024
periods:
  year:
    title: {vi: năm 2026, en: year 2026}
    window: {from: 2025-12-15, to: 2026-12-14}
    due: {date: 2026-12-15}
    months: [1, 2, 3]
levels: {commune: {title: {vi: xã, en: communes}}}
rosters:
  - file: communes.csv
    level: commune
    columns: {id: code, name: name, valid_from: from, valid_to: to, formed_from: made_of}
fields:
  cases:
    kind: count
    label: {vi: Số vụ, en: Cases}
    reported_by: [commune]
    unit_of_measure: {vi: vụ, en: cases}
    baseline: true
targets:
  - id: T1
    clause: Mục I
    quote: tăng 10% so với năm 2024
    title: {vi: Tăng, en: Growth}
    measure: {kind: growth, of: cases}
    threshold: {at_least: +10%}
    cumulative: false
  - id: T2
    clause: Mục I
    quote: mỗi xã tăng 10%
    title: {vi: Tăng ở từng xã, en: Growth at each}
    measure: {kind: growth, of: cases}
    threshold: {at_least: +10%}
    judged: each_unit
    cumulative: false
"""
MERGED = """\
code,name,from,to,made_of
c1,Xã An,,2025-06-30,
c2,Xã Bình,,2025-06-30,
c3,Xã Cẩm,,2025-06-30,
c9,Xã Giữ Nguyên,,,
n1,Phường An Bình,2025-07-01,,c1; c2
n2,Xã Cẩm Mới,2025-07-01,,c3
"""

HALF = PLAN.replace("baseline_year: 2024", "baseline_year: 2025").replace(
    "periods:\n",
    """periods:
  half_year:
    title: {vi: 6 tháng đầu năm 2026, en: first half of 2026}
    aliases: [6 tháng đầu năm]
    window: {from: 2025-12-15, to: 2026-06-14}
    due: {date: 2026-06-15}
    interim: true
    months: [1, 2, 3]
""",
)
"""A reform on 2025-07-01 lies within its baseline year: the half-year is of the units of before, the year of those of
after it."""


def sheet(file: Path, time: str, figures: Mapping[str, Any]) -> Path:
    rows = ([number, name, value] for number, (name, value) in enumerate(figures.items(), start=1))
    return saved(file, ([f"BÁO CÁO SỐ LIỆU {time}"], [], ["TT", "Đơn vị", "Số vụ"], *rows))
