"""Makes what the benchmark reads: a plan of N communes with F figures, and its returns in one workbook or in N.

    python inputs.py FOLDER UNITS FIELDS consolidated|forms|wrong

Every name, figure and threshold is invented. Run in a process of its own, so that what the writer needs is not counted
for whatever is measured.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator
from itertools import islice, product
from pathlib import Path
from random import Random

import xlsxwriter

SYLLABLES = [
    *("An", "Bình", "Cẩm", "Châu", "Chí", "Dân", "Đại", "Đồng", "Đức", "Gia", "Giang", "Hà", "Hải", "Hiệp", "Hòa"),
    *("Hồng", "Hưng", "Khánh", "Kim", "Lạc", "Lai", "Lam", "Liên", "Linh", "Long", "Mai", "Minh", "Mỹ", "Nam"),
    *("Nghĩa", "Ngọc", "Nhân", "Ninh", "Phú", "Phúc", "Quang", "Quý", "Sơn", "Tân", "Thái", "Thành", "Thịnh", "Thọ"),
    *("Thuận", "Tiến", "Trung", "Tứ", "Vạn", "Việt", "Vĩnh", "Vũ", "Xuân", "Yên"),
]
THINGS = (
    "Số cơ sở kinh doanh",
    "Số cuộc kiểm tra",
    "Số hộ gia đình",
    "Số lượt tuyên truyền",
    "Số buổi tập huấn",
    "Số người được hỗ trợ",
    "Số vụ vi phạm",
    "Số tài liệu",
)
PLACES = ("tại khu dân cư", "tại trường học", "tại nơi làm việc", "tại vùng giáp ranh", "trên mạng xã hội")
HEAD = """\
id: benchmark
title: {{vi: Kế hoạch đo tốc độ, en: a plan to measure with}}
document: {{number: 1/KH-UBND, date: 2025-01-15, issuer: {{vi: Ủy ban nhân dân tỉnh, en: the province}}}}
year: 2025
periods:
  year:
    title: {{vi: năm 2025, en: year 2025}}
    window: {{from: 2024-12-15, to: 2025-12-14}}
    due: {{date: 2025-12-15, inclusive: false}}
    months: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]
levels:
  commune: {{title: {{vi: "xã, phường", en: communes}}}}
rosters:
  - file: units.csv
    level: commune
    columns: {{id: code, name: name}}
fields:
{fields}targets:
{targets}"""
FIELD = """\
  f{number}:
    kind: count
    label: {{vi: {label}, en: figure {number}}}
    reported_by: [commune]
    unit_of_measure: {{vi: lượt, en: times}}
"""
TARGET = """\
  - id: T{number}
    clause: "{number}"
    quote: ít nhất 20%
    title: {{vi: Chỉ tiêu {number}, en: target {number}}}
    measure: {{kind: ratio, part: f{part}, whole: f{whole}}}
    threshold: {{at_least: 20%}}
    cumulative: true
"""
TITLE = "KẾT QUẢ THỰC HIỆN KẾ HOẠCH NĂM 2025"


def labels(fields: int) -> list[str]:
    return [f"{thing} {place}" for place, thing in product(PLACES, THINGS)][:fields]


def names(units: int) -> Iterator[str]:
    return islice((f"Xã {' '.join(parts)}" for parts in product(SYLLABLES, repeat=3)), units)


def figures(unit: int, fields: int) -> Iterator[int]:
    """A unit's figures, the same in every run and no other unit's: a whole (even fields) and its part in turn.

    Units differ in size, things in how many a usual unit has (a dozen to some thousands) and in the share reached.
    """
    chance = Random(unit)  # noqa: S311  # nothing secret
    size = chance.lognormvariate(0, 0.4)
    for field in range(0, fields, 2):
        usual, share = 12 * 1.8 ** (field * 7 % 11), (15 + field * 13 % 70) / 100
        whole = 1 + round(usual * size * chance.lognormvariate(0, 0.15))
        yield from (whole, round(whole * min(max(chance.gauss(share, 0.05), 0.01), 1)))[: fields - field]


def write_plan(folder: Path, units: int, fields: int) -> None:
    """The plan, and its units in a roster."""
    with (folder / "units.csv").open("w", encoding="utf-8", newline="") as roster:
        csv.writer(roster).writerows([("code", "name"), *((f"{n:05}", name) for n, name in enumerate(names(units), 1))])
    texts = [FIELD.format(number=number, label=label) for number, label in enumerate(labels(fields))]
    targets = [TARGET.format(number=n + 1, part=2 * n + 1, whole=2 * n) for n in range(min(8, fields // 2))]
    (folder / "plan.yaml").write_text(HEAD.format(fields="".join(texts), targets="".join(targets)), encoding="utf-8")


def write_consolidated(folder: Path, units: int, fields: int, *, wrong: bool = False) -> None:
    """One sheet with a row for each unit; of ``wrong`` figures none is a number."""
    with xlsxwriter.Workbook(folder / "returns.xlsx", {"constant_memory": True, "strings_to_urls": False}) as book:
        sheet = book.add_worksheet("Bieu 1")
        sheet.write(0, 0, TITLE)
        sheet.write_row(2, 0, ["TT", "Đơn vị", *labels(fields)])
        for unit, name in enumerate(names(units)):
            cells = [f"x{unit}"] * fields if wrong else figures(unit, fields)
            sheet.write_row(3 + unit, 0, [unit + 1, name, *cells])


def write_wrong(folder: Path, units: int, fields: int) -> None:
    """The same with a fault in every cell."""
    write_consolidated(folder, units, fields, wrong=True)


def write_forms(folder: Path, units: int, fields: int) -> None:
    """One workbook for each unit, with a row for each figure."""
    (folder / "forms").mkdir()
    for unit, name in enumerate(names(units)):
        with xlsxwriter.Workbook(folder / "forms" / f"{unit:05}.xlsx") as book:
            sheet = book.add_worksheet("Bieu 1")
            bold, lined = book.add_format({"bold": True}), book.add_format({"border": 1})
            sheet.write(0, 0, TITLE, bold)
            sheet.write(1, 0, f"Đơn vị báo cáo: {name}")
            sheet.write_row(3, 0, ["TT", "Chỉ tiêu", "Đơn vị tính", "Số liệu"], bold)
            for number, (label, figure) in enumerate(zip(labels(fields), figures(unit, fields), strict=True), 1):
                sheet.write_row(3 + number, 0, [number, label, "lượt", figure], lined)


def main() -> None:
    folder, units, fields = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    folder.mkdir(parents=True)
    write_plan(folder, units, fields)
    {"consolidated": write_consolidated, "forms": write_forms, "wrong": write_wrong}[sys.argv[4]](folder, units, fields)


if __name__ == "__main__":
    main()
