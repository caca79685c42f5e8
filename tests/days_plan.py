"""A small plan of days: a plan to be issued by a day, a report between two days, and a duty that is due on a day."""

from __future__ import annotations

PLAN = """\
id: ban-hanh-2027
title: {vi: Kế hoạch cải cách hành chính năm 2027, en: Plan of administrative reform 2027}
document:
  number: 12/KH-UBND
  date: 2027-01-08
  issuer: {vi: Ủy ban nhân dân tỉnh, en: The provincial People's Committee}
year: 2027

periods:
  half_year:
    title: {vi: 6 tháng đầu năm 2027, en: first half of 2027}
    aliases: [6 tháng]
    window: {from: 2026-12-15, to: 2027-06-14}
    due: {date: 2027-06-15, inclusive: false}
    interim: true
    months: [1, 2, 3, 4, 5]
  year:
    title: {vi: năm 2027, en: year 2027}
    aliases: [cả năm]
    window: {from: 2026-12-15, to: 2027-12-14}
    due: {date: 2027-12-15, inclusive: false}
    months: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]

levels:
  district: {title: {vi: huyện, en: districts}}

units:
  - {id: "0291", level: district, name: {vi: Huyện Nam Sách, en: Nam Sach District}}
  - {id: "0298", level: district, name: {vi: Huyện Tứ Kỳ, en: Tu Ky District}}

fields:
  plan_day:
    kind: date
    label: {vi: Ngày ban hành kế hoạch, en: Day of the plan}
    reported_by: [district]
    required: false
  review_day:
    kind: date
    label: {vi: Ngày họp sơ kết, en: Day of the review}
    reported_by: [district]
    required: false

targets:
  - id: T1
    clause: Mục I
    quote: tất cả các huyện ban hành kế hoạch trước ngày 15/3
    title: {vi: Ban hành kế hoạch, en: Plan issued}
    measure: {kind: on_time, field: plan_day, before: 2027-03-15}
    cumulative: true
  - id: T2
    clause: Mục I
    quote: ít nhất 50% số huyện họp sơ kết từ ngày 01/7 đến ngày 15/7
    title: {vi: Họp sơ kết, en: Review held}
    measure: {kind: share, of: district, where: {field: review_day, from: 2027-07-01, by: 2027-07-15}}
    threshold: {at_least: 50%}
    cumulative: true

duties:
  - id: D1
    clause: Mục II
    quote: các huyện kiện toàn ban chỉ đạo, chậm nhất ngày 31/7
    title: {vi: Kiện toàn ban chỉ đạo, en: Steering committee set up}
    of: [district]
    evidence: [document, date]
    due: {date: 2027-07-31, inclusive: true}
"""
