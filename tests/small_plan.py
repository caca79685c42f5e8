"""A small valid plan, and a way to say what is wrong with a changed one and where."""

from __future__ import annotations

from khpcmd.diagnostics import Diagnostic
from khpcmd.diagnostics.errors import PlanError
from khpcmd.diagnostics.parameters import Ref
from khpcmd.plan.load import parse_plan

PLAN = """\
id: nam-sach-2023
title: {vi: Kế hoạch năm 2023, en: Plan of 2023}
document:
  number: 416/KH-UBND
  date: 2023-02-17
  issuer: {vi: Ủy ban nhân dân tỉnh, en: The People's Committee}
language: vi
year: 2023
baseline_year: 2022

periods:
  year:
    title: {vi: năm 2023, en: year 2023}
    aliases: [cả năm]
    window: {from: 2022-12-15, to: 2023-12-14}
    due: {date: 2023-12-15, inclusive: false}
    months: [1, 2, 3]

levels:
  district: {title: {vi: huyện, en: districts}}
  agency: {title: {vi: cơ quan, en: agencies}}

units:
  - {id: "0291", level: district, name: {vi: Huyện Nam Sách, en: Nam Sach}, register: {communes: 19}}
  - {id: "0298", level: district, name: {vi: Huyện Tứ Kỳ, en: Tu Ky}, parent: "0291", register: {communes: 23}}
  - {id: radio, level: agency, name: {vi: Đài Phát thanh, en: Radio}, aliases: [Đài PT]}

fields:
  plan_issued:
    kind: yes_no
    label: {vi: Đã có kế hoạch, en: Plan issued}
    reported_by: [district]
  venues:
    kind: count
    label: {vi: Tổng số cơ sở, en: Venues}
    reported_by: [district]
    unit_of_measure: {vi: cơ sở, en: venues}
  inspected:
    kind: count
    label: {vi: Số cơ sở được kiểm tra, en: Venues inspected}
    aliases: [Cơ sở / Được kiểm tra]
    reported_by: [district]
    unit_of_measure: {vi: cơ sở, en: venues}
    baseline: true
  communes_reached:
    kind: count
    label: {vi: Số xã tuyên truyền, en: Communes reached}
    reported_by: [district]
    unit_of_measure: {vi: xã, en: communes}
    register_limit: communes
  news:
    kind: months
    label: {vi: Số tin bài, en: News items}
    reported_by: [radio]
    unit_of_measure: {vi: tin, en: items}

plausibility:
  without: [repeated]
  not_asked: [communes_reached]
  flows: {times: 4, units: 8, size: 20}
  ratios: {points: 40%, units: 30, size: 50}

constraints:
  - {kind: at_most, part: [inspected], whole: [venues]}

targets:
  - id: A1
    clause: II.2
    quote: 100% các huyện xây dựng kế hoạch
    title: {vi: Có kế hoạch, en: With a plan}
    measure: {kind: share, of: district, where: {all: [{field: plan_issued}, {field: venues, at_least: 1}]}}
    threshold: {at_least: 100%}
    cumulative: false
  - id: A2
    clause: II.2
    quote: kiểm tra ít nhất 20% số cơ sở
    title: {vi: Kiểm tra, en: Inspections}
    measure: {kind: ratio, part: inspected, whole: [venues]}
    threshold: {at_least: 20%}
    cumulative: true
  - id: A3
    clause: II.2
    quote: tăng 3% so với năm 2022
    title: {vi: Tăng, en: Growth}
    measure: {kind: growth, of: inspected}
    threshold: {at_least: +3%}
    cumulative: true
  - id: A4
    clause: II.2
    quote: ít nhất một tháng một lần
    title: {vi: Tin bài, en: News}
    measure: {kind: frequency, of: news}
    cumulative: false
"""

MARK = "◆"
"""Stands in a changed text where a mistake is to be found."""


def word(key: str) -> Ref:
    """A word of the catalogue, as a parameter has it."""
    return Ref("word", key)


def mistakes(text: str) -> list[Diagnostic]:
    """What is wrong with a plan; nothing where it is valid."""
    try:
        parse_plan(text, "plan.yaml")
    except PlanError as error:
        return error.diagnostics
    return []


def changed(*changes: tuple[str, str]) -> str:
    """The small plan with pieces replaced; each has to stand in it once."""
    text = PLAN
    for old, new in changes:
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in the plan"
        text = text.replace(old, new)
    return text


def told(*changes: tuple[str, str]) -> list[Diagnostic]:
    """The mistakes of the small plan after changes; they stand exactly where the changes have their marks."""
    text = changed(*changes)
    wanted = marks(text)
    found = mistakes(text.replace(MARK, ""))
    assert [(one.at.line, one.at.column) for one in found if one.at] == wanted, found
    return found


def marks(text: str) -> list[tuple[int, int]]:
    """The line and the column of each mark, as if the marks were not there."""
    found = []
    for number, line in enumerate(text.split("\n"), start=1):
        before = 0
        while (at := line.find(MARK)) >= 0:
            before = at
            line = line.replace(MARK, "", 1)  # noqa: PLW2901  # the next mark's column counts without this one
            found.append((number, before + 1))
    return found
