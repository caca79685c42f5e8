"""Reports to draw: a small plan with every kind of measure, over four districts and two bodies of the province."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from khpcmd.diagnostics import AnyCode, Code, Diagnostic, Location
from khpcmd.diagnostics.parameters import Added, Param, Phrase, Ref, Stored
from khpcmd.inputs.unread import with_files
from khpcmd.judge.roll_call import deadlines, submitted
from khpcmd.judge.verdict import evaluate
from khpcmd.judge.world import World
from khpcmd.plan.model import Plan
from khpcmd.report import Input, Report, asked_about
from khpcmd.results import Result, Verdict
from khpcmd.returns import Return
from worlds import filed

DISTRICTS = {
    "291": ("Huyện Nam Sách", "Nam Sach District"),
    "296": ("Huyện Bình Giang", "Binh Giang District"),
    "297": ("Huyện Gia Lộc", "Gia Loc District"),
    "298": ("Huyện Tứ Kỳ", "Tu Ky District"),
}
PRESS = {"bao": ("Báo Hải Dương", "Hai Duong Newspaper"), "dai": ("Đài PT-TH tỉnh", "Provincial Broadcaster")}

SAMPLES: tuple[Param, ...] = (
    "x",
    1455,
    Decimal("12.5"),
    Ref("word", "folder"),
    (Ref("unit", "291"), Ref("unit", "296")),
    Added((Ref("field", "venues"), Ref("field", "workers"))),
    Stored(Decimal("1234.5")),
    Phrase("at_most", (Stored(1234),)),
    date(2023, 6, 14),
)
"""A value of every type that a parameter may have."""


def params_of(code: AnyCode, *likely: Param) -> dict[str, Param]:
    """The parameters of a code: wherever a likely value is of the type that is wanted, that one."""
    given = (*likely, *SAMPLES)
    return {name: next(value for value in given if type(value) in code.types[name]) for name in code.types}


def both(vi: str, en: str) -> dict[str, str]:
    return {"vi": vi, "en": en}


def count(vi: str, en: str, noun: tuple[str, str], **more: object) -> dict[str, object]:
    return {
        "kind": "count",
        "label": both(vi, en),
        "reported_by": ["district"],
        "unit_of_measure": both(*noun),
        **more,
    }


VENUES, PERSONS, CASES = ("cơ sở", "venues"), ("người", "persons"), ("vụ", "cases")

FIELDS: dict[str, object] = {
    "plan_issued": {
        "kind": "yes_no",
        "label": both("Đã ban hành kế hoạch", "Plan issued"),
        "reported_by": ["district"],
    },
    "venues": count("Tổng số cơ sở kinh doanh dịch vụ", "Venues in all", VENUES),
    "inspected": count("Số cơ sở được kiểm tra", "Venues inspected", VENUES),
    "cases": count("Số tội phạm được xử lý", "Crimes handled", CASES, baseline=True),
    "received": count("Tin báo tiếp nhận", "Reports received", CASES),
    "handled": count("Tin báo xử lý kịp thời", "Reports handled in time", CASES),
    "informed": count("Số người được tuyên truyền", "Persons informed", PERSONS),
    "workers": count("Số người lao động", "Workers", PERSONS),
    "eligible": count("Người bán dâm có nhu cầu", "Persons in need", PERSONS),
    "reached": count("Người bán dâm được tiếp cận", "Persons reached", PERSONS),
    "news": {
        "kind": "months",
        "label": both("Số tin, bài từng tháng", "News items by month"),
        "reported_by": ["agency"],
        "unit_of_measure": both("tin, bài", "items"),
    },
    "scheme": {"kind": "yes_no", "label": both("Đã ban hành quy chế", "Rules issued"), "reported_by": ["district"]},
}


def target(name: str, vi: str, en: str, measure: object, threshold: object = None, **more: object) -> dict[str, object]:
    return {
        "id": name,
        "clause": "Mục II.2",
        "quote": "tổ chức kiểm tra ít nhất 20% số cơ sở",
        "title": both(vi, en),
        "measure": measure,
        "threshold": threshold,
        "cumulative": False,
        **more,
    }


TARGETS = [
    target(
        "B1", "Huyện có kế hoạch", "Districts with a plan",
        {"kind": "share", "of": "district", "where": {"field": "plan_issued"}}, {"at_least": "100%"},
    ),
    target(
        "B3a", "Tin báo được xử lý kịp thời", "Reports handled in time",
        {"kind": "ratio", "part": "handled", "whole": "received"}, {"at_least": "100%"}, judged="each_unit",
    ),
    target(
        "B3b", "Tội phạm được xử lý tăng 3%", "Growth of crimes handled",
        {"kind": "growth", "of": "cases"}, {"at_least": "+3%"}, cumulative=True,
    ),
    target(
        "B3c", "Cơ sở kinh doanh dịch vụ được kiểm tra", "Venues inspected",
        {"kind": "ratio", "part": "inspected", "whole": "venues"}, {"at_least": "20%"}, cumulative=True,
    ),
    target(
        "B6a", "Người lao động được tuyên truyền", "Workers informed",
        {"kind": "ratio", "part": "informed", "whole": "workers"}, {"at_least": "20,5%"},
        cumulative=True, binding=False, self_declared=True,
    ),
    target(
        "B7", "Tiếp cận dịch vụ xã hội", "Reached by services",
        {"kind": "ratio", "part": "reached", "whole": "eligible"}, {"at_least": "90%"},
    ),
    target(
        "B8", "Thông tin trên báo chí hằng tháng", "Monthly news",
        {"kind": "frequency", "of": "news", "every": "month", "at_least": 1, "by": "any"},
    ),
    target(
        "C1", "Số người được tuyên truyền", "Persons informed",
        {"kind": "count", "of": "informed"}, {"at_least": 5300},
    ),
    target("D1", "Ban hành quy chế phối hợp", "Rules of coordination", {"kind": "done", "field": "scheme"}),
    target("M1", "Nâng cao nhận thức", "Better awareness", {"kind": "manual"}),
]  # fmt: skip


def small_plan() -> Plan:
    def unit(name: str, level: str, names: tuple[str, str]) -> dict[str, object]:
        return {"id": name, "level": level, "name": both(*names)}

    year = {
        "title": both("năm 2023", "year 2023"),
        "window": {"from": "2022-12-15", "to": "2023-12-14"},
        "due": {"date": "2023-12-15"},
        "months": list(range(1, 12)),
    }
    half = year | {
        "title": both("6 tháng đầu năm 2023", "first half of 2023"),
        "window": {"from": "2022-12-15", "to": "2023-06-14"},
        "due": {"date": "2023-06-15"},
        "months": list(range(1, 6)),
        "interim": True,
    }
    return Plan.model_validate(
        {
            "id": "small",
            "title": both("Kế hoạch phòng, chống mại dâm năm 2023", "Plan against prostitution, 2023"),
            "document": {"number": "416/KH-UBND", "date": "2023-02-17", "issuer": both("UBND tỉnh", "The province")},
            "year": 2023,
            "baseline_year": 2022,
            "periods": {"half_year": half, "year": year},
            "levels": {
                "district": {"title": both("huyện, thị xã, thành phố", "districts, towns and cities")},
                "agency": {"title": both("cơ quan cấp tỉnh", "provincial bodies")},
            },
            "units": [
                *(unit(name, "district", names) for name, names in DISTRICTS.items()),
                *(unit(name, "agency", names) for name, names in PRESS.items()),
            ],
            "fields": FIELDS,
            "targets": TARGETS,
        }
    )


DISTRICT = {
    "plan_issued": True, "venues": 100, "inspected": 23, "cases": 17, "cases@2022": 16, "received": 7, "handled": 7,
    "informed": 1400, "workers": 5000, "eligible": 0, "reached": 0, "scheme": True,
}  # fmt: skip
NEWS = {f"news#{month}": 1 for month in range(1, 12)}

Filed = dict[str, Mapping[str, object]]


def sound() -> Filed:
    """Everybody has reported, and every target that can be met is met."""
    figures: Filed = {}
    figures.update(dict.fromkeys(DISTRICTS, DISTRICT))
    figures.update(dict.fromkeys(PRESS, NEWS))
    return figures


def faulty() -> Filed:
    """One district is missing, one cell cannot be read, one district inspected too little."""
    figures = sound()
    del figures["298"]
    figures["296"] = {**DISTRICT, "plan_issued": False, "inspected": None, "handled": 5, "cases": 12}
    figures["297"] = {**DISTRICT, "informed": 200}
    return figures


CELL = Location("returns.xlsx", "Tổng hợp", "E9")
FAULTS = (
    Diagnostic(Code.NOT_A_NUMBER, CELL, {"field": Ref("field", "inspected"), "found": "4 người"}, unit="296"),
    Diagnostic(Code.NOT_REPORTED, None, {"unit": Ref("unit", "298")}, unit="298"),
    Diagnostic(
        Code.UNKNOWN_COLUMN, Location("returns.xlsx", "Tổng hợp", "H3"), {"header": "Ghi chu", "suggestion": ""}
    ),
    Diagnostic(Code.TOTAL_ROW_SET_ASIDE, Location("returns.xlsx", "Tổng hợp", "A20"), {"text": "Tổng cộng"}),
)


def every_code(text: str = "Ghi chu") -> tuple[Diagnostic, ...]:
    """One diagnostic of each code, with ``text`` for whatever was found."""
    at = Location("returns.xlsx", "Tổng hợp", "H3")
    return tuple(Diagnostic(code, at, params_of(code, text)) for code in Code)


def report(
    figures: Filed,
    *diagnostics: Diagnostic,
    period: str = "year",
    only: tuple[str, ...] = (),
    only_reported: bool = False,
) -> Report:
    """What the core makes of these figures."""
    plan = small_plan()
    returns: dict[str, Return] = {unit: filed(unit, values) for unit, values in figures.items()}
    everybody = frozenset(unit.id for unit in plan.units)
    world = World(plan, period, returns, frozenset(returns) if only_reported else everybody)
    targets = [plan.target[name] for name in only] if only else plan.targets
    called = dict.fromkeys((*DISTRICTS, *PRESS), True)
    sent = {one.unit for one in diagnostics if one.code is Code.SENT_NOT_USED}
    submissions = submitted(plan, period, called, returns, date(2023, 12, 12), sent=sent, unread=())
    return Report(
        plan=plan,
        plan_hash="0" * 64,
        period=period,
        as_of=date(2023, 12, 12),
        only_reported=only_reported,
        inputs=(Input("returns.xlsx", "1" * 64),),
        submissions=tuple(with_files(submissions, {}, asked_about(plan, {}, diagnostics), diagnostics)),
        results=evaluate(world, targets),
        returns=tuple(returns.values()),
        diagnostics=diagnostics,
        selected=bool(only),
        deadlines=deadlines(plan, {period: returns}, date(2023, 12, 12), watched="" if only_reported else period),
    )


def with_verdict(verdict: Verdict, *, binding: bool = True, diagnostics: tuple[Diagnostic, ...] = ()) -> Report:
    """A report on a single target that stands as asked."""
    base = report(sound(), *diagnostics, only=("B3c",))
    one = base.results[0]
    changed = Result(one.target.model_copy(update={"binding": binding}), verdict, one.measurement)
    return Report(
        base.plan, base.plan_hash, base.period, base.as_of, base.only_reported, base.inputs, base.submissions,
        (changed,), base.returns, base.duties, base.diagnostics,
    )  # fmt: skip
