"""A plan to put examples into: every name that one uses and does not declare itself stands in it."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import yaml

from khpcmd.plan.model import Plan
from khpcmd.plan.places import Data
from khpcmd.plan.yaml_source import read_yaml

yaml.SafeDumper.add_representer(Decimal, lambda dumper, value: dumper.represent_float(float(value)))

AROUND = """\
id: ke-hoach-2027
title: {vi: Kế hoạch năm 2027, en: Plan of 2027}
document: {number: 12/KH-UBND, date: 2027-01-15, issuer: {vi: Ủy ban nhân dân tỉnh, en: People's Committee}}
year: 2027
baseline_year: 2026
periods:
  half_year:
    title: {vi: 6 tháng đầu năm 2027, en: first half of 2027}
    window: {from: 2026-12-15, to: 2027-06-14}
    due: {date: 2027-06-15}
    interim: true
    months: [1, 2, 3, 4, 5]
  year:
    title: {vi: năm 2027, en: year 2027}
    window: {from: 2026-12-15, to: 2027-12-14}
    due: {date: 2027-12-15}
    months: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]
levels:
  district: {title: {vi: huyện, en: districts}}
  commune: {title: {vi: xã, en: communes}}
  agency: {title: {vi: cơ quan cấp tỉnh, en: provincial bodies}}
groups:
  industrial_zone: {title: {vi: đơn vị có khu công nghiệp, en: units with an industrial zone}, units: ["291"]}
units:
  - {id: "291", level: district, name: {vi: Huyện Nam Sách, en: Nam Sach}, register: {communes: 19}}
  - {id: "298", level: district, name: {vi: Huyện Tứ Kỳ, en: Tu Ky}, register: {communes: 23}}
  - {id: "10660", level: commune, name: {vi: Xã Nam Hưng, en: Nam Hung}, parent: "291"}
  - {id: radio, level: agency, name: {vi: Đài Phát thanh, en: Radio}}
fields: {}
constraints: []
duties: []
targets:
  - id: X0
    clause: II.2
    quote: nâng cao nhận thức
    title: {vi: Nhận thức, en: Awareness}
    measure: {kind: manual}
    cumulative: false
"""
"""What stands around an example, with every name that one uses and does not declare itself."""

COUNTS = (
    "activities", "communes_maintained", "communes_reached", "crimes_handled", "help_points", "people_informed",
    "people_total", "reports_pending", "reports_received", "reports_resolved", "reports_resolved_late",
    "reports_verified", "venues_inspected", "venues_total",
)  # fmt: skip
ANSWERS = ("plan_issued", "scheme_issued")


def fields() -> Iterator[tuple[str, Data]]:
    for name in COUNTS:
        yield name, count(name)
    for name in ANSWERS:
        yield name, {"kind": "yes_no", "label": {"vi": name, "en": name}, "reported_by": ["district"]}
    money: dict[str, Data] = {
        "kind": "amount",
        "unit_of_measure": {"vi": "tỷ đồng", "en": "billion dong"},
        "decimals": 1,
    }
    yield "revenue", {**money, "label": {"vi": "revenue", "en": "revenue"}, "reported_by": ["agency"]}
    date: dict[str, Data] = {"kind": "date", "label": {"vi": "day", "en": "day"}, "reported_by": ["district"]}
    yield "plan_date", {**date, "required": False}
    yield "news_items", {**count("news_items"), "kind": "months", "reported_by": ["agency"]}


def count(name: str) -> dict[str, Data]:
    found: dict[str, Data] = {"kind": "count", "label": {"vi": name, "en": name}, "reported_by": ["district"]}
    if name in ("crimes_handled", "help_points", "venues_inspected", "venues_total"):
        found["baseline"] = True
    return found | {"unit_of_measure": {"vi": "việc", "en": "things"}}


def around() -> dict[str, Data]:
    """The plan around an example, as data."""
    data = read_yaml(AROUND, "around.yaml").data
    assert isinstance(data, dict)
    return data | {"fields": dict(fields())}


def embedded(text: str) -> str:
    """A whole plan with an example in it: keys of a plan go where they belong, keys of a target make one."""
    source, plan = read_yaml(text, "example.yaml"), around()
    assert not source.mistakes
    assert isinstance(source.data, dict)
    keys = {field.alias or name for name, field in Plan.model_fields.items()}
    if not source.data.keys() <= keys:
        return with_target(yaml.safe_dump(plan, allow_unicode=True, sort_keys=False), text)
    for key, value in source.data.items():
        before = plan.get(key)
        if isinstance(before, dict) and isinstance(value, dict):
            plan[key] = before | value
        else:
            plan[key] = [*before, *value] if isinstance(before, list) and isinstance(value, list) else value
    return yaml.safe_dump(plan, allow_unicode=True, sort_keys=False)


def with_target(plan: str, text: str) -> str:
    """The plan with one target more, whose text stands there as it is written."""
    said = {line.partition(":")[0] for line in text.splitlines()}
    usual = {"title": "{vi: Chỉ tiêu, en: Target}", "clause": "II.2", "quote": "như trên", "cumulative": "true"}
    lines = [f"{key}: {value}" for key, value in usual.items() if key not in said] + text.splitlines()
    return plan + "- id: X1\n" + "".join(f"  {line}\n" for line in lines)
