"""A small plan of amounts: money, an area, a reported percentage, and counts beside them."""

from __future__ import annotations

PLAN = """\
id: tai-chinh-2023
title: {vi: Kế hoạch tài chính năm 2023, en: Financial plan of 2023}
document:
  number: 11/NQ-HĐND
  date: 2022-12-09
  issuer: {vi: Hội đồng nhân dân tỉnh, en: The People's Council}
year: 2023
baseline_year: 2022

periods:
  year:
    title: {vi: năm 2023, en: year 2023}
    window: {from: 2023-01-01, to: 2023-12-31}
    due: {date: 2024-01-15, inclusive: false}
    months: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]

levels:
  district: {title: {vi: huyện, en: districts}}

units:
  - {id: "0291", level: district, name: {vi: Huyện Nam Sách, en: Nam Sach District}}
  - {id: "0298", level: district, name: {vi: Huyện Tứ Kỳ, en: Tu Ky District}}

fields:
  revenue:
    kind: amount
    label: {vi: Tổng thu ngân sách, en: Budget revenue}
    reported_by: [district]
    unit_of_measure: {vi: tỷ đồng, en: billion dong}
    decimals: 3
    at_most: 100000
    baseline: true
  spent:
    kind: amount
    label: {vi: Vốn đã giải ngân, en: Funds paid out}
    reported_by: [district]
    unit_of_measure: {vi: triệu đồng, en: million dong}
    decimals: 1
    at_most: 1000000
  funds:
    kind: amount
    label: {vi: Vốn được giao, en: Funds assigned}
    reported_by: [district]
    unit_of_measure: {vi: triệu đồng, en: million dong}
    decimals: 1
    at_most: 1000000
  forest:
    kind: amount
    label: {vi: Diện tích rừng trồng mới, en: New forest}
    reported_by: [district]
    unit_of_measure: {vi: ha, en: ha}
    decimals: 2
  insured:
    kind: amount
    label: {vi: Tỷ lệ dân số tham gia bảo hiểm y tế, en: Insured share of the population}
    reported_by: [district]
    unit_of_measure: {vi: "%", en: "%"}
    decimals: 1
    flow: false
  communes:
    kind: count
    label: {vi: Số xã đạt chuẩn, en: Communes up to standard}
    reported_by: [district]
    unit_of_measure: {vi: xã, en: communes}

targets:
  - id: T1
    clause: Mục I
    quote: Tổng thu ngân sách đạt từ 6,109 tỷ đồng trở lên
    title: {vi: Thu ngân sách, en: Budget revenue}
    measure: {kind: count, of: revenue}
    threshold: {at_least: 6.1091}
    cumulative: true
  - id: T2
    clause: Mục I
    quote: giải ngân ít nhất 95% số vốn
    title: {vi: Giải ngân, en: Paid out}
    measure: {kind: ratio, part: spent, whole: funds}
    threshold: {at_least: 95%}
    cumulative: true
  - id: T3
    clause: Mục I
    quote: tăng thu 8%
    title: {vi: Tăng thu, en: More revenue}
    measure: {kind: growth, of: revenue}
    threshold: {at_least: +8%}
    cumulative: true
  - id: T4
    clause: Mục I
    quote: Tỷ lệ dân số tham gia bảo hiểm y tế đạt từ 80% trở lên
    title: {vi: Bảo hiểm y tế, en: Health insurance}
    measure: {kind: count, of: insured}
    threshold: {at_least: 80%}
    judged: each_unit
    cumulative: false
  - id: T5
    clause: Mục I
    quote: trồng mới ít nhất 12,75 ha rừng
    title: {vi: Rừng trồng mới, en: New forest}
    measure: {kind: count, of: forest}
    threshold: {at_least: 12.75}
    judged: each_unit
    cumulative: true
  - id: T6
    clause: Mục I
    quote: ít nhất 5 xã
    title: {vi: Xã đạt chuẩn, en: Communes}
    measure: {kind: count, of: communes}
    threshold: {at_least: 5}
    cumulative: true
  - id: T7
    clause: Mục I
    quote: đạt 105% kế hoạch giao
    title: {vi: So với số được giao, en: Against what was assigned}
    measure: {kind: ratio, part: funds, whole: spent, may_exceed: true}
    threshold: {at_least: 105%}
    cumulative: true
"""
